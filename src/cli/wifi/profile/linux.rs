//! Profiles for Linux: a network of wpa_supplicant, and a connection of NetworkManager.

use super::facts::{Facts, Network, Ssid};
use crate::config::radius::Method;

/// Where wpa_supplicant is told to find the authority.
const SUPPLICANT: &str = "/etc/wpa_supplicant";
/// Where NetworkManager is told to find it.
const MANAGER: &str = "/etc/NetworkManager/certificates";

/// A network of wpa_supplicant.
pub(super) fn supplicant(facts: &Facts, network: &Network, authority: &str) -> String {
    let mut text = format!(
        "# Copy {authority} to {SUPPLICANT}/ first: without it nobody is let in. Name and password are asked for by wpa_cli;\n\
         # `identity` may be written here, `password` only where it is not typed together with a code.\n"
    );
    let (head, keys) = match network {
        Network::Wifi(ssid) => {
            ("", format!("\tssid={}\n\tkey_mgmt=WPA-EAP WPA-EAP-SHA256\n\tieee80211w=1\n", of(ssid)))
        }
        Network::Wired => ("ap_scan=0\n", "\tkey_mgmt=IEEE8021X\n\teapol_flags=0\n".to_owned()),
    };
    let (outer, _) = methods(facts.method);
    let lines = [
        format!("{head}network={{\n{keys}\teap={}", outer.to_uppercase()),
        format!("\tanonymous_identity=\"{}\"", facts.anonymous),
        format!("\tca_cert=\"{SUPPLICANT}/{authority}\""),
        format!("\tdomain_match=\"{}\"", facts.names.join(";")),
        format!("\tphase2=\"{}\"", phase2(facts.method)),
        "}\n".to_owned(),
    ];
    text += &lines.join("\n");
    text
}

/// A connection of NetworkManager, as a file.
pub(super) fn manager(facts: &Facts, network: &Network, authority: &str) -> String {
    let kind = match network {
        Network::Wifi(ssid) => format!(
            "type=wifi\n\n[wifi]\nmode=infrastructure\nssid={}\n\n[wifi-security]\nkey-mgmt=wpa-eap\n",
            octets(ssid)
        ),
        Network::Wired => "type=ethernet\n\n[ethernet]\n".to_owned(),
    };
    let (outer, inner) = methods(facts.method);
    // 2: asked for each time; 1: kept by the person's own session.
    let flags = if facts.typed_once() { 2 } else { 1 };
    let names = facts.names.join(";");
    format!(
        "# Copy {authority} to {MANAGER}/ and this to /etc/NetworkManager/system-connections/, for root alone (chmod 600).\n\
         [connection]\nid={}\nuuid={}\n{kind}\n[802-1x]\neap={outer};\nidentity=YOUR-NAME\nanonymous-identity={}\n\
         ca-cert={MANAGER}/{authority}\ndomain-match={names}\ndomain-suffix-match={names}\n{inner}\n\
         password-flags={flags}\n",
        network.slug(),
        facts.uuid(network, "NetworkManager").to_lowercase(),
        facts.anonymous
    )
}

/// The outer method, and the inner one as NetworkManager writes it.
const fn methods(method: Method) -> (&'static str, &'static str) {
    match method {
        Method::TtlsPap => ("ttls", "phase2-auth=pap"),
        Method::TtlsGtc => ("ttls", "phase2-autheap=gtc"),
        Method::TtlsMschapv2 => ("ttls", "phase2-auth=mschapv2"),
        Method::TtlsEapMschapv2 => ("ttls", "phase2-autheap=mschapv2"),
        Method::PeapGtc => ("peap", "phase2-auth=gtc"),
        Method::PeapMschapv2 => ("peap", "phase2-auth=mschapv2"),
    }
}

const fn phase2(method: Method) -> &'static str {
    match method {
        Method::TtlsPap => "auth=PAP",
        Method::TtlsGtc => "autheap=GTC",
        Method::TtlsMschapv2 | Method::PeapMschapv2 => "auth=MSCHAPV2",
        Method::TtlsEapMschapv2 => "autheap=MSCHAPV2",
        Method::PeapGtc => "auth=GTC",
    }
}

/// Between quotation marks, or as hexadecimal digits where marks of the file would be in it.
fn of(ssid: &Ssid) -> String {
    if ssid.is_plain() { format!("\"{}\"", ssid.text()) } else { ssid.hex() }
}

/// As it stands, or as numbers.
fn octets(ssid: &Ssid) -> String {
    if ssid.is_plain() {
        return ssid.text().to_owned();
    }
    ssid.text().bytes().map(|octet| format!("{octet};")).collect()
}
