//! What the directory sends: the first bytes of each message are looked at, the rest streams on unchanged.
//!
//! Nothing it says can admit anybody: no BindResponse is ever passed on.

use bytes::{Bytes, BytesMut};
use vestibule_gate::Moment;

use super::pending::Kind;
use super::rootdse::{self, Reading};
use super::{Act, Phase, Referrals, Session, answer};
use crate::wire::frame::{self, Frame, Peek};
use crate::wire::{Malformed, Op, Reader, ResultCode, Tag};

/// The session's upstream connection, and where in the directory's stream it is.
#[derive(Default)]
pub(super) struct Relay {
    there: bool,
    /// Octets still to come of the message that began last.
    rest: usize,
    /// Whether they are passed on.
    passed: bool,
}

impl Relay {
    pub(super) const fn is_there(&self) -> bool {
        self.there
    }

    /// Whether the client has a part of a message and waits for the rest.
    pub(super) const fn is_inside(&self) -> bool {
        self.passed && self.rest > 0
    }

    /// Begins anew, on another connection.
    pub(super) const fn begin(&mut self) {
        *self = Self { there: true, rest: 0, passed: false };
    }
}

/// What becomes of a message of the directory's.
enum Route {
    /// Not enough of it is there to say.
    Wait,
    /// It goes on unchanged.
    Pass,
    /// It does not go on.
    Withhold,
    /// This goes on in its place.
    Instead(Bytes),
    /// It must not have been sent, or says that the connection ends.
    End(&'static str),
}

impl Session {
    /// Takes what was read from the upstream connection. At most the beginning of a message, or the entry of the
    /// rootDSE, stays in `input`.
    pub fn upstream(&mut self, now: Moment, input: &mut BytesMut) {
        if matches!(self.phase, Phase::Closed) || !self.relay.is_there() {
            return input.clear();
        }
        if !input.is_empty() {
            self.timers.relayed(now);
        }
        self.go_on(input);
        // Whole messages at the front of the input, which go on together.
        let mut run = 0;
        while self.relay.rest == 0 {
            let rest = input.get(run..).unwrap_or_default();
            let (route, total) = match frame::peek(rest, usize::MAX) {
                Peek::NeedMore => break,
                Peek::TooLarge | Peek::Bad => (Route::End(BROKEN), 0),
                Peek::Frame(frame) => (self.route(rest, &frame), frame.total),
            };
            match route {
                Route::Wait => break,
                Route::Pass if total <= rest.len() => run += total,
                Route::Pass => {
                    self.relay.rest = total - rest.len();
                    self.relay.passed = true;
                    run = input.len();
                }
                Route::Withhold => {
                    self.relay_run(&mut run, input);
                    self.withhold(total, input);
                }
                Route::Instead(bytes) => {
                    self.relay_run(&mut run, input);
                    self.acts.push_back(Act::ToClient(bytes));
                    self.withhold(total, input);
                }
                Route::End(text) => {
                    self.relay_run(&mut run, input);
                    input.clear();
                    return self.end(text);
                }
            }
        }
        self.relay_run(&mut run, input);
        self.let_go();
    }

    /// Nobody keeps a connection to the directory beyond their answers: many who never bind would use up those that
    /// it has for all.
    pub(super) fn let_go(&mut self) {
        let in_use = self.bound.is_some() || self.relay.rest > 0 || !self.pending.is_empty();
        if self.relay.is_there() && !in_use && !self.is_closed() {
            self.relay = Relay::default();
            self.acts.push_back(Act::DropUpstream);
        }
    }

    /// Goes on with the message that began in an earlier input.
    fn go_on(&mut self, input: &mut BytesMut) {
        let taken = self.relay.rest.min(input.len());
        if taken == 0 {
            return;
        }
        let bytes = input.split_to(taken);
        self.relay.rest -= taken;
        if self.relay.passed {
            self.acts.push_back(Act::ToClient(bytes.freeze()));
        }
        if self.relay.rest == 0 {
            self.acts.extend(self.held.drain(..).map(Act::ToClient));
        }
    }

    fn relay_run(&mut self, run: &mut usize, input: &mut BytesMut) {
        let run = std::mem::take(run);
        if run > 0 {
            self.acts.push_back(Act::ToClient(input.split_to(run).freeze()));
        }
    }

    fn withhold(&mut self, total: usize, input: &mut BytesMut) {
        let here = total.min(input.len());
        drop(input.split_to(here));
        self.relay.rest = total - here;
        self.relay.passed = false;
    }

    /// Decides about the message that begins with `bytes`.
    fn route(&mut self, bytes: &[u8], frame: &Frame) -> Route {
        let Some(op) = frame.op().filter(|op| !op.is_request() && *op != Op::BindResponse) else {
            return Route::End(BROKEN);
        };
        if frame.id.get() == 0 {
            return Route::End("the directory server ends the connection");
        }
        let Some(kind) = self.pending.kind(frame.id) else { return Route::Withhold };
        match (op, kind) {
            (Op::SearchResultEntry, Kind::RootDse(reading)) => self.root_dse(bytes, frame, reading),
            (Op::SearchResultReference, _) => match self.settings.referrals {
                Referrals::Drop => Route::Withhold,
                Referrals::Pass => Route::Pass,
            },
            (op, _) if op.is_final_answer() => self.last(bytes, frame, op),
            (_, Kind::Plain | Kind::RootDse(_)) => Route::Pass,
        }
    }

    fn root_dse(&self, bytes: &[u8], frame: &Frame, reading: Reading) -> Route {
        if frame.total > rootdse::LONGEST {
            return Route::End(BROKEN);
        }
        let Some(whole) = bytes.get(..frame.total) else { return Route::Wait };
        let start_tls = !self.tls && self.settings.transport.offers_start_tls();
        reading.rewrite(whole, start_tls).map_or(Route::End(BROKEN), Route::Instead)
    }

    /// A final answer: its request waits no longer. A referral becomes "no such object".
    fn last(&mut self, bytes: &[u8], frame: &Frame, op: Op) -> Route {
        let end = frame.content.end.min(frame.content.start + CODE);
        let Some(beginning) = bytes.get(frame.content.start..end) else { return Route::Wait };
        let Ok(code) = code(beginning) else { return Route::End(BROKEN) };
        self.pending.remove(frame.id);
        if code == ResultCode::REFERRAL && self.settings.referrals == Referrals::Drop {
            Route::Instead(answer::local(frame.id, op, ResultCode::NO_SUCH_OBJECT, ""))
        } else {
            Route::Pass
        }
    }
}

const BROKEN: &str = "the directory server sent something unexpected";

/// A result code and its header take no more octets than these.
const CODE: usize = 10;

fn code(content: &[u8]) -> Result<ResultCode, Malformed> {
    Reader::new(content).number(Tag::ENUMERATED).map(ResultCode)
}
