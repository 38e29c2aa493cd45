//! The first enrolment (attacks W1 and W2, classes 42, 47 and 48).

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::{Change, Clock as _, NewActivation, Records as _};
use vestibule_gate::{By, Grant, PortalError, Purpose, Reason, Said, Sid, Verdict};

use crate::{
    DAY, HERE, accept, answer, asked, by_password, code_of, enrolling, from, is_confirmed, offer, session, sign_in,
};

const CODE: &str = "0123-4567-89AB-CDEF";

/// Gives somebody the activation code [`CODE`].
fn activation(fakes: &Fakes, person: &vestibule_gate::Person) {
    let code = fakes.activation(person, "0123456789ABCDEF");
    let until = fakes.clock.now().plus(DAY);
    let activation = NewActivation { id: "act".into(), code, operator: "root".into(), until };
    let (person, name) = (person.id.clone(), person.name.clone());
    let change = Change::AddActivation { person, name, activation, clear: false };
    let event = fakes.store.events().pop().unwrap_or_else(|| {
        let _asked = asked(fakes, "nobody", "x", HERE);
        fakes.store.events().pop().unwrap()
    });
    let _done = block_on(fakes.store.change(change, event, fakes.clock.now())).unwrap();
}

#[test]
fn a_password_and_a_code_of_the_new_authenticator_enrol_and_the_code_is_not_spent() {
    let fakes = Fakes::with(by_password);
    let _una = fakes.person("una", "Passw0rd!");
    let mut enrolling = enrolling(&fakes, "una", HERE).unwrap();
    assert!(!enrolling.needs_activation());
    let portal = fakes.portal();
    let mut offered = offer(&portal, &Grant::First(&mut enrolling));
    assert!(matches!(
        accept(&fakes, &mut offered, Grant::First(&mut enrolling), "000000"),
        Err(PortalError::WrongCode)
    ));
    let code = code_of(&fakes, &offered);
    let accepted = accept(&fakes, &mut offered, Grant::First(&mut enrolling), &code).unwrap();
    assert_eq!(accepted.recovery.unwrap().len(), 10);
    let session = session(&fakes, "una", &code);
    assert_eq!(session.by(), &By::Code(accepted.id));
    let names: Vec<&str> = fakes.store.events().iter().map(|event| event.event).collect();
    assert_eq!(names, ["login", "authenticator-added", "login", "login"]);
}

#[test]
fn who_did_not_prove_the_password_or_is_enrolled_gets_no_offer() {
    let fakes = Fakes::with(by_password);
    let _una = fakes.person("una", "Passw0rd!");
    let eva = fakes.person("eva", "Passw0rd!");
    let _phone = fakes.enrol(&eva);
    for (name, password) in [("una", "wrong"), ("nobody", "Passw0rd!"), ("eva", "Passw0rd!"), ("eva", "wrong")] {
        let pending = asked(&fakes, name, password, HERE);
        assert_eq!(pending.said(), &Said::Nothing, "{name}");
        let refused = block_on(fakes.portal().enrolling(pending, HERE));
        assert!(matches!(refused, Err(PortalError::OfferOver)), "{name}");
    }
}

#[test]
fn a_question_of_another_application_begins_no_enrolment() {
    let fakes = Fakes::with(|policy| {
        by_password(policy);
        policy.applications.values_mut().for_each(|application| application.code = vestibule_gate::CodeWay::Challenge);
    });
    let _una = fakes.person("una", "Passw0rd!");
    let verdict = block_on(fakes.gate.judge(fakes.attempt("una", "Passw0rd!"), &mut fakes.first()));
    let Verdict::Ask(pending) = verdict else { panic!("{verdict:?}") };
    assert!(matches!(pending.said(), Said::Enrol(_)));
    assert!(matches!(block_on(fakes.portal().enrolling(pending, HERE)), Err(PortalError::OfferOver)));
}

