//! FreeRADIUS 3.2.1 of Debian, with a folder of its own: people in a file, PAP, CHAP, accounting, EAP where it is asked
//! for. What is asked of it is on `docs/freeradius-differences.md`.

use crate::machine::{Machine, Running};
use crate::packet::{Asker, Draft, STATUS_SERVER};
use crate::program::driver;
use crate::radius_house::{ACCOUNTING, AUTHENTICATION, own_address};
use crate::support::certificates::Authority;
use crate::support::eapol::SERVER_NAME;
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
        Self::start_with(people, secret, |_| {})
    }

    /// The same with EAP, fast reconnect and a certificate for [`SERVER_NAME`]; people are known by both their names.
    pub(crate) fn start_with_eap(people: &[Person], secret: &str, authority: &Authority) -> Self {
        Self::start_with(people, secret, |folder| {
            authority.issue(folder, "door", &[SERVER_NAME]);
            fs::create_dir(folder.join("cache")).expect("a folder can be made");
            for (name, source) in [("eap.conf", "radiusd-eap.conf"), ("inner.conf", "radiusd-inner.conf")] {
                write(folder, name, &driver(source).replace("HERE", &folder.display().to_string()));
            }
        })
    }

    fn start_with(people: &[Person], secret: &str, prepare: impl FnOnce(&Path)) -> Self {
        let (machine, address) = (Machine::new(), own_address());
        let folder = machine.folder().join("raddb");
        fs::create_dir(&folder).expect("a folder can be made");
        let entry = |name: &str, password: &str| format!("{name} Cleartext-Password := \"{password}\"\n");
        let entries =
            people.iter().flat_map(|Person { sam, upn, password, .. }| [entry(sam, password), entry(upn, password)]);
        write(&folder, "users", &entries.collect::<String>());
        write(&folder, "dictionary", "$INCLUDE /usr/share/freeradius/dictionary\n");
        write(&folder, "radiusd.conf", &configuration(&folder, address, secret));
        prepare(&folder);
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

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("the file can be written");
}

fn configuration(folder: &Path, address: IpAddr, secret: &str) -> String {
    let text = driver("radiusd.conf").replace("HERE", &folder.display().to_string());
    text.replace("ADDRESS", &address.to_string()).replace("SECRET", secret)
}
