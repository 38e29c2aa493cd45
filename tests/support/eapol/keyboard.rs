//! Somebody at the machine's keyboard: what `eapol_test` asks over its control socket is answered.

use crate::support::process::wait_until;
use std::io::ErrorKind;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

const QUESTION: &str = "CTRL-REQ-";

/// Answers questions in order until the program has ended. Whether a question was left, for which there is no answer.
pub(super) fn types(socket: &Path, answers: &[String], mut runs: impl FnMut() -> bool) -> bool {
    let own = socket.with_file_name("keyboard");
    let ours = wait_until("eapol_test's control socket", || {
        if !runs() {
            return Some(None);
        }
        let ours = socket.exists().then(|| UnixDatagram::bind(&own).expect("a socket can be made"))?;
        if ours.connect(socket).is_err() {
            let _ = std::fs::remove_file(&own);
            return None;
        }
        Some(Some(ours))
    });
    let Some(ours) = ours else { return false };
    ours.set_read_timeout(Some(Duration::from_millis(50))).expect("a time-out can be set");
    let say = |text: &str| {
        // A program that has ended is seen by the next look.
        let _ = ours.send(text.as_bytes());
    };
    say("ATTACH");
    let (mut answers, mut buffer) = (answers.iter(), [0; 4096]);
    while runs() {
        let length = match ours.recv(&mut buffer) {
            Ok(length) => length,
            Err(error)
                if [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::Interrupted].contains(&error.kind()) =>
            {
                continue;
            }
            Err(error) => panic!("the control socket: {error}"),
        };
        let said = String::from_utf8_lossy(&buffer[..length]).into_owned();
        // `CTRL-REQ-OTP-0:the text needed for …`
        let Some((_, question)) = said.split_once(QUESTION) else { continue };
        let (what, _) = question.split_once(':').expect("a question names what is asked for");
        let Some(answer) = answers.next() else { return true };
        say(&format!("CTRL-RSP-{what}:{answer}"));
    }
    false
}
