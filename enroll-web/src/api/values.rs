//! What comes in, read by its description: what is not described is refused, and so is what is not as described.

use std::time::Duration;

use serde_json::{Map, Value};
use vestibule_gate::Timestamp;
use zeroize::Zeroizing;

use super::Problem;
use super::describe::{Field, Kind};

/// Values by name, each as its description says.
#[derive(Debug, Default)]
pub(super) struct Values(Map<String, Value>);

impl Values {
    /// Reads a query.
    pub(super) fn of_query(pairs: Vec<(String, Zeroizing<String>)>, fields: &[Field]) -> Result<Self, Problem> {
        let mut values = Map::new();
        for (name, text) in pairs {
            let field = find(fields, &name)?;
            let value = match field.kind {
                Kind::Number(..) => text.parse::<u64>().map(Value::from).map_err(|_| wrong(field))?,
                Kind::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| wrong(field))?,
                Kind::Text(_)
                | Kind::Cursor(_)
                | Kind::Id
                | Kind::Time
                | Kind::Span
                | Kind::Address
                | Kind::Word(_)
                | Kind::Many(_)
                | Kind::One(_)
                | Kind::Event => Value::from(text.as_str()),
            };
            values.insert(name, value);
        }
        Self::checked(values, fields)
    }

    /// Reads a body.
    pub(super) fn of_body(body: &[u8], fields: &[Field]) -> Result<Self, Problem> {
        let values = match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => values,
            Ok(_) => return Err(Problem::malformed("the body has to be one JSON object")),
            Err(_) => return Err(Problem::malformed("the body is not JSON")),
        };
        for name in values.keys() {
            find(fields, name)?;
        }
        Self::checked(values, fields)
    }

    fn checked(mut values: Map<String, Value>, fields: &[Field]) -> Result<Self, Problem> {
        values.retain(|_, value| !value.is_null());
        for field in fields {
            match values.get(field.name) {
                None if field.needed => return Err(Problem::malformed(format!("`{}` is missing", field.name))),
                Some(value) if !fits(field.kind, value) => return Err(wrong(field)),
                Some(_) | None => {}
            }
        }
        Ok(Self(values))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// One that must be there, and so is.
    pub(super) fn needed(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    pub(super) fn time(&self, name: &str) -> Option<Timestamp> {
        time(self.text(name)?)
    }

    pub(super) fn span(&self, name: &str) -> Option<Duration> {
        span(self.text(name)?)
    }

    pub(super) fn address(&self, name: &str) -> Option<std::net::IpAddr> {
        self.text(name)?.parse().ok()
    }
}

fn find<'a>(fields: &'a [Field], name: &str) -> Result<&'a Field, Problem> {
    let found = fields.iter().find(|field| field.name == name);
    found.ok_or_else(|| Problem::malformed("there is a field too many; the OpenAPI document has those there are"))
}

fn wrong(field: &Field) -> Problem {
    Problem::value(format!("`{}`: {}", field.name, field.about))
}

fn fits(kind: Kind, value: &Value) -> bool {
    let text = value.as_str();
    match kind {
        Kind::Text(most) => text.is_some_and(|text| is_plain(text, most)),
        Kind::Cursor(most) => {
            text.is_some_and(|text| is_plain(text, most) && text.find('/').is_some_and(|place| place > 0))
        }
        Kind::Id => text.is_some_and(is_id),
        Kind::Number(from, to) => value.as_u64().is_some_and(|number| (from..=to).contains(&number)),
        Kind::Boolean => value.is_boolean(),
        Kind::Time => text.is_some_and(|text| time(text).is_some()),
        Kind::Span => text.is_some_and(|text| span(text).is_some()),
        Kind::Address => text.is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok()),
        Kind::Word(words) => text.is_some_and(|text| words.contains(&text)),
        // Only go out.
        Kind::Many(_) | Kind::One(_) | Kind::Event => false,
    }
}

/// Not empty, not too long, and without control characters.
fn is_plain(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// 32 hexadecimal digits.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// What was before our time is its beginning.
fn time(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(u64::try_from(time.as_millisecond()).unwrap_or(0)))
}

/// A span: digits and one of s, m, h, d.
fn span(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let each = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let plain = (1..=6).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    number.parse::<u64>().ok().filter(|_| plain).map(|number| Duration::from_secs(number * each))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::super::describe::{may, needed};
    use super::*;

    const FIELDS: &[Field] = &[
        needed("reason", Kind::Text(5), "1 to 5 characters"),
        may("cursor", Kind::Cursor(9), "where to go on"),
        may("for", Kind::Span, "a span"),
        may("at", Kind::Time, "a time"),
        may("all", Kind::Boolean, "yes or no"),
        may("most", Kind::Number(1, 9), "1 to 9"),
    ];

    #[test]
    fn a_body_is_as_described_or_refused() {
        let good = br#"{"reason": "lost", "for": "2h", "at": "2026-11-29T12:00:00Z", "all": true, "most": null}"#;
        let values = Values::of_body(good, FIELDS).unwrap();
        assert_eq!((values.needed("reason"), values.span("for")), ("lost", Some(Duration::from_secs(7200))));
        assert_eq!((values.boolean("all"), values.number("most")), (Some(true), None));
        assert_eq!(values.time("at"), Some(Timestamp(1_795_953_600_000)));
        let early =
            Values::of_body(br#"{"reason": "x", "at": "0520-11-16T18:02:08+07:34", "cursor": "S-1/a/b"}"#, FIELDS);
        let early = early.unwrap();
        assert_eq!((early.time("at"), early.text("cursor")), (Some(Timestamp(0)), Some("S-1/a/b")));
        for bad in [
            "",
            "[]",
            "null",
            "{",
            "{}",
            r#"{"reason": 5}"#,
            r#"{"reason": ""}"#,
            r#"{"reason": "longer"}"#,
            r#"{"reason": "a\nb"}"#,
            r#"{"reason": "x", "other": 1}"#,
            r#"{"reason": "x", "for": "2"}"#,
            r#"{"reason": "x", "for": "-2h"}"#,
            r#"{"reason": "x", "for": "2é"}"#,
            r#"{"reason": "x", "most": 10}"#,
            r#"{"reason": "x", "most": -1}"#,
            r#"{"reason": "x", "at": "noon"}"#,
            r#"{"reason": "x", "cursor": "S-1"}"#,
            r#"{"reason": "x", "cursor": "/a"}"#,
            r#"{"reason": "x", "cursor": "S-1/a-b-c-"}"#,
            r#"{"reason": null}"#,
        ] {
            assert!(Values::of_body(bad.as_bytes(), FIELDS).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_query_is_read_by_its_kinds() {
        let pair = |name: &str, text: &str| (name.to_owned(), Zeroizing::new(text.to_owned()));
        let values = Values::of_query(vec![pair("reason", "x"), pair("most", "3"), pair("all", "false")], FIELDS);
        let values = values.unwrap();
        assert_eq!((values.number("most"), values.boolean("all")), (Some(3), Some(false)));
        for (name, text) in [("most", "x"), ("most", "0"), ("all", "1"), ("other", "x"), ("for", "")] {
            assert!(Values::of_query(vec![pair("reason", "x"), pair(name, text)], FIELDS).is_err(), "{name} {text}");
        }
    }
}
