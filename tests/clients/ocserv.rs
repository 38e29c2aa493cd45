//! ocserv with radcli, asked by openconnect: a cookie counts, and once a tunnel that carries something.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::network::Elsewhere;
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::house::both;
use crate::support::plan::PUBLIC_URL;
use crate::support::process::{ProcessTree, wait_until};
use std::fs::File;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

const SERVER: &str = "/etc/ocserv/ocserv.conf";
const RADCLI: &str = "/etc/radcli/radiusclient.conf";
const SECRETS: &str = "/etc/radcli/servers";
const PORT: u16 = 4443;
/// What openconnect says where it is not let in: asked for more than was typed, or refused with its answer.
const NOT_IN: [&str; 2] = ["fgets (stdin)", "401 Authentication failed"];
/// What openconnect runs to set up its end.
const TUNNEL: &str = "test \"$reason\" != connect || { ip addr add \"$INTERNAL_IP4_ADDRESS/24\" dev \"$TUNDEV\" && \
                      ip link set \"$TUNDEV\" up; }";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("ocserv")));

#[test]
fn ocserv_with_the_code_appended() {
    let server = Ocserv::start();
    only_both_factors_come_in_at(&HOUSE, "ocserv", &|name: &str, password: &str| {
        server.gives_cookie(name, &[password])
    });
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

/// The question tells it, as it does a refusal later on; openconnect shows it.
#[test]
fn ocserv_tells_where_to_enrol() {
    let (server, person) = (Ocserv::start(), dc().person("clara"));
    let told = both(&server.asked(&person.sam, &[&person.password]));
    assert!(told.contains(PUBLIC_URL), "who knows the password is told: {told}");
    let told = both(&server.asked(&person.sam, &["not-the-password"]));
    assert!(!told.contains(PUBLIC_URL), "who does not is not: {told}");
}

/// A tunnel, through which something is read; its begin and its end are in the audit log.
#[test]
fn ocserv_tells_of_sessions() {
    let (server, person) = (Ocserv::start(), dc().person("clara"));
    let string = person.password.clone() + &HOUSE.enroll(&person).code();
    let inside = Ipv4Addr::new(10, 70, server.elsewhere.number(), 1);
    let mut command = server.openconnect(&person.sam);
    command.args(["--script", TUNNEL]).stdin(Stdio::piped());
    let log = File::create(server.machine.folder().join("client.log")).expect("the log can be made");
    command.stdout(log.try_clone().expect("two writers")).stderr(log);
    let mut client = ProcessTree::start(&mut command, server.machine.folder());
    types(&mut client.take_input(), &[&string]);
    wait_until("the tunnel", || {
        server
            .elsewhere
            .command("ip")
            .args(["route", "get", &inside.to_string()])
            .output()
            .ok()
            .filter(|output| both(output).contains("tun"))
    });
    assert!(server.elsewhere.reads_from(inside), "nothing comes through: {}", server.machine.log());
    client.signal("INT");
    wait_until("the session's end in the audit log", || (HOUSE.accounted(&person) == ["start", "stop"]).then_some(()));
}

struct Ocserv {
    machine: Running,
    elsewhere: Elsewhere,
}

impl Ocserv {
    fn start() -> Self {
        let (page, machine, elsewhere) = (Page::of("ocserv"), Machine::new(), Elsewhere::new());
        let here = machine.folder().display().to_string();
        let address = elsewhere.our_address();
        HOUSE.authority().issue(machine.folder(), "vpn", &[&address.to_string()]);
        let file = |name: &str| HOUSE.file(&page, name);
        let settings = file(SERVER) + &settings(&here, &address.to_string(), elsewhere.number());
        let machine = machine.file(SERVER, 0o600, &settings).file(RADCLI, 0o600, &file(RADCLI)).file(
            SECRETS,
            0o600,
            &file(SECRETS),
        );
        let mut machine = machine.start(&["ocserv", "--foreground", "--debug", "3", "--config", SERVER]);
        wait_until("ocserv to listen", || (machine.is_entered()).then(|| TcpStream::connect((address, PORT)).ok())?);
        Self { machine, elsewhere }
    }

    /// Whether somebody gets the cookie that opens a tunnel, typing a line at each question.
    fn gives_cookie(&self, name: &str, typed: &[&str]) -> Result<bool, String> {
        let output = self.asked(name, typed);
        match (both(&output).contains("COOKIE="), NOT_IN.iter().any(|words| both(&output).contains(words))) {
            (true, _) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Err(format!("{}{}", both(&output), self.machine.log())),
        }
    }

    /// What openconnect says of a login.
    fn asked(&self, name: &str, typed: &[&str]) -> Output {
        let mut command = self.openconnect(name);
        command.arg("--authenticate").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("nsenter starts");
        types(&mut child.stdin.take().expect("its input is ours"), typed);
        child.wait_with_output().expect("openconnect ends")
    }

    fn openconnect(&self, name: &str) -> Command {
        let mut command = self.machine.command_at(&self.elsewhere, "openconnect");
        command.args(["--user", name, "--no-dtls", "--cafile"]).arg(HOUSE.authority_file());
        command.arg(format!("https://{}:{PORT}/", self.elsewhere.our_address()));
        command
    }
}

fn types(keyboard: &mut impl Write, typed: &[&str]) {
    let _ = writeln!(keyboard, "{}", typed.join("\n"));
}

/// What has nothing to do with RADIUS.
fn settings(here: &str, address: &str, number: u8) -> String {
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
ipv4-network = 10.70.{number}.0
ipv4-netmask = 255.255.255.0
ping-leases = false
cisco-client-compat = true
"
    )
}
