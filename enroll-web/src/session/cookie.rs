//! Cookies (RFC 6265bis): names that a browser takes only over TLS, for the whole host, from this host alone.

use axum::http::{HeaderMap, HeaderValue, header};

use super::token::Token;

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Waits for the code.
    Begun,
    /// Enrols for the first time.
    Enrolling,
    /// Signed in.
    Session,
    /// The language chosen; no secret.
    Language,
}

/// A year, for what is no secret.
const YEAR: u32 = 31_536_000;

impl Cookie {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Begun => "__Host-begun",
            Self::Enrolling => "__Host-enrolling",
            Self::Session => "__Host-session",
            Self::Language => "__Host-language",
        }
    }

    /// Lasts until the browser is closed.
    pub(crate) fn give(self, token: &Token) -> Option<HeaderValue> {
        let mut value = self.value(token.expose(), "")?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Takes it back.
    pub(crate) fn take_back(self) -> Option<HeaderValue> {
        self.value("", "; Max-Age=0")
    }

    /// Remembers a choice for a year.
    pub(crate) fn remember(self, choice: &'static str) -> Option<HeaderValue> {
        self.value(choice, &format!("; Max-Age={YEAR}"))
    }

    fn value(self, value: &str, more: &str) -> Option<HeaderValue> {
        let text = format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{more}", self.name());
        HeaderValue::from_str(&text).ok()
    }
}

/// The value of a cookie; `None` where the request has none, or several of that name.
pub(crate) fn read(headers: &HeaderMap, cookie: Cookie) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = pairs.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == cookie.name()).map(|(_, value)| value);
    let first = values.next()?;
    values.next().is_none().then_some(first).filter(|value| !value.is_empty())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, line.parse().unwrap())).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others_and_over_several_lines() {
        let headers = headers(&["a=b; __Host-session=12; c", "__Host-begun=34"]);
        assert_eq!(read(&headers, Cookie::Session), Some("12"));
        assert_eq!(read(&headers, Cookie::Begun), Some("34"));
        assert_eq!(read(&headers, Cookie::Enrolling), None);
    }

    #[test]
    fn a_cookie_that_comes_twice_or_by_a_name_like_ours_is_none() {
        for line in ["__Host-session=1; __Host-session=2", "__host-session=1", "session=1", "__Host-session=", ";;="] {
            assert_eq!(read(&headers(&[line]), Cookie::Session), None, "{line}");
        }
    }
}
