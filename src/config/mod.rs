//! The configuration: TOML in, typed sections or all faults at once out.
//!
//! Reading touches the configuration file and the files it names, and nothing else: no network, no store.
//! Keys are kebab-case; an unknown key is a fault, and so is a key whose feature is not built yet.

mod alarms;
mod audit;
mod code;
mod directory;
mod fault;
mod file;
mod identity;
mod ldap;
mod mail;
mod metrics;
mod nearest;
mod neighbours;
mod policy;
pub(crate) mod radius;
mod secret;
mod section;
pub(crate) mod shown;
mod source;
mod store;
mod value;
mod web;
mod winbind;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

pub(crate) use alarms::{alarms, certificates, notes};
pub(crate) use audit::Audit;
pub(crate) use directory::{Directory, Kind};
pub(crate) use fault::Faults;
pub(crate) use file::Tls;
pub(crate) use identity::{Server, host_name};
pub(crate) use ldap::{Code, Ldap, Referrals, Transport};
pub(crate) use mail::{Mail, MailLogin, MailSecurity, MailServer};
pub(crate) use metrics::Metrics;
pub(crate) use policy::{Exempt, Grace, Policy, end_of};
pub(crate) use radius::{Certificate, Eap, Encoding, Peer, Radius, RadiusClient, ReplyMatch, ReplyRule};
#[cfg(test)]
pub(crate) use secret::Secret;
pub(crate) use store::Store;
pub(crate) use value::{duration, spell};
pub(crate) use web::{How, Language, LogoKind, Web, WebListen};
pub(crate) use winbind::Winbind;

use fault::Wrong;
use neighbours::Neighbours;
use section::Section;
use source::Source;

/// A configuration of more than this is a wrong file.
const MOST: u64 = 1 << 20;

/// A whole configuration, without faults.
#[derive(Clone)]
pub(crate) struct Config {
    /// The file it was read from, as it was named.
    pub(crate) file: PathBuf,
    /// `[store]`.
    pub(crate) store: Store,
    /// `[[directory]]`, at least one.
    pub(crate) directories: Vec<Directory>,
    /// `[policy]`.
    pub(crate) policy: Policy,
    /// `[[ldap]]`; empty only where `radius` is there.
    pub(crate) ldap: Vec<Ldap>,
    /// `[radius]`; `None`: no RADIUS door.
    pub(crate) radius: Option<Radius>,
    /// `[winbind]`; `None`: no MS-CHAPv2.
    pub(crate) winbind: Option<Winbind>,
    /// `[web]`.
    pub(crate) web: Web,
    /// `[mail]`; `None`: no mails.
    pub(crate) mail: Option<Mail>,
    /// `[audit]`.
    pub(crate) audit: Audit,
    /// `[metrics]`; `None`: nowhere.
    pub(crate) metrics: Option<Metrics>,
}

impl Config {
    /// The devices that ask by RADIUS.
    pub(crate) fn radius_clients(&self) -> impl Iterator<Item = &RadiusClient> {
        self.radius.iter().flat_map(|radius| &radius.clients)
    }

    /// The names of all applications, each of which there is once.
    pub(crate) fn applications(&self) -> impl Iterator<Item = &str> {
        let listeners = self.ldap.iter().map(|ldap| ldap.name.as_str());
        listeners.chain(self.radius_clients().map(|client| client.name.as_str()))
    }
}

/// Reads a configuration file and the files it names.
///
/// # Errors
/// Every fault found, in the order of the file.
pub(crate) fn load(file: &Path) -> Result<Config, Faults> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let text = text(file).map_err(|wrong| Faults::whole(file.to_path_buf(), wrong))?;
    read(&text, file, credentials)
}

/// Reads a configuration from its text; `file` is for messages and for the names of files beside it.
///
/// # Errors
/// Every fault found, in the order of the text.
pub(crate) fn read(text: &str, file: &Path, credentials: Option<PathBuf>) -> Result<Config, Faults> {
    let source = Source::new(text, file, credentials);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or_default();
        let what = error.message().replace('\n', ", ");
        source.fault(
            &at,
            "",
            Wrong::new(format!("is not TOML here: {what}"), "correct the line; the rest is looked at afterwards"),
        );
    }
    // What stands behind a broken line cannot be told from what the break made of it.
    let config = if errors.is_empty() { sections(&source, document.get_ref(), file) } else { None };
    let faults = source.into_faults();
    match config {
        Some(config) if faults.is_empty() => Ok(config),
        Some(_) | None => Err(Faults { file: file.to_path_buf(), faults }),
    }
}

