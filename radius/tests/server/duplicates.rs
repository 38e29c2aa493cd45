//! The same packet again.

use std::time::Duration;

use vestibule_gate::{CodeWay, Reason};
use vestibule_radius::server::{Effect, Silence};

use crate::device::{Request, Sign, sign_again};
use crate::house::{House, PASSWORD, PEER, from};

const SECOND: Duration = Duration::from_secs(1);

fn login(house: &House, name: &str) -> Request {
    let (_, phone) = house.enrolled(name);
    Request::login(name, &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))
}

#[test]
fn a_duplicate_is_silent_while_under_way_and_answered_alike_afterwards_and_judged_once() {
    let house = House::new(CodeWay::Append);
    let octets = login(&house, "ada").octets();
    let effect = house.receive(&octets);
    assert!(matches!(effect, Effect::Judge(_)));
    for _ in 0..5 {
        assert!(matches!(house.receive(&octets), Effect::Silent(Silence::UnderWay)));
    }
    let first = house.end(effect, &octets).accepted();
    for _ in 0..5 {
        house.advance(SECOND * 5);
        assert_eq!(house.ask_from(&from(PEER, 40_000), &octets).accepted().octets, first.octets);
    }
    assert_eq!((house.fakes.directory.asked(), house.events()), (1, 1));
    let counters = house.server.counters();
    assert_eq!((counters.repeated["webmail"], counters.under_way), (5, 0));
}

#[test]
fn after_thirty_seconds_a_packet_is_judged_anew_and_its_code_is_spent() {
    let house = House::new(CodeWay::Append);
    let request = login(&house, "bea");
    house.ask(&request).accepted();
    house.advance(SECOND * 29);
    house.server.tick(house.now());
    house.ask(&request).accepted();
    house.advance(SECOND);
    house.server.tick(house.now());
    house.ask(&request).rejected();
    assert_eq!(house.reason(), Reason::CodeReplayed);
}

#[test]
fn a_duplicate_of_a_reject_is_silent_until_the_reject_has_left() {
    let house = House::new(CodeWay::Append);
    let request = Request::login("nobody", PASSWORD);
    let first = house.ask(&request).rejected();
    assert_eq!(house.ask(&request).silent(), Silence::UnderWay);
    house.advance(SECOND);
    assert_eq!(house.ask(&request).heard().octets, first.octets);
    assert_eq!(house.events(), 1);
}

#[test]
fn a_forged_packet_touches_no_cached_reply() {
    let house = House::new(CodeWay::Append);
    let octets = login(&house, "cis").octets();
    let first = house.ask_from(&from(PEER, 40_000), &octets).accepted();
    let mut forged = octets.clone();
    *forged.last_mut().unwrap() ^= 1;
    for _ in 0..1_000 {
        assert!(matches!(house.receive(&forged), Effect::Silent(Silence::WrongMessageAuthenticator)));
    }
    assert_eq!(house.ask_from(&from(PEER, 40_000), &octets).accepted().octets, first.octets);
    // Nor does it take the place of one under way.
    let octets = login(&house, "dot").octets();
    let effect = house.receive(&octets);
    let mut forged = octets.clone();
    forged[25] ^= 1;
    assert!(matches!(house.receive(&forged), Effect::Silent(Silence::WrongMessageAuthenticator)));
    assert!(matches!(house.receive(&octets), Effect::Silent(Silence::UnderWay)));
    house.end(effect, &octets).accepted();
}

#[test]
fn another_port_identifier_authenticator_or_socket_is_another_packet() {
    let house = House::new(CodeWay::Append);
    let octets = login(&house, "eve").octets();
    let effect = house.receive(&octets);
    let mut socket = from(PEER, 40_000);
    socket.local.set_port(1645);
    for other in [from(PEER, 40_001), socket] {
        assert!(matches!(house.server.receive(house.now(), &other, &octets), Effect::Judge(_)));
    }
    for at in [1, 4] {
        let mut other = octets.clone();
        other[at] ^= 1;
        sign_again(&mut other);
        assert!(matches!(house.receive(&other), Effect::Judge(_)), "octet {at}");
    }
    assert!(matches!(house.receive(&octets), Effect::Silent(Silence::UnderWay)));
    house.end(effect, &octets).accepted();
}

#[test]
fn a_device_whose_authenticators_repeat_gets_nobody_anothers_answer() {
    let house = House::new(CodeWay::Append);
    let _mal = house.enrolled("mal");
    let good = login(&house, "ian").octets();
    house.ask_from(&from(PEER, 40_000), &good).accepted();
    // The same identifier and authenticator, another name.
    let mut bad = good.clone();
    bad[40..43].copy_from_slice(b"mal");
    sign_again(&mut bad);
    house.ask_from(&from(PEER, 40_000), &bad).rejected();
    assert_eq!(house.events(), 2);
    house.ask_from(&from(PEER, 40_000), &good).accepted();
    assert_eq!(house.events(), 2);
}

#[test]
fn after_an_outage_the_same_packet_is_judged_again() {
    let house = House::new(CodeWay::Append);
    let request = login(&house, "fay");
    house.fakes.directory.set_down(true);
    assert_eq!(house.ask(&request).silent(), Silence::Outage);
    assert_eq!(house.ask(&request).silent(), Silence::Outage);
    house.fakes.directory.set_down(false);
    house.ask(&request).accepted();
}

#[test]
fn a_ticket_that_is_lost_is_silence_until_it_is_forgotten() {
    let house = House::new(CodeWay::Append);
    let request = login(&house, "gil");
    drop(house.receive(&request.octets()));
    house.advance(SECOND * 29);
    assert_eq!(house.ask(&request).silent(), Silence::UnderWay);
    assert_eq!(house.server.counters().under_way, 1);
    house.advance(SECOND);
    house.server.tick(house.now());
    assert_eq!(house.server.counters().under_way, 0);
    house.ask(&request).accepted();
}

#[test]
fn a_duplicate_of_an_unsigned_request_is_judged_once_too() {
    let house = House::with(CodeWay::Append, |client| client.message_authenticator_optional = true, |_| {});
    let request = login(&house, "hal").sign(Sign::Not);
    let first = house.ask(&request).accepted();
    assert_eq!(house.ask(&request).accepted().octets, first.octets);
    assert_eq!(house.events(), 1);
}

#[test]
fn a_duplicate_of_an_answer_to_a_question_is_answered_alike() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("ida");
    let first = Request::login("ida", PASSWORD);
    let (asked, state) = house.ask(&first).asked();
    house.advance(SECOND);
    assert_eq!(house.ask(&first).heard().octets, asked.octets);
    let answer = Request::code("ida", &house.fakes.code(&phone, 0), &state);
    let accepted = house.ask(&answer).accepted();
    assert_eq!(house.ask(&answer).accepted().octets, accepted.octets);
    assert_eq!(house.events(), 2);
}
