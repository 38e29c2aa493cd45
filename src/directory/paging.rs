//! Searches whose answer does not fit into one: the paged results control (RFC 2696), page after page on one connection,
//! since a cookie is known to the connection that gave it. For lists that people read; nothing is decided on them.

use std::time::Duration;

use vestibule_gate::{Moment, Outage};
use vestibule_ldap_proxy::wire::search::Search;
use vestibule_ldap_proxy::wire::{Filter, Malformed, Message, Reader, ResultCode, Scope, Tag, Writer, oid};

use super::backend::Backend;
use super::entry::Entry;
use super::failure::Failure;

/// Entries of one page. Active Directory gives 1,000 at most.
const PAGE: u32 = 500;
/// What one page may take: a search through nested groups is slow on a large directory, and nobody's login waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a list holds at most.
pub(crate) const MOST: usize = 200_000;

/// What a search in pages found.
pub(crate) struct Pages<T> {
    /// The last page's result.
    pub(crate) code: ResultCode,
    /// What was made of the entries.
    pub(crate) found: Vec<T>,
    /// Whether there are more.
    pub(crate) more: bool,
}

/// The value of the control in a request.
pub(super) fn value(cookie: &[u8]) -> Vec<u8> {
    let mut value = Writer::default();
    value.nest(Tag::SEQUENCE, |value| {
        value.number(Tag::INTEGER, PAGE);
        value.octets(cookie);
    });
    value.finish()
}

/// The cookie in the last message of an answer; empty where there is none.
pub(super) fn cookie(message: &[u8]) -> Result<Vec<u8>, Malformed> {
    let message = Message::decode(message)?;
    let control = message.controls.named(oid::control::PAGED_RESULTS);
    let Some(value) = control.and_then(|control| control.value) else { return Ok(Vec::new()) };
    let mut outer = Reader::new(value);
    let mut fields = outer.enter(Tag::SEQUENCE)?;
    let _estimate: u32 = fields.number(Tag::INTEGER)?;
    Ok(fields.octets()?.to_vec())
}

impl Backend {
    /// All objects below the base DN that match, [`MOST`] at most, each made into what `take` makes of it.
    ///
    /// # Errors
    /// [`Outage::Directory`] when that cannot be said by `until`.
    pub(crate) async fn every<T>(
        &self,
        filter: &Filter,
        attributes: &[&str],
        until: Moment,
        take: impl Fn(Entry) -> Result<T, Outage>,
    ) -> Result<(Vec<T>, bool), Outage> {
        let base = &self.settings.base_dn;
        let search = Search { base, scope: Scope::Subtree, filter, attributes, size_limit: 0, time_limit: 0 };
        self.taken(&search, until, take).await
    }

    /// Objects below the base DN that match, about `most` of them, and whether there are more: with values so many that
    /// an answer to a login's question would be too large.
    ///
    /// # Errors
    /// As [`Backend::every`].
    pub(crate) async fn some<T>(
        &self,
        filter: &Filter,
        attributes: &[&str],
        most: usize,
        until: Moment,
        take: impl Fn(Entry) -> Result<T, Outage>,
    ) -> Result<(Vec<T>, bool), Outage> {
        let (base, size_limit) = (&self.settings.base_dn, u32::try_from(most).unwrap_or(u32::MAX));
        let search = Search { base, scope: Scope::Subtree, filter, attributes, size_limit, time_limit: 0 };
        self.taken(&search, until, take).await
    }

    async fn taken<T>(
        &self,
        search: &Search<'_>,
        until: Moment,
        take: impl Fn(Entry) -> Result<T, Outage>,
    ) -> Result<(Vec<T>, bool), Outage> {
        let pages = self.pages(search, until, take).await?;
        match pages.code {
            ResultCode::SUCCESS | ResultCode::SIZE_LIMIT_EXCEEDED => {
                Ok((pages.found.into_iter().collect::<Result<_, _>>()?, pages.more))
            }
            ResultCode(code) => {
                tracing::error!(directory = %self.name, base = search.base, "`base-dn` cannot be searched: result {code}");
                Err(Outage::Directory)
            }
        }
    }

    /// A search in pages, on one server after the other until one answers all of it.
    ///
    /// # Errors
    /// [`Outage::Directory`] when none did by `until`.
    pub(crate) async fn pages<T>(
        &self,
        search: &Search<'_>,
        until: Moment,
        take: impl Fn(Entry) -> T,
    ) -> Result<Pages<T>, Outage> {
        for server in &self.servers.order() {
            let deadline = || until.min(self.timer.after(PATIENCE));
            match server.pages(&self.account, search, deadline, &take).await {
                Ok(pages) => {
                    server.answered();
                    return Ok(pages);
                }
                Err(failure) => {
                    // A slow or a large answer to a list says nothing about the server for a login.
                    if !matches!(failure, Failure::TimedOut | Failure::TooLarge | Failure::Result(_)) {
                        server.failed(&failure, PATIENCE);
                    }
                    tracing::debug!(directory = %self.name, server = %server.url, "search failed: it {failure}");
                    if matches!(failure, Failure::ServiceAccount(_)) {
                        break;
                    }
                }
            }
        }
        Err(Outage::Directory)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use vestibule_ldap_proxy::wire::{Answer, Control, LdapResult, MessageId, Op, message_with_controls};

    #[test]
    fn a_cookie_is_read_and_sent_back() {
        let result = LdapResult::new(ResultCode::SUCCESS);
        let done = Answer { op: Op::SearchResultDone, result };
        let id = MessageId::new(7).unwrap();
        let sent = value(b"where it goes on");
        let control =
            Control { oid: oid::control::PAGED_RESULTS.as_bytes(), critical: false, value: Some(sent.as_slice()) };
        assert_eq!(cookie(&message_with_controls(id, &done, &[control])).unwrap(), b"where it goes on");
        assert!(cookie(&message_with_controls(id, &done, &[])).unwrap().is_empty());
        let bad = Control { value: Some(b"0"), ..control };
        assert!(cookie(&message_with_controls(id, &done, &[bad])).is_err());
    }
}
