//! API tokens.

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{Act, ManageError, Reason, Timestamp};

use super::*;

#[test]
fn a_token_is_shown_once_and_stored_as_a_keyed_hash() {
    let fakes = house();
    let made = made(&fakes, "root", &[Scope::People]);
    let secret = made.token.rsplit('_').next().unwrap();
    assert_eq!((made.token.len(), secret.len()), (3 + 1 + 32 + 1 + 64, 64));
    let stored = fakes.store.tokens().remove(0);
    assert!(stored.row.id == made.id && made.token.contains(&made.id));
    assert!(!format!("{stored:?}").contains(secret));
    assert!(!fakes.store.events().iter().any(|event| event.to_json().unwrap().contains(secret)));
    assert!(!format!("{:?}", bearer(&fakes, &made.token, HERE).unwrap()).contains(secret));
    assert_eq!(fakes.store.tokens().remove(0).row.last_used, Some(fakes.clock.now()));
    let row = fakes.store.events().pop().unwrap();
    assert_eq!((row.event, row.operator.as_deref(), row.rule), ("token-made", Some("root"), Some(made.id)));
    assert_eq!(row.note.as_deref(), Some("desk: people:read"));
}

#[test]
fn whatever_is_wrong_with_a_token_it_looks_the_same_and_counts() {
    let fakes = house();
    let good = made(&fakes, "root", &[Scope::People]);
    let (id, secret) = (good.id.clone(), good.token.rsplit('_').next().unwrap().to_owned());
    let (ended, revoked) = (made(&fakes, "root", &[Scope::People]), made(&fakes, "root", &[Scope::People]));
    block_on(office(&fakes).revoke_token(&console(), &revoked.id)).unwrap();
    let floor = fakes.clock.moment().plus(Duration::from_millis(300));
    let zeros = "0".repeat(64);
    let unknown = format!("vst_{}_{secret}", "0".repeat(32));
    let wrong = format!("vst_{id}_{zeros}");
    let cut = good.token.get(..good.token.len() - 1).unwrap().to_owned();
    let more = format!("{}0", &*good.token);
    let other = format!("vst_{}_{secret}", ended.id);
    let mut seen = 0;
    for text in ["", "x", "vst", "vst__", &unknown, &wrong, &cut, &more, &other, &*revoked.token] {
        assert_eq!(bearer(&fakes, text, HERE).err(), Some(floor), "{text}");
        seen += 1;
        assert_eq!(block_on(refusals(&fakes)), seen, "{text}");
    }
    assert_eq!(bearer(&fakes, &good.token, from([192, 0, 2, 7])).err(), Some(floor), "another network");
    assert!(bearer(&fakes, &good.token, HERE).is_ok());
    fakes.clock.advance(HOUR);
    let floor = fakes.clock.moment().plus(Duration::from_millis(300));
    assert_eq!(bearer(&fakes, &ended.token, HERE).err(), Some(floor), "ended");
    let rows: Vec<_> = fakes.store.events().into_iter().filter(|event| event.event == "api").collect();
    assert!(rows.iter().all(|row| row.reason == Reason::BadToken && row.application == "api"));
    assert!(!rows.iter().any(|row| row.to_json().unwrap().contains(&secret)), "what was sent is not written");
}

async fn refusals(fakes: &Fakes) -> u32 {
    use vestibule_gate::ports::Store as _;
    fakes.store.refusals(HERE.address(), Timestamp(0)).await.unwrap()
}

#[test]
fn a_source_that_was_refused_too_often_is_refused_with_a_good_token_too() {
    let fakes = house_with(|policy| policy.source_refusals = 3);
    let good = made(&fakes, "root", &[Scope::People]);
    for _ in 0..3 {
        assert!(bearer(&fakes, "x", HERE).is_err());
    }
    assert!(bearer(&fakes, &good.token, HERE).is_err());
    assert_eq!(fakes.store.events().pop().unwrap().reason, Reason::SourceThrottled);
    assert!(bearer(&fakes, &good.token, from([10, 0, 0, 8])).is_ok(), "another source is not");
    fakes.clock.advance(Duration::from_secs(601));
    assert!(bearer(&fakes, &good.token, HERE).is_ok());
}

#[test]
fn a_token_may_only_what_its_scopes_say() {
    let fakes = house();
    let now = fakes.clock.moment();
    for (_, scope) in Scope::ALL {
        let officer = token(&fakes, "root", &[scope]);
        for act in Act::ALL {
            let scopes = act.scopes();
            let may = !scopes.is_empty() && scopes.iter().all(|needed| *needed == scope);
            assert_eq!(officer.may(act, now).is_ok(), may, "{scope:?} {act:?}");
        }
    }
    let everything = token(&fakes, "root", &Scope::ALL.map(|(_, scope)| scope));
    for act in [Act::Tokens, Act::AddAuthenticator, Act::NewRecovery, Act::RevokeReconnections, Act::Pin] {
        assert!(everything.may(act, now).is_err(), "{act:?}");
    }
}

#[test]
fn only_the_console_makes_tokens_and_only_within_limits() {
    let fakes = house();
    let desk = office(&fakes);
    let alice = officer(&fakes, "alice", &admins());
    let refused = |officer: &Officer, what: AskedToken| block_on(desk.new_token(officer, what)).err().unwrap();
    assert!(matches!(refused(&alice, asked(&[Scope::People])), ManageError::Forbidden));
    assert!(matches!(block_on(desk.tokens(&alice)), Err(ManageError::Forbidden)));
    assert!(matches!(refused(&console(), asked(&[])), ManageError::BadToken));
    for lasts in [HOUR - Duration::from_secs(1), 366 * 24 * HOUR + Duration::from_secs(1)] {
        assert!(matches!(
            refused(&console(), AskedToken { lasts, ..asked(&[Scope::People]) }),
            ManageError::BadSpan(_)
        ));
    }
    for label in ["", " ", "a\nb", &"x".repeat(65)] {
        let label = label.to_owned();
        assert!(matches!(refused(&console(), AskedToken { label, ..asked(&[Scope::People]) }), ManageError::BadLabel));
    }
    assert!(fakes.store.tokens().is_empty());
}

#[test]
fn while_the_store_is_away_no_token_is_good_or_bad() {
    let fakes = house();
    let good = made(&fakes, "root", &[Scope::People]);
    let says = |token: &str| block_on(office(&fakes).bearer(token.as_bytes(), HERE, fakes.clock.moment()));
    fakes.store.fail_writes(true);
    assert!(matches!(says(&good.token), Bearer::Unavailable(_)));
    assert!(matches!(says("x"), Bearer::Unavailable(_)));
    fakes.store.fail_writes(false);
    fakes.store.set_down(true);
    assert!(matches!(says(&good.token), Bearer::Unavailable(_)));
}
