//! What becomes of logins while the store is locked, full, damaged or gone: nobody comes in, nobody learns whether a
//! guess was right, nothing that was acknowledged is lost.

use crate::steps::{answered, code, refused, run, typed};
use crate::support::audit::events;
use crate::support::house::{House, both};
use crate::support::ldap::Answer;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use crate::support::scratch;
use crate::support::shared::dc;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The one face of an outage.
fn unavailable() -> Answer {
    let diagnostic = "logins cannot be judged at the moment".to_owned();
    Answer { code: code::UNAVAILABLE, matched: String::new(), diagnostic }
}

fn enrolled(house: &House) -> (Person, Phone) {
    let person = dc().person("stan");
    let phone = house.enroll(&person);
    (person, phone)
}

fn database(house: &House) -> PathBuf {
    house.folder().join("vestibule.db")
}

/// Once somebody is told that we are unavailable, a right code, a wrong one, a stranger and a person without any are
/// told the same, byte for byte.
fn assert_nobody_learns_anything(house: &House, person: &Person, phone: &Phone, right: &str) {
    wait_until("the fault to be noticed", || {
        let wrong = typed(person, &format!("-{}", phone.wrong_code()));
        (house.bind(&person.upn, &wrong).code == code::UNAVAILABLE).then_some(())
    });
    let nobody = "nobody@ad.example.test".to_owned();
    for (name, secret) in [
        (&person.upn, typed(person, right)),
        (&person.upn, typed(person, &phone.wrong_code())),
        (&person.upn, person.password.clone()),
        (&nobody, typed(person, right)),
    ] {
        assert_eq!(house.bind(name, &secret), unavailable(), "{name}");
    }
}

