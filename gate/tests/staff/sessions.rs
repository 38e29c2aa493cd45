//! How long, and by what, somebody signed in manages others.

use vestibule_gate::{Act, Confirmation, ManageError, Managing};

use super::*;

fn managing(fakes: &Fakes, session: &Session) -> Managing {
    block_on(office(fakes).managing(session, HERE)).unwrap()
}

fn confirm(fakes: &Fakes, session: &mut Session, code: &str) {
    let typed = Typed::new(code.as_bytes().to_vec());
    let answer = Answer { source: HERE, typed, arrived: fakes.clock.moment() };
    let confirmed = block_on(fakes.portal().confirm(session, answer));
    assert!(matches!(confirmed, Confirmation::Confirmed), "{confirmed:?}");
}

#[test]
fn who_manages_signs_in_anew_after_an_hour_whatever_was_typed_since() {
    let fakes = house();
    let (_, phone) = member(&fakes, "alice", Some(&admins()));
    let mut session = sign_in(&fakes, "alice", &fakes.code(&phone, 0));
    fakes.clock.advance(Duration::from_secs(3599));
    confirm(&fakes, &mut session, &fakes.code(&phone, 0));
    assert!(matches!(managing(&fakes, &session), Managing::Officer(_)));
    fakes.clock.advance(Duration::from_secs(1));
    assert!(session.is_fresh(fakes.clock.moment()), "their own pages stay");
    assert!(matches!(managing(&fakes, &session), Managing::SignInAnew));
    assert!(block_on(office(&fakes).officer(&session, HERE)).unwrap().is_none());
    fakes.clock.advance(Duration::from_secs(30));
    let session = sign_in(&fakes, "alice", &fakes.code(&phone, 0));
    assert!(matches!(managing(&fakes, &session), Managing::Officer(_)));
}

#[test]
fn nobody_is_told_to_sign_in_anew_for_what_they_may_not() {
    let fakes = house();
    let (_, phone) = member(&fakes, "ada", None);
    let session = sign_in(&fakes, "ada", &fakes.code(&phone, 0));
    assert!(matches!(managing(&fakes, &session), Managing::Nothing));
    fakes.clock.advance(HOUR * 2);
    assert!(matches!(managing(&fakes, &session), Managing::Nothing));
}

#[test]
fn a_code_typed_after_a_bypass_code_lets_them_change_something() {
    let fakes = house();
    let (alice, phone) = member(&fakes, "alice", Some(&admins()));
    fakes.bypass(&alice, "1234567890", fakes.clock.now().plus(HOUR));
    let mut session = sign_in(&fakes, "alice", "1234567890");
    let may = |session: &Session| {
        let Managing::Officer(officer) = managing(&fakes, session) else { panic!("they manage") };
        officer.may(Act::Unlock, fakes.clock.moment())
    };
    assert!(matches!(may(&session), Err(ManageError::NotFresh)));
    confirm(&fakes, &mut session, &fakes.code(&phone, 0));
    assert!(may(&session).is_ok());
}
