//! Logins as they should be: every method, both versions of TLS, small fragments and large ones.

use rustls::SupportedProtocolVersion;
use vestibule_gate::{CodeWay, Reason};
use vestibule_radius::eap::peer::{Peer, Way, Who, Why};
use vestibule_radius::server::{Limits, Refused};
use zeroize::Zeroizing;

use crate::house::{House, PASSWORD};
use crate::station::{Station, VERSIONS, who};

/// How the code is given with each method.
fn code_way(way: Way) -> CodeWay {
    match way {
        Way::TtlsPap => CodeWay::Append,
        Way::TtlsGtc | Way::PeapGtc => CodeWay::Challenge,
        Way::TtlsMsChapV2 | Way::TtlsEapMsChapV2 | Way::PeapMsChapV2 => CodeWay::UserName,
    }
}

/// Ada by this method, with the right password and code, and what she answers to a question.
fn ada(house: &House, way: Way, version: &'static SupportedProtocolVersion) -> (Who, Vec<String>) {
    let phone = house.enrolled("ada");
    let code = house.fakes.code(&phone, 0);
    let mut who = who(house, way, version, "ada");
    match code_way(way) {
        CodeWay::Append => who.password = Zeroizing::new(format!("{PASSWORD}{code}")),
        CodeWay::UserName => who.name = format!("ada-{code}").into_bytes(),
        CodeWay::Challenge | CodeWay::Separator(_) | CodeWay::Auto | CodeWay::CodeOnly => return (who, vec![code]),
    }
    (who, Vec::new())
}

#[test]
fn every_method_ends_with_the_same_keys_on_both_ends() {
    for way in Way::ALL {
        for version in VERSIONS {
            let house = House::new(code_way(way));
            let (who, answers) = ada(&house, way, version);
            let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
            let mut station = Station::new(&house);
            let (answer, peer) = station.log_in(Peer::new(who), &answers).accepted();
            assert_eq!(peer.version(), Some(version.version), "{way:?}");
            assert!(!peer.is_resumed() && !peer.certificates().is_empty());
            let peap = matches!(way, Way::PeapGtc | Way::PeapMsChapV2);
            assert_eq!(peer.is_bound(), peap, "{way:?}");
            assert_eq!((house.admitted.get(), house.server.counters().conversations), (1, 0), "{way:?}");
            assert_eq!(answer.heard.all(102), Vec::<Vec<u8>>::new(), "EAP-Key-Name was not asked for");
            assert_eq!(house.server.counters().sessions, 0, "nothing is kept for who may not come back");
        }
    }
}

#[test]
fn fragments_of_any_size_go_both_ways() {
    for (ours, theirs) in [(100, 100), (100, 1_400), (1_400, 100), (150, 60)] {
        for way in [Way::TtlsPap, Way::PeapMsChapV2] {
            for version in VERSIONS {
                let house = House::with(code_way(way), |_| {}, |_| {}, Limits::default(), ours);
                let (mut who, _) = ada(&house, way, version);
                who.fragment = theirs;
                Station::new(&house).log_in(Peer::new(who), &[]).accepted();
            }
        }
    }
}

#[test]
fn a_wrong_password_or_code_is_refused_by_every_method() {
    for way in Way::ALL {
        for version in VERSIONS {
            let house = House::new(code_way(way));
            let (mut one, _) = ada(&house, way, version);
            one.password = Zeroizing::new("wrong000000".to_owned());
            Station::new(&house).log_in(Peer::new(one), &["000000"]).rejected();
            let (mut one, _) = (who(&house, way, version, "ada"), ());
            match code_way(way) {
                CodeWay::Append => one.password = Zeroizing::new(format!("{PASSWORD}000000")),
                CodeWay::UserName => one.name = b"ada-000000".to_vec(),
                CodeWay::Challenge | CodeWay::Separator(_) | CodeWay::Auto | CodeWay::CodeOnly => {}
            }
            Station::new(&house).log_in(Peer::new(one), &["000000"]).rejected();
            assert_eq!((house.asked.get() >= 2, house.admitted.get()), (true, 0), "{way:?}");
            assert_eq!(house.server.counters().conversations, 0);
        }
    }
}

#[test]
fn a_question_is_put_by_gtc_and_nothing_is_asked_of_methods_that_cannot() {
    let house = House::new(CodeWay::Challenge);
    let phone = house.enrolled("ada");
    for way in [Way::TtlsGtc, Way::PeapGtc] {
        house.advance(30);
        let peer = Peer::new(who(&house, way, VERSIONS[1], "ada"));
        let (_, peer) = Station::new(&house).log_in(peer, &[&house.fakes.code(&phone, 0)]).accepted();
        assert_eq!(peer.said(), ["Password:", "Code:"]);
    }
    for way in [Way::TtlsPap, Way::TtlsMsChapV2, Way::TtlsEapMsChapV2, Way::PeapMsChapV2] {
        house.advance(30);
        let peer = Peer::new(who(&house, way, VERSIONS[1], "ada"));
        Station::new(&house).log_in(peer, &[]).rejected();
        assert_eq!(house.fakes.store.events().last().unwrap().reason, Reason::NoPlaceForCode, "{way:?}");
    }
}

#[test]
fn a_client_that_does_not_know_the_authority_says_so_and_that_is_what_is_logged() {
    let (house, elsewhere) = (House::new(CodeWay::Append), House::new(CodeWay::Append));
    for way in [Way::TtlsPap, Way::PeapGtc] {
        for version in VERSIONS {
            let mut one = who(&house, way, version, "ada");
            one.tls = elsewhere.tls(version);
            let ended = Station::new(&house).log_in(Peer::new(one), &[]);
            assert!(matches!(&ended.result, Err(Why::Tls(_))), "{ended:?}");
            assert_eq!(ended.answer.refused, Some(Refused::CertificateRefused));
            let mut one = who(&house, way, version, "ada");
            one.server = "other.example.test".try_into().unwrap();
            let ended = Station::new(&house).log_in(Peer::new(one), &[]);
            assert!(matches!(&ended.result, Err(Why::Tls(_))) && ended.answer.is_reject(), "{ended:?}");
        }
    }
    assert_eq!(house.asked.get(), 0);
}

#[test]
fn policy_is_that_of_the_name_inside() {
    let house = House::new(CodeWay::Append);
    house.fakes.person("exempt", PASSWORD);
    let phone = house.enrolled("ada");
    let mut one = who(&house, Way::TtlsPap, VERSIONS[1], "ada");
    one.outer = b"exempt".to_vec();
    let mut station = Station::new(&house);
    station.user_name = "exempt".to_owned();
    station.log_in(Peer::new(one), &[]).rejected();
    let mut one = who(&house, Way::TtlsPap, VERSIONS[1], "ada");
    one.password = Zeroizing::new(house.appended(&phone));
    let mut station = Station::new(&house);
    station.user_name = "exempt".to_owned();
    station.log_in(Peer::new(one), &[]).accepted();
    assert_eq!(house.fakes.store.events().last().unwrap().person, "ada");
}

#[test]
fn a_realm_inside_that_is_not_the_one_outside_is_refused() {
    let house = House::new(CodeWay::Append);
    let phone = house.enrolled("ada@example.net");
    let mut one = who(&house, Way::TtlsPap, VERSIONS[1], "ada@example.net");
    one.password = Zeroizing::new(house.appended(&phone));
    let mut station = Station::new(&house);
    station.user_name = "anonymous@example.test".to_owned();
    let (answer, _) = station.log_in(Peer::new(one), &[]).rejected();
    assert_eq!((answer.refused, house.asked.get()), (Some(Refused::OtherRealm), 0));
}
