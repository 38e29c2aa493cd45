//! Remembered strings.

use vestibule_gate::fakes::Fakes;
use vestibule_gate::{AccountState, By, Policy, Sid};

use crate::{MINUTE, admitted, application, enrolled, judge, judge_from, refused};

#[test]
fn a_remembered_string_needs_no_fresh_code_but_the_password_is_still_proven() {
    let fakes = Fakes::with(|policy| application(policy).remember = 60 * MINUTE);
    let (_, phone) = enrolled(&fakes, "val");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "val", &typed));
    fakes.clock.advance(10 * MINUTE);
    assert_eq!(admitted(judge(&fakes, "val", &typed)), By::Remembered);
    assert_eq!(fakes.directory.asked(), 2);
    let _said = refused(judge_from(&fakes, "val", &typed, "192.0.2.9"));
    fakes.clock.advance(51 * MINUTE);
    let _said = refused(judge(&fakes, "val", &typed));
}

#[test]
fn what_is_remembered_ends_with_the_password_the_authenticators_and_protection() {
    let remembering = |policy: &mut Policy| application(policy).remember = 60 * MINUTE;
    let fakes = Fakes::with(remembering);
    let (_, phone) = enrolled(&fakes, "wim");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "wim", &typed));
    fakes.directory.set_password("wim", "Passw0rd!");
    let _said = refused(judge(&fakes, "wim", &typed));

    let (person, phone) = enrolled(&fakes, "wes");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "wes", &typed));
    let _another = fakes.enrol(&person);
    let _said = refused(judge(&fakes, "wes", &typed));

    let (_, phone) = enrolled(&fakes, "wyn");
    fakes.directory.join("wyn", &Sid::new("S-1-5-21-1-2-3-512"));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "wyn", &typed));
    let _said = refused(judge(&fakes, "wyn", &typed));
}

#[test]
fn what_is_remembered_does_not_begin_again_when_a_disabled_account_is_enabled() {
    let fakes = Fakes::with(|policy| application(policy).remember = 60 * MINUTE);
    let (_, phone) = enrolled(&fakes, "wil");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "wil", &typed));
    fakes.directory.set_state("wil", Some(AccountState::LogonHours));
    let _said = refused(judge(&fakes, "wil", &typed));
    fakes.directory.set_state("wil", None);
    assert_eq!(admitted(judge(&fakes, "wil", &typed)), By::Remembered, "the night passes by itself");
    fakes.directory.set_state("wil", Some(AccountState::Disabled));
    let _said = refused(judge(&fakes, "wil", &typed));
    fakes.directory.set_state("wil", None);
    let _said = refused(judge(&fakes, "wil", &typed));
}
