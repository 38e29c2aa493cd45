//! A stretch of network between a RADIUS client and us that loses some answers to Access-Requests.

use crate::radius_house::{ACCOUNTING, AUTHENTICATION, RadiusHouse, own_address};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The stretch; it stays until the tests end.
pub(crate) struct Relay {
    address: IpAddr,
    to_lose: Arc<AtomicUsize>,
    lost: Arc<AtomicUsize>,
}

impl Relay {
    /// One that loses nothing yet.
    pub(crate) fn before(house: &RadiusHouse) -> Self {
        let relay = Self { address: own_address(), to_lose: Arc::default(), lost: Arc::default() };
        relay.carry(AUTHENTICATION, house.authentication());
        relay.carry(ACCOUNTING, house.accounting());
        relay
    }

    /// Loses so many answers, the next ones.
    pub(crate) fn losing_answers(self, count: usize) -> Self {
        self.to_lose.store(count, Ordering::SeqCst);
        self
    }

    /// Where the client asks.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    /// Answers lost so far.
    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::SeqCst)
    }

    /// Each packet goes on from a port of its own, so that whoever has another port here has another there.
    fn carry(&self, port: u16, to: SocketAddr) {
        let here = Arc::new(UdpSocket::bind((self.address, port)).expect("the address is ours"));
        let (to_lose, lost) = (Arc::clone(&self.to_lose), Arc::clone(&self.lost));
        thread::spawn(move || {
            let mut packet = [0; 4096];
            while let Ok((length, from)) = here.recv_from(&mut packet) {
                let there = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
                there.send_to(&packet[..length], to).expect("the packet goes out");
                let (here, to_lose, lost) = (Arc::clone(&here), Arc::clone(&to_lose), Arc::clone(&lost));
                thread::spawn(move || {
                    let mut answer = [0; 4096];
                    let Ok(length) = there.recv(&mut answer) else { return };
                    let losing = |left: usize| (port == AUTHENTICATION).then(|| left.checked_sub(1)).flatten();
                    if to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, losing).is_ok() {
                        lost.fetch_add(1, Ordering::SeqCst);
                    } else {
                        let _ = here.send_to(&answer[..length], from);
                    }
                });
            }
        });
    }
}
