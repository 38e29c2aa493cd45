//! The rules of a login, as sentences, over the fakes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, FakeFirst, Fakes, PEER, Phone};
use vestibule_gate::ports::{Exemption, FirstFactor, Proof};
use vestibule_gate::{
    AccountState, By, CodeWay, Mfa, Networks, Outage, Outcome, Person, Policy, Reason, Said, Sid, Source, Still,
    Verdict,
};

const MINUTE: Duration = Duration::from_secs(60);

fn enrolled(fakes: &Fakes, name: &str) -> (Person, Phone) {
    let person = fakes.person(name, "Passw0rd!");
    let phone = fakes.enrol(&person);
    (person, phone)
}

fn judge(fakes: &Fakes, name: &str, typed: &str) -> Verdict {
    block_on(fakes.gate.judge(fakes.attempt(name, typed), &mut fakes.first()))
}

fn judge_from(fakes: &Fakes, name: &str, typed: &str, end_user: &str) -> Verdict {
    let mut attempt = fakes.attempt(name, typed);
    attempt.source = Source { peer: PEER, end_user: Some(end_user.parse().unwrap()) };
    block_on(fakes.gate.judge(attempt, &mut fakes.first()))
}

fn admitted(verdict: Verdict) -> By {
    match verdict {
        Verdict::Admit(admitted) => admitted.into_bound().by().clone(),
        Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not admitted: {verdict:?}"),
    }
}

fn refused(verdict: Verdict) -> Said {
    match verdict {
        Verdict::Refuse(refusal) => refusal.said().clone(),
        Verdict::Admit(_) | Verdict::Unavailable(_) => panic!("not refused: {verdict:?}"),
    }
}

fn unavailable(verdict: Verdict) -> Outage {
    match verdict {
        Verdict::Unavailable(outage) => outage,
        Verdict::Admit(_) | Verdict::Refuse(_) => panic!("not unavailable: {verdict:?}"),
    }
}

fn last_reason(fakes: &Fakes) -> Reason {
    fakes.store.events().last().unwrap().reason
}

fn application(policy: &mut Policy) -> &mut vestibule_gate::Application {
    policy.applications.get_mut(APPLICATION).unwrap()
}

fn kiosk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-5000")
}

fn exempting(policy: &mut Policy) {
    policy.exempt.push(vestibule_gate::ExemptRule {
        id: "exempt-1".into(),
        group: kiosk(),
        group_name: "Kiosk".into(),
        reason: "no phones on the floor".into(),
        until: None,
    });
}

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
fn a_wrong_password_with_the_right_code_is_refused_and_the_code_is_not_spent() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "eve");
    let code = fakes.code(&phone, 0);
    assert_eq!(refused(judge(&fakes, "eve", &format!("wrong{code}"))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::WrongPassword);
    let _by = admitted(judge(&fakes, "eve", &format!("Passw0rd!{code}")));
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
fn who_is_not_enrolled_and_proves_the_password_is_told_where_to_enrol() {
    let fakes = Fakes::new();
    let _person = fakes.person("jan", "Passw0rd!");
    let portal = Some("https://mfa.example.test".to_owned());
    assert_eq!(refused(judge(&fakes, "jan", "Passw0rd!")), Said::Enrol(portal));
    assert_eq!(refused(judge(&fakes, "jan", "wrong")), Said::Nothing);
}

#[test]
fn wrong_passwords_stop_well_below_the_directorys_threshold() {
    let fakes = Fakes::new();
    let _person = fakes.person("kim", "Passw0rd!");
    for guess in 0..30 {
        let _said = refused(judge(&fakes, "kim", &format!("guess-{guess}")));
    }
    assert_eq!(fakes.directory.asked(), 2);
    let _said = refused(judge(&fakes, "kim", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::PasswordThrottled);
    fakes.clock.advance(31 * MINUTE);
    assert!(matches!(refused(judge(&fakes, "kim", "Passw0rd!")), Said::Enrol(_)));
}

#[test]
fn the_same_wrong_password_is_asked_once() {
    let fakes = Fakes::new();
    let _person = fakes.person("kay", "Passw0rd!");
    for _ in 0..5 {
        let _said = refused(judge(&fakes, "kay", "old password"));
    }
    assert_eq!(fakes.directory.asked(), 1);
    fakes.directory.set_password("kay", "old password");
    assert!(matches!(refused(judge(&fakes, "kay", "old password")), Said::Enrol(_)));
}

#[test]
fn an_account_state_is_told_only_after_both_factors_and_the_code_is_spent() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "lea");
    fakes.directory.set_state("lea", Some(AccountState::PasswordExpired));
    assert_eq!(refused(judge(&fakes, "lea", "Passw0rd!")), Said::Nothing);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let change = Some("https://password.example.test".to_owned());
    assert_eq!(refused(judge(&fakes, "lea", &typed)), Said::Account(AccountState::PasswordExpired, change));
    assert_eq!(refused(judge(&fakes, "lea", &typed)), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
}

#[test]
fn a_locked_account_says_nothing_and_spends_nothing() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "lou");
    fakes.directory.set_state("lou", Some(AccountState::Locked));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(refused(judge(&fakes, "lou", &typed)), Said::Nothing);
    fakes.directory.set_state("lou", None);
    let _by = admitted(judge(&fakes, "lou", &typed));
}

