//! Dovecot's `auth_bind`: a connection for searches that never ends, and one on which person after person binds.

use crate::logins::only_both_factors_come_in;
use crate::support::certificates::write_secret;
use crate::support::dc::BASE;
use crate::support::plan::{WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use crate::support::shared::house;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn dovecot_that_searches() {
    let lines = format!(
        "dn = {WEBMAIL_SERVICE}\ndnpass = {WEBMAIL_SERVICE_PASSWORD}\npass_filter = (sAMAccountName=%u)\npass_attrs = sAMAccountName=user\n"
    );
    logs_in_with(&lines);
}

/// Without a search: it binds anonymously first, then as whoever comes.
#[test]
fn dovecot_that_composes_the_name() {
    logs_in_with("auth_bind_userdn = %u@ad.example.test\n");
}

fn logs_in_with(lines: &str) {
    let folder = scratch::folder("dovecot");
    write_secret(&folder.path().join("ldap.conf"), &ldap_configuration(lines));
    let configuration_file = folder.path().join("dovecot.conf");
    fs::write(&configuration_file, configuration(folder.path())).expect("dovecot.conf can be written");
    // Its processes run as other users, and look for their sockets in here.
    Command::new("chmod").arg("755").arg(folder.path()).status().expect("chmod starts");
    let log = File::create(folder.path().join("start.log")).expect("the log can be opened");
    let mut command = Command::new("dovecot");
    command.args(["-F", "-c"]).arg(&configuration_file);
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("two writers")).stderr(log);
    let mut server = ProcessTree::start(&mut command, folder.path());
    let socket = folder.path().join("run/auth-client");
    wait_until("Dovecot to take logins", || {
        assert!(
            server.ended().is_none(),
            "{}",
            fs::read_to_string(folder.path().join("start.log")).unwrap_or_default()
        );
        socket.exists().then_some(())
    });
    only_both_factors_come_in(&|name: &str, password: &str| {
        let (status, said) = ask(&configuration_file, &socket, name, password);
        let let_in = status && said.contains("auth succeeded");
        let log = || fs::read_to_string(folder.path().join("dovecot.log")).unwrap_or_default();
        assert!(let_in || said.contains("auth failed") && !said.contains("temp"), "{said}{}", log());
        let_in
    });
}

/// Has Dovecot look at a name and password, which go by standard input.
fn ask(configuration: &Path, socket: &Path, name: &str, password: &str) -> (bool, String) {
    let mut tool = Command::new("doveadm")
        .arg("-c")
        .arg(configuration)
        .args(["auth", "test", "-a"])
        .arg(socket)
        .arg(name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("doveadm is installed (./test installs it)");
    let mut input = tool.stdin.take().expect("its input is ours");
    writeln!(input, "{password}").expect("doveadm reads");
    drop(input);
    let output = tool.wait_with_output().expect("doveadm ends");
    (output.status.success(), crate::support::house::both(&output))
}

fn ldap_configuration(lines: &str) -> String {
    format!(
        "uris = {}
tls_ca_cert_file = {}
tls_require_cert = demand
ldap_version = 3
base = {BASE}
scope = subtree
auth_bind = yes
{lines}",
        house().ldap_url(),
        house().authority_file().display()
    )
}

fn configuration(folder: &Path) -> String {
    let here = folder.display();
    format!(
        "base_dir = {here}/run
state_dir = {here}/state
log_path = {here}/dovecot.log
auth_failure_delay = 0
auth_debug = yes
disable_plaintext_auth = no
ssl = no
protocols =
# Without this, each refusal makes the next login from anywhere wait longer.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = ldap
  args = {here}/ldap.conf
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
"
    )
}
