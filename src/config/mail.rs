//! `[mail]`: the server that takes our mails, and whom they come from.

use std::path::PathBuf;

use rustls_pki_types::CertificateDer;

use super::fault::Wrong;
use super::secret::Secret;
use super::section::Section;
use super::{file, identity, value};
use crate::mail::Address;

/// Implicit TLS (RFC 8314), submission with StartTLS (RFC 6409), and a relay on this machine.
const PORTS: [u16; 3] = [465, 587, 25];

/// How mails are sent, and to whom besides the person.
#[derive(Clone)]
pub(crate) struct Mail {
    /// The server.
    pub(crate) server: MailServer,
    /// The account we log in with; `None`: the server takes our mails without.
    pub(crate) login: Option<MailLogin>,
    /// Whom the mails come from.
    pub(crate) from: Address,
    /// Where answers go; `None`: to `from`.
    pub(crate) reply_to: Option<Address>,
    /// Who is told of every change; may be empty.
    pub(crate) feed: Vec<Address>,
    /// Whether people without an authenticator are sent the portal's address, once a day at most.
    pub(crate) prompt: bool,
}

/// A mail server.
#[derive(Clone)]
pub(crate) struct MailServer {
    /// What protects the connection.
    pub(crate) security: MailSecurity,
    /// Host name or address, without brackets.
    pub(crate) host: String,
    /// TCP port: as written, else 465 with TLS, 587 with StartTLS, 25 in the clear.
    pub(crate) port: u16,
    /// The file `ca` came from.
    pub(crate) ca_file: Option<PathBuf>,
    /// Certificate authorities trusted for it; empty where the system's are meant.
    pub(crate) ca: Vec<CertificateDer<'static>>,
}

impl MailServer {
    /// As it would be written.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.security == MailSecurity::Tls { "smtps" } else { "smtp" };
        if self.host.contains(':') {
            return format!("{scheme}://[{}]:{}", self.host, self.port);
        }
        format!("{scheme}://{}:{}", self.host, self.port)
    }
}

/// What protects the connection to the mail server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MailSecurity {
    /// TLS from the first octet.
    Tls,
    /// StartTLS, without which nothing is sent.
    StartTls,
    /// Nothing, to a server on this machine (`dangerous-clear-text`).
    Clear,
}

/// The account we log in to the mail server with.
#[derive(Clone)]
pub(crate) struct MailLogin {
    /// Its name.
    pub(crate) user: String,
    /// Its password.
    pub(crate) password: Secret,
}

pub(super) fn read(section: &Section<'_>) -> Option<Mail> {
    section.require("server", "\"smtps://mail.example.test\"");
    section.require("from", "\"it@example.test\"");
    let server = server(section);
    let login = login(section);
    let from = section.text("from", address);
    let reply_to = section.text("reply-to", address);
    let feed = section.texts("feed", address);
    let prompt = section.boolean("prompt", true);
    section.finish();
    Some(Mail { server: server?, login, from: from?, reply_to, feed, prompt })
}

fn server(section: &Section<'_>) -> Option<MailServer> {
    let written = section.text("server", identity::mail_server);
    let ca = section.text("ca-file", |name| {
        let path = section.source.resolve(name);
        file::certificates(&path).map(|certificates| (path, certificates))
    });
    let clear = section.boolean("dangerous-clear-text", false);
    let (tls, host, port) = written?;
    if clear && tls {
        let wrong = Wrong::new("contradicts `smtps://`", "remove it, or write `smtp://` in `server`");
        section.wrong("dangerous-clear-text", wrong);
    } else if clear && !identity::is_loopback(&host) {
        let remedy = "name a loopback address in `server`, or remove the key: `smtp://` is StartTLS";
        section.wrong("dangerous-clear-text", Wrong::new("is for mail servers on this machine alone", remedy));
    }
    if clear && section.has("ca-file") {
        section.wrong("ca-file", Wrong::new("is of no use in the clear", "remove it, or `dangerous-clear-text`"));
    }
    let security = match (tls, clear) {
        (true, _) => MailSecurity::Tls,
        (false, false) => MailSecurity::StartTls,
        (false, true) => MailSecurity::Clear,
    };
    let [implicit, submission, relay] = PORTS;
    let usual = match security {
        MailSecurity::Tls => implicit,
        MailSecurity::StartTls => submission,
        MailSecurity::Clear => relay,
    };
    let (ca_file, ca) = ca.map_or((None, Vec::new()), |(path, certificates)| (Some(path), certificates));
    Some(MailServer { security, host, port: port.unwrap_or(usual), ca_file, ca })
}

/// Name and password go together.
fn login(section: &Section<'_>) -> Option<MailLogin> {
    let user = section.text("user", value::plain);
    let password = section.text("password-file", |name| file::secret(&section.source.resolve(name)));
    if section.has("user") && !section.has("password-file") {
        section.missing("password-file", "write `password-file = \"mail.password\"`, or remove `user`");
    }
    if section.has("password-file") && !section.has("user") {
        section.missing("user", "write the account's name, or remove `password-file`");
    }
    Some(MailLogin { user: user?, password: password? })
}

fn address(text: &str) -> Result<Address, Wrong> {
    Address::parse(text).ok_or_else(|| {
        Wrong::new(format!("`{text}` is not one mail address"), "write the address alone, such as `it@example.test`")
    })
}
