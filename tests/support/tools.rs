//! OpenLDAP's command line programs as clients. Passwords go by file, never by argument.

use super::certificates::write_secret;
use super::house::House;
use super::scratch;
use std::process::{Command, Output};

/// Runs `ldapwhoami`, `ldapsearch`, `ldapmodify` … over LDAPS against the usual listener, bound with
/// name and password, with the further arguments given. Its exit code is LDAP's result code.
pub(crate) fn openldap(program: &str, house: &House, name: &str, password: &str, more: &[&str]) -> Output {
    let folder = scratch::folder("tool");
    let password_file = folder.path().join("password");
    write_secret(&password_file, password);
    Command::new(program)
        .env("LDAPTLS_CACERT", house.authority_file())
        .args(["-x", "-o", "nettimeout=30", "-H", &house.ldap_url(), "-D", name, "-y"])
        .arg(password_file)
        .args(more)
        .output()
        .expect("ldap-utils is installed (./test installs it)")
}
