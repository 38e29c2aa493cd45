//! What must outlive the process: spent codes and counts.

use crate::steps::{code, enrolled, refused, typed};
use crate::support::ldap::Connection;
use crate::support::plan::Plan;
use crate::support::shared::{STARTTLS, dc, house};

#[test]
fn spent_code_stays_spent_after_a_crash() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rolf");
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    assert_eq!(house.bind(&person.upn, &both).code, code::SUCCESS);
    house.kill9();
    house.start_again();
    assert_eq!(house.bind(&person.upn, &both), refused());
    assert_eq!(house.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn wrong_codes_are_still_counted_after_a_crash() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rolf");
    let mut phone = house.enroll(&person);
    for guess in 0..5 {
        let wrong = typed(&person, &format!("-{guess}{}", phone.wrong_code()));
        assert_eq!(house.bind(&person.upn, &wrong), refused());
        if guess == 3 {
            house.kill9();
            house.start_again();
        }
    }
    assert_eq!(house.bind(&person.upn, &typed(&person, &phone.code())), refused());
}

#[test]
fn every_admission_is_in_the_log_after_a_crash() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rolf");
    let mut phone = house.enroll(&person);
    for _ in 0..2 {
        assert_eq!(house.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    }
    house.kill9();
    house.start_again();
    let admitted = house.logins_of(&person).iter().filter(|event| event.text("outcome") == "admitted").count();
    assert_eq!(admitted, 2);
}

#[test]
fn another_listener_shares_the_memory_of_spent_codes() {
    let (person, mut phone) = enrolled("rolf");
    let both = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &both).code, code::SUCCESS);
    let authority = house().authority().certificate();
    let mut other = Connection::starttls(house().address(STARTTLS), authority).expect("another application");
    assert_eq!(other.bind(&person.upn, &both), refused());
}

#[test]
fn server_asked_to_end_ends_in_good_order() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rolf");
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    assert_eq!(house.bind(&person.upn, &both).code, code::SUCCESS);
    assert!(house.stop().success());
    house.start_again();
    assert_eq!(house.bind(&person.upn, &both), refused());
}

#[test]
fn missing_store_is_not_an_empty_one() {
    let house = Plan::behind(dc()).open();
    house.kill9();
    std::fs::remove_file(house.folder().join("vestibule.db")).expect("the store was there");
    let served = house.manage(&["serve"]);
    assert_eq!(served.status.code(), Some(78), "{}", crate::support::house::both(&served));
}
