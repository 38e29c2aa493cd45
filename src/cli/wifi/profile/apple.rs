//! A profile for iPhone, iPad and Mac: one `.mobileconfig` with the authority and the network.

use super::facts::{Facts, Network};
use super::xml::Xml;
use crate::config::radius::Method;
use crate::encoding::base64;

const HEAD: &str = "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
                    \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";
const EAP_TTLS: u8 = 21;
const PEAP: u8 = 25;

/// The profile.
pub(super) fn profile(facts: &Facts, network: &Network) -> String {
    let mut xml = Xml::new(HEAD);
    let parts: Vec<String> = (1..=facts.roots.len()).map(|number| format!("root {number}")).collect();
    let anchors: Vec<String> = parts.iter().map(|part| facts.uuid(network, part)).collect();
    xml.element("plist", &[("version", "1.0")], |xml| {
        xml.element("dict", &[], |xml| {
            key(xml, "PayloadContent");
            xml.element("array", &[], |xml| {
                for (root, part) in facts.roots.iter().zip(&parts) {
                    xml.element("dict", &[], |xml| authority(xml, facts, network, root, part));
                }
                xml.element("dict", &[], |xml| connection(xml, facts, network, &anchors));
            });
            head(xml, facts, network, "Configuration", "whole");
        });
    });
    xml.finish()
}

/// What every payload says of itself.
fn head(xml: &mut Xml, facts: &Facts, network: &Network, kind: &str, part: &str) {
    string(xml, "PayloadDisplayName", network.title());
    string(xml, "PayloadIdentifier", &facts.identifier(network, part));
    string(xml, "PayloadOrganization", &facts.organisation);
    string(xml, "PayloadType", kind);
    string(xml, "PayloadUUID", &facts.uuid(network, part));
    key(xml, "PayloadVersion");
    xml.text("integer", "1");
}

fn authority(xml: &mut Xml, facts: &Facts, network: &Network, root: &[u8], part: &str) {
    key(xml, "PayloadContent");
    xml.text("data", &base64(root));
    head(xml, facts, network, "com.apple.security.root", part);
}

fn connection(xml: &mut Xml, facts: &Facts, network: &Network, anchors: &[String]) {
    key(xml, "EAPClientConfiguration");
    xml.element("dict", &[], |xml| client(xml, facts, anchors));
    let kind = match network {
        Network::Wifi(ssid) => {
            key(xml, "AutoJoin");
            xml.empty("true");
            string(xml, "EncryptionType", "WPA2");
            key(xml, "HIDDEN_NETWORK");
            xml.empty("false");
            string(xml, "SSID_STR", ssid.text());
            "com.apple.wifi.managed"
        }
        Network::Wired => {
            string(xml, "EncryptionType", "Any");
            string(xml, "Interface", "FirstActiveEthernet");
            "com.apple.firstactiveethernet.managed"
        }
    };
    head(xml, facts, network, kind, "network");
}

fn client(xml: &mut Xml, facts: &Facts, anchors: &[String]) {
    let (outer, inner) = method(facts.method);
    key(xml, "AcceptEAPTypes");
    xml.element("array", &[], |xml| xml.text("integer", &outer.to_string()));
    key(xml, "OneTimeUserPassword");
    xml.empty(if facts.typed_once() { "true" } else { "false" });
    string(xml, "OuterIdentity", &facts.anonymous);
    key(xml, "PayloadCertificateAnchorUUID");
    xml.element("array", &[], |xml| anchors.iter().for_each(|anchor| xml.text("string", anchor)));
    key(xml, "TLSAllowTrustExceptions");
    xml.empty("false");
    string(xml, "TLSMinimumVersion", "1.2");
    key(xml, "TLSTrustedServerNames");
    xml.element("array", &[], |xml| facts.names.iter().for_each(|name| xml.text("string", name)));
    if let Some(inner) = inner {
        string(xml, "TTLSInnerAuthentication", inner);
    }
}

/// The number of the outer method, and the inner one of EAP-TTLS.
const fn method(method: Method) -> (u8, Option<&'static str>) {
    match method {
        Method::TtlsPap => (EAP_TTLS, Some("PAP")),
        Method::TtlsMschapv2 => (EAP_TTLS, Some("MSCHAPv2")),
        Method::TtlsGtc | Method::TtlsEapMschapv2 => (EAP_TTLS, Some("EAP")),
        Method::PeapGtc | Method::PeapMschapv2 => (PEAP, None),
    }
}

fn key(xml: &mut Xml, name: &str) {
    xml.text("key", name);
}

fn string(xml: &mut Xml, name: &str, value: &str) {
    key(xml, name);
    xml.text("string", value);
}
