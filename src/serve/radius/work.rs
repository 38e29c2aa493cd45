//! What becomes of a packet that was received: judged in a task of its own, which runs to its end whoever waits, and
//! answered when the time has come.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use vestibule_gate::ports::{Clock as _, Directory as _, Store as _};
use vestibule_gate::{Moment, Outage, Verdict};
use vestibule_radius::mschap::SessionKey;
use vestibule_radius::server::{Effect, Facts, From, Judge, Reply, Returning, Second, Silence, Ticket};

use super::super::Shared;
use super::udp::Socket;
use super::{Door, accounting, facts, proving};

/// The way back to where a packet came from.
#[derive(Clone)]
pub(super) enum Back {
    /// By the socket it came to, from the address it came to.
    Datagram {
        /// The socket.
        socket: Arc<Socket>,
        /// Our address.
        local: SocketAddr,
        /// Theirs.
        peer: SocketAddr,
    },
    /// To what writes on its connection.
    Stream(mpsc::Sender<Bytes>),
}

impl Back {
    /// Sends a reply; one that cannot be sent is lost, as on the network.
    async fn send(&self, bytes: Bytes) {
        match self {
            Self::Datagram { socket, local, peer } => {
                if let Err(error) = socket.send(&bytes, *local, *peer).await {
                    tracing::debug!(%peer, %error, "a reply could not be sent");
                }
            }
            Self::Stream(stream) => {
                let _closed = stream.send(bytes).await;
            }
        }
    }
}

/// Does what a packet asks for. What needs no waiting is done at once.
pub(super) fn begin(shared: &Arc<Shared>, effect: Effect, from: &From, back: Back) {
    let Some(door) = &shared.radius else { return };
    if let Effect::Silent(why) = effect {
        door.log.silent(door.server.client(from).as_deref(), from.peer, why, shared.clock.moment());
        return;
    }
    let (peer, task) = (from.peer, shared.clone());
    shared.tasks.spawn(async move {
        let Some(door) = &task.radius else { return };
        run(&task, door, effect, peer, &back).await;
    });
}

/// Goes on until there is a reply or a silence.
async fn run(shared: &Arc<Shared>, door: &Door, first: Effect, peer: SocketAddr, back: &Back) {
    let (mut effect, mut client) = (first, None);
    loop {
        client = ticket(&effect).map(|ticket| ticket.client().clone()).or(client);
        effect = match effect {
            Effect::Judge(login) => judge(shared, door, *login).await,
            Effect::Answer(second) => answer(shared, door, *second).await,
            Effect::Return(returning) => come_back(shared, door, *returning).await,
            Effect::Turn(turn) => {
                let _turn = door.tls.come().await;
                let now = shared.clock.moment();
                door.server.turned(now, turn.run(now))
            }
            Effect::Status(ticket) => {
                let healthy = shared.parts.store.health().is_ok() && shared.directories.health().is_ok();
                door.server.status(shared.clock.moment(), ticket, healthy)
            }
            Effect::Account(ticket, record) => {
                let written = accounting::write(shared, &door.written, *record).await;
                door.server.accounted(shared.clock.moment(), ticket, written)
            }
            Effect::Silent(why) => {
                door.log.silent(client.as_deref(), peer, why, shared.clock.moment());
                return;
            }
            Effect::Send(reply) => {
                send(shared, door, client.as_deref(), peer, reply, back).await;
                return;
            }
        };
    }
}

const fn ticket(effect: &Effect) -> Option<&Ticket> {
    match effect {
        Effect::Judge(login) => Some(&login.ticket),
        Effect::Answer(second) => Some(&second.ticket),
        Effect::Return(returning) => Some(&returning.ticket),
        Effect::Status(ticket) | Effect::Account(ticket, _) => Some(ticket),
        Effect::Turn(_) | Effect::Silent(_) | Effect::Send(_) => None,
    }
}

async fn judge(shared: &Shared, door: &Door, login: Judge) -> Effect {
    let Judge { ticket, attempt, needs } = login;
    let Some(_turn) = door.new_logins.wait().await else {
        let busy = Verdict::Unavailable(Outage::Busy);
        return door.server.verdict(shared.clock.moment(), ticket, busy, Facts::default());
    };
    let mut prover = proving::prover(shared, door, &needs);
    let verdict = shared.gate.judge(attempt, prover.first()).await;
    conclude(shared, door, ticket, verdict, prover.take_key()).await
}

async fn answer(shared: &Shared, door: &Door, second: Second) -> Effect {
    let Second { ticket, pending, answer, needs } = second;
    let Some(_turn) = door.answers.wait().await else {
        let busy = Verdict::Unavailable(Outage::Busy);
        return door.server.verdict(shared.clock.moment(), ticket, busy, Facts::default());
    };
    let mut prover = proving::prover(shared, door, &needs);
    let verdict = shared.gate.answer(pending, answer, prover.first()).await;
    conclude(shared, door, ticket, verdict, prover.take_key()).await
}

/// A client comes back by a resumed session: what it was let in for is looked at again.
async fn come_back(shared: &Shared, door: &Door, returning: Returning) -> Effect {
    let Returning { ticket, reconnection, again } = returning;
    let Some(_turn) = door.answers.wait().await else {
        let busy = Verdict::Unavailable(Outage::Busy);
        return door.server.verdict(shared.clock.moment(), ticket, busy, Facts::default());
    };
    let verdict = shared.gate.reconnect(&reconnection, again).await;
    conclude(shared, door, ticket, verdict, None).await
}

/// Hands the verdict in, with what an Access-Accept has to know. Where that cannot be read nothing is sent: an Accept
/// that lacks its attributes may give more rights than one that has them.
async fn conclude(shared: &Shared, door: &Door, ticket: Ticket, verdict: Verdict, key: Option<SessionKey>) -> Effect {
    let (verdict, reply) = match verdict {
        Verdict::Admit(admitted) => match facts::read(shared, door, ticket.reply_rules(), &admitted).await {
            Ok(reply) => (Verdict::Admit(admitted), reply),
            Err(outage) => {
                let (client, person) = (ticket.client(), &admitted.bound().person().name);
                tracing::error!(%client, person, %outage, "admitted, but nothing is sent: what the reply rules need cannot be read");
                // The code is spent. Without its ticket the same packet again is met with silence too, not judged as a
                // replay.
                return Effect::Silent(Silence::Outage);
            }
        },
        other @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => {
            (other, vestibule_radius::reply::Facts::default())
        }
    };
    let facts = Facts { reply, key };
    door.server.verdict(shared.clock.moment(), ticket, verdict, facts)
}

async fn send(shared: &Shared, door: &Door, client: Option<&str>, peer: SocketAddr, reply: Reply, back: &Back) {
    let now = shared.clock.moment();
    if let Some(refused) = reply.refused {
        door.log.refused(client, peer, refused, now);
    }
    for note in &reply.notes {
        tracing::warn!(client, "an Access-Accept left something out: {note}");
    }
    wait(shared, now, reply.not_before).await;
    back.send(reply.bytes).await;
}

/// Moments are whole milliseconds, rounded down: a wait between two of them is never too short.
async fn wait(shared: &Shared, mut now: Moment, until: Moment) {
    while now < until {
        tokio::time::sleep(now.until(until)).await;
        now = shared.clock.moment();
    }
}
