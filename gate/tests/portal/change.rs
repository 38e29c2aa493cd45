//! One's own authenticators (attacks W2 and W10, classes 48, 49 and 56).

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::{By, ExemptRule, Grant, PortalError, Purpose, Sid, Still};

use crate::{HERE, accept, code_of, offer, session, signed_in, typed};

const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[test]
fn nothing_is_changed_without_a_fresh_code() {
    let fakes = Fakes::new();
    let (_ada, phone, mut session) = signed_in(&fakes, "ada");
    let portal = fakes.portal();
    let mut offered = offer(&portal, &Grant::Own(&mut session));
    fakes.clock.advance(FIVE_MINUTES);
    let before = fakes.store.events().len();
    let code = code_of(&fakes, &offered);
    assert!(matches!(accept(&fakes, &mut offered, Grant::Own(&mut session), &code), Err(PortalError::NotFresh)));
    assert!(portal.offer(&Grant::Own(&mut session), Purpose::New, "Example").is_err());
    let errors = [
        block_on(portal.rename(&mut session, &phone.id, "New", HERE)),
        block_on(portal.remove(&mut session, &phone.id, HERE)),
        block_on(portal.new_recovery(&mut session, HERE)).map(|_| ()),
    ];
    assert_eq!(errors, [Err(PortalError::NotFresh); 3]);
    assert_eq!(fakes.store.events().len(), before);
}

#[test]
fn one_more_can_be_added_and_the_session_goes_on_while_others_end() {
    let fakes = Fakes::new();
    let (_bea, phone, mut here) = signed_in(&fakes, "bea");
    let elsewhere = session(&fakes, "bea", &fakes.code(&phone, 0));
    let portal = fakes.portal();
    let mut offered = offer(&portal, &Grant::Own(&mut here));
    let code = code_of(&fakes, &offered);
    let accepted = accept(&fakes, &mut offered, Grant::Own(&mut here), &code).unwrap();
    assert!(accepted.recovery.is_none());
    assert_eq!(block_on(portal.authenticators(&here)).unwrap().len(), 2);
    assert_eq!(block_on(portal.still(&here)).unwrap(), Still::Yes);
    assert!(matches!(block_on(portal.still(&elsewhere)).unwrap(), Still::No(_)));
    let mut elsewhere = elsewhere;
    let stale = block_on(portal.rename(&mut elsewhere, &phone.id, "New", HERE));
    assert_eq!(stale, Err(PortalError::Changed));
}

#[test]
fn a_replaced_one_is_gone_and_its_successor_works() {
    let fakes = Fakes::new();
    let (_cyd, phone, mut of_cyd) = signed_in(&fakes, "cyd");
    let portal = fakes.portal();
    let purpose = Purpose::Replace(phone.id.clone());
    let mut offered = portal.offer(&Grant::Own(&mut of_cyd), purpose, "Example").unwrap_or_else(|e| panic!("{e}"));
    let code = code_of(&fakes, &offered);
    let accepted = accept(&fakes, &mut offered, Grant::Own(&mut of_cyd), &code).unwrap();
    let rows = block_on(portal.authenticators(&of_cyd)).unwrap();
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [accepted.id.as_str()]);
    assert_eq!(session(&fakes, "cyd", &code).by(), &By::Code(accepted.id));
    assert_eq!(fakes.store.events().iter().filter(|event| event.event == "authenticator-replaced").count(), 1);
}

#[test]
fn ids_of_others_name_nothing() {
    let fakes = Fakes::new();
    let (_dot, of_dot, _) = signed_in(&fakes, "dot");
    let (_eve, own, mut session) = signed_in(&fakes, "eve");
    let portal = fakes.portal();
    let purpose = Purpose::Replace(of_dot.id.clone());
    let mut offered = portal.offer(&Grant::Own(&mut session), purpose, "Example").unwrap_or_else(|e| panic!("{e}"));
    let code = code_of(&fakes, &offered);
    let replaced = accept(&fakes, &mut offered, Grant::Own(&mut session), &code);
    assert!(matches!(replaced, Err(PortalError::NotFound)));
    for result in [
        block_on(portal.rename(&mut session, &of_dot.id, "Mine", HERE)),
        block_on(portal.remove(&mut session, &of_dot.id, HERE)),
    ] {
        assert_eq!(result, Err(PortalError::NotFound));
    }
    assert!(block_on(portal.rename(&mut session, &own.id, "Mine", HERE)).is_ok());
}

