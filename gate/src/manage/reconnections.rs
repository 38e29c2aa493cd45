//! Permissions to come back by a resumed TLS session, as administrators see and revoke them.

use super::{Act, ManageError, Office, Officer};
use crate::audit::Event;
use crate::ports::{Change, ReconnectionRow, WhichReconnections};
use crate::{Sid, station_name};

/// What an administrator revokes.
#[derive(Clone, Debug)]
pub enum Revoked<'a> {
    /// One permission.
    One(&'a ReconnectionRow),
    /// All of a person: their identity and short name.
    Person(&'a Sid, &'a str),
    /// All of a machine, in whichever spelling of its MAC address.
    Station(&'a str),
    /// All there are.
    All,
}

impl Office {
    /// The permissions to come back that are not over, of one person or of everybody, at one application or at all.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn reconnections(&self, of: Option<&Sid>, at: Option<&str>) -> Result<Vec<ReconnectionRow>, ManageError> {
        Ok(self.records.reconnections(of, at, self.clock.now()).await?)
    }

    /// Takes permissions to come back away. Who was admitted by them stays admitted until the device asks again.
    ///
    /// # Errors
    /// As [`ManageError`] says; where there is none, it is not found.
    pub async fn revoke_reconnections(&self, officer: &Officer, what: Revoked<'_>) -> Result<(), ManageError> {
        self.permit(officer, Act::RevokeReconnections).await?;
        let event = self.event(officer, "wifi-revoked", None, None, "");
        let (which, event, named) = match what {
            Revoked::One(row) => {
                let event = Event {
                    person: row.person_name.clone(),
                    sid: Some(row.person.clone()),
                    rule: Some(row.id.clone()),
                    station: Some(row.station.clone()),
                    ..event
                };
                (WhichReconnections::One(row.id.clone()), event, row.id.clone())
            }
            Revoked::Person(id, name) => {
                let event = Event { person: name.to_owned(), sid: Some(id.clone()), ..event };
                (WhichReconnections::Person(id.clone()), event, name.to_owned())
            }
            Revoked::Station(station) => {
                let station = station_name(station.as_bytes());
                let event = Event { station: Some(station.clone()), ..event };
                (WhichReconnections::Station(station.clone()), event, station)
            }
            Revoked::All => {
                let event = Event { note: Some("all".to_owned()), ..event };
                (WhichReconnections::All, event, "reconnection".to_owned())
            }
        };
        self.make(Change::RevokeReconnections(which), event, &named).await
    }
}
