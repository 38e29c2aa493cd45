//! What was typed or stored as a secret is in no log, no event and no file, at the most talkative level.

use crate::steps::{code, refused, typed};
use crate::support::plan::{OWN_SERVICE_PASSWORD, Plan, WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::shared::dc;
use std::fs;

#[test]
fn no_secret_is_written_anywhere() {
    let house = Plan::behind(dc()).open();
    let (person, newcomer) = (dc().person("selma"), dc().person("silas"));
    let mut phone = house.enroll(&person);
    let codes = [phone.code(), phone.code(), phone.wrong_code()];
    assert_eq!(house.bind(&person.upn, &typed(&person, &codes[0])).code, code::SUCCESS);
    assert_eq!(house.bind(&person.upn, &format!("a-guess-at-it{}", codes[1])), refused());
    assert_eq!(house.bind(&person.upn, &typed(&person, &codes[2])), refused());
    assert_eq!(house.bind(&newcomer.upn, &newcomer.password).code, code::INVALID_CREDENTIALS);
    assert_eq!(house.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD).code, code::SUCCESS);
    let listed = house.manage(&["audit", "--json"]);
    assert!(house.stop().success());

    let key = fs::read(house.folder().join("seal.key")).expect("the key is there");
    let key = String::from_utf8_lossy(&key).trim().to_owned();
    let text = format!("{}{}", house.written(), crate::support::house::both(&listed));
    assert!(text.contains(&person.sid), "the login itself is in the log");
    let secrets = [
        person.password.as_str(),
        newcomer.password.as_str(),
        phone.seed(),
        "a-guess-at-it",
        OWN_SERVICE_PASSWORD,
        WEBMAIL_SERVICE_PASSWORD,
        &key,
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "a secret is in the log");
    }
    for code in &codes {
        assert!(!numbers(&text).any(|number| number == code), "a code is in the log");
    }
    let store: Vec<u8> = store_files(house.folder()).concat();
    for secret in secrets.iter().map(|secret| secret.as_bytes()).chain([&*seed_bytes(phone.seed())]) {
        assert!(!store.windows(secret.len()).any(|window| window == secret), "a secret is in the store");
    }
}

/// Runs of digits that stand alone; a fraction of a second is none.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !(character.is_ascii_digit() || character == '.'))
}

fn store_files(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let files = ["vestibule.db", "vestibule.db-wal"].map(|file| fs::read(folder.join(file)));
    files.into_iter().flatten().collect()
}

/// The seed as the app computes with it: base32 (RFC 4648 section 6) without padding.
fn seed_bytes(seed: &str) -> Vec<u8> {
    let mut bits = seed.bytes().flat_map(|letter| {
        let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        (0..5).rev().map(move |bit| value >> bit & 1)
    });
    let next_byte = || (0..8).try_fold(0_u8, |byte, _| Some(byte << 1 | bits.next()?));
    std::iter::from_fn(next_byte).collect()
}
