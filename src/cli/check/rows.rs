//! The tables of `check`: directories, LDAP listeners, RADIUS clients.

use serde::Serialize;

use crate::cli::output::Row;
use crate::config::{Directory, Kind, Ldap, RadiusClient, shown, spell};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct DirectoryRow {
    name: String,
    kind: &'static str,
    servers: Vec<String>,
    base_dn: String,
}

impl DirectoryRow {
    pub(super) fn new(directory: &Directory) -> Self {
        let kind = match directory.kind {
            Kind::ActiveDirectory => "active-directory",
            Kind::OpenLdap => "openldap",
        };
        let scheme = |tls| if tls { "ldaps" } else { "ldap" };
        let servers =
            directory.urls.iter().map(|server| format!("{}://{}:{}", scheme(server.tls), server.host, server.port));
        Self { name: directory.name.clone(), kind, servers: servers.collect(), base_dn: directory.base_dn.clone() }
    }
}

impl Row for DirectoryRow {
    const HEADS: &'static [&'static str] = &["DIRECTORY", "KIND", "SERVERS", "BASE"];

    fn cells(&self) -> Vec<String> {
        let servers = if self.servers.is_empty() { "found by DNS".to_owned() } else { self.servers.join(" ") };
        vec![self.name.clone(), self.kind.to_owned(), servers, self.base_dn.clone()]
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct LdapRow {
    name: String,
    listen: Vec<String>,
    transport: &'static str,
    code: String,
    remember: String,
    service_accounts: Vec<String>,
}

impl LdapRow {
    pub(super) fn new(ldap: &Ldap) -> Self {
        Self {
            name: ldap.name.clone(),
            listen: ldap.listen.iter().map(ToString::to_string).collect(),
            transport: shown::transport(&ldap.transport),
            code: shown::code(&ldap.code),
            remember: spell(ldap.remember),
            service_accounts: ldap.service_accounts.clone(),
        }
    }
}

impl Row for LdapRow {
    const HEADS: &'static [&'static str] =
        &["APPLICATION", "LISTEN", "TRANSPORT", "CODE", "REMEMBER", "SERVICE ACCOUNTS"];

    fn cells(&self) -> Vec<String> {
        let accounts =
            if self.service_accounts.is_empty() { "none".to_owned() } else { self.service_accounts.join(" ") };
        vec![
            self.name.clone(),
            self.listen.join(" "),
            self.transport.to_owned(),
            self.code.clone(),
            self.remember.clone(),
            accounts,
        ]
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RadiusRow {
    name: String,
    preset: Option<&'static str>,
    transport: &'static str,
    from: Vec<String>,
    code: String,
    retry_window: String,
    reply_rules: usize,
}

impl RadiusRow {
    pub(super) fn new(client: &RadiusClient) -> Self {
        Self {
            name: client.name.clone(),
            preset: client.preset.map(|preset| preset.about().word),
            transport: if client.peer.is_udp() { "udp" } else { "radsec" },
            from: shown::from(&client.peer),
            code: shown::way(&client.code),
            retry_window: spell(client.retry_window),
            reply_rules: client.reply.len(),
        }
    }
}

impl Row for RadiusRow {
    const HEADS: &'static [&'static str] =
        &["APPLICATION", "PRESET", "TRANSPORT", "FROM", "CODE", "RETRY", "REPLY RULES"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.preset.unwrap_or("none").to_owned(),
            self.transport.to_owned(),
            self.from.join(" "),
            self.code.clone(),
            self.retry_window.clone(),
            self.reply_rules.to_string(),
        ]
    }
}
