//! Apache's mod_authnz_ldap: one pooled connection that is the service account's and everybody's in turn.

use crate::curl::{curl, own_address};
use crate::door::{dc, house};
use crate::logins::{admitted_by, one_string, only_both_factors_come_in};
use crate::page::Page;
use crate::support::house::WEBMAIL;
use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

#[test]
fn apache() {
    let server = Apache::start(&site(WEBMAIL));
    only_both_factors_come_in(WEBMAIL, &|name: &str, password: &str| server.lets_in(name, password));
}

/// As a browser does, which sends the same string with every request.
#[test]
fn apache_where_strings_are_remembered() {
    let (server, person) = (Apache::start(&site("apache")), dc().person("clara"));
    let answers = one_string(&person, 5, &|name: &str, password: &str| server.lets_in(name, password));
    assert_eq!(answers, [true; 5]);
    assert_eq!(admitted_by(&person, "apache"), ["code", "remembered", "remembered", "remembered", "remembered"]);
}

/// What the page warns of: with its caches on, Apache lets a string in again, and nobody is asked.
#[test]
fn apache_with_its_caches() {
    let cached =
        site(WEBMAIL).lines().filter(|line| !line.contains("Cache")).fold(String::new(), |all, line| all + line + "\n");
    let (server, person) = (Apache::start(&cached), dc().person("clara"));
    let answers = one_string(&person, 3, &|name: &str, password: &str| server.lets_in(name, password));
    assert_eq!(answers, [true; 3]);
    assert_eq!(admitted_by(&person, WEBMAIL), ["code"], "we have seen one of three");
}

/// The page's part of the configuration, for one of our listeners.
fn site(listener: &str) -> String {
    Page::of("apache").file_for("/etc/apache2/conf-available/intranet.conf", house(), house().address(listener))
}

struct Apache {
    // It ends before its folder is removed.
    _server: ProcessTree,
    folder: TempDir,
    address: SocketAddr,
}

impl Apache {
    fn start(site: &str) -> Self {
        let (folder, address) = (scratch::folder("apache"), own_address());
        let here = folder.path();
        fs::write(here.join("index.html"), "inside").expect("the page can be written");
        fs::write(here.join("httpd.conf"), configuration(here, address) + site).expect("so can httpd.conf");
        let log = File::create(here.join("start.log")).expect("the log can be opened");
        let mut command = Command::new("/usr/sbin/apache2");
        command.arg("-f").arg(here.join("httpd.conf")).args(["-D", "FOREGROUND"]);
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("two writers")).stderr(log);
        let mut server = ProcessTree::start(&mut command, here);
        wait_until("Apache to listen", || {
            let log = || fs::read_to_string(here.join("start.log")).unwrap_or_default();
            assert!(server.ended().is_none(), "{}", log());
            TcpStream::connect(address).ok()
        });
        Self { _server: server, folder, address }
    }

    /// Whether the guarded page is shown.
    fn lets_in(&self, name: &str, password: &str) -> Result<bool, String> {
        let url = format!("http://{}/index.html", self.address);
        let output = curl(&url, name, password, &["--output", "/dev/null", "--write-out", "%{http_code}"]);
        let status = String::from_utf8_lossy(&output.stdout).into_owned();
        let log = || fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default();
        match &*status {
            "200" => Ok(true),
            "401" => Ok(false),
            other => Err(format!("{other}: {}", log())),
        }
    }
}

fn configuration(folder: &Path, address: SocketAddr) -> String {
    let modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_basic", "ldap", "authnz_ldap"];
    let modules = modules.map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
    let (here, modules) = (folder.display(), modules.concat());
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
"
    )
}
