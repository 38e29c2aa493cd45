//! Status-Server (RFC 5997).

use radius::core::code::Code;
use vestibule_gate::CodeWay;
use vestibule_radius::server::{Effect, Silence, Ticket};

use crate::device::{Request, Sign};
use crate::house::House;

fn ticket(effect: Effect) -> Ticket {
    let Effect::Status(ticket) = effect else { panic!("no status: {effect:?}") };
    ticket
}

#[test]
fn it_is_answered_with_access_accept_while_logins_can_be_served() {
    let house = House::new(CodeWay::Append);
    let heard = house.ask(&Request::new(Code::StatusServer)).accepted();
    assert_eq!(heard.numbers(), [80]);
    assert_eq!(house.events(), 0);
}

#[test]
fn it_is_met_with_silence_while_they_cannot_and_asked_anew_each_time() {
    let house = House::new(CodeWay::Append);
    let octets = Request::new(Code::StatusServer).octets();
    let down = ticket(house.receive(&octets));
    assert!(matches!(house.receive(&octets), Effect::Silent(Silence::UnderWay)));
    assert!(matches!(house.server.status(house.now(), down, false), Effect::Silent(Silence::Outage)));
    let up = ticket(house.receive(&octets));
    assert!(matches!(house.server.status(house.now(), up, true), Effect::Send(_)));
    let down = ticket(house.receive(&octets));
    assert!(matches!(house.server.status(house.now(), down, false), Effect::Silent(Silence::Outage)));
}

#[test]
fn without_a_right_message_authenticator_it_is_discarded_even_of_an_excepted_client() {
    let house = House::with(CodeWay::Append, |client| client.message_authenticator_optional = true, |_| {});
    let unsigned = Request::new(Code::StatusServer).sign(Sign::Not);
    assert_eq!(house.ask(&unsigned).silent(), Silence::NoMessageAuthenticator);
    assert_eq!(house.ask(&unsigned.with(80, &[0; 16])).silent(), Silence::WrongMessageAuthenticator);
}

#[test]
fn a_ticket_for_status_admits_nobody() {
    use pollster::block_on;
    use vestibule_radius::server::Facts;
    let house = House::new(CodeWay::Append);
    let (_, phone) = house.enrolled("ada");
    let attempt = house.fakes.attempt("ada", &format!("{}{}", crate::house::PASSWORD, house.fakes.code(&phone, 0)));
    let verdict = block_on(house.fakes.gate.judge(attempt, &mut house.fakes.first()));
    let status = ticket(house.receive(&Request::new(Code::StatusServer).octets()));
    let effect = house.server.verdict(house.now(), status, verdict, Facts::default());
    assert!(matches!(effect, Effect::Silent(_)));
}
