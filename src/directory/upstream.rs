//! One connection to one server, one request at a time (RFC 4511).
//!
//! **A connection whose last request did not end well is never used again**: a late answer would be taken for
//! the answer to another request, and a bind's for another person's. A dropped future counts as not ended well.
//! This module must not decide what an answer means for a person.

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vestibule_gate::Password;
use vestibule_ldap_proxy::wire::search::Search;
use vestibule_ldap_proxy::wire::{
    BindRequest, Control, ExtendedRequest, Filter, Message, MessageId, Op, Peek, Response, ResultCode, Scope, frame,
    message, message_with_controls, oid,
};

use super::entry::Entry;
use super::failure::Failure;
use super::paging;
use super::stream::Stream;

/// The most octets of all answers to one request: far above a person with 1,000 groups.
const ANSWER: usize = 4 << 20;

/// The most entries of one answer; ours ask for one or two, for the groups of an OpenLDAP person, or for a page.
const ENTRIES: usize = 1000;

/// The most octets of one page of a search for lists: a group of OpenLDAP comes with all its members.
const PAGE_ANSWER: usize = 32 << 20;

/// A connection to one server.
pub(crate) struct Upstream {
    stream: Stream,
    inbox: BytesMut,
    next: MessageId,
    usable: bool,
}

/// A connection given away: nothing of ours is under way on it.
pub(crate) struct Parts {
    pub(crate) stream: Stream,
    /// Empty; to be read into.
    pub(crate) inbox: BytesMut,
}

/// The answer to a bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BindAnswer {
    pub(crate) code: ResultCode,
    pub(crate) diagnostic: Vec<u8>,
}

/// The answer to a search.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) code: ResultCode,
    pub(crate) entries: Vec<Entry>,
}

impl Upstream {
    pub(crate) fn new(stream: Stream) -> Self {
        Self { stream, inbox: BytesMut::new(), next: MessageId::UNSOLICITED.next(), usable: true }
    }

    /// Whether it can be used for one more request, as far as one can know without asking.
    pub(crate) fn is_open(&mut self) -> bool {
        self.usable && self.inbox.is_empty() && self.stream.is_quiet()
    }

    /// Binds by name and password. From the first poll on, the server may have seen the password.
    pub(crate) async fn bind(&mut self, name: &str, password: &Password) -> Result<BindAnswer, Failure> {
        let id = self.begin()?;
        let request = BindRequest::simple(name.as_bytes(), password.expose()).message(id);
        self.send(&request).await?;
        let bytes = self.receive(&mut ANSWER.clone()).await?;
        let response = Self::answer(&bytes, id)?;
        let Response::Final(answer) = response else { return Err(Failure::Unexpected) };
        if answer.op != Op::BindResponse {
            return Err(Failure::Unexpected);
        }
        self.end()?;
        Ok(BindAnswer { code: answer.result.code, diagnostic: answer.result.diagnostic.to_vec() })
    }

    /// Searches. References to other servers are left out.
    pub(crate) async fn search(&mut self, search: &Search<'_>) -> Result<Found, Failure> {
        Ok(self.ask(search, &[], ANSWER).await?.0)
    }

    /// Asks for one page of a search (RFC 2696): the first where `cookie` is empty. What comes back is the next cookie,
    /// empty after the last page; it is good on this connection alone.
    pub(crate) async fn page(&mut self, search: &Search<'_>, cookie: &[u8]) -> Result<(Found, Vec<u8>), Failure> {
        let value = paging::value(cookie);
        // Not critical: a server that knows no pages gives what it gives.
        let control = Control { oid: oid::control::PAGED_RESULTS.as_bytes(), critical: false, value: Some(&value) };
        self.ask(search, &[control], PAGE_ANSWER).await
    }

