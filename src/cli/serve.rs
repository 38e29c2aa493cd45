//! `serve`: run.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::signal::unix::{SignalKind, signal};

use super::exit::{Failure, Outcome};
use crate::config::{self, Config};
use crate::parts::Parts;
use crate::serve::Server;
use crate::store::Look;

const EXAMPLES: &str = "\
Examples:
  vestibule serve -c vestibule.toml
  systemctl start vestibule

Prints one line `ready` with the bound addresses on standard output, and tells systemd (Type=notify).
SIGHUP reads the configuration again; one with faults leaves the old one in force. SIGTERM ends it.";

/// Run until told to stop.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}

pub(super) fn run(file: &Path) -> Outcome {
    let config = config::load(file)?;
    raise_alarms(&config);
    super::runtime()?.block_on(serve(config, file))
}

async fn serve(config: Config, file: &Path) -> Outcome {
    // The signals first: an order to stop that comes during the start is not to be lost.
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let parts = Parts::open(&config, Look::Whole).await.map_err(Failure::installation)?;
    let server = Server::start(&config, Arc::new(parts)).await.map_err(Failure::installation)?;
    ready(&server)?;
    loop {
        tokio::select! {
            _ = hangup.recv() => reload(&server, file).await,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
    }
    notify(&[sd_notify::NotifyState::Stopping]);
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

fn raise_alarms(config: &Config) {
    for alarm in config::alarms(config, Timestamp::now(), &TimeZone::system()) {
        tracing::warn!("{alarm}");
    }
}

/// One line with every bound address, for people and for whoever started us; and the word to systemd.
fn ready(server: &Server) -> Outcome {
    let bound: Vec<String> = server.bound.iter().map(|(name, at)| format!("{name}={at}")).collect();
    super::output::line(&format!("ready {}", bound.join(" ")))?;
    notify(&[sd_notify::NotifyState::Ready]);
    Ok(())
}

async fn reload(server: &Server, file: &Path) {
    match config::load(file) {
        Ok(config) => {
            raise_alarms(&config);
            server.reload(&config).await;
        }
        Err(faults) => tracing::error!("the configuration has faults, so the old one stays in force:\n{faults}"),
    }
}

fn notify(states: &[sd_notify::NotifyState<'_>]) {
    // Not started by systemd: nobody to tell.
    let _nobody = sd_notify::notify(states);
}
