//! Making a store, and bringing one up to date: what `vestibule init` does.
//!
//! It must never replace a store, nor make one where one was lost (see [`super::sidecar`]).

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use vestibule_gate::ports::Chance;
use vestibule_gate::{Sealer, Timestamp};

use super::error::StoreError;
use super::sidecar::{self, Sidecar};
use super::value::{from_int, int};
use super::{key, open, schema};

/// The steps of the schema up to one version.
type Steps<'a> = &'a [&'a str];

/// What [`init`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Initialised {
    /// A new, empty store was made.
    Created,
    /// The store was brought up to date, after a copy was kept at `backup`.
    Upgraded {
        /// The copy.
        backup: PathBuf,
    },
    /// An older copy was accepted: its epoch rose, no code of before now is taken, nothing is remembered, and all
    /// recovery, bypass and activation codes are void.
    Accepted,
    /// There was nothing to do.
    Current,
}

/// Makes the store at `path`, or brings the one there up to date. `chance` names the instance.
///
/// # Errors
/// [`StoreError`]; the store is then as it was.
pub(crate) fn init(
    path: &Path,
    sealer: &Sealer,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<Initialised, StoreError> {
    if !path.try_exists().map_err(StoreError::io(path))? {
        create(path, sealer, chance, now)?;
        return Ok(Initialised::Created);
    }
    bring_up_to(&schema::MIGRATIONS, path, sealer, now)
}

/// Checks the store that is there, and brings it up to date.
fn bring_up_to(steps: Steps<'_>, path: &Path, sealer: &Sealer, now: Timestamp) -> Result<Initialised, StoreError> {
    let sqlite = StoreError::sqlite(path);
    let mut conn = open_writable(path)?;
    let (have, want) = (schema::version(&conn, path, steps)?, schema::latest(steps));
    open::check_key(&conn, path, sealer)?;
    open::check_sound(&conn, path)?;
    let instance = open::instance(&conn, path)?;
    let done = match open::check_instance(path, &instance) {
        Ok(()) if have == want => Initialised::Current,
        Ok(()) => {
            let backup = keep_copy(&conn, path)?;
            schema::migrate(&mut conn, steps, have, now).map_err(&sqlite)?;
            Initialised::Upgraded { backup }
        }
        Err(StoreError::OlderCopy { .. }) => {
            if have < want {
                keep_copy(&conn, path)?;
                schema::migrate(&mut conn, steps, have, now).map_err(&sqlite)?;
            }
            accept(&mut conn, path, now)?
        }
        // `create` was cut short between its last two steps.
        Err(StoreError::OtherInstance { .. }) if is_untouched(&conn, path)? => {
            Sidecar { sequence: 0, ..instance }.write(path).map_err(StoreError::io(path))?;
            Initialised::Created
        }
        Err(error) => return Err(error),
    };
    Ok(done)
}

/// Makes a new store of mode 0600; it appears whole or not at all.
///
/// # Errors
/// [`StoreError::Exists`], [`StoreError::Lost`], or why it cannot be written.
pub(crate) fn create(path: &Path, sealer: &Sealer, chance: &dyn Chance, now: Timestamp) -> Result<(), StoreError> {
    create_at(&schema::MIGRATIONS, path, sealer, chance, now)
}

fn create_at(
    steps: Steps<'_>,
    path: &Path,
    sealer: &Sealer,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<(), StoreError> {
    let beside = Sidecar::path(path);
    if path.try_exists().map_err(StoreError::io(path))? {
        return Err(StoreError::Exists(path.to_owned()));
    }
    if beside.try_exists().map_err(StoreError::io(&beside))? {
        return Err(StoreError::Lost { path: path.to_owned(), sidecar: beside });
    }
    let mut id = [0u8; 16];
    chance.fill(&mut id).map_err(|outage| StoreError::io(path)(io::Error::other(outage)))?;
    let about = Sidecar { instance: key::hex(&id).to_string(), epoch: 1, sequence: 0 };

    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", about.instance));
    let draft = PathBuf::from(draft);
    let made = fill(steps, &draft, &about, sealer, now).and_then(|()| {
        // Unlike a rename, a link refuses to replace what has appeared at `path` meanwhile.
        fs::hard_link(&draft, path).and_then(|()| sidecar::sync_folder(path)).map_err(|source| {
            match source.kind() == io::ErrorKind::AlreadyExists {
                true => StoreError::Exists(path.to_owned()),
                false => StoreError::Io { path: path.to_owned(), source },
            }
        })
    });
    let cleared = fs::remove_file(&draft).map_err(StoreError::io(&draft));
    made.and(cleared)?;
    about.write(path).map_err(StoreError::io(&beside))
}

fn fill(steps: Steps<'_>, draft: &Path, about: &Sidecar, sealer: &Sealer, now: Timestamp) -> Result<(), StoreError> {
    let file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft).map_err(StoreError::io(draft))?;
    let write = || -> rusqlite::Result<()> {
        let mut conn = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
        schema::claim(&conn)?;
        schema::migrate(&mut conn, steps, 0, now)?;
        let row = (&about.instance, int(about.epoch), int(now.0));
        conn.execute(
            "INSERT INTO meta (only, instance, epoch, highest_time, created) VALUES (1, ?1, ?2, ?3, ?3)",
            row,
        )?;
        let row = (sealer.key_id(), sealer.fingerprint().0, int(now.0));
        conn.execute("INSERT INTO sealing_key (id, fingerprint, created) VALUES (?1, ?2, ?3)", row)?;
        // Closing the only connection moves everything from the log into the file.
        conn.close().map_err(|(_, error)| error)
    };
    write().map_err(StoreError::sqlite(draft))?;
    file.sync_all().map_err(StoreError::io(draft))
}

fn open_writable(path: &Path) -> Result<Connection, StoreError> {
    let conn =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(StoreError::sqlite(path))?;
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON").map_err(StoreError::sqlite(path))?;
    Ok(conn)
}

/// Copies the store to the first free `PATH.bak-N`, with mode 0600.
fn keep_copy(conn: &Connection, path: &Path) -> Result<PathBuf, StoreError> {
    for number in 1..u32::MAX {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".bak-{number}"));
        let copy = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy) {
            // VACUUM INTO fills an empty file and refuses any other.
            Ok(file) => {
                let into = copy.to_string_lossy();
                conn.execute("VACUUM INTO ?1", [&*into]).map_err(StoreError::sqlite(&copy))?;
                file.sync_all().and_then(|()| sidecar::sync_folder(&copy)).map_err(StoreError::io(&copy))?;
                return Ok(copy);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io(&copy)(error)),
        }
    }
    Err(StoreError::Exists(path.to_owned()))
}

