//! One EAP conversation, from the client's identity to Success or Failure.
//!
//! A state consumes itself and says what comes next, so that there is no way to the end but through all of it: [`Accepted`]
//! is made of the gate's `Admitted`, which only [`Waiting::admitted`] brings in.

use std::sync::Arc;

use rustls::{AlertDescription, Error};
use vestibule_gate::{Admitted, Moment, Pending, Reconnection, Refusal};

use super::fragment::Taken;
use super::inner::Proven;
use super::keys::Binding;
use super::packet::{self, Method, Packet, kind};
use super::phase2::{Chances, Next, Peap, Phase2, Tell, Ttls, Waits, realm_fits};
use super::settings::Head;
use super::step::{Accepted, Step};
use super::tunnel::{Broken, Tunnel};
use crate::mschap::SessionKey;
use crate::reply;
use crate::server::{Reached, Refused};

/// The most requests of one conversation.
const MOST_ROUNDS: u8 = 50;
/// The most responses that are none, before it ends (RFC 3579 section 2.2).
const MOST_INVALID: u8 = 5;
/// What is proposed first. A client that wants the other says so (Nak).
const FIRST: Method = Method::Ttls;
/// What ends a resumption by TLS 1.3 inside EAP-TTLS (RFC 9427 section 4): one zero.
const COMMITMENT: &[u8] = &[0];

/// A conversation that waits for the client.
pub(crate) struct Conversation {
    common: Common,
    stage: Stage,
}

/// A conversation that waits for the gate.
pub(crate) struct Waiting {
    common: Common,
    tunnel: Tunnel,
    ground: Ground,
}

/// What every state has.
struct Common {
    head: Head,
    method: Method,
    /// Identifier of the last request.
    ident: u8,
    /// The last request, in case it must be repeated.
    last: Vec<u8>,
    rounds: u8,
    invalid: u8,
}

enum Stage {
    /// A method was proposed.
    Started,
    /// Phase 1.
    Handshake(Tunnel),
    /// Phase 2.
    Inside(Tunnel, Box<Phase2>),
    /// All is said but what is under way.
    Ending(Tunnel, Box<Proven>, Option<Binding>),
    /// TLS failed, and the client was told.
    Broken(Tunnel, Refused),
}

/// What the gate is asked about.
enum Ground {
    /// What somebody showed.
    Shown(Box<Waits>),
    /// A session that was resumed.
    Resumed(Arc<Reconnection>),
}

impl Conversation {
    /// Begins, after the client has said who it is in a response with this identifier.
    pub(crate) fn begin(head: Head, ident: u8) -> Step {
        let common = Common { head, method: FIRST, ident, last: Vec::new(), rounds: 0, invalid: 0 };
        common.start(FIRST)
    }

    /// The last request.
    pub(crate) fn last(&self) -> &[u8] {
        &self.common.last
    }

    /// How far it has come.
    pub(crate) const fn reached(&self) -> Reached {
        match &self.stage {
            Stage::Started => Reached::Begun,
            Stage::Handshake(_) | Stage::Broken(..) => Reached::Certificate,
            Stage::Inside(..) | Stage::Ending(..) => Reached::Tunnel,
        }
    }

    /// Takes a response.
    pub(crate) fn receive(mut self, now: Moment, octets: &[u8], chances: Chances) -> Step {
        if self.common.rounds >= MOST_ROUNDS {
            return self.common.fail(Refused::TooManyRounds);
        }
        let Ok(response) = Packet::response(octets) else { return self.invalid() };
        if response.ident != self.common.ident {
            return self.invalid();
        }
        match self.stage {
            Stage::Started if response.kind == kind::NAK => self.common.negotiate(response.data),
            _ if response.kind != self.common.method.kind() => self.invalid(),
            Stage::Started => match Tunnel::new(&self.common.head, self.common.method) {
                Ok(tunnel) => {
                    self.stage = Stage::Handshake(tunnel);
                    self.take(now, response.data, chances)
                }
                Err(broken) => self.common.fail(why(&broken)),
            },
            Stage::Handshake(_) | Stage::Inside(..) | Stage::Ending(..) | Stage::Broken(..) => {
                self.take(now, response.data, chances)
            }
        }
    }

    /// A response that is none.
    fn invalid(mut self) -> Step {
        self.common.invalid += 1;
        if self.common.invalid > MOST_INVALID {
            return self.common.fail(Refused::EapMalformed);
        }
        Step::Repeat(Box::new(self))
    }

    /// Takes a fragment.
    fn take(mut self, now: Moment, data: &[u8], chances: Chances) -> Step {
        let most = self.common.head.fragment;
        let Some(tunnel) = self.tunnel() else { return self.invalid() };
        let sending = tunnel.is_sending();
        match tunnel.take(data) {
            // A stream with a hole in it cannot be mended.
            Err(_) => self.common.fail(Refused::EapMalformed),
            Ok(Taken::More) => self.go_on(vec![0]),
            Ok(Taken::Whole(_)) if sending => {
                let fragment = tunnel.fragment(most);
                self.go_on(fragment)
            }
            Ok(Taken::Whole(message)) => self.whole(now, &message, chances),
        }
    }

