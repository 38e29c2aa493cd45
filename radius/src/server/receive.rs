//! The way of a packet from the socket inward: **client → lengths → signature → what is asked → duplicate → load**.

use std::sync::Arc;

use vestibule_gate::Moment;

use super::accounting::Record;
use super::clients::Clients;
use super::duplicates::{Key, Known, Load};
use super::effect::{Effect, From, Reply};
use super::login::Login;
use super::settings::{Client, Limits};
use super::silence::Silence;
use super::ticket::{Slip, Ticket, Work};
use super::{Server, Tables, verify};
use crate::packet::{Attributes, Code, Packet, number};

impl Server {
    /// Takes one packet: a datagram, or what [`crate::packet::stream::next`] took off a stream.
    pub fn receive(&self, now: Moment, from: &From, packet: &[u8]) -> Effect {
        let clients = self.clients();
        let Some(client) = clients.of(from) else { return self.silent(None, Silence::UnknownClient) };
        let taken = Packet::decode(packet)
            .map_err(|_| Silence::Malformed)
            .and_then(|packet| self.take(now, from, client, &clients, &packet));
        taken.unwrap_or_else(|why| self.silent(Some(&client.name), why))
    }

    fn take(
        &self,
        now: Moment,
        from: &From,
        client: &Arc<Client>,
        clients: &Clients,
        packet: &Packet<'_>,
    ) -> Result<Effect, Silence> {
        let limits = &clients.limits;
        match packet.code() {
            Code::AccessRequest => {
                let signed = verify::access(packet, client)?;
                self.tally.signed(&client.name, signed);
                self.access(now, slip(now, from, client, packet, signed), limits, packet)
            }
            Code::StatusServer => {
                verify::status(packet, client)?;
                self.status_server(now, slip(now, from, client, packet, true), limits)
            }
            Code::AccountingRequest if !client.accounting => Err(Silence::NoAccounting),
            Code::AccountingRequest => {
                verify::accounting(packet, client)?;
                self.accounting(now, slip(now, from, client, packet, true), limits, packet)
            }
            Code::AccessAccept
            | Code::AccessReject
            | Code::AccountingResponse
            | Code::AccessChallenge
            | Code::ProtocolError
            | Code::Other(_) => Err(Silence::WrongCode),
        }
    }

    fn access(&self, now: Moment, slip: Slip, limits: &Limits, packet: &Packet<'_>) -> Result<Effect, Silence> {
        if packet.has(number::EAP_MESSAGE) {
            return self.eap(now, slip, limits, packet);
        }
        match Login::read(packet, &slip.client, slip.peer()) {
            Ok(Login { state: None, name, shown }) => self.first_round(now, slip, limits, &name, shown),
            Ok(Login { state: Some(state), name, shown }) => self.second_round(now, slip, limits, state, &name, shown),
            Err(why) => self.refuse(now, slip, limits, why),
        }
    }

    fn status_server(&self, now: Moment, slip: Slip, limits: &Limits) -> Result<Effect, Silence> {
        let mut tables = self.tables();
        if let Some(known) = tables.known(&slip, now) {
            return self.again(now, &slip, known);
        }
        tables.begin_other(&slip, now, limits)?;
        Ok(Effect::Status(Ticket { slip, work: Work::Status }))
    }

    fn accounting(&self, now: Moment, slip: Slip, limits: &Limits, packet: &Packet<'_>) -> Result<Effect, Silence> {
        let record = Record::read(packet, &slip.client, slip.peer()).ok_or(Silence::BadAccounting)?;
        let mut tables = self.tables();
        if let Some(known) = tables.known(&slip, now) {
            return self.again(now, &slip, known);
        }
        tables.begin_other(&slip, now, limits)?;
        Ok(Effect::Account(Ticket { slip, work: Work::Accounting }, Box::new(record)))
    }

    /// What becomes of a packet that is known.
    pub(super) fn again(&self, now: Moment, slip: &Slip, known: Known) -> Result<Effect, Silence> {
        match known {
            Known::UnderWay => Err(Silence::UnderWay),
            Known::Answered(bytes) => {
                self.tally.repeated(&slip.client.name);
                Ok(Effect::Send(Reply { bytes, not_before: now, refused: None, notes: Vec::new() }))
            }
        }
    }
}

impl Tables {
    pub(super) fn known(&self, slip: &Slip, now: Moment) -> Option<Known> {
        self.duplicates.known(&slip.key, now)
    }

    /// Makes a place for what needs no judgement.
    fn begin_other(&mut self, slip: &Slip, now: Moment, limits: &Limits) -> Result<(), Silence> {
        self.purge_where(now, |tables| tables.duplicates.under_way(Load::Other) >= limits.under_way);
        if self.duplicates.under_way(Load::Other) >= limits.under_way {
            return Err(Silence::Shed);
        }
        self.duplicates.begin(slip.key.clone(), Load::Other, now);
        Ok(())
    }
}

fn slip(now: Moment, from: &From, client: &Arc<Client>, packet: &Packet<'_>, signed: bool) -> Slip {
    let mut proxy = Attributes::new();
    for value in packet.all(number::PROXY_STATE).filter(|_| signed) {
        // Cannot fail: what came in one attribute fits one.
        let _ = proxy.push(number::PROXY_STATE, value);
    }
    let key = Key::new(from, packet);
    let eap = packet.first(number::EAP_MESSAGE).map(|value| value.get(1).copied().unwrap_or_default());
    Slip { key, client: Arc::clone(client), proxy, arrived: now, eap }
}
