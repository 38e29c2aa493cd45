//! One client connection: carries bytes, verdicts and time to the session and does what it says. No rules here.

mod wait;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::BytesMut;
use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::WaitForCancellationFutureOwned;
use vestibule_gate::ports::Clock;
use vestibule_gate::{Moment, Outage, Source, Still, Verdict};
use vestibule_ldap_proxy::session::{Act, Session, Whose};

use super::judging::{self, Judged};
use super::listener::Listener;
use super::pipe::{Came, Pipe};
use super::tls;
use crate::directory::{Parts, Stream};

/// Bound sessions are checked again so often.
const RECHECK: Duration = Duration::from_secs(60);
/// After so many re-checks in a row without an answer a session ends.
const MOST_UNANSWERED: u32 = 3;
/// No timer is set.
const NEVER: Moment = Moment(u64::MAX);
/// A goodbye may take so long.
const GOODBYE: Duration = Duration::from_secs(2);

/// What happened.
enum Event {
    Client(Came),
    Upstream(Came),
    UpstreamBroke,
    Judged(Box<Option<Judged>>),
    Opened(Option<Box<Parts>>),
    Whose(Whose),
    Checked(Result<Still, Outage>),
    Time,
    Stop,
}

type Answer<T> = Option<oneshot::Receiver<T>>;

