//! API tokens: made, revoked, listed, used.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension, Row};
use vestibule_gate::ports::{Changed, NewToken, StoredToken, TokenRow};
use vestibule_gate::{Networks, Scope, Timestamp};

use super::change::found;
use super::value::{from_int, int, mac, time};

/// A use is noted so often at most, in milliseconds.
const NOTED_EVERY: u64 = 60_000;

const COLUMNS: &str = "id, mac, label, scopes, networks, operator, created, until, revoked, last_used";

/// Writes a token.
pub(super) fn add(conn: &Connection, what: &NewToken, now: Timestamp) -> rusqlite::Result<Changed> {
    let scopes: Vec<&str> = what.scopes.iter().map(|scope| scope.as_str()).collect();
    conn.execute(
        "INSERT INTO token (id, mac, label, scopes, networks, operator, created, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &what.id,
            what.secret.0,
            &what.label,
            scopes.join(" "),
            written(&what.networks),
            &what.operator,
            int(now.0),
            int(what.until.0),
        ),
    )?;
    Ok(Changed::Done)
}

/// Ends a token that runs.
pub(super) fn revoke(conn: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<Changed> {
    let sql = "UPDATE token SET revoked = ?2 WHERE id = ?1 AND until > ?2 AND revoked IS NULL";
    Ok(found(conn.execute(sql, (id, int(now.0)))?))
}

/// Notes a use.
pub(super) fn note(conn: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE token SET last_used = ?2 WHERE id = ?1 AND (last_used IS NULL OR last_used <= ?3)";
    let before = now.0.saturating_sub(NOTED_EVERY);
    conn.prepare_cached(sql)?.execute((id, int(now.0), int(before))).map(|_| ())
}

/// Whether a use is to be noted, so that most requests write nothing.
pub(super) fn is_due(read: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<bool> {
    let sql = "SELECT last_used IS NULL OR last_used <= ?2 FROM token WHERE id = ?1";
    let before = now.0.saturating_sub(NOTED_EVERY);
    Ok(read.prepare_cached(sql)?.query_row((id, int(before)), |row| row.get(0)).optional()?.unwrap_or(false))
}

/// All of them, the newest first.
pub(super) fn rows(read: &Connection) -> rusqlite::Result<Vec<TokenRow>> {
    read.prepare_cached(&format!("SELECT {COLUMNS} FROM token ORDER BY created DESC, id"))?
        .query_map((), |row| Ok(token(row)?.row))?
        .collect()
}

/// One of them.
pub(super) fn one(read: &Connection, id: &str) -> rusqlite::Result<Option<StoredToken>> {
    read.prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE id = ?1"))?.query_row([id], token).optional()
}

fn token(row: &Row<'_>) -> rusqlite::Result<StoredToken> {
    let scopes: String = row.get(3)?;
    let networks: String = row.get(4)?;
    let networks = read_networks(&networks)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(4, "networks".to_owned(), rusqlite::types::Type::Text))?;
    Ok(StoredToken {
        secret: mac(row.get_ref(1)?.as_blob()?)?,
        row: TokenRow {
            id: row.get(0)?,
            label: row.get(2)?,
            // A word of another version is good for nothing here.
            scopes: scopes.split(' ').filter_map(|word| word.parse::<Scope>().ok()).collect(),
            networks,
            operator: row.get(5)?,
            created: Timestamp(from_int(row.get(6)?)),
            until: Timestamp(from_int(row.get(7)?)),
            revoked: time(row.get(8)?),
            last_used: time(row.get(9)?),
        },
    })
}

fn written(networks: &Networks) -> String {
    let each: Vec<String> = networks.all().iter().map(|(address, prefix)| format!("{address}/{prefix}")).collect();
    each.join(" ")
}

/// `None` for what cannot be read: a network that is lost would open the others.
fn read_networks(text: &str) -> Option<Networks> {
    let one = |text: &str| {
        let (address, prefix) = text.split_once('/')?;
        Some((address.parse::<IpAddr>().ok()?, prefix.parse::<u8>().ok()?))
    };
    text.split(' ').filter(|text| !text.is_empty()).map(one).collect::<Option<Vec<_>>>().map(Networks::new)
}
