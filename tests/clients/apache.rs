//! Apache's mod_authnz_ldap: one pooled connection that is the service account's and everybody's in turn.
//!
//! Its cache is switched off: with it, a repeated password would not reach any server for ten minutes.

use crate::logins::only_both_factors_come_in;
use crate::support::dc::BASE;
use crate::support::plan::{WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use crate::support::shared::house;
use std::fs::{self, File};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn apache() {
    let folder = scratch::folder("apache");
    let address = free_address();
    fs::write(folder.path().join("index.html"), "inside").expect("the page can be written");
    fs::write(folder.path().join("httpd.conf"), configuration(folder.path(), address)).expect("so can httpd.conf");
    let log = File::create(folder.path().join("start.log")).expect("the log can be opened");
    let mut command = Command::new("/usr/sbin/apache2");
    command.arg("-f").arg(folder.path().join("httpd.conf")).args(["-D", "FOREGROUND"]);
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("two writers")).stderr(log);
    let mut server = ProcessTree::start(&mut command, folder.path());
    wait_until("Apache to listen", || {
        assert!(
            server.ended().is_none(),
            "{}",
            fs::read_to_string(folder.path().join("start.log")).unwrap_or_default()
        );
        TcpStream::connect(address).ok()
    });
    only_both_factors_come_in(&|name: &str, password: &str| match status(address, name, password).as_str() {
        "200" => true,
        "401" => false,
        other => panic!("{other}: {}", fs::read_to_string(folder.path().join("error.log")).unwrap_or_default()),
    });
}

/// An address nobody listens on at this moment.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// The HTTP status of the guarded page. Name and password go by standard input.
fn status(address: SocketAddr, name: &str, password: &str) -> String {
    let mut curl = Command::new("curl")
        .args(["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--config", "-"])
        .arg(format!("http://{address}/index.html"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("curl is installed (./test installs it)");
    let mut input = curl.stdin.take().expect("its input is ours");
    writeln!(input, "user = \"{name}:{password}\"").expect("curl reads");
    drop(input);
    String::from_utf8_lossy(&curl.wait_with_output().expect("curl ends").stdout).into_owned()
}

fn configuration(folder: &Path, address: SocketAddr) -> String {
    let modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_basic", "ldap", "authnz_ldap"];
    let modules = modules.map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
    let (here, modules, url) = (folder.display(), modules.concat(), house().ldap_url());
    let authority = house().authority_file();
    format!(
        "{modules}
ServerRoot {here}
ServerName localhost
Listen {address}
PidFile {here}/httpd.pid
DefaultRuntimeDir {here}
ErrorLog {here}/error.log
LogLevel info
DocumentRoot {here}
StartServers 1
LDAPTrustedGlobalCert CA_BASE64 {}
LDAPCacheEntries 0
LDAPOpCacheEntries 0
<Directory {here}>
  LDAPReferrals Off
  AuthType Basic
  AuthName house
  AuthBasicProvider ldap
  AuthLDAPURL {url}/{BASE}?sAMAccountName?sub
  AuthLDAPBindDN {WEBMAIL_SERVICE}
  AuthLDAPBindPassword {WEBMAIL_SERVICE_PASSWORD}
  Require valid-user
</Directory>
",
        authority.display()
    )
}
