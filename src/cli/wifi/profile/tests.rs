//! What the profiles hold: the names and the authority pinned, marks escaped, the same again when nothing changed.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
use roxmltree::{Document, Node, ParsingOptions};

use super::*;

/// Names of networks with marks that one format or the other has to escape.
const NAMES: [&str; 8] =
    ["Staff", "a b", "Ann's \"place\"", "<&>]]>", "Café ☕", "back\\slash", " #;=", "wifi\u{10348}"];

fn root() -> CertificateDer<'static> {
    let mut about = CertificateParams::default();
    about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    about.distinguished_name.push(DnType::CommonName, "Root");
    about.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
}

fn facts(method: Method, place: Place) -> Facts {
    Facts {
        method,
        place,
        code: CodeWay::Append,
        anonymous: "anonymous@example.test".to_owned(),
        names: vec!["radius1.example.test".to_owned(), "radius2.example.test".to_owned()],
        roots: vec![root(), root()],
        organisation: "Smith & Söhne <it>".to_owned(),
    }
}

fn wifi(name: &str) -> Network {
    Network::Wifi(Ssid::read(name).unwrap())
}

fn document(text: &str) -> Document<'_> {
    Document::parse_with_options(text, ParsingOptions { allow_dtd: true, ..ParsingOptions::default() }).unwrap()
}

/// The text of the only element with this name.
fn said(document: &Document<'_>, name: &str) -> String {
    let mut found = document.descendants().filter(|node| node.has_tag_name_anywhere(name));
    let text = found.next().unwrap_or_else(|| panic!("no {name}")).text().unwrap_or_default().to_owned();
    assert!(found.next().is_none(), "{name} is there twice");
    text
}

trait Anywhere {
    fn has_tag_name_anywhere(&self, name: &str) -> bool;
}

