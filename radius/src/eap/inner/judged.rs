//! An inner conversation that waits for the gate, and what it says then.

use vestibule_gate::{Admitted, Pending, Refusal, Said};
use zeroize::Zeroizing;

use super::super::mschapv2;
use super::super::packet::{self, kind};
use super::{Answered, Inner, Next, Proven, State};
use crate::mschap::{CHALLENGE, SessionKey};
use crate::reply;
use crate::server::say;

/// Waits for the gate.
pub(in super::super) struct Judged {
    /// Identifier of the last request.
    pub(super) ident: u8,
    /// The response that is proven, where it is one.
    pub(super) response: Option<Answered>,
    /// Whether a question was put before, and answered.
    pub(super) asked: bool,
}

impl Judged {
    /// The gate admitted. `None` where the domain gave no key to answer a response with.
    pub(in super::super) fn admitted(
        self,
        admitted: Admitted,
        facts: reply::Facts,
        key: Option<&SessionKey>,
    ) -> Option<Next> {
        let Some((response, name)) = self.response else {
            return Some(Next::Proven(Box::new(Proven { admitted, facts, keys: None })));
        };
        let key = key?;
        let mppe = key.mppe(&response.nt_response);
        let mut keys = Zeroizing::new([0; 32]);
        keys.iter_mut().zip(mppe.receive.iter().chain(mppe.send.iter())).for_each(|(octet, from)| *octet = *from);
        let ident = self.ident.wrapping_add(1);
        let mut success = response.success(&name, key);
        // The identifier of MSCHAPv2 is that of the challenge.
        if let Some(first) = success.first_mut() {
            *first = response.ident;
        }
        let request = packet::request(ident, kind::MSCHAPV2, &mschapv2::success(&success));
        let not_before = Some(admitted.not_before());
        let proven = Box::new(Proven { admitted, facts, keys: Some(keys) });
        Some(Next::Ask(Box::new(Inner { ident, state: State::Shown(proven) }), request, not_before))
    }

    /// The gate asks for the code; `question` is what the client's people are asked.
    pub(in super::super) fn asked(self, pending: Pending, question: &str) -> Next {
        let ident = self.ident.wrapping_add(1);
        let text = say::question(pending.said(), question);
        let not_before = Some(pending.not_before());
        let request = packet::request(ident, kind::GTC, text.as_bytes());
        Next::Ask(Box::new(Inner { ident, state: State::Asked(pending) }), request, not_before)
    }

    /// The gate refused. Who may know why is told by the method; an answer is waited for, and then it is over. After a
    /// question that was answered nothing more is said where `again` forbids it, and never what the question has said.
    pub(in super::super) fn refused(self, refusal: &Refusal, chance: [u8; CHALLENGE], again: bool) -> Next {
        let (ident, not_before) = (self.ident.wrapping_add(1), Some(refusal.not_before()));
        let said = self.asked && (!again || matches!(refusal.said(), Said::Enrol(_)));
        let text = say::refusal(refusal.said()).filter(|_| !said);
        let request = match (self.response, text) {
            (Some((response, _)), text) => {
                let why = say::failure(refusal.said());
                let data = mschapv2::failure(response.ident, why, chance, text.as_deref().unwrap_or_default());
                packet::request(ident, kind::MSCHAPV2, &data)
            }
            (None, Some(text)) => packet::request(ident, kind::GTC, text.as_bytes()),
            (None, None) => return Next::Failed(None, not_before),
        };
        Next::Ask(Box::new(Inner { ident, state: State::Refused }), request, not_before)
    }
}
