//! Accounting-Request (RFC 2866): what becomes of a record.

use std::net::IpAddr;
use std::sync::Arc;

use super::settings::Client;
use super::{source, spelling};
use crate::packet::{Packet, number};

/// Acct-Input-Gigawords and Acct-Output-Gigawords: how often 2^32 octets went by (RFC 2869 sections 5.1 and 5.2).
const GIGAWORDS: [u8; 2] = [52, 53];

/// What a device says of a session. Nothing of it is verified but that a known client said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The client's name.
    pub client: Arc<str>,
    /// What happened.
    pub status: Status,
    /// User-Name.
    pub user: Option<String>,
    /// Acct-Session-Id.
    pub session: Option<String>,
    /// The address of the person's own machine, as for logins.
    pub source: Option<IpAddr>,
    /// Framed-IP-Address: what the session was given.
    pub framed: Option<IpAddr>,
    /// The device's own address.
    pub peer: IpAddr,
    /// Octets from the person, Acct-Input-Gigawords included.
    pub octets_in: Option<u64>,
    /// Octets to the person, Acct-Output-Gigawords included.
    pub octets_out: Option<u64>,
    /// Acct-Session-Time, in seconds.
    pub seconds: Option<u32>,
    /// Acct-Terminate-Cause (RFC 2866 section 5.10).
    pub cause: Option<u32>,
}

impl Record {
    /// Reads an Accounting-Request that was verified; `None` without an Acct-Status-Type.
    pub(super) fn read(packet: &Packet<'_>, client: &Client, peer: IpAddr) -> Option<Self> {
        let count = |number| packet.first(number).and_then(|value| value.try_into().ok()).map(u32::from_be_bytes);
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let [input, output] = GIGAWORDS;
        let octets =
            |low, high| count(low).map(|low| u64::from(low) | u64::from(count(high).unwrap_or_default()) << 32);
        Some(Self {
            client: Arc::clone(&client.name),
            status: count(number::ACCT_STATUS_TYPE)?.into(),
            user: packet.first(number::USER_NAME).map(|name| text(&spelling::name(client, name))),
            session: packet.first(number::ACCT_SESSION_ID).map(text),
            source: source::end_user(packet, &client.source_from, peer),
            framed: packet.first(number::FRAMED_IP_ADDRESS).and_then(source::octets),
            peer: peer.to_canonical(),
            octets_in: octets(number::ACCT_INPUT_OCTETS, input),
            octets_out: octets(number::ACCT_OUTPUT_OCTETS, output),
            seconds: count(number::ACCT_SESSION_TIME),
            cause: count(number::ACCT_TERMINATE_CAUSE),
        })
    }
}

impl From<u32> for Status {
    fn from(number: u32) -> Self {
        match number {
            1 => Self::Start,
            2 => Self::Stop,
            3 => Self::Interim,
            7 => Self::On,
            8 => Self::Off,
            other => Self::Other(other),
        }
    }
}

/// Acct-Status-Type (RFC 2866 section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A session begins.
    Start,
    /// A session ended.
    Stop,
    /// A session goes on.
    Interim,
    /// The device begins to account.
    On,
    /// The device ends accounting.
    Off,
    /// Any other.
    Other(u32),
}

impl Status {
    /// The word for the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Interim => "interim",
            Self::On => "on",
            Self::Off => "off",
            Self::Other(_) => "other",
        }
    }
}
