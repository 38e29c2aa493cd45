//! OpenVPN with openvpn-auth-radius: a tunnel between two hosts, which must carry something before it counts.

use crate::dialogue::Dialogue;
use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::network::Elsewhere;
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::relay::Relay;
use crate::support::certificates::write_secret;
use crate::support::process::wait_until;
use crate::support::scratch;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::LazyLock;

const SERVER: &str = "/etc/openvpn/server/office.conf";
const PLUGIN: &str = "/etc/openvpn/radiusplugin.cnf";
/// The client's file on the page, and the one with a field for the code.
const APPENDED: &str = "office.ovpn";
const IN_A_FIELD: &str = "static-challenge";
/// What an OpenVPN client shows when its tunnel is there, and when it is refused.
const UP: &str = "Initialization Sequence Completed";
const REFUSED: &str = "AUTH_FAILED";
/// What it shows whenever keys have been agreed upon.
const NEGOTIATED: &str = "Control Channel: ";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("openvpn")));

#[test]
fn openvpn_with_the_code_appended() {
    let office = Office::start(HOUSE.authentication().ip());
    only_both_factors_come_in_at(&HOUSE, "openvpn", &|name: &str, password: &str| {
        office.connects(APPENDED, name, password, None)
    });
}

/// The client asks for the code in a field of its own and sends both as one text, `SCRV1:…`.
#[test]
fn openvpn_with_a_field_for_the_code() {
    let (office, person) = (Office::start(HOUSE.authentication().ip()), dc().person("clara"));
    let mut phone = HOUSE.enroll(&person);
    let connects =
        |password: &str, code: &str| office.connects(IN_A_FIELD, &person.sam, password, Some(code)).expect("an answer");
    let first = phone.code();
    assert!(connects(&person.password, &first), "password and code");
    assert!(!connects(&person.password, &first), "a code once more");
    assert!(!connects(&person.password, &phone.wrong_code()), "a wrong code");
    assert!(!connects("not-the-password", &phone.code()), "a wrong password");
    assert_eq!(admitted_at(&HOUSE, &person, "openvpn"), ["code"]);
}

