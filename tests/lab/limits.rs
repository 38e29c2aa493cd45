//! Those who send nonsense, too much, too slowly or too often: they end themselves and nobody else.

use crate::steps::{answered, assert_bound_as, code, typed};
use crate::support::ber::{octets, sequence, tlv};
use crate::support::dc::{BASE, COMMON_PASSWORD, Dc};
use crate::support::house::{House, WEBMAIL};
use crate::support::ldap::{Connection, bind_request, equal, message, present, search_request, tag};
use crate::support::people::{Person, group_dn};
use crate::support::plan::Plan;
use crate::support::process::{pause, wait_until};
use crate::support::shared::dc;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

const NARROW: &str = "narrow";
const CLEAR: &str = "clear";
const NARROW_ROOM: usize = 5;
/// As many as a listener takes by default, but for a thousand.
const IDLE: usize = 9000;
/// Open files that all other cases together need at most.
const SPARE: usize = 600;
const SCHEMA: &str = "CN=Schema,CN=Configuration,DC=ad,DC=example,DC=test";

/// A house, and the process it has to be to the end.
static HOUSE: LazyLock<(House, u32)> = LazyLock::new(|| {
    let house = Plan::behind(dc())
        .exempt(&group_dn("Nest L3"))
        .listener(NARROW, &format!("code = \"append\"\nmax-connections = {NARROW_ROOM}"))
        .listener(CLEAR, "code = \"append\"\nstarttls = true")
        .open();
    let pid = house.pid();
    (house, pid)
});

fn house() -> &'static House {
    &HOUSE.0
}

/// The same process is there, and serves.
fn assert_alive() {
    assert!(house().is_running());
    assert_eq!(house().pid(), HOUSE.1);
    assert_eq!(answered(|| house().bind("nils@ad.example.test", COMMON_PASSWORD)).code, code::SUCCESS);
}

/// Somebody who has logged in, and their connection.
fn bound() -> (Connection, Person) {
    let person = dc().person("lena");
    let mut phone = house().enroll(&person);
    let mut session = house().connect();
    let both = typed(&person, &phone.code());
    assert_eq!(answered(|| session.bind(&person.upn, &both)).code, code::SUCCESS);
    (session, person)
}

/// The connection ends, whatever is said before.
fn assert_ends(session: &mut Connection) {
    while let Some(message) = session.receive() {
        assert_ne!(message.tag, tag::ENTRY, "nothing is served");
    }
}

/// Numbers that look like chance and are the same each time.
fn noise(seed: usize, length: usize) -> Vec<u8> {
    let mut state = u64::try_from(seed).expect("a small number").wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn noise_ends_its_own_connection() {
    for seed in 1..40 {
        let mut raw = TcpStream::connect(house().address(WEBMAIL)).expect("the port is open");
        let _ = raw.write_all(&noise(seed, 300));
        let mut session = Connection::clear(house().address(CLEAR)).expect("the port is open");
        // With a length that does not let it wait for more.
        let bytes = [&[0x30, 0x20][..], &noise(seed, 400)].concat();
        let _ = session.try_send_bytes(&bytes);
        assert_ends(&mut session);
        let mut session = house().connect();
        let _ = session.try_send_bytes(&bytes);
        assert_ends(&mut session);
    }
    assert_alive();
}

#[test]
fn requests_that_are_bent_a_little_end_their_own_connection_at_most() {
    let (_, person) = bound();
    let search = message(1, &search_request(BASE, 2, &equal("cn", "nobody"), &["cn"]), &[]);
    let bind = message(1, &bind_request(3, &person.upn, &tlv(0x80, b"not the password")), &[]);
    for whole in [search, bind] {
        for place in (0..whole.len()).step_by(3) {
            let mut bent = whole.clone();
            bent[place] ^= 0xff;
            let mut raw = TcpStream::connect(house().address(CLEAR)).expect("the port is open");
            let _ = raw.write_all(&bent);
        }
    }
    assert_alive();
}

#[test]
fn lengths_without_end_end_the_connection() {
    let lengths: [&[u8]; 6] = [
        &[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff],
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0x80, 0x02, 0x01, 0x01, 0x63],
        &[0x30, 0xff, 0x01],
        &[0x30, 0x0c, 0x02, 0x01, 0x01, 0x63, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x04, 0x00, 0x00],
    ];
    for bytes in lengths {
        let mut session = house().connect();
        session.send_bytes(bytes);
        assert_ends(&mut session);
        let (mut session, _) = bound();
        session.send_bytes(bytes);
        assert_ends(&mut session);
    }
    assert_alive();
}

