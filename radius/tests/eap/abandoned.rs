//! Conversations between their packets: whose a State is, how long it is good, how many there may be, and what happens
//! where nobody can judge.

use vestibule_gate::CodeWay;
use vestibule_radius::eap::packet::{self, Method, kind};
use vestibule_radius::eap::peer::{Did, Peer, Way};
use vestibule_radius::server::{Effect, Limits, Refused, Silence};

use crate::house::{House, from_other};
use crate::rogue::{Rogue, avps};
use crate::station::{OUTER, Station, VERSIONS, who};

fn identity() -> Vec<u8> {
    packet::response(0, kind::IDENTITY, OUTER.as_bytes())
}

/// A conversation that waits for its client's first message, and that message.
fn begun<'h>(house: &'h House, mac: &str) -> (Station<'h>, Vec<u8>) {
    let mut station = Station::new(house);
    station.mac = mac.to_owned();
    let request = station.go_on(&identity());
    let mut tunnel = vestibule_radius::eap::peer::Tunnel::new(
        Method::Ttls,
        house.tls(VERSIONS[1]),
        crate::house::server_name(),
        1_400,
    )
    .unwrap();
    let Ok(vestibule_radius::eap::peer::Heard::GoOn(hello)) = tunnel.receive(&request[5..]) else { panic!() };
    (station, packet::response(request[1], kind::TTLS, &hello))
}

#[test]
fn a_state_is_of_one_client_and_one_user_name_and_good_once() {
    let house = House::new(CodeWay::Append);
    let (mut station, hello) = begun(&house, "02-00-5E-10-00-01");
    station.from = from_other();
    assert_eq!(station.send(&hello).unwrap().refused, Some(Refused::UnknownState), "another client");
    station.from = crate::house::from();
    station.user_name = "somebody".to_owned();
    assert_eq!(station.send(&hello).unwrap().refused, Some(Refused::UnknownState), "another User-Name");
    station.user_name = OUTER.to_owned();
    let state = station.state.clone();
    // It was not lost by those.
    station.go_on(&hello);
    let next = station.state.clone();
    assert_ne!(state, next);
    station.state = state;
    assert_eq!(station.send(&hello).unwrap().refused, Some(Refused::UnknownState), "used before");
    for made_up in [vec![0; 16], vec![b'a'; 22], Vec::new(), vec![7; 253]] {
        station.state = Some(made_up);
        assert_eq!(station.send(&hello).unwrap().refused, Some(Refused::UnknownState));
    }
    station.state = next;
    // Still under way, and what is sent is no message of TLS.
    let ident = hello[1].wrapping_add(1);
    assert_eq!(station.send(&packet::response(ident, kind::TTLS, &[0])).unwrap().refused, Some(Refused::Tls));
}

#[test]
fn a_client_may_be_silent_for_a_minute() {
    let house = House::new(CodeWay::Append);
    let (mut station, hello) = begun(&house, "a");
    house.advance(59);
    station.go_on(&hello);
    let (mut station, hello) = begun(&house, "b");
    house.advance(60);
    assert_eq!(station.send(&hello).unwrap().refused, Some(Refused::UnknownState));
    house.server.tick(house.now());
    let counters = house.server.counters();
    assert_eq!((counters.conversations, counters.abandoned.values().sum::<u64>()), (0, 2));
}

#[test]
fn a_person_may_type_for_two_minutes() {
    for (waits, in_time) in [(118, true), (125, false)] {
        let house = House::new(CodeWay::Challenge);
        let phone = house.enrolled("ada");
        let mut peer = Peer::new(who(&house, Way::PeapGtc, VERSIONS[1], "ada"));
        let (mut station, mut octets) = (Station::new(&house), peer.begin());
        let end = loop {
            let answer = station.send(&octets).unwrap();
            house.server.tick(house.now());
            match peer.receive(&answer.eap()) {
                Did::Say(next) => octets = next,
                Did::Asked(_) => {
                    // Longer than a code is good: the one that is shown at the end is typed.
                    house.advance(waits);
                    let typed = vestibule_gate::Typed::new(house.fakes.code(&phone, 0).into_bytes());
                    let Did::Say(next) = peer.answer(&typed) else { panic!() };
                    octets = next;
                }
                Did::Succeeded(_) | Did::Failed(_) => break answer,
            }
        };
        assert_eq!(end.is_accept(), in_time, "{waits}: {end:?}");
        assert!(in_time || end.refused == Some(Refused::UnknownState), "{end:?}");
    }
}

