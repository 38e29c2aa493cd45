//! EAP as RADIUS carries it (RFC 3579): signatures, EAP-Start, Framed-MTU, Proxy-State, EAP-Key-Name, Session-Timeout.

use vestibule_gate::CodeWay;
use vestibule_radius::eap::packet::{self, kind};
use vestibule_radius::eap::peer::{Did, Peer, Way};
use vestibule_radius::server::{Limits, Refused, Silence};
use zeroize::Zeroizing;

use crate::device::Sign;
use crate::house::{House, PASSWORD};
use crate::station::{OUTER, Station, VERSIONS, who};

fn identity() -> Vec<u8> {
    packet::response(0, kind::IDENTITY, OUTER.as_bytes())
}

#[test]
fn eap_without_a_signature_is_not_answered_whatever_the_exception() {
    let change = |client: &mut vestibule_radius::server::Client| {
        client.message_authenticator_optional = true;
        client.reply_without_message_authenticator = true;
    };
    let house = House::with(CodeWay::Append, change, |_| {}, Limits::default(), 1_024);
    let mut station = Station::new(&house);
    let unsigned = station.request(&identity()).sign(Sign::Not).octets();
    assert_eq!(station.send_packet(&unsigned).unwrap_err(), Silence::NoMessageAuthenticator);
    let mut wrong = station.request(&identity()).octets();
    wrong[30] ^= 1;
    assert_eq!(station.send_packet(&wrong).unwrap_err(), Silence::WrongMessageAuthenticator);
    // Replies to EAP are signed whatever the exception (checked where they are heard).
    let phone = house.enrolled("ada");
    let mut ada = who(&house, Way::TtlsPap, VERSIONS[1], "ada");
    ada.password = Zeroizing::new(house.appended(&phone));
    station.log_in(Peer::new(ada), &[]).accepted();
    assert!(station.send(b"\x02").unwrap().is_reject(), "without a State, or with an old one");
}

#[test]
fn a_device_that_begins_by_itself_asks_for_the_identity() {
    let house = House::new(CodeWay::Append);
    let station = Station::new(&house);
    let start = station.request(b"").with(79, b"").octets();
    let mut station = Station::new(&house);
    let reply = house.ask(&station.from, &start).unwrap();
    let heard = crate::device::Heard::check(&reply.bytes, &start, true);
    assert_eq!((heard.code(), heard.all(79).concat()), (11, packet::request(0, kind::IDENTITY, &[])));
    assert!(heard.all(24).is_empty());
    assert_eq!(house.server.counters().conversations, 0, "nothing is kept");
    // The answer has no State, and begins a conversation.
    assert_eq!(station.go_on(&identity())[4], kind::TTLS);
}

#[test]
fn no_request_is_larger_than_the_device_says_it_carries() {
    for (mtu, most) in [(1_400, 1_024), (500, 496), (104, 100), (64, 100), (0, 100)] {
        let house = House::new(CodeWay::Append);
        let phone = house.enrolled("ada");
        let mut station = Station::new(&house);
        station.more = vec![(12, u32::to_be_bytes(mtu).to_vec())];
        let mut ada = who(&house, Way::TtlsPap, VERSIONS[0], "ada");
        ada.password = Zeroizing::new(house.appended(&phone));
        let mut peer = Peer::new(ada);
        let (mut octets, mut largest) = (peer.begin(), 0);
        loop {
            let answer = station.send(&octets).unwrap();
            largest = largest.max(answer.eap().len());
            match peer.receive(&answer.eap()) {
                Did::Say(next) => octets = next,
                did @ (Did::Asked(_) | Did::Succeeded(_) | Did::Failed(_)) => {
                    break assert!(matches!(did, Did::Succeeded(_)), "{did:?}");
                }
            }
        }
        assert!(largest <= most, "{largest} octets with Framed-MTU {mtu}");
    }
}

