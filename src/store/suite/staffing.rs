//! What those who manage need: tokens, exemptions that wait, pages of people, figures.

use std::time::Duration;

use vestibule_gate::ports::{
    Change, Changed, Concluded, Conclusion, Counting, CoverageRow, Exemption, Figures, NewBypass, NewToken,
    PeopleFilter, Records, Reports, RequestedExemption, Sample, Store,
};
use vestibule_gate::{Event, Networks, Outcome, Scope, Sid, Timestamp};

use super::house::*;

const HOUR: Duration = Duration::from_secs(3600);

fn token(id: &str, networks: Networks) -> NewToken {
    NewToken {
        id: id.to_owned(),
        secret: mac(7),
        label: "desk; it's \"ours\"".to_owned(),
        scopes: vec![Scope::People, Scope::Bypass],
        networks,
        operator: "root".to_owned(),
        until: NOON.plus(HOUR),
    }
}

fn asked(id: &str, until: Option<Timestamp>) -> RequestedExemption {
    let exemption = Exemption {
        id: id.to_owned(),
        group: sid(900),
        group_name: "Kiosk".to_owned(),
        reason: "no phones".to_owned(),
        owner: "alice".to_owned(),
        created: NOON,
        until,
    };
    RequestedExemption { exemption, behind: sid(901).to_string() }
}

pub(in crate::store) async fn a_token_is_kept_as_it_was_made_until_it_is_revoked<H: House>() {
    let house = H::new();
    let store = house.store();
    let networks = vec![("10.0.0.0".parse().unwrap(), 8), ("2001:db8::".parse().unwrap(), 32)];
    assert_eq!(change(&*store, Change::AddToken(token("t1", Networks::new(networks.clone())))).await, Changed::Done);
    assert_eq!(change(&*store, Change::AddToken(token("t2", Networks::default()))).await, Changed::Done);
    let stored = house.after_a_crash().store().token("t1").await.unwrap().unwrap();
    assert!(stored.secret == mac(7) && stored.row.networks.all() == networks);
    assert_eq!((stored.row.label.as_str(), stored.row.operator.as_str()), ("desk; it's \"ours\"", "root"));
    assert_eq!((stored.row.scopes, stored.row.created), (vec![Scope::People, Scope::Bypass], NOON));
    assert_eq!((stored.row.until, stored.row.revoked, stored.row.last_used), (NOON.plus(HOUR), None, None));
    assert!(store.token("t3").await.unwrap().is_none() && store.token("").await.unwrap().is_none());

    let revoke = |id: &str| Change::RevokeToken { id: id.to_owned() };
    for (id, expected) in [("t1", Changed::Done), ("t1", Changed::NotFound), ("t3", Changed::NotFound)] {
        assert_eq!(change(&*store, revoke(id)).await, expected);
    }
    let rows = store.tokens().await.unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.id.as_str(), row.revoked)).collect::<Vec<_>>(),
        [("t1", Some(NOON)), ("t2", None)]
    );
    let late = store.change(revoke("t2"), event(&sid(1), "ada"), NOON.plus(HOUR)).await.unwrap();
    assert_eq!(late, Changed::NotFound, "what has ended is not revoked");
}

pub(in crate::store) async fn the_use_of_a_token_is_noted_once_a_minute<H: House>() {
    let house = H::new();
    let store = house.store();
    assert_eq!(change(&*store, Change::AddToken(token("t1", Networks::default()))).await, Changed::Done);
    let used = async || store.token("t1").await.unwrap().unwrap().row.last_used;
    for (seconds, noted) in [(0, 0), (59, 0), (60, 60), (61, 60), (200, 200)] {
        store.note_token("t1", NOON.plus(Duration::from_secs(seconds))).await.unwrap();
        assert_eq!(used().await, Some(NOON.plus(Duration::from_secs(noted))), "{seconds}");
    }
    store.note_token("t9", NOON).await.unwrap();
    assert_eq!(rows(&*store).await, 1, "a use is no row of the audit");
}

