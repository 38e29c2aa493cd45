//! StartTLS (RFC 4511 section 4.14, RFC 4513 section 3.1). It is ours, never the directory's.

use bytes::BytesMut;
use vestibule_gate::Moment;

use super::limits::Timers;
use super::{Act, Phase, Session, answer};
use crate::wire::{MessageId, Op, ResultCode};

impl Session {
    /// TLS has begun; the session is anonymous.
    pub fn tls_started(&mut self, now: Moment) {
        if matches!(self.phase, Phase::StartingTls) {
            self.phase = Phase::Open;
            self.tls = true;
            self.timers = Timers::new(now);
        }
    }

    /// Grants or refuses TLS. `behind` is what the client sent behind its request.
    pub(super) fn start_tls(&mut self, now: Moment, id: MessageId, behind: &BytesMut) {
        if self.tls {
            return self.no_tls(id, ResultCode::OPERATIONS_ERROR, "TLS has begun already");
        }
        if !self.settings.transport.offers_start_tls() {
            return self.no_tls(id, ResultCode::PROTOCOL_ERROR, "StartTLS is not offered");
        }
        if !behind.is_empty() {
            // It came in the clear and would be taken for what came inside TLS.
            return self.close();
        }
        if !self.pending.is_empty() || self.relay.is_inside() {
            return self.no_tls(id, ResultCode::OPERATIONS_ERROR, "other operations are not answered yet");
        }
        self.become_anonymous();
        self.phase = Phase::StartingTls;
        // The handshake has the same time as a first message.
        self.timers = Timers::new(now);
        self.acts.extend([Act::ToClient(answer::start_tls(id)), Act::StartTls]);
    }

    fn no_tls(&mut self, id: MessageId, code: ResultCode, text: &str) {
        self.say(answer::local(id, Op::ExtendedResponse, code, text));
    }
}
