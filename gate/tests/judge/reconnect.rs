//! Coming back by a resumed TLS session: what a login leaves behind, and what ends it.

use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, Fakes, PEER, Phone};
use vestibule_gate::ports::{Change, Clock as _, Records as _, WhichReconnections};
use vestibule_gate::{
    AccountState, Admitted, Answer, Attempt, By, CodeWay, Event, Form, Mfa, Outage, Outcome, Person, Policy, Reason,
    Reconnection, Return, Said, Sid, Source, Typed, Verdict,
};

use crate::{MINUTE, application, enrolled, exempting, kiosk, last_reason, refused, unavailable};

const STATION: &[u8] = b"02-00-5E-10-00-01";
pub(crate) const WINDOW: Duration = Duration::from_secs(8 * 3600);

pub(crate) fn reconnecting(policy: &mut Policy) {
    application(policy).reconnect = WINDOW;
    exempting(policy);
}

pub(crate) fn login(fakes: &Fakes, name: &str, typed: &str) -> Verdict {
    login_as(fakes, name, typed, Form::Text)
}

pub(crate) fn login_as(fakes: &Fakes, name: &str, typed: &str, form: Form) -> Verdict {
    let attempt = Attempt { form, asks: false, station: Some(STATION.into()), ..fakes.attempt(name, typed) };
    block_on(fakes.gate.judge(attempt, &mut fakes.first()))
}

pub(crate) fn admission(verdict: Verdict) -> Admitted {
    match verdict {
        Verdict::Admit(admitted) => admitted,
        Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not admitted: {verdict:?}"),
    }
}

pub(crate) fn left(verdict: Verdict) -> Arc<Reconnection> {
    admission(verdict).reconnection().unwrap().clone()
}

fn again(fakes: &Fakes) -> Return {
    Return {
        application: APPLICATION.into(),
        source: Source { peer: PEER, end_user: None },
        station: STATION.into(),
        arrived: fakes.clock.moment(),
    }
}

pub(crate) fn come_back(fakes: &Fakes, what: &Arc<Reconnection>) -> Verdict {
    block_on(fakes.gate.reconnect(what, again(fakes)))
}

/// The reason a return is refused for, without a word to anybody.
fn turned_away(fakes: &Fakes, what: &Arc<Reconnection>) -> Reason {
    assert_eq!(refused(come_back(fakes, what)), Said::Nothing);
    last_reason(fakes)
}

