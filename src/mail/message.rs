//! A letter as it goes over the wire (RFC 5322, RFC 2045).

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, MessageBuilder};
use vestibule_gate::Timestamp;

use super::address::Address;
use super::letter::{Letter, Stationery, plain};

/// Headers beside the usual ones: a mail by a program (RFC 3834), which no absence notice should answer.
const AUTOMATIC: [(&str, &str); 2] = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")];

/// A mail, ready to be sent.
pub(crate) struct Ready {
    /// The sender of the envelope.
    pub(crate) from: lettre::Address,
    /// The recipient of the envelope.
    pub(crate) to: lettre::Address,
    /// Headers and body.
    pub(crate) bytes: Vec<u8>,
}

/// Writes a letter out; `now` is for its Date.
///
/// # Errors
/// What cannot be written, which an [`Address`] and a [`Letter`] do not hold.
pub(crate) fn ready(letter: &Letter, stationery: &Stationery, now: Timestamp) -> Result<Ready, String> {
    let (from, to) = (address(&stationery.from)?, address(&letter.to)?);
    // The library panics over a control character in a name.
    let sender = Mailbox::new(Some(plain(&stationery.organisation)), from.clone());
    let mut builder = Message::builder()
        .from(sender)
        .to(Mailbox::new(None, to.clone()))
        .subject(plain(&letter.subject))
        .date(UNIX_EPOCH + Duration::from_millis(now.0))
        .message_id(Some(format!("<{}@{}>", letter.id, stationery.from.domain())));
    if let Some(reply_to) = &stationery.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    let message = automatic(builder).header(MIME_VERSION_1_0).header(ContentType::TEXT_PLAIN).body(letter.body.clone());
    let message = message.map_err(|error| error.to_string())?;
    Ok(Ready { from, to, bytes: message.formatted() })
}

fn automatic(builder: MessageBuilder) -> MessageBuilder {
    AUTOMATIC.into_iter().fold(builder, |builder, (name, value)| {
        let name = HeaderName::new_from_ascii_str(name);
        builder.raw_header(HeaderValue::new(name, value.to_owned()))
    })
}

fn address(address: &Address) -> Result<lettre::Address, String> {
    lettre::Address::new(address.local(), address.domain()).map_err(|error| error.to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::config::Language;

    fn written(subject: &str, body: &str) -> String {
        let stationery = Stationery {
            organisation: "ACME: \"Köln\"\r\nBcc: eve@evil.example".to_owned(),
            contact: None,
            portal: None,
            language: Language::En,
            zone: TimeZone::UTC,
            from: Address::parse("it@example.test").unwrap(),
            reply_to: Address::parse("help@example.test"),
        };
        let letter = Letter {
            to: Address::parse("ada@example.test").unwrap(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            id: "vestibule.1.42.person".to_owned(),
        };
        let ready = ready(&letter, &stationery, Timestamp(1_795_000_000_000)).unwrap();
        assert_eq!(
            (ready.from.to_string(), ready.to.to_string()),
            ("it@example.test".into(), "ada@example.test".into())
        );
        String::from_utf8(ready.bytes).unwrap()
    }

    #[test]
    fn a_message_has_its_headers() {
        let text = written("ACME: hello", "Hello,\n\nall is well.\n");
        for line in [
            "To: ada@example.test",
            "Reply-To: help@example.test",
            "Subject: ACME: hello",
            "Message-ID: <vestibule.1.42.person@example.test>",
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
            "MIME-Version: 1.0",
            "Date: Wed, 18 Nov 2026 11:06:40 +0000",
        ] {
            assert!(text.lines().any(|found| found.eq_ignore_ascii_case(line)), "{line} is not in {text}");
        }
        assert!(text.ends_with("\r\n\r\nHello,\r\n\r\nall is well.\r\n"), "{text}");
    }

    #[test]
    fn no_value_begins_a_header_of_its_own() {
        let text = written("a\r\nBcc: eve@evil.example\r\n\r\nx", "مرحبًا é\n.\n");
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert!(text.is_ascii(), "a mail that every server takes");
    }
}
