//! Accounting-Request (RFC 2866).

use radius::core::code::Code;
use vestibule_gate::CodeWay;
use vestibule_radius::server::{Client, Effect, Silence, SourceAttribute, Status};

use crate::device::{Request, Sign};
use crate::house::{House, PEER, from, record};

fn on(client: &mut Client) {
    client.accounting = true;
    client.source_from = vec![SourceAttribute::Standard(31)];
}

fn start() -> Request {
    Request::new(Code::AccountingRequest)
        .sign(Sign::Not)
        .with(40, &1u32.to_be_bytes())
        .with(44, b"5F00")
        .with(1, b"ada")
}

#[test]
fn a_record_is_read_and_answered_once_it_is_written() {
    let house = House::with(CodeWay::Append, on, |_| {});
    let octets = start()
        .with(31, b"198.51.100.7[4500]")
        .with(8, &[10, 0, 0, 9])
        .with(42, &7u32.to_be_bytes())
        .with(52, &2u32.to_be_bytes())
        .with(43, &8u32.to_be_bytes())
        .with(46, &3_600u32.to_be_bytes())
        .with(49, &1u32.to_be_bytes())
        .octets();
    let (ticket, record) = record(house.receive(&octets));
    assert_eq!((record.client.as_ref(), record.status), ("webmail", Status::Start));
    assert_eq!((record.user.as_deref(), record.session.as_deref()), (Some("ada"), Some("5F00")));
    assert_eq!(record.source.unwrap().to_string(), "198.51.100.7");
    assert_eq!((record.framed.unwrap().to_string(), record.peer.to_string()), ("10.0.0.9".into(), PEER.into()));
    assert_eq!((record.octets_in, record.octets_out), (Some((2 << 32) + 7), Some(8)));
    assert_eq!((record.seconds, record.cause), (Some(3_600), Some(1)));
    assert!(matches!(house.receive(&octets), Effect::Silent(Silence::UnderWay)));
    let heard = house.end(house.server.accounted(house.now(), ticket, true), &octets).heard();
    assert_eq!((heard.code(), heard.numbers()), (5, vec![]));
    // The same again is not written again.
    assert_eq!(house.ask_from(&from(PEER, 40_000), &octets).heard().octets, heard.octets);
}

#[test]
fn what_was_not_written_is_not_answered_and_may_come_again() {
    let house = House::with(CodeWay::Append, on, |_| {});
    let octets = start().octets();
    let (ticket, _) = record(house.receive(&octets));
    assert!(matches!(house.server.accounted(house.now(), ticket, false), Effect::Silent(Silence::NotWritten)));
    assert_eq!(house.ask_from(&from(PEER, 40_000), &octets).heard().code(), 5);
}

#[test]
fn a_record_of_another_secret_or_client_is_discarded() {
    let house = House::with(CodeWay::Append, on, |_| {});
    let forged = Request::new(Code::AccountingRequest).sign(Sign::Not).secret(b"another").with(40, &1u32.to_be_bytes());
    assert_eq!(house.ask(&forged).silent(), Silence::WrongAuthenticator);
    let octets = start().octets();
    assert_eq!(house.ask_from(&from("192.0.2.8", 40_000), &octets).silent(), Silence::UnknownClient);
    let mut changed = octets.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(matches!(house.receive(&changed), Effect::Silent(Silence::WrongAuthenticator)));
    let wrong = start().with(80, &[0; 16]);
    assert_eq!(house.ask(&wrong).silent(), Silence::WrongMessageAuthenticator);
    let without = Request::new(Code::AccountingRequest).sign(Sign::Not).with(44, b"5F00");
    assert_eq!(house.ask(&without).silent(), Silence::BadAccounting);
}

#[test]
fn where_accounting_is_not_configured_it_is_met_with_silence() {
    let house = House::new(CodeWay::Append);
    assert_eq!(house.ask(&start()).silent(), Silence::NoAccounting);
}

#[test]
fn every_status_has_its_name_and_proxy_state_comes_back() {
    let house = House::with(CodeWay::Append, on, |_| {});
    let names = [(1, "start"), (2, "stop"), (3, "interim"), (7, "on"), (8, "off"), (9, "other")];
    for (number, name) in names {
        let request = Request::new(Code::AccountingRequest).sign(Sign::Not).with(40, &u32::to_be_bytes(number));
        let octets = request.with(33, b"through").octets();
        let (ticket, record) = record(house.receive(&octets));
        assert_eq!(record.status.as_str(), name);
        let heard = house.end(house.server.accounted(house.now(), ticket, true), &octets).heard();
        assert_eq!(heard.one(33), b"through");
    }
}
