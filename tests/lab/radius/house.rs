//! One house for the cases that break nothing: its clients, each known by an address of its own.

use crate::support::house::House;
use crate::support::people::{Person, group_dn};
use crate::support::phone::Phone;
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use crate::support::radclient::{RadClient, Reply};
use crate::support::shared::{EXEMPT, dc};
use std::sync::LazyLock;

pub(crate) const APPEND: &str = "127.0.1.1";
pub(crate) const CHALLENGE: &str = "127.0.1.2";
pub(crate) const AUTO: &str = "127.0.1.3";
pub(crate) const USERNAME: &str = "127.0.1.4";
pub(crate) const CODE_ONLY: &str = "127.0.1.5";
/// Need not sign.
pub(crate) const UNSIGNED: &str = "127.0.1.6";
/// Gets replies without Message-Authenticator.
pub(crate) const OLD: &str = "127.0.1.7";
/// Repeats a login in a new packet.
pub(crate) const RETRIES: &str = "127.0.1.8";
/// Accounts.
pub(crate) const ACCOUNTS: &str = "127.0.1.9";
/// Nobody's.
pub(crate) const STRANGER: &str = "127.0.1.99";

static HOUSE: LazyLock<House> = LazyLock::new(|| plan(Plan::behind(dc()).exempt(&group_dn(EXEMPT))).open());

/// The door and the clients of the house.
pub(crate) fn plan(plan: Plan) -> Plan {
    plan.radius("accounting-listen = \"127.0.0.1:0\"")
        .policy("password-change-url = \"https://password.example.test\"")
        .radius_client("append", APPEND, "code = \"append\"")
        .radius_client("challenge", CHALLENGE, "code = \"challenge\"")
        .radius_client("auto", AUTO, "code = \"auto\"")
        .radius_client("username", USERNAME, "code = \"username\"")
        .radius_client("code-only", CODE_ONLY, "code = \"code-only\"")
        .radius_client("unsigned", UNSIGNED, "dangerous-message-authenticator-optional = true")
        .radius_client("old", OLD, "dangerous-reply-without-message-authenticator = true")
        .radius_client("retries", RETRIES, "retry-window = \"15s\"")
        .radius_client("accounts", ACCOUNTS, "accounting = true")
}

/// The house.
pub(crate) fn house() -> &'static House {
    &HOUSE
}

/// The client at an address of the house.
pub(crate) fn client(address: &str) -> RadClient {
    client_of(house(), address)
}

/// The client at an address of any house.
pub(crate) fn client_of(house: &House, address: &str) -> RadClient {
    RadClient::new(address, house.address("radius/auth"))
}

/// A new person with an authenticator in the house.
pub(crate) fn enrolled(name: &str) -> (Person, Phone) {
    let person = dc().person(name);
    let phone = house().enroll(&person);
    (person, phone)
}

/// Asks until there is an answer: a controller that is too busy for a moment is no part of the case.
pub(crate) fn answered(mut ask: impl FnMut() -> Reply) -> Reply {
    wait_until("a RADIUS login that can be judged", || Some(ask()).filter(|reply| !reply.is_silence()))
}

/// The same, of a login with name and password at a client of the house.
pub(crate) fn login(address: &str, name: &str, password: &str) -> Reply {
    answered(|| client(address).login(name, password))
}

/// Fails unless somebody is let in.
pub(crate) fn assert_accepts(reply: &Reply) {
    assert!(reply.accepts(), "let in: {reply:?}");
}

/// Fails unless somebody is kept out and told nothing.
pub(crate) fn assert_refuses(reply: &Reply) {
    assert!(reply.refuses(), "kept out and told nothing: {reply:?}");
}

/// Fails unless somebody is asked for the code.
pub(crate) fn assert_asks(reply: &Reply) {
    assert!(reply.asks() && !reply.text("State").is_empty(), "asked: {reply:?}");
}
