//! Vestibule: its configuration, its store with everybody enrolled, and `serve`.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::{Running, Slapd, done, write};
use crate::certificates::Certificates;
use crate::people::{BASE, People, SERVICE};

/// An installation, not running.
pub(crate) struct Vestibule {
    binary: PathBuf,
    folder: PathBuf,
}

/// A running one.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    /// From the start of the program to its word that it is ready.
    pub(crate) took: Duration,
    running: Running,
}

impl Vestibule {
    /// Makes the store and enrols everybody.
    pub(crate) fn install(
        binary: &Path,
        folder: &Path,
        slapd: &Slapd,
        people: &People,
        certificates: &Certificates,
    ) -> anyhow::Result<Self> {
        let this = Self { binary: binary.to_owned(), folder: folder.join("vestibule") };
        std::fs::create_dir_all(&this.folder)?;
        let password = this.folder.join("service.password");
        write(&password, SERVICE.1)?;
        std::fs::set_permissions(&password, Permissions::from_mode(0o600))?;
        let seeds = this.folder.join("seeds.csv");
        write(&seeds, &people.csv())?;
        std::fs::set_permissions(&seeds, Permissions::from_mode(0o600))?;
        this.configure(
            "clear",
            &format!("ldap://{}", slapd.clear),
            "dangerous-clear-text = true",
            "dangerous-clear-text = true",
        )?;
        let authority = format!("ca-file = \"{}\"", certificates.authority.display());
        let tls = format!(
            "tls = {{ certificate-file = \"{}\", key-file = \"{}\" }}",
            certificates.certificate.display(),
            certificates.key.display()
        );
        this.configure("tls", &format!("ldaps://localhost:{}", slapd.tls.port()), &authority, &tls)?;
        done(this.command("clear", &["init"]).stdout(Stdio::null()))?;
        done(this.command("clear", &["authenticator", "import"]).arg(&seeds).stdout(Stdio::null()))?;
        Ok(this)
    }

    /// Serves by the configuration `clear` or `tls`.
    pub(crate) fn serve(&self, configuration: &str) -> anyhow::Result<Serving> {
        let log = std::fs::File::create(self.folder.join("serve.log"))?;
        let began = Instant::now();
        let mut running = Running::start(self.command(configuration, &["serve"]).stdout(Stdio::piped()).stderr(log))?;
        let output = running.0.stdout.take().context("its output is ours")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let took = began.elapsed();
        let log = || std::fs::read_to_string(self.folder.join("serve.log")).unwrap_or_default();
        ensure!(line.starts_with("ready "), "serve ended: {}", log());
        let address = line.split_whitespace().find_map(|pair| pair.strip_prefix("ldap/bench="));
        let address = address.context("the listener is not in the ready line")?.parse()?;
        Ok(Serving { address, took, running })
    }

    fn configure(&self, name: &str, url: &str, directory: &str, listener: &str) -> anyhow::Result<()> {
        let here = self.folder.display();
        let text = format!(
            "[store]
url = \"sqlite:{here}/vestibule.db\"
key-file = \"{here}/seal.key\"

[[directory]]
name = \"lab\"
kind = \"openldap\"
urls = [\"{url}\"]
base-dn = \"{BASE}\"
service-account = \"{}\"
service-password-file = \"{here}/service.password\"
{directory}

[policy]
enforce = true

[[ldap]]
name = \"bench\"
code = \"append\"
listen = \"127.0.0.1:0\"
max-connections = 12000
{listener}

[audit]
file = \"{here}/audit.jsonl\"
",
            SERVICE.0
        );
        write(&self.file(name), &text)
    }

    fn file(&self, configuration: &str) -> PathBuf {
        self.folder.join(format!("{configuration}.toml"))
    }

    fn command(&self, configuration: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).arg("-c").arg(self.file(configuration));
        command
    }
}

impl Serving {
    /// Memory that is resident, in KiB.
    pub(crate) fn resident(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.running.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}
