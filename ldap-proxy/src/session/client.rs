//! What the client sends: each message is decoded whole and checked; what may go on goes on unchanged.

use bytes::{Bytes, BytesMut};
use vestibule_gate::Moment;

use super::extended::{self, Extended};
use super::pending::Kind;
use super::rootdse::Reading;
use super::{Act, Phase, Session, Whose, answer, controls};
use crate::wire::frame::{self, Peek};
use crate::wire::{Message, MessageId, ModifyRequest, Op, Request, ResultCode};

/// What becomes of one message.
enum Next {
    /// It goes on.
    Forward,
    /// It is passed over.
    Ignore,
    /// It is answered by us.
    Answer(Bytes),
    /// It is a BindRequest.
    Bind,
    /// It is a StartTLS that may be granted.
    StartTls(MessageId),
    /// It goes on if this name means the bound person.
    Ask(MessageId, Bytes),
    /// It is the last one.
    Unbind,
    /// It must not have been sent.
    Disconnect(&'static str),
}

impl Session {
    /// Takes what was read from the client. Bytes that are not a whole message yet, or must not be looked at yet,
    /// stay in `input`.
    pub fn client(&mut self, now: Moment, input: &mut BytesMut) {
        // Checked messages at the front of the input, which go on together.
        let mut run = 0;
        while self.takes_requests(input) {
            let rest = input.get(run..).unwrap_or_default();
            let whole = match frame::peek(rest, self.longest()) {
                Peek::NeedMore => break,
                Peek::Frame(frame) => {
                    // Nothing of ours may come in the middle of a relayed message, the answer to a bind least.
                    if frame.op() == Some(Op::BindRequest) && self.relay.is_inside() {
                        break;
                    }
                    let Some(whole) = rest.get(..frame.total) else { break };
                    whole
                }
                Peek::TooLarge => {
                    self.forward(run, input);
                    return self.disconnect(ResultCode::PROTOCOL_ERROR, "the message is too long");
                }
                Peek::Bad => {
                    self.forward(run, input);
                    return self.disconnect(ResultCode::PROTOCOL_ERROR, "the message cannot be decoded");
                }
            };
            self.timers.message(now);
            let length = whole.len();
            let next = self.check(whole);
            if matches!(next, Next::Forward) {
                run += length;
                continue;
            }
            self.forward(run, input);
            run = 0;
            let message = input.split_to(length);
            self.carry_out(now, next, message, input);
        }
        self.forward(run, input);
        // An abandoned request may have been the last.
        self.let_go();
    }

    fn takes_requests(&mut self, input: &mut BytesMut) -> bool {
        match self.phase {
            Phase::Open => self.may_ask_more(),
            Phase::Judging(_) | Phase::Refusing(..) | Phase::Asking(..) => false,
            Phase::StartingTls => {
                // In the clear behind the request for TLS: somebody put it there.
                if !input.is_empty() {
                    self.close();
                    input.clear();
                }
                false
            }
            Phase::Closed => {
                input.clear();
                false
            }
        }
    }

    fn longest(&self) -> usize {
        if self.bound.is_some() { self.settings.max_message } else { self.settings.max_message_before_bind }
    }

    fn forward(&mut self, run: usize, input: &mut BytesMut) {
        if run > 0 {
            self.acts.push_back(Act::ToUpstream(input.split_to(run).freeze()));
        }
    }

    fn carry_out(&mut self, now: Moment, next: Next, message: BytesMut, input: &BytesMut) {
        match next {
            Next::Forward | Next::Ignore => {}
            Next::Answer(bytes) => self.say(bytes),
            Next::Bind => self.bind(now, message),
            Next::StartTls(id) => self.start_tls(now, id, input),
            Next::Ask(id, name) => {
                self.phase = Phase::Asking(id, message.freeze());
                self.acts.push_back(Act::Whose(name));
            }
            Next::Unbind => self.close(),
            Next::Disconnect(text) => self.disconnect(ResultCode::PROTOCOL_ERROR, text),
        }
    }

    /// Decides about one whole message. A BindRequest is read in its own place, so that its bytes can be wiped.
    fn check(&mut self, bytes: &[u8]) -> Next {
        let Ok(message) = Message::decode(bytes) else { return Next::Disconnect("the message cannot be decoded") };
        if message.id == MessageId::UNSOLICITED {
            return Next::Disconnect("message id 0 is the server's");
        }
        if message.op == Op::BindRequest {
            return Next::Bind;
        }
        let Ok(request) = Request::decode(&message) else { return Next::Disconnect("the request cannot be decoded") };
        match (message.op.final_answer(), controls::check(&message.controls)) {
            (Some(_), _) if self.pending.contains(message.id) => {
                Next::Disconnect("the message id belongs to a request that is not answered yet")
            }
            (Some(op), Err(text)) => {
                Next::Answer(answer::local(message.id, op, ResultCode::UNAVAILABLE_CRITICAL_EXTENSION, text))
            }
            (Some(op), Ok(())) => self.asked(message.id, op, &request),
            (None, Ok(())) => self.told(&request),
            (None, Err(_)) if matches!(request, Request::Unbind) => Next::Unbind,
            (None, Err(_)) => Next::Ignore,
        }
    }

