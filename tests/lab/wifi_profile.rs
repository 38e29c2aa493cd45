//! Profiles for wpa_supplicant: its own reader of configurations takes them, and a machine with one joins this server
//! and no other.

use crate::support::house::{House, both};
use crate::support::plan::{Plan, RADIUS_SECRET};
use crate::support::scratch;
use crate::support::shared::dc;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

const ACCESS_POINT: &str = "127.0.12.1";
/// Names of the certificate that every house shows.
const SERVER: &str = "localhost";
/// Names of networks with marks that its files have to escape.
const NAMES: [&str; 7] =
    ["Staff", "a b", "Ann's \"place\"", "back\\slash", " #;=", "Café ☕", "0123456789abcdef0123456789abcdef"];
const METHODS: [(&str, &str); 3] = [("ttls-pap", "auth=PAP"), ("ttls-gtc", "autheap=GTC"), ("peap-gtc", "auth=GTC")];

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let files = "certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\", ca-file = \"HERE/authority.pem\"";
    Plan::behind(dc()).radius(&format!("eap = {{ {files} }}")).radius_client("wifi", ACCESS_POINT, "").open()
});

#[test]
fn wpa_supplicant_reads_what_is_written_for_it() {
    let folder = scratch::folder("profile");
    for (method, phase2) in METHODS {
        for name in NAMES {
            let said = joins(folder.path(), &written(folder.path(), method, name), "9");
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

#[test]
fn machine_with_a_profile_joins_this_server_and_no_other() {
    let folder = scratch::folder("profile");
    let port = HOUSE.address("radius/auth").port().to_string();
    for (method, _) in METHODS {
        let person = dc().person("cora");
        let mut phone = HOUSE.enroll(&person);
        let authority = format!("\tca_cert=\"{}\"", HOUSE.authority_file().display());
        let placed = |line: &str| if line.starts_with("\tca_cert=") { authority.clone() } else { line.to_owned() };
        let lines: Vec<String> = written(folder.path(), method, "Staff").lines().map(placed).collect();
        let profile = lines.join("\n");
        let typed = |code: &str| {
            let both = format!("\tidentity=\"{}\"\n\tpassword=\"{}{code}\"\n}}", person.upn, person.password);
            profile.replace('}', &both)
        };
        let said = joins(folder.path(), &typed(&phone.code()), &port);
        assert!(said.trim_end().ends_with("SUCCESS"), "{method}: {said}");
        let own = format!("domain_match=\"{SERVER};mfa.example.test\"");
        assert!(profile.contains(&own), "{profile}");
        let other = typed(&phone.code()).replace(&own, "domain_match=\"other.test\"");
        let said = joins(folder.path(), &other, &port);
        assert!(said.trim_end().ends_with("FAILURE") && !said.contains("proceed to Phase 2"), "{method}: {said}");
    }
}

/// The network that is written for wpa_supplicant.
fn written(here: &Path, method: &str, name: &str) -> String {
    let out = here.join("out");
    let folder = out.display().to_string();
    let output = HOUSE.manage(&["wifi", "profile", "--ssid", name, "--method", method, "--out", &folder]);
    assert!(output.status.success(), "{method} {name}: {}", both(&output));
    let files = fs::read_dir(&out).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let network = files.filter(|file| file.extension().is_some_and(|end| end == "conf")).collect::<Vec<_>>();
    assert_eq!(network.len(), 1);
    let text = fs::read_to_string(&network[0]).expect("the network can be read");
    fs::remove_dir_all(&out).expect("the folder can be removed");
    text
}

/// What a machine says while it reads the network and joins, by way of a port of this machine.
fn joins(here: &Path, network: &str, port: &str) -> String {
    let file = here.join("network.conf");
    fs::write(&file, network).expect("the network can be written");
    let mut command = Command::new("eapol_test");
    command.args(["-A", ACCESS_POINT, "-a", "127.0.0.1", "-p", port, "-s", RADIUS_SECRET, "-c"]).arg(&file);
    command.args(["-t", if port == "9" { "1" } else { "20" }]);
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
