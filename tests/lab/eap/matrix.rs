//! Every method, by both versions of TLS, in pieces of every size: each login comes in with the same keys at both ends.

use super::house::{assert_let_in, dc, logging_in, name_of, plan};
use crate::support::eapol::{Method, Tls};
use crate::support::house::House;
use std::sync::LazyLock;

/// Code, identifier, length, type, flags and the length of the TLS message (RFC 5216 section 3.1).
const EAP_HEADER: usize = 10;

static SMALL: LazyLock<House> = LazyLock::new(|| plan(", fragment-size = 100").open());
static LARGE: LazyLock<House> = LazyLock::new(|| plan(", fragment-size = 1400").open());

/// What server, machine and access point put into one packet.
struct Sizes {
    server: u16,
    machine: u16,
    framed_mtu: u16,
}

const SIZES: [Sizes; 3] = [
    Sizes { server: 100, machine: 100, framed_mtu: 1400 },
    Sizes { server: 1400, machine: 1400, framed_mtu: 1500 },
    Sizes { server: 1400, machine: 400, framed_mtu: 300 },
];

fn comes_in(method: Method) {
    for tls in Tls::ALL {
        let person = dc().person("mats");
        // The two houses have a store each.
        let mut phones = [&*SMALL, &*LARGE].map(|house| house.enroll(&person));
        for Sizes { server, machine, framed_mtu } in SIZES {
            let (house, phone) = match server {
                100 => (&*SMALL, &mut phones[0]),
                _ => (&*LARGE, &mut phones[1]),
            };
            let login = logging_in(house, method, &person, &phone.code());
            let session = login.tls(tls).sizes(machine, framed_mtu).joins();
            assert_let_in(&session);
            let conversation = session.first();
            assert_eq!(conversation.tls(), name_of(tls));
            let most = usize::from(server.min(framed_mtu)) + EAP_HEADER;
            let (longest, theirs) = (conversation.longest_from_server(), conversation.longest_from_machine());
            assert!(longest <= most.min(usize::from(framed_mtu)), "{longest} octets of {most}");
            assert!(theirs <= usize::from(machine) + EAP_HEADER, "{theirs} octets of the machine");
            // The certificate alone is longer than a packet.
            assert!(longest > most / 2, "{longest} octets: as much as fits");
        }
    }
}

#[test]
fn ttls_with_pap() {
    comes_in(Method::TtlsPap);
}

#[test]
fn ttls_with_gtc() {
    comes_in(Method::TtlsGtc);
}

#[test]
fn ttls_with_mschapv2() {
    comes_in(Method::TtlsMschapv2);
}

#[test]
fn ttls_with_eap_mschapv2() {
    comes_in(Method::TtlsEapMschapv2);
}

#[test]
fn peap_with_gtc() {
    comes_in(Method::PeapGtc);
}

#[test]
fn peap_with_mschapv2() {
    comes_in(Method::PeapMschapv2);
}
