//! What commands read from people: a yes, a secret. Secrets never come from the command line.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::exit::Failure;

/// A secret typed or piped in is never longer than this, in octets.
const MOST_OF_A_SECRET: usize = 4096;

/// Asks for a yes on the terminal. Without one, `--yes` is needed.
///
/// # Errors
/// The answer was not yes, or there is no terminal to ask on.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("{question} There is nobody to ask: add --yes")));
    }
    let mut err = io::stderr().lock();
    write!(err, "{question} [y/N] ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().take(16).read_line(&mut answer)?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Refused("nothing was done".to_owned())),
    }
}

/// Asks for a secret on the terminal, without showing it.
///
/// # Errors
/// There is no terminal.
pub(crate) fn ask_secret(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(prompt).map_err(|error| {
        Failure::Usage(format!("there is no terminal to ask on ({error}); name a file, or `-` for standard input"))
    })?;
    Ok(Zeroizing::new(typed))
}

/// The first line of a file, or of standard input where the file is `-`.
///
/// # Errors
/// It cannot be read, is too long, or is not text.
pub(crate) fn secret_file(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let first = secret_lines(file)?.into_iter().next();
    first.ok_or_else(|| failed(file, "it is empty"))
}

/// The lines of a file, or of standard input where the file is `-`. There is at least one, and the first is not empty.
///
/// # Errors
/// As [`secret_file`].
pub(crate) fn secret_lines(file: &Path) -> Result<Vec<Zeroizing<String>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_OF_A_SECRET + 1));
    let most = u64::try_from(MOST_OF_A_SECRET + 1).unwrap_or(u64::MAX);
    let read = if file == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| failed(file, &error.to_string()))?;
    if bytes.len() > MOST_OF_A_SECRET {
        return Err(failed(file, "it is too long"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| failed(file, "it is not text"))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(text.lines().map(|line| Zeroizing::new(line.to_owned())).collect()),
        Some(_) | None => Err(failed(file, "it is empty")),
    }
}

fn failed(file: &Path, why: &str) -> Failure {
    Failure::Refused(format!("the secret in {} cannot be read: {why}", file.display()))
}
