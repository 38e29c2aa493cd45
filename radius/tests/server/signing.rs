//! Who sent it: Message-Authenticator in requests and replies, Proxy-State, the two exceptions.

use radius::core::code::Code;
use vestibule_gate::CodeWay;
use vestibule_radius::server::{Client, Effect, Silence};

use crate::device::{Request, Sign, sign_again};
use crate::house::{House, PASSWORD};

fn excepted(client: &mut Client) {
    client.message_authenticator_optional = true;
}

fn old(client: &mut Client) {
    client.message_authenticator_optional = true;
    client.reply_without_message_authenticator = true;
}

fn login(house: &House, name: &str) -> Request {
    let (_, phone) = house.enrolled(name);
    Request::login(name, &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))
}

#[test]
fn a_request_without_message_authenticator_is_discarded_and_nothing_is_judged() {
    let house = House::new(CodeWay::Append);
    let request = login(&house, "ada");
    assert_eq!(house.ask(&request.clone().sign(Sign::Not)).silent(), Silence::NoMessageAuthenticator);
    assert_eq!((house.events(), house.fakes.directory.asked()), (0, 0));
    let counted = house.server.counters();
    assert_eq!(counted.silent.values().sum::<u64>(), 1);
    assert!(
        counted
            .silent
            .keys()
            .all(|(client, why)| { client.as_deref() == Some("webmail") && *why == Silence::NoMessageAuthenticator })
    );
    assert!(house.server.counters().signed.is_empty(), "what is dropped is not taken");
    house.ask(&request).accepted();
    let signed = house.server.counters().signed;
    assert_eq!(signed.into_iter().collect::<Vec<_>>(), [(("webmail".into(), true), 1)]);
}

#[test]
fn message_authenticator_may_stand_anywhere_in_a_request() {
    let house = House::new(CodeWay::Append);
    house.ask(&login(&house, "bea").sign(Sign::Last)).accepted();
    house.ask(&login(&house, "bob").sign(Sign::First)).accepted();
}

#[test]
fn a_wrong_doubled_short_or_long_message_authenticator_is_discarded_and_counted() {
    for optional in [false, true] {
        let house = House::with(CodeWay::Append, |client| client.message_authenticator_optional = optional, |_| {});
        let unsigned = login(&house, "cis").sign(Sign::Not);
        let variants = [
            (unsigned.clone().with(80, &[7; 16]), Silence::WrongMessageAuthenticator),
            (unsigned.clone().with(80, &[7; 15]), Silence::ShortMessageAuthenticator),
            (unsigned.clone().with(80, &[7; 17]), Silence::ShortMessageAuthenticator),
            (unsigned.clone().with(80, &[]), Silence::ShortMessageAuthenticator),
            (unsigned.with(80, &[7; 16]).sign(Sign::First), Silence::RepeatedMessageAuthenticator),
        ];
        for (request, why) in variants {
            let before = house.server.counters().silent.values().sum::<u64>();
            assert_eq!(house.ask(&request).silent(), why);
            assert_eq!(house.server.counters().silent.values().sum::<u64>(), before + 1);
        }
        assert_eq!(house.events(), 0);
    }
}

#[test]
fn a_packet_changed_on_its_way_is_discarded() {
    let house = House::new(CodeWay::Append);
    let octets = login(&house, "dot").octets();
    for at in (0..octets.len()).filter(|at| *at != 1) {
        let mut changed = octets.clone();
        changed[at] ^= 1;
        assert!(matches!(house.receive(&changed), Effect::Silent(_)), "octet {at}");
    }
    // The identifier too is under the signature.
    let mut changed = octets.clone();
    changed[1] ^= 1;
    assert!(matches!(house.receive(&changed), Effect::Silent(Silence::WrongMessageAuthenticator)));
    assert_eq!(house.events(), 0);
    assert!(matches!(house.receive(&octets), Effect::Judge(_)));
}

#[test]
fn another_secret_shows_as_a_wrong_message_authenticator() {
    let house = House::new(CodeWay::Append);
    let request = Request::named("eve").secret(b"another").typed(b"Passw0rd!123456");
    assert_eq!(house.ask(&request).silent(), Silence::WrongMessageAuthenticator);
}

