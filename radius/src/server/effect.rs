//! What the server asks of the program.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use vestibule_gate::{Answer, Attempt, Moment, Pending, Reconnection, Return};

use super::accounting::Record;
use super::silence::{Refused, Silence};
use super::ticket::Ticket;
use super::turn::Turn;
use crate::mschap::SessionKey;
use crate::reply;

/// How a packet came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// In a datagram: the address names the client.
    Udp,
    /// On a TLS stream: the certificate named the client, nothing else does.
    Tls {
        /// Its name.
        client: Arc<str>,
    },
}

/// Where a packet came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct From {
    /// The other end.
    pub peer: SocketAddr,
    /// Our end: the address of the socket.
    pub local: SocketAddr,
    /// How.
    pub transport: Transport,
}

/// What is to be done now.
#[must_use]
#[derive(Debug)]
pub enum Effect {
    /// Nothing is sent.
    Silent(Silence),
    /// Send this back to where the packet came from.
    Send(Reply),
    /// Run this, then call [`super::Server::turned`].
    Turn(Box<Turn>),
    /// Have the gate judge, then call [`super::Server::verdict`].
    Judge(Box<Judge>),
    /// Have the gate judge what came back on its question, then call [`super::Server::verdict`].
    Answer(Box<Second>),
    /// Ask the gate whether who comes back by a resumed session may, then call [`super::Server::verdict`].
    Return(Box<Returning>),
    /// Say whether logins can be served now: [`super::Server::status`].
    Status(Ticket),
    /// Write this to the audit, then call [`super::Server::accounted`].
    Account(Ticket, Box<Record>),
}

/// A reply.
#[derive(Debug)]
pub struct Reply {
    /// The packet.
    pub bytes: Bytes,
    /// It must not leave earlier.
    pub not_before: Moment,
    /// Set where it is an Access-Reject that the gate knows nothing of: for the log.
    pub refused: Option<Refused>,
    /// What the client's rules had to leave out: for the log.
    pub notes: Vec<reply::Note>,
}

/// A login to be judged.
#[derive(Debug)]
pub struct Judge {
    /// Comes back with the verdict.
    pub ticket: Ticket,
    /// What the gate is asked.
    pub attempt: Attempt,
    /// How the first factor is to be proven.
    pub needs: Needs,
}

/// The second round of a login.
#[derive(Debug)]
pub struct Second {
    /// Comes back with the verdict.
    pub ticket: Ticket,
    /// What the gate made of the first round.
    pub pending: Pending,
    /// What was typed when the code was asked for.
    pub answer: Answer,
    /// How the first factor of the first round is to be proven.
    pub needs: Needs,
}

/// A client that comes back by a resumed session.
#[derive(Debug)]
pub struct Returning {
    /// Comes back with the verdict.
    pub ticket: Ticket,
    /// What the session rests on.
    pub reconnection: Arc<Reconnection>,
    /// What the gate is asked.
    pub again: Return,
}

/// How the first factor is to be proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// By asking the directory for the password.
    Password,
    /// By asking the domain whether the response is right (MS-CHAPv2); give the key it returns to
    /// [`super::Server::verdict`].
    Response {
        /// The challenge that was answered (RFC 2759 section 8.2).
        challenge_hash: [u8; 8],
        /// The response.
        nt_response: [u8; 24],
    },
    /// Not at all: somebody else proves the password (code-only).
    Nothing,
}

/// What an Access-Accept may need to know besides the verdict. Empty where nothing is asked for.
#[derive(Debug, Default)]
pub struct Facts {
    /// For the client's rules (see [`Ticket::reply_rules`]); the person's short name is filled in here.
    pub reply: reply::Facts,
    /// What the domain returned with a right MS-CHAPv2 response.
    pub key: Option<SessionKey>,
}
