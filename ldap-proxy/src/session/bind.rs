//! Binds (RFC 4511 section 4.2, RFC 4513 section 5.1): which are judged, and what a verdict does to the session.

use bytes::BytesMut;
use vestibule_gate::{Attempt, Door, Form, Moment, Typed, Verdict};
use zeroize::Zeroize;

use super::{Act, Phase, Session, answer, controls};
use crate::wire::{Authentication, BindRequest, Message, MessageId, Op, ResultCode};

impl Session {
    /// Takes the gate's verdict on the last [`Act::Judge`]. On an admission the acts are `Adopt`, then the answer.
    /// A refusal's answer leaves at the next [`Session::tick`] from its own moment on.
    pub fn verdict(&mut self, now: Moment, verdict: Verdict) {
        let Phase::Judging(id) = self.phase else { return };
        self.phase = Phase::Open;
        match answer::bind(id, verdict) {
            answer::Bind::Admitted(bound, bytes) => {
                let longest = if bound.is_service() { None } else { self.settings.max_session };
                self.timers.bound(now, longest);
                self.bound = Some(bound);
                self.relay.begin();
                self.acts.extend([Act::Adopt, Act::ToClient(bytes)]);
            }
            answer::Bind::Refused(not_before, bytes) => {
                self.phase = Phase::Refusing(not_before, bytes);
                self.tick(now);
            }
            answer::Bind::Unavailable(bytes) => {
                self.timers.relayed(now);
                self.acts.push_back(Act::ToClient(bytes));
            }
        }
    }

    /// Handles a BindRequest, whose bytes are wiped. The old identity is gone before anything of it is looked at.
    pub(super) fn bind(&mut self, now: Moment, mut bytes: BytesMut) {
        self.become_anonymous();
        self.bind_request(now, &bytes);
        bytes.as_mut().zeroize();
    }

    fn bind_request(&mut self, now: Moment, bytes: &[u8]) {
        let decoded = Message::decode(bytes).and_then(|message| Ok((BindRequest::decode(message.content)?, message)));
        let Ok((request, message)) = decoded else {
            return self.disconnect(ResultCode::PROTOCOL_ERROR, "the message cannot be decoded");
        };
        if let Err(text) = controls::check(&message.controls) {
            return self.bind_refused(message.id, ResultCode::UNAVAILABLE_CRITICAL_EXTENSION, text);
        }
        if request.version != 3 {
            return self.bind_refused(message.id, ResultCode::PROTOCOL_ERROR, "only version 3 is served");
        }
        let Authentication::Simple(password) = request.authentication else {
            let text = "only simple binds are served";
            return self.bind_refused(message.id, ResultCode::AUTH_METHOD_NOT_SUPPORTED, text);
        };
        if !self.tls && !self.settings.transport.takes_clear_passwords() {
            let text = "TLS is required before a bind";
            return self.bind_refused(message.id, ResultCode::CONFIDENTIALITY_REQUIRED, text);
        }
        match (request.name, password) {
            ([], []) => self.acts.push_back(Act::ToClient(answer::anonymous(message.id))),
            (_, []) => {
                let text = "a bind with a name needs a password";
                self.bind_refused(message.id, ResultCode::UNWILLING_TO_PERFORM, text);
            }
            (name, password) => {
                self.phase = Phase::Judging(message.id);
                self.acts.push_back(Act::Judge(self.attempt(now, name, password)));
            }
        }
    }

    fn attempt(&self, now: Moment, name: &[u8], password: &[u8]) -> Attempt {
        Attempt {
            door: Door::Ldap,
            form: Form::Text,
            session: None,
            asks: false,
            station: None,
            application: self.settings.application.clone(),
            source: self.source,
            name: name.to_vec(),
            typed: Typed::new(password.to_vec()),
            arrived: now,
        }
    }

    fn bind_refused(&mut self, id: MessageId, code: ResultCode, text: &str) {
        self.acts.push_back(Act::ToClient(answer::local(id, Op::BindResponse, code, text)));
    }
}
