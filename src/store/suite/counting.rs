//! What is counted, for whom, and until when.

use std::time::Duration;

use vestibule_gate::Timestamp;
use vestibule_gate::ports::{Change, Concluded, Conclusion, Counting, Pool, PoolCount, Records, Standing, Store};

use super::house::*;

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn done(store: &impl Store, what: Conclusion, now: Timestamp) {
    assert_eq!(store.conclude(what, now).await.unwrap(), Concluded::Done);
}

async fn wrong(store: &impl Store, pool: &Pool, typed: u8) {
    done(store, counted(pool, Counting::WrongCode(mac(typed))), NOON).await;
}

pub(in crate::store) async fn somebody_never_seen_has_an_empty_standing<H: House>() {
    let (house, person) = (H::new(), sid(200));
    let found = standing(&*house.store(), &pool(&person, "mail", None)).await;
    assert_eq!(format!("{found:?}"), format!("{:?}", Standing::default()));
    assert_eq!(house.store().person(&person).await.unwrap(), None);
}

pub(in crate::store) async fn every_conclusion_about_a_person_raises_the_version<H: House>() {
    let (house, person) = (H::new(), sid(201));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    let counts = [Counting::Nothing, Counting::WrongCode(mac(1)), Counting::WrongCode(mac(1)), Counting::Admission];
    for (count, version) in counts.into_iter().zip(1..) {
        done(&*store, counted(&pool, count), NOON).await;
        assert_eq!(standing(&*store, &pool).await.version, version);
    }
    let nobody = Conclusion { pool: None, ..seen(&pool) };
    done(&*store, nobody, NOON).await;
    assert_eq!(standing(&*store, &pool).await.version, 4);
}

pub(in crate::store) async fn a_conclusion_on_an_older_standing_is_stale_and_writes_nothing<H: House>() {
    let (house, person) = (H::new(), sid(202));
    let (store, pool) = (house.store(), pool(&person, "mail", Some("192.0.2.2")));
    let at = |version| Conclusion {
        version: Some(version),
        refused_source: pool.source,
        ..counted(&pool, Counting::WrongCode(mac(version as u8)))
    };
    assert_eq!(store.conclude(at(1), NOON).await.unwrap(), Concluded::Stale);
    assert_eq!(store.person(&person).await.unwrap(), None);
    done(&*store, at(0), NOON).await;
    done(&*store, at(1), NOON).await;
    assert_eq!(store.conclude(at(1), NOON).await.unwrap(), Concluded::Stale);
    assert_eq!(store.conclude(at(0), NOON).await.unwrap(), Concluded::Stale);
    let found = standing(&*store, &pool).await;
    assert_eq!((found.version, found.wrong_everywhere, rows(&*store).await), (2, 2, 2));
    assert_eq!(store.refusals(pool.source.unwrap(), NOON).await.unwrap(), 2);
}

pub(in crate::store) async fn wrong_codes_count_in_their_pool_and_everywhere<H: House>() {
    let (house, person, other) = (H::new(), sid(203), sid(204));
    let store = house.store();
    let pools = [
        pool(&person, "mail", Some("192.0.2.1")),
        pool(&person, "mail", Some("192.0.2.2")),
        pool(&person, "mail", None),
        pool(&person, "wiki", None),
    ];
    for (pool, typed) in pools.iter().zip(10..) {
        wrong(&*store, pool, typed).await;
        wrong(&*store, pool, typed + 10).await;
    }
    for pool in &pools {
        let found = standing(&*store, pool).await;
        assert_eq!(found.pool, PoolCount { wrong: 2, last_wrong: Some(NOON), last_admission: None });
        assert_eq!(found.wrong_everywhere, 8);
    }
    assert_eq!(standing(&*store, &pool(&other, "mail", None)).await.wrong_everywhere, 0);
}

pub(in crate::store) async fn the_same_string_counts_once_in_a_day<H: House>() {
    let (house, person) = (H::new(), sid(205));
    let (store, here, there) = (house.store(), pool(&person, "mail", None), pool(&person, "wiki", None));
    let count = || Counting::WrongCode(mac(7));
    done(&*store, counted(&here, count()), NOON).await;
    done(&*store, counted(&there, count()), NOON.plus(DAY / 2)).await;
    let almost = NOON.plus(DAY - Duration::from_millis(1));
    done(&*store, counted(&here, count()), almost).await;
    let found = ask(&*store, &there, 7, almost).await;
    assert_eq!((found.wrong_everywhere, found.pool.wrong, found.counted_before), (1, 0, true));

    assert!(!ask(&*store, &there, 8, almost).await.counted_before);
    assert!(!ask(&*store, &here, 7, NOON.plus(DAY)).await.counted_before);
    done(&*store, counted(&here, count()), NOON.plus(DAY)).await;
    let found = ask(&*store, &here, 7, NOON.plus(DAY)).await;
    assert_eq!((found.wrong_everywhere, found.pool.wrong), (2, 2));
}