/// Somebody enrolled who logged in with a code.
fn inside(fakes: &Fakes, name: &str) -> (Person, Phone, Arc<Reconnection>) {
    let (person, phone) = enrolled(fakes, name);
    let what = left(login(fakes, name, &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    (person, phone, what)
}

/// Somebody exempt who logged in.
pub(crate) fn exempt(fakes: &Fakes, name: &str) -> (Person, Arc<Reconnection>) {
    let person = fakes.person(name, "Passw0rd!");
    fakes.directory.join(name, &kiosk());
    (person, left(login(fakes, name, "Passw0rd!")))
}

fn house() -> Fakes {
    Fakes::with(reconnecting)
}

fn with_policy(fakes: &Fakes, change: impl FnOnce(&mut Policy)) {
    let mut policy = (*fakes.gate.policy()).clone();
    change(&mut policy);
    fakes.gate.set_policy(policy);
}

fn last(fakes: &Fakes) -> Event {
    fakes.store.events().pop().unwrap()
}

#[test]
fn who_logged_in_with_a_code_comes_back_until_the_window_is_over_and_it_never_slides() {
    let fakes = house();
    let (person, phone, what) = inside(&fakes, "ada");
    assert_eq!((what.person().id.clone(), what.station()), (person.id, STATION));
    assert_eq!((what.id().len(), what.until()), (32, fakes.clock.moment().plus(WINDOW)));
    let asked = fakes.directory.asked();
    for _ in 0..47 {
        fakes.clock.advance(10 * MINUTE);
        let admitted = admission(come_back(&fakes, &what));
        assert!(Arc::ptr_eq(admitted.reconnection().unwrap(), &what), "the same permission, not a new one");
        assert_eq!((admitted.bound().by(), admitted.grace()), (&By::Reconnected, None));
    }
    let event = last(&fakes);
    assert_eq!(
        (event.event, event.outcome, event.reason, event.mfa),
        ("login", Outcome::Admitted, Reason::Reconnected, Mfa::Remembered)
    );
    assert_eq!((event.station.as_deref(), event.authenticator), (Some("02-00-5E-10-00-01"), Some(phone.id)));
    assert_eq!((event.person.as_str(), event.door, event.application.as_str()), ("ada", "ldap", APPLICATION));
    assert_eq!(fakes.directory.asked(), asked, "nobody is asked for a password");
    fakes.clock.advance(10 * MINUTE);
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionOver);
    let event = last(&fakes);
    assert_eq!((event.outcome, event.mfa, event.person.as_str()), (Outcome::Refused, Mfa::None, "ada"));
}

#[test]
fn a_return_has_one_event_and_one_counter() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    let count = |fakes: &Fakes| fakes.gate.tally().read().iter().map(|row| row.4).sum::<u64>();
    let before = (fakes.store.events().len(), count(&fakes));
    let _admitted = admission(come_back(&fakes, &what));
    fakes.directory.set_password("ada", "Other1!");
    let _said = refused(come_back(&fakes, &what));
    fakes.directory.set_down(true);
    let _outage = unavailable(come_back(&fakes, &what));
    assert_eq!((fakes.store.events().len(), count(&fakes)), (before.0 + 3, before.1 + 3));
}

#[test]
fn only_a_fresh_code_or_an_exemption_leaves_anything_behind() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        application(policy).remember = 60 * MINUTE;
        application(policy).retry_window = Duration::from_secs(15);
        policy.grace = Some(vestibule_gate::Grace { until: None, logins: Some(3) });
    });
    let none = |verdict: Verdict| assert!(admission(verdict).reconnection().is_none(), "{:?}", last_reason(&fakes));
    let (person, phone, _) = inside(&fakes, "ada");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 1));
    let _admitted = admission(login(&fakes, "ada", &typed));
    none(login(&fakes, "ada", &typed));
    assert_eq!(last_reason(&fakes), Reason::Remembered);
    fakes.store.add_recovery(&person.id, "0123456789ABCDEFGHJKMNPQ");
    none(login(&fakes, "ada", "Passw0rd!0123456789ABCDEFGHJKMNPQ"));
    fakes.bypass(&person, "1234567890", fakes.clock.now().plus(60 * MINUTE));
    none(login(&fakes, "ada", "Passw0rd!1234567890"));
    let _new = fakes.person("new", "Passw0rd!");
    none(login(&fakes, "new", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::Grace);

    let (_, phone) = enrolled(&fakes, "rep");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let attempt =
        || Attempt { session: Some(b"s".to_vec()), station: Some(STATION.into()), ..fakes.attempt("rep", &typed) };
    let judge = || block_on(fakes.gate.judge(attempt(), &mut fakes.first()));
    assert!(admission(judge()).reconnection().is_some());
    none(judge());
    assert_eq!(last_reason(&fakes), Reason::Retransmitted);
}

