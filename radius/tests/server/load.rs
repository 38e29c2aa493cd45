//! Too much at once (RFC 5080 section 2.2.3): new logins are discarded first, and nobody is let in for it.

use radius::core::code::Code;
use vestibule_gate::CodeWay;
use vestibule_gate::fakes::APPLICATION;
use vestibule_radius::server::{Effect, Limits, Silence};

use crate::device::Request;
use crate::house::{House, PASSWORD, PEER, device};

fn small(limits: Limits) -> House {
    House::of(vec![device(APPLICATION, PEER, CodeWay::Challenge)], limits, |policy| {
        policy.applications.get_mut(APPLICATION).unwrap().code = CodeWay::Challenge;
    })
}

#[test]
fn new_logins_are_shed_and_answers_to_questions_and_status_pass() {
    let house = small(Limits { under_way: 2, ..Limits::default() });
    let (_, phone) = house.enrolled("ada");
    let (_, state) = house.ask(&Request::login("ada", PASSWORD)).asked();
    let (one, two) = (Request::login("x", "y").octets(), Request::login("x", "y").octets());
    let under_way = [house.receive(&one), house.receive(&two)];
    let more = Request::login("ada", PASSWORD);
    for _ in 0..10 {
        assert_eq!(house.ask(&more).silent(), Silence::Shed);
    }
    house.ask(&Request::new(Code::StatusServer)).accepted();
    house.ask(&Request::code("ada", &house.fakes.code(&phone, 0), &state)).accepted();
    let [effect, _lost] = under_way;
    house.end(effect, &one).asked();
    house.ask(&more).asked();
}

#[test]
fn an_answer_that_is_shed_keeps_its_question() {
    let house = small(Limits { under_way: 1, ..Limits::default() });
    let (_, phone) = house.enrolled("bea");
    let mut states: Vec<_> = (0..3).map(|_| house.ask(&Request::login("bea", PASSWORD)).asked().1).collect();
    let last = states.pop().unwrap();
    let under_way: Vec<_> =
        states.iter().map(|state| house.receive(&Request::code("bea", "000000", state).octets())).collect();
    let answer = Request::code("bea", &house.fakes.code(&phone, 0), &last);
    assert_eq!(house.ask(&answer).silent(), Silence::Shed);
    assert_eq!(house.server.counters().under_way, 2);
    drop(under_way);
    house.advance(std::time::Duration::from_secs(30));
    house.server.tick(house.now());
    let answer = Request::code("bea", &house.fakes.code(&phone, 0), &last);
    house.ask(&answer).accepted();
}

#[test]
fn what_is_kept_is_bounded() {
    let house = small(Limits { replies: 10, pending: 50, ..Limits::default() });
    let first = Request::named("cis").octets();
    assert!(matches!(house.receive(&first), Effect::Send(_)));
    for _ in 0..10 {
        house.ask(&Request::named("cis")).rejected();
    }
    // Driven out by ten others: made anew, and alike.
    assert!(matches!(house.receive(&first), Effect::Send(reply) if reply.refused.is_some()));
    for _ in 0..200 {
        let _ = house.ask(&Request::login("cis", PASSWORD));
    }
    assert_eq!(house.server.counters().pending, 50);
}
