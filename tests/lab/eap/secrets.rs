//! What was typed inside a tunnel, and what keeps it, is in no log and no event, at the most talkative level.

use super::house::{AUTO, NAMED, RETURN, assert_let_in, assert_refused, dc, machine_of, plan};
use crate::support::eapol::Method;
use std::fs;

#[test]
fn no_secret_is_written_anywhere() {
    let house = plan("").open();
    let person = dc().person("selma");
    let mut phone = house.enroll(&person);
    let codes = [phone.code(), phone.code(), phone.code(), phone.wrong_code()];
    let join = |at: &str, method, code: &str| {
        let both = format!("{}{code}", person.password);
        machine_of(&house, at, method).logs_in(&person.upn, &both).joins()
    };
    let let_in = join(RETURN, Method::TtlsPap, &codes[0]);
    assert_let_in(&let_in);
    let typed = [person.password.as_str(), &codes[1]];
    assert_let_in(&machine_of(&house, AUTO, Method::PeapGtc).asked(&person.upn, &typed).joins());
    let name = format!("{}-{}", person.sam, codes[2]);
    let named = machine_of(&house, NAMED, Method::PeapMschapv2).logs_in(&name, &person.password);
    assert_let_in(&named.joins());
    assert_refused(&join(RETURN, Method::TtlsGtc, &codes[3]));
    let guess = machine_of(&house, RETURN, Method::TtlsPap).logs_in(&person.upn, "a-guess-at-it123456");
    assert_refused(&guess.joins());
    let listed = house.manage(&["audit", "--json"]);
    assert!(house.stop().success());

    let text = format!("{}{}", house.written(), crate::support::house::both(&listed));
    assert!(text.contains(&person.sid), "the login itself is in the log");
    for secret in [person.password.as_str(), phone.seed(), "a-guess-at-it"] {
        assert!(!text.contains(secret), "a secret is in the log");
    }
    let mut numbers = text.split(|character: char| !(character.is_ascii_digit() || character == '.'));
    assert!(!numbers.any(|number| codes.iter().any(|code| code == number)), "a code is in the log");
    // The keys that the access point was given, as `eapol_test` shows them.
    let plain = text.to_lowercase();
    for line in let_in.output.lines().filter(|line| line.starts_with("MS-MPPE-")) {
        let key: String = line.rsplit(": ").next().unwrap_or_default().split(' ').collect();
        assert!(key.len() == 64 && !plain.contains(&key), "a key is in the log");
    }
    let store: Vec<u8> = ["vestibule.db", "vestibule.db-wal"]
        .map(|file| fs::read(house.folder().join(file)).unwrap_or_default())
        .concat();
    let secret = person.password.as_bytes();
    assert!(!store.windows(secret.len()).any(|window| window == secret), "a password is in the store");
}
