//! Guesses: few reach the directory, and none shuts people out of where they work.

use crate::steps::{code, enrolled, refused, typed};
use crate::support::ldap::Connection;
use crate::support::shared::{STARTTLS, USERNAME, dc, house};

#[test]
fn thirty_wrong_passwords_do_not_lock_somebody_without_authenticator() {
    let person = dc().person("theo");
    for guess in 0..30 {
        assert_eq!(house().bind(&person.upn, &format!("a guess, the {guess}th")), refused());
    }
    assert!(dc().wrong_passwords(&person) < 5);
    assert!(!dc().is_locked(&person));
}

#[test]
fn wrong_passwords_beside_a_right_code_do_not_lock_either() {
    let (person, mut phone) = enrolled("theo");
    let code = phone.code();
    for guess in 0..30 {
        assert_eq!(house().bind(&person.upn, &format!("a-guess-the-{guess}th{code}")), refused());
    }
    assert!(dc().wrong_passwords(&person) < 5);
    assert!(!dc().is_locked(&person));
}

#[test]
fn five_wrong_codes_shut_one_application_and_no_other() {
    let (person, mut phone) = enrolled("theo");
    for guess in 0..5 {
        let wrong = typed(&person, &format!("-{guess}{}", phone.wrong_code()));
        assert_eq!(house().bind(&person.upn, &wrong), refused());
    }
    let both = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &both), refused(), "the sixth try is not looked at");
    let authority = house().authority().certificate();
    let mut elsewhere = Connection::starttls(house().address(STARTTLS), authority).expect("another application");
    assert_eq!(elsewhere.bind(&person.upn, &both).code, code::SUCCESS);
}

#[test]
fn spellings_of_one_name_share_their_count() {
    let (person, mut phone) = enrolled("theo");
    let names = [
        person.upn.clone(),
        person.dn.clone(),
        person.sam.clone(),
        format!("EXAMPLE\\{}", person.sam),
        person.upn.to_uppercase(),
    ];
    for (guess, name) in names.iter().enumerate() {
        let wrong = typed(&person, &format!("-{guess}{}", phone.wrong_code()));
        assert_eq!(house().bind(name, &wrong), refused());
    }
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())), refused());
}

#[test]
fn one_stale_string_repeated_counts_once() {
    let (person, mut phone) = enrolled("theo");
    let stale = typed(&person, &phone.wrong_code());
    for _ in 0..12 {
        assert_eq!(house().bind(&person.upn, &stale), refused());
    }
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

/// There the password stays the same from guess to guess: it is name and password together that count once.
#[test]
fn codes_guessed_in_the_user_name_are_counted_each() {
    let (person, mut phone) = enrolled("theo");
    let bind = |code: &str| house().connect_to(USERNAME).bind(&format!("{}-{code}", person.sam), &person.password);
    for last in 0..2 {
        assert_eq!(bind(&phone.wrong_code_ending(last)), refused());
    }
    assert_eq!(bind(&phone.code()).code, code::SUCCESS, "two wrong codes shut nothing");
    // Others than before: a string counts once in a day.
    for last in 2..7 {
        assert_eq!(bind(&phone.wrong_code_ending(last)), refused());
    }
    assert_eq!(bind(&phone.code()), refused(), "five do");
}
