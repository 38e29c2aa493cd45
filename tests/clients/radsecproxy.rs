//! radsecproxy of Debian, between a client by UDP and Vestibule by RadSec.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::radclient::{outcome, radtest};
use crate::radius_house::own_address;
use crate::radsec_house::RadSecHouse;
use crate::support::process::wait_until;
use crate::support::radclient::RadClient;
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

/// A device that sends no Message-Authenticator: the proxy adds one, as its page says.
#[test]
fn radsecproxy_that_signs_for_a_device() {
    let (proxy, person) = (Proxy::start(&HOUSE, CERTIFICATE), dc().person("clara"));
    let mut phone = HOUSE.enroll(&person);
    let device = proxy.device().unsigned();
    let asked = device.login(&person.sam, &person.password);
    assert!(asked.asks(), "{asked:?}\n{}", proxy.machine.log());
    let answered = device.answer(&person.sam, &phone.code(), &asked);
    assert!(answered.accepts(), "{answered:?}\n{}", proxy.machine.log());
    assert_eq!(admitted_at(&HOUSE, &person, "radsecproxy"), ["code"]);
}

/// A certificate of the right authority that is no client's: nothing passes.
#[test]
fn radsecproxy_with_a_name_that_is_no_clients() {
    let proxy = Proxy::start(&HOUSE, "proxy.another.example.test");
    assert!(proxy.device().tries(1, "2").login("nobody-at-all", "no password").is_silence());
    let said = "this certificate is no RadSec client's";
    wait_until("the house to say why", || HOUSE.log().contains(said).then_some(()));
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
        let issued = house.client_certificate(certificate, certificate);
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

    fn device(&self) -> RadClient {
        RadClient::new("127.0.0.1", self.address).secret(&self.secret)
    }

    fn asks(&self, name: &str, password: &str) -> String {
        radtest(self.address, &self.secret, name, password, &[])
    }
}
