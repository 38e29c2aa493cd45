//! Packets that are not answered, in the log: one line a second for each cause and client, with a count, so that a
//! flood of junk does not fill the disk.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vestibule_gate::Moment;

const SECOND: Duration = Duration::from_secs(1);

/// What was said when, and what was not.
#[derive(Default)]
pub(super) struct Log {
    said: Mutex<HashMap<(Option<Arc<str>>, &'static str), Said>>,
}

struct Said {
    at: Moment,
    /// How many since then.
    more: u64,
    /// Where the last of them came from.
    peer: IpAddr,
}

impl Log {
    /// Says why a packet of this client, or of nobody who is known, is not answered as it would like.
    pub(super) fn note(&self, now: Moment, client: Option<&Arc<str>>, cause: &'static str, peer: IpAddr) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match said.get_mut(&(client.cloned(), cause)) {
            Some(entry) if now < entry.at.plus(SECOND) => {
                entry.more += 1;
                entry.peer = peer;
            }
            _ => {
                say(client, cause, peer, 1);
                said.insert((client.cloned(), cause), Said { at: now, more: 0, peer });
            }
        }
    }

    /// Says what was held back for a second, and forgets the rest.
    pub(super) fn tick(&self, now: Moment) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|(client, cause), entry| {
            if now < entry.at.plus(SECOND) {
                return true;
            }
            let more = std::mem::take(&mut entry.more);
            if more > 0 {
                say(client.as_ref(), cause, entry.peer, more);
                entry.at = now;
            }
            more > 0
        });
    }
}

fn say(client: Option<&Arc<str>>, cause: &'static str, peer: IpAddr, count: u64) {
    let application = client.map_or("", |client| client);
    tracing::warn!(application, %peer, cause, count, "RADIUS: no answer, or a refusal without a judgement");
}
