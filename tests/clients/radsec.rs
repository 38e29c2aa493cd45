//! RadSec as `openssl s_client` speaks it: whoever has no client's certificate gets no answer, whatever is sent; whoever
//! has one is that client, whatever the packet says.

use crate::door::dc;
use crate::logins::admitted_at;
use crate::packet::{Draft, STATUS_SERVER, is_sound};
use crate::page::Page;
use crate::radsec_house::RadSecHouse;
use crate::support::certificates::{Authority, ServerCertificate};
use crate::support::process::{ProcessTree, pause, wait_until};
use crate::support::scratch;
use std::fs::{self, File};
use std::io::Write;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use tempfile::TempDir;

/// What RFC 6614 section 2.3 has in place of a shared secret.
const SECRET: &str = "radsec";
const FIRST: &str = "proxy.branch.example.test";
const SECOND: &str = "proxy.second.example.test";
const NAS_IDENTIFIER: u8 = 32;

static HOUSE: LazyLock<RadSecHouse> = LazyLock::new(|| {
    let second = format!("[[radius.client]]\nname = \"second\"\ncertificate = \"{SECOND}\"\ncode = \"append\"");
    RadSecHouse::of(&Page::of("radsecproxy"), &second)
});

#[test]
fn a_client_is_answered() {
    let mut client = Client::with(&HOUSE.client_certificate("a-client", FIRST), &[]);
    let asked = status();
    assert!(is_sound(&client.reply_to(&asked), &asked, SECRET));
}

/// Each octet in a TLS record of its own; then many packets in one.
#[test]
fn packets_may_come_in_pieces_and_together() {
    let mut client = Client::with(&HOUSE.client_certificate("pieces", FIRST), &[]);
    let asked = status();
    for octet in &asked {
        client.send(&[*octet]);
        pause(Duration::from_millis(5));
    }
    assert!(is_sound(&client.next(), &asked, SECRET));
    let many: Vec<Vec<u8>> =
        (0..200).map(|number| Draft::new(STATUS_SERVER, SECRET).signed().numbered(number).octets()).collect();
    client.send(&many.concat());
    let mut answered: Vec<u8> = (0..200).map(|_| client.next()[1]).collect();
    answered.sort_unstable();
    assert_eq!(answered, (0..200).collect::<Vec<u8>>());
}

/// The certificate says who asks: neither NAS-Identifier nor the address we all come from does.
#[test]
fn a_client_is_who_its_certificate_says() {
    let mut client = Client::with(&HOUSE.client_certificate("second", SECOND), &[]);
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let password = format!("{}{}", person.password, phone.code());
    let login = Draft::login(SECRET, &person.sam, &password).with(NAS_IDENTIFIER, "radsecproxy").octets();
    assert_eq!(client.reply_to(&login)[0], 2, "an Access-Accept");
    assert_eq!(admitted_at(&HOUSE, &person, "second"), ["code"]);
}

#[test]
fn without_a_certificate_nobody_is_answered() {
    assert_eq!(Client::at(&HOUSE, &[]).left_alone(), "certificate required");
}

#[test]
fn a_strangers_certificate_is_of_no_use() {
    let folder = scratch::folder("stranger");
    let stranger = Authority::new("Somebody else's authority").issue(folder.path(), "stranger", &[FIRST]);
    assert_eq!(Client::with(&stranger, &[]).left_alone(), "unknown ca");
    // Nor is that of a server of ours.
    let ours = HOUSE.authority().issue(folder.path(), "server", &[FIRST]);
    assert_eq!(Client::with(&ours, &[]).left_alone(), "unknown ca");
}

#[test]
fn a_certificate_whose_time_is_over_is_of_no_use() {
    let expired = HOUSE.clients_authority().issue_expired(HOUSE.certificates(), "expired", &[FIRST]);
    assert_eq!(Client::with(&expired, &[]).left_alone(), "certificate expired");
}

/// What a stream was opened with cannot open another: TLS keeps no sessions.
#[test]
fn a_session_is_not_taken_up_again() {
    let (folder, certificate) = (scratch::folder("session"), HOUSE.client_certificate("session", FIRST));
    let session = folder.path().join("session").display().to_string();
    for version in ["-tls1_2", "-tls1_3"] {
        let mut first = Client::with(&certificate, &[version, "-sess_out", &session]);
        let asked = status();
        assert!(is_sound(&first.reply_to(&asked), &asked, SECRET));
        drop(first);
        // Where there is one, it is of no use without the certificate.
        if fs::exists(&session).is_ok_and(|there| there) {
            Client::at(&HOUSE, &["-sess_in".to_owned(), session.clone()]).left_alone();
        }
    }
}

/// From the right authority, and no client's: for another name, or for the name as a common name alone.
#[test]
fn a_certificate_that_is_no_clients_is_of_no_use() {
    for (file, name) in [("nobody", "nobody.example.test"), (FIRST, "*.branch.example.test")] {
        Client::with(&HOUSE.client_certificate(file, name), &[]).left_alone();
    }
    let log = HOUSE.log();
    assert!(log.matches("is no RadSec client's").count() >= 2, "{log}");
}

#[test]
fn old_versions_of_tls_are_refused() {
    let certificate = HOUSE.client_certificate("old", FIRST);
    for version in ["-tls1", "-tls1_1"] {
        let client = Client::with(&certificate, &[version, "-cipher", "ALL:@SECLEVEL=0"]);
        let said = client.left_alone();
        assert!(["protocol version", "handshake failure"].contains(&said.as_str()), "{version}: {said}");
    }
    let mut client = Client::with(&certificate, &["-tls1_2"]);
    let asked = status();
    assert!(is_sound(&client.reply_to(&asked), &asked, SECRET), "TLS 1.2");
}

