//! The logins every client program is put through.

use crate::door::{dc, house};
use crate::support::audit::Event;
use crate::support::people::Person;

/// Whether a client program lets this name and password in.
pub(crate) trait Client {
    fn lets_in(&self, name: &str, password: &str) -> bool;
}

impl<F: Fn(&str, &str) -> bool> Client for F {
    fn lets_in(&self, name: &str, password: &str) -> bool {
        self(name, password)
    }
}

/// Wrong ones between right ones: a client that keeps its connections must find them usable after each.
/// Two of the logins are admitted and no more: none went past us.
pub(crate) fn only_both_factors_come_in(application: &str, client: &impl Client) {
    let person = dc().person("clara");
    let mut phone = house().enroll(&person);
    let with = |code: &str| format!("{}{code}", person.password);
    let first = with(&phone.code());
    assert!(client.lets_in(&person.sam, &first), "password and code");
    assert!(!client.lets_in(&person.sam, &person.password), "the password alone");
    assert!(!client.lets_in(&person.sam, &first), "a code once more");
    assert!(!client.lets_in("nobody-at-all", &with(&phone.wrong_code())), "somebody unknown");
    let second = phone.code();
    assert!(!client.lets_in(&person.sam, &format!("not-the-password{second}")), "a wrong password");
    assert!(!client.lets_in(&person.sam, &with(&phone.wrong_code())), "a wrong code");
    assert!(client.lets_in(&person.sam, &with(&second)), "password and code, after all that");
    assert_eq!(admitted_by(&person, application), ["code", "code"]);
}

/// One string, sent `times` times with one code, is answered so; then by what each admission was.
pub(crate) fn one_string(person: &Person, times: usize, client: &impl Client) -> Vec<bool> {
    let mut phone = house().enroll(person);
    let string = format!("{}{}", person.password, phone.code());
    (0..times).map(|_| client.lets_in(&person.sam, &string)).collect()
}

/// What each of a person's admissions at an application rested on, oldest first; there are none at others.
pub(crate) fn admitted_by(person: &Person, application: &str) -> Vec<String> {
    let logins = house().logins_of(person);
    let admitted: Vec<&Event> = logins.iter().filter(|event| event.text("outcome") == "admitted").collect();
    assert!(admitted.iter().all(|event| event.text("application") == application), "{admitted:?}");
    admitted.iter().map(|event| event.text("mfa").to_owned()).collect()
}