#[test]
fn from_elsewhere_after_the_window_or_protected_an_activation_code_is_needed() {
    let fakes = Fakes::with(by_password);
    let _ann = fakes.person("ann", "Passw0rd!");
    let _adm = fakes.person("adm", "Passw0rd!");
    fakes.directory.join("adm", &Sid::new("S-1-5-21-1-2-3-512"));
    assert!(enrolling(&fakes, "ann", from([192, 0, 2, 1])).unwrap().needs_activation());
    assert!(enrolling(&fakes, "adm", HERE).unwrap().needs_activation());
    assert!(!enrolling(&fakes, "ann", HERE).unwrap().needs_activation());
    fakes.clock.advance(14 * DAY);
    let mut late = enrolling(&fakes, "ann", HERE).unwrap();
    assert!(late.needs_activation());
    let refused = fakes.portal().offer(&Grant::First(&mut late), Purpose::New, "Example");
    assert!(matches!(refused, Err(PortalError::ActivationNeeded)));
}

#[test]
fn who_had_a_factor_before_needs_an_activation_code() {
    let fakes = Fakes::with(by_password);
    let ann = fakes.person("ann", "Passw0rd!");
    let _phone = fakes.enrol(&ann);
    fakes.store.remove_authenticators(&ann.id);
    assert!(enrolling(&fakes, "ann", HERE).unwrap().needs_activation());
}

#[test]
fn without_a_rule_for_passwords_an_activation_code_is_always_needed() {
    let fakes = Fakes::new();
    let _ann = fakes.person("ann", "Passw0rd!");
    assert!(enrolling(&fakes, "ann", HERE).unwrap().needs_activation());
}

#[test]
fn an_activation_code_opens_one_enrolment() {
    let fakes = Fakes::new();
    let bob = fakes.person("bob", "Passw0rd!");
    activation(&fakes, &bob);
    let mut first = enrolling(&fakes, "bob", HERE).unwrap();
    let mut second = enrolling(&fakes, "bob", HERE).unwrap();
    let portal = fakes.portal();
    assert!(!is_confirmed(block_on(portal.activate(&mut first, answer(&fakes, "0000-0000-0000-0000")))));
    assert_eq!(fakes.store.events().last().unwrap().reason, Reason::WrongActivation);
    for enrolling in [&mut first, &mut second] {
        assert!(is_confirmed(block_on(portal.activate(enrolling, answer(&fakes, CODE)))));
        assert!(!enrolling.needs_activation());
    }
    let mut one = offer(&portal, &Grant::First(&mut first));
    let mut two = offer(&portal, &Grant::First(&mut second));
    let code = code_of(&fakes, &one);
    let _accepted = accept(&fakes, &mut one, Grant::First(&mut first), &code).unwrap();
    let code = code_of(&fakes, &two);
    assert!(matches!(accept(&fakes, &mut two, Grant::First(&mut second), &code), Err(PortalError::Taken)));
    assert!(matches!(enrolling(&fakes, "bob", HERE), Err(PortalError::OfferOver)));
}

#[test]
fn another_persons_activation_code_is_wrong() {
    let fakes = Fakes::new();
    let bob = fakes.person("bob", "Passw0rd!");
    let _cat = fakes.person("cat", "Passw0rd!");
    activation(&fakes, &bob);
    let mut of_cat = enrolling(&fakes, "cat", HERE).unwrap();
    assert!(!is_confirmed(block_on(fakes.portal().activate(&mut of_cat, answer(&fakes, CODE)))));
    assert!(of_cat.needs_activation());
}

#[test]
fn wrong_activation_codes_are_throttled_even_for_the_right_one() {
    let fakes = Fakes::new();
    let bob = fakes.person("bob", "Passw0rd!");
    activation(&fakes, &bob);
    let mut enrolling = enrolling(&fakes, "bob", HERE).unwrap();
    for guess in 0..5 {
        let wrong = answer(&fakes, &format!("0000-0000-0000-000{guess}"));
        assert!(!is_confirmed(block_on(fakes.portal().activate(&mut enrolling, wrong))));
    }
    assert!(!is_confirmed(block_on(fakes.portal().activate(&mut enrolling, answer(&fakes, CODE)))));
    assert_eq!(fakes.store.events().last().unwrap().reason, Reason::CodeThrottled);
}

