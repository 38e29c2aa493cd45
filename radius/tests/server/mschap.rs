//! MS-CHAPv2: the code in the name or in a second round, what is answered to a right response and to a wrong one.

use vestibule_gate::ports::Proof;
use vestibule_gate::{AccountState, CodeWay, ExemptRule, Reason, Sid};
use vestibule_radius::mschap::{NtHash, Response};
use vestibule_radius::packet::{Secret, unhide_salted};
use vestibule_radius::server::{Effect, Limits, Needs, Refused};

use crate::device::{Heard, Request, SECRET};
use crate::house::{House, PASSWORD, PEER, device};

const MICROSOFT: u32 = 311;
const CHALLENGE: [u8; 16] = [0x5b; 16];
const PEER_CHALLENGE: [u8; 16] = [0x21; 16];

fn response(name: &str, password: &str) -> Response {
    Response::make(7, CHALLENGE, PEER_CHALLENGE, name.as_bytes(), &NtHash::of(password))
}

fn with(name: &str, response: &Response) -> Request {
    Request::named(name).vendor(MICROSOFT, 11, &CHALLENGE).vendor(MICROSOFT, 25, &response.octets())
}

/// A login with the right response.
pub(crate) fn request(name: &str) -> Request {
    with(name, &response(name, PASSWORD))
}

/// A FortiGate's answer to a question: the code as text inside the response.
pub(crate) fn code(name: &str, code: &str) -> Request {
    let mut value = [0; 50];
    value[0] = 9;
    value[2..2 + code.len()].copy_from_slice(code.as_bytes());
    Request::named(name).vendor(MICROSOFT, 11, &CHALLENGE).vendor(MICROSOFT, 25, &value)
}

/// Whether a domain in which this name has the usual password finds a response right.
pub(crate) fn right(name: &str, challenge_hash: [u8; 8], nt_response: [u8; 24]) -> bool {
    let expected = response(name, PASSWORD);
    (expected.challenge_hash(name.as_bytes()), expected.nt_response) == (challenge_hash, nt_response)
}

/// That the Access-Accept proves to the peer that its domain knew the password, and holds keys.
fn check_success(heard: &Heard, name: &str, ident: u8, request: &[u8]) {
    let success = heard.vendor(MICROSOFT, 26).unwrap();
    assert_eq!(success[0], ident);
    let mut expected = response(name, PASSWORD);
    expected.ident = ident;
    assert!(expected.is_success(&success, name.as_bytes(), &NtHash::of(PASSWORD)));
    let keys = NtHash::of(PASSWORD).session_key().mppe(&expected.nt_response);
    let (secret, authenticator) = (Secret::new(SECRET.to_vec()), request[4..20].try_into().unwrap());
    let shown = |number| unhide_salted(&heard.vendor(MICROSOFT, number).unwrap(), &authenticator, &secret).unwrap();
    assert_eq!((shown(16).as_slice(), shown(17).as_slice()), (keys.send.as_slice(), keys.receive.as_slice()));
}

#[test]
fn the_code_in_the_user_name_is_part_of_what_is_responded_to() {
    let house = House::new(CodeWay::UserName);
    let (_, phone) = house.enrolled("ada");
    let name = format!("ada-{}", house.fakes.code(&phone, 0));
    let octets = request(&name).octets();
    let Effect::Judge(judge) = house.receive(&octets) else { panic!("not judged") };
    let expected = response(&name, PASSWORD);
    let (challenge_hash, nt_response) = (expected.challenge_hash(name.as_bytes()), expected.nt_response);
    assert_eq!(judge.needs, Needs::Response { challenge_hash, nt_response });
    let heard = house.end(Effect::Judge(judge), &octets).accepted();
    check_success(&heard, &name, 7, &octets);
}

#[test]
fn a_wrong_response_is_error_691_and_says_nothing_more() {
    let house = House::new(CodeWay::UserName);
    let (_, phone) = house.enrolled("bea");
    let name = format!("bea-{}", house.fakes.code(&phone, 0));
    let heard = house.ask(&with(&name, &response(&name, "wrong"))).rejected();
    assert_eq!(house.reason(), Reason::WrongPassword);
    let error = String::from_utf8(heard.vendor(MICROSOFT, 2).unwrap()).unwrap();
    assert!(error.starts_with("\x07E=691 R=0 C=") && error.ends_with(" V=3 M="), "{error}");
    assert_eq!(heard.numbers(), [80, 26]);
    let unknown = house.ask(&request("nobody-123456")).rejected().vendor(MICROSOFT, 2).unwrap();
    assert_eq!(&unknown[..9], &error.as_bytes()[..9]);
}

