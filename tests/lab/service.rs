//! Applications' own accounts: the password alone, from where they run, and nowhere else.

use crate::steps::{assert_bound_as, code, refused};
use crate::support::dc::BASE;
use crate::support::house::WEBMAIL;
use crate::support::plan::{OWN_SERVICE_PASSWORD, Plan, WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::shared::{SEPARATOR, dc, house};

#[test]
fn service_account_comes_in_from_its_source_and_searches() {
    let mut session = house().connect();
    assert_eq!(session.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD).code, code::SUCCESS);
    assert_bound_as(&mut session, &dc().resident("svc-webmail"));
    let (found, answer) = session.find(BASE, "sAMAccountName", "ada", &["mail"]);
    assert_eq!((found.len(), answer.code), (1, code::SUCCESS));
}

#[test]
fn service_account_by_its_distinguished_name_comes_in() {
    let account = dc().resident("svc-webmail");
    assert_eq!(house().bind(&account.dn, WEBMAIL_SERVICE_PASSWORD).code, code::SUCCESS);
}

#[test]
fn service_account_from_elsewhere_is_refused() {
    let mut session = house().connect_from([127, 0, 0, 77], WEBMAIL);
    assert_eq!(session.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD), refused());
}

#[test]
fn service_account_on_another_listener_is_refused() {
    let mut session = house().connect_to(SEPARATOR);
    assert_eq!(session.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD), refused());
}

#[test]
fn account_whose_name_begins_like_a_service_account_is_none() {
    let answer = house().bind("svc-webmail2@ad.example.test", WEBMAIL_SERVICE_PASSWORD);
    assert_eq!(answer.code, code::INVALID_CREDENTIALS, "{answer:?}");
}

#[test]
fn our_own_account_comes_in_nowhere() {
    assert_eq!(house().bind("svc-vestibule@ad.example.test", OWN_SERVICE_PASSWORD), refused());
    let own = dc().resident("svc-vestibule");
    assert_eq!(house().bind(&own.dn, OWN_SERVICE_PASSWORD), refused());
}

#[test]
fn wrong_passwords_do_not_shut_a_service_account_out() {
    let account = dc().person("svc");
    let lines =
        format!("code = \"append\"\nservice-accounts = [\"{}\"]\nservice-sources = [\"127.0.0.0/8\"]", account.upn);
    let house = Plan::behind(dc()).listener("wiki", &lines).open();
    let bind = |password: &str| house.connect_to("wiki").bind(&account.upn, password);
    assert_eq!(bind(&account.password).code, code::SUCCESS);
    for guess in 0..12 {
        assert_eq!(bind(&format!("a guess, the {guess}th")), refused());
    }
    assert!(!dc().is_locked(&account));
    assert_eq!(bind(&account.password).code, code::SUCCESS);
}
