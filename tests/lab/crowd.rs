//! Many at once: nobody gets another's answer, no code counts twice, nothing is called wrong for being slow.
//!
//! These cases fill the machine, so `./test` runs them one after the other.

use crate::steps::{assert_bound_as, code, enrolled, refused, typed};
use crate::support::dc::Dc;
use crate::support::ldap::Connection;
use crate::support::people::{Person, group_dn};
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use crate::support::shared::{EXEMPT, dc, house};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

const PEOPLE: usize = 10;
const BINDS_OF_THE_EXEMPT: usize = 17;
const BINDS_OF_THE_ENROLLED: usize = 3;

#[test]
fn one_code_thirty_times_at_once_comes_in_once() {
    let (person, mut phone) = enrolled("fay");
    let both = typed(&person, &phone.code());
    let start = Barrier::new(30);
    let attempt = || {
        let mut session = house().connect();
        start.wait();
        session.bind(&person.upn, &both)
    };
    let answers: Vec<_> = thread::scope(|scope| {
        let attempts: Vec<_> = (0..30).map(|_| scope.spawn(attempt)).collect();
        attempts.into_iter().map(|attempt| attempt.join().expect("an answer")).collect()
    });
    let admitted = answers.iter().filter(|answer| answer.code == code::SUCCESS).count();
    let silent = answers.iter().filter(|answer| **answer == refused()).count();
    assert_eq!((admitted, silent), (1, 29), "{answers:?}");
}

#[test]
fn wrong_passwords_at_once_do_not_lock_either() {
    let person = dc().person("theo");
    thread::scope(|scope| {
        for guess in 0..24 {
            let upn = &person.upn;
            scope.spawn(move || house().bind(upn, &format!("a guess, the {guess}th")));
        }
    });
    assert!(dc().wrong_passwords(&person) < 5);
    assert!(!dc().is_locked(&person));
}

/// Two hundred binds, each followed by searches, of twenty people at once.
#[test]
fn every_connection_is_its_own_caller() {
    let exempt: Vec<_> = (0..PEOPLE).map(|_| dc().person("sven")).collect();
    for person in &exempt {
        dc().join(&person.dn, &group_dn(EXEMPT));
    }
    let mut enrolled: Vec<_> = (0..PEOPLE).map(|_| enrolled("sina")).collect();
    thread::scope(|scope| {
        for person in &exempt {
            scope.spawn(move || {
                for _ in 0..BINDS_OF_THE_EXEMPT {
                    let mut session = house().connect();
                    come_in(&mut session, person, &person.password);
                    assert_bound_as(&mut session, person);
                }
            });
        }
        for (person, phone) in &mut enrolled {
            scope.spawn(move || {
                let mut session = house().connect();
                for _ in 0..BINDS_OF_THE_ENROLLED {
                    come_in(&mut session, person, &typed(person, &phone.code()));
                    assert_bound_as(&mut session, person);
                }
            });
        }
    });
}

/// Comes in as soon as there is time for it: a machine that is too busy says unavailable, which spends nothing.
fn come_in(session: &mut Connection, person: &Person, secret: &str) {
    let answer = wait_until("an answer to a login", || {
        Some(session.bind(&person.upn, secret)).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "{}: {answer:?}", person.sam);
}

/// Two copies of one domain; the first dies while people come and go. Some may hear that we are
/// unavailable, but a right password is never called wrong, and a missing code never right.
#[test]
fn second_controller_takes_over_without_a_wrong_answer() {
    let (first, second) = (Dc::start(), Dc::start());
    let house = Plan::behind(&first).and_behind(&second).exempt(&group_dn("Nest L3")).open();
    let (exempt, enrolled) = (first.resident("nils"), first.resident("rita"));
    let mut phone = house.enroll(&enrolled);
    let (admitted, over) = (AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let answer = house.bind(&exempt.upn, &exempt.password);
                    assert!([code::SUCCESS, code::UNAVAILABLE].contains(&answer.code), "{answer:?}");
                    admitted.fetch_add(u32::from(answer.code == code::SUCCESS), Ordering::SeqCst);
                }
            });
        }
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let answer = house.bind(&enrolled.upn, &enrolled.password);
                assert!(answer == refused() || answer.code == code::UNAVAILABLE, "{answer:?}");
            }
        });
        let end = End(&over);
        let came_in = || admitted.load(Ordering::SeqCst);
        wait_until("some logins", || (came_in() >= 20).then_some(()));
        first.kill9();
        let before = came_in();
        wait_until("logins through the second controller", || (came_in() >= before + 20).then_some(()));
        drop(end);
    });
    assert_eq!(house.bind(&exempt.upn, &typed(&exempt, "")).code, code::SUCCESS);
    let _ = phone.code();
}

/// Ends the load when the case ends, also by a failed assertion.
pub(crate) struct End<'a>(pub(crate) &'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
