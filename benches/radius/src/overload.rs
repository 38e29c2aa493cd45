//! Ten times as many new requests as the server can take, while sessions that are under way go on.

use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio::task::JoinSet;

use crate::SECRET;
use crate::load::{Leg, Wire, somebody};
use crate::packet::{Answer, Request};
use crate::people::{PASSWORD, People, uid};

/// Challenges that are answered during the flood.
const SESSIONS: usize = 200;
const FLOODERS: usize = 16;

/// Opens sessions, floods the server with new requests at `rate` a second, and answers the sessions' challenges
/// meanwhile. Says how many of how many ended in an Accept.
pub(crate) async fn run(leg: Leg, rate: f64, lasting: Duration, people: &Rc<People>) -> anyhow::Result<(usize, usize)> {
    let mut opened = Vec::new();
    for _ in 0..SESSIONS {
        let Some((number, digits)) = somebody(leg, people) else { break };
        let mut wire = Wire::new(leg).await?;
        opened.push(tokio::task::spawn_local(async move {
            let answer = wire.ask(&uid(number), PASSWORD, None).await;
            (wire, number, digits, answer)
        }));
    }
    let mut sessions = Vec::new();
    for session in opened {
        if let (wire, number, digits, Ok(Some(Answer::Challenge(state)))) = session.await? {
            sessions.push((wire, number, digits, state));
        }
    }
    let ends = Instant::now() + lasting;
    let mut flood = JoinSet::new();
    for flooder in 0..FLOODERS {
        flood.spawn_local(flood_from(leg, rate / FLOODERS as f64, ends, flooder));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut answers = JoinSet::new();
    let count = sessions.len();
    for (place, (mut wire, number, digits, state)) in sessions.into_iter().enumerate() {
        answers.spawn_local(async move {
            let spread = lasting.mul_f64(0.5 * place as f64 / count as f64);
            tokio::time::sleep(spread).await;
            matches!(wire.ask(&uid(number), &digits, Some(&state)).await, Ok(Some(Answer::Accept)))
        });
    }
    let mut finished = 0;
    while let Some(done) = answers.join_next().await {
        finished += usize::from(done?);
    }
    while flood.join_next().await.is_some() {}
    Ok((finished, count))
}

/// New requests without waiting for answers, which are thrown away.
async fn flood_from(leg: Leg, rate: f64, ends: Instant, flooder: usize) -> anyhow::Result<()> {
    let socket = UdpSocket::bind((leg.from, 0)).await?;
    socket.connect(leg.server).await?;
    let (mut sent, began, mut reply) = (0_usize, Instant::now(), [0; 4096]);
    while Instant::now() < ends {
        let due = (began.elapsed().as_secs_f64() * rate) as usize;
        while sent < due {
            let number = (flooder * 557 + sent) % 10_000;
            let request = Request::new((sent % 256) as u8, SECRET.as_bytes(), &uid(number), PASSWORD, None)?;
            let _full = socket.try_send(&request.bytes);
            sent += 1;
            if sent.is_multiple_of(64) {
                tokio::task::yield_now().await;
            }
        }
        while socket.try_recv(&mut reply).is_ok() {}
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}