#[test]
fn members_of_an_exempt_group_need_no_code_but_a_valid_one_is_spent() {
    let fakes = Fakes::with(exempting);
    let (_, phone) = enrolled(&fakes, "mia");
    fakes.directory.join("mia", &kiosk());
    assert!(matches!(admitted(judge(&fakes, "mia", "Passw0rd!")), By::Exempt { .. }));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(admitted(judge(&fakes, "mia", &typed)), By::Code(phone.id.clone()));
    fakes.directory.leave_all("mia");
    assert_eq!(refused(judge(&fakes, "mia", "Passw0rd!")), Said::Nothing);
}

#[test]
fn protected_people_are_never_exempt() {
    let fakes = Fakes::with(exempting);
    for (name, group) in [("ned", "S-1-5-21-1-2-3-512"), ("nat", "S-1-5-32-548"), ("nan", "S-1-5-21-1-2-3-527")] {
        let _person = fakes.person(name, "Passw0rd!");
        fakes.directory.join(name, &kiosk());
        fakes.directory.join(name, &Sid::new(group));
        assert!(matches!(refused(judge(&fakes, name, "Passw0rd!")), Said::Enrol(_)), "{name}");
    }
    let _person = fakes.person("noa", "Passw0rd!");
    fakes.directory.join("noa", &kiosk());
    fakes.directory.change("noa", |person| person.admin_count = true);
    assert!(matches!(refused(judge(&fakes, "noa", "Passw0rd!")), Said::Enrol(_)));
}

#[test]
fn an_exemption_must_also_stand_on_the_bound_connections_groups() {
    let fakes = Fakes::with(exempting);
    let _person = fakes.person("oli", "Passw0rd!");
    fakes.directory.join("oli", &kiosk());
    let mut first: FakeFirst = fakes.first();
    first.bound_groups = Some(vec![kiosk(), Sid::new("S-1-5-21-1-2-3-512")]);
    let verdict = block_on(fakes.gate.judge(fakes.attempt("oli", "Passw0rd!"), &mut first));
    assert_eq!(refused(verdict), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::StricterThanForeseen);
}

#[test]
fn an_exemption_ends_at_its_date() {
    let fakes = Fakes::new();
    let _person = fakes.person("pam", "Passw0rd!");
    fakes.directory.join("pam", &kiosk());
    fakes.store.exempt(Exemption {
        id: "e1".into(),
        group: kiosk(),
        group_name: "Kiosk".into(),
        reason: "until they have phones".into(),
        owner: "test".into(),
        created: vestibule_gate::Timestamp(0),
        until: Some(vestibule_gate::Timestamp(1_700_000_000_000).plus(5 * MINUTE)),
    });
    assert!(matches!(admitted(judge(&fakes, "pam", "Passw0rd!")), By::Exempt { .. }));
    fakes.clock.advance(5 * MINUTE);
    assert!(matches!(refused(judge(&fakes, "pam", "Passw0rd!")), Said::Enrol(_)));
}