#[test]
fn who_is_inside_outlives_a_flood_of_beginnings() {
    assert_eq!(Limits::default().conversations, 20_000);
    let limits = Limits { conversations: 40, ..Limits::default() };
    let house = House::with(CodeWay::Append, |_| {}, |_| {}, limits, 1_024);
    let phone = house.enrolled("ada");
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
    let (mut first, hello) = begun(&house, "first");
    for number in 0..200 {
        let mut station = Station::new(&house);
        station.mac = format!("{number}");
        station.go_on(&identity());
        assert!(house.server.counters().conversations <= 40);
    }
    assert_eq!(first.send(&hello).unwrap().refused, Some(Refused::UnknownState), "the oldest went");
    let plain = avps(&[(1, 0, b"ada"), (2, 0, house.appended(&phone).as_bytes())]);
    assert!(rogue.say(&plain).end().is_accept());
}

#[test]
fn one_machine_has_64_at_most() {
    let house = House::new(CodeWay::Append);
    let (mut other, other_hello) = begun(&house, "02-00-5E-10-00-02");
    let mut all: Vec<_> = (0..70).map(|_| begun(&house, "02-00-5E-10-00-01")).collect();
    assert_eq!(house.server.counters().conversations, 65);
    let (station, hello) = &mut all[5];
    assert_eq!(station.send(hello).unwrap().refused, Some(Refused::UnknownState));
    let (station, hello) = &mut all[6];
    station.go_on(hello);
    other.go_on(&other_hello);
    // However it is spelt.
    begun(&house, "0200.5e10.0001");
    assert_eq!(house.server.counters().conversations, 65);
}

#[test]
fn where_nobody_can_judge_there_is_silence_and_no_refusal_after_it() {
    for method in [Method::Ttls, Method::Peap] {
        let house = House::new(CodeWay::Append);
        let phone = house.enrolled("ada");
        let mut rogue = Rogue::new(&house, method, VERSIONS[1]);
        house.fakes.directory.set_down(true);
        let plain = match method {
            Method::Ttls => avps(&[(1, 0, b"ada"), (2, 0, house.appended(&phone).as_bytes())]),
            Method::Peap => {
                assert_eq!(rogue.say_eap(0, kind::IDENTITY, b"ada").plain()[0], kind::GTC);
                [&[kind::GTC], house.appended(&phone).as_bytes()].concat()
            }
        };
        let data = rogue.tunnel.say(&plain);
        let octets = packet::response(rogue.ident, method.kind(), &data);
        let request = rogue.station.request(&octets).octets();
        assert_eq!(rogue.station.send_packet(&request).unwrap_err(), Silence::Outage);
        // The device asks again, in the same packet and in another one; the directory is there again.
        house.fakes.directory.set_down(false);
        assert_eq!(rogue.station.send_packet(&request).unwrap_err(), Silence::Outage);
        assert_eq!(rogue.station.send(&octets).unwrap_err(), Silence::Outage);
        house.advance(61);
        house.server.tick(house.now());
        assert_eq!(house.server.counters().conversations, 0);
        assert_eq!((house.asked.get(), house.admitted.get()), (1, 0));
    }
}

#[test]
fn a_duplicate_is_answered_with_the_same_octets() {
    let house = House::new(CodeWay::Append);
    let phone = house.enrolled("ada");
    let mut one = who(&house, Way::TtlsPap, VERSIONS[0], "ada");
    one.password = zeroize::Zeroizing::new(house.appended(&phone));
    let mut peer = Peer::new(one);
    let (mut station, mut octets) = (Station::new(&house), peer.begin());
    loop {
        let request = station.request(&octets).octets();
        let first = station.send_packet(&request).unwrap();
        let again = station.send_packet(&request).unwrap();
        assert_eq!(first.heard.octets, again.heard.octets);
        match peer.receive(&first.eap()) {
            Did::Say(next) => octets = next,
            did @ (Did::Asked(_) | Did::Succeeded(_) | Did::Failed(_)) => {
                break assert!(matches!(did, Did::Succeeded(_)), "{did:?}");
            }
        }
    }
    assert_eq!((house.asked.get(), house.server.counters().repeated.values().sum::<u64>()), (1, 4));
}

#[test]
fn while_a_step_is_worked_on_others_wait() {
    let house = House::new(CodeWay::Append);
    let (station, hello) = begun(&house, "a");
    let request = station.request(&hello).octets();
    let Effect::Turn(turn) = house.server.receive(house.now(), &station.from, &request) else { panic!() };
    // The same packet, and another one with the same State.
    let again = station.request(&hello).octets();
    for octets in [&request, &again] {
        let effect = house.server.receive(house.now(), &station.from, octets);
        assert!(matches!(effect, Effect::Silent(Silence::UnderWay)), "{effect:?}");
    }
    let reply = house.settle(Effect::Turn(turn)).unwrap();
    assert_eq!(reply.bytes[0], 11);
}
