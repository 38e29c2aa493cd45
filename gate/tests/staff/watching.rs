//! Figures and the audit.

use vestibule_gate::{AuditQuery, Outcome};

use super::*;

#[test]
fn the_audit_comes_in_pages_both_ways_and_filtered() {
    let fakes = house();
    let (ada, bob) = (member(&fakes, "ada", None).0, member(&fakes, "bob", None).0);
    let desk = office(&fakes);
    for round in 0..5 {
        let who = if round % 2 == 0 { &ada } else { &bob };
        block_on(desk.unlock(&console(), &who.id, &who.name)).unwrap();
        let _issued = block_on(desk.grant_bypass(&console(), who, HOUR, "lost")).unwrap();
    }
    let pages = |query: AuditQuery| {
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let page = block_on(desk.audit(&console(), &AuditQuery { cursor, limit: 3, ..query.clone() })).unwrap();
            let full = page.rows.len() == 3;
            found.extend(page.rows.into_iter().map(|row| row.sequence));
            cursor = page.next;
            if !full {
                return found;
            }
        }
    };
    assert_eq!(pages(AuditQuery::default()), (1..=10).collect::<Vec<_>>());
    assert_eq!(pages(AuditQuery { newest: true, ..AuditQuery::default() }), (1..=10).rev().collect::<Vec<_>>());
    assert_eq!(pages(AuditQuery { person: Some(bob.id), ..AuditQuery::default() }), [3, 4, 7, 8]);
    assert_eq!(
        pages(AuditQuery { event: Some("bypass-granted".to_owned()), ..AuditQuery::default() }),
        [2, 4, 6, 8, 10]
    );
    assert!(pages(AuditQuery { outcome: Some(Outcome::Refused), ..AuditQuery::default() }).is_empty());
    assert_eq!(pages(AuditQuery { name: Some("AD".to_owned()), ..AuditQuery::default() }), [1, 2, 5, 6, 9, 10]);
    assert!(pages(AuditQuery { application: Some("portal".to_owned()), ..AuditQuery::default() }).is_empty());
}

#[test]
fn whoever_takes_a_copy_of_the_audit_away_is_written_down_with_what_they_asked_for() {
    let fakes = house();
    let alice = officer(&fakes, "alice", &admins());
    let query = AuditQuery {
        name: Some("ada".to_owned()),
        outcome: Some(Outcome::Refused),
        since: Some(vestibule_gate::Timestamp::from_secs(1_700_000_000)),
        ..AuditQuery::default()
    };
    block_on(office(&fakes).exporting(&alice, &query)).unwrap();
    let event = fakes.store.events().pop().unwrap();
    assert_eq!((event.event, event.outcome), ("audit-exported", Outcome::Admitted));
    assert_eq!(event.operator.as_deref(), Some("alice"));
    assert_eq!(event.note.as_deref(), Some("outcome=refused name=ada since=2023-11-14T22:13:20Z"));
    let helper = officer(&fakes, "hedda", &help_desk());
    let refused = block_on(office(&fakes).exporting(&helper, &query));
    assert!(matches!(refused, Err(vestibule_gate::ManageError::Forbidden)), "{refused:?}");
    assert_eq!(fakes.store.events().pop().unwrap().outcome, Outcome::Refused);
}

#[test]
fn the_end_of_the_oldest_first_can_be_asked_again_for_what_is_new() {
    let fakes = house();
    let ada = member(&fakes, "ada", None).0;
    let desk = office(&fakes);
    let after =
        |cursor| block_on(desk.audit(&console(), &AuditQuery { cursor, limit: 9, ..AuditQuery::default() })).unwrap();
    let page = after(None);
    assert_eq!((page.rows.len(), page.next), (0, Some(0)));
    block_on(desk.unlock(&console(), &ada.id, "ada")).unwrap();
    let page = after(page.next);
    assert_eq!((page.rows.len(), page.next), (1, Some(1)));
    assert_eq!(after(page.next).next, Some(1));
}

#[test]
fn figures_count_people_codes_and_logins() {
    let fakes = house();
    let (alice, ada) = (officer(&fakes, "alice", &admins()), member(&fakes, "ada", None).0);
    let desk = office(&fakes);
    let _issued = block_on(desk.grant_bypass(&alice, &ada, HOUR, "lost")).unwrap();
    let _made = block_on(desk.exempt(&alice, "Kiosk", "no phones", None)).unwrap();
    let seen = block_on(desk.overview(&alice)).unwrap();
    assert_eq!((seen.figures.people, seen.figures.enrolled, seen.figures.bypasses), (2, 2, 1));
    assert_eq!((seen.figures.exemptions, seen.figures.requested), (1, 0));
    assert_eq!(seen.figures.logins, [(Outcome::Admitted, 1), (Outcome::Asked, 1)]);
    assert!(seen.enforced && !seen.protected_unknown);
}

#[test]
fn whoever_explains_is_told_the_way_to_the_group_that_exempts() {
    let fakes = house();
    let (alice, ada) = (officer(&fakes, "alice", &admins()), member(&fakes, "ada", Some(&kiosk())).0);
    let said = |who| block_on(office(&fakes).explain(&alice, who, "webmail", None)).unwrap().through;
    assert!(said(&ada).is_empty(), "nothing exempts");
    let _made = block_on(office(&fakes).exempt(&alice, kiosk().as_str(), "no phones", None)).unwrap();
    assert_eq!(said(&ada), [kiosk().to_string()]);
}

#[test]
fn rows_are_found_by_application_and_source() {
    let fakes = house();
    let alice = officer(&fakes, "alice", &admins());
    let found = |query: AuditQuery| {
        let query = AuditQuery { newest: true, limit: 9, ..query };
        block_on(office(&fakes).audit(&alice, &query)).unwrap().rows.len()
    };
    let at = |application: &str| AuditQuery { application: Some(application.to_owned()), ..AuditQuery::default() };
    let from = |source: &str| AuditQuery { source: Some(source.to_owned()), ..AuditQuery::default() };
    assert_eq!((found(at("portal")), found(at("port")), found(at("webmail"))), (2, 0, 0), "asked, and let in");
    assert_eq!((found(from("10.0.0.7")), found(from("10.0.0"))), (2, 0));
    let both = AuditQuery { outcome: Some(Outcome::Admitted), ..at("portal") };
    assert_eq!(found(both), 1);
}

#[test]
fn what_is_done_for_others_is_counted_and_so_is_what_was_refused() {
    let fakes = house();
    let (ada, _) = member(&fakes, "ada", None);
    let (hugo, desk) = (officer(&fakes, "hugo", &help_desk()), office(&fakes));
    block_on(desk.unlock(&hugo, &ada.id, &ada.name)).unwrap();
    let _issued = block_on(desk.grant_bypass(&hugo, &ada, HOUR, "lost")).unwrap();
    assert!(block_on(desk.new_recovery(&hugo, &ada)).is_err());
    block_on(desk.unlock(&console(), &ada.id, &ada.name)).unwrap();
    let counted = desk.gate.as_ref().unwrap().acts().read();
    let portal = |event, outcome| ("portal".to_owned(), event, outcome, 1);
    let expected = [
        portal("bypass-granted", Outcome::Admitted),
        portal("person-unlocked", Outcome::Admitted),
        portal("recovery-codes-replaced", Outcome::Refused),
    ];
    let by_others: Vec<_> = counted.into_iter().filter(|(application, ..)| !application.is_empty()).collect();
    assert_eq!(by_others, expected);
}
