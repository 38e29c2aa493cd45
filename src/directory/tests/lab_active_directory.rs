//! A real Active Directory of the laboratory's population. `VESTIBULE_LAB_AD` is its address, `VESTIBULE_LAB_AD_CA`
//! the file of its certificate authority.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vestibule_gate::ports::{Clock, Directory, FirstFactor, Proof};
use vestibule_gate::{AccountState, Moment, Person, Sid};

use super::{clock, password, settings};
use crate::directory::{Directories, Finding, Kind, Settings, Url};

struct Lab {
    directories: Arc<Directories>,
    clock: Arc<dyn Clock>,
}

fn lab_settings(tls: bool) -> Settings {
    let host = std::env::var("VESTIBULE_LAB_AD").expect("VESTIBULE_LAB_AD");
    let ca = std::env::var("VESTIBULE_LAB_AD_CA").expect("VESTIBULE_LAB_AD_CA");
    let port = if tls { 636 } else { 389 };
    let url = Url::new(&host, port, tls, true, false).unwrap();
    let ca = CertificateDer::pem_file_iter(ca).unwrap().collect::<Result<_, _>>().unwrap();
    Settings { ca, ..settings(Kind::ActiveDirectory, vec![url]) }
}

impl Lab {
    async fn open(settings: Settings) -> Self {
        let clock = clock();
        let directories = Arc::new(Directories::start(vec![settings], Arc::clone(&clock)).await.unwrap());
        assert_eq!(directories.health(), Ok(()));
        Self { directories, clock }
    }

    fn soon(&self) -> Moment {
        self.clock.moment().plus(Duration::from_secs(20))
    }

    async fn person(&self, name: &str) -> Option<Person> {
        self.directories.resolve(name, self.soon()).await.unwrap()
    }

    async fn prove(&self, name: &str, typed: &str) -> Proof {
        let person = self.person(name).await.unwrap();
        self.directories.prover(false).prove(&person, &password(typed), self.soon()).await
    }