/// The plugin lets nobody in before the begin of their session is written down; its end is told as well.
#[test]
fn openvpn_tells_of_sessions() {
    let (office, person) = (Office::start(HOUSE.authentication().ip()), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    assert!(office.connects(APPENDED, &person.sam, &string, None).expect("an answer"), "password and code");
    wait_until("the session's end in the audit log", || (HOUSE.accounted(&person) == ["start", "stop"]).then_some(()));
}

/// The plugin asks again from another port, with another authenticator: the same login is not the code once more.
#[test]
fn openvpn_whose_answer_is_lost() {
    let relay = Relay::before(&HOUSE).losing_answers(1);
    let (office, person) = (Office::start(relay.address()), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    assert!(office.connects(APPENDED, &person.sam, &string, None).expect("an answer"), "after its second request");
    assert_eq!(relay.lost(), 1);
    assert_eq!(admitted_at(&HOUSE, &person, "openvpn"), ["code"]);
    assert_eq!(HOUSE.events_of(&person, "event", "retransmitted"), 1);
}

/// OpenVPN asks anew each hour, here after seconds, when the code is long spent: its own token stands for it.
#[test]
fn openvpn_that_renegotiates() {
    let (office, person) = (Office::start_with(HOUSE.authentication().ip(), "reneg-sec 3\n"), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    let mut client = office.client(APPENDED, &person.sam, &string, None);
    assert_eq!(client.until(&[UP, REFUSED]), Some(0), "{}", client.shown());
    for _ in 0..2 {
        assert_eq!(client.until(&[NEGOTIATED, REFUSED]), Some(0), "{}", client.shown());
    }
    assert!(office.elsewhere.reads_from(office.inside), "nothing comes through: {}", office.machine.log());
    client.interrupts();
    assert_eq!(HOUSE.logins_of(&person).len(), 1, "we were asked once");
}

/// A server and a host of somebody who wants to come in.
struct Office {
    machine: Running,
    elsewhere: Elsewhere,
    port: u16,
    /// The server's end of the tunnel.
    inside: Ipv4Addr,
}

impl Office {
    /// The server of the page, which asks at an address; it and its tunnel have numbers of their own.
    fn start(radius: IpAddr) -> Self {
        Self::start_with(radius, "")
    }

    /// The same with more lines in its file.
    fn start_with(radius: IpAddr, more: &str) -> Self {
        let (page, machine, elsewhere) = (Page::of("openvpn"), Machine::new(), Elsewhere::new());
        let number = elsewhere.number();
        let (port, inside) = (1194 + u16::from(number), Ipv4Addr::new(10, 8, number, 1));
        let certificate = HOUSE.authority().issue(machine.folder(), "vpn", &["vpn.example.test"]);
        let read = |file: &Path| fs::read_to_string(file).expect("the file is there");
        let settings = HOUSE.file(&page, SERVER) + more;
        let settings = settings.replace("1194", &port.to_string()).replace("10.8.0.0", &format!("10.8.{number}.0"));
        let machine = machine
            .file(SERVER, 0o600, &settings)
            .file(PLUGIN, 0o600, &HOUSE.file_for(&page, PLUGIN, radius))
            .file("/etc/openvpn/server/ca.pem", 0o644, &read(&HOUSE.authority_file()))
            .file("/etc/openvpn/server/server.pem", 0o644, &read(&certificate.certificate_file))
            .file("/etc/openvpn/server/server.key", 0o600, &read(&certificate.key_file))
            .file("/etc/openvpn/ccd/nobody", 0o644, "");
        let mut machine = machine.start(&["openvpn", "--config", SERVER, "--verb", "3"]);
        wait_until("OpenVPN's server", || (machine.is_entered() && machine.log().contains(UP)).then_some(()));
        Self { machine, elsewhere, port, inside }
    }

    /// Whether somebody gets a tunnel. The code is what they type in a field of its own, where there is one.
    fn connects(&self, file: &str, name: &str, password: &str, code: Option<&str>) -> Result<bool, String> {
        let mut client = self.client(file, name, password, code);
        let answer = match client.until(&[UP, REFUSED, "Connection reset, restarting"]) {
            Some(0) => {
                assert!(self.elsewhere.reads_from(self.inside), "nothing comes through: {}", self.machine.log());
                Ok(true)
            }
            Some(1) => Ok(false),
            _ => Err(format!("{}\n{}", client.shown(), self.machine.log())),
        };
        client.interrupts();
        answer
    }

    /// Somebody's OpenVPN, to which all has been typed.
    fn client(&self, file: &str, name: &str, password: &str, code: Option<&str>) -> Dialogue {
        let files = self.machine.folder().join(format!("client-{}", scratch::number()));
        fs::create_dir(&files).expect("a folder can be made");
        write_secret(&files.join("office.ovpn"), &self.settings(file, &files));
        write_secret(&files.join("typed"), &format!("{name}\n{password}\n"));
        let mut command = self.machine.command_at(&self.elsewhere, "openvpn");
        command.arg("--config").arg(files.join("office.ovpn")).args(["--verb", "3"]);
        let mut client = Dialogue::start(&command);
        if let Some(code) = code {
            assert_eq!(client.until(&["Code"]), Some(0), "{}", client.shown());
            client.types(code);
        }
        client
    }

    /// The page's file for the client, which reads name and password from another.
    fn settings(&self, file: &str, folder: &Path) -> String {
        let text = HOUSE.file(&Page::of("openvpn"), file);
        text.replace("vpn.example.test", &self.elsewhere.our_address().to_string())
            .replace("1194", &self.port.to_string())
            .replace("ca ca.pem", &format!("ca {}", HOUSE.authority_file().display()))
            .replace("auth-user-pass", &format!("auth-user-pass {}", folder.join("typed").display()))
    }
}
