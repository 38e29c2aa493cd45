//! The example that is shipped: it has no faults, it documents every key, and it shows none that is unknown.

use super::house::{House, with_credentials};

const EXAMPLE: &str = include_str!("../../packaging/vestibule.toml");

/// The example with its paths, and nothing else, led into the house.
fn example() -> House {
    let mut house = House::new();
    let here = house.path("").to_str().unwrap().to_owned();
    house.write_certificate("radsec-ca", 400);
    house.write_certificate("wifi-ca", 400);
    house.write("vpn.secret", "canary-of-the-vpn-client\n");
    house.write("mail.password", "canary-of-the-mail-server\n");
    house.write("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    house.text = EXAMPLE
        .replace("/etc/vestibule/ad-ca.pem", &format!("{here}ca.pem"))
        .replace("/etc/vestibule/", &here)
        .replace("/var/lib/vestibule/", &here)
        .replace("/var/log/vestibule/", &here);
    house
}

#[test]
fn the_example_has_no_faults_and_no_alarms() {
    let run = example().check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(!run.stdout.contains("alarm"), "{}", run.stdout);
}

#[test]
fn every_setting_it_shows_is_known_and_may_be_written() {
    let mut house = example();
    let shown = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
    };
    let lines = house.text.lines().map(|line| if shown(line) { line.trim_start_matches('#') } else { line });
    house.text = lines.collect::<Vec<_>>().join("\n");
    // The settings that go with another value than the one shown: of the policy, of a listener, and of two clients.
    assert!(house.check().stderr.contains("policy.grace-until: goes with"));
    house.replace("unenrolled = \"refuse\"", "unenrolled = \"grace\"");
    house.replace("code = \"append\"", "code = \"separator\"");
    assert!(house.check().stderr.contains("radius.client[vpn].separator: goes with"));
    house.replace("code = \"append\"", "code = \"separator\"");
    assert!(house.check().stderr.contains("radius.client[vpn].question: is never asked"));
    house.replace("\nquestion = ", "\n#question = ");
    let run = house.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("People without an authenticator are let in until"), "{}", run.stdout);
}

#[test]
fn the_defaults_it_shows_are_those_that_hold() {
    let mut shown = example();
    let plain = shown.check_with(&["--json"]).stdout;
    let of_policy = ["enforce", "unenrolled", "source-refusals", "source-window"];
    let of_portal = ["trusted-proxies", "organisation", "language", "how", "window", "prompt"];
    let of_listener = ["code", "remember", "referrals"];
    // `code` once more: the first one shown is the listener's.
    let of_client = [
        "code",
        "retry-window",
        "fast-reconnect",
        "encoding",
        "source-attributes",
        "dictionary-files",
        "socket",
        "ntlm-auth",
    ];
    for default in of_policy.iter().chain(&of_listener).chain(&of_client).chain(&of_portal) {
        shown.replace(&format!("\n#{default} = "), &format!("\n{default} = "));
    }
    let run = shown.check_with(&["--json"]);
    assert_eq!(run.stdout, plain);
}

#[test]
fn every_key_there_is_stands_in_it() {
    let sections = [
        "store",
        "directory",
        "policy",
        "exempt",
        "ldap",
        "tls",
        "radius",
        "radsec",
        "eap",
        "radius.client",
        "reply",
        "winbind",
        "web",
        "web.first-enrollment",
        "mail",
        "audit",
        "metrics",
    ];
    for section in sections {
        let mut house = example();
        match section {
            "exempt" => house.replace("[policy]", "[policy]\nexempt = [{ qqqqqqqqqqqq = 1 }]"),
            "tls" => house.replace("tls = { ", "tls = { qqqqqqqqqqqq = 1, "),
            "eap" => house.replace("#eap = { ", "eap = { qqqqqqqqqqqq = 1, "),
            "radsec" => house.replace("radsec = { ", "radsec = { qqqqqqqqqqqq = 1, "),
            "reply" => house.replace("#reply = [{ ", "reply = [{ qqqqqqqqqqqq = 1, "),
            "directory" | "ldap" | "radius.client" => {
                house.replace(&format!("[[{section}]]"), &format!("[[{section}]]\nqqqqqqqqqqqq = 1"))
            }
            _ => house.replace(&format!("[{section}]"), &format!("[{section}]\nqqqqqqqqqqqq = 1")),
        }
        let run = house.check();
        let known =
            run.stderr.lines().find_map(|line| line.split_once("known here: ")).map(|(_, keys)| keys.to_owned());
        let known = known.unwrap_or_else(|| panic!("{section}: {}", run.stderr));
        for key in known.split(", ") {
            let written = [
                format!("\n{key} = "),
                format!("\n#{key} = "),
                format!(" {key} = "),
                format!("\n[[{section}.{key}]]"),
                format!("\n[{section}.{key}]"),
            ];
            assert!(written.iter().any(|form| EXAMPLE.contains(form)), "{section}: {key} is not in the example");
        }
    }
}

#[test]
fn secrets_may_be_systemds_credentials() {
    let mut house = House::new();
    let credentials = tempfile::tempdir().unwrap();
    std::fs::rename(house.path("ad.password"), credentials.path().join("ad.password")).unwrap();
    assert_eq!(house.check().code, 78);
    let file = house.path("vestibule.toml");
    let run = with_credentials(credentials.path(), &["check", "-c", file.to_str().unwrap()]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));

    house.replace("ad.password", "absent.password");
    assert!(house.check().stderr.contains("absent.password"));
}
