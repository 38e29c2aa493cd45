//! Mail: what people are told of changes to their own authenticators, and administrators of all of them.
//!
//! A follower of the audit, like the audit's file: it sees what was decided and done, decides nothing, and holds nobody
//! up. It must not say anything that is not in the audit or the configuration; no password, code or seed is in either.
//!
//! ```text
//! MailFollower ─ Occasion (which rows) ─ Stationery (which words: texts/) ─ message (RFC 5322) ─ Smtp ─ dial (TLS)
//! ```

mod address;
mod counters;
mod dial;
mod follower;
mod letter;
mod message;
mod occasion;
mod rate;
mod server;
mod texts;

use jiff::tz::TimeZone;

pub(crate) use address::Address;
pub(crate) use counters::Counters;
pub(crate) use follower::{Around, Habits, MailFollower, Mailboxes};
pub(crate) use letter::{Mailbox, Stationery};
pub(crate) use server::Smtp;

use crate::config::{Mail, Web};

/// The configured habits.
pub(crate) fn habits(mail: &Mail, web: &Web, zone: TimeZone) -> Habits {
    let stationery = Stationery {
        organisation: web.organisation.clone(),
        contact: web.help_desk_contact.clone(),
        portal: web.public_url.clone(),
        language: web.language,
        zone,
        from: mail.from.clone(),
        reply_to: mail.reply_to.clone(),
    };
    Habits { stationery, feed: mail.feed.clone(), prompt: mail.prompt }
}

/// The configured server.
///
/// # Errors
/// Its authorities cannot be used.
pub(crate) fn server(mail: &Mail, node: &str) -> Result<Smtp, String> {
    Smtp::new(mail.server.clone(), mail.login.clone(), node)
}
