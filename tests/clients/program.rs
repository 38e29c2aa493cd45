//! A program made of a page's block and a few lines that ask it, in whatever language: it reads a name
//! and a password, a line each, and says `in`, `refused`, or what kept it from knowing.

use crate::logins::Client;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// The program while it runs. It ends with the end of its input.
pub(crate) struct Program {
    lines: Mutex<(ChildStdin, BufReader<ChildStdout>, Child)>,
}

impl Program {
    /// Starts it.
    pub(crate) fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().unwrap_or_else(|error| panic!("{command:?} starts (./test installs it): {error}"));
        let input = child.stdin.take().expect("its input is ours");
        let output = BufReader::new(child.stdout.take().expect("so is its output"));
        Self { lines: Mutex::new((input, output, child)) }
    }
}

impl Client for Program {
    fn answers(&self, name: &str, password: &str) -> Result<bool, String> {
        let mut lines = self.lines.lock().expect("no thread has panicked with it");
        let (input, output, child) = &mut *lines;
        // A program that has broken down says so below.
        let _ = writeln!(input, "{name}\n{password}");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("its output can be read");
        match answer.trim() {
            "in" => Ok(true),
            "refused" => Ok(false),
            "" => {
                let mut said = String::new();
                let _ = child.kill();
                let _ = child.stderr.take().expect("its errors are ours").read_to_string(&mut said);
                panic!("the program broke down: {said}")
            }
            outage => Err(outage.to_owned()),
        }
    }
}

/// A file beside this one that makes a page's block a program.
pub(crate) fn driver(file: &str) -> String {
    let path = drivers().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Where those files lie.
pub(crate) fn drivers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/programs")
}