#[test]
fn nothing_is_left_without_a_station_a_window_or_the_password() {
    let none = |change: fn(&mut Policy), station: Option<&[u8]>, typed: &str| {
        let fakes = Fakes::with(|policy| {
            reconnecting(policy);
            change(policy);
        });
        let (_, phone) = enrolled(&fakes, "ada");
        let typed = format!("{typed}{}", fakes.code(&phone, 0));
        let attempt = Attempt { station: station.map(Into::into), ..fakes.attempt("ada", &typed) };
        let admitted = admission(block_on(fakes.gate.judge(attempt, &mut fakes.first())));
        assert!(admitted.reconnection().is_none(), "{station:?}");
        assert!(block_on(fakes.store.reconnections(None, None, fakes.clock.now())).unwrap().is_empty());
    };
    none(|_| {}, None, "Passw0rd!");
    none(|_| {}, Some(b""), "Passw0rd!");
    none(|policy| application(policy).reconnect = Duration::ZERO, Some(STATION), "Passw0rd!");
    none(|policy| application(policy).code = CodeWay::CodeOnly, Some(STATION), "");
    none(|policy| policy.protected_unknown = true, Some(STATION), "Passw0rd!");
}

#[test]
fn protected_people_leave_nothing_and_come_back_no_more_once_they_are() {
    let fakes = house();
    let admins = Sid::new("S-1-5-21-1-2-3-512");
    let (_, phone) = enrolled(&fakes, "adm");
    fakes.directory.join("adm", &admins);
    let verdict = login(&fakes, "adm", &format!("Passw0rd!{}", fakes.code(&phone, 0)));
    assert!(admission(verdict).reconnection().is_none());

    let (_, _, what) = inside(&fakes, "ada");
    fakes.directory.join("ada", &admins);
    assert_eq!(turned_away(&fakes, &what), Reason::Protected);
    let (_, _, what) = inside(&fakes, "bea");
    fakes.directory.change("bea", |person| person.admin_count = true);
    assert_eq!(turned_away(&fakes, &what), Reason::Protected);
    let (_, what) = exempt(&fakes, "kit");
    fakes.directory.join("kit", &admins);
    assert_eq!(turned_away(&fakes, &what), Reason::Protected);
    let (_, _, what) = inside(&fakes, "cat");
    with_policy(&fakes, |policy| policy.protected_unknown = true);
    assert_eq!(turned_away(&fakes, &what), Reason::Protected);
}

#[test]
fn a_changed_password_ends_it() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    let (_, other) = exempt(&fakes, "kit");
    for (name, what) in [("ada", what), ("kit", other)] {
        fakes.directory.set_password(name, "Passw0rd!");
        assert_eq!(turned_away(&fakes, &what), Reason::PasswordChanged, "{name}");
    }
}

#[test]
fn any_change_of_authenticators_ends_it() {
    let fakes = house();
    let (person, _, what) = inside(&fakes, "ada");
    let _another = fakes.enrol(&person);
    assert_eq!(turned_away(&fakes, &what), Reason::FactorsChanged);
    let (person, _, what) = inside(&fakes, "bea");
    fakes.store.remove_authenticators(&person.id);
    assert_eq!(turned_away(&fakes, &what), Reason::FactorsChanged);
    let (person, what) = exempt(&fakes, "kit");
    let _first = fakes.enrol(&person);
    assert_eq!(turned_away(&fakes, &what), Reason::FactorsChanged);
}

#[test]
fn an_account_out_of_use_does_not_come_back_and_a_disabled_one_not_even_later() {
    let fakes = house();
    let passing = [
        ("ann", AccountState::LogonHours, Reason::LogonHours),
        ("bea", AccountState::Workstation, Reason::Workstation),
        ("cat", AccountState::Locked, Reason::AccountLocked),
        ("dan", AccountState::PasswordExpired, Reason::PasswordExpired),
        ("eva", AccountState::MustChangePassword, Reason::MustChangePassword),
    ];
    let set = |name: &str, state| fakes.directory.change(name, |person| person.state = state);
    for (name, state, reason) in passing {
        let (_, _, what) = inside(&fakes, name);
        set(name, Some(state));
        assert_eq!(turned_away(&fakes, &what), reason, "{name}");
        set(name, None);
        let _admitted = admission(come_back(&fakes, &what));
    }
    for (name, state, reason) in [
        ("fin", AccountState::Disabled, Reason::AccountDisabled),
        ("gus", AccountState::AccountExpired, Reason::AccountExpired),
    ] {
        let (_, _, what) = inside(&fakes, name);
        set(name, Some(state));
        assert_eq!(turned_away(&fakes, &what), reason, "{name}");
        set(name, None);
        assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionEnded, "{name}");
    }
}

