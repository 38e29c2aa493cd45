//! Profiles for wpa_supplicant, read by wpa_supplicant's own reader of configurations.

use crate::support::certificates::{Authority, write_secret};
use crate::support::house::both;
use crate::support::scratch;
use std::fs;
use std::path::Path;
use std::process::Command;

const SERVER: &str = "radius.example.test";
/// Names of networks with marks that its files have to escape.
const NAMES: [&str; 7] =
    ["Staff", "a b", "Ann's \"place\"", "back\\slash", " #;=", "Café ☕", "0123456789abcdef0123456789abcdef"];
const METHODS: [(&str, &str); 3] = [("ttls-pap", "auth=PAP"), ("ttls-gtc", "autheap=GTC"), ("peap-gtc", "auth=GTC")];

const CONFIG: &str = r#"[store]
url = "sqlite:HERE/vestibule.db"
key-file = "HERE/seal.key"

[[directory]]
name = "ad"
kind = "active-directory"
urls = ["ldaps://dc1.ad.example.test"]
base-dn = "DC=ad,DC=example,DC=test"
ca-file = "HERE/authority.pem"
service-account = "svc@ad.example.test"
service-password-file = "HERE/secret"

[radius]
eap = { certificate-file = "HERE/wifi.pem", key-file = "HERE/wifi.key", ca-file = "HERE/authority.pem" }

[[radius.client]]
name = "wifi"
from = "192.0.2.7"
secret-file = "HERE/secret"
"#;

#[test]
fn wpa_supplicant_reads_what_is_written_for_it() {
    let folder = scratch::folder("profile");
    let here = folder.path();
    let authority = Authority::new("Wi-Fi");
    authority.write_to(&here.join("authority.pem"));
    authority.issue(here, "wifi", &[SERVER]);
    write_secret(&here.join("secret"), &scratch::random_text(24));
    let config = CONFIG.replace("HERE", &here.display().to_string());
    fs::write(here.join("vestibule.toml"), config).expect("the configuration can be written");
    for (method, phase2) in METHODS {
        for name in NAMES {
            let said = read(here, &written(here, method, name));
            assert!(!said.contains("Failed to parse"), "{method} {name}: {said}");
            assert_eq!(said_octets(&said, "ssid"), name.as_bytes(), "{method} {name}: {said}");
            for (field, value) in [
                ("domain_match", SERVER),
                ("ca_cert", "/etc/wpa_supplicant/"),
                ("phase2", phase2),
                ("anonymous_identity", "anonymous"),
            ] {
                let octets = said_octets(&said, field);
                assert!(octets.starts_with(value.as_bytes()), "{method} {name}: {field} in {said}");
            }
        }
    }
}

/// The network that is written for wpa_supplicant.
fn written(here: &Path, method: &str, name: &str) -> String {
    let out = here.join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(["wifi", "profile", "--ssid", name, "--method", method, "--out"]).arg(&out);
    let output = command.arg("-c").arg(here.join("vestibule.toml")).output().expect("the binary starts");
    assert!(output.status.success(), "{method} {name}: {}", both(&output));
    let files = fs::read_dir(&out).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let network = files.filter(|file| file.extension().is_some_and(|end| end == "conf")).collect::<Vec<_>>();
    assert_eq!(network.len(), 1);
    let text = fs::read_to_string(&network[0]).expect("the network can be read");
    fs::remove_dir_all(&out).expect("the folder can be removed");
    text
}

/// What the program of wpa_supplicant's tests says while it reads the network; nobody answers it afterwards.
fn read(here: &Path, network: &str) -> String {
    let file = here.join("network.conf");
    fs::write(&file, network).expect("the network can be written");
    let mut command = Command::new("eapol_test");
    command.args(["-a", "127.0.0.1", "-p", "9", "-s", "nobody", "-t", "1", "-c"]).arg(&file);
    both(&command.output().expect("eapol_test starts (./test installs it)"))
}

/// The octets it shows of a field.
fn said_octets(said: &str, field: &str) -> Vec<u8> {
    let head = format!("{field} - hexdump_ascii(len=");
    let mut lines = said.lines().skip_while(|line| !line.starts_with(&head));
    lines.next().unwrap_or_else(|| panic!("no {field} in {said}"));
    let lines = lines.take_while(|line| line.starts_with("     "));
    let octets = |line: &str| -> Vec<u8> {
        let shown = line.trim_start().split("  ").next().unwrap_or_default().to_owned();
        shown.split(' ').filter_map(|octet| u8::from_str_radix(octet, 16).ok()).collect()
    };
    lines.flat_map(octets).collect()
}
