//! The laboratory itself: what these cases rely on of the directory, without Vestibule in between.

use crate::support::dc::COMMON_PASSWORD;
use crate::support::people::group_dn;
use crate::support::shared::{EXEMPT, dc};

#[test]
fn directory_says_who_is_bound() {
    let person = dc().person("mara");
    let mut session = dc().connect().expect("the controller takes connections");
    assert_eq!(session.bind(&person.upn, &person.password).code, 0);
    assert!(session.token_groups().contains(&person.sid));
}

#[test]
fn directory_counts_wrong_passwords_and_locks_at_the_fifth() {
    let person = dc().person("mara");
    let mut session = dc().connect().expect("the controller takes connections");
    assert_eq!(session.bind(&person.upn, "not the password").code, 49);
    assert_eq!((dc().wrong_passwords(&person), dc().is_locked(&person)), (1, false));
    dc().lock(&person);
    assert!(session.bind(&person.upn, &person.password).diagnostic.contains("data 775,"));
}

#[test]
fn directory_refuses_a_password_in_clear_text() {
    let person = dc().person("mara");
    assert_eq!(dc().connect_clear().bind(&person.upn, &person.password).code, 8);
}

#[test]
fn expired_password_is_told_by_the_directory() {
    let mut session = dc().connect().expect("the controller takes connections");
    assert!(session.bind("otto@ad.example.test", COMMON_PASSWORD).diagnostic.contains("data 532,"));
}

/// What makes `memberOf` unfit to decide an exemption.
#[test]
fn primary_group_is_in_the_token_and_not_in_the_membership() {
    let petra = dc().resident("petra");
    let entry = dc().as_administrator().read(&petra.dn, &["memberOf", "tokenGroups"]).expect("petra is there");
    let exempt = dc().as_administrator().read(&group_dn(EXEMPT), &["objectSid"]).expect("the group is there");
    assert!(!entry.values("memberOf").contains(&group_dn("Contractors").into_bytes()));
    assert!(entry.values("tokenGroups").contains(&exempt.values("objectSid")[0]));
}
