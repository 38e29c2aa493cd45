//! `application/x-www-form-urlencoded`, read strictly: what a browser never sends is not guessed at.

use thiserror::Error;
use zeroize::Zeroizing;

/// The largest form has six fields.
const MOST_FIELDS: usize = 20;

/// Names and values of a form; the values may be secrets.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Zeroizing<String>)>);

/// Why a body is no form of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Malformed {
    #[error("an escape or an encoding is wrong")]
    Encoding,
    #[error("a field comes twice")]
    Twice,
    #[error("there are too many fields")]
    TooMany,
    #[error("there is a control character")]
    Control,
    #[error("a field is missing")]
    Missing,
}

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Result<Self, Malformed> {
        let mut fields: Vec<(String, Zeroizing<String>)> = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            let (name, value) = (text(name)?.to_string(), text(value)?);
            if fields.iter().any(|(other, _)| *other == name) {
                return Err(Malformed::Twice);
            }
            if fields.len() == MOST_FIELDS {
                return Err(Malformed::TooMany);
            }
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    /// All of them.
    pub(crate) fn into_pairs(self) -> Vec<(String, Zeroizing<String>)> {
        self.0
    }

    /// A field that has to be there, if only empty.
    pub(crate) fn take(&mut self, name: &str) -> Result<Zeroizing<String>, Malformed> {
        let at = self.0.iter().position(|(other, _)| other == name).ok_or(Malformed::Missing)?;
        Ok(self.0.swap_remove(at).1)
    }
}

/// Escapes undone; UTF-8, and nothing in it that moves a cursor.
fn text(escaped: &[u8]) -> Result<Zeroizing<String>, Malformed> {
    let mut plain = Zeroizing::new(Vec::with_capacity(escaped.len()));
    let mut rest = escaped.iter();
    while let Some(byte) = rest.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => half(rest.next())? << 4 | half(rest.next())?,
            byte => *byte,
        });
    }
    let text = std::str::from_utf8(&plain).map_err(|_| Malformed::Encoding)?;
    if text.chars().any(char::is_control) {
        return Err(Malformed::Control);
    }
    Ok(Zeroizing::new(text.to_owned()))
}

fn half(digit: Option<&u8>) -> Result<u8, Malformed> {
    let value = digit.and_then(|digit| char::from(*digit).to_digit(16)).and_then(|value| u8::try_from(value).ok());
    value.ok_or(Malformed::Encoding)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn one(body: &str, name: &str) -> Result<String, Malformed> {
        Fields::read(body.as_bytes())?.take(name).map(|value| value.to_string())
    }

    #[test]
    fn fields_read_as_browsers_write_them() {
        assert_eq!(one("name=ada&password=a%2Bb+c%26%C3%A9", "password").unwrap(), "a+b c&é");
        assert_eq!(one("a=1=2&&b", "a").unwrap(), "1=2");
        assert_eq!(one("a=1&b", "b").unwrap(), "");
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for (body, why) in [
            ("a=%", Malformed::Encoding),
            ("a=%4", Malformed::Encoding),
            ("a=%zz", Malformed::Encoding),
            ("a=%+1", Malformed::Encoding),
            ("a=%ff", Malformed::Encoding),
            ("a=%c0%80", Malformed::Encoding),
            ("a=1&a=2", Malformed::Twice),
            ("a=1&%61=2", Malformed::Twice),
            ("a=%00", Malformed::Control),
            ("a=%0d%0aSet-Cookie:x", Malformed::Control),
            ("a=%1b%5b2J", Malformed::Control),
            ("%0a=1", Malformed::Control),
            ("b=1", Malformed::Missing),
            ("", Malformed::Missing),
        ] {
            assert_eq!(one(body, "a"), Err(why), "{body}");
        }
        assert_eq!(one("a=\u{85}", "a"), Err(Malformed::Control));
        let many: String = (0..21).map(|n| format!("{n}=&")).collect();
        assert_eq!(one(&many, "a"), Err(Malformed::TooMany));
    }
}