pub(in crate::store) async fn an_exemption_holds_for_nobody_until_it_is_approved_once<H: House>() {
    let house = H::new();
    let store = house.store();
    let (first, second) = (asked("e1", None), asked("e2", Some(NOON.plus(HOUR))));
    for what in [&first, &second] {
        assert_eq!(change(&*store, Change::RequestExemption(what.clone())).await, Changed::Done);
    }
    assert_eq!(store.requested_exemptions().await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!((store.exemptions(NOON).await.unwrap(), store.all_exemptions().await.unwrap()), (vec![], vec![]));
    let approve = |id: &str| Change::ApproveExemption { id: id.to_owned() };
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let (store, what) = (house.store(), approve("e1"));
        tasks.spawn(async move { change(&*store, what).await });
    }
    let done = tasks.join_all().await.into_iter().filter(|changed| *changed == Changed::Done).count();
    assert_eq!((done, rows(&*store).await), (1, 3), "one of thirty, with one row");
    assert_eq!(store.exemptions(NOON).await.unwrap(), [first.exemption]);
    assert_eq!(change(&*store, Change::RemoveExemption { id: "e2".to_owned() }).await, Changed::Done);
    assert_eq!(change(&*store, approve("e2")).await, Changed::NotFound, "what was turned down is not approved");
    assert!(store.requested_exemptions().await.unwrap().is_empty());
}

pub(in crate::store) async fn people_come_in_pages_by_name<H: House>() {
    let house = H::new();
    let store = house.store();
    for (number, name) in [(910, "bert"), (911, "Ada"), (912, "ada"), (913, "a_b"), (914, "axb"), (915, "Zoe")] {
        let here = pool(&sid(number), "mail", None);
        let what = Conclusion { event: Some(event(&sid(number), name)), ..counted(&here, Counting::WrongPassword) };
        assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
    }
    enrolled(&*store, &sid(912), "d0").await;
    let page = async |filter: PeopleFilter| -> Vec<String> {
        store.people_of(&filter).await.unwrap().into_iter().map(|row| row.name).collect()
    };
    let all = PeopleFilter { limit: 9, ..PeopleFilter::default() };
    assert_eq!(page(all.clone()).await, ["a_b", "Ada", "ada", "axb", "bert", "Zoe"]);
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let found = store.people_of(&PeopleFilter { limit: 2, after: after.take(), ..all.clone() }).await.unwrap();
        let Some(last) = found.last() else { break };
        after = Some((last.name.clone(), last.id.clone()));
        walked.extend(found.into_iter().map(|row| row.name));
    }
    assert_eq!(walked, page(all.clone()).await);
    let begins = async |text: &str| page(PeopleFilter { begins: text.to_owned(), ..all.clone() }).await;
    assert_eq!(begins("AD").await, ["Ada", "ada"]);
    assert_eq!(begins("a_").await, ["a_b"], "nothing in it means another letter");
    assert_eq!((begins("%").await, begins("\\").await, begins("'").await), (vec![], vec![], vec![]));
    assert_eq!(page(PeopleFilter { enrolled: Some(true), ..all.clone() }).await, ["ada"]);
    assert_eq!(page(PeopleFilter { enrolled: Some(false), ..all }).await.len(), 5);
}

