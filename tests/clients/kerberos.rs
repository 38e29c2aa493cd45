//! A KDC of MIT Kerberos with OTP preauthentication (RFC 6560), asked by `kinit` with armor: what counts is a ticket.

use crate::door::dc;
use crate::logins::only_both_factors_come_in_at;
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::radius_house::{RadiusHouse, own_address};
use crate::support::house::both;
use crate::support::process::wait_until;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::process::{Output, Stdio};
use std::sync::LazyLock;

const KDC: &str = "/etc/krb5kdc/kdc.conf";
const SECRET: &str = "/etc/krb5kdc/vestibule.secret";
const CLIENT: &str = "/etc/krb5.conf";
/// Makes the realm, and the key of the machine people sit at, then serves.
const BEGIN: &str = "kdb5_util create -s -r EXAMPLE.TEST -P \"$0\" && eval \"$1\" && exec krb5kdc -n";
/// What is shown where the KDC has not been told yes.
const REFUSED: &str = "Preauthentication failed";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("mit-krb5")));

#[test]
fn mit_krb5() {
    let realm = Realm::start();
    only_both_factors_come_in_at(&HOUSE, "mit-krb5", &|name: &str, password: &str| realm.gives_ticket(name, password));
}

/// Without armor there is no question for a code, and the person has no other key.
#[test]
fn mit_krb5_without_armor() {
    let (realm, person) = (Realm::start(), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    realm.knows(&person.sam);
    let output = realm.asks(&format!("kinit {}", person.sam), &string);
    assert!(!output.status.success(), "{}", both(&output));
    assert!(HOUSE.logins_of(&person).is_empty(), "we were not asked");
}

/// A KDC of a test's own, and a machine of its realm.
struct Realm {
    machine: Running,
    page: Page,
}

impl Realm {
    fn start() -> Self {
        let (page, address) = (Page::of("mit-krb5"), SocketAddr::new(own_address(), 88));
        let file = |name: &str| HOUSE.file(&page, name).replace("kdc.example.test", &address.ip().to_string());
        let machine = Machine::new()
            .file(KDC, 0o600, &(file(KDC) + "[logging]\n  kdc = STDERR\n"))
            .file(SECRET, 0o600, &file(SECRET))
            .file(CLIENT, 0o644, &file(CLIENT))
            .file("/var/lib/krb5kdc/README", 0o600, "");
        let mut machine = machine.start(&["sh", "-ec", BEGIN, "master", &file("ktadd")]);
        wait_until("the KDC to listen", || (machine.is_entered()).then(|| TcpStream::connect(address).ok())?);
        Self { machine, page }
    }

    /// Makes a principal, if it is not there.
    fn knows(&self, name: &str) {
        let lines = HOUSE.file(&self.page, "setstr").replace(" ada", &format!(" {name}"));
        let output = self.asks(&lines, "");
        let known = both(&output).contains("already exists");
        assert!(known || output.status.success(), "{}", both(&output));
    }

    /// Whether somebody gets a ticket, by the page's own lines.
    fn gives_ticket(&self, name: &str, typed: &str) -> Result<bool, String> {
        self.knows(name);
        let lines = HOUSE.file(&self.page, "kinit").replace(" ada", &format!(" {name}"));
        let output = self.asks(&lines, typed);
        let ticket =
            self.asks(&format!("klist | grep 'principal: {name}@EXAMPLE.TEST' && klist -s && kdestroy -q"), "");
        match (output.status.success(), ticket.status.success()) {
            (true, true) => Ok(true),
            (false, false) if both(&output).contains(REFUSED) => Ok(false),
            _ => Err(format!("{}{}{}", both(&output), both(&ticket), self.machine.log())),
        }
    }

    /// Runs lines on the machine, where somebody types a line.
    fn asks(&self, lines: &str, typed: &str) -> Output {
        let mut command = self.machine.command("sh");
        command.args(["-ec", lines]).env("KRB5CCNAME", "FILE:/run/own.cc");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("nsenter starts");
        // Whoever asks nothing may have ended.
        let _ = writeln!(child.stdin.take().expect("its input is ours"), "{typed}");
        child.wait_with_output().expect("it ends")
    }
}