    const fn tunnel(&mut self) -> Option<&mut Tunnel> {
        match &mut self.stage {
            Stage::Started => None,
            Stage::Handshake(tunnel)
            | Stage::Inside(tunnel, _)
            | Stage::Ending(tunnel, ..)
            | Stage::Broken(tunnel, _) => Some(tunnel),
        }
    }

    /// Says something that leaves the stage as it is.
    fn go_on(self, data: Vec<u8>) -> Step {
        let Self { common, stage } = self;
        common.say(stage, &data, None, false)
    }

    /// Takes a whole message of the client.
    fn whole(self, now: Moment, message: &[u8], chances: Chances) -> Step {
        let Self { common, stage } = self;
        match stage {
            Stage::Started => common.fail(Refused::EapMalformed),
            Stage::Broken(_, why) => common.fail(why),
            Stage::Ending(tunnel, proven, binding) => common.accept(&tunnel, *proven, binding.as_ref()),
            Stage::Handshake(mut tunnel) => match tunnel.read(now, message) {
                Ok(plain) => common.shake(tunnel, &plain, chances),
                Err(broken) => common.broken(tunnel, &broken),
            },
            Stage::Inside(mut tunnel, phase) => match tunnel.read(now, message) {
                Ok(plain) => common.inside(tunnel, *phase, &plain, chances),
                Err(broken) => common.broken(tunnel, &broken),
            },
        }
    }
}

impl Waiting {
    /// The conversation's fixed part.
    pub(crate) const fn head(&self) -> &Head {
        &self.common.head
    }

    /// The gate admitted.
    pub(crate) fn admitted(
        self,
        admitted: Admitted,
        facts: reply::Facts,
        key: Option<&SessionKey>,
        chances: Chances,
    ) -> Step {
        let Self { common, mut tunnel, ground } = self;
        let next = match ground {
            Ground::Shown(waits) => match waits.admitted(admitted, facts, key, &tunnel, chances.nonce) {
                Ok(Some(next)) => Ok(next),
                Ok(None) => return Step::Lost,
                Err(broken) => Err(broken),
            },
            Ground::Resumed(_) => {
                let proven = Box::new(Proven { admitted, facts, keys: None });
                match common.method {
                    Method::Peap => Peap::resumed(proven, &tunnel, chances.nonce),
                    Method::Ttls if tunnel.is_1_3() => tunnel.write(COMMITMENT).map(|()| Next::Done(proven, None)),
                    Method::Ttls => Ok(Next::Done(proven, None)),
                }
            }
        };
        common.next_or_broken(tunnel, next)
    }

    /// The gate asks for the code.
    pub(crate) fn asked(self, pending: Pending, chances: Chances) -> Step {
        let Self { common, tunnel, ground } = self;
        let next = match ground {
            Ground::Shown(waits) => waits.asked(pending, &common.head.client.question, &tunnel, chances.nonce),
            // The gate asks nothing of who comes back.
            Ground::Resumed(_) => Ok(Next::Failed(Some(Refused::EapMethod), Some(pending.not_before()))),
        };
        common.next_or_broken(tunnel, next)
    }

    /// The gate refused.
    pub(crate) fn refused(self, refusal: &Refusal, chances: Chances) -> Step {
        let Self { common, tunnel, ground } = self;
        let next = match ground {
            Ground::Shown(waits) => waits.refused(refusal, &tunnel, chances),
            Ground::Resumed(reconnection) => {
                tunnel.forget(&reconnection);
                Ok(match common.method {
                    // MS-PEAP section 3.3.7.1: phase 2 may follow a resumption.
                    Method::Peap => Peap::begin(Some(refusal.not_before())),
                    Method::Ttls => Next::Failed(None, Some(refusal.not_before())),
                })
            }
        };
        common.next_or_broken(tunnel, next)
    }
}

impl Common {
    /// Proposes a method.
    fn start(mut self, method: Method) -> Step {
        self.method = method;
        self.say(Stage::Started, &[super::Flags::START], None, false)
    }

    /// The client wants another method.
    fn negotiate(self, wanted: &[u8]) -> Step {
        let other = wanted.iter().copied().filter_map(Method::of).find(|method| *method != self.method);
        match other {
            Some(method) => self.start(method),
            None => self.fail(Refused::EapMethod),
        }
    }

    /// After a message of phase 1.
    fn shake(self, mut tunnel: Tunnel, plain: &[u8], chances: Chances) -> Step {
        if tunnel.is_handshaking() {
            if !tunnel.flush() {
                return self.fail(Refused::Tls);
            }
            let fragment = tunnel.fragment(self.head.fragment);
            return self.say(Stage::Handshake(tunnel), &fragment, None, false);
        }
        match tunnel.resumed() {
            Ok(Some(reconnection)) => {
                let ground = Ground::Resumed(reconnection.clone());
                Step::Return(Box::new(Waiting { common: self, tunnel, ground }), reconnection)
            }
            Ok(None) => {
                let phase = match self.method {
                    Method::Ttls => Phase2::Ttls(Ttls::Begun),
                    Method::Peap => Phase2::Peap(Peap::Begun),
                };
                // By TLS 1.2 our Finished comes last, and the client speaks next.
                if plain.is_empty() && !tunnel.is_1_3() && tunnel.flush() {
                    let fragment = tunnel.fragment(self.head.fragment);
                    return self.say(Stage::Inside(tunnel, Box::new(phase)), &fragment, None, false);
                }
                self.inside(tunnel, phase, plain, chances)
            }
            Err(broken) => self.broken(tunnel, &broken),
        }
    }

