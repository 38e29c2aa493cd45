//! The chained audit and its followers.

use std::time::Duration;

use vestibule_gate::Event;
use vestibule_gate::ports::{AuditFilter, Concluded, Conclusion, Records, Store, Verified};

use super::house::*;
use crate::store::Followed;

async fn write(store: &impl Store, event: Event) {
    let what = Conclusion { event: Some(event), ..Conclusion::default() };
    assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
}

/// Six rows, in turn of node `one` and node `two`.
async fn six<H: House>() -> H {
    let house = H::new();
    for number in 0..6u64 {
        let node = if number % 2 == 0 { "one" } else { "two" };
        write(&*house.store(), Event { node: node.to_owned(), duration_ms: number, ..event(&sid(500), "ada") }).await;
    }
    house
}

pub(in crate::store) async fn rows_come_in_order_and_can_be_filtered<H: House>() {
    let house = H::new();
    let store = house.store();
    for number in 0..9u64 {
        let time = NOON.plus(Duration::from_secs(number));
        write(&*store, Event { time, duration_ms: number, ..event(&sid(501 + number as u32 % 3), "it's \"ada\"") })
            .await;
    }
    let find = async |filter: AuditFilter| -> Vec<u64> {
        store.audit(&filter).await.unwrap().iter().map(|row| row.sequence).collect()
    };
    assert_eq!(find(AuditFilter::default()).await, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(find(AuditFilter { after: 4, limit: 3, ..AuditFilter::default() }).await, [5, 6, 7]);
    let since = Some(NOON.plus(Duration::from_secs(7)));
    assert_eq!(find(AuditFilter { since, ..AuditFilter::default() }).await, [8, 9]);
    let person = Some(sid(502));
    assert_eq!(find(AuditFilter { person, after: 2, ..AuditFilter::default() }).await, [5, 8]);
    let newest = AuditFilter { newest: true, after: 3, limit: 4, ..AuditFilter::default() };
    assert_eq!(find(newest.clone()).await, [9, 8, 7, 6]);
    let before = Some(8);
    assert_eq!(find(AuditFilter { before, limit: 3, newest: true, ..AuditFilter::default() }).await, [7, 6, 5]);
    assert_eq!(find(AuditFilter { before, person: Some(sid(502)), ..newest.clone() }).await, [5]);
    assert_eq!(find(AuditFilter { person: Some(sid(502)), ..newest }).await, [8, 5]);
    let row = store.audit(&AuditFilter { after: 8, ..AuditFilter::default() }).await.unwrap().remove(0);
    let time = NOON.plus(Duration::from_secs(8));
    let written = Event { time, duration_ms: 8, ..event(&sid(503), "it's \"ada\"") };
    assert_eq!(row.json, written.to_json().unwrap());
}

pub(in crate::store) async fn a_whole_chain_is_said_to_be_whole<H: House>() {
    assert_eq!(H::new().store().verify().await.unwrap(), Verified::Whole { rows: 0 });
    let house = six::<H>().await;
    assert_eq!(house.store().verify().await.unwrap(), Verified::Whole { rows: 6 });
    assert_eq!(house.after_a_crash().store().verify().await.unwrap(), Verified::Whole { rows: 6 });
}

pub(in crate::store) async fn a_changed_row_is_found<H: House>() {
    let changes =
        ["json = replace(json, 'ada', 'eve')", "time = time + 1", "person = 'S-1-5-21-1-2-3-9'", "node = 'one'"];
    for change in changes {
        let house = six::<H>().await;
        house.execute(&format!("UPDATE audit SET {change} WHERE sequence = 4"));
        assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 4 }, "{change}");
    }
}

pub(in crate::store) async fn a_removed_row_is_found<H: House>() {
    let house = six::<H>().await;
    house.execute("DELETE FROM audit WHERE sequence = 3");
    assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 5 });
}

pub(in crate::store) async fn a_removed_last_row_is_found<H: House>() {
    let house = six::<H>().await;
    house.execute("DELETE FROM audit WHERE sequence = 5");
    assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 3 });
    let house = six::<H>().await;
    house.execute("DELETE FROM audit");
    assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 5 });
    let house = six::<H>().await;
    house.execute("DELETE FROM chain WHERE node = 'two'");
    assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 6 });
}

pub(in crate::store) async fn rows_that_changed_places_are_found<H: House>() {
    let house = six::<H>().await;
    for (from, to) in [(1, 100), (3, 1), (100, 3)] {
        house.execute(&format!("UPDATE audit SET sequence = {to} WHERE sequence = {from}"));
    }
    assert_eq!(house.store().verify().await.unwrap(), Verified::Broken { sequence: 1 });
}

pub(in crate::store) async fn each_node_has_a_chain_of_its_own<H: House>() {
    let house = six::<H>().await;
    // Without node two's rows, node one's chain is still whole.
    house.execute("DELETE FROM audit WHERE node = 'two'");
    house.execute("DELETE FROM chain WHERE node = 'two'");
    assert_eq!(house.store().verify().await.unwrap(), Verified::Whole { rows: 3 });
}

pub(in crate::store) async fn a_cursor_only_moves_forward<H: House>() {
    let house = H::new();
    let store = house.store();
    assert_eq!(store.cursor("file").await.unwrap(), 0);
    for (to, at) in [(5, 5), (3, 5), (9, 9)] {
        store.advance("file", to, NOON).await.unwrap();
        assert_eq!(store.cursor("file").await.unwrap(), at);
    }
    assert_eq!(store.cursor("syslog").await.unwrap(), 0);
}
