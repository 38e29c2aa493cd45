//! The second round: State and what it is bound to.

use std::time::Duration;

use vestibule_gate::fakes::APPLICATION;
use vestibule_gate::{CodeWay, Reason};
use vestibule_radius::server::{Limits, Refused, Settings, Silence};

use crate::device::Request;
use crate::house::{House, PASSWORD, PEER, device, from};
use crate::mschap;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_code_answers_the_question_from_another_port_too() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("ada");
    let (asked, state) = house.ask(&Request::login("ada", PASSWORD)).asked();
    assert_eq!((asked.message().as_str(), asked.one(76)), ("Code:", vec![0, 0, 0, 0]));
    assert_eq!(house.server.counters().pending, 1);
    let answer = Request::code("ada", &house.fakes.code(&phone, 0), &state).octets();
    let accepted = house.ask_from(&from(PEER, 50_123), &answer).accepted();
    assert_eq!(accepted.numbers(), [80]);
    assert_eq!((house.fakes.directory.asked(), house.server.counters().pending), (1, 0));
}

#[test]
fn the_question_is_the_same_for_everyone_and_leaves_at_the_same_time() {
    let house = House::new(CodeWay::Challenge);
    let _bea = house.enrolled("bea");
    let mut seen = Vec::new();
    for (name, typed) in [("bea", PASSWORD), ("bea", "wrong"), ("nobody", PASSWORD), (" bea", PASSWORD)] {
        let end = house.ask(&Request::login(name, typed));
        let crate::house::End::Heard { heard, after, .. } = end else { panic!("silence") };
        assert_eq!(heard.code(), 11);
        seen.push((heard.numbers(), heard.octets.len(), heard.message(), after));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].3, Duration::from_millis(300));
}

#[test]
fn a_state_is_printable_ascii_without_nul_and_never_the_same() {
    let house = House::new(CodeWay::Challenge);
    let mut states: Vec<_> = (0..100).map(|_| house.ask(&Request::login("cis", PASSWORD)).asked().1).collect();
    assert!(states.iter().all(|state| (22..=32).contains(&state.len()) && state.iter().all(u8::is_ascii_graphic)));
    states.sort();
    states.dedup();
    assert_eq!(states.len(), 100);
}

#[test]
fn a_state_is_good_once() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("dot");
    let (_, state) = house.ask(&Request::login("dot", PASSWORD)).asked();
    house.ask(&Request::code("dot", "000000", &state)).rejected();
    assert_eq!(house.reason(), Reason::WrongCode);
    let right = Request::code("dot", &house.fakes.code(&phone, 0), &state);
    assert_eq!(house.ask(&right).refused(), Refused::UnknownState);
    let (_, state) = house.ask(&Request::login("dot", PASSWORD)).asked();
    house.ask(&Request::code("dot", &house.fakes.code(&phone, 0), &state)).accepted();
    assert_eq!(house.ask(&Request::code("dot", &house.fakes.code(&phone, 1), &state)).refused(), Refused::UnknownState);
}

#[test]
fn a_state_of_another_person_is_refused_and_stays_theirs() {
    let house = House::new(CodeWay::Challenge);
    let ((_, phone), (_, mine)) = (house.enrolled("eve"), house.enrolled("mal"));
    let (_, state) = house.ask(&Request::login("eve", PASSWORD)).asked();
    for name in ["mal", "EVE", "eve ", "", "eve\0"] {
        let stolen = Request::code(name, &house.fakes.code(&mine, 0), &state);
        assert_eq!(house.ask(&stolen).refused(), Refused::UnknownState, "{name}");
    }
    house.ask(&Request::code("eve", &house.fakes.code(&phone, 0), &state)).accepted();
}

#[test]
fn a_state_of_another_client_is_refused() {
    let other = "192.0.2.8";
    let clients = vec![device(APPLICATION, PEER, CodeWay::Challenge), device("other", other, CodeWay::Challenge)];
    let house = House::of(clients, Limits::default(), |policy| {
        let mut app = policy.applications[APPLICATION].clone();
        app.code = CodeWay::Challenge;
        policy.applications.insert("other".into(), app.clone());
        policy.applications.insert(APPLICATION.into(), app);
    });
    let (_, phone) = house.enrolled("fay");
    let (_, state) = house.ask(&Request::login("fay", PASSWORD)).asked();
    let answer = Request::code("fay", &house.fakes.code(&phone, 0), &state).octets();
    assert_eq!(house.ask_from(&from(other, 40_000), &answer).refused(), Refused::UnknownState);
    house.ask_from(&from(PEER, 40_000), &answer).accepted();
}

#[test]
fn a_state_of_another_method_is_refused() {
    let house = House::with(CodeWay::Challenge, |client| client.response_holds_code = true, |_| {});
    let (_, phone) = house.enrolled("gil");
    let (_, state) = house.ask(&Request::login("gil", PASSWORD)).asked();
    let code = house.fakes.code(&phone, 0);
    assert_eq!(house.ask(&mschap::code("gil", &code).with(24, &state)).refused(), Refused::UnknownState);
    house.ask(&Request::code("gil", &code, &state)).accepted();
}