    fn inside(self, tunnel: Tunnel, phase: Phase2, plain: &[u8], chances: Chances) -> Step {
        let next = phase.read(plain, &tunnel, self.ident, &self.head.client, chances);
        self.next_or_broken(tunnel, next)
    }

    fn next_or_broken(self, tunnel: Tunnel, next: Result<Next, Broken>) -> Step {
        match next {
            Ok(next) => self.next(tunnel, next),
            Err(broken) => self.broken(tunnel, &broken),
        }
    }

    /// Does what phase 2 wants.
    fn next(self, mut tunnel: Tunnel, next: Next) -> Step {
        match next {
            Next::Tell(Tell { phase, plain, not_before, asks }) => {
                if let Err(broken) = tunnel.write(&plain) {
                    return self.broken(tunnel, &broken);
                }
                tunnel.flush();
                let fragment = tunnel.fragment(self.head.fragment);
                self.say(Stage::Inside(tunnel, phase), &fragment, not_before, asks)
            }
            Next::Judge(_, credentials) if !realm_fits(&self.head.outer, &credentials.name) => {
                self.fail(Refused::OtherRealm)
            }
            Next::Judge(waits, credentials) => {
                let ground = Ground::Shown(waits);
                Step::Judge(Box::new(Waiting { common: self, tunnel, ground }), credentials)
            }
            Next::Answer(waits, pending, typed) => {
                let ground = Ground::Shown(waits);
                Step::Answer(Box::new(Waiting { common: self, tunnel, ground }), pending, typed)
            }
            Next::Done(proven, binding) => {
                // Tickets, or our Finished, must be out before Success.
                if tunnel.flush() {
                    let not_before = Some(proven.admitted.not_before());
                    let fragment = tunnel.fragment(self.head.fragment);
                    return self.say(Stage::Ending(tunnel, proven, binding), &fragment, not_before, false);
                }
                self.accept(&tunnel, *proven, binding.as_ref())
            }
            Next::Failed(why, not_before) => Step::Fail { ident: self.ident, why, not_before },
        }
    }

    /// Well ended. What TLS left can be resumed from now on, if the gate permits it.
    fn accept(self, tunnel: &Tunnel, proven: Proven, binding: Option<&Binding>) -> Step {
        let keys = match (tunnel.keys(), binding) {
            (Ok(keys), Some(binding)) => keys.bound(binding),
            (Ok(keys), None) => keys,
            // Somebody was let in: what fails here is ours, and no refusal.
            (Err(_), _) => return Step::Lost,
        };
        let Proven { admitted, facts, keys: _ } = proven;
        if let Some(reconnection) = admitted.reconnection() {
            tunnel.release(reconnection);
        }
        Step::Accept(Box::new(Accepted { ident: self.ident, admitted, facts, keys }))
    }

    /// TLS cannot go on: the client is told by an alert, where there is one to send (RFC 5216 section 2.1.3).
    fn broken(self, mut tunnel: Tunnel, broken: &Broken) -> Step {
        let why = why(broken);
        if !tunnel.flush() {
            return self.fail(why);
        }
        let fragment = tunnel.fragment(self.head.fragment);
        self.say(Stage::Broken(tunnel, why), &fragment, None, false)
    }

    fn say(mut self, stage: Stage, data: &[u8], not_before: Option<Moment>, asks: bool) -> Step {
        self.ident = self.ident.wrapping_add(1);
        self.rounds += 1;
        let request = packet::request(self.ident, self.method.kind(), data);
        self.last.clone_from(&request);
        Step::Say { conversation: Box::new(Conversation { common: self, stage }), request, not_before, asks }
    }

    fn fail(self, why: Refused) -> Step {
        Step::Fail { ident: self.ident, why: Some(why), not_before: None }
    }
}

/// What an admin is told of a broken tunnel.
fn why(Broken(error): &Broken) -> Refused {
    if matches!(error, Error::AlertReceived(alert) if DISTRUST.contains(alert)) {
        return Refused::CertificateRefused;
    }
    if matches!(error, Error::PeerIncompatible(_)) { Refused::TlsIncompatible } else { Refused::Tls }
}

/// How clients say that they do not take a certificate (RFC 8446 section 6.2).
const DISTRUST: [AlertDescription; 7] = [
    AlertDescription::UnknownCA,
    AlertDescription::BadCertificate,
    AlertDescription::CertificateUnknown,
    AlertDescription::CertificateExpired,
    AlertDescription::CertificateRevoked,
    AlertDescription::UnsupportedCertificate,
    // An authority of the same name, with another key.
    AlertDescription::DecryptError,
];
