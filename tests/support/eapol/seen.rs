//! What `eapol_test` and the cable have seen.

use super::cable::Carried;
use crate::support::wire;

const ACCESS_ACCEPT: u8 = 2;
const ACCESS_REJECT: u8 = 3;
const EAP_MESSAGE: u8 = 79;
const EAP_REQUEST: u8 = 1;
const EAP_SUCCESS: u8 = 3;
const EAP_FAILURE: u8 = 4;
/// The program writes this after each conversation.
const END: &str = "eapol_sm_cb: result=";
/// What a message is shown by, and how it is asked for.
const SHOWN: &str = "EAP-GTC: Request message - hexdump_ascii";
const ASKED: &str = "CTRL-REQ-OTP-0:[";
/// What the program writes where it proves a password inside the tunnel.
const PROOFS: [&str; 4] =
    ["EAP-GTC: ", "EAP-MSCHAPV2: Generate", "EAP-TTLS: Phase 2 PAP Request", "EAP-TTLS: Phase 2 MSCHAPV2 Request"];

/// One or several conversations of a machine.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) conversations: Vec<Conversation>,
    /// All that the program wrote.
    pub(crate) output: String,
}

/// One EAP conversation.
#[derive(Debug)]
pub(crate) struct Conversation {
    carried: Carried,
    output: String,
}

impl Session {
    /// Fails where the keys of both ends are not alike although somebody was let in, or a reply says one thing and the
    /// EAP packet in it another.
    pub(super) fn read(output: &str, carried: Vec<Carried>) -> Self {
        let mut outputs = output.split_inclusive(END).map(str::to_owned);
        let mut conversations: Vec<Conversation> = carried
            .into_iter()
            .map(|carried| Conversation { carried, output: outputs.next().unwrap_or_default() })
            .collect();
        // What the last one wrote may have an end without a result.
        conversations.last_mut().into_iter().for_each(|last| last.output.extend(outputs.by_ref()));
        let session = Self { conversations, output: output.to_owned() };
        let let_in = session.conversations.iter().filter(|conversation| conversation.is_accepted()).count();
        let keys = output.lines().rev().find_map(|line| line.strip_prefix("MPPE keys OK: ")?.split(' ').next());
        assert_eq!(keys, Some(let_in.to_string().as_str()), "the same keys at both ends:\n{output}");
        session.conversations.iter().for_each(Conversation::check);
        session
    }

    /// Whether somebody was let in, every time.
    pub(crate) fn is_let_in(&self) -> bool {
        !self.conversations.is_empty() && self.conversations.iter().all(Conversation::is_accepted)
    }

    /// Whether somebody was refused, the only time or the last.
    pub(crate) fn is_refused(&self) -> bool {
        self.conversations.last().is_some_and(Conversation::is_refused)
    }

    /// The conversations, in a word each.
    pub(crate) fn in_words(&self) -> String {
        self.conversations.iter().map(Conversation::in_a_word).collect::<Vec<_>>().join(", ")
    }

    /// The first conversation.
    pub(crate) fn first(&self) -> &Conversation {
        self.conversations.first().unwrap_or_else(|| panic!("there was no conversation:\n{}", self.output))
    }

    /// The second one, of a machine that came again.
    pub(crate) fn second(&self) -> &Conversation {
        self.conversations.get(1).unwrap_or_else(|| panic!("there was one conversation:\n{}", self.output))
    }
}

