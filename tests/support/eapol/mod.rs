//! `eapol_test` of the wpa_supplicant project as the machine that joins and as the access point it joins at. It says
//! whether both ends have the same keys; what went over the wire is read there, by a [`cable`].

mod cable;
mod keyboard;
mod seen;

pub(crate) use seen::Session;

use super::plan::RADIUS_SECRET;
use super::process::{ProcessTree, wait_until};
use super::scratch;
use cable::Cable;
use std::fmt::Write;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// The name that the houses' certificate has besides addresses.
pub(crate) const SERVER_NAME: &str = "mfa.example.test";
/// What stands outside the tunnel where a test says nothing else.
pub(crate) const ANONYMOUS: &str = "anonymous@ad.example.test";

/// How a password is proven inside which tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    TtlsPap,
    TtlsGtc,
    TtlsMschapv2,
    TtlsEapMschapv2,
    PeapGtc,
    PeapMschapv2,
}

impl Method {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::TtlsPap, Self::TtlsGtc, Self::TtlsMschapv2, Self::TtlsEapMschapv2, Self::PeapGtc, Self::PeapMschapv2];

    /// Whether the password itself arrives, and with it what is typed behind it.
    pub(crate) const fn tells_the_password(self) -> bool {
        matches!(self, Self::TtlsPap | Self::TtlsGtc | Self::PeapGtc)
    }

    /// As configuration and audit call it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::TtlsPap => "ttls-pap",
            Self::TtlsGtc => "ttls-gtc",
            Self::TtlsMschapv2 => "ttls-mschapv2",
            Self::TtlsEapMschapv2 => "ttls-eap-mschapv2",
            Self::PeapGtc => "peap-gtc",
            Self::PeapMschapv2 => "peap-mschapv2",
        }
    }

    const fn outer_and_inner(self) -> (&'static str, &'static str) {
        match self {
            Self::TtlsPap => ("TTLS", "auth=PAP"),
            Self::TtlsGtc => ("TTLS", "autheap=GTC"),
            Self::TtlsMschapv2 => ("TTLS", "auth=MSCHAPV2"),
            Self::TtlsEapMschapv2 => ("TTLS", "autheap=MSCHAPV2"),
            Self::PeapGtc => ("PEAP", "auth=GTC"),
            Self::PeapMschapv2 => ("PEAP", "auth=MSCHAPV2"),
        }
    }
}

/// The one version of TLS that the machine speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    V12,
    V13,
}

impl Tls {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::V12, Self::V13];

    /// Its options; a gap in the middle would have OpenSSL take one below it.
    const fn options(self) -> &'static str {
        match self {
            Self::V12 => "tls_disable_tlsv1_3=1 tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1",
            Self::V13 => "tls_disable_tlsv1_3=0 tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1 tls_disable_tlsv1_2=1",
        }
    }
}

/// A machine of somebody's.
pub(crate) struct Machine<'a> {
    server: SocketAddr,
    from: String,
    secret: String,
    authority: PathBuf,
    server_name: String,
    method: Method,
    tls: Tls,
    outer: String,
    identity: String,
    password: Option<String>,
    typed: Vec<String>,
    fragment: u16,
    framed_mtu: u16,
    address: String,
    phase1: String,
    again: u32,
    between: Option<Box<dyn FnMut() + Send + 'a>>,
    moves_to: Option<String>,
}

impl<'a> Machine<'a> {
    /// One that joins at an access point with this address, and trusts that authority alone.
    pub(crate) fn new(from: &str, server: SocketAddr, authority: &Path, method: Method) -> Self {
        Self {
            server,
            from: from.to_owned(),
            secret: RADIUS_SECRET.to_owned(),
            authority: authority.to_owned(),
            server_name: SERVER_NAME.to_owned(),
            method,
            tls: Tls::V12,
            outer: ANONYMOUS.to_owned(),
            identity: String::new(),
            password: None,
            typed: Vec::new(),
            fragment: 1398,
            framed_mtu: 1400,
            address: "02:00:00:00:00:01".to_owned(),
            phase1: String::new(),
            again: 0,
            between: None,
            moves_to: None,
        }
    }

    /// With this name and password inside the tunnel.
    pub(crate) fn logs_in(mut self, identity: &str, password: &str) -> Self {
        (self.identity, self.password) = (identity.to_owned(), Some(password.to_owned()));
        self
    }

    /// With this name, and somebody who types one string after the other as they are asked for.
    pub(crate) fn asked(mut self, identity: &str, typed: &[&str]) -> Self {
        (self.identity, self.password) = (identity.to_owned(), None);
        self.typed = typed.iter().map(ToString::to_string).collect();
        self
    }

