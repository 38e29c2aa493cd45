//! The sample directory, asked by an independent client.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeSet, HashSet};

use ldap3::exop::{WhoAmI, WhoAmIResp};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, Scope, SearchEntry};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vestibule_gate::{Moment, Sid, Timestamp};

use super::*;
use crate::demo::tls;
use crate::ports::SystemClock;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_800_000_000)
    }

    fn moment(&self) -> Moment {
        Moment(0)
    }
}

struct Rig {
    sample: Sample,
    trust: Arc<rustls::ClientConfig>,
}

impl Rig {
    async fn start() -> Self {
        let certified = tls::certify(SystemClock::new().now()).unwrap();
        let sample = Sample::start(certified.server().unwrap(), Arc::new(Still)).await.unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(certified.authority.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        Self { sample, trust: Arc::new(builder.with_root_certificates(roots).with_no_client_auth()) }
    }

    async fn client(&self) -> Ldap {
        let settings = LdapConnSettings::new().set_config(self.trust.clone());
        let url = format!("ldaps://{}", self.sample.address);
        let (connection, ldap) = LdapConnAsync::with_settings(settings, &url).await.unwrap();
        tokio::spawn(connection.drive());
        ldap
    }

    async fn bound(&self, name: &str, password: &str) -> Ldap {
        let mut ldap = self.client().await;
        assert_eq!(ldap.simple_bind(name, password).await.unwrap().rc, 0);
        ldap
    }

    async fn as_vestibule(&self) -> Ldap {
        self.bound("svc-vestibule@sample.test", "Machine-Room-Vestibule").await
    }
}

async fn search(ldap: &mut Ldap, base: &str, scope: Scope, filter: &str, attributes: &[&str]) -> Vec<SearchEntry> {
    let (found, _) = ldap.search(base, scope, filter, attributes).await.unwrap().success().unwrap();
    found.into_iter().map(SearchEntry::construct).collect()
}

fn sids(entry: &SearchEntry, attribute: &str) -> BTreeSet<String> {
    entry.bin_attrs.get(attribute).unwrap().iter().map(|sid| Sid::from_bytes(sid).unwrap().to_string()).collect()
}

fn domain(rid: u32) -> String {
    format!("S-1-5-21-2718281828-3141592653-1618033988-{rid}")
}

const ADA: &str = "CN=Ada Bright,OU=People,DC=sample,DC=test";

#[tokio::test]
async fn people_bind_by_every_name_they_have() {
    let rig = Rig::start().await;
    for name in [ADA, "ada@sample.test", "ADA@SAMPLE", "sample\\Ada", "cn=ada bright, ou=people,dc=sample,dc=test"] {
        let mut ldap = rig.bound(name, "Engine-Room-Ada").await;
        let (exop, _) = ldap.extended(WhoAmI).await.unwrap().success().unwrap();
        assert_eq!(exop.parse::<WhoAmIResp>().authzid, "u:SAMPLE\\ada", "{name}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_a_domain_controller_says() {
    let rig = Rig::start().await;
    for (name, password, data) in [
        ("ada@sample.test", "wrong", "52e"),
        ("OTHER\\ada", "Engine-Room-Ada", "525"),
        ("nobody@sample.test", "x", "525"),
        (EXPIRED, "Last-Summer-Otto", "532"),
        (EXPIRED, "wrong", "52e"),
    ] {
        let result = rig.client().await.simple_bind(name, password).await.unwrap();
        assert_eq!(result.rc, 49);
        assert!(result.text.contains(&format!(", data {data}, v")), "{name}: {}", result.text);
    }
    assert_eq!(rig.client().await.sasl_external_bind().await.unwrap().rc, 7);
}

const EXPIRED: &str = "otto@sample.test";

#[tokio::test]
async fn a_failed_or_nameless_bind_leaves_nobody_bound() {
    let rig = Rig::start().await;
    for (name, password) in [("ada@sample.test", "wrong"), ("ada@sample.test", ""), ("", "")] {
        let mut ldap = rig.bound("ada@sample.test", "Engine-Room-Ada").await;
        ldap.simple_bind(name, password).await.unwrap();
        let (exop, _) = ldap.extended(WhoAmI).await.unwrap().success().unwrap();
        assert_eq!(exop.val.unwrap_or_default(), b"");
        let refused = ldap.search("DC=sample,DC=test", Scope::Base, "(objectClass=*)", ["*"]).await.unwrap().1;
        assert_eq!(refused.rc, 1, "only the rootDSE is open to nobody");
        let root =
            search(&mut ldap, "", Scope::Base, "(objectClass=*)", &["tokenGroups", "defaultNamingContext"]).await;
        let root = root.first().unwrap();
        assert_eq!(root.attrs.get("defaultNamingContext"), Some(&vec!["DC=sample,DC=test".to_owned()]));
        assert!(!root.bin_attrs.contains_key("tokenGroups") && !root.attrs.contains_key("tokenGroups"));
    }
}

#[tokio::test]
async fn groups_are_told_with_nested_and_primary_ones() {
    let rig = Rig::start().await;
    let mut ldap = rig.as_vestibule().await;
    let kim = search(
        &mut ldap,
        "CN=Kim Counter,OU=People,DC=sample,DC=test",
        Scope::Base,
        "(objectClass=*)",
        &["tokenGroups", "objectSid"],
    )
    .await;
    let kim = kim.first().unwrap();
    let groups = BTreeSet::from([domain(513), domain(1204), domain(1205), "S-1-5-32-545".into()]);
    assert_eq!(sids(kim, "tokenGroups"), groups);

    let mut own = rig.bound("kim@sample.test", "Till-Four-Kim").await;
    let root = search(&mut own, "", Scope::Base, "(objectClass=*)", &["tokenGroups"]).await;
    let tokens = sids(root.first().unwrap(), "tokenGroups");
    assert!(tokens.is_superset(&groups) && tokens.is_superset(&sids(kim, "objectSid")));

    let by_sid = format!("<SID={}>", sids(kim, "objectSid").first().unwrap());
    let again = search(&mut ldap, &by_sid, Scope::Base, "(objectClass=*)", &["1.1"]).await;
    assert_eq!(again.first().map(|found| found.dn.as_str()), Some(kim.dn.as_str()));
    let subtree =
        search(&mut ldap, "OU=People,DC=sample,DC=test", Scope::Subtree, "(sAMAccountName=kim)", &["tokenGroups"])
            .await;
    assert!(subtree.first().unwrap().bin_attrs.is_empty(), "tokenGroups is read of one entry alone");
}

#[tokio::test]
async fn searches_find_what_their_filter_says() {
    let rig = Rig::start().await;
    let mut ldap = rig.as_vestibule().await;
    for (filter, names) in [
        ("(&(objectCategory=person)(objectClass=user)(sAMAccountName=ADA))", &["ada"][..]),
        ("(|(userPrincipalName=ben@sample.test)(sAMAccountName=ada))", &["ada", "ben"]),
        (
            "(&(objectCategory=person)(memberOf:1.2.840.113556.1.4.1941:=CN=VPN Users,OU=Groups,DC=sample,DC=test))",
            &["ada", "ben", "nora", "otto"],
        ),
        ("(&(objectCategory=person)(memberOf=cn=kiosk,ou=groups,dc=sample,dc=test))", &["dora"]),
        ("(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=65536))(adminCount=1))", &["dora"]),
        ("(displayName=*Har*)", &["ben"]),
        ("(objectSid=S-1-5-32-544)", &["Administrators"]),
        ("(sAMAccountName=nobody)", &[]),
    ] {
        let found = search(&mut ldap, "DC=sample,DC=test", Scope::Subtree, filter, &["sAMAccountName"]).await;
        let found: HashSet<&str> =
            found.iter().flat_map(|entry| entry.attrs.values()).flatten().map(String::as_str).collect();
        assert_eq!(found, names.iter().copied().collect(), "{filter}");
    }
    let level = search(&mut ldap, "DC=sample,DC=test", Scope::OneLevel, "(ou=*)", &["ou"]).await;
    assert_eq!(level.len(), 4);
    let limited = ldap.with_search_options(ldap3::SearchOptions::new().sizelimit(1));
    let found = limited.search("DC=sample,DC=test", Scope::Subtree, "(objectClass=user)", ["cn"]).await.unwrap();
    assert_eq!((found.0.len(), found.1.rc), (1, 4));
}

#[tokio::test]
async fn what_a_decision_needs_is_there() {
    let rig = Rig::start().await;
    let mut ldap = rig.as_vestibule().await;
    let needed = [
        "sAMAccountName",
        "userPrincipalName",
        "userAccountControl",
        "pwdLastSet",
        "accountExpires",
        "badPwdCount",
        "badPasswordTime",
        "lockoutTime",
        "msDS-User-Account-Control-Computed",
        "memberOf",
        "distinguishedName",
    ];
    let ada = search(&mut ldap, ADA, Scope::Base, "(objectClass=*)", &needed).await;
    let ada = ada.first().unwrap();
    for name in needed {
        assert!(ada.attrs.contains_key(name), "{name}");
    }
    let value = |entry: &SearchEntry, name: &str| entry.attrs.get(name).unwrap().first().unwrap().clone();
    assert_eq!(value(ada, "badPwdCount"), "0");
    assert_eq!(rig.client().await.simple_bind(ADA, "wrong").await.unwrap().rc, 49);
    let again = search(&mut ldap, ADA, Scope::Base, "(objectClass=*)", &["badPwdCount"]).await;
    assert_eq!(value(again.first().unwrap(), "badPwdCount"), "1");

    let everything = search(&mut ldap, ADA, Scope::Base, "(objectClass=*)", &["*"]).await;
    assert!(!everything.first().unwrap().attrs.contains_key("msDS-User-Account-Control-Computed"));
    let limits = ["lockoutThreshold", "lockOutObservationWindow", "maxPwdAge"];
    let domain = search(&mut ldap, "DC=sample,DC=test", Scope::Base, "(objectClass=*)", &limits).await;
    assert_eq!(value(domain.first().unwrap(), "lockoutThreshold"), "10");
    assert_eq!(value(domain.first().unwrap(), "lockOutObservationWindow"), "-18000000000");
}

#[tokio::test]
async fn nothing_can_be_changed() {
    let rig = Rig::start().await;
    let mut ldap = rig.as_vestibule().await;
    assert_eq!(ldap.delete(ADA).await.unwrap().rc, 50);
    assert_eq!(ldap.add("CN=x,DC=sample,DC=test", vec![("cn", HashSet::from(["x"]))]).await.unwrap().rc, 50);
    let change = vec![ldap3::Mod::Replace("mail", HashSet::from(["x"]))];
    assert_eq!(ldap.modify(ADA, change).await.unwrap().rc, 50);
    assert_eq!(ldap.modifydn(ADA, "CN=x", true, None).await.unwrap().rc, 50);
    assert_eq!(ldap.compare(ADA, "sAMAccountName", "ADA").await.unwrap().0.rc, 6);
    assert_eq!(ldap.compare(ADA, "sAMAccountName", "ben").await.unwrap().0.rc, 5);
    let search = ldap.search("CN=x,DC=sample,DC=test", Scope::Base, "(objectClass=*)", ["*"]).await.unwrap();
    assert_eq!(search.1.rc, 32);
    let search = ldap.search("nonsense", Scope::Base, "(objectClass=*)", ["*"]).await.unwrap();
    assert_eq!(search.1.rc, 34);
}

#[tokio::test]
async fn nonsense_ends_one_connection_and_no_other() {
    let rig = Rig::start().await;
    let mut good = rig.bound("ada@sample.test", "Engine-Room-Ada").await;
    let connector = tokio_rustls::TlsConnector::from(rig.trust.clone());
    for bytes in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0x80, 2, 1, 1],
        &[0x30, 5, 2, 1, 0, 0x42, 0],
        &[0x30, 6, 2, 1, 1, 0x7f, 1, 0],
        &[0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0],
    ] {
        let tcp = TcpStream::connect(rig.sample.address).await.unwrap();
        let name = rustls_pki_types::ServerName::from(rig.sample.address.ip());
        let mut stream = connector.connect(name, tcp).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert!(answer.windows(22).any(|part| part == b"1.3.6.1.4.1.1466.20036"), "{bytes:02x?}");
    }
    drop(TcpStream::connect(rig.sample.address).await.unwrap());
    let (exop, _) = good.extended(WhoAmI).await.unwrap().success().unwrap();
    assert!(exop.val.is_some(), "others are not disturbed");
}
