//! Pages of devices that cannot be run here: no more is known of them than that Vestibule takes their sections.

use crate::door::dc;
use crate::page::Page;
use crate::support::certificates::{Authority, write_secret};
use crate::support::house::both;
use crate::support::plan::Plan;
use crate::support::scratch::{self, random_text};
use std::process::Command;

/// A page for each product whose preset was never tried.
const UNTRIED: [&str; 14] = [
    "fortigate",
    "cisco-asa",
    "palo-alto",
    "netscaler",
    "horizon",
    "rras",
    "mikrotik",
    "aws-directory-service",
    "meraki",
    "aruba",
    "unifi",
    "cisco-wlc",
    "ruckus",
    "mist",
];

/// Every section of theirs is accepted as it stands, but for the secret's place, and `--explain` knows the product.
#[test]
fn sections_of_devices_are_accepted() {
    for name in UNTRIED {
        let sections = Page::of(name).radius_clients();
        assert!(!sections.is_empty(), "{name} has a section");
        for section in sections {
            assert!(section.contains(&format!("preset = \"{name}\"")), "{name} is a preset: {section}");
            let said = check(name, &section);
            // Of a product that was tried, it says in which version.
            assert!(said.contains("unproven"), "{name}: {said}");
        }
    }
}

/// They say themselves that nobody has tried.
#[test]
fn pages_of_devices_say_that_nobody_tried() {
    for name in UNTRIED {
        let text = Page::of(name).text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("**Not tried with the "), "{name}");
    }
}

fn check(name: &str, section: &str) -> String {
    let folder = scratch::folder("preset");
    write_secret(&folder.path().join("radius.secret"), &random_text(24));
    // The winbind socket is not looked for by this check.
    let winbind = if section.contains("username") { "[winbind]\ndomain = \"EXAMPLE\"\n" } else { "" };
    let certificate = "eap = { certificate-file = \"door.pem\", key-file = \"door.key\" }";
    let eap = if section.contains("fast-reconnect") { certificate } else { "" };
    Plan::behind(dc()).section(&format!("[radius]\n{eap}\n{section}\n{winbind}")).write(folder.path());
    Authority::new("Preset").issue(folder.path(), "door", &["127.0.0.1"]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(["check", "--explain", name, "-c"]).arg(folder.path().join("vestibule.toml"));
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{name}: {}{section}", both(&output));
    both(&output)
}
