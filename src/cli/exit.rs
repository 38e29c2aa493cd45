//! How a command ends: its exit code, and the one message on standard error that says why.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use super::output;
use crate::config::Faults;

/// What a command comes back with.
pub(crate) type Outcome = Result<(), Failure>;

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Exit code 1: refused, not found, or something needed did not answer.
    Refused(String),
    /// Exit code 2: what was typed does not fit together.
    Usage(String),
    /// Exit code 78: the configuration has faults.
    Faults(Faults),
    /// Exit code 78: the installation does not fit the configuration, or the feature is not in this version.
    Configuration(String),
    /// Exit code 1, or 0 where the reader of our output went away.
    Output(io::Error),
}

impl Failure {
    /// A command whose feature is not built yet.
    pub(crate) fn unbuilt(command: &str) -> Self {
        Self::Configuration(format!("`vestibule {command}` is not in this version"))
    }

    /// Something that belongs to the installation cannot be used: the store, the key, an address, a certificate.
    pub(crate) fn installation(error: impl Into<anyhow::Error>) -> Self {
        Self::Configuration(format!("{:#}", error.into()))
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Faults(_) | Self::Configuration(_) => 78,
            Self::Output(error) => u8::from(error.kind() != io::ErrorKind::BrokenPipe),
        }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Tells how a command ended.
pub(crate) fn report(outcome: Outcome) -> ExitCode {
    let Err(failure) = outcome else {
        return ExitCode::SUCCESS;
    };
    let code = failure.code();
    match failure {
        Failure::Faults(faults) => output::raw_message(&faults),
        Failure::Refused(what) | Failure::Usage(what) | Failure::Configuration(what) => say(&what),
        Failure::Output(error) if code != 0 => say(&format!("the output cannot be written: {error}")),
        Failure::Output(_) => {}
    }
    ExitCode::from(code)
}

fn say(what: &dyn Display) {
    output::message(&output::error_word(), what);
}
