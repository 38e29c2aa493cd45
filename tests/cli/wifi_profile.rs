//! `wifi profile`: what is written, and what is refused because a station could not tell the server from another.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::house::{House, Run};

const DOOR: &str = r#"[radius]
eap = { certificate-file = "eap.pem", key-file = "eap.key" }

[[radius.client]]
name = "wifi"
from = "192.0.2.7"
secret-file = "wifi.secret"

"#;

/// A house whose certificate for EAP is issued by an authority that stands behind it.
fn house() -> House {
    let mut house = House::new();
    house.write("wifi.secret", "canary-of-the-wifi-client\n");
    house.replace("[web]", &format!("{DOOR}[web]"));
    issue(&house, &["radius.example.test"], true);
    house
}

/// Writes `eap.pem`, with the root behind it or not, and the root alone as `root.pem`.
fn issue(house: &House, names: &[&str], with_root: bool) {
    let mut about = rcgen::CertificateParams::default();
    about.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    about.distinguished_name.push(rcgen::DnType::CommonName, "Root");
    let root = rcgen::CertifiedIssuer::self_signed(about, rcgen::KeyPair::generate().unwrap()).unwrap();
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(names).unwrap().signed_by(&key, &root).unwrap();
    let behind = if with_root { root.as_ref().pem() } else { String::new() };
    house.write("eap.pem", &format!("{}{behind}", leaf.pem()));
    house.write("eap.key", &key.serialize_pem());
    house.write("root.pem", &root.as_ref().pem());
}

fn profile(house: &House, arguments: &[&str]) -> Run {
    let out = house.path("out");
    house.run(&[&["wifi", "profile", "--out", out.to_str().unwrap()], arguments].concat())
}

