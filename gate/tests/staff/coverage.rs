//! Who has an authenticator and who has not, now and day by day.

use vestibule_gate::ports::Sample;
use vestibule_gate::{AccountState, Coverage, ManageError, People, Timestamp};

use super::*;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Ada and Bob with a phone, Carl and Dora without, Dora's account disabled; Ada and Carl in the Kiosk.
fn crowd() -> (Fakes, Officer) {
    let fakes = house_with(|policy| policy.reported = vec![(kiosk(), "Kiosk".to_owned())]);
    let alice = officer(&fakes, "alice", &admins());
    for name in ["ada", "bob"] {
        let _phone = member(&fakes, name, None);
    }
    for name in ["carl", "dora"] {
        fakes.person(name, "Passw0rd!");
    }
    fakes.directory.change("dora", |person| person.state = Some(AccountState::Disabled));
    for name in ["ada", "carl"] {
        fakes.directory.join(name, &kiosk());
    }
    (fakes, alice)
}

fn names(people: &People) -> Vec<&str> {
    people.page.iter().map(|seen| seen.name.as_str()).collect()
}

#[test]
fn everybody_and_a_groups_people_come_by_name_and_by_what_they_have() {
    let (fakes, alice) = crowd();
    let desk = office(&fakes);
    let seen = |group: Option<&Sid>, has| block_on(desk.members(&alice, group.map(Sid::as_str), has, 0, 9)).unwrap();
    let all = seen(None, None);
    assert_eq!(names(&all), ["ada", "alice", "bob", "carl", "dora"]);
    assert_eq!((all.members, all.enrolled, all.fitting, all.more, all.next), (4, 3, 5, false, None));
    assert_eq!(all.page.iter().map(|seen| seen.disabled).collect::<Vec<_>>(), [false, false, false, false, true]);
    let missing = seen(None, Some(false));
    assert_eq!((names(&missing), missing.fitting), (vec!["carl", "dora"], 2));
    let inside = seen(Some(&kiosk()), Some(true));
    assert_eq!((names(&inside), inside.members, inside.enrolled), (vec!["ada"], 2, 1));
}

#[test]
fn pages_of_people_are_of_one_list_that_is_read_once_a_minute() {
    let (fakes, alice) = crowd();
    let desk = office(&fakes);
    let (mut walked, mut from) = (Vec::new(), Some(0));
    while let Some(at) = from {
        let page = block_on(desk.members(&alice, None, None, at, 2)).unwrap();
        walked.extend(names(&page).into_iter().map(str::to_owned));
        from = page.next;
    }
    assert_eq!((walked.len(), fakes.directory.listed()), (5, 1));
    assert!(block_on(desk.members(&alice, None, None, 77, 2)).unwrap().page.is_empty());
    fakes.person("emil", "Passw0rd!");
    fakes.clock.advance(Duration::from_secs(61));
    assert_eq!(block_on(desk.members(&alice, None, None, 0, 9)).unwrap().page.len(), 6);
}

#[test]
fn coverage_is_counted_once_a_day_of_everybody_watched_and_exempt_groups() {
    let (fakes, alice) = crowd();
    let desk = office(&fakes);
    let _made = block_on(desk.exempt(&console(), "Floor", "no phones", None)).unwrap();
    for _ in 0..2 {
        block_on(desk.sample_coverage()).unwrap();
    }
    assert_eq!(fakes.directory.listed(), 3, "three lists, each once");
    let day = Timestamp(fakes.clock.now().0 / 86_400_000 * 86_400_000);
    let sample = |members, enrolled| vec![Sample { day, members, enrolled }];
    let floor = Some((Sid::new("Floor"), "Floor".to_owned()));
    let kiosk = Some((kiosk(), kiosk().to_string()));
    assert_eq!(
        block_on(desk.coverage(&alice)).unwrap(),
        [
            Coverage { group: None, samples: sample(4, 3) },
            Coverage { group: floor, samples: sample(0, 0) },
            Coverage { group: kiosk, samples: sample(2, 1) },
        ]
    );
    fakes.clock.advance(DAY);
    block_on(desk.sample_coverage()).unwrap();
    assert!(block_on(desk.coverage(&alice)).unwrap().iter().all(|of| of.samples.len() == 2));
}

#[test]
fn an_outage_leaves_coverage_for_later() {
    let (fakes, alice) = crowd();
    let desk = office(&fakes);
    fakes.directory.set_down(true);
    assert!(block_on(desk.sample_coverage()).is_err());
    assert!(block_on(desk.coverage(&alice)).unwrap().is_empty());
    fakes.directory.set_down(false);
    block_on(desk.sample_coverage()).unwrap();
    assert_eq!(block_on(desk.coverage(&alice)).unwrap().len(), 2);
}

#[test]
fn coverage_is_not_for_the_help_desk() {
    let (fakes, _) = crowd();
    let (desk, help) = (office(&fakes), officer(&fakes, "hugo", &help_desk()));
    assert!(matches!(block_on(desk.coverage(&help)), Err(ManageError::Forbidden)));
    assert!(matches!(block_on(desk.members(&help, None, None, 0, 9)), Err(ManageError::Forbidden)));
}
