//! Codes: valid, spent, replayed, split, in the user name.

use vestibule_gate::fakes::Fakes;
use vestibule_gate::{By, CodeWay, Mfa, Outcome, Reason, Said, Verdict};

use crate::{MINUTE, admitted, application, enrolled, judge, last_reason, refused};

#[test]
fn password_and_code_are_admitted_and_one_event_is_written() {
    let fakes = Fakes::new();
    let (person, phone) = enrolled(&fakes, "ada");
    let code = fakes.code(&phone, 0);
    assert_eq!(admitted(judge(&fakes, "ada", &format!("Passw0rd!{code}"))), By::Code(phone.id.clone()));
    let events = fakes.store.events();
    assert_eq!(events.len(), 1);
    let event = events.first().unwrap();
    assert_eq!((event.outcome, event.reason, event.mfa), (Outcome::Admitted, Reason::CodeAccepted, Mfa::Code));
    assert_eq!(event.sid.as_ref(), Some(&person.id));
    assert_eq!(event.authenticator.as_deref(), Some(phone.id.as_str()));
    assert!(!event.to_json().unwrap().contains(&code));
}

#[test]
fn the_password_alone_is_a_wrong_code_and_the_directory_is_not_asked() {
    let fakes = Fakes::new();
    let _phone = enrolled(&fakes, "bea");
    assert_eq!(refused(judge(&fakes, "bea", "Passw0rd!")), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::WrongCode);
    assert_eq!(fakes.directory.asked(), 0);
}

#[test]
fn a_code_works_once_also_the_step_before_a_spent_one_never() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "cyd");
    let (before, now) = (fakes.code(&phone, -1), fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, "cyd", &format!("Passw0rd!{now}")));
    assert_eq!(refused(judge(&fakes, "cyd", &format!("Passw0rd!{now}"))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
    let _said = refused(judge(&fakes, "cyd", &format!("Passw0rd!{before}")));
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
    assert_eq!(fakes.directory.asked(), 1);
}

#[test]
fn a_used_code_with_blanks_or_signs_is_not_a_new_one() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "dan");
    let code = fakes.code(&phone, 0);
    let _by = admitted(judge(&fakes, "dan", &format!("Passw0rd!{code}")));
    for shape in [format!("{code} "), format!(" {code}"), format!("+{code}"), format!("{code}\u{a0}")] {
        let _said = refused(judge(&fakes, "dan", &format!("Passw0rd!{shape}")));
    }
}

#[test]
fn a_code_alone_or_with_an_empty_rest_is_refused_without_asking() {
    let fakes = Fakes::new();
    let (person, phone) = enrolled(&fakes, "fay");
    fakes.store.add_recovery(&person.id, "0123456789ABCDEFGHJKMNPQ");
    let _said = refused(judge(&fakes, "fay", &fakes.code(&phone, 0)));
    assert_eq!(last_reason(&fakes), Reason::EmptyPassword);
    let _said = refused(judge(&fakes, "fay", "0123-4567-89AB-CDEF-GHJK-MNPQ"));
    assert_eq!(last_reason(&fakes), Reason::EmptyPassword);
    let _said = refused(judge(&fakes, "fay", ""));
    assert_eq!(fakes.directory.asked(), 0);
}

#[test]
fn the_same_code_thirty_times_in_parallel_admits_exactly_once() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "gus");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let admitted = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..30 {
            scope.spawn(|| {
                if let Verdict::Admit(_) = judge(&fakes, "gus", &typed) {
                    admitted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(admitted.into_inner(), 1);
    assert_eq!(fakes.store.events().iter().filter(|event| event.outcome == Outcome::Admitted).count(), 1);
}

#[test]
fn several_authenticators_and_eight_digits_are_told_apart_by_the_longest_valid_tail() {
    let fakes = Fakes::new();
    let (person, six) = enrolled(&fakes, "hal");
    let eight = fakes.enrol_with(&person, vestibule_gate::Parameters { digits: 8, ..Default::default() });
    let typed = format!("Passw0rd!{}", fakes.code(&eight, 0));
    assert_eq!(admitted(judge(&fakes, "hal", &typed)), By::Code(eight.id.clone()));
    let typed = format!("Passw0rd!{}", fakes.code(&six, 0));
    assert_eq!(admitted(judge(&fakes, "hal", &typed)), By::Code(six.id.clone()));
}

#[test]
fn a_recovery_code_works_once_whatever_case_and_hyphens() {
    let fakes = Fakes::new();
    let (person, _) = enrolled(&fakes, "ida");
    fakes.store.add_recovery(&person.id, "0123456789ABCDEFGHJKMNPQ");
    assert_eq!(admitted(judge(&fakes, "ida", "Passw0rd!0123-4567-89ab-cdef-ghjk-mnpq")), By::Recovery);
    let _said = refused(judge(&fakes, "ida", "Passw0rd!0123456789ABCDEFGHJKMNPQ"));
    assert_eq!(last_reason(&fakes), Reason::WrongCode);
}

#[test]
fn a_separator_is_asked_for_and_cut_off() {
    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::Separator(",".into()));
    let (_, phone) = enrolled(&fakes, "yan");
    let _said = refused(judge(&fakes, "yan", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    let _by = admitted(judge(&fakes, "yan", &format!("Passw0rd!,{}", fakes.code(&phone, 0))));
}

#[test]
fn guesses_of_a_code_in_the_user_name_count_each_and_do_not_shut_the_right_one_out() {
    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::UserName);
    let (_, phone) = enrolled(&fakes, "zac");
    let _said = refused(judge(&fakes, "zac", "Passw0rd!"));
    let _by = admitted(judge(&fakes, &format!("zac-{}", fakes.code(&phone, 0)), "Passw0rd!"));
    for guess in 0..5 {
        let _said = refused(judge(&fakes, &format!("zac-00000{guess}"), "Passw0rd!"));
    }
    fakes.clock.advance(MINUTE);
    let _said = refused(judge(&fakes, &format!("zac-{}", fakes.code(&phone, 0)), "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
}

#[test]
fn a_code_in_the_user_name_works_for_sam_and_upn() {
    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::UserName);
    let (_, phone) = enrolled(&fakes, "zed");
    let name = format!("zed-{}", fakes.code(&phone, -1));
    let _by = admitted(judge(&fakes, &name, "Passw0rd!"));
    let (_, phone) = enrolled(&fakes, "zoe@ad.example.test");
    let name = format!("zoe-{}@ad.example.test", fakes.code(&phone, 0));
    let _by = admitted(judge(&fakes, &name, "Passw0rd!"));
    let whole = format!("zed-{}", fakes.code(&phone, 0));
    let _account = fakes.person(&whole, "Passw0rd!");
    let _said = refused(judge(&fakes, &whole, "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::UnknownPerson);
}
