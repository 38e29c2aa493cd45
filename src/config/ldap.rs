//! `[[ldap]]`: a listener, which is one application.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::directory::{self, Kind, Known};
use super::fault::Wrong;
use super::file::Tls;
use super::neighbours::{Neighbours, check_listen};
use super::section::Section;
use super::{file, value};

/// Every limit of this size or above it is a slip of the pen.
const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// One LDAP listener and the application behind it.
#[derive(Clone)]
pub(crate) struct Ldap {
    /// The application's name, unique whatever the case of its letters.
    pub(crate) name: String,
    /// Where people type their code.
    pub(crate) code: Code,
    /// Addresses to listen on, at least one; port 0 lets the system choose.
    pub(crate) listen: Vec<SocketAddr>,
    /// What protects the passwords on the way to us.
    pub(crate) transport: Transport,
    /// Accounts that bind with the password alone, by any spelling the directory resolves.
    pub(crate) service_accounts: Vec<String>,
    /// Where those accounts may come from; never empty where there are any.
    pub(crate) service_sources: Vec<IpNet>,
    /// How long the same string needs no fresh code; zero for never, at most 7 days.
    pub(crate) remember: Duration,
    /// The longest a person's session lasts, 1 min to 7 days. Service accounts' sessions have no end.
    pub(crate) max_session: Duration,
    /// How long a connection may be silent, 10 s to 24 h.
    pub(crate) idle_timeout: Duration,
    /// Connections at the same time, 1 to 100,000.
    pub(crate) max_connections: usize,
    /// The longest message after a bind, in octets, 256 KiB to 64 MiB.
    pub(crate) max_message: usize,
    /// What happens to the directory's referrals.
    pub(crate) referrals: Referrals,
    /// Proxies whose PROXY protocol header says where a connection comes from.
    pub(crate) proxy_protocol_from: Vec<IpNet>,
    /// The directory people of this application are in; `None`: any of them.
    pub(crate) directory: Option<String>,
    /// Whether sessions go to the Global Catalog (port 3268 or 3269).
    pub(crate) global_catalog: bool,
    /// Whether a protected person may be one of `service_accounts`.
    pub(crate) dangerous_protected_service_account: bool,
}

/// Where people type their code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Code {
    /// Behind the password.
    Append,
    /// Behind the password and this separator, which is 1 to 4 ASCII marks.
    Separator(String),
    /// Behind the name: `ada-123456`.
    Username,
}

/// What protects the passwords on the way to us.
#[derive(Clone)]
pub(crate) enum Transport {
    /// TLS from the first octet.
    Ldaps(Tls),
    /// A clear port on which passwords are taken after StartTLS only.
    StartTls(Tls),
    /// Nothing (`dangerous-clear-text = true`).
    Clear,
}

/// What happens to the directory's referrals.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Referrals {
    /// They are withheld.
    Drop,
    /// They are passed on; a client that follows them takes its password past us.
    Pass,
}

pub(super) fn read(section: &Section<'_>, neighbours: &mut Neighbours<'_>) -> Option<Ldap> {
    section.require("name", "\"webmail\"");
    section.require("listen", "\"0.0.0.0:636\"");
    let name = neighbours.name(section);
    let transport = transport(section);
    let ldap = rest(section);
    check_listen(section, "listen", &ldap.listen, &mut neighbours.addresses);
    check_service(section, &ldap, neighbours.directories);
    check_directory(section, &ldap, neighbours.directories);
    section.finish();
    Some(Ldap { name: name?, transport: transport?, ..ldap })
}

