//! Vestibule: its configuration, its store with everybody enrolled, and `serve`.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::{Domain, EXEMPT, NETBIOS, Running, Slapd, done, free_udp, write};
use crate::SECRET;
use crate::certificates::Certificate;
use crate::helper;
use crate::people::{BASE, People, SERVICE};

/// The client's address whose people come back by a resumed session.
pub(crate) const KEPT: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
/// The client's address of whose people nothing is kept.
pub(crate) const NOT_KEPT: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Where people are.
#[derive(Clone, Copy)]
pub(crate) enum Directory<'a> {
    /// Passwords are proven by it.
    OpenLdap(&'a Slapd),
    /// Responses of MS-CHAPv2 are.
    Domain(&'a Domain),
}

/// The server.
pub(crate) struct Vestibule {
    pub(crate) address: SocketAddr,
    running: Running,
}

impl Vestibule {
    /// Makes the store, enrols the people, and serves.
    pub(crate) fn start(
        binary: &Path,
        folder: &Path,
        directory: Directory<'_>,
        certificate: &Certificate,
        enrolled: Option<&People>,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        for (name, text) in [("service.password", SERVICE.1), ("radius.secret", SECRET)] {
            secret(folder, name, text)?;
        }
        let (configuration, address) = (folder.join("vestibule.toml"), free_udp()?);
        write(&configuration, &text(folder, directory, certificate, address)?)?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command.args(arguments).arg("-c").arg(&configuration);
            command
        };
        done(command(&["init"]).stdout(Stdio::null()))?;
        if let Some(people) = enrolled {
            secret(folder, "seeds.csv", &people.csv())?;
            done(command(&["authenticator", "import"]).arg(folder.join("seeds.csv")).stdout(Stdio::null()))?;
        }
        if let Directory::Domain(_) = directory {
            helper::listen(&folder.join("winbind"))?;
        }
        let log = std::fs::File::create(folder.join("serve.log"))?;
        let mut running = Running::start(command(&["serve"]).stdout(Stdio::piped()).stderr(log))?;
        let output = running.0.stdout.take().context("its output is ours")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let log = || std::fs::read_to_string(folder.join("serve.log")).unwrap_or_default();
        ensure!(line.starts_with("ready "), "serve ended: {}", log());
        Ok(Self { address, running })
    }

    pub(crate) fn process(&self) -> u32 {
        self.running.id()
    }
}

fn secret(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    write(&folder.join(name), text)?;
    Ok(std::fs::set_permissions(folder.join(name), Permissions::from_mode(0o600))?)
}

fn text(
    folder: &Path,
    directory: Directory<'_>,
    certificate: &Certificate,
    address: SocketAddr,
) -> anyhow::Result<String> {
    let here = folder.display();
    let (certificate, key) = (certificate.certificate.display(), certificate.key.display());
    let (kind, at, more, winbind) = match directory {
        Directory::OpenLdap(slapd) => ("openldap", slapd.address, "", String::new()),
        Directory::Domain(domain) => {
            let program = std::env::current_exe()?;
            let winbind = format!(
                "[winbind]\ndomain = \"{NETBIOS}\"\nsocket = \"{here}/winbind\"\nntlm-auth = \"{}\"\n",
                program.display()
            );
            ("active-directory", domain.address, "dangerous-single-factor = true", winbind)
        }
    };
    Ok(format!(
        "[store]
url = \"sqlite:{here}/vestibule.db\"
key-file = \"{here}/seal.key\"

[[directory]]
name = \"lab\"
kind = \"{kind}\"
urls = [\"ldap://{at}\"]
base-dn = \"{BASE}\"
service-account = \"{}\"
service-password-file = \"{here}/service.password\"
dangerous-clear-text = true

{winbind}
[policy]
enforce = true
exempt = [{{ group = \"{EXEMPT}\", reason = \"measured without a code\" }}]

[radius]
listen = [\"{address}\"]
eap = {{ certificate-file = \"{certificate}\", key-file = \"{key}\" }}

[[radius.client]]
name = \"kept\"
from = [\"{KEPT}/32\"]
secret-file = \"{here}/radius.secret\"
code = \"append\"
fast-reconnect = \"8h\"
{more}

[[radius.client]]
name = \"not-kept\"
from = [\"{NOT_KEPT}/32\"]
secret-file = \"{here}/radius.secret\"
code = \"append\"
{more}

[audit]
file = \"{here}/audit.jsonl\"
",
        SERVICE.0
    ))
}
