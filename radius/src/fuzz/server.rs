//! Target `radius_server`: one server, and packets that are rightly signed, so that the fuzzer gets behind that.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use vestibule_gate::ports::Chance;
use vestibule_gate::{Answer, Attempt, CodeWay, Moment, Pending, Verdict};

use crate::packet::{Attributes, Code, Packet, Secret, Signed, accounting_request, hide_password, number, request};
use crate::server::{Client, Effect, Facts, From, Needs, Server, Settings, SourceAttribute, Transport};

/// What the server wants judged.
pub enum Ask {
    /// The first round.
    First(Attempt, Needs),
    /// The second.
    Second(Pending, Answer, Needs),
}

/// What is around the server.
pub struct Surroundings<'a> {
    /// The gate. In a target, one over its fakes, whose clock stands at `now`.
    pub judge: &'a mut dyn FnMut(Ask) -> Verdict,
    /// Its application's name, whose way of giving the code is [`code_way`].
    pub application: &'a str,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// The beginning.
    pub now: Moment,
    /// A person's name.
    pub name: &'a [u8],
    /// Two things to type: one that the first round takes, and a code.
    pub typed: [&'a [u8]; 2],
}

const SECRET: &[u8] = b"testing123";

/// The way of giving the code that the first octet of `data` chooses.
pub fn code_way(data: &[u8]) -> CodeWay {
    match data.first().copied().unwrap_or_default() & 7 {
        0 | 1 => CodeWay::Append,
        2 => CodeWay::Separator(",".to_owned()),
        3 => CodeWay::UserName,
        4 | 5 => CodeWay::Challenge,
        6 => CodeWay::Auto,
        _ => CodeWay::CodeOnly,
    }
}

/// One server and what comes to it. The first octet chooses the client; then each packet has an octet that says what
/// it is, one for the time that passed (tenths of a second), one for its length, and its attributes.
///
/// # Panics
/// When a reply is not authentic, does not begin with Message-Authenticator where it must, or admits without the gate.
pub fn radius_server(data: &[u8], around: &mut Surroundings<'_>) {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let client = client(first, around.application, code_way(data));
    let unsigned_replies = client.reply_without_message_authenticator;
    let server = Server::new(Settings { clients: vec![client], ..Settings::default() }, Arc::clone(&around.chance));
    let mut device = Device { unsigned_replies, state: None, last: Bytes::new(), count: 0, admitted: HashMap::new() };
    let mut now = around.now;
    while let [what, tenths, length, behind @ ..] = rest {
        let (piece, next) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = next;
        now = Moment(now.0 + u64::from(*tenths) * 100);
        if *what == 0xff {
            server.tick(now);
            continue;
        }
        let Some(octets) = device.packet(*what, piece, around) else { continue };
        let (reply, admitted) = settle(&server, now, &octets, around);
        if let Some(reply) = reply {
            device.hear(&octets, &reply, admitted);
        }
    }
    let _ = server.counters();
}

fn client(first: u8, name: &str, code: CodeWay) -> Client {
    let mut client = Client::new(name, Secret::new(SECRET.to_vec()));
    client.networks = vec![(IpAddr::V4(Ipv4Addr::LOCALHOST), 8)];
    client.code = code;
    client.message_authenticator_optional = first & 8 != 0;
    client.reply_without_message_authenticator = first & 16 != 0;
    client.response_holds_code = first & 32 != 0;
    client.accounting = first & 64 != 0;
    client.strip_realms = vec!["example".to_owned()];
    client.source_from = vec![SourceAttribute::Standard(31), SourceAttribute::Vendor(25461, 7)];
    client
}

/// The other end.
struct Device {
    unsigned_replies: bool,
    /// The last State it was given.
    state: Option<Vec<u8>>,
    last: Bytes,
    count: u8,
    /// What was accepted, and with which octets.
    admitted: HashMap<Bytes, Bytes>,
}

