//! Which mails were sent, and where their follower begins.

use async_trait::async_trait;
use rusqlite::OptionalExtension;
use vestibule_gate::{Outage, Sid, Timestamp};

use super::follow::Mailed;
use super::sqlite::SqliteStore;
use super::value::{from_int, int};
use super::writer::Write;

#[async_trait]
impl Mailed for SqliteStore {
    async fn begin(&self, follower: &str, now: Timestamp) -> Result<u64, Outage> {
        let follower = follower.to_owned();
        self.writer
            .write(now, move |scope| {
                let begin =
                    "INSERT INTO follower (name, sequence) VALUES (?1, (SELECT coalesce(max(sequence), 0) FROM audit))
                             ON CONFLICT (name) DO NOTHING";
                scope.conn.prepare_cached(begin)?.execute([&follower])?;
                let sql = "SELECT sequence FROM follower WHERE name = ?1";
                let cursor = scope.conn.prepare_cached(sql)?.query_row([&follower], |row| row.get(0))?;
                Ok(Write::Keep(from_int(cursor)))
            })
            .await
    }

    async fn mailed(&self, person: &Sid, kind: &str) -> Result<Option<Timestamp>, Outage> {
        self.readers.read(|read| {
            let sql = "SELECT at FROM mailed WHERE person = ?1 AND kind = ?2";
            let at = read.prepare_cached(sql)?.query_row((person.as_str(), kind), |row| row.get(0)).optional()?;
            Ok(at.map(|at| Timestamp(from_int(at))))
        })
    }

    async fn note_mailed(&self, person: &Sid, kind: &str, now: Timestamp) -> Result<(), Outage> {
        let (person, kind) = (person.clone(), kind.to_owned());
        self.writer
            .write(now, move |scope| {
                let sql = "INSERT INTO mailed (person, kind, at) VALUES (?1, ?2, ?3)
                           ON CONFLICT (person, kind) DO UPDATE SET at = max(at, excluded.at)";
                scope.conn.prepare_cached(sql)?.execute((person.as_str(), &kind, int(now.0)))?;
                Ok(Write::Keep(()))
            })
            .await
    }
}
