//! A server, a gate over its fakes, and what the program does between them.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, Fakes, Phone};
use vestibule_gate::ports::{Clock as _, FirstFactor, Proof};
use vestibule_gate::{Application, CodeWay, Moment, Person, Policy, Reason, Source, Verdict};
use vestibule_radius::mschap::NtHash;
use vestibule_radius::packet::{Packet, Secret};
use vestibule_radius::server::{
    Client, Effect, Facts, From, Limits, Needs, Record, Refused, Reply, Server, Settings, Silence, Ticket, Transport,
};

use crate::device::{Heard, Request, SECRET};

pub(crate) const PASSWORD: &str = "Passw0rd!";
pub(crate) const PEER: &str = "192.0.2.7";

/// A server and its surroundings.
pub(crate) struct House {
    pub(crate) fakes: Fakes,
    pub(crate) server: Server,
    /// What the domain says instead, once.
    pub(crate) proof: RefCell<Option<Proof>>,
    /// User-Name of the last request that was answered.
    user_name: RefCell<String>,
    signed: bool,
}

/// How a conversation ended.
#[derive(Debug)]
pub(crate) enum End {
    Heard { heard: Heard, after: Duration, refused: Option<Refused> },
    Silent(Silence),
}

impl House {
    /// One client from `PEER`, that gives the code this way.
    pub(crate) fn new(code: CodeWay) -> Self {
        Self::with(code, |_| {}, |_| {})
    }

    pub(crate) fn with(
        code: CodeWay,
        client: impl FnOnce(&mut Client),
        application: impl FnOnce(&mut Application),
    ) -> Self {
        let mut one = device(APPLICATION, PEER, code.clone());
        client(&mut one);
        Self::of(vec![one], Limits::default(), |policy| {
            let app = policy.applications.get_mut(APPLICATION).unwrap();
            (app.code, app.floor) = (code, Duration::from_secs(1));
            application(app);
        })
    }

    pub(crate) fn of(clients: Vec<Client>, limits: Limits, policy: impl FnOnce(&mut Policy)) -> Self {
        let signed = clients.iter().all(|client| !client.reply_without_message_authenticator);
        let fakes = Fakes::with(policy);
        let server = Server::new(Settings { clients, limits, eap: None }, fakes.chance.clone());
        Self { fakes, server, proof: RefCell::default(), user_name: RefCell::default(), signed }
    }

    /// A person with a phone.
    pub(crate) fn enrolled(&self, name: &str) -> (Person, Phone) {
        let person = self.fakes.person(name, PASSWORD);
        let phone = self.fakes.enrol(&person);
        (person, phone)
    }

    pub(crate) fn now(&self) -> Moment {
        self.fakes.clock.moment()
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.fakes.clock.advance(by);
    }

    /// What the server asks for when this packet comes from the usual place.
    pub(crate) fn receive(&self, octets: &[u8]) -> Effect {
        self.server.receive(self.now(), &from(PEER, 40_000), octets)
    }

    /// The whole way of a request from the usual place.
    pub(crate) fn ask(&self, request: &Request) -> End {
        self.ask_from(&from(PEER, 40_000), &request.octets())
    }

    pub(crate) fn ask_from(&self, from: &From, octets: &[u8]) -> End {
        let effect = self.server.receive(self.now(), from, octets);
        self.end(effect, octets)
    }

    /// Does what is asked until something leaves, or nothing.
    pub(crate) fn end(&self, effect: Effect, octets: &[u8]) -> End {
        if let Some(name) = Packet::decode(octets).ok().and_then(|packet| packet.first(1)) {
            *self.user_name.borrow_mut() = String::from_utf8_lossy(name).into_owned();
        }
        match self.settle(effect) {
            Ok(reply) => {
                let after = self.now().until(reply.not_before);
                End::Heard { heard: Heard::check(&reply.bytes, octets, self.signed), after, refused: reply.refused }
            }
            Err(why) => End::Silent(why),
        }
    }

    fn settle(&self, mut effect: Effect) -> Result<Reply, Silence> {
        loop {
            effect = match effect {
                Effect::Silent(why) => return Err(why),
                Effect::Send(reply) => return Ok(reply),
                Effect::Judge(judge) => {
                    let (attempt, needs) = (judge.attempt, judge.needs);
                    let verdict = self.judged(&needs, |first| block_on(self.fakes.gate.judge(attempt, first)));
                    self.verdict(judge.ticket, verdict, &needs)
                }
                Effect::Answer(second) => {
                    let (pending, answer) = (second.pending, second.answer);
                    let verdict =
                        self.judged(&second.needs, |first| block_on(self.fakes.gate.answer(pending, answer, first)));
                    self.verdict(second.ticket, verdict, &second.needs)
                }
                Effect::Turn(turn) => self.server.turned(self.now(), turn.run(self.now())),
                Effect::Return(returning) => {
                    let verdict = block_on(self.fakes.gate.reconnect(&returning.reconnection, returning.again));
                    self.verdict(returning.ticket, verdict, &Needs::Nothing)
                }
                Effect::Status(ticket) => self.server.status(self.now(), ticket, true),
                Effect::Account(ticket, _) => self.server.accounted(self.now(), ticket, true),
            };
        }
    }

