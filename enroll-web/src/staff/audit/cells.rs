//! Rows of the audit as lines of a table (RFC 4180), which a spreadsheet takes for text and for nothing else.

use serde_json::Value;
use vestibule_gate::ports::AuditRow;

/// The columns behind the row's number: fields of the event.
const COLUMNS: [&str; 20] = [
    "time",
    "event",
    "outcome",
    "reason",
    "person",
    "sid",
    "door",
    "application",
    "source",
    "mfa",
    "authenticator",
    "rule",
    "node",
    "duration-ms",
    "enforced",
    "would-be",
    "station",
    "count",
    "operator",
    "note",
];

/// The first line.
pub(super) fn head() -> String {
    line(std::iter::once("sequence".to_owned()).chain(COLUMNS.map(str::to_owned)))
}

/// A row.
pub(super) fn row(row: &AuditRow) -> String {
    let event: Value = serde_json::from_str(&row.json).unwrap_or_default();
    let value = |name: &str| match event.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_))) => other.to_string(),
    };
    line(std::iter::once(row.sequence.to_string()).chain(COLUMNS.map(value)))
}

/// A line that is no row, but says something of them.
pub(super) fn remark(text: &str) -> String {
    line(std::iter::once(text.to_owned()).chain(COLUMNS.map(|_| String::new())))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// A spreadsheet takes what begins with one of these for a formula, and runs it: names are typed by anybody.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    if formula || cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> String {
        row(&AuditRow { sequence: 7, json: json.to_owned() })
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        for (cell, written) in [
            ("ada", "ada"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "\"'=1+1\""),
            ("+49", "\"'+49\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("a=1", "a=1"),
        ] {
            assert_eq!(quoted(cell), written, "{cell:?}");
        }
    }

    #[test]
    fn every_line_has_as_many_cells_as_the_first() {
        assert_eq!(head().matches(',').count(), COLUMNS.len());
        assert_eq!(remark("# more").matches(',').count(), COLUMNS.len());
        let written =
            of(r#"{"event":"login","person":"=cmd|' /C calc'!A0","sid":null,"duration-ms":3,"enforced":false}"#);
        assert_eq!(written, "7,,login,,,\"'=cmd|' /C calc'!A0\",,,,,,,,,3,false,,,,,\r\n");
        assert_eq!(of("no event"), format!("7{}\r\n", ",".repeat(COLUMNS.len())));
    }
}