#[test]
fn the_last_one_stays_where_a_code_is_required_and_goes_where_none_is() {
    let kiosk = Sid::new("S-1-5-21-1-2-3-5000");
    let fakes = Fakes::with(|policy| {
        policy.exempt.push(ExemptRule {
            id: "exempt-1".into(),
            group: kiosk.clone(),
            group_name: "Kiosk".into(),
            reason: "no phones".into(),
            until: None,
        });
    });
    let (_fay, phone, mut session) = signed_in(&fakes, "fay");
    let remove = |session: &mut _| block_on(fakes.portal().remove(session, &phone.id, HERE));
    assert_eq!(remove(&mut session), Err(PortalError::LastOne));
    fakes.directory.join("fay", &kiosk);
    assert_eq!(remove(&mut session), Ok(()));
}

#[test]
fn a_clock_is_set_right_by_two_codes_in_a_row_after_another_factor() {
    let fakes = Fakes::new();
    let gil = fakes.person("gil", "Passw0rd!");
    let (slow, other) = (fakes.enrol(&gil), fakes.enrol(&gil));
    let mut own = session(&fakes, "gil", &fakes.code(&slow, 0));
    let portal = fakes.portal();
    let resync = |session: &mut _, first: i64, second: i64| {
        let codes = (typed(&fakes.code(&slow, first)), typed(&fakes.code(&slow, second)));
        block_on(portal.resync(session, &slow.id, (&codes.0, &codes.1), HERE))
    };
    assert_eq!(resync(&mut own, 5, 6), Err(PortalError::SameFactor));
    let mut by_other = session(&fakes, "gil", &fakes.code(&other, 0));
    for (first, second) in [(5, 7), (6, 5), (-6, -5), (20, 21)] {
        assert_eq!(resync(&mut by_other, first, second), Err(PortalError::WrongCode), "{first} {second}");
    }
    assert_eq!(resync(&mut by_other, 5, 6), Ok(()));
    fakes.clock.advance(Duration::from_secs(60));
    let late = session(&fakes, "gil", &fakes.code(&slow, 5));
    assert_eq!(late.by(), &By::Code(slow.id.clone()));
}

#[test]
fn recovery_codes_are_replaced_and_the_old_ones_end() {
    let fakes = Fakes::new();
    let (hal, _, mut of_hal) = signed_in(&fakes, "hal");
    let portal = fakes.portal();
    let codes = block_on(portal.new_recovery(&mut of_hal, HERE)).unwrap();
    assert_eq!((codes.len(), block_on(portal.recovery_left(&of_hal)).unwrap()), (10, 10));
    let _again = block_on(portal.new_recovery(&mut of_hal, HERE)).unwrap();
    let pending = crate::asked(&fakes, "hal", "Passw0rd!", HERE);
    let old = crate::answer(&fakes, codes.first().unwrap());
    let verdict = block_on(portal.answer(pending, old, &mut fakes.first()));
    assert!(matches!(verdict, vestibule_gate::Verdict::Refuse(_)));
    assert_eq!(hal.name, "hal");
}

#[test]
fn signing_out_everywhere_needs_no_fresh_code_and_ends_every_session() {
    let fakes = Fakes::new();
    let (_ivy, phone, here) = signed_in(&fakes, "ivy");
    let elsewhere = session(&fakes, "ivy", &fakes.code(&phone, 0));
    fakes.clock.advance(FIVE_MINUTES);
    block_on(fakes.portal().sign_out_everywhere(here, HERE)).unwrap();
    assert!(matches!(block_on(fakes.portal().still(&elsewhere)).unwrap(), Still::No(_)));
}

#[test]
fn bad_labels_are_refused() {
    let fakes = Fakes::new();
    let (_jan, phone, mut session) = signed_in(&fakes, "jan");
    for label in ["", "  ", "a\nb", &"x".repeat(65)] {
        let result = block_on(fakes.portal().rename(&mut session, &phone.id, label, HERE));
        assert_eq!(result, Err(PortalError::BadLabel), "{label:?}");
    }
}

#[test]
fn own_logins_are_shown_newest_first_without_questions() {
    let fakes = Fakes::new();
    let (_kay, phone, session) = signed_in(&fakes, "kay");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 1));
    let _verdict = block_on(fakes.gate.judge(fakes.attempt("kay", &typed), &mut fakes.first()));
    let (_, _, _other) = signed_in(&fakes, "lou");
    let seen = block_on(fakes.portal().logins(&session, 10)).unwrap();
    let applications: Vec<&str> = seen.iter().map(|seen| seen.application.as_str()).collect();
    assert_eq!(applications, ["webmail", "portal"]);
}
