//! When domain controllers fall silent: unavailable, never a wrong password, never an admission.

use crate::steps::{code, refused, typed};
use crate::support::dc::Dc;
use crate::support::people::group_dn;
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

#[test]
fn killed_controller_is_unavailable_until_it_is_back() {
    let dc = Dc::start();
    let house = Plan::behind(&dc).open();
    let (person, stranger) = (dc.person("olga"), dc.person("olaf"));
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    dc.kill9();
    for (name, secret) in [
        (&person.upn, &both),
        (&person.upn, &typed(&person, &phone.wrong_code())),
        (&person.upn, &person.password),
        (&stranger.upn, &stranger.password),
        (&"nobody@ad.example.test".to_owned(), &both),
    ] {
        assert_eq!(house.bind(name, secret).code, code::UNAVAILABLE, "{name}");
    }
    assert!(house.is_running());
    dc.start_again();
    let answer = wait_until("the house to see the controller again", || {
        Some(house.bind(&person.upn, &both)).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "the code was not spent meanwhile: {answer:?}");
}

#[test]
fn frozen_controller_is_unavailable() {
    let dc = Dc::start();
    let house = Plan::behind(&dc).open();
    let person = dc.person("olga");
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    dc.freeze();
    assert_eq!(house.bind(&person.upn, &both).code, code::UNAVAILABLE);
    assert_eq!(house.bind(&person.upn, &person.password).code, code::UNAVAILABLE);
    dc.thaw();
    let answer = wait_until("the house to see the controller again", || {
        Some(house.bind(&person.upn, &typed(&person, &phone.code()))).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
}

#[test]
fn session_ends_with_its_controller() {
    let dc = Dc::start();
    let house = Plan::behind(&dc).open();
    let person = dc.person("olga");
    let mut phone = house.enroll(&person);
    let mut session = house.connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    dc.kill9();
    while let Some(message) = session.receive() {
        assert_eq!(message.answer().code, code::UNAVAILABLE, "a notice of disconnection at most");
    }
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
