//! Dovecot, asked by IMAP: a connection for searches that never ends, and one on which person after
//! person binds.

use crate::curl::{curl, own_address};
use crate::door::{dc, house};
use crate::logins::{admitted_by, one_string, only_both_factors_come_in};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::support::house::WEBMAIL;
use crate::support::process::wait_until;
use std::fs::{self, Permissions};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;

const SEARCH: &str = "/etc/dovecot/dovecot-ldap.conf.ext";
const TEMPLATE: &str = "auth_bind_userdn";
const LOGIN_DENIED: i32 = 67;

#[test]
fn dovecot_that_searches() {
    let server = Dovecot::start(SEARCH, WEBMAIL);
    only_both_factors_come_in(WEBMAIL, &|name: &str, password: &str| server.opens(name, password));
}

/// Without a search: it binds anonymously first, then as whoever comes.
#[test]
fn dovecot_that_composes_the_name() {
    let server = Dovecot::start(TEMPLATE, WEBMAIL);
    only_both_factors_come_in(WEBMAIL, &|name: &str, password: &str| server.opens(name, password));
}

/// Web mail logs in anew for every page: one code opens the mailbox as often as it likes.
#[test]
fn web_mail_with_one_string_for_hours() {
    for mode in [SEARCH, TEMPLATE] {
        let (server, person) = (Dovecot::start(mode, "dovecot"), dc().person("clara"));
        let answers = one_string(&person, 10, &|name: &str, password: &str| server.opens(name, password));
        assert_eq!(answers, [true; 10], "{mode}");
        let admitted = admitted_by(&person, "dovecot");
        assert_eq!((admitted.len(), &*admitted[0]), (10, "code"), "{mode}");
        assert!(admitted[1..].iter().all(|mfa| mfa == "remembered"), "{mode}: {admitted:?}");
    }
}

#[test]
fn web_mail_that_nobody_remembers() {
    let (server, person) = (Dovecot::start(SEARCH, WEBMAIL), dc().person("clara"));
    let answers = one_string(&person, 10, &|name: &str, password: &str| server.opens(name, password));
    assert_eq!(answers, [[true].as_slice(), &[false; 9]].concat());
    assert_eq!(admitted_by(&person, WEBMAIL), ["code"]);
}

struct Dovecot {
    machine: Running,
    address: SocketAddr,
}

impl Dovecot {
    /// Dovecot in one of the page's two ways, in front of one of our listeners.
    fn start(mode: &str, listener: &str) -> Self {
        let (page, address, machine) = (Page::of("dovecot"), own_address(), Machine::new());
        let mail = machine.folder().join("mail");
        fs::create_dir(&mail).expect("a folder can be made");
        fs::set_permissions(&mail, Permissions::from_mode(0o777)).expect("its mode can be set");
        let login = page.file_for("/etc/dovecot/conf.d/auth-ldap.conf.ext", house(), address);
        let lookup = page.file_for(mode, house(), house().address(listener));
        let settings = settings(&machine.folder().display().to_string(), address);
        let machine = machine
            .file("/etc/dovecot/dovecot.conf", 0o644, &settings)
            .file("/etc/dovecot/conf.d/auth-ldap.conf.ext", 0o644, &login)
            .file("/etc/dovecot/dovecot-ldap.conf.ext", 0o600, &lookup);
        let mut machine = machine.start(&["dovecot", "-F"]);
        wait_until("Dovecot to listen", || (machine.is_entered()).then(|| TcpStream::connect(address).ok())?);
        Self { machine, address }
    }

    /// Logs in by IMAP.
    fn opens(&self, name: &str, password: &str) -> Result<bool, String> {
        let log = || fs::read_to_string(self.machine.folder().join("dovecot.log")).unwrap_or_default();
        let failures = || log().matches("code=temp_fail").count();
        let before = failures();
        let output = curl(&format!("imap://{}", self.address), name, password, &["--request", "NOOP"]);
        match output.status.code() {
            Some(0) => Ok(true),
            Some(LOGIN_DENIED) if failures() == before => Ok(false),
            other => Err(format!("curl ended with {other:?}: {}{}", crate::support::house::both(&output), log())),
        }
    }
}

fn settings(here: &str, address: SocketAddr) -> String {
    format!(
        "log_path = {here}/dovecot.log
auth_failure_delay = 0
auth_debug = yes
disable_plaintext_auth = no
ssl = no
protocols = imap
mail_location = maildir:{here}/mail/%u
service imap-login {{
  inet_listener imap {{
    address = {}
    port = {}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
# Without this, each refusal makes the next login from anywhere wait longer.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={here}/mail/%u
}}
!include conf.d/auth-ldap.conf.ext
",
        address.ip(),
        address.port()
    )
}
