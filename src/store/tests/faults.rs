//! Locked, full, replaced: an outage in time, nothing lost, and well again without a restart.

use std::fs;
use std::time::Duration;

use tokio::task::JoinSet;
use vestibule_gate::Outage;
use vestibule_gate::ports::{Change, Concluded, Conclusion, Counting, Records, Spend, Store};

use super::super::suite::house::*;
use super::*;

/// Waits, for as long as a slow machine may take, until the store says it is well again.
async fn healed(store: &SqliteStore) {
    for _ in 0..600 {
        if store.health().is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the store did not heal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_store_is_an_outage_for_right_and_wrong_codes_alike_and_heals() {
    let (house, person) = (SqliteHouse::new(), sid(800));
    let pool = pool(&person, "mail", None);
    enrolled(&*house.store, &person, "f0").await;
    let lock = rusqlite::Connection::open(house.path()).unwrap();
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let mut tries = JoinSet::new();
    for number in 0..20 {
        let (store, pool) = (house.store(), pool.clone());
        tries.spawn(async move {
            let wrong = counted(&pool, Counting::WrongCode(mac(number)));
            let what = if number % 2 == 0 { spent(&pool, "f0", 5) } else { wrong };
            store.conclude(what, NOON).await
        });
    }
    for end in tries.join_all().await {
        assert_eq!(end, Err(Outage::Store));
    }
    assert_eq!(house.store.health(), Err(Outage::Store));
    assert_eq!(house.store.conclude(spent(&pool, "f0", 5), NOON).await, Err(Outage::Store));
    // Reads go on.
    assert_eq!(standing(&*house.store, &pool).await.authenticators.len(), 1);

    lock.execute_batch("ROLLBACK").unwrap();
    healed(&house.store).await;
    let found = standing(&*house.store, &pool).await;
    assert_eq!((found.version, found.wrong_everywhere), (1, 0), "nothing of what failed was written");
    assert_eq!(house.store.conclude(spent(&pool, "f0", 5), NOON).await.unwrap(), Concluded::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_takes_nothing_of_the_others_with_it() {
    let (house, person) = (SqliteHouse::new(), sid(801));
    enrolled(&*house.store, &person, "twin").await;
    let lock = rusqlite::Connection::open(house.path()).unwrap();
    // The lock gathers all of them into one group.
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut tries = JoinSet::new();
    for number in 0..60u8 {
        let store = house.store();
        tries.spawn(async move {
            if number % 3 == 0 {
                let again = authenticator("twin");
                let what = Change::AddAuthenticator { person: sid(802), name: "eve".to_owned(), authenticator: again };
                let said = store.change(what, event(&sid(802), "eve"), NOON).await;
                assert_eq!(said, Err(Outage::Store));
                return 0;
            }
            let pool = pool(&sid(810 + u32::from(number)), "mail", None);
            let what = counted(&pool, Counting::WrongCode(mac(number)));
            assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
            assert_eq!(standing(&*store, &pool).await.pool.wrong, 1);
            1
        });
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    lock.execute_batch("ROLLBACK").unwrap();
    let written: usize = tries.join_all().await.into_iter().sum();
    assert_eq!((written, rows(&*house.store).await), (40, 41));
    assert_eq!(house.store.health(), Ok(()));
    assert_eq!(house.store.person(&sid(802)).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_an_outage_for_right_and_wrong_codes_alike_and_heals() {
    let (house, person) = (SqliteHouse::new(), sid(803));
    let pool = pool(&person, "mail", None);
    enrolled(&*house.store, &person, "f3").await;
    house.store.pretend_full(true);
    let mut acknowledged = 0;
    let full = loop {
        let long = Conclusion {
            event: Some(vestibule_gate::Event { note: Some("x".repeat(2000)), ..event(&person, "ada") }),
            ..Conclusion::default()
        };
        match house.store.conclude(long, NOON).await {
            Ok(_) => acknowledged += 1,
            Err(outage) => break outage,
        }
        assert!(acknowledged < 1000, "the disk never became full");
    };
    assert_eq!((full, house.store.health()), (Outage::Store, Err(Outage::Store)));
    for what in [spent(&pool, "f3", 5), counted(&pool, Counting::WrongCode(mac(1)))] {
        assert_eq!(house.store.conclude(what, NOON).await, Err(Outage::Store));
    }
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(house.store.health(), Err(Outage::Store), "a probe found room where there is none");

    house.store.pretend_full(false);
    healed(&house.store).await;
    assert_eq!(rows(&*house.store).await, 1 + acknowledged);
    assert_eq!(house.store.conclude(spent(&pool, "f3", 5), NOON).await.unwrap(), Concluded::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_file_was_replaced_acknowledges_nothing_more() {
    let (house, person) = (SqliteHouse::new(), sid(804));
    let pool = pool(&person, "mail", None);
    let aside = house.folder.path().join("aside.db");
    fs::rename(house.path(), &aside).unwrap();
    assert_eq!(house.store.conclude(seen(&pool), NOON).await, Err(Outage::Store));
    create(&house.folder.path().join("other.db"), &sealer("test", 7), &Fixed(9), NOON).unwrap();
    fs::rename(house.folder.path().join("other.db"), house.path()).unwrap();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(house.store.health(), Err(Outage::Store));
    assert_eq!(house.store.conclude(seen(&pool), NOON).await, Err(Outage::Store));
    fs::rename(&aside, house.path()).unwrap();
    healed(&house.store).await;
    assert_eq!(house.store.conclude(seen(&pool), NOON).await.unwrap(), Concluded::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_an_outage_at_once() {
    let house = SqliteHouse::new();
    let lock = rusqlite::Connection::open(house.path()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut tries = JoinSet::new();
    for number in 0..1500 {
        let store = house.store();
        let what = seen(&pool(&sid(10_000 + number), "mail", None));
        tries.spawn(async move { store.conclude(what, NOON).await });
    }
    // Those beyond the queue are answered while the lock still stands.
    for _ in 0..200 {
        assert_eq!(tries.join_next().await.unwrap().unwrap(), Err(Outage::Store));
    }
    lock.execute_batch("ROLLBACK").unwrap();
    healed(&house.store).await;
    let done = tries.join_all().await.into_iter().filter(|end| *end == Ok(Concluded::Done)).count();
    let whole = vestibule_gate::ports::Verified::Whole { rows: done as u64 };
    assert_eq!(house.store.verify().await.unwrap(), whole, "what was answered as done was written, and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_spend_one_code_once_and_keep_one_chain() {
    let (house, person) = (SqliteHouse::new(), sid(805));
    let pool = pool(&person, "mail", None);
    enrolled(&*house.store, &person, "f5").await;
    let other = open(&house.path());
    let mut tries = JoinSet::new();
    for number in 0..60u64 {
        let (store, pool) = (if number % 2 == 0 { house.store() } else { Arc::clone(&other) }, pool.clone());
        tries.spawn(async move { store.conclude(spent(&pool, "f5", 1 + number / 30), NOON).await.unwrap() });
    }
    let done = tries.join_all().await.into_iter().filter(|end| *end == Concluded::Done).count();
    // Step 1 may find step 2 spent already; neither is spent twice.
    assert!((1..=2).contains(&done));
    assert_eq!(rows(&*other).await, 1 + done);
    let whole = vestibule_gate::ports::Verified::Whole { rows: 1 + done as u64 };
    assert_eq!(house.store.verify().await.unwrap(), whole);
}

#[tokio::test]
async fn old_rows_are_forgotten_in_passing_and_the_highest_time_is_kept() {
    let (house, person) = (SqliteHouse::new(), sid(806));
    let here = pool(&person, "mail", Some("192.0.2.6"));
    let what = Conclusion { refused_source: here.source, ..counted(&here, Counting::WrongCode(mac(1))) };
    let _ = house.store.conclude(what, NOON).await.unwrap();
    house.execute(
        "INSERT INTO activation VALUES ('a', 'S-1-5-21-1-2-3-806', x'00', 'root', 1, 2, NULL);
         INSERT INTO bypass VALUES ('b', 'S-1-5-21-1-2-3-806', x'00', 'root', 'why', 1, 2, NULL);
         INSERT INTO bypass_use VALUES ('b', 'mail', 2);
         INSERT INTO grace VALUES ('S-1-5-21-1-2-3-806', 'mail', 2);
         INSERT INTO mailed VALUES ('S-1-5-21-1-2-3-806', 'login', 2)",
    );
    let later = NOON.plus(Duration::from_secs(40 * 24 * 3600));
    let _ = house.store.conclude(seen(&here), later).await.unwrap();
    let _ = house.store.conclude(seen(&here), NOON).await.unwrap();
    let conn = rusqlite::Connection::open(house.path()).unwrap();
    let sql = "SELECT (SELECT count(*) FROM counted) + (SELECT count(*) FROM source_refusal)
                    + (SELECT count(*) FROM activation) + (SELECT count(*) FROM bypass)
                    + (SELECT count(*) FROM bypass_use) + (SELECT count(*) FROM mailed)";
    assert_eq!(conn.query_row(sql, (), |row| row.get::<_, i64>(0)).unwrap(), 0);
    assert_eq!(house.store.highest_time().unwrap(), later);
    let found = standing(&*house.store, &here).await;
    assert_eq!((found.pool.wrong, found.grace.logins), (1, 1), "counts themselves do not age");
}

#[tokio::test]
async fn no_typed_name_reaches_the_statements_as_sql() {
    let house = SqliteHouse::new();
    for (number, word) in
        ["'; DROP TABLE person; --", "\" OR 1=1", "%_*", "\u{0}x", "{\"$gt\":\"\"}"].iter().enumerate()
    {
        let person = vestibule_gate::Sid::new(*word);
        let here = pool(&person, word, None);
        let spend = Some(Spend::Recovery { id: (*word).to_owned() });
        let lost = Conclusion { spend, ..seen(&here) };
        assert_eq!(house.store.conclude(lost, NOON).await.unwrap(), Concluded::SpendLost);
        let what = Conclusion { event: Some(event(&person, word)), ..counted(&here, Counting::WrongCode(mac(1))) };
        assert_eq!(house.store.conclude(what, NOON).await.unwrap(), Concluded::Done);
        assert_eq!(house.store.person(&person).await.unwrap().unwrap().name, *word);
        assert_eq!(house.store.people().await.unwrap().len(), number + 1);
    }
}
