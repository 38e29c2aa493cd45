//! Accounts that Active Directory itself keeps out: the reason is for those who proved both factors.
//!
//! The codes behind `data` are Windows error numbers in hexadecimal, as AD puts them into its diagnostic.

use crate::steps::{code, enrolled, refused, typed};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::{dc, house};

/// Without a code nothing is told; with both factors the directory's reason is, and the code is spent.
fn told_only_with_both_factors(person: &Person, phone: &mut Phone, data: &str) {
    assert_eq!(house().bind(&person.upn, &person.password), refused(), "silent without a code");
    let both = typed(person, &phone.code());
    let answer = house().bind(&person.upn, &both);
    assert_eq!(answer.code, code::INVALID_CREDENTIALS);
    assert!(answer.diagnostic.contains(&format!("data {data},")), "{data}: {answer:?}");
    assert_eq!(house().bind(&person.upn, &both), refused(), "the code is spent once the reason is told");
}

#[test]
fn disabled_account_is_told_with_both_factors() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "userAccountControl", "514");
    told_only_with_both_factors(&person, &mut phone, "533");
}

#[test]
fn expired_account_is_told_with_both_factors() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "accountExpires", "130000000000000000");
    told_only_with_both_factors(&person, &mut phone, "701");
}

#[test]
fn password_to_be_changed_is_told_with_both_factors() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "pwdLastSet", "0");
    told_only_with_both_factors(&person, &mut phone, "773");
}

#[test]
fn expired_password_is_told_with_both_factors() {
    let person = dc().resident("otto");
    let mut phone = house().enroll(&person);
    told_only_with_both_factors(&person, &mut phone, "532");
}

#[test]
fn logon_hours_are_told_with_both_factors() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "logonHours", [0; 21]);
    told_only_with_both_factors(&person, &mut phone, "530");
}

#[test]
fn wrong_password_of_a_disabled_account_is_told_nothing() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "userAccountControl", "514");
    assert_eq!(house().bind(&person.upn, &format!("not-the-password{}", phone.code())), refused());
}

/// Of a locked account the directory does not say whether the password was right, so neither do we.
#[test]
fn locked_account_is_refused_in_silence() {
    let (person, mut phone) = enrolled("dirk");
    dc().lock(&person);
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())), refused());
    assert_eq!(house().bind(&person.upn, &person.password), refused());
}

#[test]
fn account_that_is_usable_again_comes_in_again() {
    let (person, mut phone) = enrolled("dirk");
    dc().set(&person.dn, "userAccountControl", "514");
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::INVALID_CREDENTIALS);
    dc().set(&person.dn, "userAccountControl", "512");
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}
