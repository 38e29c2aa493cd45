//! Whatever comes: nothing stops, and nobody comes in without the gate.

use proptest::prelude::*;
use vestibule_gate::CodeWay;
use vestibule_radius::server::{Effect, Silence};

use crate::device::{Request, sign_again};
use crate::house::{End, House, PASSWORD};

fn way() -> impl Strategy<Value = CodeWay> {
    prop_oneof![
        Just(CodeWay::Append),
        Just(CodeWay::Challenge),
        Just(CodeWay::Auto),
        Just(CodeWay::UserName),
        Just(CodeWay::CodeOnly),
        Just(CodeWay::Separator(",".to_owned())),
    ]
}

/// What a changed packet may come to: never an Access-Accept.
fn not_accepted(end: &End) {
    if let End::Heard { heard, .. } = end {
        assert_ne!(heard.code(), 2, "Access-Accept");
    }
}

fn attributes() -> impl Strategy<Value = Vec<(u8, Vec<u8>)>> {
    let number = prop_oneof![
        4 => prop::sample::select(vec![1u8, 2, 3, 6, 24, 26, 31, 33, 40, 44, 60, 79, 80]),
        1 => any::<u8>(),
    ];
    prop::collection::vec((number, prop::collection::vec(any::<u8>(), 0..=60)), 0..20)
}

#[test]
fn lengths_that_cannot_be_are_discarded() {
    let house = House::new(CodeWay::Append);
    let whole = Request::login("ada", PASSWORD).octets();
    for end in 0..whole.len() {
        assert!(matches!(house.receive(&whole[..end]), Effect::Silent(Silence::Malformed)), "{end}");
    }
    for length in [0, 1, 255] {
        let mut octets = whole.clone();
        octets[39] = length;
        assert!(matches!(house.receive(&octets), Effect::Silent(Silence::Malformed)), "{length}");
    }
    for said in [0u16, 19, 4_097, u16::MAX] {
        let mut octets = whole.clone();
        octets[2..4].copy_from_slice(&said.to_be_bytes());
        octets.resize(5_000, 0);
        assert!(matches!(house.receive(&octets), Effect::Silent(Silence::Malformed)), "{said}");
    }
    let many = (0..200).fold(Request::login("ada", PASSWORD), |request, _| request.with(33, b""));
    assert!(matches!(house.receive(&many.octets()), Effect::Silent(Silence::Malformed)));
}

#[test]
fn passwords_of_every_length_end_without_harm() {
    let house = House::new(CodeWay::Append);
    for length in (0..=253).step_by(11).chain([128, 129, 240]) {
        let request = Request::named("bea").with(2, &vec![0xaa; length]);
        house.ask(&request).rejected();
    }
    let whole = (0..15).fold(Request::named("bea"), |request, _| request.with(2, &[0xaa; 253]));
    house.ask(&whole).rejected();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_octets_stop_it(octets in prop::collection::vec(any::<u8>(), 0..400), way in way()) {
        let house = House::new(way);
        prop_assert!(matches!(house.receive(&octets), Effect::Silent(_)));
    }

    #[test]
    fn no_attributes_of_a_known_client_stop_it_or_bring_anybody_in(
        code in prop::sample::select(vec![1u8, 4, 12]),
        attributes in attributes(),
        way in way(),
    ) {
        let accounting = |client: &mut vestibule_radius::server::Client| client.accounting = true;
        let house = House::with(way, accounting, |_| {});
        let _ada = house.enrolled("ada");
        let mut request = Request::new(radius::core::code::Code::from(code));
        for (number, value) in &attributes {
            request = request.with(*number, value);
        }
        let octets = request.octets();
        let effect = house.receive(&octets);
        if code == 1 {
            not_accepted(&house.end(effect, &octets));
        }
    }

    #[test]
    fn a_login_that_is_changed_and_signed_again_is_not_accepted_without_a_valid_code(
        changes in prop::collection::vec((38usize..120, any::<u8>()), 1..6),
        way in way(),
    ) {
        let house = House::new(way);
        let _ada = house.enrolled("ada");
        let mut octets = Request::login("ada", PASSWORD).with(31, b"198.51.100.7").with(6, &8u32.to_be_bytes()).octets();
        for (at, octet) in changes {
            let at = at.min(octets.len() - 1);
            octets[at] = octet;
        }
        sign_again(&mut octets);
        let effect = house.receive(&octets);
        not_accepted(&house.end(effect, &octets));
    }

    #[test]
    fn an_answer_that_is_changed_and_signed_again_is_not_accepted(
        changes in prop::collection::vec((38usize..110, 1u8..=255), 1..4),
    ) {
        let house = House::new(CodeWay::Challenge);
        let (_, phone) = house.enrolled("ada");
        let (_, state) = house.ask(&Request::login("ada", PASSWORD)).asked();
        let right = Request::code("ada", &house.fakes.code(&phone, 0), &state).octets();
        let mut octets = right.clone();
        // A hyphen behind a code is allowed.
        for (at, change) in changes.into_iter().filter(|(_, change)| *change != b'-') {
            let at = at.min(octets.len() - 1);
            octets[at] ^= change;
        }
        prop_assume!(octets != right);
        sign_again(&mut octets);
        let effect = house.receive(&octets);
        not_accepted(&house.end(effect, &octets));
    }
}
