//! Every fault of a configuration comes at once, each with its place, its key and its remedy; the program
//! ends with 78.

use super::house::{House, vestibule};

/// One fault a line: what is taken out of a sound configuration, what is put there instead, where the fault
/// points, which key it names, what it says. `⏎` is a line end.
const SLIPS: &str = r#"
key-file = "seal.key"    | key_file = "seal.key"                | key_file    | store.key_file                 | did you mean `key-file`?
[policy]                 | [polcy]                              | polcy       | polcy                          | did you mean `policy`?
[policy]                 | [gate]                               | gate        | gate                           | known here: audit, directory, ldap
[policy]                 | colour = 1⏎[policy]                  | colour      | directory[ad].colour           | known here: base-dn
enforce = true           | enfroce = true                       | enfroce     | policy.enfroce                 | did you mean `enforce`?
enforce = true           | exempt = [{ goup = "K" }]            | goup        | policy.exempt[1].goup          | did you mean `group`?
certificate-file =       | cert-file =                          | cert-file   | ldap[webmail].tls.cert-file    | is not a known key
name = "webmail"         | name = "webmail"⏎code = "apend"      | "apend"     | ldap[webmail].code             | did you mean `append`?
service-password-file =  | service-password =                   | service-password | directory[ad].service-password | name that file in `service-password-file`
"#;

const LATER: &str = r#"
sqlite:        | postgres:                                          | "postgres:       | store.url            | is not in this version
"#;