/// `(&(&(&(…))))`, a hundred thousand deep.
#[test]
fn nesting_without_end_is_refused() {
    let innermost = present("cn");
    let mut nested: Vec<u8> = Vec::new();
    for below in (0..100_000).rev() {
        let length = u32::try_from(innermost.len() + below * 6).expect("it fits");
        nested.extend([0xa0, 0x84]);
        nested.extend(length.to_be_bytes());
    }
    nested.extend(innermost);
    let request = message(9, &search_request(BASE, 2, &nested, &["cn"]), &[]);
    let (mut session, _) = bound();
    session.send_bytes(&request);
    assert_ends_or_refuses(&mut session);
    let mut stranger = house().connect();
    let _ = stranger.try_send_bytes(&request);
    assert_ends(&mut stranger);
    assert_alive();
}

fn assert_ends_or_refuses(session: &mut Connection) {
    if let Some(message) = session.receive() {
        assert_ne!(message.tag, tag::ENTRY, "nothing is served");
        assert_ne!(message.answer().code, code::SUCCESS);
    }
}

#[test]
fn names_and_passwords_of_any_length_are_refused() {
    let long = "x".repeat(200_000);
    let person = dc().person("lena");
    house().enroll(&person);
    for (name, password) in [(long.as_str(), "x"), (person.upn.as_str(), long.as_str()), (long.as_str(), long.as_str())]
    {
        let mut session = house().connect();
        let bind = bind_request(3, name, &tlv(0x80, password.as_bytes()));
        // Of one that is longer than any may be, the server need not take the end.
        let _ = session.try_send_bytes(&message(7, &bind, &[]));
        if let Some(message) = session.receive() {
            assert!(message.id == 0 || message.id == 7 && message.answer().code == code::INVALID_CREDENTIALS);
        }
    }
    assert_eq!(dc().wrong_passwords(&person), 0);
    assert_alive();
}

/// Nothing at all, half a handshake, half a message, a message of which an octet comes now and then.
#[test]
fn whoever_says_nothing_whole_is_not_waited_for() {
    let whole = message(1, &search_request("", 0, &present("objectClass"), &["*"]), &[]);
    let half = &whole[..whole.len() / 2];
    let mut silent = TcpStream::connect(house().address(WEBMAIL)).expect("the port is open");
    let mut hello = TcpStream::connect(house().address(WEBMAIL)).expect("the port is open");
    hello.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]).expect("the server takes it");
    let mut clear = Connection::clear(house().address(CLEAR)).expect("the port is open");
    clear.send_bytes(half);
    let mut inside = house().connect();
    inside.send_bytes(half);
    let mut slow = house().connect();
    for octet in half {
        // The server may hang up meanwhile.
        if slow.try_send_bytes(&[*octet]).is_err() {
            break;
        }
        pause(Duration::from_millis(400));
    }
    for session in [&mut clear, &mut inside, &mut slow] {
        assert_ends(session);
    }
    for raw in [&mut silent, &mut hello] {
        let mut rest = Vec::new();
        let _ = raw.read_to_end(&mut rest);
        assert!(rest.len() < 100, "an alert at most");
    }
    assert_alive();
}

/// Nine thousand, or as many as this process may have open (`./test` raises the limit).
#[test]
fn thousands_who_say_nothing_more_keep_nobody_out() {
    let idle = IDLE.min(open_files().saturating_sub(SPARE));
    assert!(idle >= 400, "{idle} connections are none");
    let open = || {
        let mut session = house().connect();
        assert_eq!(session.bind("", "").code, code::SUCCESS);
        session
    };
    let sessions: Vec<Connection> = thread::scope(|scope| {
        let openers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| (0..idle / 4).map(|_| open()).collect::<Vec<_>>())).collect();
        openers.into_iter().flat_map(|opener| opener.join().expect("all are let in")).collect()
    });
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let (mut session, person) = bound();
                assert_bound_as(&mut session, &person);
            });
        }
    });
    let memory = resident_memory(house().pid());
    println!("{idle} idle connections: {memory} KiB resident");
    assert!(memory < 600 * 1024, "{memory} KiB");
    let mut some = sessions.into_iter().step_by(100);
    assert!(some.all(|mut session| session.read("", &["defaultNamingContext"]).is_some()), "they are still served");
    assert_alive();
}

