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
