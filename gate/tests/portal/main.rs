//! What people may do for themselves, as sentences, over the fakes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod change;
mod first;
mod session;

use std::net::IpAddr;
use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{Fakes, Phone};
use vestibule_gate::ports::Clock as _;
use vestibule_gate::{
    Accepted, Answer, Confirmation, Enrolling, FirstByPassword, Grant, Networks, Offer, Outage, Pending, Person,
    Policy, Portal, PortalError, Purpose, Session, SignIn, Source, Timestamp, Typed, Verdict,
};

pub(crate) const DAY: Duration = Duration::from_secs(86_400);
pub(crate) const HERE: Source = from([10, 0, 0, 7]);

pub(crate) const fn from(address: [u8; 4]) -> Source {
    let address = IpAddr::V4(std::net::Ipv4Addr::new(address[0], address[1], address[2], address[3]));
    Source { peer: address, end_user: Some(address) }
}

/// A policy by which a password is enough from 10.0.0.0/8 within 14 days.
pub(crate) fn by_password(policy: &mut Policy) {
    let networks = Networks::new(vec![("10.0.0.0".parse().unwrap(), 8)]);
    policy.first_by_password = Some(FirstByPassword { networks, window: 14 * DAY });
}

pub(crate) fn typed(text: &str) -> Typed {
    Typed::new(text.as_bytes().to_vec())
}

pub(crate) fn sign_in(fakes: &Fakes, name: &str, password: &str, source: Source) -> Verdict {
    let arrived = fakes.clock.moment();
    let who = SignIn { name: name.as_bytes().to_vec(), typed: typed(password), source, arrived };
    block_on(fakes.portal().sign_in(who, &mut fakes.first()))
}

pub(crate) fn asked(fakes: &Fakes, name: &str, password: &str, source: Source) -> Pending {
    match sign_in(fakes, name, password, source) {
        Verdict::Ask(pending) => pending,
        verdict @ (Verdict::Admit(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    }
}

pub(crate) fn answer(fakes: &Fakes, code: &str) -> Answer {
    Answer { source: HERE, typed: typed(code), arrived: fakes.clock.moment() }
}

pub(crate) fn enrolling(fakes: &Fakes, name: &str, source: Source) -> Result<Enrolling, PortalError> {
    block_on(fakes.portal().enrolling(asked(fakes, name, "Passw0rd!", source), source))
}

/// Signs in with a code of this phone.
pub(crate) fn session(fakes: &Fakes, name: &str, code: &str) -> Session {
    let pending = asked(fakes, name, "Passw0rd!", HERE);
    match block_on(fakes.portal().answer(pending, answer(fakes, code), &mut fakes.first())) {
        Verdict::Admit(admitted) => fakes.portal().open(admitted),
        verdict @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    }
}

/// Somebody enrolled, and signed in with a code of this phone.
pub(crate) fn signed_in(fakes: &Fakes, name: &str) -> (Person, Phone, Session) {
    let person = fakes.person(name, "Passw0rd!");
    let phone = fakes.enrol(&person);
    let session = session(fakes, name, &fakes.code(&phone, -1));
    (person, phone, session)
}

/// The code that an offered authenticator shows now, read from its address as a phone does.
pub(crate) fn code_of(fakes: &Fakes, offer: &Offer) -> String {
    let (_, rest) = offer.address().split_once("secret=").unwrap();
    let secret = rest.split('&').next().unwrap();
    assert_eq!(secret, *offer.key());
    code_at(secret, fakes.clock.now())
}

fn code_at(secret: &str, at: Timestamp) -> String {
    let seed = base32(secret);
    vestibule_gate::code_at(&vestibule_gate::Seed::new(seed), vestibule_gate::Parameters::default(), at).unwrap()
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        (bits, held) = (bits << 5 | value as u32, held + 5);
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

pub(crate) fn offer(portal: &Portal, grant: &Grant<'_>) -> Offer {
    portal.offer(grant, Purpose::New, "Example").unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn accept(fakes: &Fakes, offer: &mut Offer, grant: Grant<'_>, code: &str) -> Result<Accepted, PortalError> {
    block_on(fakes.portal().accept(offer, grant, &typed(code), "Phone", HERE))
}

pub(crate) fn is_confirmed(confirmation: Confirmation) -> bool {
    match confirmation {
        Confirmation::Confirmed => true,
        Confirmation::Refused(_) => false,
        Confirmation::Unavailable(outage @ (Outage::Store | Outage::Directory)) => panic!("{outage}"),
        Confirmation::Unavailable(outage) => panic!("{outage:?}"),
    }
}
