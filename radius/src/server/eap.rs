//! EAP on its way to the gate and back (RFC 3579): the packet is taken apart here, conversations are looked up and put
//! away, TLS is worked on in a [`Turn`], and the gate is asked what it is asked for every other login.

use std::sync::Arc;

use vestibule_gate::{Answer, Attempt, CodeWay, Door, Form, Moment, Pending, Return, Source, Typed};

use super::conversations::Found;
use super::duplicates::Load;
use super::effect::{Effect, Judge, Needs, Returning, Second};
use super::login::{Name, needs, text};
use super::questions::{Bound, State};
use super::reply;
use super::settings::Limits;
use super::silence::{Refused, Silence};
use super::source::machine;
use super::ticket::{EapRound, Slip, Ticket, Work};
use super::turn::{Context, Job, Turn, Turned};
use super::verdict::Made;
use super::{Server, Tables, spelling};
use crate::eap::packet::{self as eap_packet, kind};
use crate::eap::{self, Chances, Credentials, Head, Shown, Step, Waiting};
use crate::packet::{Code, Packet, number};

impl Server {
    /// An Access-Request with EAP-Message, which was signed.
    pub(super) fn eap(&self, now: Moment, slip: Slip, limits: &Limits, packet: &Packet<'_>) -> Result<Effect, Silence> {
        // An access point proves no password: where the code is alone it would be the only factor.
        let offered = self.clients().eap.clone().filter(|_| slip.client.code != CodeWay::CodeOnly);
        let Some(settings) = offered else { return self.refuse(now, slip, limits, Refused::Eap) };
        let octets = packet.joined(number::EAP_MESSAGE).unwrap_or_default();
        if octets.is_empty() {
            return self.ask_who(now, slip);
        }
        let read = Name::read(packet, &slip.client, slip.peer()).and_then(|name| {
            if packet.has(number::USER_PASSWORD) || packet.has(number::CHAP_PASSWORD) {
                return Err(Refused::Ambiguous);
            }
            let state = packet.only(number::STATE).map_err(|_| Refused::Ambiguous)?;
            Ok((name, state))
        });
        let (name, state) = match read {
            Ok(read) => read,
            Err(why) => return self.refuse(now, slip, limits, why),
        };
        let bound = Bound { client: slip.client.name.clone(), user_name: name.user_name.to_vec() };
        let station = packet.first(number::CALLING_STATION_ID).map(machine);
        let place = station.clone().or_else(|| packet.first(number::NAS_PORT).map(<[u8]>::to_vec)).unwrap_or_default();
        let context = Context {
            bound,
            place: (slip.client.name.clone(), place),
            state: state.and_then(State::read),
            source: Source { peer: slip.peer(), end_user: name.source },
            chances: self.eap_chances()?,
            wants_name: packet.has(number::EAP_KEY_NAME),
        };
        match (state, context.state) {
            (None, _) => {
                let framed_mtu = packet.first(number::FRAMED_MTU).and_then(|mtu| mtu.try_into().ok());
                let head = Head {
                    fragment: settings.fragment(framed_mtu.map(u32::from_be_bytes)),
                    settings,
                    client: slip.client.clone(),
                    outer: name.user_name.to_vec(),
                    station: station.filter(|_| slip.client.fast_reconnect).map(Arc::from),
                    sessions: self.sessions.clone(),
                };
                self.begin_conversation(now, slip, limits, context, head, &octets)
            }
            (Some(_), Some(_)) => self.continue_conversation(now, slip, limits, context, octets),
            (Some(_), None) => self.refuse(now, slip, limits, Refused::UnknownState),
        }
    }

    /// A device that begins by itself asks us whom to ask (EAP-Start, RFC 3579 section 2.1).
    fn ask_who(&self, now: Moment, slip: Slip) -> Result<Effect, Silence> {
        let request = eap_packet::request(0, kind::IDENTITY, &[]);
        let bytes = reply::eap_request(&slip, &request, None, false, None).map_err(|_| Silence::TooLarge)?;
        if let Some(known) = self.tables().known(&slip, now) {
            return self.again(now, &slip, known);
        }
        Ok(self.send(slip, Made { code: Code::AccessChallenge, bytes, not_before: now, notes: Vec::new() }))
    }

