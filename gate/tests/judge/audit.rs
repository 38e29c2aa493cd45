//! Events, floors, monitor mode, and sessions that are checked again.

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::{AccountState, By, Outcome, Still, Verdict};

use crate::{MINUTE, admitted, enrolled, exempting, judge, kiosk, refused};

#[test]
fn in_monitor_mode_the_directorys_answer_stands_and_the_event_says_what_would_be() {
    let fakes = Fakes::with(|policy| policy.enforce = false);
    let (_, phone) = enrolled(&fakes, "amy");
    assert_eq!(admitted(judge(&fakes, "amy", "Passw0rd!")), By::Monitor);
    let event = fakes.store.events().pop().unwrap();
    assert_eq!((event.enforced, event.would_be), (Some(false), Some(Outcome::Refused)));
    let _said = refused(judge(&fakes, "amy", "wrong"));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(admitted(judge(&fakes, "amy", &typed)), By::Code(phone.id.clone()));
    assert_eq!(fakes.store.events().pop().unwrap().would_be, Some(Outcome::Admitted));
}

#[test]
fn a_flood_of_refusals_shares_one_row_with_a_count() {
    let fakes = Fakes::new();
    for guess in 0..50 {
        let _said = refused(judge(&fakes, &format!("nobody-{guess}"), "x"));
    }
    assert_eq!(fakes.store.events().len(), 10);
    fakes.clock.advance(MINUTE);
    block_on(fakes.gate.settle(false)).unwrap();
    let events = fakes.store.events();
    assert_eq!(events.len(), 11);
    assert_eq!(events.last().unwrap().count, Some(40));
}

#[test]
fn a_bound_session_ends_with_the_password_the_account_the_authenticator_or_the_exemption() {
    let fakes = Fakes::with(exempting);
    let bound = |name: &str, typed: &str| match judge(&fakes, name, typed) {
        Verdict::Admit(admitted) => admitted.into_bound(),
        Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not admitted"),
    };
    let ends = |bound| matches!(block_on(fakes.gate.still(&bound)).unwrap(), Still::No(_));
    let fresh = |name: &str| {
        let (person, phone) = enrolled(&fakes, name);
        let bound = bound(name, &format!("Passw0rd!{}", fakes.code(&phone, 0)));
        assert_eq!(block_on(fakes.gate.still(&bound)).unwrap(), Still::Yes);
        (person, bound)
    };
    let (_, session) = fresh("dee");
    fakes.directory.set_password("dee", "another");
    assert!(ends(session));
    let (_, session) = fresh("doc");
    fakes.directory.change("doc", |person| person.state = Some(AccountState::Disabled));
    assert!(ends(session));
    let (person, session) = fresh("dot");
    fakes.store.remove_authenticators(&person.id);
    assert!(ends(session));
    let _person = fakes.person("dru", "Passw0rd!");
    fakes.directory.join("dru", &kiosk());
    let session = bound("dru", "Passw0rd!");
    fakes.directory.leave_all("dru");
    assert!(ends(session));
}

#[test]
fn the_end_of_the_logon_hours_ends_no_session_but_the_end_of_the_account_does() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "dex");
    let Verdict::Admit(admitted) = judge(&fakes, "dex", &format!("Passw0rd!{}", fakes.code(&phone, 0))) else {
        panic!("not admitted")
    };
    let bound = admitted.into_bound();
    for (state, stays) in [
        (AccountState::LogonHours, true),
        (AccountState::Workstation, true),
        (AccountState::Locked, false),
        (AccountState::PasswordExpired, false),
        (AccountState::AccountExpired, false),
        (AccountState::MustChangePassword, false),
    ] {
        fakes.directory.change("dex", |person| person.state = Some(state));
        assert_eq!(block_on(fakes.gate.still(&bound)).unwrap() == Still::Yes, stays, "{state:?}");
    }
}

#[test]
fn refusals_leave_no_sooner_than_the_floor_whatever_the_reason() {
    let fakes = Fakes::new();
    let _phone = enrolled(&fakes, "fin");
    for (name, typed) in [("fin", "x"), ("nobody", "x"), (" ", "x"), ("fin", "")] {
        let attempt = fakes.attempt(name, typed);
        let floor = attempt.arrived.plus(Duration::from_millis(300));
        match block_on(fakes.gate.judge(attempt, &mut fakes.first())) {
            Verdict::Refuse(refusal) => assert_eq!(refusal.not_before(), floor),
            verdict @ (Verdict::Admit(_) | Verdict::Ask(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
        }
    }
}
