//! `[[directory]]`: an Active Directory domain or an OpenLDAP tree, and the account we search it with.

use std::path::PathBuf;
use std::time::Duration;

use rustls_pki_types::CertificateDer;

use super::fault::Wrong;
use super::identity::{self, Server};
use super::secret::Secret;
use super::section::Section;
use super::{file, value};

/// What kind of directory it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Active Directory, or Samba as a domain controller.
    ActiveDirectory,
    /// OpenLDAP.
    OpenLdap,
}

/// One directory.
#[derive(Clone)]
pub(crate) struct Directory {
    /// Unique among the directories, whatever the case of its letters.
    pub(crate) name: String,
    /// What kind of directory it is.
    pub(crate) kind: Kind,
    /// DNS name of the domain, in lower case. Present where `urls` is empty.
    pub(crate) domain: Option<String>,
    /// NetBIOS name of the domain, for names like `EXAMPLE\ada`.
    pub(crate) netbios: Option<String>,
    /// The servers in the order they are preferred. Empty: found through the domain's SRV records.
    pub(crate) urls: Vec<Server>,
    /// Distinguished name under which people and groups are found.
    pub(crate) base_dn: String,
    /// The file `ca` came from.
    pub(crate) ca_file: Option<PathBuf>,
    /// Certificate authorities trusted for this directory; empty where the system's are meant.
    pub(crate) ca: Vec<CertificateDer<'static>>,
    /// The account we search with: UPN, `DOMAIN\name` or distinguished name.
    pub(crate) service_account: String,
    /// Its password.
    pub(crate) service_password: Secret,
    /// The longest one question to one server may take, 100 ms to 2.7 s.
    pub(crate) timeout: Duration,
    /// Whether connections to `ldap://` servers begin with StartTLS.
    pub(crate) starttls: bool,
    /// Suffixes other than the domain that people's UPNs may have, without `@`, in lower case.
    pub(crate) upn_suffixes: Vec<String>,
    /// Whether people may type their mail address as their name.
    pub(crate) mail_as_name: bool,
    /// Passwords travel in the clear to this directory, which is on this machine (tests).
    pub(crate) dangerous_clear_text: bool,
}

/// What other sections need to know of a directory, also of one that has faults.
pub(super) struct Known {
    pub(super) name: Option<String>,
    pub(super) kind: Option<Kind>,
    pub(super) netbios: Option<String>,
    pub(super) service_account: Option<String>,
}

pub(super) fn read(section: &Section<'_>) -> (Known, Option<Directory>) {
    section.require("name", "\"ad\"");
    section.require("base-dn", "\"DC=ad,DC=example,DC=test\"");
    section.require("service-account", "\"svc-vestibule@ad.example.test\"");
    section.require("service-password-file", "\"ad.password\"");
    let name = section.text("name", value::name);
    let kind = kind(section);
    let service_account = section.text("service-account", account);
    let base_dn = section.text("base-dn", identity::distinguished_name);
    let service_password = section.text("service-password-file", |name| file::secret(&section.source.resolve(name)));
    let rest = rest(section, kind);
    let netbios = rest.netbios.clone();
    let known = Known { name: name.clone(), kind, netbios, service_account: service_account.clone() };
    check(section, &rest);
    section.finish();
    let directory = || {
        Some(Directory {
            name: name?,
            base_dn: base_dn?,
            service_account: service_account?,
            service_password: service_password?,
            ..rest
        })
    };
    (known, directory())
}

/// The directories the people of an application are in: the named one, which must exist, or all of them.
pub(super) fn meant<'a>(section: &Section<'_>, name: Option<&str>, directories: &'a [Known]) -> Vec<&'a Known> {
    let Some(name) = name else {
        return directories.iter().collect();
    };
    let named = |directory: &&Known| directory.name.as_deref() == Some(name);
    let meant: Vec<&Known> = directories.iter().filter(named).collect();
    if meant.is_empty() {
        let names: Vec<&str> = directories.iter().filter_map(|directory| directory.name.as_deref()).collect();
        let wrong = Wrong::new(format!("there is no directory `{name}`"), format!("name one of: {}", names.join(", ")));
        section.wrong("directory", wrong);
    }
    meant
}

