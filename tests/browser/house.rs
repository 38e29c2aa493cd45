//! The house for all cases that do not break it: a portal, two LDAP applications, and VPNs by RADIUS.

use crate::support::house::{House, both};
use crate::support::people::Group;
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use crate::support::radclient::{RadClient, Reply};
use crate::support::shared::dc;
use std::sync::LazyLock;

/// The RADIUS client that sends password and code as one.
pub(crate) const VPN: &str = "127.0.1.1";
/// The one that is asked for the code.
pub(crate) const GATE: &str = "127.0.1.2";
/// From here a password is enough for a first enrolment; browsers of the tests are here.
const HERE: &str = "[web.first-enrollment]\nhow = \"password\"\nnetworks = [\"127.0.0.1/32\"]";

/// Whose members manage everything.
pub(crate) static ADMINS: LazyLock<Group> = LazyLock::new(|| dc().group_named("Gatekeepers"));
/// Whose members help people who are not protected.
pub(crate) static HELP_DESK: LazyLock<Group> = LazyLock::new(|| dc().group_named("Helpers"));

static HOUSE: LazyLock<House> = LazyLock::new(|| plan().section(HERE).open());

/// What houses of the portal have in common.
pub(crate) fn plan() -> Plan {
    Plan::behind(dc())
        .policy("source-refusals = 10000")
        .portal()
        .web("organisation = \"Example Works\"\nhelp-desk-contact = \"helpdesk@example.test\"")
        .web(&format!("admin-groups = [\"{}\"]\nhelpdesk-groups = [\"{}\"]", ADMINS.dn, HELP_DESK.dn))
        .radius("")
        .radius_client("vpn", VPN, "code = \"append\"")
        .radius_client("gate", GATE, "code = \"challenge\"")
}

/// The house.
pub(crate) fn house() -> &'static House {
    &HOUSE
}

/// One RADIUS login at a client of a house.
pub(crate) fn radius(house: &House, client: &str, name: &str, password: &str) -> Reply {
    let client = RadClient::new(client, house.address("radius/auth"));
    wait_until("a RADIUS login that can be judged", || {
        Some(client.login(name, password)).filter(|reply| !reply.is_silence())
    })
}

/// Runs a command that must succeed, and returns what it prints.
pub(crate) fn run(house: &House, arguments: &[&str]) -> String {
    let output = house.manage(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", both(&output));
    String::from_utf8(output.stdout).expect("text")
}
