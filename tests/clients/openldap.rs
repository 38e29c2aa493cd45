//! OpenLDAP's command line, as the page says to type it.

use crate::door::house;
use crate::logins::only_both_factors_come_in;
use crate::page::Page;
use crate::support::certificates::write_secret;
use crate::support::house::both;
use crate::support::scratch;
use std::process::Command;

const INVALID_CREDENTIALS: i32 = 49;

#[test]
fn ldapsearch() {
    let line = Page::of("ldap-utils").file("ldapsearch", house());
    only_both_factors_come_in("ldap-utils", &|name: &str, password: &str| {
        let folder = scratch::folder("tool");
        let password_file = folder.path().join("password");
        write_secret(&password_file, password);
        let mut command = Command::new("sh");
        command.args(["-c", &line]).env("name", name).env("password_file", &password_file);
        let output = command.output().expect("sh starts");
        let found = String::from_utf8_lossy(&output.stdout).contains(&format!("CN={name},"));
        match output.status.code() {
            Some(0) if found => Ok(true),
            Some(INVALID_CREDENTIALS) => Ok(false),
            other => Err(format!("{other:?}: {}", both(&output))),
        }
    });
}
