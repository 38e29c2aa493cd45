//! How results and messages look: tables, JSON, times, colours.
//!
//! What others typed (names, labels, reasons) is escaped before it reaches a terminal.

use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal, Write};

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use zeroize::Zeroizing;

/// A row of a table, which is also an object of `--json`.
pub(crate) trait Row: Serialize {
    /// The heads of the columns.
    const HEADS: &'static [&'static str];

    /// One text for each head.
    fn cells(&self) -> Vec<String>;
}

/// Prints rows as an aligned table, or as a JSON list.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn rows<R: Row>(rows: &[R], json: bool) -> io::Result<()> {
    if json { self::json(&rows) } else { print(&table(rows)) }
}

/// Prints what is known of one thing, a head and a fact in each line. It is forgotten afterwards: a fact may be secret.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn facts(facts: &[(&str, &str)]) -> io::Result<()> {
    let width = facts.iter().map(|(head, _)| head.len()).max().unwrap_or(0) + 2;
    for (head, fact) in facts {
        print(&Zeroizing::new(format!("{head:<width$}{}\n", *Zeroizing::new(printable(fact)))))?;
    }
    Ok(())
}

/// Prints a value as indented JSON.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn json<T: Serialize>(value: &T) -> io::Result<()> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}

/// Prints text as it stands.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints one line.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn line(text: &str) -> io::Result<()> {
    print(&format!("{text}\n"))
}

/// Writes a message to standard error: what kind of message, and the message.
pub(crate) fn message(word: &str, what: &dyn Display) {
    // A message that cannot be written has no other place to go.
    let _written = writeln!(io::stderr().lock(), "{word}: {what}");
}

/// Writes lines to standard error that begin with their own place, as compilers do.
pub(crate) fn raw_message(what: &dyn Display) {
    let _written = writeln!(io::stderr().lock(), "{what}");
}

/// The word an error message begins with, red on a terminal.
pub(crate) fn error_word() -> String {
    if colours(&io::stderr()) { "\u{1b}[1;31merror\u{1b}[0m".to_owned() } else { "error".to_owned() }
}

/// Whether colours are wanted: on a terminal, unless `NO_COLOR` is set to something.
pub(crate) fn colours(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A point in time in this machine's time zone, to the second, with the zone.
pub(crate) fn time(at: Timestamp) -> String {
    in_zone(at, TimeZone::system())
}

/// The same of a point in time of the gate; a dash for never.
pub(crate) fn when(at: Option<vestibule_gate::Timestamp>) -> String {
    at.and_then(instant).map_or_else(|| "-".to_owned(), time)
}

/// A point in time of the gate as `--json` writes it: UTC (RFC 3339), or null.
///
/// # Errors
/// As the serializer's.
pub(crate) fn rfc3339<S: serde::Serializer>(at: &Option<vestibule_gate::Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match at.and_then(instant) {
        Some(at) => to.collect_str(&at),
        None => to.serialize_none(),
    }
}

fn instant(at: vestibule_gate::Timestamp) -> Option<Timestamp> {
    i64::try_from(at.0).ok().and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok())
}

/// A text without anything a terminal would obey: control characters and marks that turn the reading direction.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || turns {
            // Writing to a String does not fail.
            let _written = write!(printable, "{}", character.escape_unicode());
        } else {
            printable.push(character);
        }
    }
    printable
}

fn table<R: Row>(rows: &[R]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(R::HEADS);
    for row in rows {
        table.add_row(row.cells().iter().map(|cell| printable(cell)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt() + "\n"
}

fn in_zone(at: Timestamp, zone: TimeZone) -> String {
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Guest(&'static str, &'static str);

    impl Row for Guest {
        const HEADS: &'static [&'static str] = &["NAME", "SINCE"];

        fn cells(&self) -> Vec<String> {
            vec![self.0.to_owned(), self.1.to_owned()]
        }
    }

    #[test]
    fn columns_are_aligned_whatever_the_width_of_the_letters() {
        let table = table(&[Guest("ada", "today"), Guest("渡辺", "yesterday")]);
        assert_eq!(table, "NAME  SINCE\nada   today\n渡辺  yesterday\n");
    }

    #[test]
    fn a_terminal_is_never_told_what_to_do() {
        let table = table(&[Guest("a\u{1b}[2Jb\nc\u{202e}", "x")]);
        assert_eq!(table.lines().count(), 2);
        assert!(!table.contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn times_carry_their_zone() {
        let at: Timestamp = "2026-11-20T17:46:26Z".parse().unwrap();
        assert_eq!(in_zone(at, TimeZone::UTC), "2026-11-20 17:46:26 UTC");
        assert_eq!(in_zone(at, TimeZone::fixed(jiff::tz::offset(1))), "2026-11-20 18:46:26 +01");
    }
}