/// The keys that may be left out; what `read` has to fill in is empty here.
fn rest(section: &Section<'_>, kind: Option<Kind>) -> Directory {
    let ca = section.text("ca-file", |name| {
        let path = section.source.resolve(name);
        file::certificates(&path).map(|certificates| (path, certificates))
    });
    let (ca_file, ca) = ca.map_or((None, Vec::new()), |(path, certificates)| (Some(path), certificates));
    let (from, to) = (Duration::from_millis(100), Duration::from_millis(2700));
    let timeout = section.text("timeout", |text| value::duration(text, from, to));
    Directory {
        name: String::new(),
        kind: kind.unwrap_or(Kind::ActiveDirectory),
        domain: section.text("domain", identity::domain),
        netbios: section.text("netbios", identity::netbios),
        urls: section.texts("urls", identity::server),
        base_dn: String::new(),
        ca_file,
        ca,
        service_account: String::new(),
        service_password: Secret::new(""),
        timeout: timeout.unwrap_or(Duration::from_millis(1500)),
        starttls: section.boolean("starttls", false),
        upn_suffixes: section.texts("upn-suffixes", |text| identity::domain(text.trim_start_matches('@'))),
        mail_as_name: section.boolean("mail-as-name", false),
        dangerous_clear_text: section.boolean("dangerous-clear-text", false),
    }
}

fn kind(section: &Section<'_>) -> Option<Kind> {
    section.require("kind", "\"active-directory\"");
    let words = [("active-directory", Kind::ActiveDirectory), ("openldap", Kind::OpenLdap)];
    section.text("kind", |text| value::choice(text, &words, &[]))
}

fn account(text: &str) -> Result<String, Wrong> {
    if text.contains('=') {
        return identity::distinguished_name(text);
    }
    if text.contains('@') || text.contains('\\') {
        return value::plain(text);
    }
    Err(Wrong::new(
        format!("`{text}` does not say which account is meant"),
        "write it as `name@domain`, `DOMAIN\\name` or a distinguished name",
    ))
}

/// What does not go together within one directory.
fn check(section: &Section<'_>, directory: &Directory) {
    if !section.has("urls") && !section.has("domain") {
        section.missing("urls", "write `urls = [\"ldaps://…\"]`, or `domain` to find the servers by DNS");
    }
    if section.is_empty_list("urls") {
        section
            .wrong("urls", Wrong::new("names no server", "name at least one, or leave the key out and write `domain`"));
    }
    if directory.kind == Kind::OpenLdap {
        for key in ["netbios", "upn-suffixes"] {
            if section.has(key) {
                section.wrong(
                    key,
                    Wrong::new("belongs to Active Directory", "leave it out, or write `kind = \"active-directory\"`"),
                );
            }
        }
    }
    check_transport(section, directory);
}

fn check_transport(section: &Section<'_>, directory: &Directory) {
    let clear: Vec<&Server> = directory.urls.iter().filter(|server| !server.tls).collect();
    if directory.dangerous_clear_text {
        if directory.starttls {
            section.wrong("dangerous-clear-text", Wrong::new("contradicts `starttls = true`", "remove one of the two"));
        }
        if clear.iter().any(|server| !server.is_loopback()) || directory.urls.is_empty() {
            section.wrong(
                "dangerous-clear-text",
                Wrong::new(
                    "is for directories on this machine alone",
                    "name loopback addresses in `urls`, or use `ldaps://`",
                ),
            );
        }
        return;
    }
    if !clear.is_empty() && !directory.starttls {
        section
            .wrong("urls", Wrong::new("would send passwords in the clear", "write `ldaps://…`, or `starttls = true`"));
    }
    if directory.starttls && !directory.urls.is_empty() && clear.is_empty() {
        section.wrong(
            "starttls",
            Wrong::new("goes with `ldap://` servers, and `urls` names none", "write `ldap://…`, or remove `starttls`"),
        );
    }
}
