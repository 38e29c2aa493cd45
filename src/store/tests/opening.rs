//! What is refused, and that the words name the file and the remedy.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use vestibule_gate::ports::{Concluded, Records, Store, Verified};

use super::super::error::StoreError;
use super::super::suite::house::*;
use super::super::{Initialised, init};
use super::*;

fn refused(path: &Path) -> StoreError {
    match SqliteStore::open(path, Arc::new(sealer("test", 7)), Look::Whole) {
        Ok(_) => panic!("a store that must be refused was opened"),
        Err(error) => {
            assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
            error
        }
    }
}

fn init_again(path: &Path) -> Result<Initialised, StoreError> {
    init(path, &sealer("test", 7), &Fixed(3), NOON)
}

/// Closes the house and keeps its folder.
fn closed(house: SqliteHouse) -> (TempDir, PathBuf) {
    let path = house.path();
    drop(house.store);
    (house.folder, path)
}

fn sql(path: &Path, sql: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_new_store_is_its_owners_alone_and_is_not_made_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a store's file?.db");
    assert_eq!(init_again(&path).unwrap(), Initialised::Created);
    assert_eq!(init_again(&path).unwrap(), Initialised::Current);
    assert!(matches!(create(&path, &sealer("test", 7), &Fixed(3), NOON), Err(StoreError::Exists(_))));
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a store's file?.db", "a store's file?.db.instance"]);
    for name in names {
        assert_eq!(fs::metadata(folder.path().join(name)).unwrap().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_missing_store_is_refused_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    assert!(matches!(refused(&path), StoreError::Missing(_)));
    assert!(!path.exists());
}

#[test]
fn a_lost_store_is_not_made_anew() {
    let (_folder, path) = closed(SqliteHouse::new());
    fs::remove_file(&path).unwrap();
    assert!(matches!(refused(&path), StoreError::Lost { .. }));
    assert!(matches!(init_again(&path), Err(StoreError::Lost { .. })));
    assert!(!path.exists());
}

#[test]
fn what_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.db");
    sql(&other, "CREATE TABLE person (id TEXT)");
    assert!(matches!(refused(&other), StoreError::NotOurs(_)));
    assert!(matches!(init_again(&other), Err(StoreError::NotOurs(_))));
    for content in ["", "this is no database, though it is long enough to look at: ".repeat(40).as_str()] {
        let path = folder.path().join("text.db");
        fs::write(&path, content).unwrap();
        assert!(matches!(refused(&path), StoreError::NotOurs(_)), "{}", content.len());
        assert!(matches!(init_again(&path), Err(StoreError::NotOurs(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn older_newer_and_altered_schemas_are_refused() {
    for (change, name) in [
        ("PRAGMA user_version = 0", "Older"),
        ("PRAGMA user_version = 99", "Newer"),
        ("UPDATE migration SET checksum = checksum + 1", "Altered"),
    ] {
        let (_folder, path) = closed(SqliteHouse::new());
        sql(&path, change);
        let error = refused(&path);
        assert!(format!("{error:?}").starts_with(name), "{error:?}");
        assert!(error.to_string().contains("nstall") || error.to_string().contains("vestibule init"), "{error}");
    }
}

#[test]
fn another_sealing_key_is_refused_by_name_and_by_content() {
    let (_folder, path) = closed(SqliteHouse::new());
    for foreign in [sealer("other", 7), sealer("test", 8)] {
        let error = SqliteStore::open(&path, Arc::new(foreign), Look::Brief).err().unwrap();
        assert!(matches!(error, StoreError::ForeignKey { .. }) && error.to_string().contains("key-file"), "{error}");
    }
}

#[test]
fn a_damaged_store_is_refused() {
    let (_folder, path) = closed(SqliteHouse::new());
    let whole = fs::read(&path).unwrap();
    let cut = whole.get(..whole.len() - 4096 * 3).unwrap().to_vec();
    let mut torn = whole.clone();
    torn.iter_mut().skip(4096 * 4).take(4096 * 8).for_each(|byte| *byte ^= 0xa5);
    for damaged in [cut, torn] {
        fs::write(&path, &damaged).unwrap();
        assert!(matches!(refused(&path), StoreError::Damaged { .. }));
        assert!(init_again(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), damaged);
    }
}

#[test]
fn another_store_in_its_place_is_refused() {
    let (_folder, path) = closed(SqliteHouse::new());
    let other = tempfile::tempdir().unwrap();
    let empty = other.path().join("empty.db");
    create(&empty, &sealer("test", 7), &Fixed(9), NOON).unwrap();
    fs::copy(&empty, &path).unwrap();
    assert!(matches!(refused(&path), StoreError::OtherInstance { .. }));
    assert!(matches!(init_again(&path), Err(StoreError::OtherInstance { .. })));
}

#[test]
fn a_store_without_its_file_beside_is_taken_only_by_init_and_only_while_empty() {
    let (_folder, path) = closed(SqliteHouse::new());
    let beside = Sidecar::path(&path);
    fs::remove_file(&beside).unwrap();
    assert!(matches!(refused(&path), StoreError::OtherInstance { .. }));
    assert_eq!(init_again(&path).unwrap(), Initialised::Created);
    sql(&path, "INSERT INTO person (id, name, version) VALUES ('S-1-5-21-1', 'ada', 1)");
    fs::remove_file(&beside).unwrap();
    assert!(matches!(init_again(&path), Err(StoreError::OtherInstance { .. })));
}

#[tokio::test]
async fn an_older_copy_is_refused_and_once_accepted_takes_no_code_of_before() {
    let (house, person) = (SqliteHouse::new(), sid(700));
    let pool = pool(&person, "mail", None);
    enrolled(&*house.store, &person, "aa").await;
    with_recovery(&*house.store, &person, &["ra", "rb"]).await;
    // A clock four steps ahead, a bypass code and an activation code.
    house.execute(
        "UPDATE authenticator SET drift = 4;
         INSERT INTO bypass SELECT 'b', id, zeroblob(32), 'root', 'why', 1, 9000000000000, NULL FROM person;
         INSERT INTO activation SELECT 'c', id, zeroblob(32), 'root', 1, 9000000000000, NULL FROM person",
    );
    house.store.note_stop().unwrap();
    let copy = house.folder.path().join("copy");
    sql(&house.path(), &format!("VACUUM INTO '{}'", copy.display()));
    let now = NOON.as_secs() / 30;
    assert_eq!(house.store.conclude(spent(&pool, "aa", now), NOON).await.unwrap(), Concluded::Done);
    house.store.note_stop().unwrap();
    let (folder, path) = closed(house);
    fs::rename(&copy, &path).unwrap();
    for log in ["test.db-wal", "test.db-shm"] {
        let _ = fs::remove_file(folder.path().join(log));
    }

    assert!(matches!(refused(&path), StoreError::OlderCopy { .. }));
    assert_eq!(init_again(&path).unwrap(), Initialised::Accepted);
    let store = open(&path);
    assert_eq!(store.recovery_left(&person).await.unwrap(), 0);
    assert!(store.bypasses(None, NOON).await.unwrap().is_empty());
    assert!(store.activation(&person, NOON).await.unwrap().is_none());
    for (step, end) in [(now, Concluded::SpendLost), (now + 5, Concluded::SpendLost), (now + 6, Concluded::Done)] {
        assert_eq!(store.conclude(spent(&pool, "aa", step), NOON).await.unwrap(), end);
    }
}

#[tokio::test]
async fn rows_cut_off_the_end_together_with_their_head_show_against_the_file_beside() {
    let house = SqliteHouse::new();
    for _ in 0..3 {
        let _ = house.store.conclude(seen(&pool(&sid(701), "mail", None)), NOON).await.unwrap();
    }
    house.store.note_stop().unwrap();
    house.execute(
        "DELETE FROM audit WHERE sequence = 3;
         UPDATE chain SET (sequence, link) = (SELECT sequence, link FROM audit WHERE sequence = 2)",
    );
    assert_eq!(house.store.verify().await.unwrap(), Verified::Broken { sequence: 3 });
    let (_folder, path) = closed(house);
    assert!(matches!(refused(&path), StoreError::OlderCopy { .. }));
}