    async fn ask(
        &mut self,
        search: &Search<'_>,
        controls: &[Control<'_>],
        mut budget: usize,
    ) -> Result<(Found, Vec<u8>), Failure> {
        let id = self.begin()?;
        self.send(&message_with_controls(id, search, controls)).await?;
        let mut entries = Vec::new();
        loop {
            let bytes = self.receive(&mut budget).await?;
            match Self::answer(&bytes, id)? {
                Response::Entry(_) if entries.len() >= ENTRIES => return Err(Failure::TooLarge),
                Response::Entry(entry) => entries.push(Entry::read(&entry)?),
                Response::Reference(_) => {}
                Response::Final(done) if done.op == Op::SearchResultDone => {
                    let cookie = paging::cookie(&bytes)?;
                    self.end()?;
                    return Ok((Found { code: done.result.code, entries }, cookie));
                }
                Response::Final(_) | Response::Extended(_) | Response::Intermediate => return Err(Failure::Unexpected),
            }
        }
    }

    /// Reads `attributes` of the one object `base`, whatever it is.
    pub(crate) async fn read(&mut self, base: &str, attributes: &[&str]) -> Result<Found, Failure> {
        let filter = Filter::any();
        let search = Search { base, scope: Scope::Base, filter: &filter, attributes, size_limit: 1, time_limit: 0 };
        self.search(&search).await
    }

    /// Asks for TLS and gets ready for it.
    pub(crate) async fn start_tls(&mut self) -> Result<(), Failure> {
        let id = self.begin()?;
        self.send(&message(id, &ExtendedRequest::new(oid::extended::START_TLS))).await?;
        let bytes = self.receive(&mut ANSWER.clone()).await?;
        let Response::Extended(answer) = Self::answer(&bytes, id)? else { return Err(Failure::Unexpected) };
        if !self.inbox.is_empty() {
            return Err(Failure::Injected);
        }
        if answer.result.code != ResultCode::SUCCESS {
            return Err(Failure::StartTlsRefused(answer.result.code.0));
        }
        self.end()
    }

    /// The TCP stream below, to be wrapped into TLS.
    pub(crate) fn into_plain(self) -> Result<TcpStream, Failure> {
        match self.stream {
            Stream::Tcp(tcp) if self.usable && self.inbox.is_empty() => Ok(tcp),
            Stream::Tcp(_) | Stream::Tls(_) => Err(Failure::Unexpected),
        }
    }

    /// Gives the connection away; `None` when it cannot be used, or the server sent what nobody asked for.
    pub(crate) fn into_parts(self) -> Option<Parts> {
        (self.usable && self.inbox.is_empty()).then_some(Parts { stream: self.stream, inbox: self.inbox })
    }

    fn begin(&mut self) -> Result<MessageId, Failure> {
        if !self.usable || !self.inbox.is_empty() {
            return Err(Failure::Unexpected);
        }
        self.usable = false;
        let id = self.next;
        self.next = id.next();
        Ok(id)
    }

    fn end(&mut self) -> Result<(), Failure> {
        if !self.inbox.is_empty() {
            return Err(Failure::Unexpected);
        }
        self.usable = true;
        Ok(())
    }

    async fn send(&mut self, request: &[u8]) -> Result<(), Failure> {
        self.stream.write_all(request).await.map_err(Failure::Io)?;
        self.stream.flush().await.map_err(Failure::Io)
    }

    /// The next whole message, taken out of `budget`.
    async fn receive(&mut self, budget: &mut usize) -> Result<Bytes, Failure> {
        loop {
            match frame::peek(&self.inbox, *budget) {
                Peek::Frame(frame) if self.inbox.len() >= frame.total => {
                    *budget -= frame.total;
                    return Ok(self.inbox.split_to(frame.total).freeze());
                }
                Peek::Frame(_) | Peek::NeedMore => {}
                Peek::TooLarge => return Err(Failure::TooLarge),
                Peek::Bad => return Err(Failure::Unexpected),
            }
            self.inbox.reserve(4096);
            if self.stream.read_buf(&mut self.inbox).await.map_err(Failure::Io)? == 0 {
                return Err(Failure::Closed);
            }
        }
    }

    fn answer(bytes: &Bytes, id: MessageId) -> Result<Response<'_>, Failure> {
        let message = Message::decode(bytes)?;
        let response = Response::decode(&message)?;
        if message.id == MessageId::UNSOLICITED {
            return Err(Failure::Notice(response.result().map_or(0, |result| result.code.0)));
        }
        if message.id != id {
            return Err(Failure::Unexpected);
        }
        Ok(response)
    }
}
