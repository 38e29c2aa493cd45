//! Clients other than our own: OpenLDAP's programs and the `ldap3` crate.

use crate::steps::{code, enrolled, typed};
use crate::support::dc::BASE;
use crate::support::house::both;
use crate::support::people::group_dn;
use crate::support::shared::{EXEMPT, dc, house};
use crate::support::tools::openldap;
use ldap3::{LdapConnAsync, LdapConnSettings, Scope};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

#[test]
fn ldapsearch_logs_in_and_reads() {
    let (person, mut phone) = enrolled("toni");
    let wanted = format!("(sAMAccountName={})", person.sam);
    let search =
        |secret: &str| openldap("ldapsearch", house(), &person.upn, secret, &["-LLL", "-b", BASE, &wanted, "cn"]);
    assert_eq!(search(&person.password).status.code(), Some(49));
    let found = search(&typed(&person, &phone.code()));
    assert!(found.status.success(), "{}", both(&found));
    assert!(both(&found).contains(&format!("cn: {}", person.sam)), "{}", both(&found));
}

#[test]
fn ldapwhoami_tells_the_bind_from_the_operation() {
    let (person, mut phone) = enrolled("toni");
    let asked = |secret: &str| openldap("ldapwhoami", house(), &person.upn, secret, &[]);
    assert_eq!(asked(&typed(&person, &phone.wrong_code())).status.code(), Some(49));
    let answered = asked(&typed(&person, &phone.code()));
    // Samba does not know the operation, and says so only to somebody who is bound.
    assert!(
        both(&answered).contains("Extended Operation(1.3.6.1.4.1.4203.1.11.3) not supported"),
        "{}",
        both(&answered)
    );
}

#[test]
fn ldapsearch_pages() {
    let person = dc().person("toni");
    dc().join(&person.dn, &group_dn(EXEMPT));
    let more = ["-LLL", "-E", "pr=3/noprompt", "-b", BASE, "(objectClass=group)", "cn"];
    let found = openldap("ldapsearch", house(), &person.dn, &person.password, &more);
    assert!(found.status.success(), "{}", both(&found));
    assert!(both(&found).matches("\ncn: ").count() > 20, "{}", both(&found));
}

#[test]
fn ldap3_logs_in_and_reads() {
    let (person, mut phone) = enrolled("toni");
    let secret = typed(&person, &phone.code());
    let mut roots = RootCertStore::empty();
    roots.add(house().authority().certificate()).expect("an authority of our own making");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let settings = LdapConnSettings::new().set_config(Arc::new(config));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (bound, entries) = runtime.block_on(async {
        let (connection, mut ldap) =
            LdapConnAsync::with_settings(settings, &house().ldap_url()).await.expect("the listener takes connections");
        let _driver = tokio::spawn(connection.drive());
        let bound = ldap.simple_bind(&person.upn, &secret).await.expect("an answer").rc;
        let (entries, _) = ldap
            .search(&person.dn, Scope::Base, "(objectClass=*)", ["cn"])
            .await
            .and_then(ldap3::SearchResult::success)
            .expect("the person can read their own entry");
        (bound, entries.len())
    });
    assert_eq!((bound, entries), (code::SUCCESS, 1));
}
