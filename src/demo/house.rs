//! The demo's house: a folder, the sample directory, a configuration, a store with enrolled people, and the door. It is
//! the product itself that runs: the configuration is read from its file, the store is made as `init` makes it, people
//! are enrolled as `authenticator add` does it, and the door is the one of `serve`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vestibule_gate::Sealer;
use vestibule_gate::ports::Clock as _;

use super::cast::{Actor, BASE, CAST, DOMAIN, EXEMPT_GROUP, NETBIOS, OWN_ACCOUNT, SERVICE_ACCOUNT};
use super::codes::{self, Authenticator};
use super::folder::Folder;
use super::lines::{Lines, program};
use super::sample::Sample;
use super::tls;
use crate::cli::Failure;
use crate::config::{self, Config};
use crate::parts::Parts;
use crate::ports::{SystemChance, SystemClock};
use crate::serve::Server;
use crate::store::{self, Look, key};

/// The application's name.
pub(super) const APPLICATION: &str = "webmail";
/// Where the door listens if nothing is said: the first free port of these.
const PORTS: std::ops::Range<u16> = 3636..3736;

/// Everything that runs.
pub(super) struct House {
    /// The people, in the order they are shown.
    pub(super) residents: Vec<Resident>,
    /// The lines to copy.
    pub(super) lines: Lines,
    /// The configuration's file.
    pub(super) config_file: PathBuf,
    /// The sample directory's address.
    pub(super) directory: SocketAddr,
    /// Store, directory and clocks.
    pub(super) parts: Arc<Parts>,
    server: Server,
    // Dropped in this order, when the door is closed: the folder last.
    _sample: Sample,
    folder: Folder,
}

/// Somebody of the sample directory, with the authenticators they have here.
pub(super) struct Resident {
    pub(super) actor: &'static Actor,
    pub(super) authenticators: Vec<Authenticator>,
}

impl House {
    /// Builds it and opens the door, at `port` if one is given.
    ///
    /// # Errors
    /// The port is taken, or there is no place for temporary files.
    pub(super) async fn open(port: Option<u16>) -> Result<Self, Failure> {
        let folder = Folder::make(&SystemChance)?;
        let certified = tls::certify(SystemClock::new().now()).map_err(Failure::installation)?;
        let server = certified.server().map_err(Failure::installation)?;
        let sample = Sample::start(server, Arc::new(SystemClock::new())).await?;
        let ca_file = folder.write("ca.pem", &certified.authority)?;
        folder.write("server.pem", &certified.certificate)?;
        folder.write("server.key", &certified.key)?;
        folder.write("directory.password", password_of(OWN_ACCOUNT))?;
        let config_file = folder.file("vestibule.toml");
        let mut door = Door { port, tries: PORTS.len() };
        let config = door.configure(&folder, sample.address)?;
        init(&config)?;
        let parts = Arc::new(Parts::open(&config, Look::Whole).await.map_err(Failure::installation)?);
        let residents = enrol(&parts).await?;
        let server = door.open(config, &parts, &folder, sample.address).await?;
        let bound = server.bound.iter().find(|(name, _)| name.ends_with(APPLICATION)).map(|(_, at)| *at);
        let bound = bound.ok_or_else(|| Failure::Configuration("the door did not open".to_owned()))?;
        let lines = Lines { url: format!("ldaps://{bound}"), ca_file, program: program() };
        let directory = sample.address;
        Ok(Self { residents, lines, config_file, directory, parts, server, _sample: sample, folder })
    }

    /// Where its files are.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the door, and leaves nothing behind.
    pub(super) async fn close(self) {
        self.server.stop().await;
    }
}

/// Where the door is to be.
struct Door {
    /// As somebody said; else the first that is free.
    port: Option<u16>,
    /// How often a port may turn out to be taken after all, by a demo that begins at the same moment.
    tries: usize,
}

impl Door {
    /// Writes the configuration, with a port that is free now, and reads it as `serve` does.
    fn configure(&self, folder: &Folder, directory: SocketAddr) -> Result<Config, Failure> {
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port.or_else(free_port).unwrap_or(0)));
        let file = folder.write("vestibule.toml", &text(folder.path(), directory, at))?;
        Ok(config::load(&file)?)
    }

    async fn open(
        &mut self,
        mut config: Config,
        parts: &Arc<Parts>,
        folder: &Folder,
        directory: SocketAddr,
    ) -> Result<Server, Failure> {
        loop {
            self.tries = self.tries.saturating_sub(1);
            match Server::start(&config, parts.clone()).await {
                Err(_) if self.port.is_none() && self.tries > 0 => config = self.configure(folder, directory)?,
                started => return started.map_err(Failure::installation),
            }
        }
    }
}

/// What `init` does.
fn init(config: &Config) -> Result<(), Failure> {
    let key = key::create(&config.store.key_file, &SystemChance).map_err(Failure::installation)?;
    let now = SystemClock::new().now();
    let made = store::init(&config.store.path, &Sealer::new(key), &SystemChance, now);
    made.map(|_| ()).map_err(Failure::installation)
}

async fn enrol(parts: &Parts) -> Result<Vec<Resident>, Failure> {
    let mut office = parts.office();
    "demo".clone_into(&mut office.operator);
    let mut residents = Vec::new();
    for actor in &CAST {
        let authenticators = match actor.codes {
            Some(parameters) => {
                let person = office.person(&actor.upn()).await?;
                codes::enrol(&office, &person, parameters, &SystemChance).await?
            }
            None => Vec::new(),
        };
        residents.push(Resident { actor, authenticators });
    }
    Ok(residents)
}

fn password_of(name: &str) -> &'static str {
    CAST.iter().find(|actor| actor.name == name).map_or("", |actor| actor.password)
}

fn free_port() -> Option<u16> {
    PORTS.into_iter().find(|port| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
}

/// The configuration, as one would write it.
fn text(folder: &Path, directory: SocketAddr, door: SocketAddr) -> String {
    let file = |name: &str| toml::Value::String(folder.join(name).display().to_string()).to_string();
    let store = toml::Value::String(format!("sqlite:{}", folder.join("vestibule.db").display()));
    let (key, ca, password) = (file("seal.key"), file("ca.pem"), file("directory.password"));
    let (certificate, server_key, audit) = (file("server.pem"), file("server.key"), file("audit.jsonl"));
    format!(
        r#"# Made by `vestibule demo`; gone when it ends.

[store]
url = {store}
key-file = {key}

[[directory]]
name = "sample"
kind = "active-directory"
domain = "{DOMAIN}"
netbios = "{NETBIOS}"
urls = ["ldaps://{directory}"]
base-dn = "{BASE}"
ca-file = {ca}
service-account = "{OWN_ACCOUNT}@{DOMAIN}"
service-password-file = {password}

[policy]
exempt = [{{ group = "{EXEMPT_GROUP}", reason = "no phones at the tills", owner = "it@{DOMAIN}" }}]

[[ldap]]
name = "{APPLICATION}"
listen = "{door}"
tls = {{ certificate-file = {certificate}, key-file = {server_key} }}
service-accounts = ["{SERVICE_ACCOUNT}@{DOMAIN}"]
service-sources = ["127.0.0.0/8"]
max-connections = 100

[web]
public-url = "https://mfa.{DOMAIN}"

[audit]
file = {audit}
"#
    )
}
