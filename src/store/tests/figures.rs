//! Figures, printed and not asserted: `cargo test figures -- --ignored --nocapture`.
#![expect(clippy::print_stdout, reason = "printing is what they are for")]

use std::time::Instant;

use vestibule_gate::ports::{Concluded, Store};

use super::super::suite::house::*;
use super::*;

const PEOPLE: u32 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints durable conclusions a second and the time of a read; asserts nothing of them"]
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn figures() {
    let house = SqliteHouse::new();
    for number in 0..PEOPLE {
        enrolled(&*house.store, &sid(number), &format!("{number:032x}")).await;
    }
    for (flight, each) in [(1u32, 2000u32), (64, 400), (256, 150)] {
        let began = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for lane in 0..flight {
            let store = house.store();
            tasks.spawn(async move {
                for round in 0..each {
                    let number = (lane + round * flight) % PEOPLE;
                    let pool = pool(&sid(number), "mail", Some("192.0.2.1"));
                    let what =
                        spent(&pool, &format!("{number:032x}"), 1 + u64::from(flight) * 10_000 + u64::from(round));
                    let said = store.conclude(what, NOON).await.unwrap();
                    assert!(said == Concluded::Done || said == Concluded::SpendLost);
                }
            });
        }
        tasks.join_all().await;
        let each_second = f64::from(flight * each) / began.elapsed().as_secs_f64();
        println!("{flight:>4} in flight: {each_second:>8.0} durable conclusions a second");
    }
    let (began, store) = (Instant::now(), house.store());
    for number in 0..20_000 {
        let _ = standing(&*store, &pool(&sid(number % PEOPLE), "mail", Some("192.0.2.1"))).await;
    }
    println!("a standing read where it is called: {:.1} us", began.elapsed().as_secs_f64() * 1e6 / 20_000.0);
    let began = Instant::now();
    for number in 0..20_000 {
        let store = house.store();
        let pool = pool(&sid(number % PEOPLE), "mail", Some("192.0.2.1"));
        let handle = tokio::runtime::Handle::current();
        let _ = tokio::task::spawn_blocking(move || handle.block_on(standing(&*store, &pool))).await;
    }
    println!("the same by a blocking thread:      {:.1} us", began.elapsed().as_secs_f64() * 1e6 / 20_000.0);
}
