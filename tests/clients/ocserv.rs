//! ocserv with radcli, asked by openconnect: a cookie counts, and once a tunnel that carries something.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::network::Elsewhere;
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::house::both;
use crate::support::process::{ProcessTree, wait_until};
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::LazyLock;

const SERVER: &str = "/etc/ocserv/ocserv.conf";
const RADCLI: &str = "/etc/radcli/radiusclient.conf";
const SECRETS: &str = "/etc/radcli/servers";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("ocserv")));

#[test]
fn ocserv_with_the_code_appended() {
    let server = Ocserv::start();
    only_both_factors_come_in_at(&HOUSE, "ocserv", &|name: &str, password: &str| server.gives_cookie(name, &[password]));
}

#[test]
fn ocserv_that_asks_for_the_code() {
    let (server, person) = (Ocserv::start(), dc().person("clara"));
    let mut phone = HOUSE.enroll(&person);
    let gives = |typed: &[&str]| server.gives_cookie(&person.sam, typed).expect("an answer");
    let code = phone.code();
    assert!(gives(&[&person.password, &code]), "password, then code");
    assert!(!gives(&[&person.password, &code]), "a code once more");
    assert!(!gives(&[&person.password, &phone.wrong_code()]), "a wrong code");
    let other = phone.code();
    assert!(!gives(&["not-the-password", &other]), "a wrong password");
    assert!(gives(&[&person.password, &other]), "password, then code, after all that");
    assert_eq!(admitted_at(&HOUSE, &person, "ocserv"), ["code", "code"]);
}

struct Ocserv {
    machine: Running,
    elsewhere: Elsewhere,
    port: u16,
}

impl Ocserv {
    fn start() -> Self {
        let (page, machine, elsewhere) = (Page::of("ocserv"), Machine::new(), Elsewhere::new());
        let here = machine.folder().display().to_string();
        let address = elsewhere.our_address();
        HOUSE.authority().issue(machine.folder(), "vpn", &[&address.to_string()]);
        let file = |name: &str| HOUSE.file(&page, name);
        let settings = file(SERVER) + &settings(&here, &address.to_string());
        let machine = machine
            .file(SERVER, 0o600, &settings)
            .file(RADCLI, 0o600, &file(RADCLI))
            .file(SECRETS, 0o600, &file(SECRETS));
        let mut machine = machine.start(&["ocserv", "--foreground", "--debug", "3", "--config", SERVER]);
        wait_until("ocserv to listen", || {
            (machine.is_entered()).then(|| TcpStream::connect((address, PORT)).ok())?
        });
        Self { machine, elsewhere, port: PORT }
    }

    /// Whether somebody gets the cookie that opens a tunnel, typing a line at each question.
    fn gives_cookie(&self, name: &str, typed: &[&str]) -> Result<bool, String> {
        let mut command = self.machine.command_at(&self.elsewhere, "openconnect");
        command.args(["--authenticate", "--cafile"]).arg(HOUSE.authority_file()).args(["--user", name]);
        command.arg(format!("https://{}:{}/", self.elsewhere.our_address(), self.port));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("nsenter starts");
        let mut keyboard = child.stdin.take().expect("its input is ours");
        let _ = writeln!(keyboard, "{}", typed.join("\n"));
        drop(keyboard);
        let output = child.wait_with_output().expect("openconnect ends");
        Err(format!("{}{}", both(&output), self.machine.log()))
    }
}

const PORT: u16 = 4443;

/// What has nothing to do with RADIUS.
fn settings(here: &str, address: &str) -> String {
    format!(
        "listen-host = {address}
tcp-port = {PORT}
server-cert = {here}/vpn.pem
server-key = {here}/vpn.key
socket-file = /run/ocserv.socket
pid-file = /run/ocserv.pid
run-as-user = root
run-as-group = root
isolate-workers = false
use-occtl = false
max-clients = 16
max-same-clients = 16
max-ban-score = 0
rate-limit-ms = 0
keepalive = 300
auth-timeout = 60
cookie-timeout = 30
device = vpns
ipv4-network = 10.70.0.0
ipv4-netmask = 255.255.255.0
ping-leases = false
cisco-client-compat = true
"
    )
}
