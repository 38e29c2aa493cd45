//! Ways of the code that devices need: alone, beside a response that can hold none, and sent again in a new packet.

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::{AccountState, Attempt, By, CodeWay, Form, Policy, Reason, Said, Verdict};

use crate::{admitted, application, enrolled, exempting, judge, kiosk, last_reason, refused};

fn code_only(policy: &mut Policy) {
    application(policy).code = CodeWay::CodeOnly;
}

/// A response, which the fake prover takes for the password.
fn respond(fakes: &Fakes, name: &str) -> Verdict {
    let attempt = Attempt { form: Form::Response, ..fakes.attempt(name, "Passw0rd!") };
    block_on(fakes.gate.judge(attempt, &mut fakes.first()))
}

fn in_session(fakes: &Fakes, typed: &str, session: Option<&[u8]>) -> Verdict {
    let attempt = Attempt { session: session.map(<[u8]>::to_vec), ..fakes.attempt("ada", typed) };
    block_on(fakes.gate.judge(attempt, &mut fakes.first()))
}

#[test]
fn a_code_only_client_admits_for_a_code_and_the_directory_proves_nothing() {
    let fakes = Fakes::with(code_only);
    let (_, phone) = enrolled(&fakes, "ann");
    let code = fakes.code(&phone, 0);
    assert_eq!(admitted(judge(&fakes, "ann", &code)), By::Code(phone.id.clone()));
    assert_eq!(fakes.directory.asked(), 0);
    assert_eq!((refused(judge(&fakes, "ann", &code)), last_reason(&fakes)), (Said::Nothing, Reason::CodeReplayed));
    let longer = format!("Passw0rd!{}", fakes.code(&phone, 1));
    assert_eq!((refused(judge(&fakes, "ann", &longer)), last_reason(&fakes)), (Said::Nothing, Reason::WrongCode));
}

#[test]
fn a_code_only_client_admits_nobody_without_a_code() {
    for enforce in [true, false] {
        let fakes = Fakes::with(|policy| {
            code_only(policy);
            exempting(policy);
            policy.enforce = enforce;
            application(policy).remember = Duration::from_secs(3_600);
        });
        let _exempt = fakes.person("ben", "Passw0rd!");
        fakes.directory.join("ben", &kiosk());
        let _new = fakes.person("cat", "Passw0rd!");
        for (name, typed) in [("ben", "Passw0rd!"), ("cat", "Passw0rd!"), ("ben", "123456"), ("nobody", "123456")] {
            assert_eq!(refused(judge(&fakes, name, typed)), Said::Nothing, "{name}");
        }
        assert_eq!(fakes.directory.asked(), 0);
    }
}

#[test]
fn a_code_only_client_learns_of_no_account_that_cannot_be_used_and_the_code_is_spent() {
    let fakes = Fakes::with(code_only);
    for (name, state) in [
        ("dan", AccountState::Disabled),
        ("eva", AccountState::Locked),
        ("fin", AccountState::MustChangePassword),
        ("gus", AccountState::LogonHours),
    ] {
        let (_, phone) = enrolled(&fakes, name);
        fakes.directory.change(name, |person| person.state = Some(state));
        let code = fakes.code(&phone, 0);
        assert_eq!(refused(judge(&fakes, name, &code)), Said::Nothing, "nobody proved the password here");
        fakes.directory.change(name, |person| person.state = None);
        let _said = refused(judge(&fakes, name, &code));
        assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
    }
}

#[test]
fn a_response_finds_no_place_for_a_code_where_it_goes_behind_the_password() {
    for way in [CodeWay::Append, CodeWay::Separator(",".into()), CodeWay::CodeOnly] {
        let fakes = Fakes::with(|policy| {
            application(policy).code = way.clone();
            exempting(policy);
        });
        let (_, _phone) = enrolled(&fakes, "hal");
        fakes.directory.join("hal", &kiosk());
        assert_eq!((refused(respond(&fakes, "hal")), last_reason(&fakes)), (Said::Nothing, Reason::NoPlaceForCode));
        assert_eq!(fakes.directory.asked(), 0);
    }
}

