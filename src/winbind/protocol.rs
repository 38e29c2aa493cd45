//! The lines between us and `ntlm_auth --helper-protocol=ntlm-server-1`, as its manual page ntlm_auth(1) describes them:
//! `Name: value`, or `Name:: base64`, ended by a line with a dot.

use zeroize::Zeroizing;

use super::{Response, SessionKey};
use crate::encoding::{base64, hex};

/// A longer line is no answer.
pub(crate) const LONGEST_LINE: usize = 2048;
/// More lines are no answer.
pub(crate) const MOST_LINES: usize = 16;

/// What the program said.
#[derive(PartialEq, Eq)]
pub(crate) enum Answer {
    /// The response is right; the key is absent where winbind gave none.
    Yes(Option<SessionKey>),
    /// It is not; winbind's own words.
    No(String),
    /// It could not understand us; its own words.
    Error(String),
}

/// The question, whole. `None` for a name that could be read as another: with control characters, or empty.
pub(crate) fn question(domain: &str, name: &str, response: &Response) -> Option<Zeroizing<String>> {
    if name.is_empty() || name.chars().any(char::is_control) || domain.chars().any(char::is_control) {
        return None;
    }
    Some(Zeroizing::new(format!(
        "Username:: {}\nNT-Domain:: {}\nLANMAN-Challenge: {}\nNT-Response: {}\nRequest-User-Session-Key: Yes\n.\n",
        base64(name.as_bytes()),
        base64(domain.as_bytes()),
        hex(&response.challenge),
        hex(&response.nt_response),
    )))
}

/// An answer as far as it was read.
#[derive(Default)]
pub(crate) struct Reading {
    admitted: Option<bool>,
    key: Option<SessionKey>,
    words: String,
    failed: bool,
}

impl Reading {
    /// Takes one line, without its end; true when the answer is whole.
    pub(crate) fn line(&mut self, line: &str) -> bool {
        if line == "." {
            // Samba ends a refusal with two dots: one that comes before anything else ends what was before.
            return self.admitted.is_some() || self.failed;
        }
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        match name {
            "Authenticated" => self.admitted = Some(value == "Yes"),
            "User-Session-Key" => self.key = key(value),
            "Authentication-Error" => value.clone_into(&mut self.words),
            "Error" | "ERR" | "BH" => {
                self.failed = true;
                value.clone_into(&mut self.words);
            }
            _ => {}
        }
        false
    }

    /// What it says.
    pub(crate) fn answer(self) -> Answer {
        match self.admitted {
            _ if self.failed => Answer::Error(self.words),
            Some(true) => Answer::Yes(self.key),
            Some(false) => Answer::No(self.words),
            None => Answer::Error(self.words),
        }
    }
}

fn key(text: &str) -> Option<SessionKey> {
    let mut key = Zeroizing::new([0; 16]);
    if text.len() != 32 {
        return None;
    }
    for (place, octet) in key.iter_mut().enumerate() {
        *octet = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    const RESPONSE: Response = Response { challenge: [0xd0, 2, 0, 0, 0, 0, 0, 0xff], nt_response: [0x82; 24] };

    fn read(lines: &[&str]) -> Option<Answer> {
        let mut reading = Reading::default();
        let place = lines.iter().position(|line| reading.line(line))?;
        assert_eq!(place + 1, lines.len(), "the answer ended early");
        Some(reading.answer())
    }

    #[test]
    fn a_question_names_the_account_where_nothing_can_break_out_of_its_line() {
        let question = question("EXAMPLE", "zo\u{eb} o'neil", &RESPONSE).unwrap();
        assert_eq!(
            question.as_str(),
            "Username:: em/DqyBvJ25laWw=\nNT-Domain:: RVhBTVBMRQ==\nLANMAN-Challenge: d0020000000000ff\n\
             NT-Response: 828282828282828282828282828282828282828282828282\nRequest-User-Session-Key: Yes\n.\n"
        );
    }

    #[test]
    fn a_name_that_could_be_cut_or_split_is_not_asked_for() {
        for name in ["", "ada\0", "ada\nUsername: bo", "ada\r", "\u{85}ada"] {
            assert!(question("EXAMPLE", name, &RESPONSE).is_none(), "{name:?}");
        }
        assert!(question("EXAMPLE\n", "ada", &RESPONSE).is_none());
    }

    #[test]
    fn answers_are_read_to_their_end() {
        let key = "User-Session-Key: 000102030405060708090A0B0C0D0E0f";
        let all = Zeroizing::new(std::array::from_fn(|place| u8::try_from(place).unwrap()));
        assert!(read(&["Authenticated: Yes", key, "."]) == Some(Answer::Yes(Some(all))));
        assert!(read(&["Authenticated: Yes", "."]) == Some(Answer::Yes(None)));
        assert!(
            read(&["Authenticated: No", "Authentication-Error: so what", "."]) == Some(Answer::No("so what".into()))
        );
        assert!(read(&["Error: no such line", "."]) == Some(Answer::Error("no such line".into())));
        assert!(
            read(&["Authenticated: Yes", "LANMAN-Session-Key: 00", "Error: x", "."]) == Some(Answer::Error("x".into()))
        );
        assert!(read(&["Authenticated: Maybe", "."]) == Some(Answer::No(String::new())));
    }

    #[test]
    fn the_second_dot_of_a_refusal_is_no_answer_to_the_next_question() {
        assert!(read(&["."]).is_none());
        assert!(read(&[".", "Authenticated: Yes", "."]) == Some(Answer::Yes(None)));
    }

    #[test]
    fn a_key_is_sixteen_octets() {
        for text in
            ["", "00", "0001020304050607", "000102030405060708090A0B0C0D0E0F00", "zz0102030405060708090A0B0C0D0E0F"]
        {
            assert!(key(text).is_none(), "{text}");
        }
    }
}
