//! Clients of the longer run, `./test clients-all`.

use crate::door::{dc, house};
use crate::logins::{admitted_by, one_string, only_both_factors_come_in};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::pages::logs_in;
use crate::pam::pam_lets_in;
use crate::program::{Program, driver};
use crate::support::house::WEBMAIL;
use crate::support::process::wait_until;
use crate::support::scratch::number;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn php() {
    logs_in("php", "login()", "php", "drive.php");
}

#[test]
fn node_ldapts() {
    node("ldapts", &[]);
}

#[test]
fn node_passport_ldapauth() {
    node("passport-ldapauth", &["passport.mjs"]);
}

/// The program lies beside the libraries that `./test clients-all` has fetched.
fn node(block: &str, more: &[&str]) {
    let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients/node");
    let drivers = more.iter().chain(&["drive.mjs"]).map(|file| driver(file)).collect::<String>();
    let file = libraries.join(format!("{block}-{}.mjs", number()));
    fs::write(&file, Page::of("nodejs").file(block, house()) + &drivers).expect("./test fetches the libraries");
    only_both_factors_come_in("nodejs", &Program::start(Command::new("node").arg(&file)));
    fs::remove_file(&file).expect("the program can be removed");
}

/// nslcd keeps the service account's connection; for each login it opens another, and reads the entry as
/// the person.
#[test]
fn nslcd_and_pam_ldap() {
    let (page, files) = (Page::of("nslcd"), ["/etc/nslcd.conf", "/etc/pam.d/example"]);
    let someone = dc().person("clara");
    let domain = someone.sid.rsplit_once('-').expect("a SID has parts").0;
    let settings = page.file(files[0], house()).replace("S-1-5-21-3623811015-3361044348-30300820", domain);
    let users = fs::read_to_string("/etc/passwd").expect("the users can be read");
    let groups = fs::read_to_string("/etc/group").expect("so can the groups");
    let machine = Machine::new()
        .file(files[0], 0o600, &settings)
        .file(files[1], 0o644, &page.file(files[1], house()))
        // What the package does when it is installed.
        .file("/etc/passwd", 0o644, &format!("{users}nslcd:x:990:990::/run/nslcd:/usr/sbin/nologin\n"))
        .file("/etc/group", 0o644, &format!("{groups}nslcd:x:990:\n"));
    let mut machine = machine.start(&["sh", "-c", "install -d -o nslcd -g nslcd /run/nslcd && exec nslcd --nofork"]);
    wait_until("nslcd to answer", || {
        let there = machine.is_entered()
            && machine.command("test").args(["-S", "/run/nslcd/socket"]).status().is_ok_and(|status| status.success());
        there.then_some(())
    });
    only_both_factors_come_in("nslcd", &|name: &str, password: &str| pam_lets_in(&machine, name, password));
}

/// One connection is the service account's and the person's in turn; after a refusal it opens another.
#[test]
fn saslauthd_that_searches() {
    let server = Saslauthd::start(&Saslauthd::settings(WEBMAIL), "5");
    only_both_factors_come_in(WEBMAIL, &|name: &str, password: &str| server.lets_in(name, password));
}

/// A mail program shows the same string for each message it sends.
#[test]
fn saslauthd_where_strings_are_remembered() {
    let (server, person) = (Saslauthd::start(&Saslauthd::settings("saslauthd"), "5"), dc().person("clara"));
    let answers = one_string(&person, 3, &|name: &str, password: &str| server.lets_in(name, password));
    assert_eq!(answers, [true; 3]);
    assert_eq!(admitted_by(&person, "saslauthd"), ["code", "remembered", "remembered"]);
}

/// What the page warns of: with `fastbind`, a process that is still bound as somebody asks nobody.
#[test]
fn saslauthd_with_fastbind() {
    let settings = Saslauthd::settings(WEBMAIL).replace("ldap_auth_method: bind", "ldap_auth_method: fastbind");
    let settings = settings.replace("(&(objectClass=user)(sAMAccountName=%u))", "%u@ad.example.test");
    let (server, person) = (Saslauthd::start(&settings, "1"), dc().person("clara"));
    let answers = one_string(&person, 3, &|name: &str, password: &str| server.lets_in(name, password));
    assert_eq!(answers, [true; 3]);
    assert_eq!(admitted_by(&person, WEBMAIL), ["code"], "we have seen one of three");
}

struct Saslauthd {
    machine: Running,
    socket: PathBuf,
}

impl Saslauthd {
    const FILE: &str = "/etc/saslauthd.conf";

    /// The page's settings for one of our listeners.
    fn settings(listener: &str) -> String {
        Page::of("saslauthd").file_for(Self::FILE, house(), house().address(listener))
    }

    /// With so many processes.
    fn start(settings: &str, processes: &str) -> Self {
        let machine = Machine::new().file(Self::FILE, 0o600, settings);
        let (socket, here) = (machine.folder().join("mux"), machine.folder().display().to_string());
        let mut machine =
            machine.start(&["saslauthd", "-d", "-a", "ldap", "-n", processes, "-O", Self::FILE, "-m", &here]);
        wait_until("saslauthd to listen", || (machine.is_entered() && socket.exists()).then_some(()));
        Self { machine, socket }
    }

    fn lets_in(&self, name: &str, password: &str) -> Result<bool, String> {
        Ok(sasl_lets_in(&self.machine, &self.socket, name, password))
    }
}

/// saslauthd's protocol: name, password, service and realm, each behind its length; `OK` or `NO` comes
/// back so.
fn sasl_lets_in(machine: &Running, socket: &Path, name: &str, password: &str) -> bool {
    let mut connection = UnixStream::connect(socket).expect("saslauthd listens");
    for part in [name, password, "imap", ""] {
        let length = u16::try_from(part.len()).expect("a short text").to_be_bytes();
        connection.write_all(&[&length, part.as_bytes()].concat()).expect("saslauthd reads");
    }
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("saslauthd answers");
    let said = String::from_utf8_lossy(answer.get(2..).unwrap_or_default()).into_owned();
    assert!(said.starts_with("OK") || said.starts_with("NO"), "{said}{}", machine.log());
    said.starts_with("OK")
}
