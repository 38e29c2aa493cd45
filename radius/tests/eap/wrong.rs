//! Responses that are none, fragments that lie, methods that nobody serves, conversations without an end.

use vestibule_gate::CodeWay;
use vestibule_radius::eap::packet::{self, Method, Packet, kind};
use vestibule_radius::server::Refused;

use crate::house::House;
use crate::rogue::Rogue;
use crate::station::{Answer, OUTER, Station, VERSIONS};

/// Five are ignored, the sixth ends it (RFC 3579 section 2.2).
fn is_ignored_five_times(station: &mut Station<'_>, last: &[u8], octets: &[u8]) {
    for _ in 0..5 {
        let answer = station.send(octets).unwrap();
        assert!(answer.is_challenge());
        assert_eq!(answer.eap(), last, "the same request again");
        assert_eq!(answer.heard.one(101), [0, 0, 0, 202], "Error-Cause");
    }
    let answer = station.send(octets).unwrap();
    assert_eq!((answer.is_reject(), answer.refused), (true, Some(Refused::EapMalformed)));
    assert_eq!(station.house.server.counters().conversations, 0);
}

/// A conversation whose method was proposed.
fn begun(house: &House) -> (Station<'_>, Vec<u8>) {
    let mut station = Station::new(house);
    let request = station.go_on(&packet::response(9, kind::IDENTITY, OUTER.as_bytes()));
    assert_eq!(request[1], 10, "the next identifier");
    (station, request)
}

#[test]
fn a_response_that_is_none_is_ignored_five_times() {
    let house = House::new(CodeWay::Append);
    let proper = packet::response(10, kind::TTLS, &[0]);
    let mut cut_off = proper.clone();
    cut_off[3] = 200;
    let cases = [
        packet::response(9, kind::TTLS, &[0]),
        packet::response(11, kind::TTLS, &[0]),
        packet::response(10, kind::PEAP, &[0]),
        packet::response(10, kind::IDENTITY, b"ada"),
        packet::response(10, kind::MSCHAPV2, b"x"),
        packet::request(10, kind::TTLS, &[0]),
        packet::success(10).to_vec(),
        packet::failure(10).to_vec(),
        b"\x02".to_vec(),
        b"\x02\x0a\x00\x04".to_vec(),
        b"\x07\x0a\x00\x05\x15".to_vec(),
        cut_off,
    ];
    for octets in cases {
        let (mut station, request) = begun(&house);
        is_ignored_five_times(&mut station, &request, &octets);
        // In the tunnel too.
        let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
        let octets = if octets.get(1) == Some(&10) && octets.get(4) == Some(&kind::TTLS) {
            packet::response(rogue.ident.wrapping_add(1), kind::TTLS, &[0])
        } else {
            octets
        };
        let last = rogue.station.send(b"\x02").unwrap().eap();
        for _ in 0..4 {
            assert_eq!(rogue.station.send(&octets).unwrap().eap(), last);
        }
        assert_eq!(rogue.station.send(&octets).unwrap().refused, Some(Refused::EapMalformed));
    }
    assert_eq!(house.asked.get(), 0);
}

#[test]
fn a_conversation_outlives_a_few_strange_packets() {
    let house = House::new(CodeWay::Append);
    let phone = house.enrolled("ada");
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[0]);
    for _ in 0..5 {
        rogue.station.go_on(&packet::response(rogue.ident.wrapping_sub(1), kind::TTLS, &[0]));
    }
    let plain = crate::rogue::avps(&[(1, 0, b"ada"), (2, 0, house.appended(&phone).as_bytes())]);
    // Each repetition has the identifier of the request.
    assert!(rogue.say(&plain).end().is_accept());
}

#[test]
fn fragments_that_lie_end_it() {
    let house = House::new(CodeWay::Append);
    let cases: [(&str, &[&[u8]]); 8] = [
        ("half a length", &[b"\x80\x00\x01"]),
        ("shorter than it says", &[b"\x80\x00\x00\x00\x09ab"]),
        ("longer than it says", &[b"\x80\x00\x00\x00\x01ab"]),
        ("longer than it said", &[b"\xc0\x00\x00\x00\x03ab", b"\x00cd"]),
        ("another length", &[b"\xc0\x00\x00\x00\x09ab", b"\xc0\x00\x00\x00\x08ab"]),
        ("nothing, and more of it", &[b"\x40"]),
        ("64 KiB and one", &[b"\xc0\x00\x01\x00\x01ab"]),
        ("four gigabytes", &[b"\xc0\xff\xff\xff\xffab"]),
    ];
    for (what, fragments) in cases {
        let (mut station, request) = begun(&house);
        let (mut ident, mut end) = (request[1], None);
        for data in fragments {
            let answer = station.send(&packet::response(ident, kind::TTLS, data)).unwrap();
            ident = ident.wrapping_add(1);
            end = Some(answer);
        }
        assert_eq!(end.unwrap().refused, Some(Refused::EapMalformed), "{what}");
    }
}

