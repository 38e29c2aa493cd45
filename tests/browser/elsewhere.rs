//! The page says at which application somebody was just sent here.

use crate::chromium::Browser;
use crate::house::{VPN, house, radius};
use crate::steps::{assert_says, give_password};
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;

#[test]
fn offer_names_the_login_at_another_door() {
    let person = dc().person("elsa");
    let told = radius(house(), VPN, &person.upn, &person.password);
    assert!(told.text("Reply-Message").contains(PUBLIC_URL), "{told:?}");
    let browser = Browser::at(house());
    give_password(&browser, &person.upn, &person.password);
    assert_says(&browser, "You just tried to sign in to vpn");
}

#[test]
fn offer_names_nothing_to_who_was_nowhere_else() {
    let person = dc().person("elsa");
    let browser = Browser::at(house());
    give_password(&browser, &person.upn, &person.password);
    assert_eq!(browser.path(), "/enroll");
    assert!(!browser.text().contains("You just tried"), "{}", browser.text());
}
