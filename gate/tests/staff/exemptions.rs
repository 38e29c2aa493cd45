//! Exemptions: foreseen, asked for, approved.

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{ManageError, Origin, WouldBe};

use super::*;

#[test]
fn it_is_foreseen_who_becomes_exempt_and_who_does_not() {
    let fakes = house();
    for name in ["ada", "bob", "carl"] {
        member(&fakes, name, Some(&kiosk()));
    }
    fakes.directory.join("bob", &domain_admins());
    fakes.directory.change("carl", |person| person.admin_count = true);
    member(&fakes, "dora", None);
    let alice = officer(&fakes, "alice", &admins());
    let page = |from, most| block_on(office(&fakes).preview(&alice, kiosk().as_str(), from, most)).unwrap();
    let first = page(0, 2);
    let seen = |preview: &vestibule_gate::Preview| {
        preview.page.iter().map(|member| (member.name.clone(), member.would_be.clone())).collect::<Vec<_>>()
    };
    assert_eq!(seen(&first), [("ada".to_owned(), WouldBe::Exempt), ("bob".to_owned(), WouldBe::Protected)]);
    assert_eq!((first.members, first.more, first.next), (3, false, Some(2)));
    let last = page(2, 2);
    assert_eq!((seen(&last), last.next), (vec![("carl".to_owned(), WouldBe::Protected)], None));
    assert!(fakes.store.events().iter().all(|event| event.event == "login"), "nothing is changed by it");

    let made = block_on(office(&fakes).exempt(&alice, kiosk().as_str(), "no phones", None)).unwrap();
    assert_eq!(seen(&page(0, 1)), [("ada".to_owned(), WouldBe::Already(made.exemption.id))]);
}

#[test]
fn an_exemption_waits_for_another_where_two_are_asked_for() {
    let fakes = house_with(|policy| policy.staff.approval = true);
    let (alice, bea) = (officer(&fakes, "alice", &admins()), officer(&fakes, "bea", &admins()));
    let (ada, _) = member(&fakes, "ada", Some(&kiosk()));
    let desk = office(&fakes);
    let holds = || {
        let explained = block_on(fakes.gate.explain(&ada, &"webmail".into(), None)).unwrap();
        explained.exempt_by.is_some()
    };
    let asked = block_on(desk.exempt(&alice, kiosk().as_str(), "no phones", None)).unwrap();
    let id = asked.exemption.id;
    assert!(asked.waits && !holds());
    let listed = block_on(desk.exemptions(&alice)).unwrap();
    assert_eq!(
        (listed[0].origin, listed[0].holds, listed[0].owner.as_deref()),
        (Origin::Requested, false, Some("alice"))
    );
    for same in [&alice, &Officer::console("alice", true), &token(&fakes, "alice", &[Scope::ApproveExemptions])] {
        assert!(matches!(block_on(desk.approve_exemption(same, &id)), Err(ManageError::Oneself)));
    }
    let dora = officer(&fakes, "dora", &help_desk());
    assert!(matches!(block_on(desk.approve_exemption(&dora, &id)), Err(ManageError::Forbidden)));
    assert!(!holds());
    assert!(block_on(desk.approve_exemption(&bea, &id)).is_ok());
    assert!(holds());
    assert!(matches!(block_on(desk.approve_exemption(&bea, &id)), Err(ManageError::NotFound(_))));
    let events: Vec<_> =
        fakes.store.events().into_iter().filter(|event| event.event.starts_with("exemption")).collect();
    let named = |name: &str| {
        events.iter().find(|event| event.event == name && event.reason != vestibule_gate::Reason::NotPermitted)
    };
    assert_eq!(named("exemption-requested").and_then(|event| event.operator.as_deref()), Some("alice"));
    assert_eq!(named("exemption-approved").and_then(|event| event.operator.as_deref()), Some("bea"));
    assert!(block_on(desk.remove_exemption(&alice, &id)).is_ok());
    assert!(!holds());
}

#[test]
fn an_exemption_that_waits_can_be_turned_down() {
    let fakes = house();
    let desk = office(&fakes);
    let asked = block_on(desk.exempt(&Officer::console("root", true), "Kiosk", "no phones", None)).unwrap();
    assert!(asked.waits);
    assert!(block_on(desk.remove_exemption(&console(), &asked.exemption.id)).is_ok());
    assert!(block_on(desk.exemptions(&console())).unwrap().is_empty());
    let gone = block_on(desk.remove_exemption(&console(), &asked.exemption.id));
    assert!(matches!(gone, Err(ManageError::NotFound(_))));
}

#[test]
fn nobody_exempts_a_group_that_would_exempt_them() {
    let fakes = house();
    member(&fakes, "ada", Some(&kiosk()));
    let exempt = |officer: &Officer| block_on(office(&fakes).exempt(officer, kiosk().as_str(), "no phones", None));
    assert!(matches!(exempt(&Officer::console("ada", false)), Err(ManageError::Oneself)));
    let all = Scope::ALL.map(|(_, scope)| scope);
    assert!(matches!(exempt(&token(&fakes, "ada", &all)), Err(ManageError::Oneself)));
    // An administrator is protected: it would not exempt them.
    let alice = officer(&fakes, "alice", &admins());
    fakes.directory.join("alice", &kiosk());
    assert!(exempt(&alice).is_ok());
}

#[test]
fn an_exemption_needs_a_reason_and_a_time_to_come() {
    let fakes = house();
    let desk = office(&fakes);
    let now = fakes.clock.now();
    for reason in ["", " ", "a\nb", &"x".repeat(201)] {
        assert!(matches!(block_on(desk.exempt(&console(), "Kiosk", reason, None)), Err(ManageError::BadReason)));
    }
    assert!(matches!(block_on(desk.exempt(&console(), "Kiosk", "r", Some(now))), Err(ManageError::BadSpan(_))));
    assert!(block_on(desk.exempt(&console(), "Kiosk", " r ", Some(now.plus(HOUR)))).is_ok());
}
