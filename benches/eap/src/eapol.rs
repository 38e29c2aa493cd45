//! One run of `eapol_test`, the client of wpa_supplicant: a station that joins, and joins again.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::SECRET;
use crate::running::write;
use crate::scenario::{Method, Scenario};

/// Seconds after which the client gives up, however often it has joined.
const PATIENCE: &str = "60";

/// A station.
pub(crate) struct Station<'a> {
    pub(crate) name: String,
    pub(crate) password: String,
    /// Tells its address from others'.
    pub(crate) number: u32,
    /// Whom it trusts.
    pub(crate) authority: &'a Path,
    /// Whether it resumes sessions.
    pub(crate) resumes: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Joined {
    /// How often it was let in.
    pub(crate) accepted: usize,
    /// How often of these TLS was resumed.
    pub(crate) resumed: usize,
}

impl Station<'_> {
    /// Joins, and `again` times more. The client's file is written to `file`.
    pub(crate) fn join(
        &self,
        scenario: &Scenario,
        file: &Path,
        server: SocketAddr,
        from: IpAddr,
        again: usize,
    ) -> anyhow::Result<Joined> {
        write(file, &self.configuration(scenario))?;
        let [_, high, middle, low] = self.number.to_be_bytes();
        let mut command = Command::new("eapol_test");
        command.arg("-c").arg(file).args(["-a", &server.ip().to_string(), "-p", &server.port().to_string()]);
        command.args(["-s", SECRET, "-A", &from.to_string(), "-t", PATIENCE, "-r", &again.to_string()]);
        command.args(["-M", &format!("02:00:00:{high:02x}:{middle:02x}:{low:02x}")]);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        if again == 0 {
            let status = command.stdout(Stdio::null()).status().context("eapol_test")?;
            return Ok(Joined { accepted: usize::from(status.success()), resumed: 0 });
        }
        let output = command.output().context("eapol_test")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let count = |what: &str| text.matches(what).count();
        // Equal keys on both ends are what its exit status says, of all of them.
        let accepted = if output.status.success() { count("CTRL-EVENT-EAP-SUCCESS") } else { 0 };
        Ok(Joined { accepted, resumed: count("Handshake finished - resumed=1") })
    }

    fn configuration(&self, scenario: &Scenario) -> String {
        let (method, inner) = match scenario.method {
            Method::TtlsPap => ("TTLS", "PAP"),
            Method::PeapMsChapV2 => ("PEAP", "MSCHAPV2"),
        };
        // A hole in the middle would fall back to TLS 1.1.
        let off = if scenario.tls_1_3 { ["0", "1", "1", "1"] } else { ["1", "0", "1", "1"] };
        let versions: Vec<String> = ["tlsv1_3", "tlsv1_2", "tlsv1_1", "tlsv1_0"]
            .into_iter()
            .zip(off)
            .map(|(version, off)| format!("tls_disable_{version}={off}"))
            .collect();
        format!(
            "fast_reauth={}
network={{
 key_mgmt=IEEE8021X
 eapol_flags=0
 eap={method}
 anonymous_identity=\"anonymous\"
 identity=\"{}\"
 password=\"{}\"
 ca_cert=\"{}\"
 phase1=\"{}\"
 phase2=\"auth={inner}\"
}}
",
            u8::from(self.resumes),
            self.name,
            self.password,
            self.authority.display(),
            versions.join(" ")
        )
    }
}
