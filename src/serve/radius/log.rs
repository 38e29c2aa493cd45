//! What the door tells the log of packets it does not answer, or refuses without the gate: one line a second for each
//! client and cause, with how many there were. Anybody can send packets; nobody shall fill the log with them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_gate::Moment;
use vestibule_radius::server::{Refused, Silence};

/// Between two lines of one kind.
const PAUSE: Duration = Duration::from_secs(1);

/// The lines of the last second, by client and cause.
#[derive(Default)]
pub(super) struct Log(Mutex<HashMap<Kind, Line>>);

type Kind = (Option<String>, Cause);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Cause {
    Silent(Silence),
    Refused(Refused),
}

struct Line {
    told: Moment,
    /// Not told yet.
    kept: u64,
    peer: SocketAddr,
}

impl Log {
    /// A packet was not answered.
    pub(super) fn silent(&self, client: Option<&str>, peer: SocketAddr, why: Silence, now: Moment) {
        self.note((client.map(str::to_owned), Cause::Silent(why)), peer, now);
    }

    /// A login was refused without the gate.
    pub(super) fn refused(&self, client: Option<&str>, peer: SocketAddr, why: Refused, now: Moment) {
        self.note((client.map(str::to_owned), Cause::Refused(why)), peer, now);
    }

    /// Tells what was kept back longer than a second. To be called every second.
    pub(super) fn tell_the_rest(&self, now: Moment) {
        let mut lines = self.lines();
        for (kind, line) in lines.iter_mut().filter(|(_, line)| line.kept > 0 && line.told.plus(PAUSE) <= now) {
            tell(kind, line.peer, line.kept);
            (line.kept, line.told) = (0, now);
        }
        lines.retain(|_, line| line.kept > 0 || line.told.plus(PAUSE) > now);
    }

    fn note(&self, kind: Kind, peer: SocketAddr, now: Moment) {
        let mut lines = self.lines();
        match lines.get_mut(&kind) {
            Some(line) if line.told.plus(PAUSE) > now => {
                line.kept += 1;
                line.peer = peer;
            }
            Some(line) => {
                tell(&kind, peer, line.kept + 1);
                *line = Line { told: now, kept: 0, peer };
            }
            None => {
                tell(&kind, peer, 1);
                lines.insert(kind, Line { told: now, kept: 0, peer });
            }
        }
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Kind, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell((client, cause): &Kind, peer: SocketAddr, count: u64) {
    match cause {
        Cause::Silent(why) if is_usual(*why) => tracing::debug!(client, %peer, count, "not answered: {why}"),
        Cause::Silent(why) => tracing::warn!(client, %peer, count, "not answered: {why}"),
        Cause::Refused(why) => tracing::warn!(client, %peer, count, "refused without asking anybody: {why}"),
    }
}

/// Whether it happens where nothing is wrong.
const fn is_usual(why: Silence) -> bool {
    match why {
        Silence::UnderWay => true,
        Silence::UnknownClient
        | Silence::Malformed
        | Silence::WrongCode
        | Silence::NoMessageAuthenticator
        | Silence::RepeatedMessageAuthenticator
        | Silence::ShortMessageAuthenticator
        | Silence::WrongMessageAuthenticator
        | Silence::UnsignedProxyState
        | Silence::WrongAuthenticator
        | Silence::NoAccounting
        | Silence::BadAccounting
        | Silence::Shed
        | Silence::TooManyPending
        | Silence::Outage
        | Silence::NotWritten
        | Silence::NoChance
        | Silence::TooLarge => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_second_for_each_client_and_cause_and_none_is_lost() {
        let (log, peer) = (Log::default(), "192.0.2.1:9".parse().unwrap());
        let kept = |log: &Log| log.lines().values().map(|line| line.kept).sum::<u64>();
        for _ in 0..50 {
            log.silent(Some("vpn"), peer, Silence::Malformed, Moment(0));
            log.silent(None, peer, Silence::UnknownClient, Moment(0));
        }
        let kinds = log.lines().len();
        assert_eq!((kinds, kept(&log)), (2, 98), "one of each was told");
        log.tell_the_rest(Moment(500));
        assert_eq!(kept(&log), 98, "not yet");
        log.tell_the_rest(Moment(1_000));
        assert_eq!(kept(&log), 0);
        log.tell_the_rest(Moment(2_000));
        assert!(log.lines().is_empty(), "nothing is kept of what is over");
    }
}
