//! A program that asks on a terminal, and somebody who types. The terminal is that of `script`, of util-linux.

use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use std::fs::{self, File};
use std::io::Write;
use std::process::{ChildStdin, Command, Stdio};
use tempfile::TempDir;

/// The program while it runs; it ends with its value.
pub(crate) struct Dialogue {
    program: ProcessTree,
    keyboard: ChildStdin,
    folder: TempDir,
    /// How much of what was shown has been read.
    read: usize,
}

impl Dialogue {
    /// Starts a command line. Nothing in it may be a secret: those are typed.
    pub(crate) fn start(command: &Command) -> Self {
        let folder = scratch::folder("dialogue");
        let shown = File::create(folder.path().join("shown")).expect("the file can be made");
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--flush", "--echo", "never", "--command", &line(command), "/dev/null"]);
        script.stdin(Stdio::piped()).stdout(shown).stderr(Stdio::null());
        let mut program = ProcessTree::start(&mut script, folder.path());
        let keyboard = program.take_input();
        Self { program, keyboard, folder, read: 0 }
    }

    /// Waits until one of the texts is shown after what was read before; tells which. `None`: the program ended
    /// without.
    pub(crate) fn until(&mut self, texts: &[&str]) -> Option<usize> {
        wait_until(&format!("one of {texts:?} to be shown"), || {
            let ended = self.program.ended().is_some();
            let shown = self.shown();
            let fresh = shown.get(self.read..).unwrap_or_default();
            let found = texts.iter().enumerate().filter_map(|(which, text)| Some((fresh.find(text)?, which))).min();
            if let Some((place, which)) = found {
                self.read += place + texts[which].len();
                return Some(Some(which));
            }
            ended.then_some(None)
        })
    }

    /// Types a line.
    pub(crate) fn types(&mut self, text: &str) {
        // A program that has ended is seen by the next look.
        let _ = writeln!(self.keyboard, "{text}");
    }

    /// All that was shown so far.
    pub(crate) fn shown(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.path().join("shown")).unwrap_or_default()).into_owned()
    }

    /// Presses Ctrl-C, and waits until the program has ended.
    pub(crate) fn interrupts(&mut self) {
        let _ = self.keyboard.write_all(b"\x03");
        wait_until("the program to end after Ctrl-C", || self.program.ended());
    }
}

/// A command as a line for a shell. The program is of another session than `script`, and must not outlive it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|word| format!(" '{}'", word.to_string_lossy().replace('\'', "'\\''")));
    "exec setpriv --pdeathsig KILL".to_owned() + &quoted.collect::<String>()
}
