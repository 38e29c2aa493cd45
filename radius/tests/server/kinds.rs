//! Requests that can carry no second factor, and other kinds of packets: the gate is not asked.

use radius::core::code::Code;
use vestibule_gate::CodeWay;
use vestibule_radius::server::{Effect, Refused, Silence};

use crate::device::Request;
use crate::house::{House, PASSWORD};
use crate::mschap;

const MICROSOFT: u32 = 311;

/// Refused after a second, with nothing said, nobody asked, nothing counted.
fn refused(house: &House, request: &Request) -> Refused {
    let heard = house.ask(request);
    let crate::house::End::Heard { heard: reply, .. } = &heard else { panic!("silence") };
    assert_eq!(reply.numbers(), [80]);
    assert_eq!((house.events(), house.fakes.directory.asked()), (0, 0));
    heard.refused()
}

#[test]
fn call_check_and_authorize_only_are_refused_even_with_the_right_password_and_code() {
    let house = House::new(CodeWay::Append);
    let (_, phone) = house.enrolled("ada");
    let login = || Request::login("ada", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)));
    for service in [10u32, 17] {
        assert_eq!(refused(&house, &login().with(6, &service.to_be_bytes())), Refused::ServiceType);
        let twice = login().with(6, &2u32.to_be_bytes()).with(6, &service.to_be_bytes());
        assert_eq!(refused(&house, &twice), Refused::ServiceType);
        let bare = Request::named("ada").with(6, &service.to_be_bytes());
        assert_eq!(refused(&house, &bare), Refused::ServiceType);
    }
    house.ask(&login().with(6, &8u32.to_be_bytes())).accepted();
}

#[test]
fn a_cisco_acl_download_is_refused() {
    let house = House::new(CodeWay::Append);
    let request = Request::login("#ACSACL#-IP-acl-5b1f", "").vendor(9, 1, b"aaa:event=acl-download");
    assert_eq!(refused(&house, &request), Refused::AccessList);
}

#[test]
fn chap_and_ms_chap_v1_and_password_changes_are_refused() {
    let house = House::new(CodeWay::Append);
    let chap = Request::named("bea").with(3, &[7; 17]).with(60, &[8; 16]);
    assert_eq!(refused(&house, &chap), Refused::Chap);
    let with_password = Request::login("bea", PASSWORD).with(3, &[7; 17]);
    assert_eq!(refused(&house, &with_password), Refused::Chap);
    let one = Request::named("bea").vendor(MICROSOFT, 11, &[8; 8]).vendor(MICROSOFT, 1, &[0; 50]);
    assert_eq!(refused(&house, &one), Refused::MsChapV1);
    for (number, length) in [(3, 70), (4, 80), (27, 66)] {
        let change = mschap::request("bea").vendor(MICROSOFT, number, &vec![0; length]);
        assert_eq!(refused(&house, &change), Refused::PasswordChange);
    }
}

#[test]
fn a_response_is_refused_where_nobody_can_prove_one() {
    let house = House::with(CodeWay::UserName, |client| client.responses = false, |_| {});
    assert_eq!(refused(&house, &mschap::request("bob-123456")), Refused::MsChapV2);
}

#[test]
fn eap_without_a_certificate_is_refused_with_failure() {
    let house = House::new(CodeWay::Append);
    let eap = Request::named("cis").with(79, b"\x02\x07\x00\x08\x01cis");
    for request in [eap, Request::login("cis", PASSWORD).with(79, b"\x02\x07\x00\x08\x01cis")] {
        let heard = house.ask(&request);
        let crate::house::End::Heard { heard: reply, .. } = &heard else { panic!("silence") };
        assert_eq!(reply.one(79), b"\x04\x07\x00\x04", "EAP-Failure");
        assert_eq!((house.events(), house.fakes.directory.asked()), (0, 0));
        assert_eq!(heard.refused(), Refused::Eap);
    }
}

#[test]
fn without_a_name_or_credentials_or_with_too_many_it_is_refused() {
    let house = House::new(CodeWay::Append);
    let cases = [
        (Request::new(Code::AccessRequest).typed(b"x"), Refused::NoName),
        (Request::new(Code::AccessRequest), Refused::NoName),
        (Request::named("dot"), Refused::NoCredentials),
        (Request::login("dot", "x").with(1, b"dot"), Refused::Ambiguous),
        (Request::login("dot", "x").typed(b"y"), Refused::Ambiguous),
        (mschap::request("dot").typed(b"x"), Refused::Ambiguous),
        (mschap::request("dot").vendor(MICROSOFT, 25, &[0; 50]), Refused::Ambiguous),
        (Request::login("dot", "x").with(24, &[b'0'; 32]).with(24, &[b'0'; 32]), Refused::Ambiguous),
    ];
    for (request, why) in cases {
        assert_eq!(refused(&house, &request), why);
    }
}

#[test]
fn a_password_or_response_of_an_impossible_length_is_refused() {
    let house = House::new(CodeWay::Append);
    for length in [0, 1, 15, 17, 31, 127, 129, 144, 253] {
        let request = Request::named("eve").with(2, &vec![7; length]);
        assert_eq!(refused(&house, &request), Refused::BadCredentials, "{length}");
    }
    for length in [0, 1, 49, 51] {
        let request = Request::named("eve").vendor(MICROSOFT, 11, &[1; 16]).vendor(MICROSOFT, 25, &vec![0; length]);
        assert_eq!(refused(&house, &request), Refused::BadCredentials, "{length}");
    }
    assert_eq!(refused(&house, &Request::named("eve").vendor(MICROSOFT, 25, &[0; 50])), Refused::BadCredentials);
}

#[test]
fn odd_names_and_passwords_go_to_the_gate_as_they_are_and_are_refused_there() {
    let house = House::new(CodeWay::Append);
    let _fay = house.enrolled("fay");
    for (name, typed) in [("fay\0", PASSWORD), ("", PASSWORD), (" fay", PASSWORD), ("fay", ""), ("fay", "a\0b123456")] {
        house.ask(&Request::login(name, typed)).rejected();
    }
    assert_eq!((house.events(), house.fakes.directory.asked()), (5, 0));
}

#[test]
fn other_codes_are_met_with_silence() {
    let house = House::new(CodeWay::Append);
    for code in (0..=u8::MAX).filter(|code| ![1, 4, 12].contains(code)) {
        let mut octets = Request::login("gil", PASSWORD).octets();
        octets[0] = code;
        assert!(matches!(house.receive(&octets), Effect::Silent(Silence::WrongCode)), "{code}");
    }
}

#[test]
fn a_code_only_client_shows_a_code_and_the_password_is_not_asked_for() {
    let house = House::new(CodeWay::CodeOnly);
    let (_, phone) = house.enrolled("hal");
    house.ask(&Request::login("hal", &house.fakes.code(&phone, 0))).accepted();
    house.ask(&Request::login("hal", PASSWORD)).rejected();
    house.ask(&Request::login("fakeusername", "badpassword")).rejected();
    assert_eq!(house.fakes.directory.asked(), 0);
}
