//! Phase 2 cannot be skipped, cut short or answered by something made elsewhere.

use vestibule_gate::CodeWay;
use vestibule_radius::eap::keys::Binding;
use vestibule_radius::eap::mschapv2::{self, Asked};
use vestibule_radius::eap::packet::{self, Method, Packet, kind};
use vestibule_radius::eap::tlv::{self, Outcome, Side};
use vestibule_radius::mschap::{MICROSOFT, NtHash, Response};
use vestibule_radius::server::Refused;

use crate::house::{House, PASSWORD};
use crate::rogue::{Came, Rogue, avps};
use crate::station::VERSIONS;

const METHODS: [Method; 2] = [Method::Ttls, Method::Peap];

/// Every method and version, in a house of its own.
fn each(code: CodeWay, test: impl Fn(&House, Rogue<'_>, Method)) {
    for method in METHODS {
        for version in VERSIONS {
            let house = House::new(code.clone());
            test(&house, Rogue::new(&house, method, version), method);
            assert_eq!(house.admitted.get(), 0);
            assert_eq!(house.server.counters().sessions, 0);
        }
    }
}

#[test]
fn a_result_that_nobody_asked_for_ends_it() {
    each(CodeWay::Append, |house, mut rogue, _| {
        let ident = rogue.ident;
        let why = rogue.say_result(ident, Outcome::Success).refused(&mut rogue);
        assert!(matches!(why, Refused::EapMalformed | Refused::NoCredentials), "{why}");
        assert_eq!(house.asked.get(), 0);
    });
}

#[test]
fn nothing_in_place_of_phase_2_leads_nowhere() {
    each(CodeWay::Append, |house, mut rogue, method| {
        let end = (0..60).find_map(|_| match rogue.say(b"") {
            Came::Plain(plain) if plain.is_empty() => None,
            // By PEAP it is over at once, and the client is told inside.
            Came::Plain(plain) => {
                assert_eq!((method, plain[4]), (Method::Peap, kind::EXTENSIONS));
                None
            }
            Came::End(answer) => Some(answer),
        });
        let end = end.unwrap();
        assert!(end.is_reject() && end.refused.is_some(), "{end:?}");
        assert_eq!(house.asked.get(), 0);
    });
}

#[test]
fn success_and_failure_are_the_servers_to_say() {
    each(CodeWay::Append, |house, mut rogue, _| {
        for octets in [packet::success(rogue.ident), packet::failure(rogue.ident)] {
            let answer = rogue.station.send(&octets).unwrap();
            assert!(answer.is_challenge(), "{answer:?}");
            assert_eq!(answer.heard.one(101), [0, 0, 0, 202], "Error-Cause");
        }
        assert_eq!(house.asked.get(), 0);
    });
}

#[test]
fn octets_outside_the_tunnel_are_no_phase_2() {
    each(CodeWay::Append, |house, mut rogue, _| {
        let phone = house.enrolled("ada");
        let typed = house.appended(&phone);
        let plain = avps(&[(1, 0, b"ada"), (2, 0, typed.as_bytes())]);
        let came = rogue.send(&[&[0], plain.as_slice()].concat());
        assert_eq!(came.refused(&mut rogue), Refused::Tls);
        assert_eq!(house.asked.get(), 0);
    });
}

/// A login by MS-CHAPv2 inside EAP-TTLS whose challenge and identifier are bent.
fn ms_chapv2(bend: impl Fn(&mut [u8; 16], &mut u8), same_in_response: bool) -> (usize, Option<Refused>) {
    let house = House::new(CodeWay::UserName);
    let phone = house.enrolled("ada");
    let name = format!("ada-{}", house.fakes.code(&phone, 0));
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
    let (mut challenge, mut ident) = rogue.tunnel.challenge().unwrap();
    let proper = (challenge, ident);
    bend(&mut challenge, &mut ident);
    let made = if same_in_response { (challenge, ident) } else { proper };
    let response = Response::make(made.1, made.0, [7; 16], name.as_bytes(), &NtHash::of(PASSWORD)).octets();
    let plain = avps(&[(1, 0, name.as_bytes()), (11, MICROSOFT, &challenge), (25, MICROSOFT, &response)]);
    let came = rogue.say(&plain);
    match came {
        Came::Plain(_) => (house.asked.get(), None),
        came @ Came::End(_) => (house.asked.get(), Some(came.refused(&mut rogue))),
    }
}

#[test]
fn a_response_is_to_the_challenge_of_its_tunnel() {
    assert_eq!(ms_chapv2(|_, _| {}, true), (1, None), "the test itself");
    for same in [true, false] {
        assert_eq!(ms_chapv2(|challenge, _| challenge[3] ^= 1, same), (0, Some(Refused::ForeignChallenge)));
    }
    assert_eq!(ms_chapv2(|_, ident| *ident ^= 1, true), (0, Some(Refused::ForeignChallenge)));
}

/// A login by PEAP and MSCHAPv2 up to the end that the server proposes: its TLVs, and the keys.
fn up_to_the_end<'h>(house: &'h House, version: usize) -> (Rogue<'h>, Vec<u8>, [u8; 32]) {
    let phone = house.enrolled("ada");
    let name = format!("ada-{}", house.fakes.code(&phone, 0));
    let mut rogue = Rogue::new(house, Method::Peap, VERSIONS[version]);
    let gtc_or_ms_chapv2 = rogue.say_eap(0, kind::IDENTITY, name.as_bytes()).plain();
    assert_eq!(gtc_or_ms_chapv2[0], kind::MSCHAPV2);
    let Ok(Asked::Challenge(ident, challenge, _)) = mschapv2::read_request(&gtc_or_ms_chapv2[1..]) else { panic!() };
    let hash = NtHash::of(PASSWORD);
    let response = Response::make(ident, challenge, [7; 16], name.as_bytes(), &hash);
    let success = rogue.say_eap(0, kind::MSCHAPV2, &mschapv2::response(&response, name.as_bytes())).plain();
    assert!(matches!(mschapv2::read_request(&success[1..]), Ok(Asked::Success(_))));
    let tlvs = rogue.say_eap(0, kind::MSCHAPV2, &mschapv2::success_seen()).plain();
    let keys = hash.session_key().mppe(&response.nt_response);
    let both = [*keys.receive, *keys.send].concat().try_into().unwrap();
    (rogue, tlvs, both)
}

