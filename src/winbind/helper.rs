//! One running `ntlm_auth`, one question at a time.
//!
//! **One whose last answer was not read to its end is never asked again**: a late answer would be taken for the answer
//! to another's question. It is ended with its value.

use std::io;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use zeroize::Zeroize;

use super::Settings;
use super::protocol::{Answer, LONGEST_LINE, MOST_LINES, Reading};

/// A running program.
pub(crate) struct Helper {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    usable: bool,
}

/// Why there was no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The program does not run, so nobody was asked.
    Start(io::Error),
    /// It ended before the question was whole.
    Unasked(io::Error),
    /// It ended, or said what is no answer, when it had been asked.
    Unanswered(&'static str),
}

impl Helper {
    /// Starts it. Its arguments name no secret.
    pub(crate) fn start(settings: &Settings) -> Result<Self, Failure> {
        let mut command = Command::new(&settings.program);
        command.args(["--helper-protocol=ntlm-server-1", "--allow-mschapv2"]);
        // Its texts are compared, so they must be the untranslated ones.
        command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // An interrupt at our terminal is for us.
        command.process_group(0).kill_on_drop(true);
        let mut child = command.spawn().map_err(Failure::Start)?;
        let missing = || Failure::Start(io::Error::other("it has no pipes"));
        let questions = child.stdin.take().ok_or_else(missing)?;
        let answers = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        Ok(Self { child, questions, answers, usable: true })
    }

    /// Whether it can be asked, as far as one can know.
    pub(crate) fn is_alive(&mut self) -> bool {
        // What nobody asked for must not answer the next question; the second dot of a refusal does not.
        let quiet = self.answers.buffer().iter().all(|octet| matches!(octet, b'.' | b'\n'));
        self.usable && quiet && matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks. When the future is dropped, it cannot be used again.
    pub(crate) async fn ask(&mut self, question: &str) -> Result<Answer, Failure> {
        self.usable = false;
        // A question without its last line is not looked at.
        self.questions.write_all(question.as_bytes()).await.map_err(Failure::Unasked)?;
        self.questions.flush().await.map_err(Failure::Unasked)?;
        let mut reading = Reading::default();
        for _ in 0..MOST_LINES {
            let mut line = self.line().await?;
            let whole = reading.line(&line);
            line.zeroize();
            if whole {
                self.usable = true;
                return Ok(reading.answer());
            }
        }
        Err(Failure::Unanswered("said too much"))
    }

    async fn line(&mut self) -> Result<String, Failure> {
        let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        // With its whole room at once, so that no copy of a key is left behind by growing.
        let mut line = String::with_capacity(LONGEST_LINE);
        let read = (&mut self.answers).take(most).read_line(&mut line).await;
        match read {
            Ok(0) | Err(_) => Err(Failure::Unanswered("ended")),
            Ok(_) => match line.pop() {
                Some('\n') => Ok(line),
                Some(_) | None => Err(Failure::Unanswered("said what is no line")),
            },
        }
    }
}
