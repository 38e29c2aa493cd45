//! A Vestibule for one RADIUS client program, at an address of its own: on this machine all of them come from
//! 127.0.0.1, and it is by their address that we tell them apart. Ports are the usual ones, since OpenVPN's plugin
//! keeps no more than four digits of a port.

use crate::door::dc;
use crate::page::Page;
use crate::support::certificates::write_secret;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::plan::Plan;
use crate::support::scratch::{self, random_text};
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;

/// Where Access-Requests go.
pub(crate) const AUTHENTICATION: u16 = 1812;
/// Where Accounting-Requests go.
pub(crate) const ACCOUNTING: u16 = 1813;

/// The house and what its one client must know.
pub(crate) struct RadiusHouse {
    house: House,
    _secret_folder: TempDir,
    address: IpAddr,
    secret: String,
}

impl RadiusHouse {
    /// With the client of a page.
    pub(crate) fn of(page: &Page) -> Self {
        Self::with(&page.radius_client())
    }

    /// With a client's section as it is written in the file.
    pub(crate) fn with(client: &str) -> Self {
        Self::with_door("", client)
    }

    /// With the client of a page, by EAP.
    pub(crate) fn with_eap(page: &Page) -> Self {
        let files = "eap = { certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\" }\n";
        Self::with_door(files, &page.radius_client())
    }

    fn with_door(lines: &str, client: &str) -> Self {
        let (address, secret, folder) = (own_address(), random_text(24), scratch::folder("secret"));
        let secret_file = folder.path().join("radius.secret");
        write_secret(&secret_file, &secret);
        let client = client.replace("HERE/radius.secret", &secret_file.display().to_string());
        // An address where no client may ask is refused.
        let accounting = ["accounting = true", "preset = \"openvpn\""].iter().any(|word| client.contains(word));
        let listen = format!("listen = \"{address}:{AUTHENTICATION}\"\n");
        let accounting = format!("accounting-listen = \"{address}:{ACCOUNTING}\"\n").repeat(usize::from(accounting));
        let door = format!("[radius]\n{listen}{accounting}{lines}\n");
        let house = Plan::behind(dc()).section(&(door + &client)).open();
        Self { house, _secret_folder: folder, address, secret }
    }

    /// One of a page's blocks, for a client of this house.
    pub(crate) fn file(&self, page: &Page, name: &str) -> String {
        self.file_for(page, name, self.address)
    }

    /// The same for a client that asks elsewhere, for a relay.
    pub(crate) fn file_for(&self, page: &Page, name: &str, address: IpAddr) -> String {
        page.radius_file(name, address, &self.secret)
    }

    /// What the client shares with us.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Where Access-Requests are taken.
    pub(crate) fn authentication(&self) -> SocketAddr {
        SocketAddr::new(self.address, AUTHENTICATION)
    }

    /// Where Accounting-Requests are taken.
    pub(crate) fn accounting(&self) -> SocketAddr {
        SocketAddr::new(self.address, ACCOUNTING)
    }

    /// What devices told of somebody's sessions, in order.
    pub(crate) fn accounted(&self, person: &Person) -> Vec<String> {
        let audit = self.house.audit();
        let told = audit.iter().filter(|event| event.text("event") == "accounting");
        let of_person = told.filter(|event| event.text("person") == person.sam);
        of_person.filter_map(|event| Some(event.text("note").split_whitespace().next()?.to_owned())).collect()
    }

    /// Events of one kind in the audit log, of one person.
    pub(crate) fn events_of(&self, person: &Person, field: &str, value: &str) -> usize {
        let audit = self.house.audit();
        audit.iter().filter(|event| event.text("sid") == person.sid && event.text(field) == value).count()
    }
}

impl Deref for RadiusHouse {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// An address for a RADIUS server of a test's own. No connection begins at these, so none can have a port.
pub(crate) fn own_address() -> IpAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    IpAddr::from([127, 0, 3, NEXT.fetch_add(1, Ordering::Relaxed)])
}
