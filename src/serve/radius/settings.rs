//! From the configuration to the door's settings.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use vestibule_radius::eap::{self, Unusable};
use vestibule_radius::packet::Secret;
use vestibule_radius::server::{Client, Encoding, Settings};

use super::Groups;
use crate::config::{self, Peer, Radius, RadiusClient};

/// The clients as configured; `responses` says whether MS-CHAPv2 can be proven. A reply rule whose group is not among
/// `groups` is for nobody.
///
/// # Errors
/// When TLS cannot be set up.
pub(super) fn settings(radius: &Radius, groups: &Groups, responses: bool) -> Result<Settings, Unusable> {
    let clients = radius.clients.iter().map(|configured| client(radius, configured, groups, responses)).collect();
    let eap = radius.eap.as_ref().map(|eap| eap::Settings::new(&eap.tls.certified, eap.fragment_size).map(Arc::new));
    Ok(Settings { clients, eap: eap.transpose()?, ..Settings::default() })
}

fn client(radius: &Radius, configured: &RadiusClient, groups: &Groups, responses: bool) -> Client {
    let mut client = Client::new(configured.name.as_str(), Secret::new(configured.secret.expose().as_bytes().to_vec()));
    client.networks = match &configured.peer {
        Peer::Networks(networks) => networks.iter().map(network).collect(),
        Peer::Certificate(_) => Vec::new(),
    };
    client.code = configured.code.clone();
    client.message_authenticator_optional = configured.dangerous_message_authenticator_optional;
    client.reply_without_message_authenticator = configured.dangerous_reply_without_message_authenticator;
    client.source_from = configured.source_attributes.iter().map(|(_, attribute)| *attribute).collect();
    client.encoding = match configured.encoding {
        config::Encoding::Utf8 => Encoding::Utf8,
        config::Encoding::Latin1 => Encoding::Latin1,
    };
    client.strip_realms.clone_from(&configured.strip_realms);
    client.responses = responses;
    client.response_holds_code = configured.response_holds_code;
    client.question.clone_from(&configured.question);
    client.reply = radius.rules(configured, groups);
    client.accounting = configured.accounting;
    client.fast_reconnect = !configured.fast_reconnect.is_zero();
    client
}

fn network(network: &IpNet) -> (IpAddr, u8) {
    (network.addr(), network.prefix_len())
}