    fn begin_conversation(
        &self,
        now: Moment,
        slip: Slip,
        limits: &Limits,
        context: Context,
        head: Head,
        octets: &[u8],
    ) -> Result<Effect, Silence> {
        let ident = match eap_packet::Packet::response(octets) {
            Ok(response) if response.kind == kind::IDENTITY => response.ident,
            // The middle of a conversation, without its State.
            Ok(_) | Err(_) => return self.refuse(now, slip, limits, Refused::UnknownState),
        };
        {
            let mut tables = self.tables();
            if let Some(known) = tables.known(&slip, now) {
                return self.again(now, &slip, known);
            }
            tables.begin(&slip, now, limits.under_way)?;
        }
        Ok(Effect::Turn(Box::new(Turn { slip, context, job: Job::Begin(Box::new(head), ident) })))
    }

    fn continue_conversation(
        &self,
        now: Moment,
        slip: Slip,
        limits: &Limits,
        context: Context,
        octets: Vec<u8>,
    ) -> Result<Effect, Silence> {
        let found = {
            let mut tables = self.tables();
            if let Some(known) = tables.known(&slip, now) {
                return self.again(now, &slip, known);
            }
            // Who is in the middle passes where new ones do not (RFC 5080 section 2.2.3).
            let most = limits.under_way.saturating_mul(2);
            if tables.duplicates.under_way(Load::Login) >= most {
                return Err(Silence::Shed);
            }
            let found = match &context.state {
                Some(state) => tables.conversations.take(state, &context.bound, now),
                None => Found::Unknown,
            };
            if matches!(found, Found::Open(_)) {
                tables.begin(&slip, now, most)?;
            }
            found
        };
        match found {
            Found::Open(conversation) => {
                Ok(Effect::Turn(Box::new(Turn { slip, context, job: Job::Continue(conversation, octets) })))
            }
            Found::Busy => Err(Silence::UnderWay),
            Found::Lost => Err(Silence::Outage),
            Found::Unknown => self.refuse(now, slip, limits, Refused::UnknownState),
        }
    }

    /// Takes back a turn that was run. What comes back is to be done like that of [`Server::receive`].
    pub fn turned(&self, now: Moment, turned: Turned) -> Effect {
        let Turned { slip, context, step } = turned;
        self.step(now, slip, context, step)
    }

    /// Does what a conversation wants.
    pub(super) fn step(&self, now: Moment, slip: Slip, context: Context, step: Step) -> Effect {
        match step {
            Step::Say { conversation, request, not_before, asks } => {
                let not_before = not_before.unwrap_or(now).max(now);
                self.say(slip, context, conversation, &request, (not_before, asks), None)
            }
            Step::Repeat(conversation) => {
                let request = conversation.last().to_vec();
                self.say(slip, context, conversation, &request, (now, false), Some(reply::INVALID_EAP))
            }
            Step::Judge(waiting, credentials) => judge(slip, context, waiting, credentials),
            Step::Answer(waiting, pending, typed) => answer(slip, context, waiting, pending, typed),
            Step::Return(waiting, reconnection) => {
                let head = waiting.head();
                let again = Return {
                    application: slip.client.name.clone(),
                    source: context.source,
                    // A session is resumed for the station it was made at, which is known.
                    station: head.station.clone().unwrap_or_else(|| Arc::from([])),
                    arrived: slip.arrived,
                };
                let ticket = Ticket { slip, work: Work::Eap(Box::new(EapRound { context, waiting })) };
                Effect::Return(Box::new(Returning { ticket, reconnection, again }))
            }
            Step::Accept(accepted) => self.accept_eap(slip, &context, *accepted),
            Step::Lost => {
                if let Some(state) = &context.state {
                    self.tables().conversations.lose(state, now);
                }
                self.silent(Some(&slip.client.name), Silence::Outage)
            }
            Step::Fail { ident, why, not_before } => self.fail_eap(slip, &context, ident, why, not_before),
        }
    }

    /// Puts a conversation away, and says something to its client.
    fn say(
        &self,
        slip: Slip,
        context: Context,
        conversation: Box<eap::Conversation>,
        request: &[u8],
        leaves: (Moment, bool),
        error: Option<u32>,
    ) -> Effect {
        let (not_before, asks) = leaves;
        let Ok(state) = State::new(&*self.chance) else {
            return self.silent(Some(&slip.client.name), Silence::NoChance);
        };
        let Ok(bytes) = reply::eap_request(&slip, request, Some(&state), asks, error) else {
            return self.silent(Some(&slip.client.name), Silence::TooLarge);
        };
        let most = self.clients().limits.conversations;
        {
            let mut tables = self.tables();
            if let Some(old) = &context.state {
                tables.conversations.end(old);
            }
            tables.conversations.put(state, context.bound, context.place, conversation, leaves, most);
        }
        self.send(slip, Made { code: Code::AccessChallenge, bytes, not_before, notes: Vec::new() })
    }