#[test]
fn ten_wrong_codes_or_ten_minutes_end_an_offer() {
    let fakes = Fakes::with(by_password);
    let _dan = fakes.person("dan", "Passw0rd!");
    let mut enrolling_now = enrolling(&fakes, "dan", HERE).unwrap();
    let portal = fakes.portal();
    let mut offered = offer(&portal, &Grant::First(&mut enrolling_now));
    for _ in 0..10 {
        let wrong = accept(&fakes, &mut offered, Grant::First(&mut enrolling_now), "12345");
        assert!(matches!(wrong, Err(PortalError::WrongCode)));
    }
    let code = code_of(&fakes, &offered);
    let over = accept(&fakes, &mut offered, Grant::First(&mut enrolling_now), &code);
    assert!(matches!(over, Err(PortalError::OfferOver)));
    fakes.clock.advance(std::time::Duration::from_secs(600));
    assert!(enrolling_now.is_over(fakes.clock.moment()));
    assert!(matches!(
        portal.offer(&Grant::First(&mut enrolling_now), Purpose::New, "Example"),
        Err(PortalError::OfferOver)
    ));
}

#[test]
fn an_offer_is_for_its_own_person() {
    let fakes = Fakes::with(by_password);
    let (_eli, _flo) = (fakes.person("eli", "Passw0rd!"), fakes.person("flo", "Passw0rd!"));
    let (mut of_eli, mut of_flo) = (enrolling(&fakes, "eli", HERE).unwrap(), enrolling(&fakes, "flo", HERE).unwrap());
    let mut offered = offer(&fakes.portal(), &Grant::First(&mut of_eli));
    let code = code_of(&fakes, &offered);
    assert!(matches!(accept(&fakes, &mut offered, Grant::First(&mut of_flo), &code), Err(PortalError::OfferOver)));
}

#[test]
fn neither_exemption_nor_grace_nor_monitor_mode_opens_the_portal() {
    let fakes = Fakes::with(|policy| {
        by_password(policy);
        policy.enforce = false;
        policy.grace = Some(vestibule_gate::Grace { until: None, logins: Some(9) });
    });
    let gus = fakes.person("gus", "Passw0rd!");
    assert_eq!(asked(&fakes, "gus", "wrong", HERE).said(), &Said::Nothing);
    assert!(matches!(asked(&fakes, "gus", "Passw0rd!", HERE).said(), Said::Enrol(_)));
    let _phone = fakes.enrol(&gus);
    assert!(matches!(sign_in(&fakes, "gus", "Passw0rd!", HERE), Verdict::Ask(_)));
    let event = fakes.store.events().pop().unwrap();
    assert_eq!((event.enforced, event.would_be), (None, None));
}

#[test]
fn who_tried_another_door_a_moment_ago_is_told_so() {
    let fakes = Fakes::with(by_password);
    let _hal = fakes.person("hal", "Passw0rd!");
    let elsewhere = block_on(fakes.gate.judge(fakes.attempt("hal", "Passw0rd!"), &mut fakes.first()));
    assert!(matches!(elsewhere, Verdict::Refuse(_)));
    let enrolling = enrolling(&fakes, "hal", HERE).unwrap();
    let seen = block_on(fakes.portal().tried_elsewhere(&enrolling)).unwrap().unwrap();
    assert_eq!((seen.application.as_str(), seen.door.as_str()), ("webmail", "ldap"));
    fakes.clock.advance(std::time::Duration::from_secs(601));
    assert_eq!(block_on(fakes.portal().tried_elsewhere(&enrolling)).unwrap(), None);
}
