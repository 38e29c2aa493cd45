//! The file holds each row once, in order, whatever happens to it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use vestibule_gate::ports::{Conclusion, Store};
use vestibule_gate::{Event, Moment, Timestamp};

use super::*;
use crate::store::testing::{House, NOON, SqliteHouse, event, sid};

struct Noon;
impl Clock for Noon {
    fn now(&self) -> Timestamp {
        NOON
    }
    fn moment(&self) -> Moment {
        Moment(0)
    }
}

struct Rig {
    house: SqliteHouse,
    folder: tempfile::TempDir,
    written: u64,
}

impl Rig {
    fn new() -> Self {
        Self { house: SqliteHouse::new(), folder: tempfile::tempdir().unwrap(), written: 0 }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("audit.jsonl")
    }

    fn follower(&self) -> FileFollower {
        FileFollower::new(self.house.store(), Arc::new(Noon), self.path())
    }

    async fn write(&mut self, rows: u64) {
        for _ in 0..rows {
            let event = Event { duration_ms: self.written, ..event(&sid(900), "ada") };
            let what = Conclusion { event: Some(event), ..Conclusion::default() };
            let _ = self.house.store().conclude(what, NOON).await.unwrap();
            self.written += 1;
        }
    }
}

/// The numbers of the events in a file, each line being valid JSON.
fn numbers(path: &Path) -> Vec<u64> {
    let number = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value.get("duration-ms").unwrap().as_u64().unwrap()
    };
    fs::read_to_string(path).unwrap().lines().map(number).collect()
}

#[tokio::test]
async fn every_row_is_copied_once_and_in_order_over_restarts() {
    let mut rig = Rig::new();
    rig.follower().catch_up().await.unwrap();
    for rows in [3, 0, 1201] {
        rig.write(rows).await;
        rig.follower().catch_up().await.unwrap();
        rig.follower().catch_up().await.unwrap();
    }
    assert!(numbers(&rig.path()).into_iter().eq(0..1204));
}

#[tokio::test]
async fn after_a_crash_before_the_cursor_moved_nothing_is_twice() {
    let mut rig = Rig::new();
    rig.write(10).await;
    rig.follower().catch_up().await.unwrap();
    for cut in [0, 1, 5, 300, 1000] {
        rig.write(10).await;
        let before = rig.house.store().cursor(NAME).await.unwrap();
        rig.follower().catch_up().await.unwrap();
        // As if the crash had come before the cursor moved, with the last bytes not yet in the file.
        rig.house.execute(&format!("UPDATE follower SET sequence = {before}"));
        let bytes = fs::read(rig.path()).unwrap();
        fs::write(rig.path(), bytes.get(..bytes.len() - cut).unwrap()).unwrap();
        rig.follower().catch_up().await.unwrap();
        assert!(numbers(&rig.path()).into_iter().eq(0..rig.written), "{cut}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_whose_cursor_could_not_be_moved_are_not_written_twice() {
    let mut rig = Rig::new();
    let mut follower = rig.follower();
    rig.write(3).await;
    follower.catch_up().await.unwrap();
    rig.write(5).await;
    rig.house.execute("CREATE TRIGGER stuck BEFORE UPDATE ON follower BEGIN SELECT raise(ABORT, 'no'); END");
    for _ in 0..2 {
        assert!(matches!(follower.catch_up().await, Err(FollowError::Store(Outage::Store))));
    }
    rig.house.execute("DROP TRIGGER stuck");
    rig.write(2).await;
    follower.catch_up().await.unwrap();
    assert!(numbers(&rig.path()).into_iter().eq(0..10));
}

#[tokio::test]
async fn a_rotated_file_is_followed_by_a_new_one() {
    let mut rig = Rig::new();
    let mut follower = rig.follower();
    rig.write(4).await;
    follower.catch_up().await.unwrap();
    let old = rig.folder.path().join("audit.jsonl.1");
    fs::rename(rig.path(), &old).unwrap();
    rig.write(3).await;
    follower.catch_up().await.unwrap();
    assert_eq!((numbers(&old), numbers(&rig.path())), (vec![0, 1, 2, 3], vec![4, 5, 6]));
}

#[tokio::test]
async fn an_unwritable_file_keeps_nobody_out_and_is_caught_up_later() {
    let mut rig = Rig::new();
    // A folder in its place cannot be written even by root.
    fs::create_dir(rig.path()).unwrap();
    let mut follower = rig.follower();
    rig.write(5).await;
    let error = follower.catch_up().await.unwrap_err();
    assert!(error.to_string().contains("audit.jsonl"), "{error}");
    assert_eq!(rig.house.store().health(), Ok(()));
    rig.write(2).await;
    fs::remove_dir(rig.path()).unwrap();
    follower.catch_up().await.unwrap();
    assert!(numbers(&rig.path()).into_iter().eq(0..7));
}

#[tokio::test]
async fn a_running_follower_writes_what_came_before_it_stops() {
    let mut rig = Rig::new();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(rig.follower().run(stopped));
    rig.write(20).await;
    stop.send(true).unwrap();
    task.await.unwrap();
    assert!(numbers(&rig.path()).into_iter().eq(0..20));
}
