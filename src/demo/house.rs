//! The demo's house: a folder, the sample directory, a configuration, a store with enrolled people, and the door. It is
//! the product itself that runs: the configuration is read from its file, the store is made as `init` makes it, people
//! are enrolled as `authenticator add` does it, and the door is the one of `serve`.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use vestibule_gate::ports::{Chance as _, Clock as _};
use vestibule_gate::{Officer, Sealer};

use super::cast::{Actor, CAST, OWN_ACCOUNT};
use super::codes::{self, Authenticator};
use super::configuration::{Addresses, text};
use super::folder::Folder;
use super::lines::{Lines, program};
use super::month;
use super::sample::Sample;
use super::tls;
use crate::cli::Failure;
use crate::config::{self, Config};
use crate::parts::Parts;
use crate::ports::{SystemChance, SystemClock};
use crate::serve::Server;
use crate::store::{self, Look, key};

/// Where the LDAP door listens if nothing is said: the first free port of these.
const PORTS: Range<u16> = 3636..3736;
/// And the RADIUS door.
const RADIUS_PORTS: Range<u16> = 18_120..18_220;
/// And the portal.
const WEB_PORTS: Range<u16> = 8443..8543;
/// Octets of the secret that the RADIUS clients share with us; it is written in hexadecimal digits.
const SECRET: usize = 10;

/// Everything that runs.
pub(super) struct House {
    /// The people, in the order they are shown.
    pub(super) residents: Vec<Resident>,
    /// The lines to copy.
    pub(super) lines: Lines,
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
    /// Builds it and opens the doors, at these ports if they are given.
    ///
    /// # Errors
    /// A port is taken, or there is no place for temporary files.
    pub(super) async fn open(ports: Ports) -> Result<Self, Failure> {
        let folder = Folder::make(&SystemChance)?;
        let certified = tls::certify(SystemClock::new().now()).map_err(Failure::installation)?;
        let server = certified.server().map_err(Failure::installation)?;
        let sample = Sample::start(server, Arc::new(SystemClock::new())).await?;
        let ca_file = folder.write("ca.pem", &certified.authority)?;
        folder.write("server.pem", &certified.certificate)?;
        folder.write("server.key", &certified.key)?;
        folder.write("directory.password", password_of(OWN_ACCOUNT))?;
        let secret = secret()?;
        folder.write("radius.secret", &secret)?;
        let config_file = folder.file("vestibule.toml");
        let mut door = Door { ports, tries: PORTS.len() };
        let config = door.configure(&folder, sample.address)?;
        init(&config)?;
        let parts = Arc::new(Parts::open(&config, Look::Whole).await.map_err(Failure::installation)?);
        let residents = enrol(&parts).await?;
        month::begin(&parts).await?;
        let server = door.open(config, &parts, &folder, sample.address).await?;
        let bound = |prefix: &str| {
            let found = server.bound.iter().find(|(name, _)| name.starts_with(prefix)).map(|(_, at)| *at);
            found.ok_or_else(|| Failure::Configuration("a door did not open".to_owned()))
        };
        let (url, radius) = (format!("ldaps://{}", bound("ldap/")?), bound("radius")?);
        let portal = portal_at(bound("web")?);
        let lines = Lines { url, radius, portal, secret, ca_file, config_file, program: program() };
        let directory = sample.address;
        Ok(Self { residents, lines, directory, parts, server, _sample: sample, folder })
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

/// Where the doors are to be, as somebody said; else the first port that is free.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ports {
    /// The LDAP door's.
    pub(crate) ldap: Option<u16>,
    /// The RADIUS door's.
    pub(crate) radius: Option<u16>,
    /// The portal's.
    pub(crate) web: Option<u16>,
}

/// The doors to be opened.
struct Door {
    ports: Ports,
    /// How often a port may turn out to be taken after all, by a demo that begins at the same moment.
    tries: usize,
}

impl Door {
    /// Writes the configuration, with a port that is free now, and reads it as `serve` does.
    fn configure(&self, folder: &Folder, directory: SocketAddr) -> Result<Config, Failure> {
        let at = |port: Option<u16>| SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let open = |ports: Range<u16>| ports.into_iter().find(|port| TcpListener::bind(at(Some(*port))).is_ok());
        let ldap = at(self.ports.ldap.or_else(|| open(PORTS)));
        let web = at(self.ports.web.or_else(|| open(WEB_PORTS)));
        let free = || RADIUS_PORTS.into_iter().find(|port| UdpSocket::bind(at(Some(*port))).is_ok());
        let radius = at(self.ports.radius.or_else(free));
        let file = folder.write("vestibule.toml", &text(folder.path(), &Addresses { directory, ldap, radius, web }))?;
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
                Err(_) if !self.ports.are_given() && self.tries > 0 => config = self.configure(folder, directory)?,
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
    let (office, officer) = (parts.office(None), Officer::console("demo", false));
    let mut residents = Vec::new();
    for actor in &CAST {
        let authenticators = match actor.codes {
            Some(parameters) => {
                let person = office.person(&actor.upn()).await?;
                codes::enrol((&office, &officer), &person, parameters, &SystemChance).await?
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

impl Ports {
    const fn are_given(self) -> bool {
        self.ldap.is_some() && self.radius.is_some() && self.web.is_some()
    }
}

/// The portal's address for a browser on this machine.
pub(super) fn portal_at(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

/// A secret for the RADIUS clients.
fn secret() -> Result<String, Failure> {
    let mut octets = [0; SECRET];
    SystemChance.fill(&mut octets)?;
    Ok(octets.iter().map(|octet| format!("{octet:02x}")).collect())
}