/// The configuration names one certificate in place of a name: those that hold the name are no client's from then on,
/// even on a stream that is open.
#[test]
fn a_client_may_be_known_by_its_certificate_alone() {
    let house = RadSecHouse::of(&Page::of("radsecproxy"), "");
    let (by_name, alone) =
        (house.client_certificate("name", FIRST), house.client_certificate("alone", "any.example.test"));
    let mut open = Client::at(&house, &shows(&by_name));
    let asked = status();
    assert!(is_sound(&open.reply_to(&asked), &asked, SECRET));
    Client::at(&house, &shows(&alone)).left_alone();
    let file = house.folder().join("vestibule.toml");
    let text = fs::read_to_string(&file).expect("the configuration can be read");
    let other = text.replace(&format!("\"{FIRST}\""), &format!("\"sha256:{}\"", fingerprint(&alone)));
    fs::write(&file, other).expect("the configuration can be written");
    house.reload();
    let mut known = Client::at(&house, &shows(&alone));
    let asked = status();
    assert!(is_sound(&known.reply_to(&asked), &asked, SECRET));
    Client::at(&house, &shows(&by_name)).left_alone();
    open.send(&status());
    wait_until("the open stream to be closed", || open.program.ended());
    assert_eq!(open.file("received").len(), open.read, "and nothing more was said on it");
}

/// As `openssl` computes it.
fn fingerprint(certificate: &ServerCertificate) -> String {
    let mut command = Command::new("openssl");
    command.args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(&certificate.certificate_file);
    let output = command.output().expect("openssl is installed (./test installs it)");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.trim().split_once('=').expect("a name and a value").1.replace(':', "").to_lowercase()
}

/// What cannot be the beginning of a packet closes the stream, and no other one.
#[test]
fn garbage_closes_the_stream() {
    let certificate = HOUSE.client_certificate("garbage", FIRST);
    let mut other = Client::with(&certificate, &[]);
    let asked = status();
    assert!(is_sound(&other.reply_to(&asked), &asked, SECRET));
    let too_short = [1, 1, 0, 19];
    let too_long = [1, 1, 0x10, 0x01];
    for octets in [&b"GET / HTTP/1.1\r\nHost: vestibule\r\n\r\n"[..], &too_short, &too_long, &[0; 64]] {
        let mut client = Client::with(&certificate, &[]);
        client.send(octets);
        client.left_alone();
    }
    let asked = status();
    assert!(is_sound(&other.reply_to(&asked), &asked, SECRET), "the other stream is still there");
}

fn status() -> Vec<u8> {
    Draft::new(STATUS_SERVER, SECRET).signed().octets()
}

/// The options by which the program shows a certificate.
fn shows(certificate: &ServerCertificate) -> Vec<String> {
    let (shown, key) = (certificate.certificate_file.display(), certificate.key_file.display());
    vec!["-cert".to_owned(), shown.to_string(), "-key".to_owned(), key.to_string()]
}

/// The program while it runs.
struct Client {
    program: ProcessTree,
    input: ChildStdin,
    folder: TempDir,
    /// How much of what was received has been read.
    read: usize,
}

impl Client {
    fn with(certificate: &ServerCertificate, options: &[&str]) -> Self {
        let mut all = shows(certificate);
        all.extend(options.iter().map(ToString::to_string));
        Self::at(&HOUSE, &all)
    }

    fn at(house: &RadSecHouse, options: &[String]) -> Self {
        let folder = scratch::folder("s_client");
        let file = |name| File::create(folder.path().join(name)).expect("a file can be made");
        let mut command = Command::new("openssl");
        command.args([
            "s_client",
            "-quiet",
            "-verify_return_error",
            "-connect",
            &house.radsec().to_string(),
            "-CAfile",
        ]);
        command.arg(house.radsec_authority_file()).args(options);
        command.stdin(Stdio::piped()).stdout(file("received")).stderr(file("said"));
        let mut program = ProcessTree::start(&mut command, folder.path());
        let input = program.take_input();
        Self { program, input, folder, read: 0 }
    }

    fn send(&mut self, octets: &[u8]) {
        // A program that has ended is seen by what it has received.
        let _ = self.input.write_all(octets);
        let _ = self.input.flush();
    }

    /// So many octets more.
    fn received(&mut self, length: usize) -> Vec<u8> {
        let octets = wait_until("octets from the server", || {
            let octets = self.file("received").get(self.read..self.read + length).map(<[u8]>::to_vec);
            let said = String::from_utf8_lossy(&self.file("said")).into_owned();
            assert!(octets.is_some() || self.program.ended().is_none(), "closed: {said}");
            octets
        });
        self.read += length;
        octets
    }

    fn next(&mut self) -> Vec<u8> {
        let mut packet = self.received(4);
        let length = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
        packet.extend(self.received(length - 4));
        packet
    }

    fn reply_to(&mut self, packet: &[u8]) -> Vec<u8> {
        self.send(packet);
        self.next()
    }

    /// Sends a request, and waits until the stream is closed without a reply; tells what TLS said of it.
    fn left_alone(mut self) -> String {
        self.send(&status());
        wait_until("the stream to be closed", || self.program.ended());
        assert!(self.file("received").is_empty(), "nobody is answered");
        let said = String::from_utf8_lossy(&self.file("said")).into_owned();
        let alerts =
            ["certificate required", "unknown ca", "certificate expired", "protocol version", "handshake failure"];
        alerts.into_iter().find(|alert| said.contains(alert)).map_or(said.clone(), str::to_owned)
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap_or_default()
    }
}
