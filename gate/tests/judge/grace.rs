//! Grace (RULES 26): who is not enrolled is let in for now, and told so.

use std::time::Duration;

use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::Clock as _;
use vestibule_gate::{By, CodeWay, Form, Grace, GraceLeft, Mfa, Policy, Reason, Said, Sid, Still, Verdict};

use crate::{admitted, application, enrolled, judge, last_reason, refused};

const HOUR: Duration = Duration::from_secs(3600);

fn three_logins(policy: &mut Policy) {
    policy.grace = Some(Grace { until: None, logins: Some(3) });
}

fn told(verdict: Verdict) -> GraceLeft {
    match verdict {
        Verdict::Admit(admitted) => admitted.grace().unwrap().left,
        Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("{verdict:?}"),
    }
}

#[test]
fn logins_are_counted_down_and_then_it_is_over() {
    let fakes = Fakes::with(three_logins);
    let _una = fakes.person("una", "Passw0rd!");
    for left in [2, 1, 0] {
        assert_eq!(told(judge(&fakes, "una", "Passw0rd!")), GraceLeft { days: None, logins: Some(left) });
        assert_eq!(told(judge(&fakes, "una", "Passw0rd!")).logins, Some(left), "the same eight hours");
        fakes.clock.advance(8 * HOUR);
    }
    assert!(matches!(refused(judge(&fakes, "una", "Passw0rd!")), Said::Enrol(_)));
    assert_eq!(last_reason(&fakes), Reason::NotEnrolled);
}

#[test]
fn a_wrong_password_counts_no_login() {
    let fakes = Fakes::with(three_logins);
    let _vic = fakes.person("vic", "Passw0rd!");
    assert_eq!(refused(judge(&fakes, "vic", "wrong")), Said::Nothing);
    assert_eq!(told(judge(&fakes, "vic", "Passw0rd!")).logins, Some(2));
    let event = fakes.store.events().last().unwrap().clone();
    assert_eq!((event.mfa, event.reason), (Mfa::Grace, Reason::Grace));
}

#[test]
fn never_for_protected_people_nor_for_who_is_enrolled() {
    let fakes = Fakes::with(three_logins);
    let _wes = fakes.person("wes", "Passw0rd!");
    fakes.directory.join("wes", &Sid::new("S-1-5-21-1-2-3-512"));
    assert!(matches!(refused(judge(&fakes, "wes", "Passw0rd!")), Said::Enrol(_)));
    let _xia = enrolled(&fakes, "xia");
    assert_eq!(refused(judge(&fakes, "xia", "Passw0rd!")), Said::Nothing);
}

#[test]
fn nor_for_who_had_an_authenticator_that_was_disabled_or_removed() {
    let fakes = Fakes::with(three_logins);
    let (yve, _phone) = enrolled(&fakes, "yve");
    fakes.store.remove_authenticators(&yve.id);
    assert!(matches!(refused(judge(&fakes, "yve", "Passw0rd!")), Said::Enrol(_)));
    assert_eq!(last_reason(&fakes), Reason::NotEnrolled);
}

#[test]
fn nor_where_the_code_is_alone_or_a_response_has_no_place_for_one() {
    let fakes = Fakes::with(|policy| {
        three_logins(policy);
        application(policy).code = CodeWay::CodeOnly;
    });
    let _yan = fakes.person("yan", "Passw0rd!");
    assert_eq!((refused(judge(&fakes, "yan", "Passw0rd!")), last_reason(&fakes)), (Said::Nothing, Reason::NotEnrolled));
    let fakes = Fakes::with(|policy| {
        three_logins(policy);
        application(policy).single_factor = true;
    });
    let _zoe = fakes.person("zoe", "Passw0rd!");
    let mut attempt = fakes.attempt("zoe", "Passw0rd!");
    attempt.form = Form::Response;
    let _said = refused(pollster::block_on(fakes.gate.judge(attempt, &mut fakes.first())));
    assert_eq!(last_reason(&fakes), Reason::NoPlaceForCode);
}

#[test]
fn a_session_by_grace_ends_with_the_date_and_with_an_enrolment() {
    let fakes = Fakes::new();
    let mut policy = (*fakes.gate.policy()).clone();
    policy.grace = Some(Grace { until: Some(fakes.clock.now().plus(HOUR)), logins: None });
    fakes.gate.set_policy(policy);
    let bound = |name: &str| match judge(&fakes, name, "Passw0rd!") {
        Verdict::Admit(admitted) => admitted.into_bound(),
        verdict @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    };
    let still = |bound| pollster::block_on(fakes.gate.still(bound)).unwrap();
    let (abe, bob) = (fakes.person("abe", "Passw0rd!"), fakes.person("bob", "Passw0rd!"));
    let (of_abe, of_bob) = (bound("abe"), bound("bob"));
    assert_eq!((of_abe.by(), still(&of_abe)), (&By::Grace, Still::Yes));
    let _phone = fakes.enrol(&abe);
    assert!(matches!(still(&of_abe), Still::No(_)));
    assert_eq!(still(&of_bob), Still::Yes);
    fakes.clock.advance(HOUR);
    assert!(matches!(still(&of_bob), Still::No(_)));
    assert_eq!(bob.name, "bob");
}

#[test]
fn the_logins_of_all_applications_count_together() {
    let fakes = Fakes::with(|policy| {
        policy.grace = Some(Grace { until: None, logins: Some(1) });
        let another = application(policy).clone();
        policy.applications.insert("vpn".into(), another);
    });
    let _cas = fakes.person("cas", "Passw0rd!");
    let _by = admitted(judge(&fakes, "cas", "Passw0rd!"));
    let mut attempt = fakes.attempt("cas", "Passw0rd!");
    attempt.application = "vpn".into();
    let elsewhere = pollster::block_on(fakes.gate.judge(attempt, &mut fakes.first()));
    assert!(matches!(refused(elsewhere), Said::Enrol(_)), "one login in all, over all applications");
}