pub(in crate::store) async fn figures_are_of_now_and_logins_of_since<H: House>() {
    let house = H::new();
    let store = house.store();
    assert_eq!(store.figures(NOON, NOON).await.unwrap(), Figures::default());
    let ada = sid(920);
    enrolled(&*store, &ada, "f0").await;
    enrolled(&*store, &ada, "f1").await;
    let here = pool(&sid(921), "mail", None);
    for (seconds, outcome, count) in
        [(0, Outcome::Refused, None), (5, Outcome::Refused, Some(7)), (6, Outcome::Admitted, None)]
    {
        let (time, who) = (NOON.plus(Duration::from_secs(seconds)), sid(921));
        let row = Event { time, outcome, count, ..event(&who, "bob") };
        let counting = Counting::WrongCode(mac(u8::try_from(seconds).unwrap()));
        let what = Conclusion { event: Some(row), ..counted(&here, counting) };
        assert_eq!(store.conclude(what, time).await.unwrap(), Concluded::Done);
    }
    let bypass = |id: &str, until| NewBypass {
        id: id.to_owned(),
        code: mac(1),
        operator: "root".to_owned(),
        reason: "lost".to_owned(),
        until,
    };
    let person = || (Sid::clone(&ada), "ada".to_owned());
    for (id, until) in [("g0", NOON.plus(HOUR)), ("g1", NOON)] {
        let (person, name) = person();
        let what = Change::AddBypass { person, name, bypass: bypass(id, until) };
        let row = Event { event: "bypass-granted", ..event(&ada, "ada") };
        assert_eq!(store.change(what, row, NOON).await.unwrap(), Changed::Done);
    }
    let wait = Change::RequestExemption(asked("e1", None));
    let row = Event { event: "exemption-requested", ..event(&ada, "ada") };
    assert_eq!(store.change(wait, row, NOON).await.unwrap(), Changed::Done);
    let since = NOON.plus(Duration::from_secs(1));
    let found = store.figures(since, NOON.plus(Duration::from_secs(6))).await.unwrap();
    let expected = Figures {
        people: 2,
        enrolled: 1,
        with_wrong_codes: 1,
        bypasses: 1,
        exemptions: 0,
        requested: 1,
        logins: vec![(Outcome::Admitted, 1), (Outcome::Refused, 7)],
    };
    assert_eq!(found, expected);
}

pub(in crate::store) async fn coverage_is_one_row_for_each_day_and_group_until_it_is_old<H: House>() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let house = H::new();
    let store = house.store();
    enrolled(&*store, &sid(930), "v0").await;
    enrolled(&*store, &sid(930), "v1").await;
    enrolled(&*store, &sid(931), "v2").await;
    let what = Change::SetAuthenticator { id: "v2".to_owned(), enabled: false };
    assert_eq!(change(&*store, what).await, Changed::Done);
    assert_eq!(store.enrolled().await.unwrap(), [sid(930)].into());

    let day = Timestamp(NOON.0 / 86_400_000 * 86_400_000);
    let row = |group: Option<&str>, day, enrolled| CoverageRow {
        group: group.map(|name| (sid(932), name.to_owned())),
        sample: Sample { day, members: 9, enrolled },
    };
    let rows = vec![row(None, day, 3), row(Some("Staff"), day, 2), row(Some("Staff"), day.plus(DAY), 4)];
    store.note_coverage(rows.clone(), NOON).await.unwrap();
    assert_eq!(house.after_a_crash().store().coverage(day).await.unwrap(), rows);
    let changed = row(Some("Personnel"), day.plus(DAY), 5);
    store.note_coverage(vec![changed.clone()], NOON).await.unwrap();
    assert_eq!(
        store.coverage(day.plus(Duration::from_secs(1))).await.unwrap(),
        std::slice::from_ref(&changed),
        "of the days after"
    );
    store.note_coverage(Vec::new(), NOON.plus(DAY * 400)).await.unwrap();
    let left = || async { store.coverage(Timestamp(0)).await.unwrap().len() };
    assert_eq!(left().await, 3, "the first is 400 days old now");
    store.note_coverage(Vec::new(), NOON.plus(DAY * 401)).await.unwrap();
    assert_eq!(store.coverage(Timestamp(0)).await.unwrap(), [changed]);
}

pub(in crate::store) async fn applications_are_seen_by_who_was_let_in_or_wrong_there<H: House>() {
    let house = H::new();
    let store = house.store();
    assert!(store.seen().await.unwrap().is_empty());
    let later = NOON.plus(Duration::from_secs(5));
    for (number, application, counting, at) in [
        (940, "mail", Counting::Admission, NOON),
        (941, "mail", Counting::WrongCode(mac(4)), later),
        (940, "vpn", Counting::Admission, later),
        (940, "none", Counting::WrongPassword, later),
    ] {
        let what = counted(&pool(&sid(number), application, None), counting);
        assert_eq!(store.conclude(what, at).await.unwrap(), Concluded::Done);
    }
    let mut seen = house.after_a_crash().store().seen().await.unwrap();
    seen.sort();
    assert_eq!(seen, [("mail".to_owned(), later), ("vpn".to_owned(), later)]);
}