/// The check itself is in `Heard::check`, through which every reply of every test goes.
#[test]
fn every_kind_of_reply_begins_with_a_message_authenticator() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("fay");
    let (_, state) = house.ask(&Request::login("fay", PASSWORD)).asked();
    let code = house.fakes.code(&phone, 0);
    house.ask(&Request::code("fay", &code, &state)).accepted();
    let (_, state) = house.ask(&Request::login("fay", PASSWORD)).asked();
    house.ask(&Request::code("fay", &code, &state)).rejected();
    house.ask(&Request::named("fay")).rejected();
    house.ask(&Request::new(Code::StatusServer)).accepted();
}

#[test]
fn an_excepted_client_is_taken_without_and_answered_with_a_message_authenticator() {
    let house = House::with(CodeWay::Append, excepted, |_| {});
    house.ask(&login(&house, "gil").sign(Sign::Not)).accepted();
}

#[test]
fn proxy_state_without_a_message_authenticator_is_discarded_even_of_an_excepted_client() {
    let house = House::with(CodeWay::Append, excepted, |_| {});
    let request = login(&house, "hal").with(33, b"collision");
    assert_eq!(house.ask(&request.clone().sign(Sign::Not)).silent(), Silence::UnsignedProxyState);
    assert_eq!(house.events(), 0);
    assert_eq!(house.ask(&request).accepted().one(33), b"collision");
}

#[test]
fn eap_without_a_message_authenticator_is_discarded_even_of_an_excepted_client() {
    let house = House::with(CodeWay::Append, excepted, |_| {});
    let eap = Request::named("ida").with(79, b"\x02\x00\x00\x08\x01ida");
    assert_eq!(house.ask(&eap.sign(Sign::Not)).silent(), Silence::NoMessageAuthenticator);
}

#[test]
fn proxy_state_comes_back_in_its_order_in_every_reply() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("jan");
    let states: [&[u8]; 4] = [b"first", b"", b"second", b"first"];
    let through = |request: Request| states.iter().fold(request, |request, state| request.with(33, state));
    let (asked, state) = house.ask(&through(Request::login("jan", PASSWORD))).asked();
    assert_eq!(asked.all(33), states);
    let code = house.fakes.code(&phone, 0);
    let accepted = house.ask(&through(Request::code("jan", &code, &state))).accepted();
    assert_eq!(accepted.all(33), states);
    assert_eq!(house.ask(&through(Request::code("jan", &code, &state))).rejected().all(33), states);
    assert_eq!(house.ask(&through(Request::new(Code::StatusServer))).accepted().all(33), states);
}

#[test]
fn an_old_kdc_sees_no_attribute_above_63() {
    let house = House::with(CodeWay::Challenge, old, |_| {});
    let (_, phone) = house.enrolled("kim");
    let (asked, state) = house.ask(&Request::login("kim", PASSWORD).sign(Sign::Not)).asked();
    assert_eq!(asked.numbers(), [18, 24]);
    let accepted = house.ask(&Request::code("kim", &house.fakes.code(&phone, 0), &state)).accepted();
    assert!(accepted.numbers().is_empty());
    house.ask(&Request::named("kim")).rejected();
}

#[test]
fn too_much_proxy_state_is_met_with_silence() {
    let house = House::new(CodeWay::Challenge);
    let mut request = Request::login("lea", PASSWORD);
    for _ in 0..15 {
        request = request.with(33, &[7; 253]);
    }
    request = request.with(33, &[7; 207]);
    assert_eq!(house.ask(&request).silent(), Silence::TooLarge);
}

#[test]
fn a_signature_is_over_the_request_it_stands_in() {
    let house = House::new(CodeWay::Append);
    let (one, mut two) = (login(&house, "mia").octets(), login(&house, "max").octets());
    two[22..38].copy_from_slice(&one[22..38]);
    assert!(matches!(house.receive(&two), Effect::Silent(Silence::WrongMessageAuthenticator)));
    sign_again(&mut two);
    assert!(matches!(house.receive(&two), Effect::Judge(_)));
}