#[test]
fn an_exemption_must_hold_now_and_a_code_needs_none() {
    let fakes = house();
    let (_, what) = exempt(&fakes, "kit");
    let admitted = admission(come_back(&fakes, &what));
    assert!(matches!(admitted.bound().by(), By::Exempt { rule, .. } if rule == "exempt-1"));
    let event = last(&fakes);
    assert_eq!((event.mfa, event.rule.as_deref(), event.reason), (Mfa::Exempt, Some("exempt-1"), Reason::Reconnected));
    fakes.directory.leave_all("kit");
    assert_eq!(turned_away(&fakes, &what), Reason::ExemptionOver);
    fakes.directory.join("kit", &kiosk());
    let _admitted = admission(come_back(&fakes, &what));
    with_policy(&fakes, |policy| policy.exempt.clear());
    assert_eq!(turned_away(&fakes, &what), Reason::ExemptionOver);

    let (_, _, what) = inside(&fakes, "ada");
    let _admitted = admission(come_back(&fakes, &what));
}

#[test]
fn the_window_in_force_now_counts_and_never_a_longer_one_than_at_the_login() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    fakes.clock.advance(60 * MINUTE);
    with_policy(&fakes, |policy| application(policy).reconnect = 60 * MINUTE);
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionOver);
    with_policy(&fakes, |policy| application(policy).reconnect = Duration::ZERO);
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionOver);
    with_policy(&fakes, |policy| application(policy).reconnect = 3 * WINDOW);
    let _admitted = admission(come_back(&fakes, &what));
    fakes.clock.advance(WINDOW - 60 * MINUTE);
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionOver);
    with_policy(&fakes, |policy| policy.applications.clear());
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionOver);
}

#[test]
fn it_is_good_at_its_own_application_and_station_only() {
    let fakes = house();
    with_policy(&fakes, |policy| {
        let same = application(policy).clone();
        policy.applications.insert("guest".into(), same);
    });
    let (_, _, what) = inside(&fakes, "ada");
    let elsewhere = [
        Return { application: "guest".into(), ..again(&fakes) },
        Return { station: b"02-00-5E-10-00-02"[..].into(), ..again(&fakes) },
        Return { station: b""[..].into(), ..again(&fakes) },
    ];
    for again in elsewhere {
        let verdict = block_on(fakes.gate.reconnect(&what, again));
        assert_eq!((refused(verdict), last_reason(&fakes)), (Said::Nothing, Reason::ReconnectionElsewhere));
    }
    let spelt = Return { station: b"0200.5e10.0001"[..].into(), ..again(&fakes) };
    let _admitted = admission(block_on(fakes.gate.reconnect(&what, spelt)));
}

