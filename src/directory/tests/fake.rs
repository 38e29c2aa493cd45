//! A directory with one person, that can be told to behave badly. It answers with the door's own wire module; that
//! one is tested against real directories.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use vestibule_ldap_proxy::wire::{
    Answer, Authentication, BindRequest, Entry, LdapResult, Message, MessageId, Op, Peek, ResultCode, Scope, frame,
    message, search::SearchRequest,
};

use crate::directory::Url;
use crate::directory::keeper::Task;

pub(super) const BASE: &str = "DC=ad,DC=example,DC=test";
pub(super) const DN: &str = "CN=Ada,DC=ad,DC=example,DC=test";
/// Somebody else who can bind; searches find Ada alone.
pub(super) const BO: &str = "CN=Bo,DC=ad,DC=example,DC=test";
const SID: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 77, 0, 0, 0];
const OTHER_SID: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 78, 0, 0, 0];
pub(super) const BO_SID: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 79, 0, 0, 0];

/// What it does beside serving.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mood {
    Good,
    /// Answers nothing at all.
    Mute,
    /// Reads the person's bind and answers nothing.
    MuteAtBind,
    /// Reads the person's bind and closes.
    ClosesAtBind,
    /// Ends the person's bind with this result.
    Result(u32, &'static str),
    /// Binds somebody else.
    Confused,
    /// Does not say who is bound.
    Discreet,
    /// Leaves an attribute of the person out.
    Without(&'static str),
    /// Refuses our own account.
    Distrusts,
    /// Closes the connection after the person's bind.
    ClosesAfterBind,
    /// Calls every bind right, and keeps the identity of a connection's first one.
    Stuck,
    /// Answers the person's bind, but late.
    Late(Duration),
}

pub(super) struct Fake {
    pub(super) url: Url,
    state: Arc<State>,
    task: Task,
}

struct State {
    mood: Mutex<Mood>,
    /// Binds of the person, and of our own account.
    binds: AtomicUsize,
    own: AtomicUsize,
    open: AtomicUsize,
    /// Connections since the start, and the number of the one each of a person's binds came on.
    connections: AtomicUsize,
    bound_on: Mutex<Vec<usize>>,
}

/// One open connection.
struct Open(Arc<State>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Fake {
    pub(super) async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, mood)
    }

    pub(super) fn on(listener: TcpListener, mood: Mood) -> Self {
        let port = listener.local_addr().unwrap().port();
        let url = Url::new("127.0.0.1", port, false, false, true).unwrap();
        let (binds, own, open, connections, bound_on) = Default::default();
        let state = Arc::new(State { mood: Mutex::new(mood), binds, own, open, connections, bound_on });
        let shared = Arc::clone(&state);
        let task = Task::spawn(async move {
            // Dropped with the task, so that connections end with the server.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.open.fetch_add(1, Ordering::SeqCst);
                connections.spawn(serve(stream, Open(Arc::clone(&shared))));
            }
        });
        Self { url, state, task }
    }

    /// Ends it, and waits until all its connections are closed.
    pub(super) async fn stop(self) {
        drop(self.task);
        while self.state.open.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        // The listener goes with the task.
        while TcpStream::connect((self.url.host.as_str(), self.url.port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn becomes(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// How often the person's password was sent here.
    pub(super) fn binds(&self) -> usize {
        self.state.binds.load(Ordering::SeqCst)
    }

    /// The connections that the persons' passwords came on, by their number.
    pub(super) fn bound_on(&self) -> Vec<usize> {
        self.state.bound_on.lock().unwrap().clone()
    }

    /// How often our own account's was.
    pub(super) fn own_binds(&self) -> usize {
        self.state.own.load(Ordering::SeqCst)
    }
}

async fn serve(stream: TcpStream, open: Open) {
    // Dropped before `open`.
    let mut stream = stream;
    let state = &open.0;
    let mut inbox = BytesMut::new();
    let number = state.connections.fetch_add(1, Ordering::SeqCst);
    let mut bound = None;
    loop {
        let total = match frame::peek(&inbox, 1 << 20) {
            Peek::Frame(frame) if inbox.len() >= frame.total => frame.total,
            _ => {
                if stream.read_buf(&mut inbox).await.unwrap_or(0) == 0 {
                    return;
                }
                continue;
            }
        };
        let bytes = inbox.split_to(total);
        let message = Message::decode(&bytes).unwrap();
        let mood = *state.mood.lock().unwrap();
        let answer = match message.op {
            _ if mood == Mood::Mute => Vec::new(),
            Op::BindRequest => match bind(state, mood, &message, number) {
                Some((answer, who)) => {
                    // As Samba does, a bind that failed leaves whoever was bound.
                    let kept = if mood == Mood::Stuck { bound } else { None };
                    bound = kept.or(who).or(bound);
                    answer
                }
                None => return,
            },
            Op::SearchRequest => search(mood, &message, bound),
            other => panic!("{other:?}"),
        };
        if let (Mood::Late(by), Op::BindRequest, Some(_)) = (mood, message.op, bound) {
            tokio::time::sleep(by).await;
        }
        if stream.write_all(&answer).await.is_err() || (bound.is_some() && mood == Mood::ClosesAfterBind) {
            return;
        }
    }
}

/// Who is bound on a connection, by the SID.
type Bound = Option<[u8; 12]>;

/// The answer to a bind, and which person it binds; `None` closes.
fn bind(state: &State, mood: Mood, message: &Message<'_>, number: usize) -> Option<(Vec<u8>, Bound)> {
    let request = BindRequest::decode(message.content).unwrap();
    assert!(request.authentication != Authentication::Simple(b""), "an empty password was sent");
    let who = [(DN, SID), (BO, BO_SID)].into_iter().find(|(dn, _)| dn.as_bytes() == request.name).map(|(_, sid)| sid);
    let person = who.is_some();
    let counter = if person { &state.binds } else { &state.own };
    counter.fetch_add(1, Ordering::SeqCst);
    if person {
        state.bound_on.lock().unwrap().push(number);
    }
    let (code, text) = match mood {
        Mood::MuteAtBind if person => return Some((Vec::new(), None)),
        Mood::ClosesAtBind if person => return None,
        Mood::Result(code, text) if person => (code, text),
        Mood::Distrusts if !person => (49, ", data 52e, v1db1"),
        _ => (0, ""),
    };
    let result = LdapResult::new(ResultCode(code)).with_diagnostic(text);
    Some((encoded(message.id, Op::BindResponse, result), who.filter(|_| code == 0)))
}

fn encoded(id: MessageId, op: Op, result: LdapResult<'_>) -> Vec<u8> {
    message(id, &Answer { op, result }).to_vec()
}

fn search(mood: Mood, request: &Message<'_>, bound: Bound) -> Vec<u8> {
    let search = SearchRequest::decode(request.content).unwrap();
    let (dn, mut attributes) = match search.base {
        b"" => ("", root(mood, bound)),
        base if base == BASE.as_bytes() && search.scope == Scope::Base => (BASE, domain()),
        _ => (DN, person()),
    };
    if let Mood::Without(name) = mood {
        attributes.retain(|(attribute, _)| *attribute != name);
    }
    let mut answer = message(request.id, &Entry { dn, attributes: &attributes }).to_vec();
    answer.extend(encoded(request.id, Op::SearchResultDone, LdapResult::new(ResultCode::SUCCESS)));
    answer
}

type Attributes = Vec<(&'static str, Vec<Vec<u8>>)>;

fn root(mood: Mood, bound: Bound) -> Attributes {
    let mut root = vec![("defaultNamingContext", vec![BASE.into()]), ("isSynchronized", vec![b"TRUE".to_vec()])];
    if let Some(sid) = bound.filter(|_| mood != Mood::Discreet) {
        let sid = if mood == Mood::Confused { OTHER_SID } else { sid };
        root.push(("tokenGroups", vec![vec![1, 1, 0, 0, 0, 0, 0, 5, 11, 0, 0, 0], sid.to_vec()]));
    }
    root
}

fn domain() -> Attributes {
    vec![("lockoutThreshold", vec![b"5".to_vec()]), ("lockOutObservationWindow", vec![b"-18000000000".to_vec()])]
}

fn person() -> Attributes {
    vec![
        ("objectSid", vec![SID.to_vec()]),
        ("sAMAccountName", vec![b"ada".to_vec()]),
        ("userAccountControl", vec![b"512".to_vec()]),
        ("pwdLastSet", vec![b"134396709619494410".to_vec()]),
        ("tokenGroups", vec![vec![1, 1, 0, 0, 0, 0, 0, 5, 11, 0, 0, 0]]),
    ]
}
