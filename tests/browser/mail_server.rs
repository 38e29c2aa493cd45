//! Exim on a machine of its own: it takes mails by TLS from who has logged in, for anybody, and keeps them.

use crate::machine::{Machine, Running, open_to_all};
use crate::support::certificates::Authority;
use crate::support::process::wait_until;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The account mails are sent with.
pub(crate) const USER: &str = "vestibule";
/// Its password.
pub(crate) const PASSWORD: &str = "Carrier-Of-Letters-7";
/// The user Debian's Exim delivers as; the packages' own scripts would make it.
const DELIVERS_AS: &str = "Debian-exim";

/// A running mail server.
pub(crate) struct MailServer {
    machine: Running,
    port: u16,
}

/// A mail it took.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    /// Everything above the first empty line.
    pub(crate) head: String,
    /// What is below.
    pub(crate) body: String,
}

impl MailServer {
    /// Starts one.
    pub(crate) fn start() -> Self {
        let port = free_port();
        let machine = Machine::new();
        let here = machine.folder().to_owned();
        let authority = Authority::new("Lab mail authority");
        authority.write_to(&here.join("authority.pem"));
        authority.issue(&here, "mail", &["localhost"]);
        for folder in ["spool", "kept"] {
            fs::create_dir(here.join(folder)).expect("a folder can be made");
            fs::set_permissions(here.join(folder), Permissions::from_mode(0o777)).expect("its mode can be set");
        }
        open_to_all(&here);
        fs::set_permissions(here.join("mail.key"), Permissions::from_mode(0o644)).expect("its mode can be set");
        let machine = machine
            .file("/etc/passwd", 0o644, &with_line("/etc/passwd", &format!("{DELIVERS_AS}:x:198:198::/:/bin/false")))
            .file("/etc/group", 0o644, &with_line("/etc/group", &format!("{DELIVERS_AS}:x:198:")))
            .file("/etc/exim4/exim4.conf", 0o644, &configuration(&here, port));
        let mut machine = machine.start(&["exim4", "-bdf"]);
        wait_until("Exim", || {
            let log = fs::read_to_string(here.join("spool/exim-main.log")).unwrap_or_default();
            (machine.is_entered() && log.contains("daemon started")).then_some(())
        });
        Self { machine, port }
    }

    /// The section of Vestibule's configuration that sends mails here.
    pub(crate) fn section(&self, password_file: &str) -> String {
        let (port, authority) = (self.port, self.machine.folder().join("authority.pem"));
        format!(
            "[mail]\nserver = \"smtps://localhost:{port}\"\nca-file = \"{}\"\nuser = \"{USER}\"\n\
             password-file = \"{password_file}\"\nfrom = \"it@example.test\"\nreply-to = \"helpdesk@example.test\"",
            authority.display()
        )
    }

    /// The mails to an address so far, the oldest first.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<Mail> {
        let found = fs::read_dir(self.machine.folder().join("kept/new"));
        let mut files: Vec<PathBuf> = found.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mails = files.iter().filter_map(|file| fs::read_to_string(file).ok()).map(|text| Mail::read(&text));
        mails.filter(|mail| mail.head.contains(&format!("Envelope-to: {address}\n"))).collect()
    }

    /// Waits for so many mails to an address.
    pub(crate) fn wait_for(&self, count: usize, address: &str) -> Vec<Mail> {
        wait_until(&format!("{count} mails to {address}"), || {
            Some(self.mails_to(address)).filter(|mails| mails.len() >= count)
        })
    }

    /// What the server has written.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.machine.folder().join("spool/exim-main.log")).unwrap_or_default()
    }
}

impl Mail {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        Self { head: head.replace("\n ", " ").replace("\n\t", " "), body: plain(body) }
    }

    /// The subject.
    pub(crate) fn subject(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default()
    }
}

/// Quoted-printable (RFC 2045 section 6.7) as what it stands for; other texts stay as they are.
fn plain(body: &str) -> String {
    let joined = body.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut octets = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let quoted = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match quoted {
            Some(octet) => {
                octets.push(octet);
                octets.extend(part.bytes().skip(2));
            }
            None => octets.extend([b"=", part.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn with_line(file: &str, line: &str) -> String {
    let text = fs::read_to_string(file).expect("every system has it");
    if text.contains(&format!("{DELIVERS_AS}:")) { text } else { format!("{text}{line}\n") }
}

fn free_port() -> u16 {
    let taken = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    taken.expect("a port is free").port()
}

fn configuration(here: &Path, port: u16) -> String {
    let here = here.display();
    format!(
        "primary_hostname = mail.example.test
spool_directory = {here}/spool
log_file_path = {here}/spool/exim-%s.log
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_on_connect_ports = {port}
tls_advertise_hosts = *
tls_certificate = {here}/mail.pem
tls_privatekey = {here}/mail.key
host_lookup =
rfc1413_hosts =
keep_environment =
smtp_accept_max_per_host = 100
acl_smtp_rcpt = recipients
acl_smtp_data = accept

begin acl
recipients:
  require authenticated = *
          encrypted = *
  accept

begin routers
everybody:
  driver = accept
  transport = kept

begin transports
kept:
  driver = appendfile
  directory = {here}/kept
  maildir_format
  envelope_to_add
  user = {DELIVERS_AS}

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
"
    )
}
