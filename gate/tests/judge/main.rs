//! The rules of a login, as sentences, over the fakes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod asks;
mod audit;
mod bypass;
mod challenge;
mod codes;
mod devices;
mod exempt;
mod explain;
mod faults;
mod grace;
mod outage;
mod password;
mod properties;
mod reconnect;
mod remembered;
mod returns;
mod service;
mod throttle;

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, Fakes, PEER, Phone};
use vestibule_gate::{By, Outage, Person, Policy, Reason, Said, Sid, Source, Verdict};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn enrolled(fakes: &Fakes, name: &str) -> (Person, Phone) {
    let person = fakes.person(name, "Passw0rd!");
    let phone = fakes.enrol(&person);
    (person, phone)
}

pub(crate) fn judge(fakes: &Fakes, name: &str, typed: &str) -> Verdict {
    block_on(fakes.gate.judge(fakes.attempt(name, typed), &mut fakes.first()))
}

pub(crate) fn judge_from(fakes: &Fakes, name: &str, typed: &str, end_user: &str) -> Verdict {
    let mut attempt = fakes.attempt(name, typed);
    attempt.source = Source { peer: PEER, end_user: Some(end_user.parse().unwrap()) };
    block_on(fakes.gate.judge(attempt, &mut fakes.first()))
}

pub(crate) fn admitted(verdict: Verdict) -> By {
    match verdict {
        Verdict::Admit(admitted) => admitted.into_bound().by().clone(),
        Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not admitted: {verdict:?}"),
    }
}

pub(crate) fn refused(verdict: Verdict) -> Said {
    match verdict {
        Verdict::Refuse(refusal) => refusal.said().clone(),
        Verdict::Admit(_) | Verdict::Ask(_) | Verdict::Unavailable(_) => panic!("not refused: {verdict:?}"),
    }
}

pub(crate) fn unavailable(verdict: Verdict) -> Outage {
    match verdict {
        Verdict::Unavailable(outage) => outage,
        Verdict::Admit(_) | Verdict::Ask(_) | Verdict::Refuse(_) => panic!("not unavailable: {verdict:?}"),
    }
}

pub(crate) fn last_reason(fakes: &Fakes) -> Reason {
    fakes.store.events().last().unwrap().reason
}

pub(crate) fn application(policy: &mut Policy) -> &mut vestibule_gate::Application {
    policy.applications.get_mut(APPLICATION).unwrap()
}

pub(crate) fn kiosk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-5000")
}

pub(crate) fn exempting(policy: &mut Policy) {
    policy.exempt.push(vestibule_gate::ExemptRule {
        id: "exempt-1".into(),
        group: kiosk(),
        group_name: "Kiosk".into(),
        reason: "no phones on the floor".into(),
        until: None,
    });
}
