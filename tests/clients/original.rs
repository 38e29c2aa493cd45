//! The same requests to FreeRADIUS and to Vestibule: both answer in the same way, or the difference and its reason
//! are on the page. One person for each request: codes are good once, and refusals count.

use crate::door::dc;
use crate::freeradius::FreeRadius;
use crate::original_cases::{CASES, Case, Given, Port};
use crate::packet::{
    ACCESS_ACCEPT, ACCESS_CHALLENGE, ACCESS_REJECT, ACCOUNTING_RESPONSE, Asker, PROXY_STATE, is_sound, values,
};
use crate::radius_house::RadiusHouse;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::process::{pause, wait_until};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

/// A device whose people append the code, and one whose people are asked for it.
const CLIENTS: &str = "[[radius.client]]
name = \"original\"
from = \"127.0.0.1/32\"
secret-file = \"HERE/radius.secret\"
code = \"append\"
accounting = true

[[radius.client]]
name = \"asking\"
from = \"127.0.0.2/32\"
secret-file = \"HERE/radius.secret\"
code = \"challenge\"";
pub(crate) const PAGE: &str = "docs/freeradius-differences.md";
/// How FreeRADIUS and we answer each request.
pub(crate) type Outcomes = BTreeMap<String, (String, String)>;

/// For how long nothing is silence; a busy machine is asked again, as devices do.
const PATIENCE: Duration = Duration::from_secs(6);

#[test]
fn we_answer_as_freeradius_does_or_say_why_not() {
    let house = RadiusHouse::with(CLIENTS);
    let people: Vec<Person> = CASES.iter().map(|case| dc().person(case.person())).collect();
    let phones: Vec<Phone> = people.iter().map(|person| house.enroll(person)).collect();
    let original = FreeRadius::start(&people, house.secret());
    let mut pairs: Vec<Pair> = CASES
        .iter()
        .zip(people.iter().zip(phones))
        .map(|(case, (person, phone))| Pair::ask(case, person, phone, &house, &original))
        .collect();
    collect(&mut pairs);
    for pair in pairs.iter().filter(|pair| pair.theirs.reply.is_some() != pair.ours.reply.is_some()) {
        pair.theirs.repeat();
        pair.ours.repeat();
    }
    collect(&mut pairs);
    let outcomes: Vec<_> = pairs.iter().map(|pair| (pair.theirs.class(), pair.ours.class())).collect();
    let (said, seen) = (said_on(Part::Packets), CASES.iter().map(|case| case.name.to_owned()).zip(outcomes).collect());
    assert_eq!(differences(&said, &seen), Vec::<String>::new(), "{PAGE}");
    for pair in &mut pairs {
        pair.is_sound();
        for request in [&mut pair.theirs, &mut pair.ours].into_iter().filter(|request| request.reply.is_some()) {
            request.repeat();
            let again = wait_until("a reply to the same packet", || request.asker.reply_within(PATIENCE));
            assert_eq!(Some(again), request.reply, "{}: the same reply", pair.case.name);
        }
    }
}

/// Takes the replies there are to requests that are sent: what nobody answers meanwhile is silence.
fn collect(pairs: &mut [Pair]) {
    pause(PATIENCE);
    for request in pairs.iter_mut().flat_map(|pair| [&mut pair.theirs, &mut pair.ours]) {
        request.reply = request.reply.take().or_else(|| request.asker.reply_within(Duration::ZERO));
    }
}

/// A part of the page.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Part {
    Packets,
    Eap,
}

/// The rows `| request | FreeRADIUS | Vestibule | why |`, each with a reason, and the lines `- request: both`.
pub(crate) fn said_on(part: Part) -> Outcomes {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).expect("the page is there");
    let (packets, eap) = page.split_once("\n## EAP\n").expect("EAP has a part of the page");
    let page = if part == Part::Eap { eap } else { packets };
    let rows = page.lines().filter(|line| line.starts_with('|')).skip(2);
    let rows = rows.map(|row| match row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>()[..] {
        [request, theirs, ours, why] if !why.is_empty() && theirs != ours => (request, theirs, ours),
        _ => panic!("{PAGE}: {row}"),
    });
    let same = page.lines().filter_map(|line| line.strip_prefix("- ")?.split_once(": "));
    let all = rows.chain(same.map(|(request, both)| (request, both, both)));
    all.map(|(request, theirs, ours)| (request.to_owned(), (theirs.to_owned(), ours.to_owned()))).collect()
}

/// What one of the two has and the other has not.
pub(crate) fn differences(said: &Outcomes, seen: &Outcomes) -> Vec<String> {
    let only = |these: &Outcomes, those: &Outcomes, where_: &str| {
        let only = these.iter().filter(|(request, outcome)| those.get(*request) != Some(outcome));
        only.map(|(request, (theirs, ours))| format!("{where_}: {request} | {theirs} | {ours}")).collect::<Vec<_>>()
    };
    [only(said, seen, "said"), only(seen, said, "seen")].concat()
}

/// One request, on its way to both.
struct Pair {
    case: &'static Case,
    theirs: Request,
    ours: Request,
}

impl Pair {
    fn ask(case: &'static Case, person: &Person, mut phone: Phone, house: &RadiusHouse, original: &FreeRadius) -> Self {
        let given = |password: String| Given {
            secret: house.secret().to_owned(),
            name: person.sam.clone(),
            wrong: password.replace(&person.password, "not-the-password"),
            alone: person.password.clone(),
            password,
        };
        let (at, theirs_at) = match case.port {
            Port::Authentication | Port::Asking => (house.authentication(), original.authentication()),
            Port::Accounting => (house.accounting(), original.accounting()),
        };
        let with_code = format!("{}{}", person.password, phone.code());
        let own = if case.port == Port::Asking { Ipv4Addr::new(127, 0, 0, 2) } else { Ipv4Addr::LOCALHOST };
        let theirs = Request::send(own, theirs_at, (case.packet)(&given(person.password.clone())), house.secret());
        let ours = Request::send(own, at, (case.packet)(&given(with_code)), house.secret());
        Self { case, theirs, ours }
    }

    fn is_sound(&self) {
        let Some(reply) = &self.ours.reply else { return };
        if self.case.port != Port::Accounting {
            assert!(is_sound(reply, &self.ours.packet, &self.ours.secret), "{}: {reply:?}", self.case.name);
        }
        let sent = values(&self.ours.packet, PROXY_STATE);
        assert_eq!(values(reply, PROXY_STATE), sent, "{}: as it came, in order", self.case.name);
    }
}

struct Request {
    asker: Asker,
    secret: String,
    packet: Vec<u8>,
    reply: Option<Vec<u8>>,
}

impl Request {
    fn send(own: Ipv4Addr, to: SocketAddr, packet: Vec<u8>, secret: &str) -> Self {
        let asker = Asker::from(own, to);
        asker.send(&packet);
        Self { asker, secret: secret.to_owned(), packet, reply: None }
    }

    fn repeat(&self) {
        self.asker.send(&self.packet);
    }

    fn class(&self) -> String {
        let class = match self.reply.as_ref().map(|reply| reply[0]) {
            None => "silence",
            Some(ACCESS_ACCEPT) => "accept",
            Some(ACCESS_REJECT) => "reject",
            Some(ACCESS_CHALLENGE) => "question",
            Some(ACCOUNTING_RESPONSE) => "answered",
            Some(other) => return other.to_string(),
        };
        class.to_owned()
    }
}