/// Once the fault is mended: the code that was refused is good, without a restart.
fn assert_heals(house: &House, person: &Person, right: &str) {
    let answer = wait_until("the store to be written again", || {
        Some(house.bind(&person.upn, &typed(person, right))).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "the code was not spent meanwhile: {answer:?}");
    assert_eq!(answered(|| house.bind(&person.upn, &typed(person, right))), refused(), "and now it is");
}

#[test]
fn locked_store_is_unavailable_and_heals() {
    let house = Plan::behind(dc()).open();
    let (person, mut phone) = enrolled(&house);
    let other = rusqlite::Connection::open(database(&house)).expect("the store can be opened");
    other.execute_batch("BEGIN EXCLUSIVE").expect("the store can be locked");
    let pid = house.pid();
    let right = phone.code();
    assert_nobody_learns_anything(&house, &person, &phone, &right);
    other.execute_batch("ROLLBACK").expect("the lock can be given back");
    assert_heals(&house, &person, &right);
    assert_eq!((house.pid(), house.is_running()), (pid, true));
}

/// A file system of eight megabytes, taken away with its value.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Self {
        let folder = scratch::folder("disk");
        let mut mount = Command::new("mount");
        let output = mount.args(["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs"]).arg(folder.path()).output();
        let output = output.expect("mount starts");
        assert!(output.status.success(), "./test runs this where it may mount: {}", both(&output));
        Self(folder)
    }

    /// Takes all the room there is, and returns the file that does.
    fn fill(&self) -> PathBuf {
        let path = self.0.path().join("ballast");
        let mut file = File::create(&path).expect("an empty file has room");
        for size in [64 * 1024, 4096, 1] {
            let block = vec![7_u8; size];
            while file.write_all(&block).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[test]
fn full_disk_is_unavailable_and_heals() {
    let disk = SmallDisk::mount();
    let house = Plan::behind(dc()).store(&disk.0.path().join("vestibule.db")).open();
    let mut residents: Vec<_> = (0..3).map(|_| enrolled(&house)).collect();
    let (person, mut phone) = enrolled(&house);
    let right = phone.code();
    let ballast = disk.fill();
    assert_nobody_learns_anything(&house, &person, &phone, &right);
    let newcomer = dc().person("stan");
    let added =
        house.manage_with_input(&["authenticator", "add", &newcomer.dn, "--secret-file", "-"], Phone::new().seed());
    assert!(!added.status.success(), "what cannot be kept is not acknowledged");
    fs::remove_file(ballast).expect("the ballast can be thrown off");
    assert_heals(&house, &person, &right);
    for (person, phone) in &mut residents {
        let both = typed(person, &phone.code());
        assert_eq!(answered(|| house.bind(&person.upn, &both)).code, code::SUCCESS, "still enrolled");
    }
    let listed = events(run(&house, &["authenticator", "list", &newcomer.dn, "--json"]).as_bytes());
    assert!(listed.is_empty(), "nor half of it kept: {listed:?}");
    run(&house, &["audit", "verify"]);
}

#[test]
fn deleted_store_is_unavailable_and_never_made_anew() {
    let house = Plan::behind(dc()).open();
    let (person, mut phone) = enrolled(&house);
    let right = phone.code();
    fs::remove_file(database(&house)).expect("the store was there");
    assert_nobody_learns_anything(&house, &person, &phone, &right);
    assert!(!database(&house).exists());
    house.kill9();
    assert_refuses_to_serve(&house, "is gone");
    assert!(!database(&house).exists());
}

#[test]
fn replaced_store_is_unavailable() {
    let house = Plan::behind(dc()).open();
    let (person, mut phone) = enrolled(&house);
    let copy = house.folder().join("copy.db");
    backup(&database(&house), &copy);
    let right = phone.code();
    fs::rename(&copy, database(&house)).expect("the copy can be put in its place");
    assert_nobody_learns_anything(&house, &person, &phone, &right);
    let answer = house.bind(&person.upn, &typed(&person, &right));
    assert_eq!(answer, unavailable(), "the code is not spent in a file that is not looked at again");
}

#[test]
fn truncated_store_is_unavailable() {
    let house = Plan::behind(dc()).open();
    let (person, mut phone) = enrolled(&house);
    checkpoint(&database(&house));
    let right = phone.code();
    let file = File::options().write(true).open(database(&house)).expect("the store is there");
    file.set_len(0).expect("the store can be cut short");
    assert_nobody_learns_anything(&house, &person, &phone, &right);
    house.kill9();
    let served = house.manage(&["serve"]);
    assert_eq!(served.status.code(), Some(78), "{}", both(&served));
}

#[test]
fn flipped_page_is_found_before_anybody_is_served() {
    let house = Plan::behind(dc()).open();
    for _ in 0..3 {
        enrolled(&house);
    }
    assert!(house.stop().success());
    let store = rusqlite::Connection::open(database(&house)).expect("the store can be opened");
    store.execute_batch("VACUUM").expect("pages that nothing is in can be given back");
    drop(store);
    checkpoint(&database(&house));
    let good = fs::read(database(&house)).expect("the store is there");
    let pages = good.len() / 4096;
    assert!(pages > 5);
    run(&house, &["check", "--online"]);
    for page in 0..pages {
        flip(&database(&house), page);
        let checked = house.manage(&["check", "--online"]);
        assert_eq!(checked.status.code(), Some(1), "page {page} of {pages}: {}", both(&checked));
        fs::write(database(&house), &good).expect("the store can be mended");
    }
    flip(&database(&house), pages / 2);
    assert_refuses_to_serve(&house, "vestibule.db");
}

#[test]
fn foreign_key_is_refused() {
    let (house, other) = (Plan::behind(dc()).open(), Plan::behind(dc()).open());
    assert!(house.stop().success());
    fs::copy(other.folder().join("seal.key"), house.folder().join("seal.key")).expect("the key can be exchanged");
    assert_refuses_to_serve(&house, "another sealing key");
    fs::remove_file(house.folder().join("seal.key")).expect("the key was there");
    assert_refuses_to_serve(&house, "no sealing key");
}

#[test]
fn another_houses_store_is_refused() {
    let (house, other) = (Plan::behind(dc()).open(), Plan::behind(dc()).open());
    assert!(house.stop().success() && other.stop().success());
    for name in ["vestibule.db", "seal.key"] {
        fs::copy(other.folder().join(name), house.folder().join(name)).expect("it can be exchanged");
    }
    assert_refuses_to_serve(&house, "is not the one");
}

/// A copy of yesterday would let today's codes come in again.
#[test]
fn older_copy_is_refused_until_it_is_accepted_and_then_spent_codes_stay_spent() {
    let house = Plan::behind(dc()).open();
    let (person, mut phone) = enrolled(&house);
    let copy = house.folder().join("yesterday.db");
    backup(&database(&house), &copy);
    let spent = typed(&person, &phone.code());
    assert_eq!(answered(|| house.bind(&person.upn, &spent)).code, code::SUCCESS);
    assert!(house.stop().success());
    for rest in ["vestibule.db-wal", "vestibule.db-shm"] {
        let _ = fs::remove_file(house.folder().join(rest));
    }
    fs::rename(&copy, database(&house)).expect("the copy can be put in its place");
    assert_refuses_to_serve(&house, "older copy");
    run(&house, &["init"]);
    house.start_again();
    assert_eq!(answered(|| house.bind(&person.upn, &spent)), refused());
    let answer = wait_until("a code that nobody can have used before", || {
        Some(house.bind(&person.upn, &typed(&person, &phone.code()))).filter(|answer| answer.code == code::SUCCESS)
    });
    assert_eq!(answer.code, code::SUCCESS, "whoever was enrolled still is");
}

#[test]
fn file_that_is_no_store_is_refused() {
    let house = Plan::behind(dc()).open();
    assert!(house.stop().success());
    for content in [&b""[..], b"not a database at all, but long enough to be looked at", &[0; 8192]] {
        fs::write(database(&house), content).expect("the store can be overwritten");
        let _ = fs::remove_file(house.folder().join("vestibule.db-wal"));
        assert_refuses_to_serve(&house, "vestibule.db");
        assert_eq!(fs::read(database(&house)).expect("it is still there"), content, "and it is left as it is");
    }
}

/// 78, and one line that names what is wrong.
fn assert_refuses_to_serve(house: &House, named: &str) {
    let served = house.manage(&["serve"]);
    let said = both(&served);
    assert_eq!(served.status.code(), Some(78), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.contains(named)).collect();
    assert_eq!(lines.len(), 1, "one line with `{named}`: {said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// Moves what is in the log into the database's file.
fn checkpoint(path: &Path) {
    let store = rusqlite::Connection::open(path).expect("the store can be opened");
    store.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("the log can be emptied");
}

fn backup(from: &Path, to: &Path) {
    let store = rusqlite::Connection::open(from).expect("the store can be opened");
    store.execute("VACUUM INTO ?1", [to.display().to_string()]).expect("it can be copied");
}

/// Turns every bit of the first sixteen octets of a page.
fn flip(path: &Path, page: usize) {
    let mut file = File::options().read(true).write(true).open(path).expect("the store is there");
    let at = SeekFrom::Start(u64::try_from(page * 4096).expect("a small file"));
    let mut bytes = [0; 16];
    file.seek(at).and_then(|_| file.read_exact(&mut bytes)).expect("the page can be read");
    let turned = bytes.map(|byte| !byte);
    file.seek(at).and_then(|_| file.write_all(&turned)).expect("the page can be written");
}
