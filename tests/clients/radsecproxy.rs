//! radsecproxy of Debian, between a client by UDP and Vestibule by RadSec.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::radclient::{outcome, radtest};
use crate::radius_house::own_address;
use crate::radsec_house::RadSecHouse;
use crate::support::process::wait_until;
use crate::support::scratch::random_text;
use std::fs;
use std::net::SocketAddr;
use std::sync::LazyLock;

const CONFIGURATION: &str = "/etc/radsecproxy.conf";
const CERTIFICATE: &str = "proxy.branch.example.test";

static HOUSE: LazyLock<RadSecHouse> = LazyLock::new(|| RadSecHouse::of(&Page::of("radsecproxy"), ""));

#[test]
fn radsecproxy() {
    let proxy = Proxy::start(&HOUSE, CERTIFICATE);
    only_both_factors_come_in_at(&HOUSE, "radsecproxy", &|name: &str, password: &str| {
        outcome(&proxy.asks(name, password)).map_err(|said| said + &proxy.machine.log())
    });
}

/// A proxy: what devices ask by UDP.
struct Proxy {
    machine: Running,
    address: SocketAddr,
    secret: String,
}

impl Proxy {
    fn start(house: &RadSecHouse, certificate: &str) -> Self {
        let (page, secret) = (Page::of("radsecproxy"), random_text(24));
        let address = SocketAddr::new(own_address(), 1812);
        let text = page.radius_file(CONFIGURATION, house.radsec().ip(), &secret);
        let text = text.replace("127.0.0.1:1812", &address.to_string());
        let issued = house.client_certificate("proxy", certificate);
        let read = |file| fs::read_to_string(file).expect("the certificate was written");
        let mut machine = Machine::new()
            .file(CONFIGURATION, 0o600, &text)
            .file("/etc/ssl/certs/example-ca.pem", 0o644, &read(house.radsec_authority_file()))
            .file("/etc/radsecproxy/proxy.pem", 0o644, &read(issued.certificate_file))
            .file("/etc/radsecproxy/proxy.key", 0o600, &read(issued.key_file))
            .start(&["radsecproxy", "-f", "-d", "2", "-c", CONFIGURATION]);
        wait_until("the proxy to listen", || {
            (machine.is_entered() && machine.log().contains("listening")).then_some(())
        });
        Self { machine, address, secret }
    }

    fn asks(&self, name: &str, password: &str) -> String {
        radtest(self.address, &self.secret, name, password, &[])
    }
}
