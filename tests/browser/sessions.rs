//! How sessions end.

use crate::chromium::Browser;
use crate::house::house;
use crate::steps::{assert_says, sign_in, take_offer};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::process::{pause, wait_until};
use crate::support::shared::dc;
use crate::visitor::Visitor;
use std::time::Duration;

#[test]
fn signing_out_everywhere_ends_a_second_browser() {
    let (mut person, mut phone) = enrolled();
    let (here, there) = (Browser::at(house()), Browser::at(house()));
    sign_in(&here, &person, &mut phone);
    sign_in(&there, &person, &mut phone);
    here.press("Sign out everywhere");
    assert_eq!(here.path(), "/sign-in");
    there.reload();
    assert_eq!(there.path(), "/sign-in");
    dc().set_password(&mut person, "another-password-of-hers");
    sign_in(&there, &person, &mut phone);
}

#[test]
fn change_of_authenticators_ends_the_other_sessions_and_not_ones_own() {
    let (person, mut phone) = enrolled();
    let (here, there) = (Browser::at(house()), Browser::at(house()));
    sign_in(&there, &person, &mut phone);
    sign_in(&here, &person, &mut phone);
    here.press("Add an authenticator");
    take_offer(&here, "Second");
    assert_says(&here, "“Second” was added");
    there.reload();
    assert_eq!(there.path(), "/sign-in");
    here.reload();
    assert_eq!(here.path(), "/account");
}

#[test]
fn session_ends_soon_after_the_account_is_disabled_or_has_another_password() {
    let (disabled, mut phone) = enrolled();
    let (mut changed, mut other) = enrolled();
    let (kept, mut third) = enrolled();
    let browser = Browser::at(house());
    sign_in(&browser, &disabled, &mut phone);
    let mut visitors = [visitor(&changed, &mut other), visitor(&kept, &mut third)];
    dc().set(&disabled.dn, "userAccountControl", "514");
    dc().set_password(&mut changed, "another-password-of-hers");
    wait_until("the sessions to end", || {
        pause(Duration::from_secs(1));
        browser.reload();
        let ended = visitors[0].get("/account").brief() == "303 /sign-in";
        (browser.path() == "/sign-in" && ended).then_some(())
    });
    assert_eq!(visitors[1].get("/account").status, 200, "nobody else's session ends");
}

fn enrolled() -> (Person, Phone) {
    let person = dc().person("sela");
    let phone = house().enroll(&person);
    (person, phone)
}

/// Somebody who is signed in without a browser.
fn visitor(person: &Person, phone: &mut Phone) -> Visitor {
    let mut visitor = Visitor::at(house());
    visitor.sign_in(&person.upn, &person.password, &phone.code());
    assert_eq!(visitor.get("/account").status, 200);
    visitor
}
