//! What the writer does beside the jobs: it forgets what no rule asks for any more, a bounded share at a time, keeps
//! the highest time seen, and probes whether the disk takes writes.

use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use vestibule_gate::Timestamp;

use super::conclude::COUNTED_FOR;
use super::value::int;

/// Rows of each kind forgotten at a time.
const SHARE: u32 = 500;

/// Between two times.
const PAUSE: Duration = Duration::from_secs(1);

/// Longer than any window of refusals.
const REFUSALS_FOR: Duration = Duration::from_secs(24 * 3600);

/// Longer than any string is remembered.
const REMEMBERED_FOR: Duration = Duration::from_secs(31 * 24 * 3600);

/// Activation and bypass codes after their end; the audit tells of them longer.
const ENDED_CODES_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// Longer than the pause between two mails of one kind to one person.
const MAILED_FOR: Duration = Duration::from_secs(2 * 24 * 3600);

/// Samples of coverage: a year and some weeks.
const COVERAGE_FOR: Duration = Duration::from_secs(400 * 24 * 3600);

/// When it was last done.
#[derive(Default)]
pub(super) struct Upkeep {
    last: Option<Timestamp>,
}

impl Upkeep {
    /// Does the share that is due at `now`, inside the writer's transaction.
    pub(super) fn run(&mut self, conn: &Connection, now: Timestamp) -> rusqlite::Result<()> {
        if self.last.is_some_and(|last| now >= last && now < last.plus(PAUSE)) {
            return Ok(());
        }
        let before = |age: Duration| int(now.minus(age).0);
        conn.prepare_cached("UPDATE meta SET highest_time = ?1 WHERE highest_time < ?1")?.execute([int(now.0)])?;
        conn.prepare_cached(
            "DELETE FROM counted WHERE (person, mac) IN (SELECT person, mac FROM counted WHERE at < ?1 LIMIT ?2)",
        )?
        .execute((before(COUNTED_FOR), SHARE))?;
        conn.prepare_cached(
            "DELETE FROM source_refusal WHERE (source, minute) IN
                (SELECT source, minute FROM source_refusal WHERE minute < ?1 LIMIT ?2)",
        )?
        .execute((before(REFUSALS_FOR) / 60_000, SHARE))?;
        conn.prepare_cached(
            "DELETE FROM remembered WHERE (person, application, source, mac) IN
                (SELECT person, application, source, mac FROM remembered WHERE fresh < ?1 LIMIT ?2)",
        )?
        .execute((before(REMEMBERED_FOR), SHARE))?;
        conn.prepare_cached(
            "DELETE FROM activation WHERE id IN (SELECT id FROM activation WHERE until < ?1 LIMIT ?2)",
        )?
        .execute((before(ENDED_CODES_FOR), SHARE))?;
        // Their uses go with them.
        conn.prepare_cached("DELETE FROM bypass WHERE id IN (SELECT id FROM bypass WHERE until < ?1 LIMIT ?2)")?
            .execute((before(ENDED_CODES_FOR), SHARE))?;
        conn.prepare_cached(
            "DELETE FROM mailed WHERE (person, kind) IN (SELECT person, kind FROM mailed WHERE at < ?1 LIMIT ?2)",
        )?
        .execute((before(MAILED_FOR), SHARE))?;
        conn.prepare_cached(
            "DELETE FROM reconnection WHERE id IN (SELECT id FROM reconnection WHERE until <= ?1 LIMIT ?2)",
        )?
        .execute((int(now.0), SHARE))?;
        conn.prepare_cached(
            "DELETE FROM coverage WHERE (day, group_id) IN (SELECT day, group_id FROM coverage WHERE day < ?1 LIMIT ?2)",
        )?
        .execute((before(COVERAGE_FOR) / 86_400_000, SHARE))?;
        self.last = Some(now);
        Ok(())
    }

    /// Writes 64 KiB durably and takes them back, so that a store that will be full again at once is not called well.
    pub(super) fn probe(conn: &mut Connection) -> rusqlite::Result<()> {
        let change = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute("DELETE FROM probe", ())?;
        change.execute("INSERT INTO probe (filler) VALUES (zeroblob(65536))", ())?;
        change.commit()?;
        conn.execute("DELETE FROM probe", ()).map(|_| ())
    }
}