impl Conversation {
    fn in_a_word(&self) -> &'static str {
        match self {
            each if each.is_resumed() => "accept without a login",
            each if each.is_accepted() => "accept",
            each if !each.has_tunnel() => "no tunnel",
            each if each.is_refused() => "reject",
            _ => "no end",
        }
    }

    /// Whether it ended with Access-Accept.
    pub(crate) fn is_accepted(&self) -> bool {
        self.last_code() == Some(ACCESS_ACCEPT)
    }

    /// Whether it ended with Access-Reject.
    pub(crate) fn is_refused(&self) -> bool {
        self.last_code() == Some(ACCESS_REJECT)
    }

    /// Whether the machine was let in by a TLS session that it had before, with nothing proven inside.
    pub(crate) fn is_resumed(&self) -> bool {
        let resumed = self.output.contains("Handshake finished - resumed=1");
        resumed && self.is_accepted() && !PROOFS.iter().any(|proof| self.output.contains(proof))
    }

    /// Whether a handshake came to its end.
    pub(crate) fn has_tunnel(&self) -> bool {
        self.output.contains("Handshake finished - resumed=")
    }

    /// The version of TLS, as OpenSSL calls it.
    pub(crate) fn tls(&self) -> &str {
        let line = self.output.lines().rev().find_map(|line| line.strip_prefix("SSL: Using TLS version "));
        line.unwrap_or_default()
    }

    /// How often the server was asked.
    pub(crate) fn rounds(&self) -> usize {
        self.carried.requests.len()
    }

    /// What was shown where the method can show something, in order.
    pub(crate) fn shown(&self) -> Vec<String> {
        let asked = self.output.split(ASKED).skip(1).filter_map(|rest| Some(rest.split_once("] needed")?.0.to_owned()));
        let asked: Vec<String> = asked.collect();
        if asked.is_empty() { self.output.split(SHOWN).skip(1).map(dumped).collect() } else { asked }
    }

    /// The values of an attribute of the last reply.
    pub(crate) fn told(&self, attribute: u8) -> Vec<Vec<u8>> {
        self.carried.replies.last().map(|reply| wire::values(reply, attribute)).unwrap_or_default()
    }

    /// The values of an attribute of any request.
    pub(crate) fn said(&self, attribute: u8) -> Vec<Vec<u8>> {
        self.carried.requests.iter().flat_map(|request| wire::values(request, attribute)).collect()
    }

    /// Whether each reply has a right Message-Authenticator as its first attribute.
    pub(crate) fn is_signed(&self, secret: &str) -> bool {
        let Carried { requests, replies } = &self.carried;
        replies.iter().all(|reply| {
            let mut asked = requests.iter().filter(|request| request[1] == reply[1]);
            asked.any(|request| wire::is_signed(reply, wire::authenticator(request), secret))
        })
    }

    /// The octets of the longest EAP packet that the server sent.
    pub(crate) fn longest_from_server(&self) -> usize {
        longest(&self.carried.replies)
    }

    /// The same of the machine.
    pub(crate) fn longest_from_machine(&self) -> usize {
        longest(&self.carried.requests)
    }

    fn last_code(&self) -> Option<u8> {
        self.carried.replies.last().and_then(|reply| reply.first().copied())
    }

    /// EAP's own word is the reply's (RFC 3579 section 2.6.3).
    fn check(&self) {
        for reply in &self.carried.replies {
            let word = wire::values(reply, EAP_MESSAGE).concat().first().copied();
            let expected = match reply.first() {
                Some(&ACCESS_ACCEPT) => EAP_SUCCESS,
                Some(&ACCESS_REJECT) => EAP_FAILURE,
                Some(_) | None => EAP_REQUEST,
            };
            assert_eq!(word, Some(expected), "{}", self.output);
        }
    }
}

fn longest(packets: &[Vec<u8>]) -> usize {
    let inside = packets.iter().map(|packet| wire::values(packet, EAP_MESSAGE).concat().len());
    inside.max().unwrap_or_default()
}

/// The text behind `(len=…):`, of lines of sixteen octets in hexadecimal and as they are.
fn dumped(rest: &str) -> String {
    let octets = rest.lines().skip(1).take_while(|line| line.starts_with("     "));
    let octets = octets.flat_map(|line| {
        let columns = line.trim_start().split("  ").next().unwrap_or_default().to_owned();
        columns.split(' ').filter_map(|octet| u8::from_str_radix(octet, 16).ok()).collect::<Vec<_>>()
    });
    String::from_utf8_lossy(&octets.collect::<Vec<_>>()).into_owned()
}