#[test]
fn a_message_without_a_length_is_bounded_by_64_kib() {
    let house = House::new(CodeWay::Append);
    let (mut station, request) = begun(&house);
    let fragment = [&[0x40], [7; 3_500].as_slice()].concat();
    let mut ident = request[1];
    let taken = (0..40).take_while(|_| {
        let answer = station.send(&packet::response(ident, kind::TTLS, &fragment)).unwrap();
        ident = ident.wrapping_add(1);
        if answer.is_reject() {
            assert_eq!(answer.refused, Some(Refused::EapMalformed));
        }
        answer.is_challenge()
    });
    assert_eq!(taken.count(), (64 << 10) / 3_500);
}

#[test]
fn data_in_place_of_an_acknowledgement_ends_it() {
    let house = House::with(CodeWay::Append, |_| {}, |_| {}, Default::default(), 100);
    let (mut station, request) = begun(&house);
    let mut tunnel = vestibule_radius::eap::peer::Tunnel::new(
        Method::Ttls,
        house.tls(VERSIONS[0]),
        crate::house::server_name(),
        1_400,
    )
    .unwrap();
    let Ok(vestibule_radius::eap::peer::Heard::GoOn(hello)) = tunnel.receive(&request[5..]) else { panic!() };
    let first = station.go_on(&packet::response(request[1], kind::TTLS, &hello));
    assert_eq!(first[5] & 0x40, 0x40, "more is to come");
    let answer = station.send(&packet::response(first[1], kind::TTLS, &hello)).unwrap();
    assert_eq!(answer.refused, Some(Refused::EapMalformed));
}

/// Sends Naks until it ends.
fn nak(station: &mut Station<'_>, request: &[u8], wanted: impl Fn(u8) -> Vec<u8>) -> (usize, Answer) {
    let mut request = request.to_vec();
    for round in 1..100 {
        let asked = Packet::request(&request).unwrap();
        let answer = station.send(&packet::response(asked.ident, kind::NAK, &wanted(asked.kind))).unwrap();
        if !answer.is_challenge() {
            return (round, answer);
        }
        request = answer.eap();
    }
    panic!("no end");
}

#[test]
fn the_method_is_negotiated_once_and_not_for_ever() {
    let house = House::new(CodeWay::Append);
    let (mut station, request) = begun(&house);
    let other = |kind| if kind == kind::TTLS { vec![kind::PEAP] } else { vec![kind::TTLS] };
    let (rounds, answer) = nak(&mut station, &request, other);
    assert_eq!((rounds, answer.refused), (50, Some(Refused::TooManyRounds)));
    for wanted in [vec![], vec![0], vec![13, 43, 50], vec![kind::TTLS], vec![kind::GTC, kind::MSCHAPV2]] {
        let (mut station, request) = begun(&house);
        let (rounds, answer) = nak(&mut station, &request, |_| wanted.clone());
        assert_eq!((rounds, answer.refused), (1, Some(Refused::EapMethod)), "{wanted:?}");
    }
    // Among others, what is served is taken; after phase 1 began nothing is negotiated any more.
    let (mut station, request) = begun(&house);
    let peap = station.go_on(&packet::response(request[1], kind::NAK, &[13, kind::PEAP]));
    assert_eq!((peap[4], &peap[5..]), (kind::PEAP, &[0x20][..]));
    let mut rogue = Rogue::new(&house, Method::Ttls, VERSIONS[1]);
    let answer = rogue.station.send(&packet::response(rogue.ident, kind::NAK, &[kind::PEAP])).unwrap();
    assert_eq!(answer.heard.one(101), [0, 0, 0, 202]);
}

#[test]
fn fifty_rounds_are_the_most() {
    let house = House::new(CodeWay::Append);
    let (mut station, request) = begun(&house);
    let mut ident = request[1];
    let end = (0..100).find_map(|round| {
        let answer = station.send(&packet::response(ident, kind::TTLS, &[0x40, 22])).unwrap();
        ident = ident.wrapping_add(1);
        answer.is_reject().then_some((round, answer.refused))
    });
    assert_eq!(end, Some((49, Some(Refused::TooManyRounds))));
}
