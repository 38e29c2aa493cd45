//! The settings of an application as they are shown: as they would be written, defaults included. No secret is among them.

use ipnet::IpNet;
use vestibule_gate::CodeWay;

use super::{Certificate, Code, Encoding, Ldap, Peer, RadiusClient, Referrals, ReplyMatch, Transport, spell};

/// A setting and its value.
pub(crate) type Shown = (&'static str, String);

/// Those of an LDAP listener.
pub(crate) fn of_listener(ldap: &Ldap) -> Vec<Shown> {
    let referrals = match ldap.referrals {
        Referrals::Drop => "drop",
        Referrals::Pass => "pass",
    };
    vec![
        ("listen", some(&ldap.listen.iter().map(ToString::to_string).collect::<Vec<_>>())),
        ("transport", transport(&ldap.transport).to_owned()),
        ("code", code(&ldap.code)),
        ("directory", ldap.directory.clone().unwrap_or_else(|| "any".to_owned())),
        ("global-catalog", yes(ldap.global_catalog)),
        ("service-accounts", some(&ldap.service_accounts)),
        ("service-sources", networks(&ldap.service_sources)),
        ("remember", spell(ldap.remember)),
        ("max-session", spell(ldap.max_session)),
        ("idle-timeout", spell(ldap.idle_timeout)),
        ("max-connections", ldap.max_connections.to_string()),
        ("max-message", ldap.max_message.to_string()),
        ("referrals", referrals.to_owned()),
        ("proxy-protocol-from", networks(&ldap.proxy_protocol_from)),
        ("dangerous-protected-service-account", yes(ldap.dangerous_protected_service_account)),
    ]
}

/// Those of a RADIUS client.
pub(crate) fn of_client(client: &RadiusClient) -> Vec<Shown> {
    let peer = if client.peer.is_udp() { "from" } else { "certificate" };
    let mut settings = vec![(peer, from(&client.peer).join(" ")), ("secret-file", "not shown".to_owned())];
    settings.push(("code", way(&client.code)));
    if client.code.asks() {
        settings.push(("question", client.question.clone()));
    }
    let encoding = match client.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Latin1 => "latin-1",
    };
    settings.extend([
        ("directory", client.directory.clone().unwrap_or_else(|| "any".to_owned())),
        ("retry-window", spell(client.retry_window)),
        ("fast-reconnect", spell(client.fast_reconnect)),
        ("strip-realms", some(&client.strip_realms)),
        ("encoding", encoding.to_owned()),
        ("source-attributes", some(&client.source_attributes.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>())),
        ("accounting", yes(client.accounting)),
    ]);
    if !client.reply.is_empty() {
        let which = match client.reply_match {
            ReplyMatch::First => "first",
            ReplyMatch::All => "all",
        };
        settings.push(("reply-match", which.to_owned()));
    }
    settings.extend([
        ("dangerous-single-factor", yes(client.dangerous_single_factor)),
        ("dangerous-message-authenticator-optional", yes(client.dangerous_message_authenticator_optional)),
        ("dangerous-challenge-after-password", yes(client.dangerous_challenge_after_password)),
        ("dangerous-reply-without-message-authenticator", yes(client.dangerous_reply_without_message_authenticator)),
    ]);
    settings
}

/// How a device is known.
pub(crate) fn from(peer: &Peer) -> Vec<String> {
    match peer {
        Peer::Networks(networks) => networks.iter().map(ToString::to_string).collect(),
        Peer::Certificate(Certificate::DnsName(name)) => vec![name.clone()],
        Peer::Certificate(Certificate::Sha256(octets)) => {
            let digits: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            vec![format!("sha256:{digits}")]
        }
    }
}

/// Where people type their code at a RADIUS client.
pub(crate) fn way(code: &CodeWay) -> String {
    match code {
        CodeWay::Append => "append".to_owned(),
        CodeWay::Separator(separator) => format!("separator {separator}"),
        CodeWay::Challenge => "challenge".to_owned(),
        CodeWay::UserName => "username".to_owned(),
        CodeWay::CodeOnly => "code-only".to_owned(),
        CodeWay::Auto => "auto".to_owned(),
    }
}

/// Where people type their code at an LDAP listener.
pub(crate) fn code(code: &Code) -> String {
    match code {
        Code::Append => "append".to_owned(),
        Code::Separator(separator) => format!("separator {separator}"),
        Code::Username => "username".to_owned(),
    }
}

/// What protects the passwords on the way to us.
pub(crate) const fn transport(transport: &Transport) -> &'static str {
    match transport {
        Transport::Ldaps(_) => "ldaps",
        Transport::StartTls(_) => "starttls",
        Transport::Clear => "clear",
    }
}

fn yes(value: bool) -> String {
    if value { "true" } else { "false" }.to_owned()
}

fn some(values: &[String]) -> String {
    if values.is_empty() { "none".to_owned() } else { values.join(" ") }
}

fn networks(networks: &[IpNet]) -> String {
    some(&networks.iter().map(ToString::to_string).collect::<Vec<_>>())
}