#[test]
fn outages_are_unavailable_never_a_refusal_or_an_admission() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "quy");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    fakes.store.set_down(true);
    assert_eq!(unavailable(judge(&fakes, "quy", &typed)), Outage::Store);
    fakes.store.set_down(false);
    fakes.directory.set_down(true);
    assert_eq!(unavailable(judge(&fakes, "quy", &typed)), Outage::Directory);
    assert_eq!(unavailable(judge(&fakes, "quy", "Passw0rd!000000")), Outage::Directory);
    fakes.directory.set_down(false);
    let _by = admitted(judge(&fakes, "quy", &typed));
}

#[test]
fn a_failed_write_does_not_say_whether_the_code_was_right() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "ray");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    fakes.store.fail_writes(true);
    assert_eq!(unavailable(judge(&fakes, "ray", &typed)), Outage::Store);
    assert_eq!(unavailable(judge(&fakes, "ray", "Passw0rd!not a code")), Outage::Store);
    fakes.store.fail_writes(false);
    let _by = admitted(judge(&fakes, "ray", &typed));
}

#[test]
fn an_answer_lost_after_the_bind_was_sent_counts_as_a_forwarded_wrong_password() {
    let fakes = Fakes::new();
    let _person = fakes.person("rex", "Passw0rd!");
    for _ in 0..3 {
        let mut first = fakes.first();
        first.instead = Some(Proof::Outage { outage: Outage::Directory, sent: true });
        let _verdict = block_on(fakes.gate.judge(fakes.attempt("rex", "Passw0rd!"), &mut first));
    }
    assert_eq!(fakes.directory.asked(), 2);
    let _said = refused(judge(&fakes, "rex", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::PasswordThrottled);
}

#[test]
fn five_wrong_codes_shut_the_pool_and_the_same_string_counts_once() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "sue");
    for _ in 0..20 {
        let _said = refused(judge(&fakes, "sue", "Passw0rd!yesterday"));
    }
    let _by = admitted(judge(&fakes, "sue", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    for guess in 0..5 {
        let _said = refused(judge(&fakes, "sue", &format!("Passw0rd!{guess:06}x")));
    }
    fakes.clock.advance(MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge(&fakes, "sue", &typed));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
    fakes.clock.advance(5 * MINUTE);
    let _by = admitted(judge(&fakes, "sue", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
}

#[test]
fn a_stranger_has_fifty_guesses_and_cannot_lock_the_person_out_of_where_they_work() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "tom");
    let _by = admitted(judge_from(&fakes, "tom", &format!("Passw0rd!{}", fakes.code(&phone, 0)), "10.0.0.1"));
    for guess in 0..60 {
        let from = format!("192.0.2.{guess}");
        let _said = refused(judge_from(&fakes, "tom", &format!("x{guess:06}x"), &from));
    }
    fakes.clock.advance(MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge_from(&fakes, "tom", &typed, "192.0.2.200"));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
    let _by = admitted(judge_from(&fakes, "tom", &typed, "10.0.0.1"));
}

#[test]
fn a_known_source_is_refused_after_a_hundred_refusals_and_comes_back() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "una");
    for guess in 0..100 {
        let _said = refused(judge_from(&fakes, &format!("nobody-{guess}"), "x", "192.0.2.1"));
    }
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge_from(&fakes, "una", &typed, "192.0.2.1"));
    assert_eq!(last_reason(&fakes), Reason::SourceThrottled);
    fakes.clock.advance(11 * MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge_from(&fakes, "una", &typed, "192.0.2.1"));
}

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
fn service_accounts_bind_with_the_password_alone_from_named_sources_only() {
    let fakes = Fakes::new();
    let person = fakes.person("svc-mail", "Svc-Passw0rd!");
    let mut policy = (*fakes.gate.policy()).clone();
    application(&mut policy).service_accounts = vec![person.id.clone()];
    application(&mut policy).service_sources = Networks::new(vec![("127.0.0.0".parse().unwrap(), 8)]);
    fakes.gate.set_policy(policy);
    assert_eq!(admitted(judge(&fakes, "svc-mail", "Svc-Passw0rd!")), By::Service);
    let mut elsewhere = fakes.attempt("svc-mail", "Svc-Passw0rd!");
    elsewhere.source.peer = "192.0.2.1".parse().unwrap();
    let _said = refused(block_on(fakes.gate.judge(elsewhere, &mut fakes.first())));
    assert_eq!(last_reason(&fakes), Reason::ServiceElsewhere);
    for guess in 0..20 {
        let _said = refused(judge(&fakes, "svc-mail", &format!("guess-{guess}")));
    }
    assert_eq!(fakes.directory.asked(), 3);
    assert_eq!(admitted(judge(&fakes, "svc-mail", "Svc-Passw0rd!")), By::Service);
}