/// Accepts an older copy. Codes spent after the copy was made are not known, so every step up to the next one counts
/// as spent (by the clock of its authenticator), every recovery code as used, every bypass and activation code as
/// ended, and what was remembered is forgotten.
fn accept(conn: &mut Connection, path: &Path, now: Timestamp) -> Result<Initialised, StoreError> {
    let known = Sidecar::read(path).map_err(StoreError::io(path))?.map_or(0, |known| known.epoch);
    let write = |conn: &mut Connection| -> rusqlite::Result<()> {
        let change = conn.transaction()?;
        change.execute("UPDATE meta SET epoch = max(epoch, ?1) + 1", [int(known)])?;
        let spent = "UPDATE authenticator SET last_step = max(last_step, ?1 / period + 1 + max(drift, 0))";
        change.execute(spent, [int(now.as_secs())])?;
        change.execute("UPDATE recovery SET used_at = ?1 WHERE used_at IS NULL", [int(now.0)])?;
        change.execute("UPDATE bypass SET revoked = ?1 WHERE revoked IS NULL", [int(now.0)])?;
        change.execute("UPDATE activation SET until = ?1 WHERE until > ?1", [int(now.0)])?;
        change.execute("DELETE FROM remembered", ())?;
        change.execute("DELETE FROM reconnection", ())?;
        change.execute("UPDATE person SET version = version + 1, epoch = epoch + 1", ())?;
        change.commit()
    };
    write(conn).map_err(StoreError::sqlite(path))?;
    open::instance(conn, path)?.write(path).map_err(StoreError::io(path))?;
    Ok(Initialised::Accepted)
}

