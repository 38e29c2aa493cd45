//! SSSD's `ldap` provider: it reads the rootDSE before it binds, keeps the service account's connection,
//! and opens one for each login.

use crate::door::{dc, house};
use crate::logins::only_both_factors_come_in;
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::pam::pam_lets_in;
use crate::support::house::both;
use crate::support::process::wait_until;

const CONFIGURATION: &str = "/etc/sssd/sssd.conf";
const PAM: &str = "/etc/pam.d/example";

#[test]
fn sssd() {
    let machine = start();
    only_both_factors_come_in("sssd", &|name: &str, password: &str| {
        // After an outage it would leave the server alone for a minute.
        pam_lets_in(&machine, name, password).inspect_err(|_| machine.signal("USR2"))
    });
}

/// People and their groups, through the service account.
#[test]
fn sssd_finds_people() {
    let machine = start();
    let (person, group) = (dc().person("clara"), dc().new_group("readers"));
    dc().join(&person.dn, &group.dn);
    let known = look_up(&machine, &["passwd", &person.sam]);
    assert!(known.contains(&format!("/home/{}", person.sam)), "{known}");
    let name = group.dn.split([',', '=']).nth(1).expect("a name").to_owned();
    let members = look_up(&machine, &["group", &name]);
    assert!(members.contains(&person.sam), "{members}");
    assert_eq!(look_up(&machine, &["passwd", "nobody-at-all"]), "");
}

fn look_up(machine: &Running, what: &[&str]) -> String {
    let output = machine.command("getent").args(["-s", "sss"]).args(what).output().expect("nsenter starts");
    assert!([Some(0), Some(2)].contains(&output.status.code()), "{}{}", both(&output), machine.log());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn start() -> Running {
    let page = Page::of("sssd");
    let machine = Machine::new().file(CONFIGURATION, 0o600, &page.file(CONFIGURATION, house())).file(
        PAM,
        0o644,
        &page.file(PAM, house()),
    );
    let mut machine = machine.start(&["sssd", "--interactive", "--logger=stderr"]);
    wait_until("SSSD to answer", || {
        let there = machine.is_entered() && machine.folder().join("var/lib/sss/pipes/pam").exists();
        // Its provider comes up a little later than the socket: somebody who is there must be found.
        there
            .then(|| machine.command("getent").args(["-s", "sss", "passwd", "svc-vestibule"]).output().ok())?
            .filter(|output| output.status.success())
    });
    machine
}
