//! How devices write names, passwords, codes and addresses.

use vestibule_gate::{CodeWay, Reason};
use vestibule_radius::server::{Effect, Encoding, SourceAttribute};

use crate::device::Request;
use crate::house::{House, PASSWORD, source};

/// What OpenVPN makes of a password and the answer to a static challenge.
fn static_challenge(password: &str, code: &str) -> String {
    format!("SCRV1:{}:{}", base64(password), base64(code))
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0, |bits, at| (bits << 8) | u32::from(chunk.get(at).copied().unwrap_or_default()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
            encoded.push(if at <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    encoded
}

fn name_and_session(effect: &Effect) -> (String, Option<Vec<u8>>) {
    let Effect::Judge(judge) = effect else { panic!("not judged: {effect:?}") };
    (String::from_utf8(judge.attempt.name.clone()).unwrap(), judge.attempt.session.clone())
}

#[test]
fn openvpns_password_and_code_come_in_whatever_the_clients_way() {
    for way in [
        CodeWay::Append,
        CodeWay::Auto,
        CodeWay::Separator(",".to_owned()),
        CodeWay::UserName,
        CodeWay::Challenge,
        CodeWay::CodeOnly,
    ] {
        let house = House::new(way.clone());
        let (_, phone) = house.enrolled("ada");
        let code = house.fakes.code(&phone, 0);
        house.ask(&Request::login("ada", &static_challenge(PASSWORD, &code))).accepted();
        assert_eq!(house.reason(), Reason::CodeAccepted, "{way:?}");
        let again = house.ask(&Request::login("ada", &static_challenge(PASSWORD, &code))).heard();
        // With `auto` what ends in no valid code is asked for.
        assert_eq!(again.code(), if way == CodeWay::Auto { 11 } else { 3 }, "{way:?}");
    }
}

#[test]
fn openvpns_wrong_password_or_code_is_refused_whatever_the_clients_way() {
    for way in [CodeWay::Append, CodeWay::Auto, CodeWay::UserName, CodeWay::Challenge] {
        let house = House::new(way.clone());
        let (_, phone) = house.enrolled("bea");
        let wrong = Request::login("bea", &static_challenge("wrong", &house.fakes.code(&phone, 0)));
        let refused = if way == CodeWay::Auto { 11 } else { 3 };
        assert_eq!(house.ask(&wrong).heard().code(), refused, "{way:?}");
        assert_eq!(house.reason(), Reason::WrongPassword, "{way:?}");
        let wrong = Request::login("bea", &static_challenge(PASSWORD, "000000"));
        assert_eq!(house.ask(&wrong).heard().code(), refused, "{way:?}");
    }
}

#[test]
fn a_latin_1_client_is_understood() {
    let house = House::with(CodeWay::Append, |client| client.encoding = Encoding::Latin1, |_| {});
    let phone = house.fakes.enrol(&house.fakes.person("jürgen", "grüße"));
    let typed = [b"gr\xfc\xdfe", house.fakes.code(&phone, 0).as_bytes()].concat();
    house.ask(&Request::new(radius::core::code::Code::AccessRequest).with(1, b"j\xfcrgen").typed(&typed)).accepted();
}

#[test]
fn a_realm_is_cut_off_the_name_that_is_judged_and_the_question_stays_bound_to_the_whole() {
    let realms = |client: &mut vestibule_radius::server::Client| client.strip_realms = vec!["vpn.example.test".into()];
    let house = House::with(CodeWay::Challenge, realms, |_| {});
    let (_, phone) = house.enrolled("cis");
    let (_, state) = house.ask(&Request::login("cis@VPN.example.test", PASSWORD)).asked();
    let code = house.fakes.code(&phone, 0);
    house.ask(&Request::code("cis", &code, &state)).rejected();
    house.ask(&Request::code("cis@VPN.example.test", &code, &state)).accepted();
}

#[test]
fn the_session_is_acct_session_id_else_calling_station_id() {
    let house = House::new(CodeWay::Append);
    let of = |request: Request| name_and_session(&house.receive(&request.octets())).1;
    let login = || Request::login("dot", PASSWORD);
    assert_eq!(of(login()), None);
    assert_eq!(of(login().with(31, b"198.51.100.7").with(44, b"5F")), Some(b"5F".to_vec()));
    assert_eq!(of(login().with(31, b"198.51.100.7").with(44, b"")), Some(b"198.51.100.7".to_vec()));
}

#[test]
fn the_persons_address_comes_from_the_named_attributes_and_is_never_the_devices() {
    let sources = [SourceAttribute::Vendor(25461, 7), SourceAttribute::Standard(31)];
    let house = House::with(CodeWay::Append, |client| client.source_from = sources.to_vec(), |_| {});
    let of = |request: Request| {
        let source = source(&house.receive(&request.octets()));
        assert_eq!(source.peer.to_string(), "192.0.2.7");
        source.end_user.map(|address| address.to_string())
    };
    let login = || Request::login("eve", PASSWORD);
    assert_eq!(of(login().with(31, b"10.9.0.2[4500]")).as_deref(), Some("10.9.0.2"));
    assert_eq!(of(login().with(31, b"10.9.0.2").vendor(25461, 7, b"10.9.0.3")).as_deref(), Some("10.9.0.3"));
    assert_eq!(of(login().with(4, &[10, 9, 0, 4]).with(31, b"10.9.0.4")), None);
    assert_eq!(of(login().with(31, b"192.0.2.7")), None);
    assert_eq!(of(login().with(31, b"00-11-22-33-44-55")), "fe80::211:22ff:fe33:4455".parse().ok());
    assert_eq!(of(login().with(31, b"00-00-00-00-00-00")), None);
    assert_eq!(of(login().with(66, b"10.9.0.5")), None);
}

#[test]
fn the_longest_password_of_rfc_2865_comes_in() {
    let house = House::new(CodeWay::Append);
    let password = "p".repeat(122);
    let phone = house.fakes.enrol(&house.fakes.person("fay", &password));
    house.ask(&Request::login("fay", &format!("{password}{}", house.fakes.code(&phone, 0)))).accepted();
}