#[test]
fn the_state_of_an_account_is_a_number_for_who_proved_both_factors() {
    let house = House::new(CodeWay::UserName);
    let cases = [
        (AccountState::PasswordExpired, "E=648"),
        (AccountState::MustChangePassword, "E=648"),
        (AccountState::Disabled, "E=647"),
        (AccountState::AccountExpired, "E=647"),
        (AccountState::LogonHours, "E=646"),
        (AccountState::Workstation, "E=649"),
    ];
    for (at, (state, number)) in cases.into_iter().enumerate() {
        let person = format!("cis{at}");
        let (_, phone) = house.enrolled(&person);
        let name = format!("{person}-{}", house.fakes.code(&phone, 0));
        house.proof.replace(Some(Proof::Account(state)));
        let heard = house.ask(&request(&name)).rejected();
        let error = String::from_utf8(heard.vendor(MICROSOFT, 2).unwrap()).unwrap();
        assert!(error.contains(number) && error.contains(&heard.message()), "{error}");
    }
}

#[test]
fn a_fortigate_answers_the_question_inside_the_response_and_the_first_one_is_proven() {
    let house = House::with(CodeWay::Challenge, |client| client.response_holds_code = true, |_| {});
    let (_, phone) = house.enrolled("dot");
    let (_, state) = house.ask(&request("dot")).asked();
    let octets = code("dot", &house.fakes.code(&phone, 0)).with(24, &state).octets();
    let effect = house.receive(&octets);
    let Effect::Answer(second) = &effect else { panic!("no answer: {effect:?}") };
    let first = response("dot", PASSWORD);
    let (challenge_hash, nt_response) = (first.challenge_hash(b"dot"), first.nt_response);
    assert_eq!(second.needs, Needs::Response { challenge_hash, nt_response });
    let heard = house.end(effect, &octets).accepted();
    check_success(&heard, "dot", 9, &octets);
}

#[test]
fn a_wrong_code_or_a_wrong_first_response_is_refused_in_the_second_round() {
    let house = House::with(CodeWay::Challenge, |client| client.response_holds_code = true, |_| {});
    let (_, phone) = house.enrolled("eve");
    let (_, state) = house.ask(&request("eve")).asked();
    house.ask(&code("eve", "000000").with(24, &state)).rejected();
    assert_eq!(house.reason(), Reason::WrongCode);
    let (_, state) = house.ask(&with("eve", &response("eve", "wrong"))).asked();
    house.ask(&code("eve", &house.fakes.code(&phone, 0)).with(24, &state)).rejected();
    assert_eq!(house.reason(), Reason::WrongPassword);
}

#[test]
fn only_a_fortigate_may_answer_inside_a_response() {
    let house = House::new(CodeWay::Challenge);
    let (_, phone) = house.enrolled("fay");
    let (_, state) = house.ask(&request("fay")).asked();
    let right = house.fakes.code(&phone, 0);
    assert_eq!(house.ask(&code("fay", &right).with(24, &state)).refused(), Refused::UnknownState);
    // Who asked by MS-CHAPv2 may answer with the code as a password.
    house.ask(&Request::code("fay", &right, &state)).accepted();
}

#[test]
fn a_response_without_a_place_for_a_code_is_refused() {
    for way in [CodeWay::Append, CodeWay::Separator(",".to_owned()), CodeWay::CodeOnly] {
        let house = House::new(way);
        let _gil = house.enrolled("gil");
        house.ask(&request("gil")).rejected();
        assert_eq!((house.reason(), house.fakes.directory.asked()), (Reason::NoPlaceForCode, 0));
    }
}

#[test]
fn who_is_exempt_comes_in_by_a_response_where_the_client_is_declared_single_factor() {
    let group = Sid::new("S-1-5-21-1-2-3-5000");
    let clients = vec![device(vestibule_gate::fakes::APPLICATION, PEER, CodeWay::Append)];
    let house = House::of(clients, Limits::default(), |policy| {
        policy.exempt.push(ExemptRule {
            id: "exempt-1".into(),
            group: group.clone(),
            group_name: "Kiosk".into(),
            reason: "no phones on the floor".into(),
            until: None,
        });
        policy.applications.values_mut().for_each(|app| app.single_factor = true);
    });
    let _kit = house.fakes.person("kit", PASSWORD);
    house.fakes.directory.join("kit", &group);
    let octets = request("kit").octets();
    let heard = house.ask_from(&crate::house::from(PEER, 40_000), &octets).accepted();
    check_success(&heard, "kit", 7, &octets);
}