#[test]
fn what_is_revoked_or_replaced_by_a_later_login_does_not_come_back() {
    let fakes = house();
    let (_, phone, what) = inside(&fakes, "ada");
    let revoke = Change::RevokeReconnections(WhichReconnections::One(what.id().to_owned()));
    let _done = block_on(fakes.store.change(revoke, last(&fakes), fakes.clock.now())).unwrap();
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionEnded);
    let second = left(login(&fakes, "ada", &format!("Passw0rd!{}", fakes.code(&phone, 1))));
    assert_ne!(second.id(), what.id());
    assert_eq!(turned_away(&fakes, &what), Reason::ReconnectionEnded);
    let _admitted = admission(come_back(&fakes, &second));
    fakes.clock.advance(MINUTE);
    let third = left(login(&fakes, "ada", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    assert_eq!(turned_away(&fakes, &second), Reason::ReconnectionEnded);
    let _forgotten = block_on(fakes.store.forget_reconnections("test", fakes.clock.now().plus(MINUTE))).unwrap();
    assert_eq!(turned_away(&fakes, &third), Reason::ReconnectionEnded);
}

#[test]
fn own_accounts_service_accounts_and_people_of_another_directory_do_not_come_back() {
    let fakes = house();
    let (person, _, what) = inside(&fakes, "own");
    with_policy(&fakes, |policy| policy.own_accounts.push(person.id.clone()));
    assert_eq!(turned_away(&fakes, &what), Reason::OwnAccount);
    let (person, _, what) = inside(&fakes, "svc");
    with_policy(&fakes, |policy| application(policy).service_accounts.push(person.id.clone()));
    assert_eq!(turned_away(&fakes, &what), Reason::ServiceElsewhere);
    let (_, _, what) = inside(&fakes, "far");
    with_policy(&fakes, |policy| application(policy).directory = Some("other".into()));
    assert_eq!(turned_away(&fakes, &what), Reason::OtherDirectory);
}

#[test]
fn an_outage_is_neither_an_admission_nor_a_refusal() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    fakes.directory.set_down(true);
    assert_eq!(unavailable(come_back(&fakes, &what)), Outage::Directory);
    fakes.directory.set_down(false);
    fakes.store.set_down(true);
    assert_eq!(unavailable(come_back(&fakes, &what)), Outage::Store);
    fakes.store.set_down(false);
    fakes.store.fail_writes(true);
    assert_eq!(unavailable(come_back(&fakes, &what)), Outage::Store);
    fakes.directory.set_password("ada", "Other1!");
    assert_eq!(unavailable(come_back(&fakes, &what)), Outage::Store, "nor a refusal that cannot be written");
}

#[test]
fn a_return_counts_nothing_and_sets_nothing_back() {
    let fakes = house();
    let (_, phone, what) = inside(&fakes, "ada");
    fakes.clock.advance(MINUTE);
    for wrong in ["000001", "000002", "000003", "000004"] {
        let _said = refused(login(&fakes, "ada", &format!("Passw0rd!{wrong}")));
    }
    let _admitted = admission(come_back(&fakes, &what));
    let _said = refused(login(&fakes, "ada", "Passw0rd!000005"));
    // The fifth one shut the pool: the return in between was no admission.
    let _said = refused(login(&fakes, "ada", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
    let _admitted = admission(come_back(&fakes, &what));

    // Refused returns shut neither the pool nor the source.
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        policy.source_refusals = 3;
    });
    let (_, phone, what) = inside(&fakes, "ada");
    fakes.directory.set_password("ada", "Passw0rd!");
    let end_user = Some("192.0.2.9".parse().unwrap());
    for _ in 0..20 {
        let again = Return { source: Source { peer: PEER, end_user }, ..again(&fakes) };
        let _said = refused(block_on(fakes.gate.reconnect(&what, again)));
    }
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 1));
    let attempt = Attempt { source: Source { peer: PEER, end_user }, ..fakes.attempt("ada", &typed) };
    let _admitted = admission(block_on(fakes.gate.judge(attempt, &mut fakes.first())));
}

#[test]
fn a_source_that_is_shut_does_not_come_back_either() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        policy.source_refusals = 1;
    });
    let (_, _, what) = inside(&fakes, "ada");
    let source = Source { peer: PEER, end_user: Some("192.0.2.9".parse().unwrap()) };
    let attempt = Attempt { source, ..fakes.attempt("nobody", "Passw0rd!") };
    let _said = refused(block_on(fakes.gate.judge(attempt, &mut fakes.first())));
    let verdict = block_on(fakes.gate.reconnect(&what, Return { source, ..again(&fakes) }));
    assert_eq!((refused(verdict), last_reason(&fakes)), (Said::Nothing, Reason::SourceThrottled));
}