    fn accept_eap(&self, slip: Slip, context: &Context, accepted: eap::Accepted) -> Effect {
        self.over(context);
        let not_before = accepted.admitted.not_before();
        match reply::eap_accept(&slip, accepted, context.wants_name, self.chances()) {
            Ok((bytes, notes)) => self.send(slip, Made { code: Code::AccessAccept, bytes, not_before, notes }),
            Err(_) => self.silent(Some(&slip.client.name), Silence::TooLarge),
        }
    }

    fn fail_eap(
        &self,
        slip: Slip,
        context: &Context,
        ident: u8,
        why: Option<Refused>,
        not_before: Option<Moment>,
    ) -> Effect {
        self.over(context);
        let Ok(bytes) = reply::eap_failure(&slip, ident) else {
            return self.silent(Some(&slip.client.name), Silence::TooLarge);
        };
        if let Some(why) = why {
            self.tally.refused(&slip.client.name, why);
        }
        // Refusals that the gate knows nothing of leave when others would.
        let not_before = not_before.unwrap_or_else(|| slip.arrived.plus(super::rounds::FLOOR));
        match self.send(slip, Made { code: Code::AccessReject, bytes, not_before, notes: Vec::new() }) {
            Effect::Send(reply) => Effect::Send(super::effect::Reply { refused: why, ..reply }),
            other @ (Effect::Silent(_)
            | Effect::Turn(_)
            | Effect::Judge(_)
            | Effect::Answer(_)
            | Effect::Return(_)
            | Effect::Status(_)
            | Effect::Account(..)) => other,
        }
    }

    fn over(&self, context: &Context) {
        if let Some(state) = &context.state {
            self.tables().conversations.end(state);
        }
    }

    /// Chance for one step, and none is no step.
    fn eap_chances(&self) -> Result<Chances, Silence> {
        let mut chances = Chances { challenge: [0; 16], nonce: [0; 32] };
        let filled = self.chance.fill(&mut chances.challenge).and_then(|()| self.chance.fill(&mut chances.nonce));
        filled.map(|()| chances).map_err(|_| Silence::NoChance)
    }
}

impl Tables {
    /// Makes a place for a step of a conversation.
    fn begin(&mut self, slip: &Slip, now: Moment, most: usize) -> Result<(), Silence> {
        self.purge_where(now, |tables| tables.duplicates.under_way(Load::Login) >= most);
        if self.duplicates.under_way(Load::Login) >= most {
            return Err(Silence::Shed);
        }
        self.duplicates.begin(slip.key.clone(), Load::Login, now);
        Ok(())
    }
}

/// Asks the gate about what somebody showed.
fn judge(slip: Slip, context: Context, waiting: Box<Waiting>, credentials: Credentials) -> Effect {
    let Credentials { name, shown, asks } = credentials;
    let (typed, response) = match shown {
        Shown::Text(typed) => (typed, None),
        Shown::Response(response) => (text(&response), Some(response)),
    };
    let needs = needs(&slip.client, response.as_deref(), &name);
    let attempt = Attempt {
        door: Door::Radius,
        application: slip.client.name.clone(),
        source: context.source,
        name: spelling::name(&slip.client, &name),
        typed,
        form: if response.is_some() { Form::Response } else { Form::Text },
        session: None,
        asks,
        station: waiting.head().station.clone(),
        arrived: slip.arrived,
    };
    let ticket = Ticket { slip, work: Work::Eap(Box::new(EapRound { context, waiting })) };
    Effect::Judge(Box::new(Judge { ticket, attempt, needs }))
}

/// Gives the gate the answer to its question, which was put to a text.
fn answer(slip: Slip, context: Context, waiting: Box<Waiting>, pending: Pending, typed: Typed) -> Effect {
    let needs: Needs = needs(&slip.client, None, &[]);
    let answer = Answer { source: context.source, typed, arrived: slip.arrived };
    let ticket = Ticket { slip, work: Work::Eap(Box::new(EapRound { context, waiting })) };
    Effect::Answer(Box::new(Second { ticket, pending, answer, needs }))
}