impl Device {
    fn packet(&mut self, what: u8, piece: &[u8], around: &Surroundings<'_>) -> Option<Bytes> {
        let secret = Secret::new(SECRET.to_vec());
        if what & 0xc0 == 0xc0 {
            return Some(self.last.clone());
        }
        if what & 0xc0 == 0x80 {
            return Some(Bytes::copy_from_slice(piece));
        }
        self.count = self.count.wrapping_add(1);
        let authenticator = [self.count; 16];
        let mut attributes = Attributes::new();
        if what & 8 != 0 {
            attributes.push(number::STATE, self.state.as_deref()?).ok()?;
        }
        if what & 16 != 0 {
            let [first, code] = around.typed;
            let typed = if what & 32 == 0 { first } else { code };
            attributes.push(number::USER_NAME, around.name).ok()?;
            attributes.push(number::USER_PASSWORD, &hide_password(typed, &authenticator, &secret).ok()?).ok()?;
        }
        let mut pieces = piece;
        while let [number, length, behind @ ..] = pieces {
            let (value, next) = behind.split_at(usize::from(*length).min(behind.len()));
            attributes.push(*number, value).ok()?;
            pieces = next;
        }
        let signed = if what & 4 == 0 { Signed::First } else { Signed::Without };
        let code = if what & 3 == 2 { Code::StatusServer } else { Code::AccessRequest };
        let octets = match what & 3 {
            3 => accounting_request(self.count, &attributes, &secret, Signed::Without),
            _ => request(code, self.count, &authenticator, &attributes, &secret, signed),
        };
        self.last = octets.ok()?;
        Some(self.last.clone())
    }

    fn hear(&mut self, asked: &Bytes, reply: &Bytes, admitted: bool) {
        let secret = Secret::new(SECRET.to_vec());
        let (Ok(asking), Ok(heard)) = (Packet::decode(asked), Packet::decode(reply)) else {
            assert!(reply.is_empty(), "no packet, or an answer to none");
            return;
        };
        assert!(heard.response_authenticator(&asking.asked(), &secret).is_ok(), "a forged reply");
        if !self.unsigned_replies && heard.code() != Code::AccountingResponse {
            assert!(heard.message_authenticator_is_first(), "Message-Authenticator is not first");
            assert!(heard.response_message_authenticator(&asking.asked(), &secret).is_ok(), "a wrong one");
        }
        if heard.code() == Code::AccessAccept && asking.code() == Code::AccessRequest {
            let before = self.admitted.insert(asked.clone(), reply.clone());
            assert!(admitted || before.as_ref() == Some(reply), "admitted without the gate");
        }
        if heard.code() == Code::AccessChallenge {
            self.state = heard.first(number::STATE).map(<[u8]>::to_vec);
            assert!(self.state.as_ref().is_some_and(|state| state.iter().all(u8::is_ascii_graphic)));
        }
        let mut sent = asking.all(number::PROXY_STATE);
        assert!(heard.all(number::PROXY_STATE).all(|value| sent.next() == Some(value)), "a changed Proxy-State");
    }
}

/// Does what is asked until something leaves, or nothing. Says whether the gate admitted.
fn settle(server: &Server, now: Moment, octets: &[u8], around: &mut Surroundings<'_>) -> (Option<Bytes>, bool) {
    let here = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let from = From { peer: here(40_000), local: here(1812), transport: Transport::Udp };
    let mut admitted = false;
    let mut judged = |ask, now, ticket| {
        let verdict = (around.judge)(ask);
        admitted |= matches!(verdict, Verdict::Admit(_));
        server.verdict(now, ticket, verdict, Facts::default())
    };
    let mut effect = server.receive(now, &from, octets);
    loop {
        effect = match effect {
            Effect::Silent(_) => return (None, admitted),
            Effect::Send(reply) => return (Some(reply.bytes), admitted),
            Effect::Judge(judge) => judged(Ask::First(judge.attempt, judge.needs), now, judge.ticket),
            Effect::Answer(second) => {
                judged(Ask::Second(second.pending, second.answer, second.needs), now, second.ticket)
            }
            Effect::Turn(turn) => server.turned(now, turn.run(now)),
            // Nothing is resumed here.
            Effect::Return(_) => return (None, admitted),
            Effect::Status(ticket) => server.status(now, ticket, true),
            Effect::Account(ticket, _) => server.accounted(now, ticket, true),
        };
    }
}
