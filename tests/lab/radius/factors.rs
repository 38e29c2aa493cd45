//! Password and code in each of the ways a client can give them at once, and everything less.

use super::house::{
    APPEND, AUTO, CHALLENGE, CODE_ONLY, USERNAME, assert_accepts, assert_asks, assert_refuses, enrolled, house, login,
};
use crate::steps::typed;
use crate::support::people::group_dn;
use crate::support::shared::{EXEMPT, dc};

#[test]
fn password_and_code_come_in() {
    let (person, mut phone) = enrolled("rada");
    assert_accepts(&login(APPEND, &person.upn, &typed(&person, &phone.code())));
    let logins = house().logins_of(&person);
    assert_eq!(logins.len(), 1, "{logins:?}");
    let said = ["door", "application", "outcome", "mfa"].map(|field| logins[0].text(field).to_owned());
    assert_eq!(said, ["radius", "append", "admitted", "code"]);
}

#[test]
fn password_alone_is_refused_and_not_passed_on() {
    let (person, _phone) = enrolled("rada");
    assert_refuses(&login(APPEND, &person.upn, &person.password));
    assert_eq!(dc().wrong_passwords(&person), 0);
}

#[test]
fn wrong_code_is_refused_and_the_password_is_not_tried() {
    let (person, phone) = enrolled("rada");
    assert_refuses(&login(APPEND, &person.upn, &format!("not-the-password{}", phone.wrong_code())));
    assert_refuses(&login(APPEND, &person.upn, &typed(&person, &phone.wrong_code())));
    assert_eq!(dc().wrong_passwords(&person), 0, "a stranger without a code cannot try passwords");
}

#[test]
fn wrong_password_leaves_the_code_unspent() {
    let (person, mut phone) = enrolled("rada");
    let code = phone.code();
    assert_refuses(&login(APPEND, &person.upn, &format!("not-the-password{code}")));
    assert_accepts(&login(APPEND, &person.upn, &typed(&person, &code)));
}

#[test]
fn code_comes_in_once_over_all_clients() {
    let (person, mut phone) = enrolled("rada");
    let both = typed(&person, &phone.code());
    assert_accepts(&login(APPEND, &person.upn, &both));
    assert_refuses(&login(APPEND, &person.upn, &both));
    assert_asks(&login(AUTO, &person.upn, &both));
}

#[test]
fn code_behind_the_password_is_not_asked_for_again() {
    let (person, mut phone) = enrolled("rada");
    assert_accepts(&login(AUTO, &person.upn, &typed(&person, &phone.code())));
}

#[test]
fn code_in_the_user_name_comes_in() {
    let (person, mut phone) = enrolled("rada");
    let name = format!("{}-{}", person.sam, phone.code());
    assert_refuses(&login(USERNAME, &person.sam, &person.password));
    assert_refuses(&login(USERNAME, &name, "not the password"));
    assert_accepts(&login(USERNAME, &name, &person.password));
    assert_refuses(&login(USERNAME, &name, &person.password));
}

#[test]
fn code_alone_comes_in_where_somebody_else_proves_the_password() {
    let (person, mut phone) = enrolled("rada");
    let code = phone.code();
    assert_refuses(&login(CODE_ONLY, &person.upn, &phone.wrong_code()));
    assert_accepts(&login(CODE_ONLY, &person.upn, &code));
    assert_refuses(&login(CODE_ONLY, &person.upn, &code));
}

#[test]
fn exempt_person_needs_the_password_alone_but_not_where_the_code_stands_alone() {
    let person = dc().person("rexa");
    dc().join(&person.dn, &group_dn(EXEMPT));
    for at in [APPEND, CHALLENGE, AUTO] {
        assert_accepts(&login(at, &person.upn, &person.password));
    }
    assert_refuses(&login(APPEND, &person.upn, "not the password"));
    for typed in [person.password.as_str(), "123456", ""] {
        assert_refuses(&login(CODE_ONLY, &person.upn, typed));
    }
}