    /// With this version of TLS.
    pub(crate) const fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// With this name outside the tunnel.
    pub(crate) fn outer(mut self, outer: &str) -> Self {
        outer.clone_into(&mut self.outer);
        self
    }

    /// With EAP packets of at most so many octets of TLS, and an access point whose Framed-MTU is that.
    pub(crate) const fn sizes(mut self, fragment: u16, framed_mtu: u16) -> Self {
        (self.fragment, self.framed_mtu) = (fragment, framed_mtu);
        self
    }

    /// With this MAC address, which is the Calling-Station-Id.
    pub(crate) fn address(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    /// Wants the server to have this name.
    pub(crate) fn expects(mut self, server_name: &str) -> Self {
        server_name.clone_into(&mut self.server_name);
        self
    }

    /// Trusts another authority.
    pub(crate) fn trusts(mut self, authority: &Path) -> Self {
        authority.clone_into(&mut self.authority);
        self
    }

    /// With one more option of the outer method.
    pub(crate) fn option(mut self, option: &str) -> Self {
        self.phase1 += &format!(" {option}");
        self
    }

    /// With another secret between access point and server.
    pub(crate) fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// Joins once more, with what it knows of the session before; something may happen meanwhile.
    pub(crate) fn again(self, between: impl FnMut() + Send + 'a) -> Self {
        Self { again: self.again + 1, between: Some(Box::new(between)), ..self }
    }

    /// The second time, it says that it has this address (as Calling-Station-Id is written).
    pub(crate) fn moves_to(mut self, station: &str) -> Self {
        self.moves_to = Some(station.to_owned());
        self
    }

    /// Joins, and says what happened.
    pub(crate) fn joins(mut self) -> Session {
        let folder = scratch::folder("eapol");
        let configuration = folder.path().join("machine.conf");
        fs::write(&configuration, self.configuration(folder.path())).expect("the configuration can be written");
        let cable = Cable::lay(&self.from, self.server, &self.secret, self.moves_to.take());
        let (output_file, mut between) = (folder.path().join("output"), self.between.take());
        let mut command = self.command(&configuration, cable.address());
        let output = File::create(&output_file).expect("the output file can be made");
        command.stdin(Stdio::null()).stderr(output.try_clone().expect("it has two writers")).stdout(output);
        thread::scope(|scope| {
            let carrying = cable.carry(scope, &mut between);
            let mut program = ProcessTree::start(&mut command, folder.path());
            let socket = folder.path().join("ctrl/test");
            if self.password.is_none() && keyboard::types(&socket, &self.typed, || program.ended().is_none()) {
                // It would wait for an answer that nobody gives.
                program.signal("TERM");
            }
            wait_until("eapol_test to end (./test installs it)", || program.ended());
            drop(carrying);
        });
        let output = fs::read(output_file).expect("the output is there");
        Session::read(&String::from_utf8_lossy(&output), cable.carried())
    }

    fn command(&self, configuration: &Path, server: SocketAddr) -> Command {
        let mut command = Command::new("eapol_test");
        command.arg("-c").arg(configuration).args(["-t", "50", "-s", &self.secret, "-M", &self.address]);
        command.args(["-a", &server.ip().to_string(), "-p", &server.port().to_string()]);
        command.args(["-r", &self.again.to_string(), "-N", &format!("12:d:{}", self.framed_mtu)]);
        if self.password.is_none() {
            command.arg("-W");
        }
        command
    }

    fn configuration(&self, folder: &Path) -> String {
        let (outer, inner) = self.method.outer_and_inner();
        let mut text = format!("ctrl_interface=DIR={}\nnetwork={{\n", folder.join("ctrl").display());
        let mut say = |key: &str, value: &str| {
            let _ = writeln!(text, " {key}={value}");
        };
        let quoted = |text: &str| format!("\"{text}\"");
        say("key_mgmt", "WPA-EAP");
        say("eapol_flags", "0");
        say("eap", outer);
        say("phase1", &quoted(&format!("{}{}", self.tls.options(), self.phase1)));
        say("phase2", &quoted(inner));
        say("fragment_size", &self.fragment.to_string());
        say("ca_cert", &quoted(&self.authority.display().to_string()));
        say("domain_match", &quoted(&self.server_name));
        say("anonymous_identity", &quoted(&self.outer));
        say("identity", &quoted(&self.identity));
        if let Some(password) = &self.password {
            say("password", &quoted(password));
        }
        text + "}\n"
    }
}
