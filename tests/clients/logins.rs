//! The logins every client program is put through.

use crate::door::{dc, house};
use crate::support::audit::Event;
use crate::support::house::House;
use crate::support::people::Person;

/// How often a login is tried while the directory has no time for it.
const PATIENCE: usize = 10;

/// A client program.
pub(crate) trait Client {
    /// Whether it lets this name and password in, or what it says where it does not know.
    fn answers(&self, name: &str, password: &str) -> Result<bool, String>;
}

impl<F: Fn(&str, &str) -> Result<bool, String>> Client for F {
    fn answers(&self, name: &str, password: &str) -> Result<bool, String> {
        self(name, password)
    }
}

/// Whether the client lets somebody in. On a busy machine the directory may take longer than a login
/// can wait: that is an outage, which clients show as they like, and no part of these cases.
fn lets_in(house: &House, client: &impl Client, name: &str, password: &str) -> bool {
    let outages = || outages(house);
    let start = outages();
    let mut said = String::new();
    for _ in 0..PATIENCE {
        let before = outages();
        match client.answers(name, password) {
            Ok(true) => return true,
            Ok(false) if outages() == before => return false,
            Ok(false) => {}
            Err(reason) => {
                assert!(outages() > start, "{reason}");
                said = reason;
            }
        }
    }
    panic!("the directory has no time: {said}")
}

/// Logins so far for which the directory had no time.
fn outages(house: &House) -> usize {
    let written = house.written();
    ["did not answer in time", "\"outcome\":\"unavailable\""].map(|word| written.matches(word).count()).iter().sum()
}

/// Wrong ones between right ones: a client that keeps its connections must find them usable after each.
/// Two of the logins are admitted and no more: none went past us.
pub(crate) fn only_both_factors_come_in(application: &str, client: &impl Client) {
    only_both_factors_come_in_at(house(), application, client);
}

/// The same at another house.
pub(crate) fn only_both_factors_come_in_at(house: &House, application: &str, client: &impl Client) {
    let lets_in = |name: &str, password: &str| lets_in(house, client, name, password);
    warm_up(house, client);
    let person = dc().person("clara");
    let mut phone = house.enroll(&person);
    let with = |code: &str| format!("{}{code}", person.password);
    let first = with(&phone.code());
    assert!(lets_in(&person.sam, &first), "password and code");
    assert!(!lets_in(&person.sam, &person.password), "the password alone");
    assert!(!lets_in(&person.sam, &first), "a code once more");
    assert!(!lets_in("nobody-at-all", &with(&phone.wrong_code())), "somebody unknown");
    let second = phone.code();
    assert!(!lets_in(&person.sam, &format!("not-the-password{second}")), "a wrong password");
    assert!(!lets_in(&person.sam, &with(&phone.wrong_code())), "a wrong code");
    assert!(lets_in(&person.sam, &with(&second)), "password and code, after all that");
    assert_eq!(admitted_at(house, &person, application), ["code", "code"]);
}

/// One string, sent `times` times with one code, is answered so; then by what each admission was.
pub(crate) fn one_string(person: &Person, times: usize, client: &impl Client) -> Vec<bool> {
    warm_up(house(), client);
    let mut phone = house().enroll(person);
    let string = format!("{}{}", person.password, phone.code());
    (0..times).map(|_| lets_in(house(), client, &person.sam, &string)).collect()
}

/// A program that has only just started may take longer for its first login than a code is valid.
fn warm_up(house: &House, client: &impl Client) {
    assert!(!lets_in(house, client, "nobody-at-all", "no password"), "somebody unknown");
}

/// What each of a person's admissions at an application rested on, oldest first; there are none at others.
pub(crate) fn admitted_by(person: &Person, application: &str) -> Vec<String> {
    admitted_at(house(), person, application)
}

/// The same at another house.
pub(crate) fn admitted_at(house: &House, person: &Person, application: &str) -> Vec<String> {
    let logins = house.logins_of(person);
    // The same answer to a packet sent again is no admission.
    let logins = logins.iter().filter(|event| event.text("event") != "retransmitted");
    let admitted: Vec<&Event> = logins.filter(|event| event.text("outcome") == "admitted").collect();
    assert!(admitted.iter().all(|event| event.text("application") == application), "{admitted:?}");
    admitted.iter().map(|event| event.text("mfa").to_owned()).collect()
}