fn sections(source: &Source<'_>, document: &DeTable<'_>, file: &Path) -> Option<Config> {
    let root = Section::new(source, String::new(), 0..0, document);
    if !root.has("store") {
        root.missing("store", "write a section `[store]` with `url` and `key-file`");
    }
    let store = root.table("store").and_then(|section| store::read(&section));
    let (known, directories) = directories(&root);
    let web = root.table("web");
    let portal = web.as_ref().is_some_and(|section| section.has("listen"));
    let mut neighbours = Neighbours { directories: &known, names: BTreeSet::new(), portal, addresses: BTreeSet::new() };
    let policy = root.table("policy").map(|section| policy::read(&section)).unwrap_or_default();
    let (ldap, radius, winbind) = doors(&root, &mut neighbours);
    let mails = root.has("mail");
    let web = web.map(|section| web::read(&section, &mut neighbours, mails)).unwrap_or_default();
    let mail = root.table("mail").and_then(|section| mail::read(&section));
    let audit = root.table("audit").map(|section| audit::read(&section)).unwrap_or_default();
    let metrics = root.table("metrics").and_then(|section| metrics::read(&section, &neighbours.addresses));
    root.finish();
    Some(Config {
        file: file.to_path_buf(),
        store: store?,
        directories,
        policy,
        ldap,
        radius,
        winbind,
        web,
        mail,
        audit,
        metrics,
    })
}

/// The doors, of which there must be one, and what proves MS-CHAPv2.
fn doors(root: &Section<'_>, neighbours: &mut Neighbours<'_>) -> (Vec<Ldap>, Option<Radius>, Option<Winbind>) {
    let listeners = root.tables("ldap");
    if (!root.has("ldap") || root.is_empty_list("ldap")) && !root.has("radius") {
        root.missing("ldap", "write at least one door: a listener `[[ldap]]`, or a device `[[radius.client]]`");
    }
    let ldap: Vec<Ldap> = listeners.iter().filter_map(|section| ldap::read(section, neighbours)).collect();
    let winbind = root.table("winbind").and_then(|section| winbind::read(&section, neighbours.directories));
    let proves = root.has("winbind");
    let radius = root.table("radius").and_then(|section| radius::read(&section, neighbours, proves));
    if proves && !root.has("radius") {
        root.wrong("winbind", Wrong::new("goes with `[radius]`", "write a device `[[radius.client]]`, or remove it"));
    }
    (ldap, radius, winbind)
}

fn directories(root: &Section<'_>) -> (Vec<directory::Known>, Vec<Directory>) {
    let sections = root.tables("directory");
    if !root.has("directory") || root.is_empty_list("directory") {
        root.missing("directory", "write at least one directory: a section `[[directory]]`");
    }
    let (mut known, mut directories, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
    for section in &sections {
        let (about, directory) = directory::read(section);
        if about.name.as_ref().is_some_and(|name| !names.insert(name.to_ascii_lowercase())) {
            section
                .wrong("name", Wrong::new("is the name of another directory", "give each directory a name of its own"));
        }
        known.push(about);
        directories.extend(directory);
    }
    (known, directories)
}

/// The text of the file. Whoever may write the configuration decides who comes in, so that is looked at too.
fn text(file: &Path) -> Result<String, Wrong> {
    let about = std::fs::metadata(file)
        .map_err(|error| Wrong::new(format!("cannot be read ({error})"), "name the configuration with `-c FILE`"))?;
    if !about.is_file() || about.len() > MOST {
        return Err(Wrong::new("is not a configuration file", "name a TOML file of at most 1 MiB with `-c FILE`"));
    }
    if about.permissions().mode() & 0o002 != 0 {
        return Err(Wrong::new("can be written by everybody on this machine", "run `chmod o-w` on it"));
    }
    let bytes = std::fs::read(file).map_err(|error| {
        Wrong::new(format!("cannot be read ({error})"), "let the account Vestibule runs as read it")
    })?;
    String::from_utf8(bytes).map_err(|_| Wrong::new("is not UTF-8 text", "save it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXAMPLE: &str = include_str!("../../packaging/vestibule.toml");

    fn nothing_but_faults(text: &str) {
        let outcome = read(text, Path::new("/nonexistent/v.toml"), None);
        let faults = outcome.err().map(|faults| faults.faults).unwrap_or_default();
        assert!(!faults.is_empty(), "the files it names are not there");
        assert!(faults.len() <= 100);
        for fault in faults {
            assert!(fault.line > 0 && fault.column > 0);
            assert!(!fault.what.is_empty() && !fault.remedy.is_empty());
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_faults_and_no_panic(text in any::<String>()) {
            nothing_but_faults(&text);
        }

        #[test]
        fn any_damage_to_the_example_gives_faults_and_no_panic(from in 0..EXAMPLE.len(), length in 0..40usize, by in "[\\PC\n\"=\\[\\]{}]{0,12}") {
            let before: String = EXAMPLE.chars().take(from).collect();
            let after: String = EXAMPLE.chars().skip(from + length).collect();
            nothing_but_faults(&format!("{before}{by}{after}"));
        }
    }

    #[test]
    fn a_flood_of_faults_ends() {
        nothing_but_faults(&"[[ldap]]\nx=1\n".repeat(20_000));
        nothing_but_faults(&"[".repeat(500_000));
        nothing_but_faults(&format!("a={}", "[".repeat(500_000)));
        nothing_but_faults(&format!("a={}", "{a=".repeat(200_000)));
        nothing_but_faults(&format!("{}=1", "a.".repeat(200_000)));
    }
}
