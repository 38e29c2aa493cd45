//! `wifi list` and `wifi revoke` on a real store, and what a start of the server ends.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::house::{House, Run};

const FIRST: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";
const SECOND: &str = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
const THIRD: &str = "0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c";
const PATIENCE: Duration = Duration::from_secs(30);
const ADA: &str = "S-1-5-21-1-2-3-1000";

/// A house without a directory, and a store that knows three machines of two people.
fn house(node: &str) -> House {
    let mut house = House::new();
    house.replace("ldaps://dc1.ad.example.test\"]", "ldap://127.0.0.1:1\"]\ndangerous-clear-text = true");
    house.replace("127.0.0.1:3636", "127.0.0.1:0");
    assert_eq!(house.run(&["init"]).code, 0);
    let now = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap();
    let (fresh, until) = (now - 3_600_000, now + 3_600_000);
    let row = |id: &str, person: &str, station: &str, node: &str, exempt: u8| {
        let what = format!("'{id}', '{person}', 'webmail', '{station}', '{node}', {fresh}, {until}, '1', 0, {exempt}");
        format!("INSERT INTO reconnection VALUES ({what}, NULL);")
    };
    let rows = [
        format!("INSERT INTO person (id, name, version) VALUES ('{ADA}', 'ada', 1), ('{ADA}1', 'bert', 1);"),
        row(FIRST, ADA, "02-00-5E-10-00-01", node, 0),
        row(SECOND, &format!("{ADA}1"), "02-00-5E-10-00-01", node, 1),
        row(THIRD, ADA, "02-00-5E-10-00-02", "elsewhere", 0),
    ];
    let store = rusqlite::Connection::open(house.path("vestibule.db")).unwrap();
    store.execute_batch(&rows.concat()).unwrap();
    house
}

fn ids(house: &House, arguments: &[&str]) -> Vec<String> {
    let run = house.run(&[&["wifi", "list", "--json"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let id = |row: &serde_json::Value| row.get("id").and_then(serde_json::Value::as_str).unwrap().to_owned();
    rows.iter().map(id).collect()
}

fn revoke(house: &House, arguments: &[&str]) -> Run {
    house.run(&[&["wifi", "revoke"], arguments].concat())
}

#[test]
fn sessions_are_listed_and_revoked_and_the_audit_tells_who_did() {
    let house = house("one");
    let table = house.run(&["wifi", "list"]).stdout;
    let lines: Vec<&str> = table.lines().collect();
    let head: Vec<&str> = lines.first().unwrap().split("  ").map(str::trim).filter(|head| !head.is_empty()).collect();
    assert_eq!(head, ["SESSION", "PERSON", "STATION", "CLIENT", "BY", "SINCE", "UNTIL", "LAST USED"]);
    assert_eq!(lines.len(), 4, "{table}");
    let column = lines.first().unwrap().find("STATION").unwrap();
    for line in lines.iter().skip(1) {
        assert!(line.get(column..).unwrap().starts_with("02-00-5E-10-00-0"), "{table}");
    }
    assert_eq!(ids(&house, &["--person", ADA]), [FIRST, THIRD]);
    assert_eq!(ids(&house, &["--client", "webmail"]), [FIRST, THIRD, SECOND]);
    assert_eq!(house.run(&["wifi", "list", "--client", "absent"]).code, 1);

    let absent: [&[&str]; 4] = [&["0"], &["0d0d"], &["--station", "02:00:5e:10:00:03"], &["--person", "S-1-5-21-1"]];
    for which in absent {
        assert_eq!(revoke(&house, which).code, 1, "{which:?}");
    }
    assert_eq!((revoke(&house, &[]).code, revoke(&house, &[FIRST, "--all"]).code), (2, 2));
    let one = revoke(&house, &["0C0C"]);
    assert!(one.code == 0 && one.stderr.contains("ada at 02-00-5E-10-00-02"), "{}", one.stderr);
    assert_eq!(ids(&house, &[]), [FIRST, SECOND]);
    let both = revoke(&house, &["--station", "0200.5e10.0001"]);
    assert!(both.code == 0 && both.stderr.contains("2 sessions"), "{}", both.stderr);
    assert_eq!(ids(&house, &[]), [""; 0]);
    assert_eq!(revoke(&house, &["--all"]).code, 1);

    let audit = house.run(&["audit", "--since", "1h", "--json"]).stdout;
    for part in ["wifi-revoked", THIRD, ADA, "02-00-5E-10-00-01", "operator"] {
        assert!(audit.contains(part), "{part} is not in {audit}");
    }
    assert_eq!(audit.matches("wifi-revoked").count(), 2);
}

/// Ends when it is dropped.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = (self.0.kill(), self.0.wait());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test waits for another process")]
fn a_start_ends_the_sessions_of_its_own_node() {
    let node = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let house = house(node.trim());
    assert_eq!(ids(&house, &[]), [FIRST, THIRD, SECOND]);
    let file = house.path("vestibule.toml");
    let mut serve = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    serve.arg("-c").arg(file).arg("serve").env_remove("VESTIBULE_LOG").env_remove("CREDENTIALS_DIRECTORY");
    let _served = Served(serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let begin = Instant::now();
    while ids(&house, &[]) != [THIRD] {
        assert!(begin.elapsed() < PATIENCE, "{:?}", ids(&house, &[]));
        thread::sleep(Duration::from_millis(200));
    }
}