#[test]
fn a_protected_person_is_no_service_account_and_our_own_is_let_in_nowhere() {
    let fakes = Fakes::new();
    let (service, own) = (fakes.person("svc-admin", "Passw0rd!"), fakes.person("svc-own", "Passw0rd!"));
    fakes.directory.join("svc-admin", &Sid::new("S-1-5-21-1-2-3-512"));
    let mut policy = (*fakes.gate.policy()).clone();
    application(&mut policy).service_accounts = vec![service.id, own.id.clone()];
    application(&mut policy).service_sources = Networks::new(vec![("127.0.0.0".parse().unwrap(), 8)]);
    policy.own_accounts = vec![own.id];
    fakes.gate.set_policy(policy);
    let _said = refused(judge(&fakes, "svc-admin", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::ProtectedServiceAccount);
    let _said = refused(judge(&fakes, "svc-own", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::OwnAccount);
}

#[test]
fn names_with_blanks_or_control_characters_and_passwords_with_nul_are_refused_before_anything() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "xia");
    let code = fakes.code(&phone, 0);
    for name in ["", " xia", "xia ", "xi\0a", "xia\n", "\u{a0}xia", "xia\u{85}"] {
        let _said = refused(judge(&fakes, name, &format!("Passw0rd!{code}")));
        assert_eq!(last_reason(&fakes), Reason::BadSyntax, "{name:?}");
    }
    let _said = refused(judge(&fakes, "xia", &format!("Passw0rd!\0{code}")));
    assert_eq!(last_reason(&fakes), Reason::BadSyntax);
    assert_eq!(fakes.directory.asked(), 0);
}

#[test]
fn a_separator_is_asked_for_and_cut_off() {
    let fakes = Fakes::with(|policy| application(policy).code = CodeWay::Separator(",".into()));
    let (_, phone) = enrolled(&fakes, "yan");
    let _said = refused(judge(&fakes, "yan", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    let _by = admitted(judge(&fakes, "yan", &format!("Passw0rd!,{}", fakes.code(&phone, 0))));
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
fn a_seed_in_anothers_place_does_not_open() {
    let fakes = Fakes::new();
    let ((ben, _), (bob, phone)) = (enrolled(&fakes, "ben"), enrolled(&fakes, "bob"));
    let mut bobs = Vec::new();
    fakes.store.tamper(&bob.id, |rows| bobs.clone_from(rows));
    fakes.store.tamper(&ben.id, |rows| *rows = bobs);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(unavailable(judge(&fakes, "ben", &typed)), Outage::Seal);
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
        Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not admitted"),
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
fn refusals_leave_no_sooner_than_the_floor_whatever_the_reason() {
    let fakes = Fakes::new();
    let _phone = enrolled(&fakes, "fin");
    for (name, typed) in [("fin", "x"), ("nobody", "x"), (" ", "x"), ("fin", "")] {
        let attempt = fakes.attempt(name, typed);
        let floor = attempt.arrived.plus(Duration::from_millis(300));
        match block_on(fakes.gate.judge(attempt, &mut fakes.first())) {
            Verdict::Refuse(refusal) => assert_eq!(refusal.not_before(), floor),
            verdict @ (Verdict::Admit(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
        }
    }
}

#[test]
fn the_directory_is_asked_at_most_once_whatever_is_typed() {
    struct Once(u32);
    #[async_trait::async_trait]
    impl FirstFactor for Once {
        async fn prove(
            &mut self,
            _who: &Person,
            password: &vestibule_gate::Password,
            _until: vestibule_gate::Moment,
        ) -> Proof {
            assert_eq!(password.expose(), b"Passw0rd!123456");
            self.0 += 1;
            Proof::Wrong
        }
    }
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "ike");
    let typed = format!("Passw0rd!123456{}", fakes.code(&phone, 0));
    let mut once = Once(0);
    let _said = refused(block_on(fakes.gate.judge(fakes.attempt("ike", &typed), &mut once)));
    assert_eq!(once.0, 1);
}
