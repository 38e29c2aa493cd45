//! Connections that proved a password and may prove another.
//!
//! **Only one whose last bind was right and confirmed comes back**, since some servers keep the identity from before a
//! bind that failed; everything else is closed. Nothing but binds and their confirmations is ever asked on them, so
//! nobody acts as whoever is still bound.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_gate::Moment;

use super::upstream::Upstream;

/// Kept at a time, at most; as many as prove at a time.
const MOST: usize = 64;
/// One that nobody needed is closed: firewalls forget idle connections without a word.
const IDLE: Duration = Duration::from_secs(30);
/// None grows older, so that logins spread anew over the machines behind one name.
const OLDEST: Duration = Duration::from_secs(600);

/// The idle ones of one server.
#[derive(Default)]
pub(crate) struct Proofs(Mutex<Vec<Idle>>);

struct Idle {
    upstream: Upstream,
    born: Moment,
    since: Moment,
}

impl Idle {
    fn is_good(&mut self, now: Moment) -> bool {
        self.since.plus(IDLE) > now && self.born.plus(OLDEST) > now && self.upstream.is_open()
    }
}

impl Proofs {
    /// The one that was used last and was open a moment ago, and when it was born.
    pub(crate) fn take(&self, now: Moment) -> Option<(Upstream, Moment)> {
        let mut next = self.idle().pop();
        while let Some(mut idle) = next {
            // Looked at without the lock, since that asks the kernel.
            if idle.is_good(now) {
                return Some((idle.upstream, idle.born));
            }
            next = self.idle().pop();
        }
        None
    }

    /// Keeps one whose last bind was right and confirmed.
    pub(crate) fn put(&self, upstream: Upstream, born: Moment, now: Moment) {
        let mut idle = self.idle();
        if idle.len() < MOST {
            idle.push(Idle { upstream, born, since: now });
        }
    }

    /// Closes what is old, was not needed, or was closed by the other side.
    pub(crate) fn sweep(&self, now: Moment) {
        self.idle().retain_mut(|idle| idle.is_good(now));
    }

    /// Closes all: the server is not there.
    pub(crate) fn clear(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::directory::stream::Stream;

    /// A connection and its other end.
    async fn connection() -> (Upstream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ours = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (theirs, _) = listener.accept().await.unwrap();
        (Upstream::new(Stream::Tcp(ours)), theirs)
    }

    #[tokio::test]
    async fn what_is_not_needed_ends() {
        let proofs = Proofs::default();
        let (upstream, _theirs) = connection().await;
        proofs.put(upstream, Moment(0), Moment(1_000));
        let (upstream, born) = proofs.take(Moment(30_999)).unwrap();
        assert_eq!(born, Moment(0));
        proofs.put(upstream, born, Moment(31_000));
        assert!(proofs.take(Moment(61_000)).is_none());
        assert!(proofs.idle().is_empty());
    }

    #[tokio::test]
    async fn none_grows_old_however_often_it_is_used() {
        let proofs = Proofs::default();
        let (upstream, _theirs) = connection().await;
        proofs.put(upstream, Moment(0), Moment(599_000));
        proofs.sweep(Moment(599_999));
        assert_eq!(proofs.idle().len(), 1);
        proofs.sweep(Moment(600_000));
        assert!(proofs.idle().is_empty());
    }

    #[tokio::test]
    async fn one_that_was_closed_or_spoken_into_is_not_taken() {
        let proofs = Proofs::default();
        let (closed, theirs) = connection().await;
        proofs.put(closed, Moment(0), Moment(0));
        drop(theirs);
        let (spoken, theirs) = connection().await;
        theirs.writable().await.unwrap();
        assert_eq!(theirs.try_write(b"x").unwrap(), 1);
        proofs.put(spoken, Moment(0), Moment(0));
        assert!(proofs.take(Moment(1)).is_none());
    }

    #[tokio::test]
    async fn there_is_an_end_to_how_many_are_kept() {
        let proofs = Proofs::default();
        let mut others = Vec::new();
        for _ in 0..MOST + 3 {
            let (upstream, theirs) = connection().await;
            others.push(theirs);
            proofs.put(upstream, Moment(0), Moment(0));
        }
        assert_eq!(proofs.idle().len(), MOST);
        proofs.clear();
        assert!(proofs.take(Moment(1)).is_none());
    }
}