/// One client connection and everything that is under way for it.
pub(super) struct Connection {
    listener: Arc<Listener>,
    session: Session,
    client: Pipe,
    upstream: Option<Pipe>,
    /// What the session said to an upstream connection that is not there yet.
    early: Vec<bytes::Bytes>,
    judged: Answer<Judged>,
    judge_by: Option<Moment>,
    proven: Option<Parts>,
    opened: Answer<Option<Parts>>,
    whose: Answer<Whose>,
    checked: Answer<Result<Still, Outage>>,
    check_at: Option<Moment>,
    unanswered: u32,
    start_tls: bool,
    closing: bool,
    /// Which side was read first last time.
    client_first: bool,
    timer: Pin<Box<Sleep>>,
    /// When the timer goes off, at the latest.
    timer_at: Moment,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Connection {
    /// A connection that begins now; over LDAPS the handshake is done.
    pub(super) fn new(listener: Arc<Listener>, stream: Stream, source: Source) -> Self {
        let now = listener.shared.clock.moment();
        let stop = Box::pin(listener.shared.stop.clone().cancelled_owned());
        Self {
            session: Session::new(listener.settings(), source, now),
            listener,
            client: Pipe::new(stream, BytesMut::new()),
            upstream: None,
            early: Vec::new(),
            judged: None,
            judge_by: None,
            proven: None,
            opened: None,
            whose: None,
            checked: None,
            check_at: None,
            unanswered: 0,
            start_tls: false,
            closing: false,
            client_first: false,
            timer: Box::pin(sleep_until(Instant::now())),
            timer_at: NEVER,
            stop,
        }
    }

    /// Carries on until the connection is closed.
    pub(super) async fn run(mut self) {
        let mut stopping = false;
        loop {
            self.obey();
            if self.closing {
                return self.goodbye().await;
            }
            if self.start_tls {
                match self.begin_tls().await {
                    Some(next) => self = next,
                    None => return,
                }
                continue;
            }
            self.set_timer();
            let event = poll_fn(|cx| self.poll(cx, stopping)).await;
            stopping |= matches!(event, Event::Stop);
            self.take(event);
        }
    }

    /// Does what the session says, until it says nothing more.
    fn obey(&mut self) {
        while let Some(act) = self.session.act() {
            match act {
                Act::ToClient(bytes) => self.client.push(bytes),
                Act::ToUpstream(bytes) => match &mut self.upstream {
                    Some(upstream) => upstream.push(bytes),
                    None => self.early.push(bytes),
                },
                Act::Judge(attempt) => {
                    self.judge_by = Some(attempt.arrived.plus(judging::LONGEST));
                    self.judged = Some(judging::judge(&self.listener, attempt));
                }
                Act::Adopt => match self.proven.take() {
                    Some(parts) => self.upstream = Some(Pipe::new(parts.stream, parts.inbox)),
                    None => self.session.upstream_closed(),
                },
                Act::DropUpstream => {
                    self.upstream = None;
                    self.opened = None;
                    self.early.clear();
                }
                Act::OpenAnonymous => self.opened = Some(judging::open(&self.listener)),
                Act::Whose(name) => self.whose = Some(judging::whose(&self.listener, self.session.bound(), name)),
                Act::StartTls => self.start_tls = true,
                Act::Close => self.closing = true,
            }
        }
        let bound = self.session.bound().is_some();
        if bound && self.check_at.is_none() && self.checked.is_none() {
            self.check_at = Some(self.now().plus(RECHECK));
        }
        if !bound {
            (self.check_at, self.checked, self.unanswered) = (None, None, 0);
        }
    }

    /// Tells the session what happened.
    fn take(&mut self, event: Event) {
        let now = self.now();
        match event {
            Event::Client(Came::Bytes) => self.session.client(now, &mut self.client.input),
            Event::Client(Came::End) => self.session.client_closed(),
            Event::Upstream(Came::Bytes) => {
                if let Some(upstream) = &mut self.upstream {
                    self.session.upstream(now, &mut upstream.input);
                }
            }
            Event::Upstream(Came::End) | Event::UpstreamBroke => self.lose_upstream(),
            Event::Judged(judged) => self.take_verdict(*judged),
            Event::Opened(Some(parts)) => {
                let mut pipe = Pipe::new(parts.stream, parts.inbox);
                self.early.drain(..).for_each(|bytes| pipe.push(bytes));
                self.upstream = Some(pipe);
            }
            Event::Opened(None) => self.lose_upstream(),
            Event::Whose(whose) => self.session.whose(whose),
            Event::Checked(answer) => self.take_check(answer),
            Event::Time => self.tick(now),
            Event::Stop => self.session.end("the server is stopping"),
        }
        self.look_again();
    }

    /// Bytes that had to wait behind a bind may be looked at now.
    fn look_again(&mut self) {
        let now = self.now();
        loop {
            self.obey();
            let before = self.client.input.len();
            if before == 0 || !self.session.reads(0, 0).client || self.closing || self.start_tls {
                return;
            }
            self.session.client(now, &mut self.client.input);
            if self.client.input.len() == before {
                return;
            }
        }
    }

    fn take_verdict(&mut self, judged: Option<Judged>) {
        (self.judged, self.judge_by) = (None, None);
        // A judgement that ended without a word, or has not ended, is an outage.
        let (verdict, upstream) = match judged {
            Some(Judged { verdict, upstream }) => (verdict, upstream),
            None => (Verdict::Unavailable(Outage::Busy), None),
        };
        self.proven = upstream;
        self.session.verdict(self.now(), verdict);
        self.obey();
        self.proven = None;
    }

    fn take_check(&mut self, answer: Result<Still, Outage>) {
        self.checked = None;
        self.check_at = Some(self.now().plus(RECHECK));
        match answer {
            Ok(Still::Yes) => self.unanswered = 0,
            Ok(Still::No(reason)) => self.end_bound(reason),
            Err(outage) => {
                self.unanswered += 1;
                if self.unanswered >= MOST_UNANSWERED {
                    tracing::warn!(%outage, "a session ends: it could not be checked again");
                    self.end_bound("the session could not be checked again");
                }
            }
        }
    }

    fn end_bound(&mut self, reason: &str) {
        if let Some(bound) = self.session.bound() {
            let (person, sid) = (&bound.person().name, &bound.person().id);
            tracing::info!(person, %sid, application = %self.listener.name, reason, "a session ends");
        }
        self.session.end(reason);
    }

    fn tick(&mut self, now: Moment) {
        if self.judge_by.is_some_and(|by| by <= now) {
            return self.take_verdict(None);
        }
        if self.check_at.is_some_and(|at| at <= now) {
            self.check_at = None;
            if let Some(bound) = self.session.bound() {
                self.checked = Some(judging::check(&self.listener, bound.clone()));
            }
        }
        self.session.tick(now);
    }

    fn lose_upstream(&mut self) {
        self.upstream = None;
        self.early.clear();
        self.session.upstream_closed();
    }

    fn now(&self) -> Moment {
        self.listener.shared.clock.moment()
    }

    /// Ends the clear part of the connection and begins TLS on the same socket.
    async fn begin_tls(mut self) -> Option<Self> {
        self.start_tls = false;
        poll_fn(|cx| self.client.poll_write(cx)).await.ok()?;
        let acceptor = self.listener.tls()?;
        let Stream::Tcp(tcp) = self.client.into_stream() else { return None };
        let stream = tls::accept(&acceptor, tcp).await?;
        self.client = Pipe::new(stream, BytesMut::new());
        self.session.tls_started(self.listener.shared.clock.moment());
        Some(self)
    }

    /// Lets the last words leave, then closes.
    async fn goodbye(mut self) {
        self.upstream = None;
        let last_words = poll_fn(|cx| match self.client.poll_write(cx) {
            Poll::Ready(Ok(())) => self.client.poll_shutdown(cx),
            other @ (Poll::Ready(Err(_)) | Poll::Pending) => other,
        });
        // Whoever does not listen is not waited for.
        let _closed = tokio::time::timeout(GOODBYE, last_words).await;
    }
}
