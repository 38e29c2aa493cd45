//! Twenty times `kill -9` while people log in and are enrolled. An observer outside keeps count of what was answered.

use crate::steps::{answered, code, run, typed};
use crate::support::audit::events;
use crate::support::house::{House, WEBMAIL};
use crate::support::ldap::{Connection, bind_request, tag};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::Plan;
use crate::support::process::pause;
use crate::support::shared::dc;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

const CRASHES: u64 = 20;
const PEOPLE: usize = 6;
/// Each string is sent so often at once before the crash.
const AT_ONCE: usize = 3;

/// What was answered, by somebody who does not believe the server.
#[derive(Default)]
struct Observer {
    /// How often each person's string was let in.
    admitted: Mutex<BTreeMap<(String, String), usize>>,
    /// Whose enrolment was acknowledged.
    enrolled: Mutex<Vec<Person>>,
}

impl Observer {
    fn attempt(&self, house: &House, person: &Person, both: &str) {
        if try_bind(house, &person.upn, both) == Some(code::SUCCESS) {
            let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
            *admitted.entry((person.sid.clone(), both.to_owned())).or_default() += 1;
        }
    }

    fn assert_each_code_once(&self) {
        let admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let twice: Vec<_> = admitted.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "a code was accepted twice: {twice:?}");
    }
}

/// The result code; `None` where the connection broke before an answer.
fn try_bind(house: &House, name: &str, password: &str) -> Option<u32> {
    let mut session = Connection::tls(house.address(WEBMAIL), house.authority().certificate()).ok()?;
    let bind = bind_request(3, name, &crate::support::ber::tlv(0x80, password.as_bytes()));
    session.try_send_bytes(&crate::support::ldap::message(1, &bind, &[])).ok()?;
    session.receive().filter(|message| message.tag == tag::BIND_RESPONSE).map(|message| message.answer().code)
}

#[test]
fn no_code_comes_in_twice_and_no_enrolment_is_lost_over_twenty_crashes() {
    let house = Plan::behind(dc()).open();
    let observer = Observer::default();
    let mut people: Vec<(Person, Phone)> = Vec::new();
    for crash in 0..CRASHES {
        people.truncate(0);
        for _ in 0..PEOPLE {
            let person = dc().person("kurt");
            let phone = house.enroll(&person);
            people.push((person, phone));
        }
        let strings: Vec<String> = people.iter_mut().map(|(person, phone)| typed(person, &phone.code())).collect();
        crash_under_load(&house, &observer, &people, &strings, crash);
        house.start_again();
        thread::scope(|scope| {
            for ((person, phone), both) in people.iter_mut().zip(&strings) {
                let (house, observer) = (&house, &observer);
                scope.spawn(move || {
                    observer.attempt(house, person, both);
                    observer.attempt(house, person, both);
                    // Whatever became of the first code, the next one is good.
                    let next = typed(person, &phone.code());
                    let answer = answered(|| house.bind(&person.upn, &next));
                    assert_eq!(answer.code, code::SUCCESS, "after crash {crash}: {answer:?}");
                });
            }
        });
        observer.assert_each_code_once();
    }
    let enrolled = observer.enrolled.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(!enrolled.is_empty(), "some were enrolled in time");
    for person in &enrolled {
        let listed = events(run(&house, &["authenticator", "list", &person.dn, "--json"]).as_bytes());
        assert_eq!(listed.len(), 1, "{} is enrolled", person.sam);
    }
    let admitted = observer.admitted.into_inner().unwrap_or_else(PoisonError::into_inner).len();
    assert!(admitted > 0, "some came in in time");
    run(&house, &["audit", "verify"]);
}

fn crash_under_load(house: &House, observer: &Observer, people: &[(Person, Phone)], strings: &[String], crash: u64) {
    let (over, begun) = (AtomicBool::new(false), AtomicUsize::new(0));
    let newcomers: Vec<Person> = (0..2).map(|_| dc().person("kuno")).collect();
    thread::scope(|scope| {
        for ((person, _), both) in people.iter().zip(strings) {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    begun.fetch_add(1, Ordering::SeqCst);
                    observer.attempt(house, person, both);
                });
            }
        }
        scope.spawn(|| {
            for person in &newcomers {
                let arguments = ["authenticator", "add", &person.dn, "--secret-file", "-"];
                if !over.load(Ordering::SeqCst)
                    && house.manage_with_input(&arguments, Phone::new().seed()).status.success()
                {
                    observer.enrolled.lock().unwrap_or_else(PoisonError::into_inner).push(person.clone());
                }
            }
        });
        // Another moment each time, from the first handshake to the last answer.
        pause(Duration::from_millis(crash * 23));
        house.kill9();
        over.store(true, Ordering::SeqCst);
    });
}
