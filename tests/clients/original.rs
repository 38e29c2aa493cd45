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
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

const CLIENT: &str = "[[radius.client]]
name = \"original\"
from = \"127.0.0.1/32\"
secret-file = \"HERE/radius.secret\"
code = \"auto\"
accounting = true";
const PAGE: &str = "docs/freeradius-differences.md";
/// For how long nothing is silence; a busy machine is asked again, as devices do.
const PATIENCE: Duration = Duration::from_secs(6);

#[test]
fn we_answer_as_freeradius_does_or_say_why_not() {
    let house = RadiusHouse::with(CLIENT);
    let people: Vec<Person> = CASES.iter().map(|case| dc().person(case.person())).collect();
    let phones: Vec<Phone> = people.iter().map(|person| house.enroll(person)).collect();
    let original = FreeRadius::start(&people, house.secret());
    let mut pairs: Vec<Pair> = CASES
        .iter()
        .zip(people.iter().zip(phones))
        .map(|(case, (person, phone))| Pair::ask(case, person, phone, &house, &original))
        .collect();
    let outcomes = pairs.iter_mut().map(Pair::outcome).collect::<Vec<_>>();
    let differing: BTreeMap<&str, (String, String)> = CASES
        .iter()
        .zip(&outcomes)
        .filter(|(_, (theirs, ours))| theirs != ours)
        .map(|(case, (theirs, ours))| (case.name, (theirs.clone(), ours.clone())))
        .collect();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).expect("the page is there");
    assert_eq!(differing, on_the_page(&page), "what differs, and what {PAGE} says differs");
    for case in CASES.iter().filter(|case| !differing.contains_key(case.name)) {
        assert!(page.contains(&format!("- {}", case.name)), "{PAGE} does not name `{}` among the same", case.name);
    }
    for pair in &pairs {
        pair.is_sound();
    }
}

/// The rows `| request | FreeRADIUS | Vestibule | why |`, each with a reason.
fn on_the_page(page: &str) -> BTreeMap<&str, (String, String)> {
    let rows = page.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    cells
        .map(|cells| match cells[..] {
            [request, theirs, ours, why] if !why.is_empty() => (request, (theirs.to_owned(), ours.to_owned())),
            _ => panic!("{PAGE}: {cells:?}"),
        })
        .collect()
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
            alone: person.password.clone(),
            password,
        };
        let (at, theirs_at) = match case.port {
            Port::Authentication => (house.authentication(), original.authentication()),
            Port::Accounting => (house.accounting(), original.accounting()),
        };
        let with_code = format!("{}{}", person.password, phone.code());
        let theirs = Request::send(theirs_at, (case.packet)(&given(person.password.clone())), house.secret());
        let ours = Request::send(at, (case.packet)(&given(with_code)), house.secret());
        Self { case, theirs, ours }
    }

    /// How both answered, after the same time.
    fn outcome(&mut self) -> (String, String) {
        for _ in 0..2 {
            if self.theirs.is_answered() && self.ours.is_answered() {
                break;
            }
            if self.theirs.is_answered() != self.ours.is_answered() {
                self.theirs.repeat();
                self.ours.repeat();
            }
        }
        (self.theirs.class(), self.ours.class())
    }

    fn is_sound(&self) {
        let Some(reply) = &self.ours.reply else { return };
        if self.case.port == Port::Authentication {
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
    fn send(to: SocketAddr, packet: Vec<u8>, secret: &str) -> Self {
        let asker = Asker::of(to);
        asker.send(&packet);
        Self { asker, secret: secret.to_owned(), packet, reply: None }
    }

    fn is_answered(&mut self) -> bool {
        if self.reply.is_none() {
            self.reply = self.asker.reply_within(PATIENCE);
        }
        self.reply.is_some()
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
