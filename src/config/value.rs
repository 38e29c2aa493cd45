//! Single values as they are written: spans of time, sizes, networks, addresses, names, choices.
//!
//! Each parser says what is wrong and what would be right; none knows where the value stands.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;

use super::fault::Wrong;
use super::nearest::nearest;
use super::section::not_in_this_version;

/// A span of time within a range: `1500ms`, `10s`, `5m`, `12h`, `14d`.
pub(crate) fn duration(text: &str, from: Duration, to: Duration) -> Result<Duration, Wrong> {
    let range = || format!("write a span from {} to {}", spell(from), spell(to));
    let digits = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = text.strip_suffix(digits).and_then(|number| number.parse::<u64>().ok());
    let milliseconds = match digits {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => {
            return Err(Wrong::new(
                format!("`{text}` is not a span of time"),
                format!("{} (units: ms, s, m, h, d)", range()),
            ));
        }
    };
    let span = number.and_then(|number| number.checked_mul(milliseconds)).map(Duration::from_millis);
    match span {
        Some(span) if (from..=to).contains(&span) => Ok(span),
        Some(_) | None => Err(Wrong::new(format!("`{text}` is out of range"), range())),
    }
}

/// A span of time in the form it is written in the configuration, in its largest whole unit.
pub(crate) fn spell(span: Duration) -> String {
    let milliseconds = span.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];
    let whole = units.into_iter().find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
    match whole {
        Some((unit, letter)) => format!("{}{letter}", milliseconds / unit),
        None if milliseconds == 0 => "0s".to_owned(),
        None => format!("{milliseconds}ms"),
    }
}

/// A number of octets within a range, in the form `64KiB` or `10MiB`.
pub(super) fn size(text: &str, from: usize, to: usize) -> Result<usize, Wrong> {
    let range = format!("write a size from {}KiB to {}MiB, such as `10MiB`", from >> 10, to >> 20);
    let (number, unit) = match (text.strip_suffix("KiB"), text.strip_suffix("MiB")) {
        (Some(number), _) => (number, 1 << 10),
        (None, Some(number)) => (number, 1 << 20),
        (None, None) => return Err(Wrong::new(format!("`{text}` is not a size"), range)),
    };
    let octets = number.parse::<usize>().ok().and_then(|number| number.checked_mul(unit));
    match octets {
        Some(octets) if (from..=to).contains(&octets) => Ok(octets),
        Some(_) | None => Err(Wrong::new(format!("`{text}` is out of range"), range)),
    }
}

/// A network `10.0.0.0/8` or a single address.
pub(super) fn network(text: &str) -> Result<IpNet, Wrong> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(IpNet::from(address));
    }
    let network = text.parse::<IpNet>().map_err(|_| {
        Wrong::new(
            format!("`{text}` is not a network"),
            "write an address and a prefix length, such as `10.0.0.0/8` or `fd00::/8`",
        )
    })?;
    if network.trunc() == network {
        return Ok(network);
    }
    Err(Wrong::new(format!("`{text}` has address bits behind its prefix"), format!("write `{}`", network.trunc())))
}

/// An address and a port to listen on; port 0 lets the system choose one.
pub(super) fn listen(text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| {
        Wrong::new(format!("`{text}` is not an address and port"), "write for instance `0.0.0.0:636` or `[::]:636`")
    })
}

/// The name of a directory or an application, as it appears in commands, audit and metrics.
pub(super) fn name(text: &str) -> Result<String, Wrong> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let begins = text.starts_with(|character: char| character.is_ascii_alphanumeric());
    if begins && text.len() <= 64 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        format!("`{text}` is not a name"),
        "write 1 to 64 letters, digits, `-`, `_` or `.`, beginning with a letter or digit",
    ))
}

/// Free text, without blanks around it.
pub(super) fn plain(text: &str) -> Result<String, Wrong> {
    if text.trim() == text {
        return Ok(text.to_owned());
    }
    Err(Wrong::new("begins or ends with a blank", "remove the blank"))
}

/// One word of several; `later` are words whose feature is not built yet.
pub(super) fn choice<T: Copy>(text: &str, words: &[(&str, T)], later: &[&str]) -> Result<T, Wrong> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    if later.contains(&text) {
        let wrong = not_in_this_version();
        return Err(Wrong::new(format!("`{text}` {}", wrong.what), allowed(words)));
    }
    let remedy = match nearest(text, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`? {}", allowed(words)),
        None => allowed(words),
    };
    Err(Wrong::new(format!("`{text}` is not allowed here"), remedy))
}

fn allowed<T>(words: &[(&str, T)]) -> String {
    let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
    format!("allowed: {}", words.join(", "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn spans_are_read_in_five_units() {
        for (text, seconds) in [("1000ms", 1), ("10s", 10), ("5m", 300), ("1h", 3600)] {
            assert_eq!(duration(text, Duration::ZERO, HOUR).unwrap().as_secs(), seconds, "{text}");
        }
        assert_eq!(duration("14d", HOUR, 400 * HOUR).unwrap().as_secs(), 14 * 86_400);
        assert_eq!(duration("0s", Duration::ZERO, HOUR).unwrap(), Duration::ZERO);
    }

    #[test]
    fn odd_spans_are_refused() {
        for text in
            ["", "5", "m", "-5m", "5 m", "1.5h", "5M", "2h", "99999999999999999999d", "18446744073709551615d", "٥m"]
        {
            assert!(duration(text, Duration::ZERO, HOUR).is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_spelled_as_it_would_be_written() {
        for text in ["0s", "1500ms", "10s", "5m", "12h", "14d", "90m"] {
            let span = duration(text, Duration::ZERO, 1000 * HOUR).unwrap();
            assert_eq!(spell(span), text);
        }
    }

    #[test]
    fn sizes_networks_and_names() {
        assert_eq!(size("10MiB", 1 << 18, 64 << 20).unwrap(), 10 << 20);
        assert!(size("10MB", 1 << 18, 64 << 20).is_err());
        assert!(size("1KiB", 1 << 18, 64 << 20).is_err());
        assert_eq!(network("10.1.2.3").unwrap().to_string(), "10.1.2.3/32");
        assert!(network("10.0.0.1/8").unwrap_err().remedy.contains("10.0.0.0/8"));
        assert!(network("10.0.0.0/33").is_err());
        assert!(name("web mail").is_err());
        assert!(name("-webmail").is_err());
        assert_eq!(name("web-mail.2").unwrap(), "web-mail.2");
    }
}
