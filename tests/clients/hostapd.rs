//! hostapd at one end of a cable and wpa_supplicant at the other: the port opens for password and code, and stays shut
//! without.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::network::Elsewhere;
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::eapol::SERVER_NAME;
use crate::support::house::both;
use crate::support::process::wait_until;
use crate::support::scratch::number;
use std::process::Output;
use std::sync::LazyLock;

const ACCESS_POINT: &str = "/etc/hostapd/wired.conf";
const STORED: &str = "/etc/wpa_supplicant/wired.conf";
const ASKING: &str = "/etc/wpa_supplicant/asking.conf";
/// The interface and the addresses of the page's access point and Vestibule.
const EXAMPLE_INTERFACE: &str = "interface=eth1";
const EXAMPLE_VESTIBULE: &str = "192.0.2.10";
const EXAMPLE_OWN: &str = "192.0.2.41";
const EXAMPLE_NAME: &str = "radius.example.test";

const SUCCESS: &str = "CTRL-EVENT-EAP-SUCCESS";
const FAILURE: &str = "CTRL-EVENT-EAP-FAILURE";
const QUESTION: &str = "CTRL-REQ-OTP-0:[";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::with_eap(&Page::of("hostapd")));

/// One port for all of it, as a switch has.
#[test]
fn hostapd_with_wpa_supplicant() {
    let port = Port::start();
    assert!(!port.is_open(), "it is shut at first");
    only_both_factors_come_in_at(&HOUSE, "hostapd", &|name: &str, typed: &str| port.joins(name, typed));
    port.opens_for_who_answers_what_is_asked();
    wait_until("sessions in the audit log", || {
        let told = HOUSE.audit();
        let told = told.iter().filter(|event| event.text("event") == "accounting");
        let notes: String = told.map(|event| event.text("note").to_owned()).collect();
        (notes.contains("start session=") && notes.contains("stop session=")).then_some(())
    });
}

/// A port of an access point, and a cable to another host.
struct Port {
    access_point: Running,
    elsewhere: Elsewhere,
}

impl Port {
    fn start() -> Self {
        let elsewhere = Elsewhere::new();
        let text = HOUSE.file(&Page::of("hostapd"), ACCESS_POINT);
        let text = text
            .replace(EXAMPLE_INTERFACE, &format!("interface=here{}", elsewhere.number()))
            .replace(EXAMPLE_VESTIBULE, &HOUSE.authentication().ip().to_string())
            .replace(EXAMPLE_OWN, "127.0.0.1");
        let machine = Machine::new().file(ACCESS_POINT, 0o600, &text);
        let mut access_point = machine.start(&["hostapd", ACCESS_POINT]);
        wait_until("hostapd to serve", || {
            (access_point.is_entered() && access_point.log().contains("AP-ENABLED")).then_some(())
        });
        Self { access_point, elsewhere }
    }

    /// Whether the port opens for a name and a stored string.
    fn joins(&self, name: &str, typed: &str) -> Result<bool, String> {
        let (mut machine, before) = (self.machine(STORED, name, typed), self.outcomes());
        let opened = wait_until("a word of the access point", || {
            let _ = machine.is_entered();
            let log = machine.log();
            let word = log.lines().find(|line| line.contains(SUCCESS) || line.contains(FAILURE))?;
            Some(word.contains(SUCCESS))
        });
        assert!(!opened || self.outcomes() > before, "the access point says so too: {}", self.access_point.log());
        wait_until("the port", || (self.is_open() == opened).then_some(()));
        self.leaves(&machine);
        Ok(opened)
    }

    fn opens_for_who_answers_what_is_asked(&self) {
        let person = dc().person("clara");
        let mut phone = HOUSE.enroll(&person);
        let machine = self.machine(ASKING, &person.sam, "");
        for (number, answer) in [person.password.clone(), phone.code()].into_iter().enumerate() {
            wait_until("a question", || (machine.log().matches(QUESTION).count() > number).then_some(()));
            assert!(!self.is_open(), "shut until all is answered");
            let told = self.ask(&machine, "wpa_cli", &["-i", &self.there(), "otp", "0", &answer]);
            assert!(both(&told).contains("OK"), "{}", both(&told));
        }
        wait_until("the port to open", || self.is_open().then_some(()));
        assert!(machine.log().contains(SUCCESS), "{}", machine.log());
        self.leaves(&machine);
        assert_eq!(admitted_at(&HOUSE, &person, "hostapd"), ["code"]);
    }

    /// A machine at the other end, with one of the page's files.
    fn machine(&self, file: &str, name: &str, typed: &str) -> Running {
        let authority = HOUSE.authority_file().display().to_string();
        let text = HOUSE.file(&Page::of("hostapd"), file);
        let text = text
            .replace("\"ada\"", &format!("\"{name}\""))
            .replace("TYPED", typed)
            .replace("/etc/ssl/certs/example-ca.pem", &authority)
            .replace(EXAMPLE_NAME, SERVER_NAME);
        // One that the access point has not seen: it would not listen to the same one again for half a minute.
        let address = format!("02:00:5e:00:01:{:02x}", number() % 256);
        let plugged = self.elsewhere.command("ip").args(["link", "set", &self.there(), "address", &address]).status();
        assert!(plugged.is_ok_and(|status| status.success()), "the machine has its address");
        let (there, network) = (self.there(), self.elsewhere.option());
        let machine = Machine::new().file(file, 0o600, &text);
        machine.start(&["nsenter", &network, "wpa_supplicant", "-i", &there, "-D", "wired", "-c", file])
    }

    /// The machine goes, and the port is shut behind it.
    fn leaves(&self, machine: &Running) {
        self.ask(machine, "wpa_cli", &["-i", &self.there(), "logoff"]);
        wait_until("the port to be shut", || (!self.is_open()).then_some(()));
    }

    /// Whether the access point lets somebody's frames through.
    fn is_open(&self) -> bool {
        let interface = format!("here{}", self.elsewhere.number());
        let told = self.ask(&self.access_point, "hostapd_cli", &["-i", &interface, "all_sta"]);
        both(&told).contains("[AUTHORIZED]")
    }

    /// How often the port has opened.
    fn outcomes(&self) -> usize {
        self.access_point.log().matches("AP-STA-CONNECTED").count()
    }

    fn there(&self) -> String {
        format!("there{}", self.elsewhere.number())
    }

    /// A program on one of the machines; control sockets are files.
    fn ask(&self, machine: &Running, program: &str, arguments: &[&str]) -> Output {
        machine.command(program).args(arguments).output().expect("nsenter starts")
    }
}
