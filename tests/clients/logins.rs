//! The logins every client program is put through.

use crate::support::people::Person;
use crate::support::shared::{dc, house};

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
pub(crate) fn only_both_factors_come_in(client: &impl Client) {
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
    assert_all_recorded(&person);
}

/// Two admissions are in the audit, no more: none went past us.
fn assert_all_recorded(person: &Person) {
    let admitted = house().logins_of(person).iter().filter(|event| event.text("outcome") == "admitted").count();
    assert_eq!(admitted, 2);
}
