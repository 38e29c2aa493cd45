//! The RADIUS door in the configuration: its faults, its alarms, its presets, and what `check --explain` says.

use serde_json::Value;

use super::faults::{each_in, expect};
use super::house::{House, Run};

const DOOR: &str = r#"[radius]
listen = "127.0.0.1:1812"

[[radius.client]]
name = "vpn"
from = "192.0.2.7"
secret-file = "vpn.secret"

"#;

/// A house with an LDAP listener and one RADIUS client.
fn house() -> House {
    let mut house = House::new();
    house.write("vpn.secret", "canary-of-the-vpn-client\n");
    house.replace("[web]", &format!("{DOOR}[web]"));
    house
}

/// A house whose client comes by RadSec.
fn radsec() -> House {
    let mut house = house();
    house.write_certificate("radsec", 400);
    let door = "radsec = { listen = \"127.0.0.1:2083\", tls = { certificate-file = \"server.pem\", key-file = \
                \"server.key\" }, client-ca-file = \"radsec.pem\" }";
    house.replace("listen = \"127.0.0.1:1812\"", door);
    house.replace("from = \"192.0.2.7\"\nsecret-file = \"vpn.secret\"", "certificate = \"vpn1.example.test\"");
    house
}

fn explain(house: &House, client: &str) -> Value {
    let run = house.check_with(&["--explain", client, "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// The text at a place (RFC 6901).
fn said(of: &Value, place: &str) -> String {
    of.pointer(place).and_then(Value::as_str).unwrap_or_else(|| panic!("{place} in {of}")).to_owned()
}

/// A setting in force and where it comes from.
fn setting(explained: &Value, key: &str) -> (String, String) {
    let settings = explained.pointer("/settings").and_then(Value::as_array).unwrap();
    let row = settings.iter().find(|row| said(row, "/key") == key).unwrap_or_else(|| panic!("{key} in {explained}"));
    (said(row, "/value"), said(row, "/from"))
}

fn alarms(run: &Run) -> Vec<String> {
    let alarms = run.stdout.split_once("Standing alarms\n").map_or("", |(_, rest)| rest);
    alarms.split("\n\n").next().unwrap().lines().map(|line| line.trim().to_owned()).collect()
}

const VALUES: &str = r#"
"127.0.0.1:1812"  | "1812"                          | "1812"      | radius.listen                 | write for instance
"127.0.0.1:1812"  | []                              | []          | radius.listen                 | names no address
"127.0.0.1:1812"  | ["[::1]:1", "[::1]:1"]          | ["[::1]     | radius.listen                 | is taken already
listen = "127.0.0.1:1812" | lisden = "127.0.0.1:1812" | lisden    | radius.lisden                 | did you mean `listen`?
"127.0.0.1:1812"  | "127.0.0.1:1812"⏎accounting-listen = "127.0.0.1:1813" | "127.0.0.1:1813" | radius.accounting-listen | `accounting = true`
"127.0.0.1:1812"  | "127.0.0.1:1812"⏎dictionary-files = "none.dict" | "none.dict" | radius.dictionary-files | make the file
[[radius.client]] | [radius.client]                 | [radius.client] | radius.client             | write a list of tables
name = "vpn"      | name = "VPN 1"                  | "VPN 1"     | radius.client[VPN 1].name     | write 1 to 64 letters
name = "vpn"      | name = "WebMail"                | "WebMail"   | radius.client[WebMail].name   | another application
name = "vpn"⏎from | from                            | [[radius    | radius.client[1].name         | is missing
"192.0.2.7"       | "192.0.2.7/24"                  | "192.0.2.7/ | radius.client[vpn].from       | write `192.0.2.0/24`
"192.0.2.7"       | []                              | []          | radius.client[vpn].from       | names no address
"192.0.2.7"       | ["fd00::/8", "fd00::/8"]        | ["fd00      | radius.client[vpn].from       | which another client has
from = "192.0.2.7" | # nothing                      | [[radius    | radius.client[vpn].from       | or `certificate` for RadSec
from =            | certificate = "a.test"⏎from =   | "a.test"    | radius.client[vpn].certificate | contradicts `from`
from = "192.0.2.7" | certificate = "a.test"         | "a.test"    | radius.client[vpn].certificate | RadSec, which is not offered
from = "192.0.2.7" | certificate = "sha256:00"      | "sha256:00" | radius.client[vpn].certificate | 64 hexadecimal digits
secret-file = "vpn.secret" | # nothing              | [[radius    | radius.client[vpn].secret-file | is missing
secret-file = "vpn.secret" | secret = "x"           | secret = "x" | radius.client[vpn].secret    | name that file in `secret-file`
from =            | preset = "fortinet"⏎from =      | "fortinet"  | radius.client[vpn].preset     | did you mean `fortigate`?
from =            | code = "otp"⏎from =             | "otp"       | radius.client[vpn].code       | `code-only`, `auto`
from =            | retry-window = "16s"⏎from =     | "16s"       | radius.client[vpn].retry-window | from 0s to 15s
from =            | encoding = "cp1252"⏎from =      | "cp1252"    | radius.client[vpn].encoding   | allowed: `utf-8`, `latin-1`
from =            | source-attributes = "Caling-Station-Id"⏎from = | "Caling | radius.client[vpn].source-attributes | did you mean `Calling-Station-Id`?
from =            | source-attributes = "NAS-Port"⏎from = | "NAS-P | radius.client[vpn].source-attributes | no attribute of text or an address
from =            | strip-realms = "@x.test"⏎from = | "@x.test"   | radius.client[vpn].strip-realms | without the mark
from =            | directory = "da"⏎from =         | "da"        | radius.client[vpn].directory  | name one of: ad
from =            | accounting = 1⏎from =           | 1⏎from      | radius.client[vpn].accounting | write `true` or `false`
from =            | eap = true⏎from =               | eap         | radius.client[vpn].eap        | is not a known key
from =            | colour = "red"⏎from =           | colour      | radius.client[vpn].colour     | known here: accounting, certificate
[radius]          | [winbind]⏎[radius]              | [winbind]   | winbind.domain                | is missing
[radius]          | [winbind]⏎domain = "a long name of a domain"⏎[radius] | "a long | winbind.domain | at most 15
[radius]          | [winbind]⏎domain = "X"⏎socket = "pipe"⏎[radius] | "pipe" | winbind.socket | not an absolute path
[radius]          | [winbind]⏎domain = "X"⏎ntlm-auth = "ntlm_auth"⏎[radius] | "ntlm_auth" | winbind.ntlm-auth | not an absolute path
"#;

const TOGETHER: &str = r#"
from = | separator = ","⏎from =                         | ","      | radius.client[vpn].separator    | goes with `code = "separator"` alone
from = | code = "auto"⏎separator = ","⏎from =           | ","      | radius.client[vpn].separator    | goes with `code = "separator"` alone
from = | question = "Code?"⏎from =                      | "Code?"  | radius.client[vpn].question     | is never asked
from = | preset = "rras"⏎question = "Code?"⏎from =      | "Code?"  | radius.client[vpn].question     | is never asked
from = | code = "code-only"⏎retry-window = "5s"⏎from =  | "5s"     | radius.client[vpn].retry-window | would let a code that is alone admit twice
from = | preset = "mit-krb5"⏎code = "code-only"⏎from =  | "code-only" | radius.client[vpn].code      | leaves the password unproven
from = | dangerous-single-factor = true⏎from =          | true⏎from | radius.client[vpn].dangerous-single-factor | needs `[winbind]`
from = | code = "auto"⏎dangerous-single-factor = true⏎from = | true⏎from | radius.client[vpn].dangerous-single-factor | has nothing to hold for
from = | code = "code-only"⏎dangerous-single-factor = true⏎from = | true⏎from | radius.client[vpn].dangerous-single-factor | contradicts `code
from = | dangerous-challenge-after-password = true⏎from = | true⏎from | radius.client[vpn].dangerous-challenge-after-password | goes with a question
from = | reply-match = "all"⏎from =                     | "all"    | radius.client[vpn].reply-match  | goes with `reply`
[web]  | [[radius.client]]⏎name = "VPN"⏎from = "::1"⏎secret-file = "vpn.secret"⏎[web] | "VPN" | radius.client[VPN].name | another application
[web]  | [[radius.client]]⏎name = "two"⏎from = ["192.0.2.0/24", "192.0.2.7/32"]⏎secret-file = "vpn.secret"⏎[web] | ["192 | radius.client[two].from | names 192.0.2.7/32, which another client has
"#;

const REPLY: &str = r#"
from = | reply = { Class = "x" }⏎from =                          | { Class   | radius.client[vpn].reply          | write a list of tables
from = | reply = [{ group = "K" }]⏎from =                        | { group   | radius.client[vpn].reply[1].attributes | is missing
from = | reply = [{ attributes = {} }]⏎from =                    | {} }      | radius.client[vpn].reply[1].attributes | names no attribute
from = | reply = [{ attributes = { Class = 1 } }]⏎from =         | 1 }       | radius.client[vpn].reply[1].attributes.Class | write text in quotation marks
from = | reply = [{ attributes = { Class = ["a", ""] } }]⏎from = | ""] }     | radius.client[vpn].reply[1].attributes.Class | is empty
from = | reply = [{ attributes = { Class = "{group}" } }]⏎from = | "{group}" | radius.client[vpn].reply[1].attributes.Class | in a rule that names no group
from = | reply = [{ attributes = { Clas = "a" } }]⏎from =        | "a" }     | radius.client[vpn].reply[1].attributes.Clas | is it `Class`?
from = | reply = [{ attributes = { State = "a" } }]⏎from =       | "a" }     | radius.client[vpn].reply[1].attributes.State | a reply rule cannot set
from = | reply = [{ attributes = { Class = "a" } }, { attributes = { Class = "{usr}" } }]⏎from = | "{usr} | radius.client[vpn].reply[2].attributes.Class | {attribute:NAME}
from = | reply = [{ attributes = { "Tunnel-Type:1" = "VLAM" } }]⏎from = | "VLAM" | radius.client[vpn].reply[1].attributes.Tunnel-Type:1 | VLAN
from = | reply = [{ group = "S-1-x", attributes = { Class = "a" } }]⏎from = | "S-1-x" | radius.client[vpn].reply[1].group | not a SID
from = | reply = [{ groups = "K", attributes = { Class = "a" } }]⏎from = | groups | radius.client[vpn].reply[1].groups | did you mean `group`?
from = | reply = [{ attributes = { Class = "a" } }]⏎reply-match = "any"⏎from = | "any" | radius.client[vpn].reply-match | allowed: `first`, `all`
"#;

const RADSEC: &str = r#"
listen = "127.0.0.1:2083", | | {  tls | radius.radsec.listen         | is missing
"127.0.0.1:2083"   | "127.0.0.1:3636" | "127.0.0.1:3636", tls | radius.radsec.listen | which is taken already
"127.0.0.1:2083"   | []        | []        | radius.radsec.listen         | names no address
"radsec.pem"       | "none.pem" | "none.pem" | radius.radsec.client-ca-file | make the file
client-ca-file     | ca-file   | ca-file = "radsec | radius.radsec.ca-file | is not a known key
key-file = "server.key" }, client | key-file = "ca.key" }, client | "ca.key" | radius.radsec.tls.key-file | does not belong
certificate =      | from = "192.0.2.7"⏎secret-file = "vpn.secret"⏎#     | { listen  | radius.radsec | for clients with a certificate
radsec =           | listen = "127.0.0.1:1812"⏎radsec = | "127.0.0.1:1812" | radius.listen | is where no client may ask
certificate =      | secret-file = "short"⏎certificate = | "short" | radius.client[vpn].secret-file | make the file
[web]              | [[radius.client]]⏎name = "two"⏎certificate = "VPN1.example.test"⏎[web] | "VPN1 | radius.client[two].certificate | of another client
[web]              | [metrics]⏎listen = "127.0.0.1:2083"⏎[web] | "127.0.0.1:2083"⏎[web | metrics.listen | the address of another listener
"#;

#[test]
fn values_that_cannot_be() {
    each_in(VALUES, house);
}

#[test]
fn settings_that_do_not_go_together() {
    each_in(TOGETHER, house);
}

#[test]
fn replies_that_cannot_be() {
    each_in(REPLY, house);
}

#[test]
fn radsec_that_cannot_be() {
    assert_eq!(radsec().check().code, 0, "{}", radsec().check().stderr);
    each_in(RADSEC, radsec);
}

#[test]
fn one_door_is_enough_and_winbind_belongs_to_this_one() {
    let mut only = house();
    let ldap = only.text.find("[[ldap]]").unwrap()..only.text.find("[radius]").unwrap();
    only.text.replace_range(ldap, "");
    let run = only.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("192.0.2.7/32") && !run.stdout.contains("LISTEN"), "{}", run.stdout);
    assert_eq!(only.run(&["try", "ldap", "ada"]).code, 1);

    only.replace(DOOR, "");
    expect(&only, "[store]", "ldap", "write at least one door");
    let mut neither = House::new();
    neither.replace("[web]", "[winbind]\ndomain = \"EXAMPLE\"\n[web]");
    expect(&neither, "[winbind]", "winbind", "goes with `[radius]`");
    let mut nobody = house();
    nobody.replace("[[radius.client]]\nname = \"vpn\"\nfrom = \"192.0.2.7\"\nsecret-file = \"vpn.secret\"\n", "");
    expect(&nobody, "[radius]", "radius.client", "write at least one device");
}

#[test]
fn a_shared_secret_is_long_private_and_never_shown() {
    let house = house();
    house.write("vpn.secret", "canary7\n");
    expect(&house, "\"vpn.secret\"", "radius.client[vpn].secret-file", "holds a secret of 7 octets");
    house.write("vpn.secret", "canary-8\n");
    let run = house.check();
    assert!(run.code == 0 && run.stdout.contains("radius vpn: the shared secret has 8 octets"), "{}", run.stdout);
    house.write("vpn.secret", "canary-of-16-oct\n");
    let run = house.check();
    assert!(run.code == 0 && !run.stdout.contains("the shared secret has"), "{}", run.stdout);
    for arguments in [&["--json"][..], &["--explain", "vpn"], &["--explain", "vpn", "--json"]] {
        let run = house.check_with(arguments);
        assert!(run.code == 0 && !run.stdout.contains("canary"), "{}", run.stdout);
    }
    house.mode("vpn.secret", 0o604);
    expect(&house, "\"vpn.secret\"", "radius.client[vpn].secret-file", "chmod o=");
}

#[test]
fn each_setting_that_weakens_the_gate_raises_its_alarm() {
    let winbind = "[winbind]\ndomain = \"EXAMPLE\"\n[web]";
    let cases = [
        ("from = \"0.0.0.0/0\"", "from = \"192.0.2.7\"", "from anywhere"),
        ("from = [\"192.0.2.7\", \"::/0\"]", "from = \"192.0.2.7\"", "from anywhere"),
        ("dangerous-single-factor = true\nfrom", "from", "`dangerous-single-factor`"),
        ("dangerous-message-authenticator-optional = true\nfrom", "from", "`dangerous-message-authenticator-optional`"),
        (
            "code = \"auto\"\ndangerous-challenge-after-password = true\nfrom",
            "from",
            "`dangerous-challenge-after-password`",
        ),
        (
            "dangerous-reply-without-message-authenticator = true\nfrom",
            "from",
            "`dangerous-reply-without-message-authenticator`",
        ),
    ];
    for (by, old, says) in cases {
        let mut house = house();
        house.replace("[web]", winbind);
        assert_eq!(alarms(&house.check()), [""; 0]);
        house.replace(old, by);
        let run = house.check();
        assert_eq!(run.code, 0, "{by}: {}", run.stderr);
        let raised = alarms(&run);
        assert!(raised.len() == 1 && raised.iter().all(|alarm| alarm.contains(says)), "{by}: {raised:?}");
        assert!(raised.iter().all(|alarm| alarm.starts_with("radius vpn: ")), "{raised:?}");
        assert!(said(&explain(&house, "vpn"), "/dangers/0").contains(says));
    }
}

#[test]
fn on_loopback_a_reply_cannot_be_forged_on_the_way() {
    let mut house = house();
    house.replace("from = \"192.0.2.7\"", "from = [\"127.0.0.0/8\", \"::1\"]");
    house.replace("from", "dangerous-reply-without-message-authenticator = true\nfrom");
    assert_eq!(alarms(&house.check()), [""; 0]);
    house.replace("\"::1\"", "\"::1\", \"192.0.2.8\"");
    assert_eq!(alarms(&house.check()).len(), 1);
    house.replace("from", "dangerous-message-authenticator-optional = true\nfrom");
    house.replace(", \"192.0.2.8\"", "");
    assert_eq!(alarms(&house.check()).len(), 1, "a request may be forged there too, by any account of the machine");
}

/// Each preset with its way, its source, its window, accounting, and a word that its pages must hold.
const PRESETS: &str = r#"
fortigate             | auto      | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | remoteauthtimeout
cisco-asa             | auto      | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | password-management
palo-alto             | auto      | PaloAlto-Client-Source-IP Calling-Station-Id     | 0s  | false | GlobalProtect
netscaler             | auto      | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | callingstationid
openvpn               | append    | Calling-Station-Id                               | 10s | true  | dangerous-message-authenticator-optional
strongswan            | append    | Calling-Station-Id                               | 0s  | false | xauth-radius
aws-directory-service | code-only | none                                             | 0s  | false | fakeusername
mit-krb5              | append    | none                                             | 0s  | false | dangerous-reply-without-message-authenticator
horizon               | challenge | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | accounting port 0
rras                  | username  | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | ada-123456
mikrotik              | append    | Calling-Station-Id Tunnel-Client-Endpoint        | 0s  | false | require-message-auth
pam                   | auto      | Calling-Station-Id                               | 0s  | false | dangerous-message-authenticator-optional
hostapd               | append    | Calling-Station-Id                               | 0s  | false | wpa_key_mgmt
meraki                | append    | Calling-Station-Id                               | 0s  | false | meraki_8021x_test
aruba                 | append    | Calling-Station-Id                               | 0s  | false | termination
unifi                 | append    | Calling-Station-Id                               | 0s  | false | RADIUS Assigned VLAN
cisco-wlc             | append    | Calling-Station-Id                               | 0s  | false | aaa-override
ruckus                | append    | Calling-Station-Id                               | 0s  | false | response window
mist                  | append    | Calling-Station-Id                               | 0s  | false | Mist Edge
"#;

const TRIED: [&str; 5] = ["openvpn", "strongswan", "mit-krb5", "pam", "hostapd"];

#[test]
fn each_preset_gives_its_defaults_says_what_to_set_and_weakens_nothing() {
    for line in PRESETS.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [word, code, source, retry, accounting, says] = cells.try_into().unwrap();
        let mut house = house();
        house.replace("from", &format!("preset = \"{word}\"\nfrom"));
        assert_eq!(alarms(&house.check()), [""; 0], "{word}");
        let explained = explain(&house, "VPN");
        let of = |key: &str| setting(&explained, key);
        let preset = |value: &str| (value.to_owned(), "preset".to_owned());
        assert_eq!(of("code"), preset(code), "{word}");
        assert_eq!(of("source-attributes"), preset(source), "{word}");
        assert_eq!(of("accounting"), preset(accounting), "{word}");
        let window = if code == "code-only" { (retry.to_owned(), "default".to_owned()) } else { preset(retry) };
        assert_eq!(of("retry-window"), window, "{word}");
        for danger in ["single-factor", "message-authenticator-optional", "challenge-after-password"] {
            assert_eq!(of(&format!("dangerous-{danger}")), ("false".to_owned(), "default".to_owned()), "{word}");
        }
        assert_eq!(said(&explained, "/preset"), word);
        assert_eq!(explained.pointer("/tried").unwrap().is_string(), TRIED.contains(&word), "{word}");
        let pages = ["/device", "/caveats"].map(|list| explained.pointer(list).unwrap().to_string()).concat();
        assert!(pages.contains(says), "{word}: {pages}");
        let run = house.check_with(&["--explain", "vpn"]);
        assert_eq!(run.stdout.contains("unproven"), !TRIED.contains(&word), "{}", run.stdout);
        assert!(run.stdout.contains("To be set on the device"), "{}", run.stdout);
    }
}

#[test]
fn a_key_that_is_written_holds_before_the_preset() {
    let mut house = house();
    let written = "preset = \"openvpn\"\ncode = \"separator\"\nseparator = \"::\"\nretry-window = \"0s\"\naccounting = \
                   false\nsource-attributes = []\nfrom";
    house.replace("from", written);
    let explained = explain(&house, "vpn");
    let of = |key: &str| setting(&explained, key);
    for (key, value) in [("code", "separator ::"), ("retry-window", "0s"), ("accounting", "false")] {
        assert_eq!(of(key), (value.to_owned(), "file".to_owned()));
    }
    assert_eq!(of("source-attributes"), ("none".to_owned(), "file".to_owned()));
    assert!(said(&explained, "/source").contains("count together"));
    assert!(!house.check().stdout.contains("takes a question"));
    let separated = house.text.clone();
    house.replace("code = \"separator\"\nseparator = \"::\"", "code = \"challenge\"");
    assert!(house.check().stdout.contains("takes a question for a refusal"), "{}", house.check().stdout);
    house.text = separated;
    // The preset's window is for a password and a code, not for a code that is alone.
    house.replace("code = \"separator\"\nseparator = \"::\"\nretry-window = \"0s\"", "code = \"code-only\"");
    assert_eq!(setting(&explain(&house, "vpn"), "retry-window"), ("0s".to_owned(), "default".to_owned()));
}

#[test]
fn it_is_said_who_proves_the_password_and_what_protects_the_code() {
    let mut house = house();
    let explained = explain(&house, "vpn");
    assert!(said(&explained, "/password").starts_with("the directory proves"));
    assert!(said(&explained, "/wire").contains("only by the shared secret"));
    assert_eq!(setting(&explained, "code"), ("append".to_owned(), "default".to_owned()));
    assert!(house.check().stdout.contains("radius vpn: password and code cross the network"));

    house.replace("from", "preset = \"aws-directory-service\"\nfrom");
    let notes = house.check().stdout;
    assert!(notes.contains("radius vpn: the code alone admits: AWS Directory Service"), "{notes}");
    assert!(notes.contains("radius vpn: the address of the person is not known here"), "{notes}");

    house.replace("192.0.2.7", "127.0.0.1");
    assert!(said(&explain(&house, "vpn"), "/wire").contains("do not leave this machine"));
    let by_tls = explain(&radsec(), "vpn");
    assert!(said(&by_tls, "/wire").contains("TLS"));
    assert_eq!(setting(&by_tls, "certificate").0, "vpn1.example.test");
    assert_eq!(house.check_with(&["--explain", "webmail"]).code, 1);
    let unknown = house.check_with(&["--explain", "vpm"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("there are: vpn"), "{}", unknown.stderr);
}

#[test]
fn it_is_said_whether_ms_chapv2_is_taken() {
    let winbind = "[winbind]\ndomain = \"EXAMPLE\"\n[web]";
    let taken = |code: &str| {
        let mut house = house();
        house.replace("[web]", winbind);
        house.replace("from", &format!("{code}\nfrom"));
        said(&explain(&house, "vpn"), "/ms-chapv2")
    };
    assert!(said(&explain(&house(), "vpn"), "/ms-chapv2").contains("there is no `[winbind]`"));
    for code in ["code = \"append\"", "code = \"separator\"", "code = \"code-only\""] {
        assert!(taken(code).contains("is refused"), "{code}");
    }
    assert!(taken("code = \"username\"").contains("behind the name"));
    assert!(taken("code = \"challenge\"").contains("is asked for"));
    assert!(taken("preset = \"fortigate\"").contains("inside MS-CHAP2-Response"));
    assert!(taken("dangerous-single-factor = true").contains("exempt"));
}

#[test]
fn dictionaries_give_names_and_have_their_faults_told() {
    let mut house = house();
    house.replace("[radius]\n", "[radius]\ndictionary-files = [\"acme.dict\"]\n");
    house.replace(
        "from",
        "source-attributes = \"Acme-Address\"\nreply = [{ attributes = { Acme-Role = \"guest\" } }]\nfrom",
    );
    house.write(
        "acme.dict",
        "VENDOR Acme 4242\n$INCLUDE roles\nBEGIN-VENDOR Acme\nATTRIBUTE Acme-Address 2 ipaddr\nEND-VENDOR Acme\n",
    );
    house
        .write("roles", "BEGIN-VENDOR Acme\nATTRIBUTE Acme-Role 1 integer\nVALUE Acme-Role guest 7\nEND-VENDOR Acme\n");
    let run = house.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(setting(&explain(&house, "vpn"), "source-attributes").0, "Acme-Address");

    house.write("roles", "ATTRIBUTE Acme-Role\n$INCLUDE roles\n");
    let run = house.check();
    assert_eq!(run.code, 78);
    expect(&house, "[\"acme.dict", "radius.dictionary-files", "roles`, line 1: too few words");
    expect(&house, "\"guest\"", "radius.client[vpn].reply[1].attributes.Acme-Role", "no dictionary has this attribute");
}

#[test]
fn winbind_is_of_a_directory_that_is_configured() {
    let mut house = house();
    house.replace("[web]", "[winbind]\ndomain = \"example\"\n[web]");
    assert_eq!(house.check().code, 0, "the only Active Directory is meant");
    house.replace("kind =", "netbios = \"EXAMPLE\"\nkind =");
    assert_eq!(house.check().code, 0);
    house.replace("\"EXAMPLE\"", "\"OTHER\"");
    expect(&house, "\"example\"", "winbind.domain", "`example` is the domain of no directory");
}

#[test]
fn online_it_is_said_whether_winbind_answers() {
    let mut house = house();
    house.replace("[\"ldaps://dc1.ad.example.test\"]", "[\"ldaps://127.0.0.1:1\"]");
    house.replace(
        "[web]",
        &format!(
            "[winbind]\ndomain = \"EXAMPLE\"\nsocket = \"{0}\"\nntlm-auth = \"{0}/ntlm_auth\"\n[web]",
            house.path("").display()
        ),
    );
    let online = |house: &House| -> Value {
        let run = house.check_with(&["--online", "--json"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        serde_json::from_str::<Value>(&run.stdout).unwrap().pointer("/online/winbind").unwrap().clone()
    };
    assert!(online(&house).as_str().unwrap().contains("cannot be used"));
    house.write("ntlm_auth", "");
    assert!(online(&house).as_str().unwrap().contains("is not a program"));
    house.mode("ntlm_auth", 0o700);
    assert!(online(&house).as_str().unwrap().contains("Winbind does not answer"));
    let _winbind = std::os::unix::net::UnixListener::bind(house.path("pipe")).unwrap();
    assert_eq!(online(&house), Value::Null);
}

#[test]
fn replies_and_separators_are_shown() {
    let mut house = house();
    let rules = r#"reply = [{ group = "Staff", attributes = { Class = "OU={group};", Filter-Id = ["a", "b"] } }, { attributes = { Class = "guest" } }]
reply-match = "all"
from"#;
    house.replace("from", rules);
    let explained = explain(&house, "vpn");
    assert_eq!(said(&explained, "/reply/0"), "Staff: Class = OU={group};; Filter-Id = a; Filter-Id = b");
    assert_eq!(said(&explained, "/reply/1"), "everybody: Class = guest");
    assert_eq!(setting(&explained, "reply-match"), ("all".to_owned(), "file".to_owned()));
}

#[test]
fn the_certificates_of_radsec_are_watched() {
    let house = radsec();
    house.write_certificate("radsec", 10);
    assert!(house.check().stdout.contains("radsec.pem ends in"), "{}", house.check().stdout);
}
