//! What the server asks for: a judgement, a word on our health, a row in the audit, a reply in its time. What takes long
//! runs in a task of its own to its end, so that a vanished client costs only the answer.

use std::collections::HashMap;
use std::sync::Arc;

use vestibule_gate::ports::{Clock as _, Directory as _, FirstFactor, Store as _};
use vestibule_gate::{Outage, Person, Verdict};
use vestibule_radius::server::{Effect, Facts, From, Judge, Needs, Reply, Second, Silence};
use vestibule_radius::{mschap, reply};

use super::accounting;
use super::wire::Wire;
use super::{Door, Shared};
use crate::directory::ProofOnly;
use crate::winbind::{Response, ResponseProver, SessionKey};

/// Does what the server asks for. True where a stream the packet came on must be closed.
pub(super) fn obey(door: &Arc<Door>, shared: &Arc<Shared>, from: &From, wire: Wire, effect: Effect) -> bool {
    if let Effect::Silent(why) = effect {
        silent(door, from, why);
        // The boundaries or the secret cannot be trusted any more (RFC 6613 section 2.6.4).
        return ends_a_stream(why);
    }
    let work = Work { door: door.clone(), shared: shared.clone(), from: from.clone(), wire };
    shared.tasks.spawn(work.run(effect));
    false
}

fn silent(door: &Door, from: &From, why: Silence) {
    // A device that asks again while it is judged does what it should.
    if why != Silence::UnderWay {
        door.log.note(door.clock.moment(), door.server.client(from).as_ref(), why.as_str(), from.peer.ip());
    }
}

const fn ends_a_stream(why: Silence) -> bool {
    match why {
        Silence::Malformed
        | Silence::UnknownClient
        | Silence::WrongMessageAuthenticator
        | Silence::ShortMessageAuthenticator
        | Silence::RepeatedMessageAuthenticator
        | Silence::WrongAuthenticator => true,
        Silence::WrongCode
        | Silence::NoMessageAuthenticator
        | Silence::UnsignedProxyState
        | Silence::NoAccounting
        | Silence::BadAccounting
        | Silence::UnderWay
        | Silence::Shed
        | Silence::TooManyPending
        | Silence::Outage
        | Silence::NotWritten
        | Silence::NoChance
        | Silence::TooLarge => false,
    }
}

/// One packet on its way.
struct Work {
    door: Arc<Door>,
    shared: Arc<Shared>,
    from: From,
    wire: Wire,
}

impl Work {
    async fn run(self, mut effect: Effect) {
        let server = &self.door.server;
        loop {
            effect = match effect {
                Effect::Silent(why) => return silent(&self.door, &self.from, why),
                Effect::Send(reply) => return self.send(reply).await,
                Effect::Status(ticket) => {
                    let healthy = self.shared.parts.store.health().and_then(|()| self.shared.directories.health());
                    server.status(self.door.clock.moment(), ticket, healthy.is_ok())
                }
                Effect::Account(ticket, record) => {
                    let written = accounting::write(&self.shared, &record).await;
                    server.accounted(self.door.clock.moment(), ticket, written)
                }
                Effect::Judge(judge) => self.judge(*judge).await,
                Effect::Answer(second) => self.second(*second).await,
            };
        }
    }

    async fn send(&self, reply: Reply) {
        let now = self.door.clock.moment();
        if let Some(why) = reply.refused {
            self.door.log.note(now, self.door.server.client(&self.from).as_ref(), why.as_str(), self.from.peer.ip());
        }
        for note in &reply.notes {
            tracing::warn!(peer = %self.from.peer.ip(), "RADIUS: left out of an Access-Accept: {note}");
        }
        if now < reply.not_before {
            tokio::time::sleep(now.until(reply.not_before)).await;
        }
        self.wire.send(reply.bytes).await;
    }

    async fn judge(&self, judge: Judge) -> Effect {
        let Judge { ticket, attempt, needs } = judge;
        let mut prover = self.prover(&needs);
        let verdict = self.shared.gate.judge(attempt, prover.as_first()).await;
        let (verdict, facts) = self.facts(ticket.client(), verdict, prover.key()).await;
        self.door.server.verdict(self.door.clock.moment(), ticket, verdict, facts)
    }

    async fn second(&self, second: Second) -> Effect {
        let Second { ticket, pending, answer, needs } = second;
        let mut prover = self.prover(&needs);
        let verdict = self.shared.gate.answer(pending, answer, prover.as_first()).await;
        let (verdict, facts) = self.facts(ticket.client(), verdict, prover.key()).await;
        self.door.server.verdict(self.door.clock.moment(), ticket, verdict, facts)
    }

    fn prover(&self, needs: &Needs) -> Prover {
        match (needs, &self.door.winbind) {
            (Needs::Response { challenge_hash, nt_response }, Some(winbind)) => {
                let response = Response { challenge: *challenge_hash, nt_response: *nt_response };
                Prover::Winbind(winbind.clone().prover(response))
            }
            // Without winbind the server lets no response come this far.
            (Needs::Response { .. } | Needs::Password | Needs::Nothing, _) => {
                Prover::Directory(self.shared.directories.proof_only())
            }
        }
    }

    /// What the reply to an admission may need to know. Where it cannot be found out nobody is admitted.
    async fn facts(&self, client: &Arc<str>, verdict: Verdict, key: Option<SessionKey>) -> (Verdict, Facts) {
        let Verdict::Admit(admitted) = verdict else { return (verdict, Facts::default()) };
        let wanted = self.door.wanted.load();
        let Some(wanted) = wanted.get(client) else { return (Verdict::Admit(admitted), Facts::default()) };
        let person = admitted.bound().person();
        match self.attributes(person, &wanted.attributes).await {
            Ok(attributes) => {
                let reply = reply::Facts { user: person.name.clone(), names: wanted.names.clone(), attributes };
                (Verdict::Admit(admitted), Facts { reply, key: key.map(|key| mschap::SessionKey::new(*key)) })
            }
            Err(outage) => {
                tracing::error!(person = %person.id, application = %client, %outage,
                    "admitted, but the attributes for the reply cannot be read: the device gets no answer");
                (Verdict::Unavailable(outage), Facts::default())
            }
        }
    }

    async fn attributes(&self, person: &Person, names: &[Arc<str>]) -> Result<HashMap<String, Vec<Vec<u8>>>, Outage> {
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let until = self.door.clock.moment().plus(crate::serve::judging::LONGEST);
        self.shared.directories.attributes(person, names, until).await
    }
}

/// What proves one attempt.
enum Prover {
    Directory(ProofOnly),
    Winbind(ResponseProver),
}

impl Prover {
    fn as_first(&mut self) -> &mut dyn FirstFactor {
        match self {
            Self::Directory(prover) => prover,
            Self::Winbind(prover) => prover,
        }
    }

    /// The key of the session, where a response was proven.
    fn key(mut self) -> Option<SessionKey> {
        match &mut self {
            Self::Directory(_) => None,
            Self::Winbind(prover) => prover.take_key(),
        }
    }
}
