//! Stands in for a domain controller: everybody is there and a member of the exempt group, and nothing is computed.
//!
//! OpenLDAP cannot be it, since Active Directory's entries are read by their SID. It answers from this program, whose
//! time nobody measures.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use anyhow::Context as _;
use vestibule_ldap_proxy::wire::search::SearchRequest;
use vestibule_ldap_proxy::wire::{Answer, Entry, LdapResult, Message, Op, Peek, ResultCode, frame, message};

use super::EXEMPT;
use crate::people::{BASE, dn, uid};

/// The numbers of the domain's SID behind `S-1-5-`.
const DOMAIN: [u32; 4] = [21, 1_000_001, 1_000_002, 1_000_003];
/// The last number of the first person's SID.
const FIRST: u32 = 10_000;
/// That of the exempt group's.
const GROUP: u32 = 5_000;
/// The longest request.
const LONGEST: usize = 1 << 16;

type Attributes = Vec<(&'static str, Vec<Vec<u8>>)>;

/// The directory, as long as this program runs.
pub(crate) struct Domain {
    pub(crate) address: SocketAddr,
}

impl Domain {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A connection that ends is nobody's concern.
                std::thread::spawn(move || serve(stream));
            }
        });
        Ok(Self { address })
    }
}

fn serve(mut stream: TcpStream) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let (mut inbox, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        let total = match frame::peek(&inbox, LONGEST) {
            Peek::Frame(frame) if inbox.len() >= frame.total => frame.total,
            Peek::Frame(_) | Peek::NeedMore => {
                let length = stream.read(&mut buffer)?;
                anyhow::ensure!(length > 0, "it ended");
                inbox.extend_from_slice(buffer.get(..length).unwrap_or_default());
                continue;
            }
            Peek::TooLarge | Peek::Bad => anyhow::bail!("not LDAP"),
        };
        let rest = inbox.split_off(total);
        stream.write_all(&answer(&inbox)?)?;
        inbox = rest;
    }
}

fn answer(octets: &[u8]) -> anyhow::Result<Vec<u8>> {
    let request = Message::decode(octets).ok().context("not LDAP")?;
    let (id, success) = (request.id, LdapResult::new(ResultCode::SUCCESS));
    if request.op == Op::BindRequest {
        return Ok(message(id, &Answer { op: Op::BindResponse, result: success }).to_vec());
    }
    anyhow::ensure!(request.op == Op::SearchRequest, "only searches are answered");
    let search = SearchRequest::decode(request.content).ok().context("no search")?;
    let found = find(&String::from_utf8_lossy(search.base), &String::from_utf8_lossy(request.content));
    let mut octets = Vec::new();
    if let Some((dn, attributes)) = &found {
        octets.extend_from_slice(&message(id, &Entry { dn, attributes }));
    }
    octets.extend_from_slice(&message(id, &Answer { op: Op::SearchResultDone, result: success }));
    Ok(octets)
}

/// What a search with this base finds. Names of people in the filter are told by their form.
fn find(base: &str, all: &str) -> Option<(String, Attributes)> {
    let domain: Vec<String> = DOMAIN.iter().map(u32::to_string).collect();
    let ours = format!("<SID=S-1-5-{}-", domain.join("-"));
    if base.is_empty() {
        return Some((String::new(), vec![("defaultNamingContext", one(BASE)), ("isSynchronized", one("TRUE"))]));
    }
    if base.eq_ignore_ascii_case(EXEMPT) {
        let names = vec![("objectSid", vec![sid(Some(GROUP))]), ("sAMAccountName", one("Exempt"))];
        return Some((EXEMPT.to_owned(), names));
    }
    if let Some(last) = base.strip_prefix(&ours) {
        let last: u32 = last.trim_end_matches('>').parse().ok()?;
        return last.checked_sub(FIRST).map(person);
    }
    let named = all.match_indices('u').find_map(|(place, _)| all.get(place + 1..place + 6)?.parse().ok());
    match named {
        Some(number) => Some(person(number)),
        None if base.eq_ignore_ascii_case(BASE) => Some((BASE.to_owned(), policy())),
        None => None,
    }
}

fn policy() -> Attributes {
    vec![
        ("distinguishedName", one(BASE)),
        ("objectSid", vec![sid(None)]),
        ("lockoutThreshold", one("0")),
        ("lockOutObservationWindow", one("-18000000000")),
        ("lockoutDuration", one("-18000000000")),
        ("maxPwdAge", one("0")),
    ]
}

fn person(number: u32) -> (String, Attributes) {
    let place = number as usize;
    let attributes = vec![
        ("distinguishedName", one(&dn(place))),
        ("objectSid", vec![sid(Some(FIRST + number))]),
        ("sAMAccountName", one(&uid(place))),
        ("userAccountControl", one("512")),
        ("msDS-User-Account-Control-Computed", one("0")),
        ("pwdLastSet", one("134396709619494410")),
        ("accountExpires", one("0")),
        ("tokenGroups", vec![sid(Some(513)), sid(Some(GROUP))]),
    ];
    (dn(place), attributes)
}

fn one(value: &str) -> Vec<Vec<u8>> {
    vec![value.as_bytes().to_vec()]
}

/// The domain's own SID, or one of it (MS-DTYP section 2.4.2.2).
fn sid(last: Option<u32>) -> Vec<u8> {
    let mut octets = vec![1, 4 + u8::from(last.is_some()), 0, 0, 0, 0, 0, 5];
    DOMAIN.iter().chain(&last).for_each(|number| octets.extend(number.to_le_bytes()));
    octets
}
