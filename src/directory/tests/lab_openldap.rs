//! A real OpenLDAP. `VESTIBULE_LAB_OPENLDAP` is its loopback address and port, in clear text.

use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::{Clock, Directory, FirstFactor, Proof};
use vestibule_gate::{Moment, Person};

use super::{clock, password, settings};
use crate::directory::{Directories, Kind, Settings, Url};

struct Lab {
    directories: Arc<Directories>,
    clock: Arc<dyn Clock>,
}

impl Lab {
    async fn open() -> Self {
        let address = std::env::var("VESTIBULE_LAB_OPENLDAP").expect("VESTIBULE_LAB_OPENLDAP");
        let (host, port) = address.rsplit_once(':').unwrap();
        let url = Url::new(host, port.parse().unwrap(), false, false, true).unwrap();
        let settings = Settings {
            name: "people".into(),
            base_dn: "dc=example,dc=org".into(),
            service_account: "cn=svc,dc=example,dc=org".into(),
            service_password: password("svc"),
            mail_as_name: true,
            ..settings(Kind::OpenLdap, vec![url])
        };
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
}

#[tokio::test]
#[ignore = "needs the OpenLDAP that VESTIBULE_LAB_OPENLDAP names"]
async fn people_are_found_by_name_mail_and_dn() {
    let lab = Lab::open().await;
    let ada = lab.person("ada").await.unwrap();
    assert!(ada.id.as_str().starts_with("people:"));
    for name in
        ["ADA", "ada@example.org", "uid=ada,ou=people,dc=example,dc=org", "UID=Ada, ou=People,dc=example,dc=org"]
    {
        assert_eq!(lab.person(name).await.map(|person| person.id), Some(ada.id.clone()), "{name}");
    }
    let bo = lab.person("bo").await.unwrap();
    assert_eq!(lab.person("cn=Bo\\, B+uid=bo,ou=people,dc=example,dc=org").await.map(|person| person.id), Some(bo.id));
    for name in
        ["twin@example.org", "a*", "inner", "cn=inner,ou=groups,dc=example,dc=org", "uid=x", "=,=", "ada)(uid=*"]
    {
        assert!(lab.person(name).await.is_none(), "{name}");
    }
    let again = lab.directories.again(&ada, lab.soon()).await.unwrap().unwrap();
    assert_eq!((again.id, again.password), (ada.id.clone(), ada.password.clone()));
    assert_eq!(lab.directories.whose("people", &ada.dn, lab.soon()).await, Ok(Some(ada.id)));
    assert!(lab.directories.readable("ada", lab.soon()).await.unwrap().is_some());
}

#[tokio::test]
#[ignore = "needs the OpenLDAP that VESTIBULE_LAB_OPENLDAP names"]
async fn groups_are_followed_upwards() {
    let lab = Lab::open().await;
    let ada = lab.person("ada").await.unwrap();
    let mut expected = Vec::new();
    for name in ["inner", "middle", "cn=outer,ou=groups,dc=example,dc=org", "unix"] {
        let group = lab.directories.group(name, lab.soon()).await.unwrap().unwrap();
        assert_eq!(lab.directories.group(group.id.as_str(), lab.soon()).await.unwrap(), Some(group.clone()));
        expected.push(group.id);
    }
    expected.sort();
    assert_eq!(lab.directories.groups(&ada, lab.soon()).await, Ok(expected));
    let cy = lab.person("cy").await.unwrap();
    assert_eq!(lab.directories.groups(&cy, lab.soon()).await, Ok(Vec::new()));
    assert_eq!(lab.directories.group("ada", lab.soon()).await, Ok(None));
}

#[tokio::test]
#[ignore = "needs the OpenLDAP that VESTIBULE_LAB_OPENLDAP names"]
async fn passwords_are_proven_and_wrong_ones_counted() {
    let lab = Lab::open().await;
    let ada = lab.person("ada").await.unwrap();
    let mut prover = lab.directories.prover(false);
    let proof = prover.prove(&ada, &password("secret"), lab.soon()).await;
    assert!(matches!(proof, Proof::Proven { groups: None }), "{proof:?}");
    assert!(prover.take().is_some());
    for (name, typed) in [("ada", ""), ("no", "x"), ("lo", "wrong")] {
        let person = lab.person(name).await.unwrap();
        let proof = prover.prove(&person, &password(typed), lab.soon()).await;
        assert!(matches!(proof, Proof::Wrong), "{name}: {proof:?}");
        assert!(prover.take().is_none());
    }
    let lo = lab.person("lo").await.unwrap().bad_passwords;
    assert!(lo.count >= 1 && lo.last.is_some());
}