pub(in crate::store) async fn an_ipv4_mapped_source_is_the_ipv4_one<H: House>() {
    let (house, person) = (H::new(), sid(206));
    let store = house.store();
    let (plain, mapped) = (pool(&person, "mail", Some("192.0.2.6")), pool(&person, "mail", Some("::ffff:192.0.2.6")));
    wrong(&*store, &mapped, 1).await;
    done(&*store, Conclusion { refused_source: mapped.source, ..Conclusion::default() }, NOON).await;
    assert_eq!(standing(&*store, &plain).await.pool.wrong, 1);
    assert_eq!(store.refusals(plain.source.unwrap(), NOON).await.unwrap(), 1);
}

pub(in crate::store) async fn only_an_admission_or_an_unlock_clears_wrong_codes<H: House>() {
    let (house, person) = (H::new(), sid(207));
    let pool = pool(&person, "mail", None);
    let store = house.store();
    for typed in 1..=4 {
        wrong(&*store, &pool, typed).await;
    }
    done(&*store, counted(&pool, Counting::RightPassword), NOON).await;
    done(&*store, counted(&pool, Counting::WrongPassword), NOON).await;
    enrolled(&*store, &person, "c7").await;
    let again = house.after_a_crash();
    let found = standing(&*again.store(), &pool).await;
    assert_eq!((found.pool.wrong, found.wrong_everywhere), (4, 4));
    done(&*again.store(), counted(&pool, Counting::Admission), NOON).await;
    let found = standing(&*again.store(), &pool).await;
    assert_eq!((found.pool.wrong, found.pool.last_wrong, found.wrong_everywhere), (0, None, 0));
    assert_eq!(found.pool.last_admission, Some(NOON));

    let _ = change(&*store, Change::Unlock { person }).await;
    assert_eq!(standing(&*store, &pool).await.pool.wrong, 0);
}

pub(in crate::store) async fn an_admission_elsewhere_leaves_a_pools_own_count<H: House>() {
    let (house, person) = (H::new(), sid(208));
    let store = house.store();
    let (work, stranger) = (pool(&person, "mail", Some("192.0.2.8")), pool(&person, "mail", Some("203.0.113.8")));
    for typed in 1..=6 {
        wrong(&*store, &stranger, typed).await;
    }
    done(&*store, counted(&work, Counting::Admission), NOON).await;
    let found = standing(&*store, &stranger).await;
    assert_eq!((found.pool.wrong, found.wrong_everywhere, found.pool.last_admission), (6, 0, None));
}

pub(in crate::store) async fn forwarded_passwords_count_until_a_right_one<H: House>() {
    let (house, person) = (H::new(), sid(209));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    for (clear, later) in [(Counting::RightPassword, 1000), (Counting::Admission, 3000)] {
        done(&*store, counted(&pool, Counting::WrongPassword), NOON).await;
        let last = NOON.plus(Duration::from_millis(later));
        done(&*store, counted(&pool, Counting::WrongPassword), last).await;
        assert_eq!(standing(&*store, &pool).await.forwarded, (2, Some(last)));
        done(&*store, counted(&pool, clear), last).await;
        assert_eq!(standing(&*store, &pool).await.forwarded, (0, None));
    }
}

pub(in crate::store) async fn a_sources_refusals_age_out<H: House>() {
    let house = H::new();
    let store = house.store();
    let (source, other) = ("2001:db8::9".parse().unwrap(), "2001:db8::a".parse().unwrap());
    let minute = |number: u64| Timestamp(NOON.0 - NOON.0 % 60_000 + number * 60_000 + 1234);
    for number in 0..10 {
        for _ in 0..=number {
            let refused = Conclusion { refused_source: Some(source), ..Conclusion::default() };
            done(&*store, refused, minute(number)).await;
        }
    }
    assert_eq!(store.refusals(source, minute(0)).await.unwrap(), 55);
    assert_eq!(store.refusals(source, minute(8)).await.unwrap(), 19);
    assert_eq!(store.refusals(source, minute(10)).await.unwrap(), 0);
    assert_eq!(store.refusals(other, minute(0)).await.unwrap(), 0);
}