#[test]
fn declared_single_factor_takes_a_response_from_who_is_exempt_and_nobody_else() {
    let fakes = Fakes::with(|policy| {
        application(policy).single_factor = true;
        exempting(policy);
    });
    let (_, _phone) = enrolled(&fakes, "ida");
    let _new = fakes.person("jon", "Passw0rd!");
    for name in ["ida", "jon"] {
        assert_eq!((refused(respond(&fakes, name)), last_reason(&fakes)), (Said::Nothing, Reason::NoPlaceForCode));
    }
    assert_eq!(fakes.directory.asked(), 0);
    let _exempt = fakes.person("kit", "Passw0rd!");
    fakes.directory.join("kit", &kiosk());
    assert!(matches!(admitted(respond(&fakes, "kit")), By::Exempt { .. }));
}

#[test]
fn a_response_goes_with_a_code_in_the_user_name_or_in_the_answer() {
    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::UserName);
    let (_, phone) = enrolled(&fakes, "lee");
    let _said = refused(respond(&fakes, "lee"));
    assert_eq!((last_reason(&fakes), fakes.directory.asked()), (Reason::WrongCode, 0));
    let _by = admitted(respond(&fakes, &format!("lee-{}", fakes.code(&phone, 0))));

    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::Auto);
    let (_, _phone) = enrolled(&fakes, "mia");
    assert!(matches!(respond(&fakes, "mia"), Verdict::Ask(_)), "no code is looked for in a response");
    assert_eq!(last_reason(&fakes), Reason::CodeAsked);
}

#[test]
fn the_same_login_in_a_new_packet_gets_the_same_answer_for_some_seconds() {
    let fakes = Fakes::with(|policy| application(policy).retry_window = Duration::from_secs(15));
    let (_, phone) = enrolled(&fakes, "ada");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let first = in_session(&fakes, &typed, Some(b"session-1"));
    assert!(matches!(admitted(first), By::Code(_)));
    assert_eq!(admitted(in_session(&fakes, &typed, Some(b"session-1"))), By::Repeated);
    let events = fakes.store.events();
    assert_eq!(events.last().map(|event| (event.event, event.reason)), Some(("retransmitted", Reason::Retransmitted)));
    let _said = refused(in_session(&fakes, &typed, Some(b"session-2")));
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
    let _said = refused(in_session(&fakes, &typed, None));
    assert_eq!(last_reason(&fakes), Reason::RepeatedString);
    fakes.clock.advance(Duration::from_secs(15));
    let _said = refused(in_session(&fakes, &typed, Some(b"session-1")));
}

#[test]
fn a_repeated_login_ends_with_the_password_and_needs_a_window() {
    let fakes = Fakes::with(|policy| application(policy).retry_window = Duration::from_secs(15));
    let (_, phone) = enrolled(&fakes, "ada");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(in_session(&fakes, &typed, Some(b"s")));
    fakes.directory.set_password("ada", "Passw0rd!");
    let _said = refused(in_session(&fakes, &typed, Some(b"s")));

    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "ada");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(in_session(&fakes, &typed, Some(b"s")));
    let _said = refused(in_session(&fakes, &typed, Some(b"s")));
}

#[test]
fn a_code_only_client_has_no_repetition() {
    let fakes = Fakes::with(|policy| {
        code_only(policy);
        application(policy).retry_window = Duration::from_secs(15);
    });
    let (_, phone) = enrolled(&fakes, "ada");
    let code = fakes.code(&phone, 0);
    let _by = admitted(in_session(&fakes, &code, Some(b"s")));
    let _said = refused(in_session(&fakes, &code, Some(b"s")));
}

#[test]
fn an_admission_names_groups_where_the_application_wants_them() {
    let fakes = Fakes::with(|policy| application(policy).wants_groups = true);
    let (_, phone) = enrolled(&fakes, "nia");
    fakes.directory.join("nia", &kiosk());
    match judge(&fakes, "nia", &format!("Passw0rd!{}", fakes.code(&phone, 0))) {
        Verdict::Admit(admitted) => assert!(admitted.groups().contains(&kiosk())),
        verdict @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    }
}