fn refuses(house: &House, arguments: &[&str], code: i32, says: &str) {
    let run = profile(house, arguments);
    assert_eq!(run.code, code, "{arguments:?}: {}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(says), "{says}: {}", run.stderr);
    assert!(!house.path("out").exists(), "nothing is written");
}

#[test]
fn every_file_is_written_and_named() {
    let house = house();
    let run = profile(&house, &["--ssid", "Café <1>", "--wired"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let written: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
    assert!(written.iter().all(|file| fs::metadata(file).unwrap().permissions().mode() & 0o400 != 0), "{written:?}");
    let ends = |end: &str| written.iter().filter(|file| file.ends_with(end)).count();
    let kinds = [(".mobileconfig", 2), ("-windows.xml", 2), (".conf", 2), (".nmconnection", 2), ("-android.txt", 1)];
    for (end, count) in kinds.into_iter().chain([("/ca.pem", 1), ("/ca.cer", 1), ("-ca.pem", 2), ("README.txt", 1)]) {
        assert_eq!(ends(end), count, "{end}: {written:?}");
    }
    let read = |name: &str| fs::read_to_string(house.path("out").join(name)).unwrap();
    assert_eq!(read("ca.pem").replace('\r', ""), fs::read_to_string(house.path("root.pem")).unwrap().replace('\r', ""));
    assert!(read("wired.conf").contains("domain_match=\"radius.example.test\""), "{}", read("wired.conf"));
    assert!(read("README.txt").contains("right behind it the code"), "{}", read("README.txt"));
    let again: Vec<String> = written.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    assert_eq!(profile(&house, &["--ssid", "Café <1>", "--wired"]).code, 0);
    assert_eq!(written.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>(), again);
}

#[test]
fn without_an_authority_and_a_name_there_is_no_profile() {
    let house = house();
    issue(&house, &["radius.example.test"], false);
    refuses(&house, &["--ssid", "a"], 1, "no authority is known that stations could trust");
    let root = house.path("root.pem");
    let root = ["--ca", root.to_str().unwrap()];
    assert_eq!(profile(&house, &[&["--ssid", "a"][..], &root].concat()).code, 0);
    fs::remove_dir_all(house.path("out")).unwrap();
    let other = house.path("ca.pem");
    refuses(&house, &["--ssid", "a", "--ca", other.to_str().unwrap()], 1, "does not go back to this authority");
    refuses(&house, &["--ssid", "a", "--ca", "/nonexistent"], 1, "make the file or correct the name");
    let leaf = house.path("eap.pem");
    refuses(&house, &["--ssid", "a", "--ca", leaf.to_str().unwrap()], 1, "no authority is known");

    refuses(
        &house,
        &[&["--ssid", "a", "--server-name", "other.example.test"][..], &root].concat(),
        1,
        "radius.example.test",
    );
    issue(&house, &[], true);
    refuses(&house, &["--ssid", "a"], 1, "names no server");
    issue(&house, &["*.example.test"], true);
    refuses(&house, &["--ssid", "a"], 1, "names no server");
}

#[test]
fn several_servers_and_the_authority_of_the_configuration_may_be_named() {
    let mut house = house();
    issue(&house, &["radius.example.test"], false);
    house.replace("key-file = \"eap.key\" }", "key-file = \"eap.key\", ca-file = \"root.pem\" }");
    let names = ["--ssid", "a", "--server-name", "Radius.example.test", "--server-name", "radius2.example.test"];
    assert_eq!(profile(&house, &names).code, 0);
    let conf = fs::read_to_string(house.path("out/a.conf")).unwrap();
    assert!(conf.contains("domain_match=\"radius.example.test;radius2.example.test\""), "{conf}");
}

#[test]
fn the_method_is_what_the_clients_way_of_the_code_allows() {
    let mut house = house();
    refuses(&house, &["--ssid", "a", "--method", "peap-mschapv2"], 1, "there is no `[winbind]`");
    house.replace("[web]", "[winbind]\ndomain = \"EXAMPLE\"\n[web]");
    refuses(&house, &["--ssid", "a", "--method", "peap-mschapv2"], 1, "there is no place for a code");
    let plain = house.text.clone();
    house.replace("from =", "code = \"code-only\"\nfrom =");
    refuses(&house, &["--ssid", "a"], 1, "proves no password");
    house.text.clone_from(&plain);

    let written = |house: &House, arguments: &[&str]| -> Vec<String> {
        let run = profile(house, &[&["--ssid", "a"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        fs::remove_dir_all(house.path("out")).unwrap();
        run.stdout.lines().map(|file| file.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert!(written(&house, &["--method", "ttls-pap"]).contains(&"a-windows.xml".to_owned()));
    assert!(!written(&house, &["--method", "peap-gtc"]).contains(&"a-windows.xml".to_owned()), "Windows has no GTC");
    house.replace("from =", "dangerous-single-factor = true\nfrom =");
    assert!(written(&house, &["--method", "peap-mschapv2"]).contains(&"a-windows.xml".to_owned()));
    house.text = plain;
    house.replace("from =", "code = \"challenge\"\nfrom =");
    let asked = written(&house, &[]);
    assert!(asked.contains(&"a.conf".to_owned()) && !asked.contains(&"a.mobileconfig".to_owned()), "{asked:?}");
}

#[test]
fn what_is_typed_wrongly_is_said() {
    let mut house = house();
    refuses(&house, &[], 2, "--ssid");
    refuses(&house, &["--ssid", "a", "--method", "peap"], 2, "peap-mschapv2");
    refuses(&house, &["--ssid", &"a".repeat(33)], 2, "at most 32");
    refuses(&house, &["--ssid", "a", "--anonymous", "a\"b"], 2, "write letters");
    refuses(&house, &["--ssid", "a", "--server-name", "a b"], 2, "is not the name of a machine");
    refuses(&house, &["--ssid", "a", "--client", "vpn"], 1, "there are: wifi");
    let more = "[[radius.client]]\nname = \"two\"\nfrom = \"192.0.2.8\"\nsecret-file = \"wifi.secret\"\n[web]";
    house.replace("[web]", more);
    refuses(&house, &["--ssid", "a"], 2, "--client; there are: wifi, two");
    house.replace("eap = {", "# {");
    refuses(&house, &["--ssid", "a", "--client", "wifi"], 1, "there is no EAP");
}
