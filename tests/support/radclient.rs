//! FreeRADIUS' `radclient` as the device that asks. It sends Message-Authenticator only where it is told to.

use super::certificates::write_secret;
use super::plan::RADIUS_SECRET;
use super::scratch;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

/// A device.
#[derive(Clone)]
pub(crate) struct RadClient {
    to: SocketAddr,
    from: String,
    secret: String,
    signs: bool,
    retries: u32,
    timeout: &'static str,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    /// `Access-Accept`, `Access-Reject` …; empty when nothing came.
    pub(crate) code: String,
    attributes: Vec<(String, String)>,
    /// Everything the program wrote.
    pub(crate) output: String,
}

impl RadClient {
    /// One that sends from this address to that server, once, and waits four seconds.
    pub(crate) fn new(from: &str, to: SocketAddr) -> Self {
        let (from, secret) = (from.to_owned(), RADIUS_SECRET.to_owned());
        Self { to, from, secret, signs: true, retries: 1, timeout: "4" }
    }

    /// With another secret.
    pub(crate) fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// Without Message-Authenticator.
    pub(crate) const fn unsigned(mut self) -> Self {
        self.signs = false;
        self
    }

    /// The same packet so often, so many seconds apart.
    pub(crate) const fn tries(mut self, retries: u32, timeout: &'static str) -> Self {
        self.retries = retries;
        self.timeout = timeout;
        self
    }

    /// Password or code in User-Password.
    pub(crate) fn login(&self, name: &str, password: &str) -> Reply {
        self.send("auth", &[("User-Name", name), ("User-Password", password)])
    }

    /// The answer to a challenge.
    pub(crate) fn answer(&self, name: &str, code: &str, challenge: &Reply) -> Reply {
        self.send("auth", &[("User-Name", name), ("User-Password", code), ("State", challenge.text("State"))])
    }

    /// Asks whether the server can serve.
    pub(crate) fn status(&self) -> Reply {
        self.send("status", &[("NAS-Identifier", "lab")])
    }

    /// Sends a request of this kind (`auth`, `acct`, `status`) with these attributes.
    pub(crate) fn send(&self, kind: &str, attributes: &[(&str, &str)]) -> Reply {
        let folder = scratch::folder("radclient");
        let secret = folder.path().join("secret");
        write_secret(&secret, &self.secret);
        let mut child = Command::new("radclient")
            .args(["-x", "-r", &self.retries.to_string(), "-t", self.timeout, "-S"])
            .arg(&secret)
            .args([&self.to.to_string(), kind])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("radclient is installed (./test installs it)");
        let mut text = format!("Packet-Src-IP-Address = {}\n", self.from);
        for (name, value) in attributes {
            let hexadecimal = value.starts_with("0x") || *name == "Acct-Status-Type";
            let value = if hexadecimal { (*value).to_owned() } else { format!("{value:?}") };
            text += &format!("{name} = {value}\n");
        }
        if self.signs && kind != "acct" {
            text += "Message-Authenticator = 0x00\n";
        }
        child.stdin.take().expect("its input is ours").write_all(text.as_bytes()).expect("radclient reads");
        let output = child.wait_with_output().expect("radclient ends");
        Reply::read(&format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
    }
}

impl Reply {
    fn read(output: &str) -> Self {
        let received = output.split("Received ").nth(1).unwrap_or_default();
        let code = received.split(' ').next().unwrap_or_default().to_owned();
        let lines = received.lines().skip(1).take_while(|line| line.starts_with('\t'));
        let pairs = lines.filter_map(|line| line.trim().split_once(" = "));
        let attributes = pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned())).collect();
        Self { code, attributes, output: output.to_owned() }
    }

    /// An attribute as the program shows it; empty where it is absent.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Whether nobody was answered.
    pub(crate) fn is_silence(&self) -> bool {
        self.code.is_empty()
    }

    /// Whether somebody is let in.
    pub(crate) fn accepts(&self) -> bool {
        self.code == "Access-Accept"
    }

    /// Whether somebody is kept out, and told nothing.
    pub(crate) fn refuses(&self) -> bool {
        self.code == "Access-Reject" && self.text("Reply-Message").is_empty()
    }

    /// Whether somebody is asked for more.
    pub(crate) fn asks(&self) -> bool {
        self.code == "Access-Challenge"
    }
}
