//! Filters come back as they were written, and stay within their limits.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use proptest::prelude::*;

use super::*;

fn encoded(filter: &Filter) -> Vec<u8> {
    let mut writer = Writer::default();
    filter.write(&mut writer);
    writer.finish()
}

fn nested(levels: usize) -> Vec<u8> {
    let mut bytes = encoded(&Filter::any());
    for _ in 0..levels {
        let mut writer = Writer::default();
        writer.element(AND, &bytes);
        bytes = writer.finish();
    }
    bytes
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let octets = || proptest::collection::vec(any::<u8>(), 0..6);
    let leaf = prop_oneof![
        (".{0,6}", octets()).prop_map(|(attribute, value)| Filter::Equality { attribute, value }),
        (".{0,6}", octets()).prop_map(|(attribute, value)| Filter::GreaterOrEqual { attribute, value }),
        (".{0,6}", octets()).prop_map(|(attribute, value)| Filter::LessOrEqual { attribute, value }),
        (".{0,6}", octets()).prop_map(|(attribute, value)| Filter::Approximate { attribute, value }),
        ".{0,6}".prop_map(Filter::Present),
        (".{0,6}", octets(), proptest::collection::vec(octets(), 0..3), proptest::option::of(octets())).prop_map(
            |(attribute, initial, any, last)| Filter::Substrings { attribute, initial: Some(initial), any, last }
        ),
        (proptest::option::of(".{0,6}"), proptest::option::of(".{0,6}"), octets(), any::<bool>()).prop_map(
            |(rule, attribute, value, dn_attributes)| Filter::Extensible { rule, attribute, value, dn_attributes }
        ),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(|term| Filter::Not(Box::new(term))),
        ]
    })
}

proptest! {
    #[test]
    fn any_name_becomes_exactly_one_equality_term(name in any::<String>()) {
        let bytes = encoded(&Filter::equal("userPrincipalName", &name));
        let expected = Filter::Equality { attribute: "userPrincipalName".to_owned(), value: name.into_bytes() };
        prop_assert_eq!(Filter::decode(&bytes), Ok(expected));
    }

    #[test]
    fn every_filter_comes_back(filter in any_filter()) {
        let bytes = encoded(&filter);
        prop_assert_eq!(check(&bytes), Ok(()));
        prop_assert_eq!(Filter::decode(&bytes), Ok(filter));
    }

    #[test]
    fn checking_and_reading_agree_on_any_bytes(bytes in proptest::collection::vec(prop_oneof![
        Just(0xa0_u8), Just(0xa2), Just(0xa3), Just(0xa4), Just(0xa9), Just(0x87), Just(4), Just(0x30), 0_u8..12, any::<u8>()
    ], 0..60)) {
        match (check(&bytes), Filter::decode(&bytes)) {
            (Ok(()), Ok(filter)) => prop_assert_eq!(Filter::decode(&encoded(&filter)), Ok(filter)),
            // Reading asks for names in UTF-8 besides.
            (checked, Err(error)) => prop_assert!(checked == Err(error) || error == Malformed::Value),
            (checked, Ok(_)) => prop_assert!(checked.is_ok()),
        }
    }
}

#[test]
fn depth_ends_at_the_limit_however_deep_it_goes() {
    assert_eq!(check(&nested(NESTING)), Ok(()));
    assert!(Filter::decode(&nested(NESTING)).is_ok());
    for levels in [NESTING + 1, 20_000] {
        assert_eq!(check(&nested(levels)), Err(Malformed::Nesting));
        assert_eq!(Filter::decode(&nested(levels)), Err(Malformed::Nesting));
    }
}

#[test]
fn a_thousand_terms_pass_and_one_more_does_not() {
    let of = |terms: usize| encoded(&Filter::Or(vec![Filter::any(); terms]));
    assert_eq!(check(&of(TERMS - 1)), Ok(()));
    assert_eq!(check(&of(TERMS)), Err(Malformed::Terms));
}

#[test]
fn what_is_no_filter_is_refused() {
    for bad in [
        &[][..],
        &[0xa2, 0],                                  // not nothing
        &[0xa2, 6, 0x87, 1, b'a', 0x87, 1, b'b'],    // not two things
        &[0x87, 1, b'a', 0x87, 1, b'b'],             // two filters
        &[0xa3, 2, 4, 0],                            // no value
        &[0xa3, 6, 4, 0, 4, 0, 4, 0],                // two values
        &[0xa4, 4, 4, 0, 0x30, 0],                   // no parts
        &[0xa4, 8, 4, 0, 0x30, 4, 0x82, 0, 0x81, 0], // a part behind the final one
        &[0xa4, 8, 4, 0, 0x30, 4, 0x80, 0, 0x80, 0], // two initial ones
        &[0xa9, 0],                                  // no value
        &[0xaa, 0],                                  // unknown
        &[0xa7, 1, b'a'],                            // presence in constructed form
    ] {
        assert!(check(bad).is_err() && Filter::decode(bad).is_err(), "{bad:02x?}");
    }
    let empty = Filter::decode(&[0xa0, 0]).unwrap();
    assert_eq!(empty, Filter::And(Vec::new()));
}