fn is_untouched(conn: &Connection, path: &Path) -> Result<bool, StoreError> {
    let beside = Sidecar::read(path).map_err(StoreError::io(path))?;
    let rows = conn.query_row("SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM audit)", (), |row| {
        Ok(from_int(row.get(0)?))
    });
    Ok(beside.is_none() && rows.map_err(StoreError::sqlite(path))? == 0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use vestibule_gate::{Outage, SealingKey};

    use super::*;

    struct Fixed;
    impl Chance for Fixed {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
            bytes.fill(4);
            Ok(())
        }
    }

    #[test]
    fn an_older_store_is_brought_up_to_date_after_a_copy_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let (sealer, now) = (Sealer::new(SealingKey::new("k", [1; 32])), Timestamp(1));
        create(&path, &sealer, &Fixed, now).unwrap();
        let person = |path: &Path| -> rusqlite::Result<String> {
            Connection::open(path)?.query_row("SELECT name FROM person", (), |row| row.get(0))
        };
        Connection::open(&path)
            .unwrap()
            .execute("INSERT INTO person (id, name, version) VALUES ('S', 'ada', 1)", ())
            .unwrap();

        // A step that fails half way leaves the store at the schema before it, and a copy.
        let [first, second, third, fourth] = schema::MIGRATIONS;
        let bad = [first, second, third, fourth, "UPDATE person SET name = 'eve'; INSERT INTO absent VALUES (1)"];
        assert!(matches!(bring_up_to(&bad, &path, &sealer, now), Err(StoreError::Sqlite { .. })));
        assert_eq!(person(&path).unwrap(), "ada");
        assert_eq!(bring_up_to(&[first, second, third, fourth], &path, &sealer, now).unwrap(), Initialised::Current);

        let good = [
            first,
            second,
            third,
            fourth,
            "ALTER TABLE person ADD COLUMN colour TEXT; UPDATE person SET name = 'ada l'",
        ];
        let backup = folder.path().join("old.db.bak-2");
        let done = bring_up_to(&good, &path, &sealer, now).unwrap();
        assert_eq!(done, Initialised::Upgraded { backup: backup.clone() });
        assert_eq!(bring_up_to(&good, &path, &sealer, now).unwrap(), Initialised::Current);
        assert_eq!((person(&path).unwrap(), person(&backup).unwrap()), ("ada l".to_owned(), "ada".to_owned()));

        // The version before refuses it now, and so does one whose fifth step is another.
        let before = bring_up_to(&[first, second, third, fourth], &path, &sealer, now);
        assert!(matches!(before, Err(StoreError::Newer { have: 5, want: 4, .. })));
        assert!(matches!(bring_up_to(&bad, &path, &sealer, now), Err(StoreError::Altered { number: 5, .. })));
    }

    #[test]
    fn a_store_of_the_first_schema_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("first.db");
        let (sealer, now) = (Sealer::new(SealingKey::new("k", [1; 32])), Timestamp(1));
        let [first, ..] = schema::MIGRATIONS;
        create_at(&[first], &path, &sealer, &Fixed, now).unwrap();
        let rows = "INSERT INTO person (id, name, version, epoch, wrong_everywhere) VALUES ('S', 'ada', 7, 3, 2);
            INSERT INTO authenticator VALUES ('a', 'S', 'phone', 'k', x'01', 1, 'sha1', 6, 30, 1, 99, 5);
            INSERT INTO recovery VALUES ('r', 'S', '0123', 'h', 5, NULL);
            INSERT INTO audit VALUES (1, 'one', 5, 'S', '{}', x'02');
            INSERT INTO chain VALUES ('one', 1, x'02');";
        Connection::open(&path).unwrap().execute_batch(rows).unwrap();
        let all = |path: &Path| -> String {
            let sql = "SELECT json_array(p.id, p.name, p.version, p.epoch, p.wrong_everywhere, a.id, a.label, hex(a.sealed),
                              a.last_step, r.hash, (SELECT json FROM audit), (SELECT sequence FROM chain))
                       FROM person AS p JOIN authenticator AS a ON a.person = p.id JOIN recovery AS r ON r.person = p.id";
            Connection::open(path).unwrap().query_row(sql, (), |row| row.get(0)).unwrap()
        };
        let before = all(&path);

        let backup = folder.path().join("first.db.bak-1");
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Upgraded { backup: backup.clone() });
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Current);
        assert_eq!((all(&path), all(&backup)), (before.clone(), before));
        let sql = "SELECT drift FROM authenticator JOIN person ON first_told IS NULL";
        let added: i64 = Connection::open(&path).unwrap().query_row(sql, (), |row| row.get(0)).unwrap();
        assert_eq!(added, 0);
        assert!(matches!(bring_up_to(&[first], &backup, &sealer, now), Err(StoreError::OtherInstance { .. })));
        assert!(matches!(bring_up_to(&[first], &path, &sealer, now), Err(StoreError::Newer { have: 4, want: 1, .. })));

        // Put back after the audit went on, the copy is an older one: it is accepted, and brought up to date too.
        let beside = Sidecar::read(&path).unwrap().unwrap();
        Sidecar { sequence: 2, ..beside }.write(&path).unwrap();
        fs::rename(&backup, &path).unwrap();
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Accepted);
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Current);
    }

    #[test]
    fn a_store_of_the_second_schema_learns_who_may_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("second.db");
        let (sealer, now) = (Sealer::new(SealingKey::new("k", [1; 32])), Timestamp(1));
        let [first, second, ..] = schema::MIGRATIONS;
        create_at(&[first, second], &path, &sealer, &Fixed, now).unwrap();
        let execute = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql);
        execute(
            "INSERT INTO person (id, name, version, first_told) VALUES ('S', 'ada', 7, 3);
             INSERT INTO bypass VALUES ('b', 'S', x'01', 'root', 'lost', 1, 9, NULL);",
        )
        .unwrap();
        let row = |id: &str, node: &str| {
            format!("INSERT INTO reconnection VALUES ('{id}', 'S', 'wifi', 'm', '{node}', 1, 9, '1', 0, 0, NULL);")
        };
        assert!(execute(&row("r", "one")).is_err(), "there is no such table yet");

        assert!(matches!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Upgraded { .. }));
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Current);
        execute(&(row("r", "one") + &row("s", "two"))).unwrap();
        assert!(execute(&row("t", "one")).is_err(), "one of a machine at each place");
        let all = "SELECT json_array(p.version, p.first_told, b.reason, (SELECT count(*) FROM reconnection))
                   FROM person AS p JOIN bypass AS b ON b.person = p.id";
        let all: String = Connection::open(&path).unwrap().query_row(all, (), |row| row.get(0)).unwrap();
        assert_eq!(all, "[7,3,\"lost\",2]");

        // Put back after the audit went on, it is an older copy, and nobody comes back by it.
        let beside = Sidecar::read(&path).unwrap().unwrap();
        Sidecar { sequence: 2, ..beside }.write(&path).unwrap();
        assert_eq!(init(&path, &sealer, &Fixed, now).unwrap(), Initialised::Accepted);
        let left = "SELECT count(*) FROM reconnection";
        let left: i64 = Connection::open(&path).unwrap().query_row(left, (), |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    }
}
