//! Bypass codes (RULES 11): a code, never a waiver.

use std::time::Duration;

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{By, Mfa, Reason, Said};

use crate::{MINUTE, admitted, application, enrolled, judge, last_reason, refused};
use vestibule_gate::fakes::Fakes;

const DIGITS: &str = "0123456789";

fn granted(fakes: &Fakes, name: &str) -> vestibule_gate::Person {
    let (person, _phone) = enrolled(fakes, name);
    fakes.bypass(&person, DIGITS, fakes.clock.now().plus(60 * MINUTE));
    person
}

#[test]
fn it_is_typed_where_a_code_is_typed_and_the_password_is_still_needed() {
    let fakes = Fakes::new();
    let _ada = granted(&fakes, "ada");
    assert_eq!(refused(judge(&fakes, "ada", &format!("wrong{DIGITS}"))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::WrongPassword);
    assert_eq!(refused(judge(&fakes, "ada", DIGITS)), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::EmptyPassword);
    let by = admitted(judge(&fakes, "ada", &format!("Passw0rd!{DIGITS}")));
    assert_eq!(by, By::Bypass(format!("bypass-{DIGITS}")));
    let event = fakes.store.events().pop().unwrap();
    assert_eq!((event.mfa, event.rule), (Mfa::Bypass, Some(format!("bypass-{DIGITS}"))));
}

#[test]
fn it_admits_once_a_minute_and_until_its_end() {
    let fakes = Fakes::new();
    let _bea = granted(&fakes, "bea");
    let typed = format!("Passw0rd!{DIGITS}");
    let _by = admitted(judge(&fakes, "bea", &typed));
    assert_eq!((refused(judge(&fakes, "bea", &typed)), last_reason(&fakes)), (Said::Nothing, Reason::CodeReplayed));
    fakes.clock.advance(MINUTE);
    let _by = admitted(judge(&fakes, "bea", &typed));
    fakes.clock.advance(60 * MINUTE);
    assert_eq!((refused(judge(&fakes, "bea", &typed)), last_reason(&fakes)), (Said::Nothing, Reason::WrongCode));
}

#[test]
fn another_persons_is_a_wrong_code() {
    let fakes = Fakes::new();
    let _cyd = granted(&fakes, "cyd");
    let _dot = enrolled(&fakes, "dot");
    assert_eq!(refused(judge(&fakes, "dot", &format!("Passw0rd!{DIGITS}"))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::WrongCode);
}

#[test]
fn it_is_never_remembered_and_ends_its_sessions_with_it() {
    let fakes = Fakes::with(|policy| application(policy).remember = Duration::from_secs(3600));
    let eli = granted(&fakes, "eli");
    let typed = format!("Passw0rd!{DIGITS}");
    let verdict = judge(&fakes, "eli", &typed);
    let vestibule_gate::Verdict::Admit(admission) = verdict else { panic!("{verdict:?}") };
    let bound = admission.into_bound();
    let still = || pollster::block_on(fakes.gate.still(&bound)).unwrap();
    assert_eq!(still(), vestibule_gate::Still::Yes);
    fakes.store.revoke_bypasses(&eli.id);
    assert!(matches!(still(), vestibule_gate::Still::No(_)));
    fakes.clock.advance(2 * MINUTE);
    let _said = refused(judge(&fakes, "eli", &typed));
}

#[test]
fn somebody_without_an_authenticator_comes_in_with_one_too() {
    let fakes = Fakes::new();
    let fay = fakes.person("fay", "Passw0rd!");
    fakes.bypass(&fay, DIGITS, fakes.clock.now().plus(MINUTE));
    let _by = admitted(judge(&fakes, "fay", &format!("Passw0rd!{DIGITS}")));
}