#[test]
fn an_unknown_state_is_refused_after_a_second_and_counts_for_nobody() {
    let house = House::new(CodeWay::Challenge);
    let _hal = house.enrolled("hal");
    for state in [&b"0123456789abcdef0123456789abcdef"[..], b"", b"x", &[0; 253]] {
        assert_eq!(house.ask(&Request::code("hal", "123456", state)).refused(), Refused::UnknownState);
    }
    assert_eq!((house.events(), house.fakes.directory.asked()), (0, 0));
    assert_eq!(house.server.counters().refused.values().sum::<u64>(), 4);
}

#[test]
fn a_question_is_open_for_two_minutes() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("ida");
    let (_, state) = house.ask(&Request::login("ida", PASSWORD)).asked();
    house.advance(SECOND * 119);
    house.server.tick(house.now());
    house.ask(&Request::code("ida", &house.fakes.code(&phone, 0), &state)).accepted();
    let (_, state) = house.ask(&Request::login("ida", PASSWORD)).asked();
    house.advance(SECOND * 120);
    let late = Request::code("ida", &house.fakes.code(&phone, 0), &state);
    assert_eq!(house.ask(&late).refused(), Refused::UnknownState);
    house.server.tick(house.now());
    assert_eq!(house.server.counters().pending, 0);
}

#[test]
fn when_too_many_questions_wait_new_ones_are_discarded_until_some_are_over() {
    let limits = Limits { pending: 3, ..Limits::default() };
    let house = House::of(vec![device(APPLICATION, PEER, CodeWay::Challenge)], limits, |policy| {
        policy.applications.get_mut(APPLICATION).unwrap().code = CodeWay::Challenge;
    });
    let (_, phone) = house.enrolled("jan");
    let (_, state) = house.ask(&Request::login("jan", PASSWORD)).asked();
    for _ in 0..2 {
        house.ask(&Request::login("nobody", PASSWORD)).asked();
    }
    assert_eq!(house.ask(&Request::login("nobody", PASSWORD)).silent(), Silence::TooManyPending);
    house.ask(&Request::code("jan", &house.fakes.code(&phone, 0), &state)).accepted();
    house.ask(&Request::login("jan", PASSWORD)).asked();
    assert_eq!(house.ask(&Request::login("nobody", PASSWORD)).silent(), Silence::TooManyPending);
    house.advance(SECOND * 120);
    house.ask(&Request::login("nobody", PASSWORD)).asked();
}

#[test]
fn when_too_many_questions_wait_who_brings_the_code_along_still_comes_in() {
    let limits = Limits { pending: 1, ..Limits::default() };
    let house = House::of(vec![device(APPLICATION, PEER, CodeWay::Auto)], limits, |policy| {
        policy.applications.get_mut(APPLICATION).unwrap().code = CodeWay::Auto;
    });
    let (_, phone) = house.enrolled("joy");
    house.ask(&Request::login("nobody", PASSWORD)).asked();
    assert_eq!(house.ask(&Request::login("joy", PASSWORD)).silent(), Silence::TooManyPending);
    house.ask(&Request::login("joy", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))).accepted();
}

#[test]
fn an_outage_in_the_second_round_is_silence_however_often_it_is_asked() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("kim");
    let (_, state) = house.ask(&Request::login("kim", PASSWORD)).asked();
    let answer = Request::code("kim", &house.fakes.code(&phone, 0), &state);
    house.fakes.directory.set_down(true);
    assert_eq!(house.ask(&answer).silent(), Silence::Outage);
    house.fakes.directory.set_down(false);
    // What the first round brought is gone; but nobody is told that a code was wrong.
    assert_eq!(house.ask(&answer).silent(), Silence::Outage);
    assert_eq!(house.ask(&Request::code("kim", &house.fakes.code(&phone, 0), &state)).silent(), Silence::Outage);
    house.advance(SECOND * 120);
    assert_eq!(house.ask(&answer).refused(), Refused::UnknownState);
}

#[test]
fn a_question_stays_open_over_a_reload() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("lea");
    let (_, state) = house.ask(&Request::login("lea", PASSWORD)).asked();
    let clients = vec![device(APPLICATION, PEER, CodeWay::Challenge)];
    house.server.replace(Settings { clients, ..Settings::default() });
    house.ask(&Request::code("lea", &house.fakes.code(&phone, 0), &state)).accepted();
}

#[test]
fn with_auto_a_code_behind_the_password_needs_no_question() {
    let house = House::new(CodeWay::Auto);
    let (_, phone) = house.enrolled("max");
    house.ask(&Request::login("max", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))).accepted();
    house.advance(SECOND * 60);
    let (_, state) = house.ask(&Request::login("max", PASSWORD)).asked();
    house.ask(&Request::code("max", &house.fakes.code(&phone, 0), &state)).accepted();
}
