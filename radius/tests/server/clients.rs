//! Which client it is: never what the packet says.

use vestibule_gate::CodeWay;
use vestibule_gate::fakes::APPLICATION;
use vestibule_radius::packet::Secret;
use vestibule_radius::server::{Client, Effect, Limits, Settings, Silence};

use crate::device::{Request, SECRET};
use crate::house::{End, House, PASSWORD, PEER, by_certificate, device, from};

fn application(effect: &Effect) -> String {
    let Effect::Judge(judge) = effect else { panic!("no login: {effect:?}") };
    judge.attempt.application.to_string()
}

fn two() -> House {
    let mut other = device("other", "192.0.2.8", CodeWay::Append);
    other.secret = Secret::new(b"the other's secret".to_vec());
    House::of(vec![device(APPLICATION, PEER, CodeWay::Append), other], Limits::default(), |_| {})
}

#[test]
fn an_unknown_client_is_met_with_silence() {
    let house = two();
    let octets = Request::login("ada", PASSWORD).octets();
    assert_eq!(house.ask_from(&from("192.0.2.9", 40_000), &octets).silent(), Silence::UnknownClient);
    assert_eq!(house.ask_from(&from("2001:db8::7", 40_000), &octets).silent(), Silence::UnknownClient);
    assert_eq!(house.ask_from(&from("192.0.2.9", 40_000), b"junk").silent(), Silence::UnknownClient);
    let silent = house.server.counters().silent;
    assert_eq!(silent.into_iter().collect::<Vec<_>>(), [((None, Silence::UnknownClient), 3)]);
}

#[test]
fn another_clients_names_in_a_packet_change_nothing() {
    let house = two();
    let request = Request::login("bea", PASSWORD).with(32, b"other").with(4, &[192, 0, 2, 8]).with(30, b"192.0.2.8");
    assert_eq!(application(&house.receive(&request.octets())), APPLICATION);
    // With its own secret, the other is still the other only at its own address.
    let others = Request::named("bea").secret(b"the other's secret").typed(PASSWORD.as_bytes()).with(32, b"other");
    assert_eq!(house.ask(&others).silent(), Silence::WrongMessageAuthenticator);
    let effect = house.server.receive(house.now(), &from("192.0.2.8", 40_000), &others.octets());
    assert_eq!(application(&effect), "other");
}

#[test]
fn an_address_mapped_to_ipv6_is_the_same_client() {
    let house = two();
    let octets = Request::login("cis", PASSWORD).octets();
    let effect = house.server.receive(house.now(), &from("::ffff:192.0.2.7", 40_000), &octets);
    assert_eq!(application(&effect), APPLICATION);
    assert_eq!(house.server.client(&from("::ffff:192.0.2.7", 1)).as_deref(), Some(APPLICATION));
}

#[test]
fn on_tls_the_certificate_names_the_client_and_the_address_does_not() {
    let mut tls = Client::new(APPLICATION, Secret::new(SECRET.to_vec()));
    tls.code = CodeWay::Append;
    let house = House::of(vec![tls, device("other", "192.0.2.8", CodeWay::Append)], Limits::default(), |_| {});
    let octets = Request::login("dot", PASSWORD).octets();
    let effect = house.server.receive(house.now(), &by_certificate("192.0.2.8", APPLICATION), &octets);
    assert_eq!(application(&effect), APPLICATION);
    assert_eq!(house.ask_from(&by_certificate("192.0.2.8", "nobody"), &octets).silent(), Silence::UnknownClient);
    assert_eq!(house.ask(&Request::login("dot", PASSWORD)).silent(), Silence::UnknownClient);
}

#[test]
fn other_settings_hold_from_the_next_packet_on() {
    let house = House::new(CodeWay::Append);
    let (_, phone) = house.enrolled("eve");
    let request = Request::login("eve", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)));
    let Effect::Judge(judge) = house.receive(&request.octets()) else { panic!("not judged") };
    let settings = |client: Client| Settings { clients: vec![client], ..Settings::default() };
    house.server.replace(settings(device(APPLICATION, "192.0.2.99", CodeWay::Append)));
    assert_eq!(house.ask(&Request::login("eve", PASSWORD)).silent(), Silence::UnknownClient);
    // What was under way ends as it began.
    let end = house.end(Effect::Judge(judge), &request.octets());
    assert!(matches!(end, End::Heard { .. }));
    end.accepted();
}
