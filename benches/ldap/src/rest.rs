//! What Vestibule takes while nothing happens: time to start, memory at rest, and ten thousand idle connections.

use std::time::Duration;

use anyhow::Context as _;
use tokio::task::JoinSet;

use crate::client::{Client, Query, Target};
use crate::peers::Vestibule;
use crate::table::{spread, word};

/// Connections that do nothing.
const IDLE: usize = 10_000;
/// Handshakes at the same time.
const AT_ONCE: usize = 32;
/// After this nothing is on its way any more.
const SETTLED: Duration = Duration::from_secs(5);
const STARTS: usize = 5;

/// Measures, and words it as a table.
pub(crate) async fn run(
    vestibule: &Vestibule,
    target: impl Fn(std::net::SocketAddr) -> Target,
) -> anyhow::Result<String> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(vestibule.serve("tls")?.took.as_secs_f64());
    }
    let (least, start, most) = spread(starts);
    let serving = vestibule.serve("tls")?;
    tokio::time::sleep(SETTLED).await;
    let rest = mebibytes(serving.resident()?);
    let target = target(serving.address);
    let mut open = JoinSet::new();
    let mut idle = Vec::new();
    for number in 0..IDLE {
        if number >= AT_ONCE {
            idle.push(open.join_next().await.context("a connection")???);
        }
        let target = target.clone();
        open.spawn_local(async move { opened(&target).await });
    }
    while let Some(client) = open.join_next().await {
        idle.push(client??);
    }
    tokio::time::sleep(SETTLED).await;
    let full = mebibytes(serving.resident()?);
    drop(idle);
    tokio::time::sleep(SETTLED).await;
    let after = mebibytes(serving.resident()?);
    Ok(format!(
        "| | | goal | |\n|---|---|---|---|\n\
         | start, to `ready` (median of {STARTS}; {least:.2} to {most:.2} s) | {start:.2} s | ≤ 1 s | {} |\n\
         | resident at rest | {rest:.0} MiB | ≤ 25 MiB | {} |\n\
         | resident with {IDLE} idle LDAPS connections | {full:.0} MiB | ≤ 400 MiB | {} |\n\
         | resident after they have gone | {after:.0} MiB | | |\n",
        word(start <= 1.0),
        word(rest <= 25.0),
        word(full <= 400.0),
    ))
}

/// A connection that has said something, since one that never does is closed soon.
async fn opened(target: &Target) -> anyhow::Result<Client> {
    let mut client = Client::connect(target).await?;
    client.search(Query::root(), 1).await?;
    Ok(client)
}

fn mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}