#[test]
fn proxy_state_comes_back_in_every_round() {
    let house = House::new(CodeWay::Append);
    let phone = house.enrolled("ada");
    let mut ada = who(&house, Way::TtlsPap, VERSIONS[1], "ada");
    ada.password = Zeroizing::new(house.appended(&phone));
    let mut station = Station::new(&house);
    station.more = vec![(33, b"one".to_vec()), (33, b"two".to_vec())];
    let answer = station.send(&identity()).unwrap();
    assert_eq!(answer.heard.all(33), [b"one".to_vec(), b"two".to_vec()]);
    station.state = None;
    let (answer, _) = station.log_in(Peer::new(ada), &[]).accepted();
    assert_eq!(answer.heard.all(33), [b"one".to_vec(), b"two".to_vec()]);
    let mut nobody = who(&house, Way::PeapGtc, VERSIONS[0], "nobody");
    nobody.fragment = 200;
    station.state = None;
    let (answer, _) = station.log_in(Peer::new(nobody), &[]).rejected();
    assert_eq!(answer.heard.all(33), [b"one".to_vec(), b"two".to_vec()]);
}

#[test]
fn the_name_of_the_key_is_told_to_who_asks_for_it() {
    for version in VERSIONS {
        for way in [Way::TtlsPap, Way::PeapGtc] {
            let house = House::new(CodeWay::Append);
            let phone = house.enrolled("ada");
            let mut ada = who(&house, way, version, "ada");
            ada.password = Zeroizing::new(house.appended(&phone));
            let mut station = Station::new(&house);
            station.more = vec![(102, vec![0])];
            let ended = station.log_in(Peer::new(ada), &[]);
            let name = ended.answer.heard.one(102);
            assert_eq!(name.len(), 65);
            assert_eq!(name[0], way.method().kind());
            assert_eq!(ended.session_id, Some(name));
            ended.accepted();
        }
    }
}

#[test]
fn a_device_waits_longer_where_somebody_types() {
    let house = House::new(CodeWay::Challenge);
    let phone = house.enrolled("ada");
    let ada = who(&house, Way::PeapGtc, VERSIONS[1], "ada");
    let mut peer = Peer::new(ada);
    let (mut station, mut octets, mut waits) = (Station::new(&house), peer.begin(), Vec::new());
    let code = house.fakes.code(&phone, 0);
    loop {
        let answer = station.send(&octets).unwrap();
        waits.extend(answer.heard.all(27).concat());
        let mut did = peer.receive(&answer.eap());
        if matches!(did, Did::Asked(_)) {
            did = peer.answer(&vestibule_gate::Typed::new(code.clone().into_bytes()));
        }
        let Did::Say(next) = did else { break };
        octets = next;
    }
    // The password and the code.
    assert_eq!(waits, [0, 0, 0, 120, 0, 0, 0, 120]);
    assert_eq!(house.admitted.get(), 1);
}

#[test]
fn eap_with_something_else_besides_is_refused() {
    let house = House::new(CodeWay::Append);
    let mut station = Station::new(&house);
    let with_password = station.request(&identity()).typed(PASSWORD.as_bytes()).octets();
    assert_eq!(station.send_packet(&with_password).unwrap().refused, Some(Refused::Ambiguous));
    let with_chap = station.request(&identity()).with(3, &[7; 17]).octets();
    assert_eq!(station.send_packet(&with_chap).unwrap().refused, Some(Refused::Ambiguous));
    let two_states = station.request(&identity()).with(24, b"one").with(24, b"two").octets();
    assert_eq!(station.send_packet(&two_states).unwrap().refused, Some(Refused::Ambiguous));
    for service in [10u32, 17] {
        let without_credentials = station.request(&identity()).with(6, &service.to_be_bytes()).octets();
        assert_eq!(station.send_packet(&without_credentials).unwrap().refused, Some(Refused::ServiceType));
    }
    for octets in [packet::response(0, kind::TTLS, &[0]), b"\x02".to_vec(), packet::success(0).to_vec()] {
        let mut station = Station::new(&house);
        assert_eq!(station.send(&octets).unwrap().refused, Some(Refused::UnknownState));
    }
    assert_eq!(house.server.counters().conversations, 0);
}