const VALUES: &str = r#"
127.0.0.1:3636       | localhost:3636                           | "localhost:3636" | ldap[webmail].listen | write for instance
"127.0.0.1:3636"     | 3636                                     | 3636             | ldap[webmail].listen | is an integer; write text in quotation marks
"127.0.0.1:3636"     | []                                       | []⏎tls           | ldap[webmail].listen | names no address
"127.0.0.1:3636"     | ["[::1]:636", "[::1]:636"]               | ["[::1]          | ldap[webmail].listen | names [::1]:636, which is taken already
enforce = true       | enforce = "yes"                          | "yes"            | policy.enforce | write `true` or `false`
enforce = true       | totp-window = 2                          | 2⏎⏎[[ldap        | policy.totp-window | write a number from 0 to 1
enforce = true       | totp-window = 0x1_0                      | 0x1_0            | policy.totp-window | write a number from 0 to 1
enforce = true       | source-refusals = 0                      | 0⏎⏎[[ldap        | policy.source-refusals | write a number from 1 to 10000
enforce = true       | source-refusals = -1                     | -1⏎              | policy.source-refusals | write a number from 1 to 10000
enforce = true       | source-window = "10 m"                   | "10 m"           | policy.source-window | units: ms, s, m, h, d
enforce = true       | source-window = "25h"                    | "25h"            | policy.source-window | from 1m to 1d
enforce = true       | protected = ["CN=x", "S-1-x"]            | "S-1-x"          | policy.protected | not a SID
enforce = true       | password-change-url = "http://x.test"    | "http://x.test"  | policy.password-change-url | https
enforce = true       | exempt = [{ group = "K" }]               | { group          | policy.exempt[1].reason | is missing
enforce = true       | exempt = [{ group = "K", reason = "r", until = "30.6.2027" }] | "30.6.2027" | policy.exempt[1].until | 2027-06-30
enforce = true       | exempt = { group = "K", reason = "r" }   | { group          | policy.exempt | write a list of tables
DC=ad,DC=example     | example.test                             | "example.test    | directory[ad].base-dn | not a distinguished name
ldaps://dc1          | https://dc1                              | "https://dc1     | directory[ad].urls | write `ldaps://` or `ldap://`
["ldaps://dc1.ad.example.test"] | []                            | []⏎base          | directory[ad].urls | names no server
svc@ad.example.test  | svc                                      | "svc"            | directory[ad].service-account | name@domain
active-directory     | windows                                  | "windows"        | directory[ad].kind | allowed: `active-directory`, `openldap`
kind =               | timeout = "3s"⏎kind =                    | "3s"             | directory[ad].timeout | from 100ms to 2700ms
"https://mfa         | "http://mfa                              | "http://mfa      | web.public-url | is not an https address
"webmail"            | "web mail"                               | "web mail"       | ldap[web mail].name | write 1 to 64 letters
"webmail"            | "web\u0000mail"                          | "web\u0000       | ldap[web\0mail].name | control character
"webmail"            | ""                                       | ""               | ldap[].name | is empty
[web]                | [audit]⏎file = "audit.jsonl"⏎[web]       | "audit.jsonl"    | audit.file | write an absolute path
[web]                | [metrics]⏎listen = ":9464"⏎[web]         | ":9464"          | metrics.listen | is not an address and port
"#;

const LIMITS: &str = r#"
listen = | remember = "8d"⏎listen =                   | "8d"       | ldap[webmail].remember            | from 0s to 7d
listen = | max-session = "30s"⏎listen =               | "30s"      | ldap[webmail].max-session         | from 1m to 7d
listen = | idle-timeout = "5s"⏎listen =               | "5s"       | ldap[webmail].idle-timeout        | from 10s to 1d
listen = | max-connections = 0⏎listen =               | 0⏎listen   | ldap[webmail].max-connections     | from 1 to 100000
listen = | max-message = "1GiB"⏎listen =              | "1GiB"     | ldap[webmail].max-message         | from 256KiB to 64MiB
listen = | max-message = "65MiB"⏎listen =             | "65MiB"    | ldap[webmail].max-message         | is out of range
listen = | referrals = "follow"⏎listen =              | "follow"   | ldap[webmail].referrals           | allowed: `drop`, `pass`
listen = | proxy-protocol-from = "10.0.0.1/8"⏎listen = | "10.0.0.1/8" | ldap[webmail].proxy-protocol-from | write `10.0.0.0/8`
listen = | code = "challenge"⏎listen =                | "challenge" | ldap[webmail].code               | allowed: `append`, `separator`, `username`
listen = | directory = "da"⏎listen =                  | "da"       | ldap[webmail].directory           | name one of: ad
"#;

const TOGETHER: &str = r#"
listen = | separator = ","⏎listen =                       | ","       | ldap[webmail].separator | goes with `code = "separator"` alone
listen = | code = "username"⏎separator = ","⏎listen =     | ","       | ldap[webmail].separator | goes with `code = "separator"` alone
listen = | code = "separator"⏎separator = "1"⏎listen =    | "1"       | ldap[webmail].separator | 1 to 4 ASCII marks
listen = | starttls = true⏎dangerous-clear-text = true⏎listen = | true⏎listen | ldap[webmail].dangerous-clear-text | contradicts `starttls
listen = | dangerous-clear-text = true⏎listen =           | true⏎listen | ldap[webmail].dangerous-clear-text | contradicts `tls`
tls =    | [gone]⏎tls =                                   | [[ldap]]  | ldap[webmail].tls | passwords are taken under TLS only
tls =    | starttls = true⏎[gone]⏎tls =                   | [[ldap]]  | ldap[webmail].tls | StartTLS needs a certificate
listen = | service-accounts = "a@x.test"⏎listen =         | [[ldap]]  | ldap[webmail].service-sources | is missing
listen = | service-accounts = "a@x.test"⏎service-sources = []⏎listen = | []⏎ | ldap[webmail].service-sources | no service account could bind
listen = | service-accounts = "SVC@ad.example.test"⏎listen = | "SVC@  | ldap[webmail].service-accounts | Vestibule's own account
listen = | dangerous-protected-service-account = true⏎listen = | true⏎listen | ldap[webmail].dangerous-protected-service-account | has no service account
ldaps:// | ldap://                                        | ["ldap:// | directory[ad].urls | would send passwords in the clear
ldaps:// | ldap://127.0.0.1", "ldap://                    | ["ldap:// | directory[ad].urls | would send passwords in the clear
ldaps://dc1.ad.example.test"] | ldap://dc1.test"]⏎dangerous-clear-text = true | true⏎base-dn | directory[ad].dangerous-clear-text | on this machine alone
urls =   | starttls = true⏎urls =                         | true⏎urls | directory[ad].starttls | write `ldap://
urls =   | upn-suffixes =                                 | [[directory]] | directory[ad].urls | or `domain` to find the servers
active-directory" | openldap"⏎netbios = "X"               | "X"       | directory[ad].netbios | belongs to Active Directory
[web]    | [[ldap]]⏎name = "WebMail"⏎[web]                | "WebMail" | ldap[WebMail].name | the name of another application
[web]    | [[ldap]]⏎name = "two"⏎listen = ["127.0.0.1:1", "127.0.0.1:3636"]⏎[web] | ["127 | ldap[two].listen | names 127.0.0.1:3636, which is taken already
[web]    | [metrics]⏎listen = "127.0.0.1:3636" # of all⏎[web] | "127.0.0.1:3636" # | metrics.listen | is the address of another listener
[policy] | [[directory]]⏎name = "AD"⏎[policy]             | "AD"      | directory[AD].name | the name of another directory
"#;

#[test]
fn words_that_are_not_known() {
    each(SLIPS);
}

#[test]
fn what_belongs_to_a_later_version() {
    each(LATER);
}

#[test]
fn values_that_cannot_be() {
    each(VALUES);
}

#[test]
fn limits_of_a_listener() {
    each(LIMITS);
}

#[test]
fn settings_that_do_not_go_together() {
    each(TOGETHER);
}

const FILES: &str = r#"
service-password-file | open to everybody     | "ad.password" | directory[ad].service-password-file | chmod o=
service-password-file | two lines             | "ad.password" | directory[ad].service-password-file | more than one line
ca-file               | no certificate        | "ca.pem"      | directory[ad].ca-file               | holds no certificate
ca-file               | a broken certificate  | "ca.pem"      | directory[ad].ca-file               | cannot be read
certificate-file      | gone                  | "server.pem"  | ldap[webmail].tls.certificate-file  | make the file or correct the name
key-file              | open to everybody     | "server.key"  | ldap[webmail].tls.key-file          | open to everybody
key-file              | no certificate        | "server.key"  | ldap[webmail].tls.key-file          | holds no private key
key-file              | another key           | "server.key"  | ldap[webmail].tls.key-file          | does not belong to the certificate
key-file              | a locked key          | "server.key"  | ldap[webmail].tls.key-file          | locked with a pass phrase
key-file              | open to everybody     | "seal.key"    | store.key-file                      | chmod o=
"#;

#[test]
fn files_that_are_named() {
    for [_, spoilt, at, key, says] in lines(FILES) {
        let house = House::new();
        house.write("seal.key", "canary");
        let name = at.trim_matches('"');
        match spoilt.as_str() {
            "open to everybody" => house.mode(name, 0o604),
            "two lines" => house.write(name, "a\nb\n"),
            "no certificate" => house.write(name, "nothing"),
            "a broken certificate" => house.write(name, &pem("CERTIFICATE")),
            "a locked key" => house.write(name, &pem("ENCRYPTED PRIVATE KEY")),
            "another key" => house.write(name, &std::fs::read_to_string(house.path("ca.key")).unwrap()),
            "gone" => std::fs::remove_file(house.path(name)).unwrap(),
            other => panic!("{other}"),
        }
        expect(&house, &at, &key, &says);
    }
}

#[test]
fn sections_that_are_missing() {
    let mut house = House::new();
    house.text = String::new();
    let run = house.check();
    assert_eq!(run.code, 78);
    for key in ["store", "directory", "ldap"] {
        assert!(run.stderr.contains(&format!(":1:1: {key}: is missing; write ")), "{key}: {}", run.stderr);
    }
    let mut house = House::new();
    house.replace("[[ldap]]", "[ldap]");
    expect(&house, "[ldap]", "ldap", "write a list of tables: `[[ldap]]`");
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_file_and_without_secrets() {
    let mut house = House::new();
    house.mode("ad.password", 0o644);
    house.replace("key-file", "kee-file");
    house.replace("ldaps://", "ldap://");
    house.replace("enforce", "enforced");
    house.replace("127.0.0.1:3636", "nowhere");
    house.replace("https://", "http://");
    let run = house.check();
    assert_eq!((run.code, run.stdout.as_str()), (78, ""));
    let keys = [
        "store.key-file: is missing",
        "store.kee-file",
        "directory[ad].urls",
        "directory[ad].service-password-file",
        "policy.enforced",
        "ldap[webmail].listen",
        "web.public-url",
    ];
    let places: Vec<Option<usize>> = keys.iter().map(|key| run.stderr.find(key)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {}", run.stderr);
    assert!(run.stderr.contains("7 faults in the configuration"), "{}", run.stderr);
    assert!(!run.stderr.contains("canary"), "{}", run.stderr);
}

#[test]
fn what_is_not_toml_is_told_line_by_line() {
    let mut house = House::new();
    house.replace("enforce = true", "enforce = ");
    house.replace("name = \"webmail\"", "name = \"webmail\"\nname = \"again\"");
    let run = house.check();
    assert_eq!(run.code, 78);
    for at in [house.position("\n\n[[ldap]]"), house.position("name = \"again\"")] {
        let line = at.split(':').next().unwrap();
        assert!(run.stderr.contains(&format!("vestibule.toml:{line}:")), "{at}: {}", run.stderr);
    }
}

#[test]
fn a_file_that_is_none() {
    for (file, says) in
        [("/nonexistent/v.toml", "name the configuration with `-c FILE`"), ("/", "is not a configuration file")]
    {
        let run = vestibule(&["check", "-c", file]);
        assert_eq!(run.code, 78);
        assert!(run.stderr.contains(file) && run.stderr.contains(says), "{}", run.stderr);
    }
    let house = House::new();
    assert_eq!(house.check().code, 0);
    house.mode("vestibule.toml", 0o666);
    let run = vestibule(&["check", "-c", house.path("vestibule.toml").to_str().unwrap()]);
    assert!(run.code == 78 && run.stderr.contains("can be written by everybody"), "{}", run.stderr);
    std::fs::write(house.path("latin.toml"), b"[store]\nurl = \"\xe9\"\n").unwrap();
    let run = vestibule(&["check", "-c", house.path("latin.toml").to_str().unwrap()]);
    assert!(run.code == 78 && run.stderr.contains("save it as UTF-8"), "{}", run.stderr);
}

fn pem(label: &str) -> String {
    format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n")
}

fn each(table: &str) {
    each_in(table, House::new);
}

/// The same in a house of another kind.
pub(crate) fn each_in(table: &str, house: impl Fn() -> House) {
    for [old, by, at, key, says] in lines(table) {
        let mut house = house();
        house.replace(&old, &by);
        expect(&house, &at, &key, &says);
    }
}

fn lines(table: &str) -> Vec<[String; 5]> {
    let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().replace('⏎', "\n")).collect() };
    let lines = table.lines().filter(|line| !line.is_empty());
    lines.map(|line| cells(line).try_into().unwrap()).collect()
}

/// The check ends with 78 and has one fault at the first `at`, for `key`, that says `says`.
pub(crate) fn expect(house: &House, at: &str, key: &str, says: &str) {
    let run = house.check();
    assert_eq!(run.code, 78, "{key} {says}: {}{}", run.stdout, run.stderr);
    let head = format!("vestibule.toml:{}: {key}: ", house.position(at));
    let found = run.stderr.lines().any(|line| line.contains(&head) && line.contains(says) && line.contains("; "));
    assert!(found, "no `{head}… {says}` in:\n{}", run.stderr);
}
