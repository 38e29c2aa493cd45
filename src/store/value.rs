//! How the gate's words are kept in columns.

use std::net::IpAddr;

use rusqlite::types::Type;
use vestibule_gate::{Algorithm, Mac, Parameters, Timestamp};

/// SQLite's integers are signed; nothing of ours comes near the end of them.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The other way; a negative value, which we never write, reads as nothing.
pub(super) fn from_int(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A counter.
pub(super) fn count(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

/// A time that may be absent.
pub(super) fn time(value: Option<i64>) -> Option<Timestamp> {
    value.map(|millis| Timestamp(from_int(millis)))
}

/// A source's column: an IPv4-mapped address is the IPv4 one, an unknown one is the empty string.
pub(super) fn source(address: Option<IpAddr>) -> String {
    address.map(|address| address.to_canonical().to_string()).unwrap_or_default()
}

/// A keyed hash, or an error for a column of another length.
pub(super) fn mac(bytes: &[u8]) -> rusqlite::Result<Mac> {
    link(bytes).map(Mac)
}

/// A link of the audit chain, or an error for a column of another length.
pub(super) fn link(bytes: &[u8]) -> rusqlite::Result<[u8; 32]> {
    <[u8; 32]>::try_from(bytes)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, Box::new(error)))
}

/// An authenticator's parameters, or an error for a word we do not know.
pub(super) fn parameters(algorithm: &str, digits: i64, period: i64) -> rusqlite::Result<Parameters> {
    let algorithm = Algorithm::parse(algorithm);
    let digits = u8::try_from(digits).ok();
    match (algorithm, digits) {
        (Some(algorithm), Some(digits)) => Ok(Parameters { algorithm, digits, period: from_int(period) }),
        (Some(_), None) | (None, _) => {
            Err(rusqlite::Error::InvalidColumnType(0, "algorithm or digits".to_owned(), Type::Text))
        }
    }
}
