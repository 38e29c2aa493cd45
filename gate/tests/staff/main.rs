//! What those who manage may do, as sentences, over the fakes.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod coverage;
mod exemptions;
mod roles;
mod sessions;
mod tokens;
mod watching;

use std::net::IpAddr;
use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{Fakes, Phone};
use vestibule_gate::ports::Clock as _;
use vestibule_gate::{
    Answer, AskedToken, Bearer, MadeToken, Moment, Networks, Office, Officer, Person, Policy, Scope, Session, Sid,
    SignIn, Source, Typed, Verdict,
};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const HERE: Source = from([10, 0, 0, 7]);

pub(crate) const fn from(address: [u8; 4]) -> Source {
    let [a, b, c, d] = address;
    let address = IpAddr::V4(std::net::Ipv4Addr::new(a, b, c, d));
    Source { peer: address, end_user: Some(address) }
}

pub(crate) fn admins() -> Sid {
    Sid::new("S-1-5-21-1-2-3-9001")
}

pub(crate) fn help_desk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-9002")
}

pub(crate) fn kiosk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-9003")
}

pub(crate) fn domain_admins() -> Sid {
    Sid::new("S-1-5-21-1-2-3-512")
}

/// A gate with groups that manage.
pub(crate) fn house() -> Fakes {
    house_with(|_| {})
}

pub(crate) fn house_with(change: impl FnOnce(&mut Policy)) -> Fakes {
    Fakes::with(|policy| {
        policy.staff.admins = vec![admins()];
        policy.staff.help_desk = vec![help_desk()];
        change(policy);
    })
}

pub(crate) fn office(fakes: &Fakes) -> Office {
    fakes.office()
}

pub(crate) fn console() -> Officer {
    Officer::console("root", false)
}

/// Somebody of this group, with a phone.
pub(crate) fn member(fakes: &Fakes, name: &str, group: Option<&Sid>) -> (Person, Phone) {
    let person = fakes.person(name, "Passw0rd!");
    if let Some(group) = group {
        fakes.directory.join(name, group);
    }
    let phone = fakes.enrol(&person);
    (person, phone)
}

pub(crate) fn sign_in(fakes: &Fakes, name: &str, code: &str) -> Session {
    let (portal, arrived) = (fakes.portal(), fakes.clock.moment());
    let typed = |text: &str| Typed::new(text.as_bytes().to_vec());
    let who = SignIn { name: name.as_bytes().to_vec(), typed: typed("Passw0rd!"), source: HERE, arrived };
    let Verdict::Ask(pending) = block_on(portal.sign_in(who, &mut fakes.first())) else { panic!("not asked") };
    let answer = Answer { source: HERE, typed: typed(code), arrived };
    match block_on(portal.answer(pending, answer, &mut fakes.first())) {
        Verdict::Admit(admitted) => portal.open(admitted),
        verdict @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    }
}

/// Somebody of this group, signed in a moment ago.
pub(crate) fn officer(fakes: &Fakes, name: &str, group: &Sid) -> Officer {
    let (_, phone) = member(fakes, name, Some(group));
    let session = sign_in(fakes, name, &fakes.code(&phone, 0));
    block_on(office(fakes).officer(&session, HERE)).unwrap().unwrap()
}

pub(crate) fn asked(scopes: &[Scope]) -> AskedToken {
    AskedToken {
        label: "desk".to_owned(),
        scopes: scopes.to_vec(),
        networks: Networks::new(vec![("10.0.0.0".parse().unwrap(), 8)]),
        lasts: HOUR,
    }
}

pub(crate) fn made(fakes: &Fakes, maker: &str, scopes: &[Scope]) -> MadeToken {
    block_on(office(fakes).new_token(&Officer::console(maker, false), asked(scopes))).unwrap()
}

pub(crate) fn bearer(fakes: &Fakes, token: &str, source: Source) -> Result<Officer, Moment> {
    match block_on(office(fakes).bearer(token.as_bytes(), source, fakes.clock.moment())) {
        Bearer::Known(officer) => Ok(officer),
        Bearer::Refused(refusal) => Err(refusal.not_before()),
        Bearer::Unavailable(outage) => panic!("{outage}"),
    }
}

/// An officer by a token that this operator made.
pub(crate) fn token(fakes: &Fakes, maker: &str, scopes: &[Scope]) -> Officer {
    bearer(fakes, &made(fakes, maker, scopes).token, HERE).unwrap()
}
