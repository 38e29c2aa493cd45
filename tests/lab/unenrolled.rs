//! Somebody without an authenticator, and somebody who is not there at all.

use crate::steps::{code, refused};
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::{dc, house};

#[test]
fn right_password_is_told_where_to_enrol() {
    let person = dc().person("una");
    let answer = house().bind(&person.upn, &person.password);
    assert_eq!(answer.code, code::INVALID_CREDENTIALS);
    assert!(answer.diagnostic.contains(PUBLIC_URL), "{answer:?}");
}

#[test]
fn wrong_password_is_told_nothing() {
    let person = dc().person("una");
    assert_eq!(house().bind(&person.upn, "not the password"), refused());
}

#[test]
fn unknown_name_looks_like_a_wrong_password() {
    assert_eq!(house().bind("nobody-at-all@ad.example.test", "anything"), refused());
    assert_eq!(house().bind("CN=Nobody,OU=People,DC=ad,DC=example,DC=test", "anything123456"), refused());
}