/// The keys that may be left out; what `read` has to fill in is empty here.
fn rest(section: &Section<'_>) -> Ldap {
    let span = |key, from, to, default| section.text(key, |text| value::duration(text, from, to)).unwrap_or(default);
    let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
    let referrals = [("drop", Referrals::Drop), ("pass", Referrals::Pass)];
    Ldap {
        name: String::new(),
        transport: Transport::Clear,
        code: code(section),
        listen: section.texts("listen", value::listen),
        service_accounts: section.texts("service-accounts", value::plain),
        service_sources: section.texts("service-sources", value::network),
        remember: span("remember", Duration::ZERO, WEEK, Duration::ZERO),
        max_session: span("max-session", minute, WEEK, 720 * minute),
        idle_timeout: span("idle-timeout", 10 * second, 1440 * minute, 15 * minute),
        max_connections: usize::try_from(section.integer("max-connections", 10_000, 1, 100_000)).unwrap_or(10_000),
        max_message: section.text("max-message", |text| value::size(text, 256 << 10, 64 << 20)).unwrap_or(10 << 20),
        referrals: section.text("referrals", |text| value::choice(text, &referrals, &[])).unwrap_or(Referrals::Drop),
        proxy_protocol_from: section.texts("proxy-protocol-from", value::network),
        directory: section.text("directory", value::name),
        global_catalog: section.boolean("global-catalog", false),
        dangerous_protected_service_account: section.boolean("dangerous-protected-service-account", false),
    }
}

fn code(section: &Section<'_>) -> Code {
    let words = [("append", 0), ("separator", 1), ("username", 2)];
    let place = section.text("code", |text| value::choice(text, &words, &[]));
    let wanted = if section.has("code") && place.is_none() { None } else { Some(place == Some(1)) };
    let separator = super::code::separator(section, wanted);
    match place {
        Some(1) => Code::Separator(separator),
        Some(2) => Code::Username,
        Some(_) | None => Code::Append,
    }
}

fn transport(section: &Section<'_>) -> Option<Transport> {
    let tls = section.table("tls");
    let starttls = section.boolean("starttls", false);
    let clear = section.boolean("dangerous-clear-text", false);
    match (&tls, starttls, clear) {
        (_, true, true) => section.wrong(
            "dangerous-clear-text",
            Wrong::new("contradicts `starttls = true`", "remove one of the two, or write two listeners"),
        ),
        (Some(_), false, true) => section.wrong(
            "dangerous-clear-text",
            Wrong::new("contradicts `tls`", "remove one of the two, or write two listeners"),
        ),
        (None, true, false) if !section.has("tls") => {
            section.missing("tls", "write `tls = { certificate-file = …, key-file = … }`: StartTLS needs a certificate")
        }
        (None, false, false) if !section.has("tls") => section
            .missing("tls", "write `tls = { certificate-file = …, key-file = … }`: passwords are taken under TLS only"),
        (None | Some(_), _, _) => {}
    }
    match tls {
        Some(table) if starttls => file::tls(&table).map(Transport::StartTls),
        Some(table) => file::tls(&table).map(Transport::Ldaps),
        None => clear.then_some(Transport::Clear),
    }
}

fn check_service(section: &Section<'_>, ldap: &Ldap, directories: &[Known]) {
    if section.has("service-accounts") && !ldap.service_accounts.is_empty() && !section.has("service-sources") {
        section.missing(
            "service-sources",
            "write the networks its service accounts come from, such as `service-sources = [\"127.0.0.0/8\"]`",
        );
    }
    if section.is_empty_list("service-sources") && !ldap.service_accounts.is_empty() {
        section.wrong(
            "service-sources",
            Wrong::new("is empty, so no service account could bind", "name the networks they come from"),
        );
    }
    if ldap.dangerous_protected_service_account && ldap.service_accounts.is_empty() {
        section.wrong(
            "dangerous-protected-service-account",
            Wrong::new("has no service account to hold for", "remove it, or name `service-accounts`"),
        );
    }
    let ours = |account: &&String| {
        directories
            .iter()
            .filter_map(|directory| directory.service_account.as_ref())
            .any(|own| own.eq_ignore_ascii_case(account))
    };
    if let Some(account) = ldap.service_accounts.iter().find(ours) {
        section.wrong(
            "service-accounts",
            Wrong::new(
                format!("`{account}` is Vestibule's own account, which can log in nowhere"),
                "give the application an account of its own",
            ),
        );
    }
}

fn check_directory(section: &Section<'_>, ldap: &Ldap, directories: &[Known]) {
    let meant = directory::meant(section, ldap.directory.as_deref(), directories);
    if ldap.global_catalog && meant.iter().any(|directory| directory.kind == Some(Kind::OpenLdap)) {
        section.wrong(
            "global-catalog",
            Wrong::new(
                "is a service of Active Directory, and OpenLDAP has none",
                "name an Active Directory in `directory`, or remove the key",
            ),
        );
    }
}