    fn judged(&self, needs: &Needs, judge: impl FnOnce(&mut dyn FirstFactor) -> Verdict) -> Verdict {
        let mut first = self.fakes.first();
        first.instead = self.proof.take().or_else(|| match needs {
            Needs::Password => None,
            Needs::Nothing => Some(Proof::Proven { groups: None }),
            Needs::Response { challenge_hash, nt_response } => {
                let right = crate::mschap::right(&self.user_name.borrow(), *challenge_hash, *nt_response);
                Some(if right { Proof::Proven { groups: None } } else { Proof::Wrong })
            }
        });
        judge(&mut first)
    }

    pub(crate) fn verdict(&self, ticket: Ticket, verdict: Verdict, needs: &Needs) -> Effect {
        let key = matches!(needs, Needs::Response { .. }).then(|| NtHash::of(PASSWORD).session_key());
        let mut facts = Facts { key, ..Facts::default() };
        for group in ticket.reply_rules().groups() {
            facts.reply.names.insert(group.clone(), format!("name of {group}"));
        }
        self.server.verdict(self.now(), ticket, verdict, facts)
    }

    /// The reason of the last event.
    pub(crate) fn reason(&self) -> Reason {
        self.fakes.store.events().last().unwrap().reason
    }

    /// How many events there are.
    pub(crate) fn events(&self) -> usize {
        self.fakes.store.events().len()
    }
}

impl End {
    pub(crate) fn heard(self) -> Heard {
        match self {
            Self::Heard { heard, .. } => heard,
            Self::Silent(why) => panic!("silence: {why}"),
        }
    }

    pub(crate) fn silent(self) -> Silence {
        match self {
            Self::Heard { heard, .. } => panic!("not silent: {heard:?}"),
            Self::Silent(why) => why,
        }
    }

    pub(crate) fn accepted(self) -> Heard {
        let heard = self.heard();
        assert_eq!(heard.code(), 2, "Access-Accept");
        heard
    }

    /// An Access-Reject, which never leaves earlier than after a second.
    pub(crate) fn rejected(self) -> Heard {
        let Self::Heard { heard, after, .. } = self else { panic!("silence") };
        assert_eq!(heard.code(), 3, "Access-Reject");
        assert!(after >= Duration::from_secs(1), "after {after:?}");
        heard
    }

    /// An Access-Reject that the gate was not asked for.
    pub(crate) fn refused(self) -> Refused {
        let Self::Heard { refused, .. } = &self else { panic!("silence") };
        let refused = *refused;
        let _ = self.rejected();
        refused.unwrap()
    }

    /// An Access-Challenge, and its State.
    pub(crate) fn asked(self) -> (Heard, Vec<u8>) {
        let heard = self.heard();
        assert_eq!(heard.code(), 11, "Access-Challenge");
        let state = heard.one(24);
        (heard, state)
    }
}

pub(crate) fn device(name: &str, address: &str, code: CodeWay) -> Client {
    let mut client = Client::new(name, Secret::new(SECRET.to_vec()));
    client.networks = vec![(address.parse::<IpAddr>().unwrap(), 128)];
    client.code = code;
    client
}

pub(crate) fn from(peer: &str, port: u16) -> From {
    let peer = SocketAddr::new(peer.parse().unwrap(), port);
    From { peer, local: "192.0.2.1:1812".parse().unwrap(), transport: Transport::Udp }
}

pub(crate) fn by_certificate(peer: &str, client: &str) -> From {
    From { transport: Transport::Tls { client: Arc::from(client) }, ..from(peer, 40_000) }
}

/// The gate's question about a login, where it is asked.
pub(crate) fn source(effect: &Effect) -> Source {
    match effect {
        Effect::Judge(judge) => judge.attempt.source,
        Effect::Answer(second) => second.answer.source,
        Effect::Silent(_)
        | Effect::Send(_)
        | Effect::Turn(_)
        | Effect::Return(_)
        | Effect::Status(_)
        | Effect::Account(..) => panic!("no login: {effect:?}"),
    }
}

pub(crate) fn record(effect: Effect) -> (Ticket, Record) {
    let Effect::Account(ticket, record) = effect else { panic!("no record: {effect:?}") };
    (ticket, *record)
}
