//! strongSwan as a gateway with XAuth, and as the client on another host: a tunnel that carries something counts.

use crate::door::dc;
use crate::logins::only_both_factors_come_in_at;
use crate::machine::{Machine, Running};
use crate::network::Elsewhere;
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::certificates::write_secret;
use crate::support::house::both;
use crate::support::process::wait_until;
use std::net::Ipv4Addr;
use std::process::{Command, Output};
use std::sync::LazyLock;

const PLUGIN: &str = "/etc/strongswan.d/charon/eap-radius.conf";
const GATEWAY: &str = "/etc/swanctl/conf.d/office.conf";
const PERSON: &str = "swanctl.conf";
const CHARON: &str = "/usr/lib/ipsec/charon";
/// Packets are sealed by the program itself: the tests' kernel need not know how.
const OWN_SEAL: &str = "/etc/strongswan.d/charon/kernel-libipsec.conf";
/// What `swanctl` says where the gateway does not let somebody in.
const REFUSED: &str = "(myself) failed";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("strongswan")));

#[test]
fn strongswan_with_xauth() {
    let office = Office::start();
    only_both_factors_come_in_at(&HOUSE, "strongswan", &|name: &str, password: &str| office.connects(name, password));
}

#[test]
fn strongswan_tells_of_sessions() {
    let (office, person) = (Office::start(), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    assert!(office.connects(&person.sam, &string).expect("an answer"), "password and code");
    wait_until("the session's end in the audit log", || (HOUSE.accounted(&person) == ["start", "stop"]).then_some(()));
}

/// A gateway, and a host of somebody who wants to come in.
struct Office {
    gateway: Running,
    person: Running,
    elsewhere: Elsewhere,
    /// An address behind the gateway.
    inside: Ipv4Addr,
}

impl Office {
    fn start() -> Self {
        let (page, elsewhere) = (Page::of("strongswan"), Elsewhere::new());
        let inside = Ipv4Addr::new(10, 50, elsewhere.number(), 1);
        let added = Command::new("ip").args(["addr", "add", &format!("{inside}/32"), "dev", "lo"]).status();
        assert!(added.is_ok_and(|status| status.success()), "the address is ours");
        let gateway = Machine::new().file(PLUGIN, 0o600, &HOUSE.file(&page, PLUGIN)).file(
            GATEWAY,
            0o600,
            &for_this_office(&HOUSE.file(&page, GATEWAY), &elsewhere),
        );
        let gateway = serving(gateway, &[CHARON]);
        let person = serving(Machine::new(), &["nsenter", &elsewhere.option(), CHARON]);
        let loaded = swanctl(&gateway, &["--load-all"]);
        assert!(loaded.status.success(), "{}", both(&loaded));
        Self { gateway, person, elsewhere, inside }
    }

    /// Whether somebody gets a tunnel.
    fn connects(&self, name: &str, typed: &str) -> Result<bool, String> {
        let text = HOUSE.file(&Page::of("strongswan"), PERSON).replace("ada", name).replace("TYPED", typed);
        let file = self.person.folder().join(PERSON);
        write_secret(&file, &for_this_office(&text, &self.elsewhere));
        let loaded = swanctl(&self.person, &["--load-all", "--clear", "--file", &file.display().to_string()]);
        assert!(loaded.status.success(), "{}", both(&loaded));
        let output = swanctl(&self.person, &["--initiate", "--child", "office", "--timeout", "30"]);
        let answer = match output.status.success() {
            true => {
                assert!(self.elsewhere.reads_from(self.inside), "nothing comes through: {}", both(&output));
                Ok(true)
            }
            false if both(&output).contains(REFUSED) => Ok(false),
            false => Err(format!("{}{}", both(&output), self.gateway.log())),
        };
        swanctl(&self.person, &["--terminate", "--ike", "office"]);
        answer
    }
}

/// The page's files name networks, hosts and a secret that are examples.
fn for_this_office(text: &str, elsewhere: &Elsewhere) -> String {
    let number = elsewhere.number();
    text.replace("vpn.example.test", &elsewhere.our_address().to_string())
        .replace("10.50.0.0", &format!("10.50.{number}.0"))
        .replace("10.60.0.0", &format!("10.60.{number}.0"))
        .replace("GROUP_SECRET", "everybody-knows-this")
}

/// A machine on which strongSwan's daemon answers.
fn serving(machine: Machine, command: &[&str]) -> Running {
    let machine = machine.file(OWN_SEAL, 0o644, "kernel-libipsec {\n  load = 10\n}\n");
    let machine = machine.file("/etc/strongswan.d/zz-log.conf", 0o644, LOG);
    let mut machine = machine.start(command);
    wait_until("strongSwan to answer", || {
        (machine.is_entered() && swanctl(&machine, &["--stats"]).status.success()).then_some(())
    });
    machine
}

const LOG: &str = "charon {
  filelog {
    stderr {
      default = 1
    }
  }
}
";

fn swanctl(machine: &Running, arguments: &[&str]) -> Output {
    machine.command("swanctl").args(arguments).output().expect("nsenter starts")
}
