//! EAP in the configuration: its faults, and what is said of its certificate and of fast reconnect.

use super::faults::each_in;
use super::house::House;

const DOOR: &str = r#"[radius]
eap = { certificate-file = "eap.pem", key-file = "eap.key" }

[[radius.client]]
name = "wifi"
from = "192.0.2.7"
secret-file = "wifi.secret"
fast-reconnect = "8h"

[winbind]
domain = "EXAMPLE"

"#;

/// A house whose access points ask by EAP.
fn house() -> House {
    let mut house = House::new();
    house.write("wifi.secret", "canary-of-the-wifi-client\n");
    house.write_certificate("eap", 400);
    house.replace("[web]", &format!("{DOOR}[web]"));
    house
}

const FAULTS: &str = r#"
certificate-file = "eap.pem", |                          | {  key     | radius.eap.certificate-file | is missing
, key-file = "eap.key"        |                          | { certificate-file = "eap | radius.eap.key-file | is missing
"eap.pem"                     | "none.pem"               | "none.pem" | radius.eap.certificate-file | make the file
"eap.key"                     | "server.key"             | "server.key" }⏎⏎[[radius | radius.eap.key-file | does not belong
"eap.key"                     | "eap.key", ca-file = "none.pem" | "none.pem" | radius.eap.ca-file   | make the file
"eap.key"                     | "eap.key", ca-file = "wifi.secret" | "wifi.secret" } | radius.eap.ca-file | holds no certificate
"eap.key"                     | "eap.key", fragment-size = 99 | 99    | radius.eap.fragment-size    | write a number from 100 to 1400
"eap.key"                     | "eap.key", fragment-size = 1401 | 1401 | radius.eap.fragment-size   | write a number from 100 to 1400
"eap.key"                     | "eap.key", fragment-sise = 9 | fragment-sise | radius.eap.fragment-sise | did you mean `fragment-size`?
eap = {                       | eap = true # {           | true # {   | radius.eap                  | write a table
"8h"                          | "8 hours"                | "8 hours"  | radius.client[wifi].fast-reconnect | from 0s to 7d
"8h"                          | "8d"                     | "8d"       | radius.client[wifi].fast-reconnect | from 0s to 7d
"8h"                          | "8h"⏎code = "code-only"  | "8h"       | radius.client[wifi].fast-reconnect | admit many times
eap = {                       | # {                      | "8h"       | radius.client[wifi].fast-reconnect | `[radius] eap =
"8h"                          | "8h"⏎code = "username"⏎dangerous-single-factor = true | true⏎⏎[winbind | radius.client[wifi].dangerous-single-factor | has nothing to hold for
"8h"                          | "0s"⏎code = "code-only"⏎dangerous-single-factor = true | true⏎⏎[winbind | radius.client[wifi].dangerous-single-factor | contradicts `code
"#;

#[test]
fn eap_that_cannot_be() {
    each_in(FAULTS, house);
}

#[test]
fn where_no_code_can_be_asked_for_the_exempt_may_come_by_ms_chapv2() {
    for code in ["append", "separator", "challenge", "auto"] {
        let mut house = house();
        house.replace("\"8h\"", &format!("\"8h\"\ncode = \"{code}\"\ndangerous-single-factor = true"));
        let run = house.check();
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{code}");
        assert!(run.stdout.contains("`dangerous-single-factor`"), "{code}: {}", run.stdout);
        house.replace("domain = \"EXAMPLE\"", "");
        house.replace("[winbind]", "");
        let run = house.check();
        assert!(run.code == 78 && run.stderr.contains("which needs `[winbind]`"), "{}", run.stderr);
    }
}

#[test]
fn eap_may_name_the_authority_and_the_size_of_its_messages() {
    let mut house = house();
    assert_eq!(house.check().stderr, "");
    house.replace("key-file = \"eap.key\" }", "key-file = \"eap.key\", ca-file = \"ca.pem\", fragment-size = 1400 }");
    assert_eq!(house.check().stderr, "");
    house.replace("eap = {", "# {");
    house.replace("\"8h\"", "\"0s\"");
    assert_eq!(house.check().stderr, "", "no time is what holds without the key");
}

fn explain(house: &House, arguments: &[&str]) -> String {
    let run = house.check_with(&[&["--explain", "wifi"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn what_stations_reject_in_the_certificate_is_said() {
    let house = house();
    let said = house.check().stdout;
    for trouble in
        ["eap.pem is not said to be a server's", "eap.pem is issued by itself", "Apple refuses more than 825"]
    {
        assert!(said.contains(trouble), "{trouble}: {said}");
    }
    assert!(!said.contains("server.pem"), "what stations never see is not held to this: {said}");
    house.write_certificate("eap", 10);
    assert!(house.check().stdout.contains("eap.pem ends in"), "{}", house.check().stdout);
}

#[test]
fn fast_reconnect_is_noted_with_what_ends_it() {
    let mut house = house();
    let noted = "radius wifi: a station that was let in by EAP with a fresh code or by an exemption comes back for 8h";
    assert!(house.check().stdout.contains(noted), "{}", house.check().stdout);
    let explained = explain(&house, &[]);
    assert!(explained.contains("comes back for 8h") && explained.contains("vestibule wifi revoke"), "{explained}");
    house.replace("\"8h\"", "\"0s\"");
    assert!(!house.check().stdout.contains("comes back"), "{}", house.check().stdout);
    assert!(explain(&house, &[]).contains("needs password and code"));
}

/// The way of the code, further keys, and where the code is typed by PAP, by GTC, and beside MS-CHAPv2.
const PLACES: &str = r#"
append    |                                | behind the inner password              | behind the inner password              | no place for a code
append    | dangerous-single-factor = true | behind the inner password              | behind the inner password              | only who is exempt
separator |                                | behind the inner password              | behind the inner password              | no place for a code
challenge |                                | only who is exempt                     | is asked for                           | no place for a code
challenge | dangerous-single-factor = true | only who is exempt                     | is asked for                           | only who is exempt
auto      |                                | behind the inner password              | behind the inner password, or asked    | no place for a code
auto      | dangerous-single-factor = true | behind the inner password              | behind the inner password, or asked    | only who is exempt
username  |                                | behind the inner name                  | behind the inner name                  | behind the inner name
code-only |                                | proves no password                     | proves no password                     | proves no password
"#;

#[test]
fn it_is_said_where_the_code_goes_in_each_method() {
    for line in PLACES.lines().filter(|line| !line.is_empty()) {
        let [code, more, pap, gtc, response] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        let mut house = house();
        house.replace("fast-reconnect = \"8h\"", &format!("code = \"{code}\"\n{more}"));
        let explained: serde_json::Value = serde_json::from_str(&explain(&house, &["--json"])).unwrap();
        let ways = explained.pointer("/eap").unwrap().as_array().unwrap().clone();
        let said = |method: &str| {
            let way = ways.iter().find(|way| way["method"] == method).unwrap();
            way["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(ways.len(), 6);
        let methods = [("ttls-pap", pap), ("ttls-gtc", gtc), ("peap-gtc", gtc), ("ttls-mschapv2", response)];
        for (method, says) in methods.into_iter().chain([("ttls-eap-mschapv2", response), ("peap-mschapv2", response)])
        {
            assert!(said(method).contains(says), "{line}: {method}: {}", said(method));
        }
    }
}

#[test]
fn without_winbind_and_without_eap_that_is_said_too() {
    let mut house = house();
    house.replace("[winbind]\ndomain = \"EXAMPLE\"\n", "");
    assert!(explain(&house, &[]).contains("peap-mschapv2: refused: there is no `[winbind]`"));
    house.replace("eap = {", "# {");
    house.replace("\"8h\"", "\"0s\"");
    let explained = explain(&house, &[]);
    assert!(!explained.contains("EAP"), "{explained}");
}

/// The page for administrators, whose section is read as it stands but for the places of files.
#[test]
fn the_page_on_wifi_shows_a_configuration_without_faults() {
    const PAGE: &str = include_str!("../../docs/wifi.md");
    let shown = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut house = house();
    for name in ["wifi", "wifi-ca"] {
        house.write_certificate(name, 400);
    }
    house.replace(DOOR, &shown.replace("/etc/vestibule/", ""));
    let run = house.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(explain(&house, &[]).contains("ttls-pap: the code is typed behind the inner password"));
    for method in ["ttls-pap", "ttls-gtc", "ttls-mschapv2", "ttls-eap-mschapv2", "peap-gtc", "peap-mschapv2"] {
        assert!(PAGE.contains(&format!("| `{method}`")), "{method}");
    }
}
