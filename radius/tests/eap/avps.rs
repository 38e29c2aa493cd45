//! What comes in phase 2 of EAP-TTLS and means nothing, or two things.

use vestibule_gate::CodeWay;
use vestibule_radius::eap::packet::{self, Method, kind};
use vestibule_radius::mschap::MICROSOFT;
use vestibule_radius::server::Refused;

use crate::house::House;
use crate::rogue::{Rogue, avps};
use crate::station::VERSIONS;

/// What becomes of these octets in place of a login; the gate is never asked.
fn refused(plain: &[u8]) -> Refused {
    let house = House::new(CodeWay::Append);
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
    let why = rogue.say(plain).refused(&mut rogue);
    assert_eq!((house.asked.get(), house.fakes.directory.asked()), (0, 0));
    why
}

#[test]
fn avps_that_mean_nothing_or_two_things_are_refused() {
    let (name, password) = ((1, 0, &b"ada"[..]), (2, 0, &b"Passw0rd!123456\0"[..]));
    let identity = packet::response(0, kind::IDENTITY, b"ada");
    let (eap, response) = ((79, 0, identity.as_slice()), (25, MICROSOFT, &[0; 50][..]));
    let cases: [(&str, Vec<u8>, Refused); 14] = [
        ("a password twice", avps(&[name, password, password]), Refused::Ambiguous),
        ("a name twice", avps(&[name, name, password]), Refused::Ambiguous),
        ("PAP and EAP", avps(&[name, password, eap]), Refused::Ambiguous),
        ("PAP and MS-CHAPv2", avps(&[name, password, response]), Refused::Ambiguous),
        ("MS-CHAPv2 and EAP", avps(&[name, response, eap]), Refused::Ambiguous),
        ("a response twice", avps(&[name, response, response]), Refused::Ambiguous),
        ("CHAP", avps(&[name, (60, 0, &[1; 16]), (3, 0, &[1; 17])]), Refused::Chap),
        ("MS-CHAPv1", avps(&[name, (11, MICROSOFT, &[1; 8]), (1, MICROSOFT, &[1; 50])]), Refused::MsChapV1),
        ("a name alone", avps(&[name]), Refused::NoCredentials),
        ("a password alone", avps(&[password]), Refused::NoName),
        ("a response without a challenge", avps(&[name, response]), Refused::ForeignChallenge),
        ("an unknown one that must be understood", avps(&[name, password, (4_711, 0, b"x")]), Refused::EapMalformed),
        ("another vendor's", avps(&[name, password, (1, 9, b"x")]), Refused::EapMalformed),
        ("an answer to no question", avps(&[(79, 0, &packet::response(0, kind::GTC, b"x"))]), Refused::EapMalformed),
    ];
    for (what, plain, why) in cases {
        assert_eq!(refused(&plain), why, "{what}");
    }
}

#[test]
fn avps_that_are_cut_off_or_lie_about_their_length_are_refused() {
    let whole = avps(&[(1, 0, b"ada"), (2, 0, b"Passw0rd!123456\0")]);
    for length in 1..whole.len() {
        // What ends behind the name, or its padding, is a name alone.
        let expected = if (11..=12).contains(&length) { Refused::NoCredentials } else { Refused::EapMalformed };
        assert_eq!(refused(&whole[..length]), expected, "{length} octets");
    }
    for (at, octet) in [(7, 7), (7, 0), (5, 1), (7, 200)] {
        let mut bent = whole.clone();
        bent[at] = octet;
        assert_eq!(refused(&bent), Refused::EapMalformed, "octet {at} is {octet}");
    }
    assert_eq!(refused(&[0; 64]), Refused::EapMalformed);
    assert_eq!(refused(&avps(&[(4_711, 0, &b""[..]); 65])), Refused::EapMalformed, "too many");
}

#[test]
fn an_unknown_one_that_need_not_be_understood_is_passed_over() {
    let house = House::new(CodeWay::Append);
    let phone = house.enrolled("ada");
    let typed = house.appended(&phone);
    let mut plain = avps(&[(4_711, 0, b"whatever"), (1, 0, b"ada"), (2, 0, typed.as_bytes())]);
    plain[4] &= !0x40;
    let answer = Rogue::new(&house, Method::Ttls, VERSIONS[0]).say(&plain).end();
    assert!(answer.is_accept(), "{answer:?}");
}

#[test]
fn a_response_is_refused_where_nobody_can_prove_one() {
    let house = House::with(CodeWay::UserName, |client| client.responses = false, |_| {}, Default::default(), 1_024);
    let phone = house.enrolled("ada");
    let name = format!("ada-{}", house.fakes.code(&phone, 0));
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
    let (challenge, ident) = rogue.tunnel.challenge().unwrap();
    let hash = vestibule_radius::mschap::NtHash::of(crate::house::PASSWORD);
    let response = vestibule_radius::mschap::Response::make(ident, challenge, [7; 16], name.as_bytes(), &hash);
    let plain = avps(&[(1, 0, name.as_bytes()), (11, MICROSOFT, &challenge), (25, MICROSOFT, &response.octets())]);
    assert_eq!(rogue.say(&plain).refused(&mut rogue), Refused::MsChapV2);
    // By EAP it is not even proposed.
    let mut rogue = Rogue::new(&house, Method::Peap, VERSIONS[1]);
    assert_eq!(rogue.say_eap(0, kind::IDENTITY, b"ada").plain()[0], kind::GTC);
    assert_eq!(rogue.say_eap(0, kind::NAK, &[kind::MSCHAPV2]).refused(&mut rogue), Refused::EapMethod);
    assert_eq!(house.asked.get(), 0);
}
