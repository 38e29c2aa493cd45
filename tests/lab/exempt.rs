//! Who needs no code, by the groups the directory knows at this moment.

use crate::steps::{assert_bound_as, code, enrolled, refused, typed};
use crate::support::people::group_dn;
use crate::support::plan::Plan;
use crate::support::shared::{EXEMPT, dc, house};

#[test]
fn direct_member_comes_in_with_the_password_alone() {
    let person = dc().person("kira");
    dc().join(&person.dn, &group_dn(EXEMPT));
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &person.password).code, code::SUCCESS);
    assert_bound_as(&mut session, &person);
}

#[test]
fn member_through_three_groups_comes_in_with_the_password_alone() {
    let person = dc().person("kira");
    dc().join(&person.dn, &group_dn("Kiosk Night"));
    assert_eq!(house().bind(&person.upn, &person.password).code, code::SUCCESS);
}

#[test]
fn member_by_primary_group_alone_comes_in_with_the_password_alone() {
    let person = dc().resident("petra");
    assert_eq!(house().bind(&person.upn, &person.password).code, code::SUCCESS);
}

#[test]
fn member_of_a_ring_of_groups_is_no_member_of_the_exempt_one() {
    let person = dc().resident("rita");
    house().enroll(&person);
    assert_eq!(house().bind(&person.upn, &person.password), refused());
}

#[test]
fn wrong_password_of_an_exempt_person_is_refused() {
    let person = dc().person("kira");
    dc().join(&person.dn, &group_dn(EXEMPT));
    assert_eq!(house().bind(&person.upn, "not the password"), refused());
}

#[test]
fn code_of_an_exempt_person_is_taken_and_spent() {
    let (person, mut phone) = enrolled("kira");
    dc().join(&person.dn, &group_dn(EXEMPT));
    let both = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &both).code, code::SUCCESS);
    assert_eq!(house().bind(&person.upn, &both), refused(), "a spent code is part of the password");
}

#[test]
fn exempt_domain_admin_needs_a_code() {
    let (person, mut phone) = enrolled("kira");
    dc().join(&person.dn, &group_dn(EXEMPT));
    dc().join(&person.dn, "CN=Domain Admins,CN=Users,DC=ad,DC=example,DC=test");
    assert_eq!(house().bind(&person.upn, &person.password), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn exempt_former_admin_still_needs_a_code() {
    let (person, _phone) = enrolled("kira");
    dc().join(&person.dn, &group_dn(EXEMPT));
    dc().set(&person.dn, "adminCount", "1");
    assert_eq!(house().bind(&person.upn, &person.password), refused());
}

#[test]
fn exempt_builtin_operator_needs_a_code() {
    for operators in ["Account Operators", "Backup Operators", "Server Operators", "Print Operators"] {
        let (person, _phone) = enrolled("kira");
        dc().join(&person.dn, &group_dn(EXEMPT));
        dc().join(&person.dn, &format!("CN={operators},CN=Builtin,DC=ad,DC=example,DC=test"));
        assert_eq!(house().bind(&person.upn, &person.password), refused(), "{operators}");
    }
}

#[test]
fn exempt_member_of_a_group_the_policy_protects_needs_a_code() {
    let (exempt, guarded) = (dc().new_group("lenient"), dc().new_group("guarded"));
    let house = Plan::behind(dc()).exempt(&exempt.dn).policy(&format!("protected = [\"{}\"]", guarded.dn)).open();
    let person = dc().person("kira");
    house.enroll(&person);
    dc().join(&person.dn, &exempt.dn);
    assert_eq!(house.bind(&person.upn, &person.password).code, code::SUCCESS);
    dc().join(&person.dn, &guarded.dn);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
}

#[test]
fn code_is_needed_as_soon_as_the_membership_ends() {
    let (person, mut phone) = enrolled("kira");
    let nested = dc().new_group("passing");
    dc().join(&nested.dn, &group_dn(EXEMPT));
    dc().join(&person.dn, &nested.dn);
    assert_eq!(house().bind(&person.upn, &person.password).code, code::SUCCESS);
    dc().leave(&person.dn, &nested.dn);
    assert_eq!(house().bind(&person.upn, &person.password), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn group_made_anew_under_an_exempt_name_is_not_exempt() {
    let name = format!("reborn-{}", crate::support::scratch::number());
    let group = dc().group_named(&name);
    let house = Plan::behind(dc()).exempt(&group.dn).open();
    let person = dc().person("kira");
    house.enroll(&person);
    dc().join(&person.dn, &group.dn);
    assert_eq!(house.bind(&person.upn, &person.password).code, code::SUCCESS);
    dc().delete(&group.dn);
    let impostor = dc().group_named(&name);
    assert_eq!((&impostor.dn, impostor.sid != group.sid), (&group.dn, true));
    dc().join(&person.dn, &impostor.dn);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
}

#[test]
fn group_whose_name_begins_like_the_exempt_one_is_not_exempt() {
    let (person, _phone) = enrolled("kira");
    let lookalike = dc().new_group(EXEMPT);
    dc().join(&person.dn, &lookalike.dn);
    assert_eq!(house().bind(&person.upn, &person.password), refused());
}

#[test]
fn exemption_past_its_end_asks_a_code() {
    let group = dc().new_group("once-exempt");
    let rule = format!("{{ group = \"{}\", reason = \"moved house\", until = \"2020-01-31\" }}", group.dn);
    let house = Plan::behind(dc()).exempt_rule(&rule).open();
    let person = dc().person("kira");
    house.enroll(&person);
    dc().join(&person.dn, &group.dn);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
}
