//! FreeRADIUS with `rlm_ldap` and `rlm_totp`: password and code in one field, or the code asked for.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Running, free_udp, write};
use crate::SECRET;
use crate::people::{BASE, PEOPLE, SERVICE};

/// The server.
pub(crate) struct FreeRadius {
    /// Takes the code behind the password.
    pub(crate) append: SocketAddr,
    /// Asks for it.
    pub(crate) challenge: SocketAddr,
    running: Running,
}

impl FreeRadius {
    /// Serves people of this directory, whose seeds are in `employeeNumber`.
    pub(crate) fn start(folder: &Path, directory: SocketAddr) -> anyhow::Result<Self> {
        let folder = folder.join("freeradius");
        std::fs::create_dir_all(&folder)?;
        let (append, challenge) = (free_udp()?, free_udp()?);
        write(&folder.join("radiusd.conf"), &main(&folder, directory, append, challenge))?;
        write(&folder.join("dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n")?;
        let log = std::fs::File::create(folder.join("output.log"))?;
        let running = Running::start(
            Command::new("freeradius")
                .arg("-f")
                .arg("-d")
                .arg(&folder)
                .arg("-l")
                .arg(folder.join("radius.log"))
                .stdout(Stdio::null())
                .stderr(log),
        )?;
        Ok(Self { append, challenge, running })
    }

    pub(crate) fn process(&self) -> u32 {
        self.running.id()
    }
}

fn main(folder: &Path, directory: SocketAddr, append: SocketAddr, challenge: SocketAddr) -> String {
    let here = folder.display();
    let (identity, password) = SERVICE;
    format!(
        r#"prefix = /usr
libdir = /usr/lib/freeradius
logdir = {here}
run_dir = {here}
confdir = {here}
max_request_time = 30
cleanup_delay = 5
max_requests = 65536
hostname_lookups = no
log {{
    destination = files
    file = {here}/radius.log
    auth = no
}}
security {{
    reject_delay = 1
    status_server = yes
}}
thread pool {{
    start_servers = 8
    max_servers = 32
    min_spare_servers = 4
    max_spare_servers = 16
    max_requests_per_server = 0
    auto_limit_acct = no
}}
client bench {{
    ipaddr = 127.0.0.1
    secret = {SECRET}
}}
modules {{
    always ok {{
        rcode = ok
    }}
    always handled {{
        rcode = handled
    }}
    always reject {{
        rcode = reject
    }}
    expr {{
    }}
    totp {{
    }}
    ldap {{
        server = "ldap://{directory}"
        identity = "{identity}"
        password = "{password}"
        base_dn = "{BASE}"
        update {{
            control:TOTP-Secret := "employeeNumber"
        }}
        user {{
            base_dn = "{PEOPLE}"
            filter = "(uid=%{{User-Name}})"
        }}
        options {{
            res_timeout = 5
            srv_timelimit = 5
            net_timeout = 5
        }}
        pool {{
            start = 8
            min = 8
            max = 32
            spare = 8
            uses = 0
            retry_delay = 1
            lifetime = 0
            idle_timeout = 600
        }}
    }}
}}
server append {{
    listen {{
        type = auth
        ipaddr = {append_ip}
        port = {append_port}
    }}
    authorize {{
        if (&User-Password =~ /^(.*)([0-9]{{6}})$/) {{
            update request {{
                &User-Password := "%{{1}}"
                &TOTP-Password := "%{{2}}"
            }}
        }}
        ldap
        update control {{
            &Auth-Type := Both
        }}
    }}
    authenticate {{
        Auth-Type Both {{
            ldap {{
                ok = 1
            }}
            totp
        }}
    }}
}}
server challenge {{
    listen {{
        type = auth
        ipaddr = {challenge_ip}
        port = {challenge_port}
    }}
    authorize {{
        if (&State) {{
            update control {{
                &Auth-Type := Second
            }}
        }}
        else {{
            ldap
            update control {{
                &Auth-Type := First
            }}
        }}
    }}
    authenticate {{
        Auth-Type First {{
            ldap {{
                ok = 1
            }}
            update session-state {{
                &TOTP-Secret := &control:TOTP-Secret
            }}
            update control {{
                &Response-Packet-Type := Access-Challenge
            }}
            update reply {{
                &Reply-Message := "Code:"
            }}
            handled
        }}
        Auth-Type Second {{
            update control {{
                &TOTP-Secret := &session-state:TOTP-Secret
            }}
            update request {{
                &TOTP-Password := "%{{User-Password}}"
            }}
            totp
        }}
    }}
}}
"#,
        append_ip = append.ip(),
        append_port = append.port(),
        challenge_ip = challenge.ip(),
        challenge_port = challenge.port(),
    )
}
