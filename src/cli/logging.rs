//! What the running program tells about itself, on standard error. Never a secret: the types that hold them
//! have no printable form. The audit is not here, it is the store's.

use std::io::{self, IsTerminal};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::output;

const VARIABLE: &str = "VESTIBULE_LOG";

/// Starts logging for the process. A server tells what it does; a command tells only what goes wrong.
pub(super) fn start(server: bool) {
    let own = if server { Level::INFO } else { Level::WARN };
    let usual = Targets::new().with_default(Level::WARN).with_target("vestibule", own);
    let written = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
    let filter = match written.as_deref().map(str::parse::<Targets>) {
        Some(Ok(filter)) => filter,
        Some(Err(error)) => {
            output::message(
                "warning",
                &format!("{VARIABLE} is not understood ({error}); write for instance `warn,vestibule=debug`"),
            );
            usual
        }
        None => usual,
    };
    let colours = output::colours(&io::stderr());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(colours)
        .with_target(!io::stderr().is_terminal());
    // A second start, which only a test could make, changes nothing.
    let _started = tracing_subscriber::registry().with(lines).with(filter).try_init();
}
