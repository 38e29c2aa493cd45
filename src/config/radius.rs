//! `[radius]`: the RADIUS door (RFC 2865, 2866, 6614) and the devices that may ask it.

mod client;
mod eap;
mod method;
mod peer;
mod preset;
mod reply;
mod said;
mod words;

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use ipnet::IpNet;
use rustls_pki_types::CertificateDer;
use vestibule_gate::Sid;
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::reply::Rules;

pub(crate) use client::{Encoding, GOOD_SECRET, RadiusClient};
pub(crate) use eap::{Eap, is_trusted, roots_of, troubles};
pub(crate) use method::{METHODS, Method, Place};
pub(crate) use peer::{Certificate, Peer};
pub(crate) use preset::Preset;
pub(crate) use reply::{ReplyMatch, ReplyRule};
pub(crate) use said::{dangers, mschapv2, notes, prover, reconnect, source, wire};

use super::fault::Wrong;
use super::file::Tls;
use super::neighbours::{Neighbours, check_listen};
use super::section::Section;
use super::{file, value};

/// The ports of RFC 2865 and 2866.
const PORT: u16 = 1812;
const ACCOUNTING_PORT: u16 = 1813;

/// The RADIUS door.
#[derive(Clone)]
pub(crate) struct Radius {
    /// UDP addresses for Access-Request and Status-Server; empty where all clients come by RadSec.
    pub(crate) listen: Vec<SocketAddr>,
    /// UDP addresses for Accounting-Request; may be empty.
    pub(crate) accounting_listen: Vec<SocketAddr>,
    /// RADIUS over TLS; `None`: not offered.
    pub(crate) radsec: Option<RadSec>,
    /// EAP; `None`: not offered.
    pub(crate) eap: Option<Eap>,
    /// The names of attributes: the built-in ones, and those of `dictionary-files`.
    pub(crate) dictionary: Arc<Dictionary>,
    /// The devices, at least one.
    pub(crate) clients: Vec<RadiusClient>,
}

impl Radius {
    /// A client's reply rules as the door applies them. `groups` says what the groups' names mean; a rule whose group is
    /// not among them is for nobody.
    pub(crate) fn rules(&self, client: &RadiusClient, groups: &HashMap<String, (Sid, String)>) -> Rules {
        let compiled = reply::compile(&client.reply, client.reply_match, &self.dictionary, groups);
        // The same rules were compiled without fault while they were read.
        compiled.unwrap_or_else(|_| Rules::none())
    }
}

/// RADIUS over TLS with client certificates (RFC 6614).
#[derive(Clone)]
pub(crate) struct RadSec {
    /// TCP addresses, at least one.
    pub(crate) listen: Vec<SocketAddr>,
    /// What we show.
    pub(crate) tls: Tls,
    /// The file the authorities were read from.
    pub(crate) client_ca_file: PathBuf,
    /// Who may issue the clients' certificates, at least one.
    pub(crate) client_ca: Vec<CertificateDer<'static>>,
}

/// What clients must agree on with each other and with the rest of the file.
struct Around<'a, 'b> {
    neighbours: &'a mut Neighbours<'b>,
    taken: Taken,
    winbind: bool,
    eap: bool,
    dictionary: &'a Dictionary,
}

/// What earlier clients have.
#[derive(Default)]
struct Taken {
    networks: BTreeSet<IpNet>,
    certificates: BTreeSet<Certificate>,
}

/// Reads the door; `winbind` says whether MS-CHAPv2 can be proven.
pub(super) fn read(section: &Section<'_>, neighbours: &mut Neighbours<'_>, winbind: bool) -> Option<Radius> {
    let dictionary = words::read(section);
    let radsec_table = section.table("radsec");
    let radsec = radsec_table.as_ref().and_then(|table| radsec(table, neighbours));
    let eap = section.table("eap").and_then(|table| eap::read(&table));
    let tables = section.tables("client");
    if tables.is_empty() && (!section.has("client") || section.is_empty_list("client")) {
        section.missing("client", "write at least one device: a section `[[radius.client]]`");
    }
    let offered = section.has("eap");
    let mut around = Around { neighbours, taken: Taken::default(), winbind, eap: offered, dictionary: &dictionary };
    let clients: Vec<RadiusClient> = tables.iter().filter_map(|table| client::read(table, &mut around)).collect();
    let faulty = clients.len() < tables.len() || tables.is_empty();
    check_radsec(section, &tables, radsec_table.is_some(), faulty);
    let (listen, accounting_listen) = addresses(section, &clients, faulty);
    section.finish();
    Some(Radius { listen, accounting_listen, radsec, eap, dictionary: Arc::new(dictionary), clients })
}

/// The UDP addresses. Those that are not written are the usual ones, where a client needs any.
fn addresses(section: &Section<'_>, clients: &[RadiusClient], faulty: bool) -> (Vec<SocketAddr>, Vec<SocketAddr>) {
    let by_udp = || clients.iter().filter(|client| client.peer.is_udp());
    let mut taken = BTreeSet::new();
    let mut read = |key: &'static str, port: u16, needed: bool| {
        let listen = section.texts(key, value::listen);
        if section.has(key) {
            check_listen(section, key, &listen, &mut taken);
            return listen;
        }
        let usual = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
        if needed { vec![usual] } else { Vec::new() }
    };
    let listen = read("listen", PORT, by_udp().next().is_some());
    let accounting = read("accounting-listen", ACCOUNTING_PORT, by_udp().any(|client| client.accounting));
    let of_no_use = |key: &'static str, nobody: bool, remedy: &str| {
        if section.has(key) && nobody && !faulty {
            section.wrong(key, Wrong::new("is where no client may ask", remedy));
        }
    };
    of_no_use("listen", by_udp().next().is_none(), "write `from` in a client, or remove the key");
    of_no_use(
        "accounting-listen",
        !by_udp().any(|client| client.accounting),
        "write `accounting = true` in a client, or remove the key",
    );
    (listen, accounting)
}

fn radsec(section: &Section<'_>, neighbours: &mut Neighbours<'_>) -> Option<RadSec> {
    section.require("listen", "\"0.0.0.0:2083\"");
    section.require("tls", "{ certificate-file = \"server.pem\", key-file = \"server.key\" }");
    section.require("client-ca-file", "\"radsec-ca.pem\"");
    let listen = section.texts("listen", value::listen);
    check_listen(section, "listen", &listen, &mut neighbours.addresses);
    let tls = section.table("tls").and_then(|table| file::tls(&table));
    let authorities = section.text("client-ca-file", |name| {
        let path = section.source.resolve(name);
        file::certificates(&path).map(|certificates| (path, certificates))
    });
    section.finish();
    let (client_ca_file, client_ca) = authorities?;
    Some(RadSec { listen, tls: tls?, client_ca_file, client_ca })
}

/// Clients with certificates and RadSec go together.
fn check_radsec(section: &Section<'_>, clients: &[Section<'_>], offered: bool, faulty: bool) {
    let mut with_certificate = clients.iter().filter(|client| client.has("certificate")).peekable();
    if offered && with_certificate.peek().is_none() && !faulty {
        let remedy = "write a client with `certificate`, or remove the key";
        section.wrong("radsec", Wrong::new("is for clients with a certificate, and there is none", remedy));
    }
    for client in with_certificate.filter(|_| !section.has("radsec")) {
        let remedy = "write `[radius] radsec = { listen, tls, client-ca-file }`, or `from` for UDP";
        client.wrong("certificate", Wrong::new("needs RadSec, which is not offered", remedy));
    }
}
