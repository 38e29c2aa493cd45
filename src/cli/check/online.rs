//! `check --online`: is each directory server there, does it let our account in, is the store sound, does the
//! mail server take us, does every name of the configuration mean somebody, and may our account read what a login needs.
//! Nothing is written.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::net::UnixStream;
use vestibule_gate::ports::{Clock, Directory as _};
use vestibule_gate::{Moment, Outage, Sealer};

use crate::cli::output::{self, Row};
use crate::config::Config;
use crate::directory::{Directories, Finding, Probed, Readable};
use crate::mail;
use crate::parts;
use crate::ports::SystemClock;
use crate::store::{Look, SqliteStore, key};

const PATIENCE: Duration = Duration::from_secs(5);
/// What Vestibule cannot do by itself.
const FIREWALL: &str = "Vestibule guards what is led through it. The directory servers still answer on ports 389, 636, 3268 \
                        and 3269: let nobody reach those ports but Vestibule and what must.";

/// What was found.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Online {
    servers: Vec<ServerRow>,
    /// Why the store cannot be used; nothing where it can.
    store: Option<String>,
    /// Why MS-CHAPv2 cannot be proven; nothing where winbind answers or is not configured.
    winbind: Option<String>,
    /// Whether the mail server takes mails from us, or why not; nothing where none is configured.
    mail: Option<MailServer>,
    /// Names of the configuration that mean nobody, or could not be asked for.
    names: Vec<String>,
    /// What our account may read of the person that was named.
    attributes: Vec<AttributeRow>,
    advice: &'static str,
}

impl Online {
    /// Asks everything. `person` is whom attributes are read of.
    pub(super) async fn new(config: &Config, person: Option<&str>) -> anyhow::Result<Self> {
        let clock = Arc::new(SystemClock::new());
        let directories = parts::directories(config, clock.clone()).await?;
        let until = || clock.moment().plus(PATIENCE);
        let mut names = names(config, &directories, &until).await;
        let servers = directories.probe().await;
        let mut attributes = Vec::new();
        if let Some(person) = person {
            match directories.readable(person, until()).await {
                Ok(Some(found)) => attributes.extend(found.iter().map(AttributeRow::new)),
                Ok(None) => names.push(format!("{person} (--person): names nobody")),
                Err(outage) => names.push(format!("{person} (--person): {outage}")),
            }
        }
        let servers = servers.iter().map(ServerRow::new).collect();
        let (winbind, mail) = (winbind(config).await, mail(config).await);
        Ok(Self { servers, store: store(config), winbind, mail, names, attributes, advice: FIREWALL })
    }

    /// How many things are wrong.
    pub(super) fn problems(&self) -> usize {
        let servers = self.servers.iter().filter(|row| row.error.is_some()).count();
        let attributes = self.attributes.iter().filter(|row| row.finding == "missing").count();
        let mail = self.mail.as_ref().is_some_and(|mail| mail.error.is_some());
        let single = usize::from(self.store.is_some()) + usize::from(self.winbind.is_some()) + usize::from(mail);
        servers + attributes + self.names.len() + single
    }

    pub(super) fn print(&self) -> std::io::Result<()> {
        output::line("")?;
        output::rows(&self.servers, false)?;
        if !self.attributes.is_empty() {
            output::line("")?;
            output::rows(&self.attributes, false)?;
        }
        let store = self.store.as_deref().unwrap_or("The store is sound and the sealing key fits.");
        output::line(&format!("\n{}", output::printable(store)))?;
        let mail = self.mail.as_ref().map(MailServer::sentence);
        for name in self.winbind.iter().chain(&mail).chain(&self.names) {
            output::line(&output::printable(name))?;
        }
        output::line(&format!("\n{FIREWALL}"))
    }
}

/// Opens the store as `serve` does, and closes it again.
fn store(config: &Config) -> Option<String> {
    let key = match key::load(&config.store.key_file) {
        Ok(key) => key,
        Err(error) => return Some(error.to_string()),
    };
    let opened = SqliteStore::open(&config.store.path, Arc::new(Sealer::new(key)), Look::Whole);
    opened.err().map(|error| error.to_string())
}

