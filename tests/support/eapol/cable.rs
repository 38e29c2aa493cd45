//! What lies between the access point and the server: it carries datagrams both ways, from an address of the test's
//! choice, keeps them, and holds a second conversation until what shall happen before it has happened.

use crate::support::wire;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::Scope;
use std::time::Duration;

const CALLING_STATION_ID: u8 = 31;
const STATE: u8 = 24;
/// Nothing has come, or nobody is there yet.
const QUIET: [ErrorKind; 4] =
    [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::ConnectionRefused, ErrorKind::Interrupted];

/// Requests and replies of one conversation, each once, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried {
    pub(crate) requests: Vec<Vec<u8>>,
    pub(crate) replies: Vec<Vec<u8>>,
}

/// The cable.
pub(super) struct Cable {
    access_point: UdpSocket,
    server: UdpSocket,
    secret: String,
    moves_to: Option<String>,
    conversations: Mutex<Vec<Carried>>,
    peer: Mutex<Option<SocketAddr>>,
    over: AtomicBool,
}

impl Cable {
    /// Lays it from this address to that server.
    pub(super) fn lay(from: &str, to: SocketAddr, secret: &str, moves_to: Option<String>) -> Self {
        let socket = |address: &str| {
            let socket = UdpSocket::bind((address, 0)).expect("a loopback address can be bound");
            socket.set_read_timeout(Some(Duration::from_millis(50))).expect("a time-out can be set");
            socket
        };
        let (access_point, server) = (socket(&Ipv4Addr::LOCALHOST.to_string()), socket(from));
        server.connect(to).expect("a socket can be given a peer");
        let (secret, over) = (secret.to_owned(), AtomicBool::new(false));
        let (conversations, peer) = (Mutex::default(), Mutex::default());
        Self { access_point, server, secret, moves_to, conversations, peer, over }
    }

    /// Where the access point finds the server.
    pub(super) fn address(&self) -> SocketAddr {
        self.access_point.local_addr().expect("it is bound")
    }

    /// Carries until it is told to end.
    pub(super) fn carry<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        between: &'scope mut Option<Box<dyn FnMut() + Send + '_>>,
    ) -> Carrying<'scope> {
        scope.spawn(|| self.carry_requests(between));
        scope.spawn(|| self.carry_replies());
        Carrying(self)
    }

    /// What was carried.
    pub(super) fn carried(&self) -> Vec<Carried> {
        lock(&self.conversations).clone()
    }

    fn carry_requests(&self, between: &mut Option<Box<dyn FnMut() + Send + '_>>) {
        let (mut last, mut number) = (Vec::new(), 0);
        while let Some((request, peer)) = self.next_of(&self.access_point) {
            *lock(&self.peer) = Some(peer);
            let is_new = request != last;
            if is_new && wire::values(&request, STATE).is_empty() {
                number += 1;
                if number > 1 {
                    between.iter_mut().for_each(|between| between());
                }
                lock(&self.conversations).push(Carried::default());
            }
            last.clone_from(&request);
            let request = match &self.moves_to {
                Some(station) if number > 1 => {
                    wire::changed(&request, CALLING_STATION_ID, station.as_bytes(), &self.secret)
                }
                Some(_) | None => request,
            };
            if is_new {
                lock(&self.conversations).last_mut().expect("one has begun").requests.push(request.clone());
            }
            // A server that is not there is seen by there being no reply.
            let _ = self.server.send(&request);
        }
    }

    fn carry_replies(&self) {
        while let Some((reply, _)) = self.next_of(&self.server) {
            let mut conversations = lock(&self.conversations);
            let replies = &mut conversations.last_mut().expect("one has begun").replies;
            if !replies.contains(&reply) {
                replies.push(reply.clone());
            }
            drop(conversations);
            if let Some(peer) = *lock(&self.peer) {
                let _ = self.access_point.send_to(&reply, peer);
            }
        }
    }

    /// The next datagram at a socket; `None` at the end.
    fn next_of(&self, socket: &UdpSocket) -> Option<(Vec<u8>, SocketAddr)> {
        let mut buffer = [0; 4096];
        while !self.over.load(Ordering::SeqCst) {
            match socket.recv_from(&mut buffer) {
                Ok((length, peer)) => return Some((buffer[..length].to_vec(), peer)),
                Err(error) if QUIET.contains(&error.kind()) => {}
                Err(error) => panic!("the cable: {error}"),
            }
        }
        None
    }
}

/// The cable while it carries; it ends with its value.
pub(super) struct Carrying<'a>(&'a Cable);

impl Drop for Carrying<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