    async fn group(&self, name: &str) -> Option<Sid> {
        self.directories.group(name, self.soon()).await.unwrap().map(|group| group.id)
    }
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn every_spelling_is_one_person_or_nobody() {
    let lab = Lab::open(Settings { upn_suffixes: vec!["corp.example.net".into()], ..lab_settings(true) }).await;
    let alice = lab.person("alice").await.unwrap();
    for name in [
        "ALICE",
        "alice@ad.example.test",
        "Alice@AD.EXAMPLE.TEST",
        "alice@example",
        "EXAMPLE\\alice",
        "example\\Alice",
        "CN=Alice Plain,OU=People,DC=ad,DC=example,DC=test",
        "cn=alice plain, ou=people,dc=AD,dc=example,dc=test",
        "alice@corp.example.net",
    ] {
        assert_eq!(lab.person(name).await.map(|person| person.id), Some(alice.id.clone()), "{name}");
    }
    for name in [
        "alice@example.com",
        "ali*",
        "*",
        "*)(objectClass=*",
        "alice)(&",
        " alice",
        "alice\0",
        "OTHER\\alice",
        "Alice Plain",
        "nobody",
        "CN=VPN Users,OU=Groups,DC=ad,DC=example,DC=test",
        "CN=nobody,DC=ad,DC=example,DC=test",
        "foo=bar",
        "a=b=c\\,,,",
        "CN=alice,DC=elsewhere",
        "<SID=S-1-5-32-544>",
        "dc1$",
        alice.id.as_str(),
    ] {
        assert!(lab.person(name).await.is_none(), "{name}");
    }
    for (name, account) in [
        ("carol.jones@example.com", "carol"),
        ("alias-ghost@ad.example.test", "ghost"),
        ("ghost@ad.example.test", "ghost"),
        ("jürgen.müller@ad.example.test", "jmueller"),
        ("JÜRGEN.MÜLLER@ad.example.test", "jmueller"),
        ("spacey sam", "spacey sam"),
        ("zoe@ad.example.test", "zoe.oneil"),
    ] {
        assert_eq!(lab.person(name).await.map(|person| person.name), Some(account.to_owned()), "{name}");
    }
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn mail_names_a_person_where_told_and_only_one() {
    let lab = Lab::open(Settings { mail_as_name: true, ..lab_settings(true) }).await;
    assert_eq!(lab.person("alice@example.com").await.map(|person| person.name), Some("alice".to_owned()));
    assert!(lab.person("twin@example.com").await.is_none());
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn who_is_outside_the_base_is_nobody() {
    let lab =
        Lab::open(Settings { base_dn: "ou=Service, DC=ad,DC=example,DC=test".into(), ..lab_settings(true) }).await;
    assert!(lab.person("svc-vestibule").await.is_some());
    assert!(lab.person("CN=svc vestibule,OU=Service,DC=ad,DC=example,DC=test").await.is_some());
    assert!(lab.person("alice").await.is_none());
    assert!(lab.person("CN=Alice Plain,OU=People,DC=ad,DC=example,DC=test").await.is_none());
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn a_person_is_read_with_state_and_counters() {
    let lab = Lab::open(lab_settings(true)).await;
    for (name, state) in [
        ("alice", None),
        ("dave", Some(AccountState::Disabled)),
        ("erin", Some(AccountState::MustChangePassword)),
        ("frank", Some(AccountState::AccountExpired)),
        ("pia", Some(AccountState::PasswordExpired)),
        ("smart", None),
    ] {
        let person = lab.person(name).await.unwrap();
        assert_eq!(person.state, state, "{name}");
        let threshold = if name == "pia" { 4 } else { 5 };
        assert_eq!(person.bad_passwords.threshold, threshold, "{name}");
        assert_eq!(person.bad_passwords.window, Duration::from_secs(1800), "{name}");
        let again = lab.directories.again(&person, lab.soon()).await.unwrap().unwrap();
        assert_eq!((again.id, again.password), (person.id, person.password));
    }
    let mut gone = lab.person("alice").await.unwrap();
    gone.id = Sid::new(format!("{}9999", gone.id));
    assert!(lab.directories.again(&gone, lab.soon()).await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn a_password_is_proven_and_the_connection_is_bound() {
    for tls in [true, false] {
        let lab = Lab::open(lab_settings(tls)).await;
        for name in ["bob", "carol", "jmueller", "zoe@ad.example.test", "henry"] {
            let person = lab.person(name).await.unwrap();
            let mut prover = lab.directories.prover(false);
            let proof = prover.prove(&person, &password("Passw0rd!"), lab.soon()).await;
            let Proof::Proven { groups: Some(groups) } = proof else { panic!("{name}: {proof:?}") };
            assert!(groups.contains(&person.id));
            for group in lab.directories.groups(&person, lab.soon()).await.unwrap() {
                assert!(groups.contains(&group), "{name} {group}");
            }
            assert!(groups.contains(&lab.group("vpn-users").await.unwrap()), "{name}");
            assert!(prover.take().is_some() && prover.take().is_none());
        }
    }
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn what_the_directory_says_of_a_password_is_told_apart() {
    let lab = Lab::open(lab_settings(true)).await;
    for (name, typed, expected) in [
        ("paul", "", "Wrong"),
        ("dave", "Passw0rd!", "Account(Disabled)"),
        ("erin", "Passw0rd!", "Account(MustChangePassword)"),
        ("frank", "Passw0rd!", "Account(AccountExpired)"),
        ("pia", "Passw0rd!", "Account(PasswordExpired)"),
        ("harry", "Passw0rd!", "Account(LogonHours)"),
        ("wendy", "Passw0rd!", "Account(Workstation)"),
        ("smart", "Passw0rd!", "Wrong"),
    ] {
        let proof = lab.prove(name, typed).await;
        assert_eq!(format!("{proof:?}"), expected, "{name} {typed}");
    }
    // A right password afterwards forgets the wrong one, so that this can be run again.
    let before = lab.person("longupn").await.unwrap().bad_passwords;
    assert!(matches!(lab.prove("longupn", "wrong").await, Proof::Wrong));
    let after = lab.person("longupn").await.unwrap().bad_passwords;
    assert_eq!(after.count, before.count + 1);
    assert!(after.last > before.last);
    assert!(matches!(lab.prove("longupn", "Passw0rd!").await, Proof::Proven { .. }));
    for _ in 0..5 {
        drop(lab.prove("gina", "wrong").await);
    }
    assert!(matches!(lab.prove("gina", "Passw0rd!").await, Proof::Locked));
    assert_eq!(lab.person("gina").await.unwrap().state, Some(AccountState::Locked));
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn groups_are_found_by_each_of_their_names() {
    let lab = Lab::open(lab_settings(true)).await;
    let vpn = lab.group("vpn-users").await.unwrap();
    for name in ["VPN Users", "EXAMPLE\\vpn-users", "CN=VPN Users,OU=Groups,DC=ad,DC=example,DC=test", vpn.as_str()] {
        assert_eq!(lab.group(name).await, Some(vpn.clone()), "{name}");
    }
    assert_eq!(lab.group("S-1-5-32-544").await, Some(Sid::new("S-1-5-32-544")));
    assert_eq!(lab.group("Ops (EU), Köln*").await, lab.group("ops-eu").await);
    for name in ["alice", "nothing", "OTHER\\vpn-users", "S-1-5-21-1-2-3-4", "S-1-", "<GUID=1>", "vpn*"] {
        assert_eq!(lab.group(name).await, None, "{name}");
    }
    let ivan = lab.person("adm-ivan").await.unwrap();
    let groups = lab.directories.groups(&ivan, lab.soon()).await.unwrap();
    assert!(groups.iter().any(|group| group.rid() == Some(512)));
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn entries_have_an_owner_under_any_name() {
    let lab = Lab::open(lab_settings(true)).await;
    let alice = lab.person("alice").await.unwrap();
    for dn in [alice.dn.clone(), alice.dn.to_uppercase(), format!("<SID={}>", alice.id)] {
        assert_eq!(lab.directories.whose("ad", &dn, lab.soon()).await, Ok(Some(alice.id.clone())), "{dn}");
    }
    assert_eq!(lab.directories.whose("ad", "CN=nobody,DC=ad,DC=example,DC=test", lab.soon()).await, Ok(None));
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn a_check_reaches_the_server_and_finds_missing_rights() {
    let lab = Lab::open(lab_settings(true)).await;
    let probed = lab.directories.probe().await;
    assert!(probed.iter().all(|server| server.outcome.is_ok()), "{probed:?}");
    let found = lab.directories.readable("pia", lab.soon()).await.unwrap().unwrap();
    let of = |name: &str| found.iter().find(|readable| readable.attribute == name).unwrap();
    assert_eq!(of("tokenGroups").finding, Finding::Read);
    assert_eq!(of("pwdLastSet").finding, Finding::Read);
    let policy = of("msDS-LockoutThreshold");
    assert_eq!(policy.finding, Finding::Unclear);
    assert!(policy.remedy.as_deref().unwrap().starts_with("dsacls \"CN=pso-expired,"), "{policy:?}");
    assert_eq!(lab.directories.readable("nobody", lab.soon()).await, Ok(None));
}

#[tokio::test]
#[ignore = "needs the Active Directory that VESTIBULE_LAB_AD names"]
async fn a_certificate_of_another_authority_is_refused() {
    let lab = Directories::start(vec![Settings { ca: Vec::new(), ..lab_settings(true) }], clock()).await.unwrap();
    assert!(lab.health().is_err());
}
