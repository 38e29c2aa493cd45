//! FreeRADIUS 3.2.1 of Debian, with a folder of its own: people in a file, PAP, CHAP, accounting. What is asked of
//! it is on `docs/freeradius-differences.md`.

use crate::machine::{Machine, Running};
use crate::packet::{Asker, Draft, STATUS_SERVER};
use crate::radius_house::{ACCOUNTING, AUTHENTICATION, own_address};
use crate::support::people::Person;
use crate::support::process::wait_until;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

/// The server while it runs.
pub(crate) struct FreeRadius {
    _machine: Running,
    address: IpAddr,
}

impl FreeRadius {
    /// Serves people of these names, whose passwords it knows; who is called `asked-…` is asked for more.
    pub(crate) fn start(people: &[Person], secret: &str) -> Self {
        let (machine, address) = (Machine::new(), own_address());
        let folder = machine.folder().join("raddb");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("the file can be written");
        fs::create_dir(&folder).expect("a folder can be made");
        let entry = |person: &Person| format!("{} Cleartext-Password := \"{}\"\n", person.sam, person.password);
        write("users", &people.iter().map(entry).collect::<String>());
        write("dictionary", "$INCLUDE /usr/share/freeradius/dictionary\n");
        write("radiusd.conf", &configuration(&folder, address, secret));
        let mut machine = machine.start(&["freeradius", "-f", "-l", "stdout", "-d", &folder.display().to_string()]);
        let asker = Asker::of(SocketAddr::new(address, AUTHENTICATION));
        let status = Draft::new(STATUS_SERVER, secret).signed().octets();
        wait_until("FreeRADIUS to answer", || {
            let _ = machine.is_entered();
            asker.send(&status);
            asker.reply_within(Duration::from_millis(200))
        });
        Self { _machine: machine, address }
    }

    /// Where Access-Requests are taken.
    pub(crate) fn authentication(&self) -> SocketAddr {
        SocketAddr::new(self.address, AUTHENTICATION)
    }

    /// Where Accounting-Requests are taken.
    pub(crate) fn accounting(&self) -> SocketAddr {
        SocketAddr::new(self.address, ACCOUNTING)
    }
}

fn configuration(folder: &Path, address: IpAddr, secret: &str) -> String {
    format!(
        r#"prefix = /usr
libdir = /usr/lib/freeradius
logdir = {here}
run_dir = {here}
confdir = {here}
max_request_time = 30
cleanup_delay = 30
max_requests = 16384
hostname_lookups = no
security {{
    max_attributes = 200
    reject_delay = 0
    status_server = yes
}}
thread pool {{
    start_servers = 2
    max_servers = 4
    min_spare_servers = 1
    max_spare_servers = 3
    max_requests_per_server = 0
    auto_limit_acct = no
}}
client tests {{
    ipaddr = 127.0.0.0/8
    secret = {secret}
}}
modules {{
    always handled {{
        rcode = handled
    }}
    always ok {{
        rcode = ok
    }}
    chap {{
    }}
    files {{
        usersfile = {here}/users
    }}
    pap {{
    }}
}}
server default {{
    listen {{
        type = auth
        ipaddr = {address}
        port = {AUTHENTICATION}
    }}
    listen {{
        type = acct
        ipaddr = {address}
        port = {ACCOUNTING}
    }}
    authorize {{
        if (&User-Name =~ /^asked-/) {{
            update control {{
                &Auth-Type := Question
            }}
        }}
        chap
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
        Auth-Type CHAP {{
            chap
        }}
        Auth-Type Question {{
            update control {{
                &Response-Packet-Type := Access-Challenge
            }}
            update reply {{
                &State := "a-question"
                &Reply-Message := "Code:"
            }}
            handled
        }}
    }}
    accounting {{
        ok
    }}
}}
"#,
        here = folder.display()
    )
}
