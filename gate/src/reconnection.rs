//! The permission to come back by a resumed TLS session, without password and code.

use std::sync::Arc;
use std::time::Duration;

use crate::{Door, Form, Moment, Person, Source, Timestamp};

/// The permission of one person at one station to come back to one application. Made by the gate alone, in the
/// transaction that admitted. It is no proof: [`crate::Gate::reconnect`] looks at everything again.
#[derive(Debug)]
pub struct Reconnection {
    /// 128 random bits as 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) door: Door,
    /// What was proven: a typed password, or a response.
    pub(crate) form: Form,
    /// As read at the admission.
    pub(crate) person: Person,
    pub(crate) application: Arc<str>,
    pub(crate) station: Arc<[u8]>,
    /// When the fresh code was given, or the exempt login was, by both clocks.
    pub(crate) fresh: Timestamp,
    pub(crate) born: Moment,
    pub(crate) until: Moment,
    /// The epoch of the person's authenticators at the admission.
    pub(crate) epoch: u64,
    pub(crate) ground: Left,
}

/// What the admission stood on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// A fresh code of this authenticator.
    Code(String),
    /// An exemption; which one holds is decided at each return.
    Exempt,
}

/// A client that comes back by a resumed TLS session.
#[derive(Debug)]
pub struct Return {
    /// The application it comes to.
    pub application: Arc<str>,
    /// Where it comes from.
    pub source: Source,
    /// The client's machine (Calling-Station-Id), as in [`crate::Attempt::station`].
    pub station: Arc<[u8]>,
    /// When it arrived.
    pub arrived: Moment,
}

impl Reconnection {
    /// 32 hexadecimal digits, as `vestibule wifi list` shows them.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The latest it can be good for, on this node's monotonic clock; the policy may end it earlier.
    pub const fn until(&self) -> Moment {
        self.until
    }

    /// Who was admitted, as read then.
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// The machine it is for.
    pub fn station(&self) -> &[u8] {
        &self.station
    }

    /// Whether it is over, with the window in force now. It counts from the fresh code and never slides. Neither clock
    /// alone can prolong it: the wall clock may be set back, and the monotonic one may stand still while a machine sleeps.
    pub(crate) fn is_over(&self, window: Duration, now: Timestamp, moment: Moment) -> bool {
        let here = self.born.until(moment) < window && moment < self.until;
        let there = self.fresh <= now && now < self.fresh.plus(window);
        !here || !there
    }
}

/// A machine's name, the same in whichever spelling a network device sends its MAC address: `02-00-5E-10-00-01`
/// (RFC 3580 3.21). What is no MAC address stays as it is, with escapes for what is not printable.
pub fn station_name(station: &[u8]) -> String {
    let separator = |byte: u8| matches!(byte, b'-' | b':' | b'.');
    let digits: Vec<u8> = station.iter().copied().filter(|byte| !separator(*byte)).collect();
    if digits.len() == 12 && digits.iter().all(u8::is_ascii_hexdigit) {
        let pairs = digits.chunks(2).map(|pair| pair.escape_ascii().to_string().to_ascii_uppercase());
        return pairs.collect::<Vec<_>>().join("-");
    }
    station.escape_ascii().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_address_has_one_name_in_every_spelling() {
        for spelt in ["02-00-5e-10-00-0A", "02:00:5E:10:00:0a", "0200.5e10.000a", "02005E10000A"] {
            assert_eq!(station_name(spelt.as_bytes()), "02-00-5E-10-00-0A");
        }
        for (other, name) in [("02005E10000", "02005E10000"), ("", ""), ("host\n", "host\\n"), ("\u{e9}", "\\xc3\\xa9")]
        {
            assert_eq!(station_name(other.as_bytes()), name);
        }
    }
}