    /// Decides about a request that has an answer, `op`.
    fn asked(&mut self, id: MessageId, op: Op, request: &Request<'_>) -> Next {
        match request {
            Request::Search(search) => match Reading::of(search) {
                Some(reading) => self.pass(id, op, Kind::RootDse(reading)),
                None => self.pass_if_bound(id, op),
            },
            Request::Extended(request) => match extended::kind(request) {
                Extended::StartTls => Next::StartTls(id),
                Extended::Unknown => Next::Answer(answer::local(
                    id,
                    op,
                    ResultCode::PROTOCOL_ERROR,
                    "the extended operation is not served",
                )),
                Extended::Allowed => self.pass_if_bound(id, op),
                Extended::Malformed => {
                    Next::Answer(answer::local(id, op, ResultCode::PROTOCOL_ERROR, "the request cannot be decoded"))
                }
                Extended::PasswordOf(name) => self.pass_if_own(id, op, name),
            },
            Request::Modify(modify) if extended::changes_password(modify) => self.change(id, op, modify),
            Request::Modify(_)
            | Request::Add(_)
            | Request::Delete(_)
            | Request::ModifyDn(_)
            | Request::Compare { .. } => self.pass_if_bound(id, op),
            Request::Bind(_) | Request::Unbind | Request::Abandon(_) => Next::Ignore,
        }
    }

    /// Decides about a request that has no answer.
    fn told(&mut self, request: &Request<'_>) -> Next {
        match request {
            Request::Unbind => Next::Unbind,
            Request::Abandon(target) if self.pending.remove(*target) => Next::Forward,
            Request::Abandon(_)
            | Request::Bind(_)
            | Request::Search(_)
            | Request::Modify(_)
            | Request::Add(_)
            | Request::Delete(_)
            | Request::ModifyDn(_)
            | Request::Compare { .. }
            | Request::Extended(_) => Next::Ignore,
        }
    }

    fn change(&mut self, id: MessageId, op: Op, modify: &ModifyRequest<'_>) -> Next {
        self.pass_if_own(id, op, modify.dn)
    }

    fn pass_if_bound(&mut self, id: MessageId, op: Op) -> Next {
        if self.bound.is_some() { self.pass(id, op, Kind::Plain) } else { Next::Answer(bind_first(id, op)) }
    }

    /// A change that proves the old password would be a way to guess it: only the own one, or by a service account.
    fn pass_if_own(&mut self, id: MessageId, op: Op, name: &[u8]) -> Next {
        match &self.bound {
            None => Next::Answer(bind_first(id, op)),
            Some(bound) if bound.is_service() => self.pass(id, op, Kind::Plain),
            Some(_) => Next::Ask(id, Bytes::copy_from_slice(name)),
        }
    }

    fn pass(&mut self, id: MessageId, op: Op, kind: Kind) -> Next {
        if !self.relay.is_there() {
            self.relay.begin();
            self.acts.push_back(Act::OpenAnonymous);
        }
        self.pending.insert(id, op, kind);
        Next::Forward
    }

    /// Sends a password change on, or refuses it.
    pub(super) fn password_change(&mut self, id: MessageId, request: Bytes, whose: Whose) {
        let op = frame_op(&request).and_then(Op::final_answer).unwrap_or(Op::ExtendedResponse);
        match whose {
            Whose::Own => {
                self.pending.insert(id, op, Kind::Plain);
                self.acts.push_back(Act::ToUpstream(request));
            }
            Whose::Other | Whose::Unknown => {
                let text = "only your own password can be changed here";
                self.say(answer::local(id, op, ResultCode::UNWILLING_TO_PERFORM, text));
            }
        }
    }
}

fn frame_op(request: &[u8]) -> Option<Op> {
    match frame::peek(request, request.len()) {
        Peek::Frame(frame) => frame.op(),
        Peek::NeedMore | Peek::TooLarge | Peek::Bad => None,
    }
}

fn bind_first(id: MessageId, op: Op) -> Bytes {
    answer::local(id, op, ResultCode::OPERATIONS_ERROR, "a successful bind is needed before this operation")
}
