//! Sessions and fresh codes (attacks W2, W3 and W6, class 45).

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::Clock as _;
use vestibule_gate::{AccountState, By, Reason, Still};

use crate::{DAY, answer, is_confirmed, session, signed_in};

const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[test]
fn a_code_is_fresh_for_five_minutes_and_can_be_renewed() {
    let fakes = Fakes::new();
    let (_ada, phone, mut session) = signed_in(&fakes, "ada");
    assert!(session.is_fresh(fakes.clock.moment()));
    fakes.clock.advance(FIVE_MINUTES);
    assert!(!session.is_fresh(fakes.clock.moment()));
    let portal = fakes.portal();
    assert!(!is_confirmed(block_on(portal.confirm(&mut session, answer(&fakes, "000000")))));
    assert!(!session.is_fresh(fakes.clock.moment()));
    let code = fakes.code(&phone, 0);
    assert!(is_confirmed(block_on(portal.confirm(&mut session, answer(&fakes, &code)))));
    assert!(session.is_fresh(fakes.clock.moment()));
    assert_eq!(fakes.store.events().last().unwrap().event, "confirmation");
    assert!(!is_confirmed(block_on(portal.confirm(&mut session, answer(&fakes, &code)))), "a code works once");
    assert_eq!(fakes.store.events().last().unwrap().reason, Reason::CodeReplayed);
}

#[test]
fn anothers_code_confirms_nothing() {
    let fakes = Fakes::new();
    let (_bea, _, mut of_bea) = signed_in(&fakes, "bea");
    let (_cyd, phone, _) = signed_in(&fakes, "cyd");
    fakes.clock.advance(FIVE_MINUTES);
    let code = answer(&fakes, &fakes.code(&phone, 0));
    assert!(!is_confirmed(block_on(fakes.portal().confirm(&mut of_bea, code))));
}

#[test]
fn five_wrong_confirmations_shut_the_pool_for_codes() {
    let fakes = Fakes::new();
    let (_dot, phone, mut session) = signed_in(&fakes, "dot");
    for guess in 0..5 {
        let wrong = answer(&fakes, &format!("00000{guess}"));
        assert!(!is_confirmed(block_on(fakes.portal().confirm(&mut session, wrong))));
    }
    let right = answer(&fakes, &fakes.code(&phone, 0));
    assert!(!is_confirmed(block_on(fakes.portal().confirm(&mut session, right))));
    assert_eq!(fakes.store.events().last().unwrap().reason, Reason::CodeThrottled);
}

#[test]
fn a_bypass_code_signs_in_but_changes_nothing() {
    let fakes = Fakes::new();
    let eli = fakes.person("eli", "Passw0rd!");
    let _phone = fakes.enrol(&eli);
    fakes.bypass(&eli, "0123456789", fakes.clock.now().plus(DAY));
    let mut session = session(&fakes, "eli", "0123456789");
    assert!(matches!(session.by(), By::Bypass(_)));
    assert!(!session.is_fresh(fakes.clock.moment()));
    fakes.clock.advance(Duration::from_secs(60));
    let again = answer(&fakes, "0123456789");
    assert!(!is_confirmed(block_on(fakes.portal().confirm(&mut session, again))));
    assert!(!session.is_fresh(fakes.clock.moment()));
}

#[test]
fn a_recovery_code_is_fresh() {
    let fakes = Fakes::new();
    let fay = fakes.person("fay", "Passw0rd!");
    fakes.store.add_recovery(&fay.id, "0123456789ABCDEFGHJKMNPQ");
    let session = session(&fakes, "fay", "0123-4567-89ab-cdef-ghjk-mnpq");
    assert_eq!(session.by(), &By::Recovery);
    assert!(session.is_fresh(fakes.clock.moment()));
}

#[test]
fn a_session_ends_with_the_account_the_password_and_the_authenticators() {
    let fakes = Fakes::new();
    let still = |session| block_on(fakes.portal().still(session)).unwrap();
    let (_gil, _, of_gil) = signed_in(&fakes, "gil");
    let (hal, _, of_hal) = signed_in(&fakes, "hal");
    let (_ivy, _, of_ivy) = signed_in(&fakes, "ivy");
    for session in [&of_gil, &of_hal, &of_ivy] {
        assert_eq!(still(session), Still::Yes);
    }
    fakes.directory.change("gil", |person| person.state = Some(AccountState::Disabled));
    let _another = fakes.enrol(&hal);
    fakes.directory.set_password("ivy", "An0ther!");
    for session in [&of_gil, &of_hal, &of_ivy] {
        assert!(matches!(still(session), Still::No(_)));
    }
}

#[test]
fn a_disabled_account_confirms_nothing() {
    let fakes = Fakes::new();
    let (_jim, phone, mut session) = signed_in(&fakes, "jim");
    fakes.directory.change("jim", |person| person.state = Some(AccountState::Disabled));
    let code = answer(&fakes, &fakes.code(&phone, 0));
    assert!(!is_confirmed(block_on(fakes.portal().confirm(&mut session, code))));
}
