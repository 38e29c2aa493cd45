//! What an administrator does on the command line, and what it changes at the door at once.

use crate::steps::{authenticator_of, code, enrolled, refused, run, typed};
use crate::support::audit::events;
use crate::support::people::group_dn;
use crate::support::plan::{PUBLIC_URL, Plan};
use crate::support::shared::{dc, house};

#[test]
fn removed_authenticator_makes_a_newcomer() {
    let (person, mut phone) = enrolled("maya");
    let id = authenticator_of(house(), &person);
    run(house(), &["authenticator", "remove", &person.dn, &id, "--yes"]);
    let answer = house().bind(&person.upn, &person.password);
    assert_eq!(answer.code, code::INVALID_CREDENTIALS);
    assert!(answer.diagnostic.contains(PUBLIC_URL), "{answer:?}");
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::INVALID_CREDENTIALS);
}

#[test]
fn disabled_authenticator_is_no_way_in_until_it_is_enabled() {
    let (person, mut phone) = enrolled("maya");
    let id = authenticator_of(house(), &person);
    run(house(), &["authenticator", "disable", &person.dn, &id]);
    let secret = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &person.password).code, code::INVALID_CREDENTIALS);
    assert_eq!(house().bind(&person.upn, &secret).code, code::INVALID_CREDENTIALS);
    run(house(), &["authenticator", "enable", &person.dn, &id]);
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn unlocked_person_comes_in_at_once() {
    let (person, mut phone) = enrolled("maya");
    for guess in 0..5 {
        let wrong = typed(&person, &format!("-{guess}{}", phone.wrong_code()));
        assert_eq!(house().bind(&person.upn, &wrong), refused());
    }
    let secret = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &secret), refused());
    run(house(), &["person", "unlock", &person.dn]);
    assert_eq!(house().bind(&person.upn, &secret).code, code::SUCCESS);
}

#[test]
fn recovery_code_comes_in_once() {
    let (person, _phone) = enrolled("maya");
    let printed = run(house(), &["recovery", "new", &person.dn, "--yes"]);
    let is_code = |word: &&str| word.replace('-', "").len() == 24 && word.contains('-');
    let codes: Vec<&str> = printed.split_whitespace().filter(is_code).collect();
    assert_eq!(codes.len(), 10, "{printed}");
    assert_eq!(house().bind(&person.upn, codes[0]), refused(), "a recovery code alone");
    assert_eq!(house().bind(&person.upn, &format!("not-the-password{}", codes[0])), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, codes[0])).code, code::SUCCESS);
    assert_eq!(house().bind(&person.upn, &typed(&person, codes[0])), refused());
    let plain = codes[1].replace('-', "").to_lowercase();
    assert_eq!(
        house().bind(&person.upn, &typed(&person, &plain)).code,
        code::SUCCESS,
        "hyphens and case do not matter"
    );
}

#[test]
fn bypass_code_comes_in_with_the_password_until_it_is_revoked() {
    let (person, _phone) = enrolled("maya");
    let printed =
        run(house(), &["bypass", "grant", &person.dn, "--for", "1h", "--reason", "a lost telephone", "--json"]);
    let granted = events(printed.as_bytes());
    let granted = granted.first().expect("one code");
    let secret = typed(&person, granted.text("code"));
    assert_eq!(house().bind(&person.upn, granted.text("code")), refused(), "the code alone");
    assert_eq!(house().bind(&person.upn, &person.password).code, code::INVALID_CREDENTIALS, "the password alone");
    assert_eq!(house().bind(&person.upn, &secret).code, code::SUCCESS);
    assert_eq!(house().bind(&person.upn, &secret), refused(), "a second time within a minute");
    let listed = run(house(), &["bypass", "list", "--person", &person.dn]);
    assert!(listed.contains("a lost telephone") && !listed.contains(granted.text("code")), "{listed}");
    run(house(), &["bypass", "revoke", granted.text("id")]);
    assert!(!run(house(), &["person", "show", &person.dn]).contains("a lost telephone"));
}

#[test]
fn activation_code_that_removes_all_makes_a_newcomer() {
    let (person, mut phone) = enrolled("maya");
    let refused = house().manage(&["activation", "new", &person.dn]);
    assert_eq!(refused.status.code(), Some(1), "they have an authenticator");
    let printed = run(house(), &["activation", "new", &person.dn, "--remove-all", "--yes"]);
    assert!(printed.contains(PUBLIC_URL), "{printed}");
    let answer = house().bind(&person.upn, &person.password);
    assert!(answer.diagnostic.contains(PUBLIC_URL), "{answer:?}");
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::INVALID_CREDENTIALS);
    assert!(run(house(), &["person", "show", &person.dn]).contains("Told to enrol since"));
}

#[test]
fn exemption_holds_from_its_making_to_its_removal() {
    let house = Plan::behind(dc()).open();
    let (group, person) = (dc().new_group("visitors"), dc().person("maya"));
    let mut phone = house.enroll(&person);
    dc().join(&person.dn, &group.dn);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
    run(&house, &["exempt", "add", "--group", &group.dn, "--reason", "a fair"]);
    assert_eq!(house.bind(&person.upn, &person.password).code, code::SUCCESS);
    let listed = events(run(&house, &["exempt", "list", "--json"]).as_bytes());
    let id = listed.first().expect("one exemption").text("id").to_owned();
    run(&house, &["exempt", "remove", &id]);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
    assert_eq!(house.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn explain_says_what_the_door_will_do() {
    let (exempt, asked) = (dc().resident("petra"), enrolled("maya").0);
    assert!(run(house(), &["explain", &exempt.dn]).to_lowercase().contains("exempt"));
    assert!(run(house(), &["explain", &asked.dn]).to_lowercase().contains("code"));
    assert_eq!(house().manage(&["explain", "nobody-at-all"]).status.code(), Some(1));
}

#[test]
fn explain_names_the_groups_on_the_way_to_an_exemption() {
    let person = dc().person("maya");
    dc().join(&person.dn, &group_dn("Kiosk Night"));
    let said = run(house(), &["explain", &person.dn]);
    assert!(said.contains("through Kiosk Night"), "{said}");
}

#[test]
fn login_can_be_tried_from_the_command_line() {
    let (person, mut phone) = enrolled("maya");
    let authority = house().authority_file().display().to_string();
    let attempt = |secret: &str| {
        let url = house().ldap_url();
        let how = ["try", "ldap", &person.upn, "--url", &url, "--ca-file", &authority, "--password-file", "-"];
        house().manage_with_input(&how, secret).status.code()
    };
    assert_eq!(attempt(&person.password), Some(1));
    assert_eq!(attempt(&typed(&person, &phone.code())), Some(0));
}
