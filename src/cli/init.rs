//! `init`: the store and the sealing key.

use std::path::Path;

use vestibule_gate::Sealer;
use vestibule_gate::ports::Clock as _;

use super::exit::{Failure, Outcome};
use super::output;
use crate::config;
use crate::ports::{SystemChance, SystemClock};
use crate::store::{self, Initialised, key};

const EXAMPLES: &str = "\
Examples:
  vestibule init -c vestibule.toml

A store that is there is never replaced. An older one is copied aside first and then brought up to date.
Keep a copy of the sealing key apart from the store: without it the authenticators cannot be read.";

/// Make the store and the sealing key, or bring an older store up to date.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}

pub(super) fn run(file: &Path) -> Outcome {
    let config = config::load(file)?;
    let (path, key_file) = (&config.store.path, &config.store.key_file);
    let has_key = key_file.try_exists()?;
    if !has_key && path.try_exists()? {
        return Err(Failure::Configuration(format!(
            "{}: the sealing key is missing, but there is a store; put the key back from your copy of it",
            key_file.display()
        )));
    }
    let key = if has_key { key::load(key_file) } else { key::create(key_file, &SystemChance) };
    let sealer = Sealer::new(key.map_err(Failure::installation)?);
    if !has_key {
        output::line(&format!("made the sealing key {}; keep a copy apart from the store", key_file.display()))?;
    }
    let now = SystemClock::new().now();
    let done = match store::init(path, &sealer, &SystemChance, now).map_err(Failure::installation)? {
        Initialised::Created => format!("made the store {}", path.display()),
        Initialised::Upgraded { backup } => {
            format!("brought the store {} up to date; the old one is {}", path.display(), backup.display())
        }
        Initialised::Accepted => {
            format!("accepted the older copy {}: no code of before now is taken, nothing is remembered", path.display())
        }
        Initialised::Current => format!("the store {} is up to date; nothing to do", path.display()),
    };
    Ok(output::line(&done)?)
}
