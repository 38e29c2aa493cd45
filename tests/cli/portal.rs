//! The portal and the grace before it in the configuration: faults, alarms, notes, and what `check` shows.

use super::faults::{each_in, expect};
use super::house::{House, Run};

/// A listener's line, marked as the portal's.
const TLS: &str = "tls = { certificate-file = \"server.pem\", key-file = \"server.key\" } # of the portal";

const FIRST: &str = r#"
[web.first-enrollment]
networks = ["10.0.0.0/8"]
"#;

/// A house with a portal.
fn house() -> House {
    let mut house = House::new();
    house.replace("[web]\n", &format!("[web]\nlisten = \"127.0.0.1:8443\"\n{TLS}\n"));
    house.text.push_str(FIRST);
    house
}

fn alarms(run: &Run) -> Vec<&str> {
    let alarms = run.stdout.split_once("Standing alarms\n").map_or("", |(_, rest)| rest);
    alarms.split("\n\n").next().unwrap().lines().map(str::trim).collect()
}

const VALUES: &str = r#"
"127.0.0.1:8443"  | ":8443"                        | ":8443"       | web.listen       | write for instance
"127.0.0.1:8443"  | []                             | []            | web.listen       | names no address
"127.0.0.1:8443"  | "127.0.0.1:3636" # ours        | "127.0.0.1:3636" # | web.listen  | which is taken already
"https://mfa.example.test" | "https://mfa.example.test/portal" | "https://mfa  | web.public-url   | write `https://mfa.example.test`
public-url        | trusted-proxies = "10.0.0.1/8"⏎public-url | "10.0.0.1/8" | web.trusted-proxies | write `10.0.0.0/8`
public-url        | organisation = " x"⏎public-url | " x"          | web.organisation | begins or ends with a blank
public-url        | colour = "red"⏎public-url      | "red"         | web.colour       | such as `#1f4e79`
public-url        | language = "it"⏎public-url     | "it"          | web.language     | allowed: `en`, `de`, `fr`, `es`, `ar`
public-url        | help-desk-contact = "us"⏎public-url | "us"     | web.help-desk-contact | reaches nobody
public-url        | help-desk-contact = "http://help.test"⏎public-url | "http://help | web.help-desk-contact | is not an https address
public-url        | logo-file = "no.svg"⏎public-url | "no.svg"     | web.logo-file    | make the file
public-url        | logo-file = "./ca.pem"⏎public-url | "./ca.pem"  | web.logo-file    | is neither SVG nor PNG
public-url        | admin-groups = " x"⏎public-url | " x"          | web.admin-groups | begins or ends with a blank
public-url        | admin-groups = "A"⏎helpdesk-groups = ["B", "A"]⏎public-url | ["B", | web.helpdesk-groups | names `A`, as `admin-groups` does
public-url        | exemptions-need-approval = "yes"⏎public-url | "yes"   | web.exemptions-need-approval | true
public-url        | organization = "x"⏎public-url  | organization  | web.organization | did you mean `organisation`?
networks          | network                        | network =     | web.first-enrollment.network | did you mean `networks`?
networks          | how = "sms"⏎networks           | "sms"         | web.first-enrollment.how | allowed: `password`, `activation-code`
networks          | window = "30m"⏎networks        | "30m"         | web.first-enrollment.window | from 1h to 365d
networks          | window = "366d"⏎networks       | "366d"        | web.first-enrollment.window | from 1h to 365d
["10.0.0.0/8"]    | []                             | []            | web.first-enrollment.networks | names no network
networks = ["10.0.0.0/8"] | how = "password"       | [web.first    | web.first-enrollment.networks | names no network
"#;

const TOGETHER: &str = r#"
tls = { certificate-file = "server.pem", key-file = "server.key" } # of the portal | [gone] | [web] | web.tls | passwords are taken under TLS only
public-url        | dangerous-clear-text = true⏎public-url | true⏎public | web.dangerous-clear-text | contradicts `tls`
name = "webmail"  | name = "Portal"                | "Portal"      | ldap[Portal].name | is the portal's own name
"#;

#[test]
fn values_that_cannot_be() {
    each_in(VALUES, house);
}

#[test]
fn settings_that_do_not_go_together() {
    each_in(TOGETHER, house);
    let mut open = house();
    open.replace(TLS, "dangerous-clear-text = true");
    open.replace("\"127.0.0.1:8443\"", "[\"127.0.0.1:8443\", \"0.0.0.0:8444\"]");
    expect(&open, "true\npublic-url", "web.dangerous-clear-text", "is for loopback addresses alone");
    let mut client = house();
    client.write("vpn.secret", "canary-of-the-vpn-client\n");
    let door = "[radius]\nclient = [{ name = \"portal\", from = \"192.0.2.7\", secret-file = \"vpn.secret\" }]\n[web]";
    client.replace("[web]", door);
    expect(&client, "\"portal\"", "radius.client[portal].name", "is the portal's own name");
}

#[test]
fn without_a_portal_its_keys_have_nothing_to_hold_for() {
    for key in ["organisation = \"x\"", "language = \"de\"", "trusted-proxies = []", "colour = \"#000000\""] {
        let mut house = House::new();
        house.replace("public-url", &format!("{key}\npublic-url"));
        let name = key.split(' ').next().unwrap();
        let value = format!("{}\npublic-url", key.split(" = ").nth(1).unwrap());
        expect(&house, &value, &format!("web.{name}"), "goes with `listen`");
    }
    let mut house = House::new();
    house.text.push_str(FIRST);
    let run = house.check();
    assert!(run.stderr.contains("web.first-enrollment: goes with `listen`"), "{}", run.stderr);
    let mut house = House::new();
    house.replace("name = \"webmail\"", "name = \"portal\"");
    assert_eq!(house.check().code, 0, "an application may be called so where there is no portal");
}

#[test]
fn what_weakens_the_portal_raises_its_alarm() {
    for (old, by, says) in [
        (
            TLS,
            "dangerous-clear-text = true\ntrusted-proxies = \"127.0.0.1\"",
            "web: passwords and codes are taken in the clear",
        ),
        (TLS, &format!("{TLS}\ntrusted-proxies = \"::/0\""), "web: anybody may claim any address"),
        (
            "\"10.0.0.0/8\"",
            "\"0.0.0.0/0\"",
            "web: a first authenticator needs no more than the password, from anywhere",
        ),
    ] {
        let mut house = house();
        house.replace(old, by);
        let run = house.check();
        assert_eq!(run.code, 0, "{by}: {}", run.stderr);
        let alarms = alarms(&run);
        assert!(alarms.len() == 1 && alarms[0].starts_with(says), "{by}: {alarms:?}");
    }
}

#[test]
fn what_is_easily_overlooked_is_said() {
    let mut activation = house();
    activation.replace(FIRST, "");
    let run = activation.check();
    assert!(run.code == 0 && run.stdout.contains("needs an activation code"), "{}{}", run.stdout, run.stderr);
    let mut clear = house();
    clear.replace(TLS, "dangerous-clear-text = true");
    assert!(clear.check().stdout.contains("no `trusted-proxies`"));
}

#[test]
fn the_portal_is_shown_and_its_certificate_watched() {
    let mut house = house();
    house.write_certificate("web", 10);
    house.write("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    house.replace(TLS, &TLS.replace("server", "web"));
    house.replace(
        "public-url",
        "logo-file = \"logo.svg\"\ncolour = \"#1F4E79\"\nlanguage = \"de\"\norganisation = \"ACME: Köln\"\nadmin-groups = \"Vestibule Admins\"\nexemptions-need-approval = true\npublic-url",
    );
    let run = house.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for part in ["https://mfa.example.test", "127.0.0.1:8443", "password from 10.0.0.0/8 for 14d", "ACME: Köln"] {
        assert!(run.stdout.contains(part), "{part} is not in {}", run.stdout);
    }
    assert!(run.stdout.lines().any(|line| line.contains("web.pem") && line.contains("ends in")), "{}", run.stdout);
    let json: serde_json::Value = serde_json::from_str(&house.check_with(&["--json"]).stdout).unwrap();
    assert_eq!(json.pointer("/portal/transport"), Some(&"https".into()));
    assert_eq!(json.pointer("/portal/admin-groups/0"), Some(&"Vestibule Admins".into()));
    assert_eq!(json.pointer("/portal/exemptions-need-approval"), Some(&true.into()));
    assert_eq!(json.pointer("/portal/colour"), Some(&"#1f4e79".into()));
    assert!(json.pointer("/portal/logo").unwrap().as_str().unwrap().contains("SVG, 41 octets"), "{json}");
}

#[test]
fn a_logo_that_does_something_is_refused() {
    let mut house = house();
    house.replace("public-url", "logo-file = \"logo.svg\"\npublic-url");
    house.write("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>");
    expect(&house, "\"logo.svg\"", "web.logo-file", "the attribute `onload`");
    house.write("logo.svg", &" ".repeat(49_153));
    expect(&house, "\"logo.svg\"", "web.logo-file", "is larger than 49152 octets");
}

const GRACE: &str = r#"
enforce = true | unenrolled = "grace"                       | "grace"      | policy.unenrolled   | for ever
enforce = true | unenrolled = "allow"                       | "allow"      | policy.unenrolled   | allowed: `refuse`, `grace`
enforce = true | grace-logins = 3                           | 3⏎           | policy.grace-logins | goes with `unenrolled = "grace"`
enforce = true | unenrolled = "refuse"⏎grace-until = "2027-01-01" | "2027-01-01" | policy.grace-until | goes with `unenrolled = "grace"`
enforce = true | unenrolled = "grace"⏎grace-logins = 0      | 0⏎           | policy.grace-logins | write a number from 1 to 1000
enforce = true | unenrolled = "grace"⏎grace-logins = 1001   | 1001         | policy.grace-logins | write a number from 1 to 1000
enforce = true | unenrolled = "grace"⏎grace-until = "soon"  | "soon"       | policy.grace-until  | such as `2027-06-30`
"#;

#[test]
fn grace_has_an_end() {
    each_in(GRACE, House::new);
}

#[test]
fn grace_is_an_alarm_that_stands() {
    for (keys, says) in [
        ("grace-logins = 1", "are let in for one login each"),
        ("grace-logins = 5", "are let in for 5 logins each"),
        ("grace-until = 2999-12-31", "are let in until 2999-12-31"),
        ("grace-until = \"2999-12-31\"\ngrace-logins = 5", "are let in until 2999-12-31 and for 5 logins each"),
        ("grace-until = \"2001-01-31\"\ngrace-logins = 5", "Grace is over since the end of 2001-01-31"),
    ] {
        let mut house = House::new();
        house.replace("enforce = true", &format!("unenrolled = \"grace\"\n{keys}"));
        let run = house.check();
        assert_eq!(run.code, 0, "{keys}: {}", run.stderr);
        let alarms = alarms(&run);
        assert!(alarms.len() == 1 && alarms[0].contains(says), "{keys}: {alarms:?}");
    }
}

/// The section the README shows, with its files led into the house.
#[test]
fn the_portal_of_the_readme_has_no_faults() {
    let readme = include_str!("../../README.md");
    let shown = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(shown.contains("[web.first-enrollment]"), "{shown}");
    let mut house = House::new();
    house.write_certificate("mfa", 90);
    let here = house.path("").to_str().unwrap().to_owned();
    let before = house.text.split("[web]\n").next().unwrap().to_owned();
    house.text = format!("{before}{}", shown.replace("/etc/vestibule/", &here));
    let run = house.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}
