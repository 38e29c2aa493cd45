//! Words of the command line whose feature is not built yet: refused with exit code 78 instead of being
//! called unknown, and shown in no help text.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};

use super::exit::{Failure, report};
use super::{Cli, output};

/// Each with the command it belongs to, which is empty for a command of its own.
const LATER: [(&str, &str); 6] =
    [("", "backup"), ("", "key"), ("", "migrate-store"), ("", "report"), ("", "restore"), ("", "support-bundle")];

/// Says what is wrong with a command line, or shows the help that was asked for.
pub(super) fn usage(error: &Error) -> ExitCode {
    if let Some(words) = later(error) {
        return report(Err(Failure::unbuilt(&words)));
    }
    match error.print() {
        Ok(()) => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        Err(error) => report(Err(Failure::Output(error))),
    }
}

fn later(error: &Error) -> Option<String> {
    let kinds = [
        (ErrorKind::InvalidSubcommand, ContextKind::InvalidSubcommand),
        (ErrorKind::UnknownArgument, ContextKind::InvalidArg),
    ];
    let (_, kind) = kinds.into_iter().find(|(kind, _)| *kind == error.kind())?;
    let Some(ContextValue::String(typed)) = error.get(kind) else {
        return None;
    };
    let word = typed.split([' ', '=']).next().unwrap_or_default();
    let parent = parent(word);
    let known = LATER.iter().any(|(of, later)| *of == parent && *later == word);
    known.then(|| output::printable(format!("{parent} {word}").trim()))
}

/// The first command typed before a word; empty where there is none.
fn parent(word: &str) -> String {
    let command = Cli::command();
    let arguments = std::env::args_os().skip(1).map(OsString::into_string).filter_map(Result::ok);
    let mut before = arguments.take_while(|argument| argument.split('=').next() != Some(word));
    before.find(|argument| command.find_subcommand(argument).is_some()).unwrap_or_default()
}
