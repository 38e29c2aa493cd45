//! From the configuration to the server's settings.

use std::collections::HashMap;
use std::sync::Arc;

use vestibule_gate::Sid;
use vestibule_radius::packet::Secret;
use vestibule_radius::reply::Rules;
use vestibule_radius::server::{Client, Encoding, Limits, Settings};

use super::Groups;
use crate::config::{self, Peer, Radius, RadiusClient};

/// What an admission of a client needs to know besides the verdict.
#[derive(Default)]
pub(super) struct Wanted {
    /// Attributes of the person in the directory.
    pub(super) attributes: Vec<Arc<str>>,
    /// The names of the groups that rules name.
    pub(super) names: HashMap<Sid, String>,
}

/// All clients, and what each wants to know. `responses` says whether MS-CHAPv2 can be proven.
pub(super) fn settings(radius: &Radius, groups: &Groups, responses: bool) -> (Settings, HashMap<Arc<str>, Wanted>) {
    let (mut clients, mut wanted) = (Vec::new(), HashMap::new());
    for configured in &radius.clients {
        let rules = radius.rules(configured, groups);
        let client = client(configured, rules, responses);
        wanted.insert(Arc::clone(&client.name), wants(&client.reply, groups));
        clients.push(client);
    }
    (Settings { clients, limits: Limits::default() }, wanted)
}

fn wants(rules: &Rules, groups: &Groups) -> Wanted {
    let named = rules.groups();
    let names = groups.values().filter(|(sid, _)| named.contains(sid)).cloned().collect();
    Wanted { attributes: rules.directory_attributes().into_iter().collect(), names }
}

fn client(configured: &RadiusClient, reply: Rules, responses: bool) -> Client {
    let secret = Secret::new(configured.secret.expose().as_bytes().to_vec());
    let mut client = Client::new(configured.name.as_str(), secret);
    client.networks = match &configured.peer {
        Peer::Networks(networks) => networks.iter().map(|network| (network.addr(), network.prefix_len())).collect(),
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
    client.strip_realms = configured.strip_realms.clone();
    client.response_holds_code = configured.response_holds_code;
    client.question = configured.question.clone();
    client.reply = reply;
    client.accounting = configured.accounting;
    client.responses = responses;
    client
}
