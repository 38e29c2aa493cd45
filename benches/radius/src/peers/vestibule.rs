//! Vestibule: its configuration, its store with everybody enrolled, and `serve`.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::{Running, Slapd, done, free_udp, write};
use crate::SECRET;
use crate::people::{BASE, People, SERVICE};

/// The server. A client is told by its address, so that each way has one of its own.
pub(crate) struct Vestibule {
    pub(crate) address: SocketAddr,
    running: Running,
}

/// The client's address whose code stands behind the password.
pub(crate) const APPEND: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
/// The client's address that is asked for the code.
pub(crate) const CHALLENGE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

impl Vestibule {
    /// Makes the store, enrols everybody, and serves.
    pub(crate) fn start(binary: &Path, folder: &Path, slapd: &Slapd, people: &People) -> anyhow::Result<Self> {
        let folder = folder.join("vestibule");
        std::fs::create_dir_all(&folder)?;
        for (name, text) in
            [("service.password", SERVICE.1), ("radius.secret", SECRET), ("seeds.csv", people.csv().as_str())]
        {
            write(&folder.join(name), text)?;
            std::fs::set_permissions(folder.join(name), Permissions::from_mode(0o600))?;
        }
        let configuration = folder.join("vestibule.toml");
        let address = free_udp()?;
        write(&configuration, &text(&folder, slapd.address, address))?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command.args(arguments).arg("-c").arg(&configuration);
            command
        };
        done(command(&["init"]).stdout(Stdio::null()))?;
        done(command(&["authenticator", "import"]).arg(folder.join("seeds.csv")).stdout(Stdio::null()))?;
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

fn text(folder: &Path, directory: SocketAddr, address: SocketAddr) -> String {
    let here: PathBuf = folder.to_owned();
    let here = here.display();
    format!(
        "[store]
url = \"sqlite:{here}/vestibule.db\"
key-file = \"{here}/seal.key\"

[[directory]]
name = \"lab\"
kind = \"openldap\"
urls = [\"ldap://{directory}\"]
base-dn = \"{BASE}\"
service-account = \"{}\"
service-password-file = \"{here}/service.password\"
dangerous-clear-text = true

[policy]
enforce = true

[radius]
listen = [\"{address}\"]

[[radius.client]]
name = \"append\"
from = [\"{APPEND}/32\"]
secret-file = \"{here}/radius.secret\"
code = \"append\"

[[radius.client]]
name = \"challenge\"
from = [\"{CHALLENGE}/32\"]
secret-file = \"{here}/radius.secret\"
code = \"challenge\"

[audit]
file = \"{here}/audit.jsonl\"
",
        SERVICE.0
    )
}