#[test]
fn monitor_mode_leaves_nothing_behind_and_keeps_what_was_made_before() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    let _new = fakes.person("new", "Passw0rd!");
    with_policy(&fakes, |policy| policy.enforce = false);
    for name in ["ada", "new"] {
        let admitted = admission(login(&fakes, name, "Passw0rd!"));
        assert_eq!((admitted.bound().by(), admitted.reconnection().is_none()), (&By::Monitor, true), "{name}");
    }
    let _admitted = admission(come_back(&fakes, &what));
    let event = last(&fakes);
    assert_eq!((event.enforced, event.would_be), (Some(false), Some(Outcome::Admitted)));
    // What ends it ends it in monitor mode too: the machine logs in anew, and the directory's answer stands.
    fakes.directory.set_password("ada", "Passw0rd!");
    assert_eq!(turned_away(&fakes, &what), Reason::PasswordChanged);
    assert_eq!(last(&fakes).would_be, Some(Outcome::Refused));
}

#[test]
fn a_code_that_was_asked_for_leaves_the_station_of_the_first_round() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        application(policy).code = CodeWay::Challenge;
    });
    let (_, phone) = enrolled(&fakes, "ada");
    let attempt = Attempt { station: Some(STATION.into()), ..fakes.attempt("ada", "Passw0rd!") };
    let Verdict::Ask(pending) = block_on(fakes.gate.judge(attempt, &mut fakes.first())) else { panic!("not asked") };
    fakes.clock.advance(Duration::from_secs(20));
    let typed = Typed::new(fakes.code(&phone, 0).into_bytes());
    let answer = Answer { source: Source { peer: PEER, end_user: None }, typed, arrived: fakes.clock.moment() };
    let what = left(block_on(fakes.gate.answer(pending, answer, &mut fakes.first())));
    assert_eq!((what.station(), what.until()), (STATION, fakes.clock.moment().plus(WINDOW)));
    assert_eq!(last(&fakes).station.as_deref(), Some("02-00-5E-10-00-01"));
    let _admitted = admission(come_back(&fakes, &what));
}

#[test]
fn returns_of_one_person_are_judged_one_by_one_on_what_holds_when_their_turn_comes() {
    let fakes = house();
    let (_, _, what) = inside(&fakes, "ada");
    let mut context = Context::from_waker(Waker::noop());
    fakes.store.hold_writes(true);
    let mut first = Box::pin(fakes.gate.reconnect(&what, again(&fakes)));
    let mut second = Box::pin(fakes.gate.reconnect(&what, again(&fakes)));
    assert!(first.as_mut().poll(&mut context).is_pending() && second.as_mut().poll(&mut context).is_pending());
    fakes.directory.set_password("ada", "Passw0rd!");
    fakes.store.hold_writes(false);
    let _admitted = admission(block_on(first));
    assert_eq!((refused(block_on(second)), last_reason(&fakes)), (Said::Nothing, Reason::PasswordChanged));
}

#[test]
fn a_change_in_between_is_an_outage_and_no_admission() {
    let fakes = house();
    let (person, _, what) = inside(&fakes, "ada");
    fakes.store.hold_writes(true);
    let mut first = Box::pin(fakes.gate.reconnect(&what, again(&fakes)));
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let _another = fakes.enrol(&person);
    fakes.store.hold_writes(false);
    assert_eq!(unavailable(block_on(first)), Outage::Busy);
    assert_eq!(turned_away(&fakes, &what), Reason::FactorsChanged);
}

#[test]
fn a_return_names_the_groups_read_now() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        application(policy).wants_groups = true;
    });
    let (_, _, what) = inside(&fakes, "ada");
    let staff = Sid::new("S-1-5-21-1-2-3-6000");
    fakes.directory.join("ada", &staff);
    assert!(admission(come_back(&fakes, &what)).groups().contains(&staff));
}
