//! When domain controllers fall silent: unavailable, never a wrong password, never an admission.

use crate::steps::{code, typed};
use crate::support::dc::Dc;
use crate::support::plan::Plan;
use crate::support::process::wait_until;

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
