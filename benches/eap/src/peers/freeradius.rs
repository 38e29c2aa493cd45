//! FreeRADIUS with people and passwords in its file: the same certificates, with and without its session cache.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::{Running, free_udp, write};
use crate::SECRET;
use crate::certificates::{Certificate, Key};
use crate::people::{PASSWORD, uid};

/// The server.
pub(crate) struct FreeRadius {
    doors: Vec<Door>,
    running: Running,
}

/// One listener, with an `eap` module of its own.
struct Door {
    key: Key,
    /// Whether sessions are kept.
    kept: bool,
    address: SocketAddr,
}

impl FreeRadius {
    /// Serves so many people.
    pub(crate) fn start(folder: &Path, certificates: &[(Key, Certificate)], people: usize) -> anyhow::Result<Self> {
        let folder = folder.join("freeradius");
        std::fs::create_dir_all(folder.join("sessions"))?;
        let (mut doors, mut modules, mut servers) = (Vec::new(), String::new(), String::new());
        for (key, certificate) in certificates {
            for kept in [true, false] {
                let (name, address) = (format!("eap{}", doors.len()), free_udp()?);
                modules += &module(&folder, &name, certificate, kept);
                servers += &server(&name, address);
                doors.push(Door { key: *key, kept, address });
            }
        }
        write(&folder.join("radiusd.conf"), &main(&folder, &modules, &servers))?;
        write(&folder.join("dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n")?;
        let mut users = String::new();
        for number in 0..people {
            // Writing to text cannot fail.
            let _ = writeln!(users, "{} Cleartext-Password := \"{PASSWORD}\"", uid(number));
        }
        write(&folder.join("users"), &users)?;
        let log = std::fs::File::create(folder.join("output.log"))?;
        let running = Running::start(
            Command::new("freeradius")
                .arg("-f")
                .arg("-d")
                .arg(&folder)
                .arg("-l")
                .arg(folder.join("radius.log"))
                .stdout(Stdio::null())
                .stderr(log),
        )?;
        ready(&folder)?;
        Ok(Self { doors, running })
    }

    /// Where a certificate is shown, and sessions are kept or not.
    pub(crate) fn address(&self, key: Key, kept: bool) -> anyhow::Result<SocketAddr> {
        let door = self.doors.iter().find(|door| door.key == key && door.kept == kept);
        Ok(door.context("a listener of FreeRADIUS")?.address)
    }

    pub(crate) fn process(&self) -> u32 {
        self.running.id()
    }
}

/// Waits until it says that it serves.
fn ready(folder: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let log = || std::fs::read_to_string(folder.join("radius.log")).unwrap_or_default();
    while !log().contains("Ready to process requests") {
        anyhow::ensure!(began.elapsed() < Duration::from_secs(20), "FreeRADIUS does not start: {}", log());
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Both servers propose EAP-TTLS first, cut to the same size, and send the server's certificate alone.
fn module(folder: &Path, name: &str, certificate: &Certificate, kept: bool) -> String {
    let (key, chain) = (certificate.key.display(), certificate.certificate.display());
    let (sessions, cache) = (folder.join("sessions"), if kept { "yes" } else { "no" });
    format!(
        r#"    eap {name} {{
        default_eap_type = ttls
        timer_expire = 60
        max_sessions = 65536
        tls-config common {{
            private_key_file = {key}
            certificate_file = {chain}
            auto_chain = no
            tls_min_version = "1.2"
            tls_max_version = "1.3"
            ecdh_curve = "X25519:prime256v1"
            fragment_size = 1024
            cache {{
                enable = {cache}
                lifetime = 8
                name = "{name}"
                persist_dir = {}
                store {{
                    Tunnel-Private-Group-Id
                }}
            }}
        }}
        ttls {{
            tls = common
            virtual_server = "inner"
        }}
        peap {{
            tls = common
            default_eap_type = mschapv2
            virtual_server = "inner"
        }}
        mschapv2 {{
        }}
    }}
"#,
        sessions.display()
    )
}

fn server(name: &str, address: SocketAddr) -> String {
    let (ip, port) = (address.ip(), address.port());
    format!(
        r"server {name} {{
    listen {{
        type = auth
        ipaddr = {ip}
        port = {port}
    }}
    authorize {{
        {name}
    }}
    authenticate {{
        {name}
    }}
}}
"
    )
}

fn main(folder: &Path, modules: &str, servers: &str) -> String {
    let here = folder.display();
    format!(
        r#"prefix = /usr
libdir = /usr/lib/freeradius
logdir = {here}
run_dir = {here}
confdir = {here}
db_dir = {here}
max_request_time = 30
cleanup_delay = 5
max_requests = 65536
hostname_lookups = no
log {{
    destination = files
    file = {here}/radius.log
    auth = no
}}
security {{
    reject_delay = 1
    status_server = yes
}}
thread pool {{
    start_servers = 8
    max_servers = 32
    min_spare_servers = 4
    max_spare_servers = 16
    max_requests_per_server = 0
    auto_limit_acct = no
}}
client bench {{
    ipaddr = 127.0.0.0/8
    secret = {SECRET}
}}
modules {{
    pap {{
    }}
    mschap {{
        use_mppe = yes
    }}
    files {{
        filename = {here}/users
    }}
    eap innereap {{
        default_eap_type = mschapv2
        mschapv2 {{
        }}
    }}
{modules}}}
server inner {{
    authorize {{
        innereap {{
            ok = return
        }}
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
        Auth-Type MS-CHAP {{
            mschap
        }}
        innereap
    }}
}}
{servers}"#
    )
}
