//! What a person would type: asked for on the terminal, or the lines of a file.

use std::collections::VecDeque;
use std::path::Path;

use vestibule_gate::CodeWay;
use zeroize::Zeroizing;

use super::target::Target;
use crate::cli::exit::Failure;
use crate::cli::input;

/// A name, and the string a device sends as the password.
pub(in crate::cli) struct Typed {
    pub(in crate::cli) name: Zeroizing<String>,
    pub(in crate::cli) password: Zeroizing<String>,
    /// Whether a response of MS-CHAPv2 is sent in its place.
    pub(in crate::cli) mschapv2: bool,
}

/// Whoever types.
pub(in crate::cli) struct Typing {
    /// The lines that are left; `None` for a terminal.
    lines: Option<VecDeque<Zeroizing<String>>>,
}

impl Typing {
    /// Reads the file, where one is named.
    pub(in crate::cli) fn of(file: Option<&Path>) -> Result<Self, Failure> {
        let lines = file.map(input::secret_lines).transpose()?;
        Ok(Self { lines: lines.map(VecDeque::from) })
    }

    /// What is typed first: the line as it stands, or password and code put together as the client wants them.
    pub(in crate::cli) fn first(&mut self, name: &str, mschapv2: bool, target: &Target) -> Result<Typed, Failure> {
        let name = Zeroizing::new(name.to_owned());
        if let Some(lines) = &mut self.lines {
            let password = lines.pop_front().unwrap_or_default();
            return Ok(Typed { name, password, mschapv2 });
        }
        match target.code {
            Some(CodeWay::CodeOnly) => return Ok(Typed { name, password: ask("Code: ")?, mschapv2 }),
            Some(CodeWay::Challenge) => return Ok(Typed { name, password: ask("Password: ")?, mschapv2 }),
            Some(CodeWay::Append | CodeWay::Separator(_) | CodeWay::UserName | CodeWay::Auto) | None => {}
        }
        let password = ask("Password: ")?;
        let by_name = matches!(target.code, Some(CodeWay::UserName));
        if mschapv2 && !by_name {
            return Ok(Typed { name, password, mschapv2 });
        }
        let code = input::ask_secret("Code (Enter for none): ")?;
        let code = code.trim();
        let joined = |a: &str, between: &str, b: &str| Zeroizing::new([a, between, b].concat());
        Ok(match &target.code {
            _ if code.is_empty() => Typed { name, password, mschapv2 },
            Some(CodeWay::UserName) => Typed { name: joined(&name, "-", code), password, mschapv2 },
            Some(CodeWay::Separator(separator)) => {
                Typed { name, password: joined(&password, separator, code), mschapv2 }
            }
            Some(CodeWay::Append | CodeWay::Auto | CodeWay::Challenge | CodeWay::CodeOnly) | None => {
                Typed { name, password: joined(&password, "", code), mschapv2 }
            }
        })
    }

    /// The answer to a question. `None` where there is no line left for it.
    pub(in crate::cli) fn answer(&mut self, question: &str) -> Result<Option<Zeroizing<String>>, Failure> {
        match &mut self.lines {
            Some(lines) => Ok(lines.pop_front()),
            None => Ok(Some(input::ask_secret(&format!("{question} "))?)),
        }
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = input::ask_secret(prompt)?;
    if typed.is_empty() {
        return Err(Failure::Usage("without anything typed there is nothing to try".to_owned()));
    }
    Ok(typed)
}