impl Anywhere for Node<'_, '_> {
    fn has_tag_name_anywhere(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// The elements behind every `<key>` with this name.
fn values<'a, 'b>(plist: &'a Document<'b>, key: &str) -> Vec<Node<'a, 'b>> {
    let keys = plist.descendants().filter(|node| node.has_tag_name("key") && node.text() == Some(key));
    keys.map(|node| node.next_sibling_element().unwrap()).collect()
}

/// What a list holds.
fn listed(node: Node<'_, '_>) -> Vec<String> {
    node.children().filter(Node::is_element).map(|one| one.text().unwrap_or_default().to_owned()).collect()
}

fn only<'a, 'b>(plist: &'a Document<'b>, key: &str) -> Node<'a, 'b> {
    let values = values(plist, key);
    assert_eq!(values.len(), 1, "{key}");
    values[0]
}

#[test]
fn apple_pins_the_roots_and_the_names_and_keeps_no_code() {
    let facts = facts(Method::TtlsPap, Place::Password);
    for name in NAMES {
        let text = apple::profile(&facts, &wifi(name));
        let plist = document(&text);
        assert_eq!(only(&plist, "SSID_STR").text(), Some(name));
        assert_eq!(listed(only(&plist, "AcceptEAPTypes")), ["21"]);
        assert_eq!(only(&plist, "TTLSInnerAuthentication").text(), Some("PAP"));
        assert_eq!(listed(only(&plist, "TLSTrustedServerNames")), facts.names);
        assert_eq!(only(&plist, "OuterIdentity").text(), Some("anonymous@example.test"));
        assert!(only(&plist, "OneTimeUserPassword").has_tag_name("true"));
        assert!(only(&plist, "TLSAllowTrustExceptions").has_tag_name("false"));
        let anchors = listed(only(&plist, "PayloadCertificateAnchorUUID"));
        let uuids: Vec<String> =
            values(&plist, "PayloadUUID").iter().filter_map(|node| node.text()).map(str::to_owned).collect();
        let mut different = uuids.clone();
        different.sort();
        different.dedup();
        assert_eq!((anchors.len(), uuids.len(), different.len()), (2, 4, 4), "{uuids:?}");
        assert!(anchors.iter().all(|anchor| uuids.contains(anchor)));
        assert_eq!(values(&plist, "PayloadIdentifier").len(), 4);
        let held: Vec<_> = plist.descendants().filter(|node| node.has_tag_name("data")).collect();
        let coded: Vec<String> = facts.roots.iter().map(|root| base64(root)).collect();
        assert_eq!(held.iter().filter_map(Node::text).collect::<Vec<_>>(), coded);
        assert!(values(&plist, "PayloadOrganization").iter().all(|node| node.text() == Some("Smith & Söhne <it>")));
    }
    let wired = apple::profile(&facts, &Network::Wired);
    let plist = document(&wired);
    assert!(values(&plist, "SSID_STR").is_empty());
    assert_eq!(only(&plist, "Interface").text(), Some("FirstActiveEthernet"));
}

#[test]
fn apple_is_told_each_method() {
    let methods = [
        (Method::TtlsPap, "21", Some("PAP")),
        (Method::TtlsGtc, "21", Some("EAP")),
        (Method::TtlsMschapv2, "21", Some("MSCHAPv2")),
        (Method::TtlsEapMschapv2, "21", Some("EAP")),
        (Method::PeapGtc, "25", None),
        (Method::PeapMschapv2, "25", None),
    ];
    for (method, outer, inner) in methods {
        let text = apple::profile(&facts(method, Place::ExemptOnly), &wifi("Staff"));
        let plist = document(&text);
        assert_eq!(listed(only(&plist, "AcceptEAPTypes")), [outer]);
        assert_eq!(values(&plist, "TTLSInnerAuthentication").first().and_then(|node| node.text()), inner);
        assert!(only(&plist, "OneTimeUserPassword").has_tag_name("false"), "a password alone may be kept");
    }
}

#[test]
fn windows_pins_the_roots_and_the_names_and_asks_nobody_to_decide() {
    let facts = facts(Method::TtlsPap, Place::Password);
    let hash = sha1_of(&facts.roots[0]);
    for name in NAMES {
        let text = windows::profile(&facts, &wifi(name)).unwrap();
        let xml = document(&text);
        assert_eq!(xml.root_element().tag_name().name(), "WLANProfile");
        let names: Vec<_> = xml.descendants().filter(|node| node.has_tag_name_anywhere("name")).collect();
        assert!(names.len() == 2 && names.iter().all(|node| node.text() == Some(name)));
        assert_eq!(said(&xml, "hex"), crate::encoding::hex(name.as_bytes()).to_uppercase());
        assert_eq!(said(&xml, "ServerNames"), "radius1.example.test;radius2.example.test");
        let hashes: Vec<_> = xml.descendants().filter(|node| node.has_tag_name_anywhere("TrustedRootCAHash")).collect();
        assert_eq!((hashes.len(), hashes[0].text()), (2, Some(hash.as_str())));
        assert_eq!(said(&xml, "DisablePrompt"), "true");
        assert_eq!(said(&xml, "PAPAuthentication"), "");
        assert_eq!(
            (said(&xml, "AnonymousIdentity").as_str(), said(&xml, "cacheUserData").as_str()),
            (&*facts.anonymous, "false")
        );
    }
}

#[test]
fn windows_speaks_peap_with_mschapv2_and_no_gtc() {
    let of = |method, place, network: &Network| windows::profile(&facts(method, place), network);
    for gtc in [Method::TtlsGtc, Method::PeapGtc] {
        assert_eq!(of(gtc, Place::Password, &wifi("Staff")), None);
    }
    let text = of(Method::PeapMschapv2, Place::ExemptOnly, &Network::Wired).unwrap();
    let xml = document(&text);
    assert_eq!(xml.root_element().tag_name().name(), "LANProfile");
    assert_eq!(said(&xml, "DisableUserPromptForServerValidation"), "true");
    for (name, value) in [
        ("PerformServerValidation", "true"),
        ("AcceptServerName", "true"),
        ("EnableIdentityPrivacy", "true"),
        ("AnonymousUserName", "anonymous@example.test"),
        ("UseWinLogonCredentials", "false"),
        ("cacheUserData", "true"),
        ("OneXEnabled", "true"),
    ] {
        assert_eq!(said(&xml, name), value, "{name}");
    }
    let kinds: Vec<_> =
        xml.descendants().filter(|node| node.has_tag_name_anywhere("Type")).filter_map(|node| node.text()).collect();
    assert_eq!(kinds, ["25", "25", "26"]);
    let text = of(Method::TtlsEapMschapv2, Place::Name, &wifi("Staff")).unwrap();
    let xml = document(&text);
    let kinds: Vec<_> =
        xml.descendants().filter(|node| node.has_tag_name_anywhere("Type")).filter_map(|node| node.text()).collect();
    assert_eq!(kinds, ["21", "26", "26"]);
    assert!(of(Method::TtlsMschapv2, Place::Name, &wifi("a")).unwrap().contains("<MSCHAPv2Authentication>"));
}

fn sha1_of(root: &[u8]) -> String {
    use sha1::Digest;
    let octets: Vec<String> = sha1::Sha1::digest(root).iter().map(|octet| format!("{octet:02x}")).collect();
    octets.join(" ")
}

#[test]
fn linux_pins_the_authority_and_the_whole_name() {
    let facts = facts(Method::TtlsPap, Place::Password);
    for name in NAMES {
        let network = wifi(name);
        let conf = linux::supplicant(&facts, &network, "x-ca.pem");
        let hex = crate::encoding::hex(name.as_bytes());
        let plain = ["Staff", "a b"].contains(&name);
        let written = if plain { format!("\tssid=\"{name}\"\n") } else { format!("\tssid={hex}\n") };
        assert!(conf.contains(&written), "{conf}");
        for line in [
            "ca_cert=\"/etc/wpa_supplicant/x-ca.pem\"",
            "domain_match=\"radius1.example.test;radius2.example.test\"",
            "anonymous_identity=\"anonymous@example.test\"",
            "eap=TTLS",
            "phase2=\"auth=PAP\"",
        ] {
            assert!(conf.contains(&format!("\t{line}\n")), "{line}: {conf}");
        }
        let connection = linux::manager(&facts, &network, "x-ca.pem");
        let octets: String = name.bytes().map(|octet| format!("{octet};")).collect();
        let written = if plain { format!("ssid={name}\n") } else { format!("ssid={octets}\n") };
        assert!(connection.contains(&written), "{connection}");
        for line in ["domain-match=radius1.example.test;radius2.example.test", "password-flags=2", "eap=ttls;"] {
            assert!(connection.contains(&format!("\n{line}\n")), "{line}: {connection}");
        }
    }
    let wired = linux::supplicant(&facts, &Network::Wired, "x-ca.pem");
    assert!(wired.contains("key_mgmt=IEEE8021X") && wired.contains("ap_scan=0") && !wired.contains("ssid"), "{wired}");
    let wired = linux::manager(&facts, &Network::Wired, "x-ca.pem");
    assert!(wired.contains("type=ethernet") && !wired.contains("ssid"), "{wired}");
}

#[test]
fn each_place_of_the_code_is_told_to_people() {
    let told = |place, code| words::overview(&Facts { code, ..facts(Method::TtlsPap, place) }, &[]);
    assert!(told(Place::Password, CodeWay::Append).contains("right behind it the code"));
    assert!(told(Place::Password, CodeWay::Separator(",".into())).contains("your password, , and the code"));
    assert!(told(Place::Name, CodeWay::UserName).contains("ada-123456"));
    assert!(told(Place::ExemptOnly, CodeWay::Append).contains("for who needs no code"));
    assert!(told(Place::Question, CodeWay::Challenge).contains("wpa_supplicant alone"));
    let android = words::android(&facts(Method::PeapGtc, Place::Password), &wifi("Staff"), &["ca.cer".to_owned()]);
    assert!(
        android.contains("Phase 2             GTC") && android.contains("radius1.example.test;radius2"),
        "{android}"
    );
}

#[test]
fn the_same_facts_make_the_same_profile_and_others_another() {
    let one = facts(Method::TtlsPap, Place::Password);
    let again = Facts { roots: one.roots.clone(), ..facts(Method::TtlsPap, Place::Password) };
    let networks = [wifi("Staff"), Network::Wired];
    assert_eq!(files(&one, &networks), files(&again, &networks));
    let uuids: Vec<String> = [
        one.uuid(&wifi("Staff"), "whole"),
        one.uuid(&wifi("staff"), "whole"),
        one.uuid(&wifi("Wired network"), "whole"),
        one.uuid(&Network::Wired, "whole"),
        one.uuid(&wifi("Staff"), "network"),
        facts(Method::TtlsPap, Place::Password).uuid(&wifi("Staff"), "whole"),
    ]
    .into();
    let mut different = uuids.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), uuids.len());
    for uuid in &uuids {
        assert!(uuid.len() == 36 && uuid.chars().nth(14) == Some('8') && uuid.matches('-').count() == 4, "{uuid}");
    }
}