/// Whether the program and the socket that prove MS-CHAPv2 are there, and somebody answers the socket. Nobody's password
/// is asked for.
async fn winbind(config: &Config) -> Option<String> {
    let winbind = config.winbind.as_ref()?;
    let program = winbind.ntlm_auth.display();
    match std::fs::metadata(&winbind.ntlm_auth) {
        Err(error) => return Some(format!("The program {program} cannot be used: {error}; install Samba's winbind.")),
        Ok(about) if !about.is_file() || about.permissions().mode() & 0o111 == 0 => {
            return Some(format!("{program} is not a program."));
        }
        Ok(_) => {}
    }
    let pipe = winbind.socket.join("pipe");
    let connected = tokio::time::timeout(PATIENCE, UnixStream::connect(&pipe)).await;
    let why = match connected {
        Ok(Ok(_)) => return None,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it takes no connection".to_owned(),
    };
    Some(format!(
        "Winbind does not answer at {}: {why}; start it, and join this machine to the domain.",
        pipe.display()
    ))
}

/// Connects to the mail server, says hello, logs in where an account is configured, and says goodbye.
async fn mail(config: &Config) -> Option<MailServer> {
    let mail = config.mail.as_ref()?;
    let outcome = match mail::server(mail, &parts::node()) {
        Ok(server) => server.probe().await,
        Err(why) => Err(why),
    };
    Some(MailServer {
        server: mail.server.url(),
        user: mail.login.as_ref().map(|login| login.user.clone()),
        error: outcome.err(),
    })
}

/// How the mail server fared.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct MailServer {
    server: String,
    user: Option<String>,
    error: Option<String>,
}

impl MailServer {
    fn sentence(&self) -> String {
        match (&self.error, &self.user) {
            (Some(why), _) => format!("The mail server {} takes no mails: {why}.", self.server),
            (None, Some(user)) => format!("The mail server {} lets {user} in.", self.server),
            (None, None) => format!("The mail server {} answers.", self.server),
        }
    }
}

/// The groups and accounts the configuration names that the directories do not know exactly once.
async fn names(config: &Config, directories: &Directories, until: &impl Fn() -> Moment) -> Vec<String> {
    let policy = &config.policy;
    let replies = config.radius_clients().flat_map(|client| &client.reply).filter_map(|rule| rule.group.as_ref());
    let groups = policy.exempt.iter().map(|exempt| &exempt.group).chain(&policy.protected).chain(replies);
    let groups: BTreeSet<&String> = groups.collect();
    let mut troubles = Vec::new();
    for group in groups.into_iter().filter(|group| !group.starts_with("S-1-")) {
        let found = directories.group(group, until()).await.map(|found| found.is_some());
        troubles.extend(trouble("group", group, found));
    }
    for account in config.ldap.iter().flat_map(|ldap| &ldap.service_accounts) {
        let found = directories.resolve(account, until()).await.map(|found| found.is_some());
        troubles.extend(trouble("service account", account, found));
    }
    troubles
}

fn trouble(kind: &str, name: &str, found: Result<bool, Outage>) -> Option<String> {
    match found {
        Ok(true) => None,
        Ok(false) => Some(format!("The {kind} {name} names nobody, or more than one.")),
        Err(outage) => Some(format!("The {kind} {name} could not be looked up: {outage}.")),
    }
}

/// How one server fared.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ServerRow {
    directory: String,
    server: String,
    /// How long connecting and logging in as our account took.
    milliseconds: Option<u128>,
    error: Option<String>,
}

impl ServerRow {
    fn new(probed: &Probed) -> Self {
        let (milliseconds, error) = match &probed.outcome {
            Ok(took) => (Some(took.as_millis()), None),
            Err(why) => (None, Some(why.clone())),
        };
        Self { directory: probed.directory.clone(), server: probed.url.clone(), milliseconds, error }
    }
}

impl Row for ServerRow {
    const HEADS: &'static [&'static str] = &["DIRECTORY", "SERVER", "RESULT"];

    fn cells(&self) -> Vec<String> {
        let took = self.milliseconds.map(|took| format!("let our account in within {took} ms"));
        let result = self.error.clone().or(took).unwrap_or_default();
        vec![self.directory.clone(), self.server.clone(), result]
    }
}

/// Whether our account may read an attribute.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct AttributeRow {
    attribute: &'static str,
    finding: &'static str,
    /// The command that gives the right.
    remedy: Option<String>,
}

impl AttributeRow {
    fn new(readable: &Readable) -> Self {
        let finding = match readable.finding {
            Finding::Read => "read",
            Finding::Missing => "missing",
            Finding::Unclear => "absent",
        };
        Self { attribute: readable.attribute, finding, remedy: readable.remedy.clone() }
    }
}

impl Row for AttributeRow {
    const HEADS: &'static [&'static str] = &["ATTRIBUTE", "FINDING", "IF IT SHOULD BE THERE"];

    fn cells(&self) -> Vec<String> {
        vec![self.attribute.to_owned(), self.finding.to_owned(), self.remedy.clone().unwrap_or_default()]
    }
}