#[test]
fn full_listener_closes_newcomers_and_takes_them_again() {
    let open = || {
        let mut session = Connection::tls(house().address(NARROW), house().authority().certificate()).ok()?;
        (session.bind("", "").code == code::SUCCESS).then_some(session)
    };
    let mut inside: Vec<Connection> = (0..NARROW_ROOM).map(|_| open().expect("there is room")).collect();
    assert!(open().is_none(), "one more than there is room for");
    assert_alive();
    inside.pop();
    wait_until("room for one", open);
    assert!(inside.iter_mut().all(|session| session.read("", &["defaultNamingContext"]).is_some()));
}

/// More than may be outstanding at once.
#[test]
fn two_thousand_searches_at_once_are_answered_one_and_all() {
    let (mut session, person) = bound();
    let search = search_request(&person.dn, 0, &present("objectClass"), &["cn"]);
    let ids = 100..2100_u32;
    let requests: Vec<u8> = ids.clone().flat_map(|id| message(id, &search, &[])).collect();
    session.send_bytes(&requests);
    let (mut entries, mut done) = (0, BTreeSet::new());
    while done.len() < ids.len() {
        let message = session.receive().expect("all answers before the connection ends");
        if message.tag == tag::ENTRY {
            entries += 1;
        } else {
            assert_eq!(message.answer().code, code::SUCCESS);
            assert!(done.insert(message.id), "one result each");
        }
    }
    assert_eq!(entries, ids.len());
    assert!(done.iter().copied().eq(ids));
    assert_alive();
}

/// They ask for hundreds of megabytes and read none of it. The controller, which answers one after the other, is theirs.
#[test]
fn whoever_does_not_read_the_answers_is_no_burden() {
    let dc = Dc::start();
    let house = Plan::behind(&dc).exempt(&group_dn("Nest L3")).open();
    let log_in = || {
        let mut session = house.connect();
        let answer = wait_until("an answer of a busy controller", || {
            Some(session.bind("nils@ad.example.test", COMMON_PASSWORD))
                .filter(|answer| answer.code != code::UNAVAILABLE)
        });
        assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
        session
    };
    let search = search_request(SCHEMA, 2, &present("objectClass"), &["*"]);
    let requests: Vec<u8> = (100..150_u32).flat_map(|id| message(id, &search, &[])).collect();
    let before = resident_memory(house.pid());
    let mut deaf: Vec<Connection> = (0..4).map(|_| log_in()).collect();
    for session in &mut deaf {
        session.send_bytes(&requests);
    }
    let person = dc.resident("nils");
    let mut session = log_in();
    for _ in 0..20 {
        assert_bound_as(&mut session, &person);
        assert_bound_as(&mut log_in(), &person);
    }
    let grown = resident_memory(house.pid()).saturating_sub(before);
    println!("four clients that do not read: {grown} KiB more");
    assert!(grown < 64 * 1024, "{grown} KiB are kept for those who do not listen");
}

/// Compares and searches sent before a bind is answered wait for it, and are those of whoever is bound then.
#[test]
fn requests_behind_a_bind_wait_for_its_answer() {
    let person = dc().person("lena");
    let mut phone = house().enroll(&person);
    let both = typed(&person, &phone.code());
    let bind = bind_request(3, &person.upn, &tlv(0x80, both.as_bytes()));
    let compare = sequence(tag::COMPARE, &[octets(&person.dn), sequence(0x30, &[octets("cn"), octets(&person.sam)])]);
    let mut session = house().connect();
    session.send_bytes(&[message(1, &bind, &[]), message(2, &compare, &[]), message(3, &compare, &[])].concat());
    let codes: Vec<(u32, u32)> =
        (0..3).map(|_| session.receive().expect("an answer")).map(|answer| (answer.id, answer.answer().code)).collect();
    assert_eq!(codes, [(1, code::SUCCESS), (2, 6), (3, 6)], "compared and found true");
}

/// What a process holds in memory, in KiB.
fn resident_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process is there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it says how much it holds");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// How many files this process may have open.
fn open_files() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").expect("the process is there");
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).expect("it says how many");
    line.split_whitespace().next().and_then(|soft| soft.parse().ok()).unwrap_or(usize::MAX)
}