#[test]
fn a_newer_profile_takes_the_place_of_the_older_one() {
    let identifiers = |facts: &Facts| -> Vec<String> {
        let text = apple::profile(facts, &wifi("Staff"));
        let plist = document(&text);
        values(&plist, "PayloadIdentifier").iter().filter_map(|node| node.text()).map(str::to_owned).collect()
    };
    let older = facts(Method::TtlsPap, Place::Password);
    let newer = Facts { names: vec!["other.example.test".to_owned()], ..facts(Method::PeapGtc, Place::Password) };
    assert_eq!(identifiers(&older), identifiers(&newer));
    assert_ne!(older.uuid(&wifi("Staff"), "whole"), newer.uuid(&wifi("Staff"), "whole"));
}

#[test]
fn no_two_networks_share_a_file() {
    let facts = facts(Method::TtlsPap, Place::Password);
    let networks: Vec<Network> = NAMES
        .into_iter()
        .chain(["staff", "STAFF", "wired", "-", "--", "☕"])
        .map(wifi)
        .chain([Network::Wired])
        .collect();
    let files = files(&facts, &networks);
    let mut names: Vec<String> = files.iter().map(|(name, _, _)| name.to_ascii_lowercase()).collect();
    assert!(names.iter().all(|name| name.chars().all(|mark| mark.is_ascii_alphanumeric() || "-_.".contains(mark))));
    assert!(names.iter().all(|name| !name.starts_with(['-', '.'])), "{names:?}");
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_networks_name_has_up_to_32_octets_and_no_control_characters() {
    assert!(Ssid::read(&"a".repeat(32)).is_ok() && Ssid::read(&"é".repeat(16)).is_ok());
    for wrong in [String::new(), "a".repeat(33), "é".repeat(17), "a\nb".to_owned(), "a\0".to_owned()] {
        assert!(Ssid::read(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn an_authoritys_pem_is_read_back() {
    use rustls_pki_types::pem::PemObject;
    let root = root();
    assert_eq!(CertificateDer::from_pem_slice(pem(&root).as_bytes()).unwrap(), root);
    assert!(pem(&root).lines().all(|line| line.len() <= 64));
}