#[test]
fn crypto_binding_is_checked_by_the_server() {
    type Bend = fn(&mut [u8; 60]);
    let bends: [(&str, Bend); 4] = [
        ("a wrong MAC", |tlv| tlv[59] ^= 1),
        ("another nonce", |tlv| tlv[8] ^= 1),
        ("a request", |tlv| tlv[7] = 0),
        ("versions that the MAC does not cover", |tlv| tlv[6] ^= 1),
    ];
    for version in 0..2 {
        for (what, bend) in bends {
            let house = House::new(CodeWay::UserName);
            let (mut rogue, end, keys) = up_to_the_end(&house, version);
            let (mut tlv, ident) = bound(&rogue, &end, &keys, |material| material);
            bend(&mut tlv);
            let answer = [tlv::result(Outcome::Success).as_slice(), &tlv].concat();
            let why = rogue.say(&packet::response(ident, kind::EXTENSIONS, &answer)).refused(&mut rogue);
            assert_eq!(why, Refused::NotBound, "{what}");
        }
        // Of another tunnel: somebody stands in between.
        let house = House::new(CodeWay::UserName);
        let (mut rogue, end, keys) = up_to_the_end(&house, version);
        let (tlv, ident) = bound(&rogue, &end, &keys, |mut material| {
            material[0] ^= 1;
            material
        });
        let answer = [tlv::result(Outcome::Success).as_slice(), &tlv].concat();
        let why = rogue.say(&packet::response(ident, kind::EXTENSIONS, &answer)).refused(&mut rogue);
        assert_eq!((why, house.server.counters().sessions), (Refused::NotBound, 0));
    }
}

/// What the client binds, and the identifier it is to answer.
fn bound(
    rogue: &Rogue<'_>,
    end: &[u8],
    keys: &[u8; 32],
    change: impl Fn(vestibule_radius::eap::keys::Material) -> vestibule_radius::eap::keys::Material,
) -> ([u8; 60], u8) {
    let request = Packet::request(end).unwrap();
    let theirs = tlv::read(request.data).unwrap().binding.unwrap();
    let nonce = theirs[8..40].try_into().unwrap();
    let binding = Binding::inner(&change(rogue.tunnel.material().unwrap()), keys);
    (tlv::binding(Side::Response, nonce, &binding.cmk), request.ident)
}

#[test]
fn the_end_of_peap_is_said_by_both_sides() {
    let house = House::new(CodeWay::UserName);
    let (mut rogue, end, _) = up_to_the_end(&house, 1);
    let ident = Packet::request(&end).unwrap().ident;
    assert_eq!(rogue.say_result(ident, Outcome::Failure).refused(&mut rogue), Refused::PeerGaveUp);
    // Anything else in its place.
    for octets in
        [&b""[..], b"\x01ada", b"\x1a\x03", &packet::request(0, kind::EXTENSIONS, b"\x80\x03\x00\x02\x00\x01")]
    {
        let house = House::new(CodeWay::UserName);
        let (mut rogue, _, _) = up_to_the_end(&house, 0);
        assert_eq!(rogue.say(octets).refused(&mut rogue), Refused::EapMalformed, "{octets:?}");
    }
}

#[test]
fn a_success_of_ms_chapv2_that_the_client_has_not_seen_ends_it() {
    let house = House::new(CodeWay::UserName);
    house.enrolled("ada");
    for data in [mschapv2::success_seen(), mschapv2::failure_seen()] {
        for method in METHODS {
            let mut rogue = Rogue::new(&house, method, VERSIONS[1]);
            rogue.say_eap(0, kind::IDENTITY, b"ada-123456").plain();
            let ident = if method == Method::Ttls { 1 } else { 0 };
            assert_eq!(rogue.say_eap(ident, kind::MSCHAPV2, &data).refused(&mut rogue), Refused::EapMalformed);
        }
    }
    assert_eq!(house.asked.get(), 0);
}
