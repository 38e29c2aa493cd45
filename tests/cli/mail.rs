//! Mail in the configuration: faults, alarms, and what `check` shows of it.

use super::faults::each_in;
use super::house::House;

const MAIL: &str = r#"
[mail]
server = "smtps://mail.example.test"
from = "it@example.test"
"#;

/// A house that sends mails.
fn house() -> House {
    let mut house = House::new();
    house.text.push_str(MAIL);
    house.write("mail.password", "canary-of-the-mail-server\n");
    house
}

const VALUES: &str = r#"
server = "smtps://mail.example.test" | # nothing          | [mail]        | mail.server        | is missing
from =           | form =                                 | [mail]        | mail.from          | is missing
from =           | form =                                 | form          | mail.form          | did you mean `from`?
smtps://mail     | mail                                   | "mail.ex      | mail.server        | write for instance `smtps://mail.example.test`
smtps://mail     | https://mail                           | "https://mail | mail.server        | write `smtps://`, or `smtp://` for StartTLS
smtps://mail     | smtps://user:word@mail                 | "smtps://user | mail.server        | no valid host and port
it@example.test  | it@example.test, eve@example.test      | "it@example.test, | mail.from      | is not one mail address
it@example.test  | IT <it@example.test>                   | "IT <         | mail.from          | write the address alone
from =           | feed = ["a@x.test", "b"]⏎from =        | "b"           | mail.feed          | is not one mail address
from =           | reply-to = "help desk"⏎from =          | "help desk"   | mail.reply-to      | is not one mail address
from =           | prompt = "no"⏎from =                   | "no"          | mail.prompt        | write `true` or `false`
from =           | ca-file = "none.pem"⏎from =            | "none.pem"    | mail.ca-file       | make the file
from =           | user = "vestibule"⏎from =              | [mail]        | mail.password-file | is missing
from =           | password-file = "mail.password"⏎from = | [mail]        | mail.user          | is missing
from =           | password = "x"⏎from =                  | password = "x" | mail.password     | name that file in `password-file`
from =           | dangerous-clear-text = true⏎from =     | true⏎from     | mail.dangerous-clear-text | contradicts `smtps://`
smtps://mail.example.test" | smtp://mail.example.test"⏎dangerous-clear-text = true | true⏎from | mail.dangerous-clear-text | on this machine alone
smtps://mail.example.test" | smtp://localhost"⏎dangerous-clear-text = true⏎ca-file = "ca.pem" | "ca.pem"⏎from | mail.ca-file | is of no use in the clear
"#;

#[test]
fn values_that_cannot_be() {
    each_in(VALUES, house);
}

#[test]
fn a_password_open_to_everybody_is_refused_and_not_repeated() {
    let mut house = house();
    house.replace("from =", "user = \"vestibule\"\npassword-file = \"mail.password\"\nfrom =");
    assert_eq!(house.check().code, 0);
    house.mode("mail.password", 0o644);
    let run = house.check();
    assert!(run.code == 78 && run.stderr.contains("mail.password-file: "), "{}", run.stderr);
    assert!(!run.stderr.contains("canary"), "{}", run.stderr);
}

#[test]
fn mail_is_shown() {
    let usual = [
        ("smtps://mail.example.test\"", "smtps://mail.example.test:465", "tls"),
        ("smtp://mail.example.test:25\"", "smtp://mail.example.test:25", "starttls"),
        ("smtp://[::1]\"", "smtp://[::1]:587", "starttls"),
        ("smtp://localhost\"\ndangerous-clear-text = true", "smtp://localhost:25", "clear"),
    ];
    for (written, shown, transport) in usual {
        let mut house = house();
        house.replace("smtps://mail.example.test\"", written);
        house.replace("from =", "feed = \"security@example.test\"\nreply-to = \"help@example.test\"\nfrom =");
        let run = house.check();
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains(shown), "{}", run.stdout);
        assert_eq!(run.stdout.contains("mail: mails leave in the clear"), transport == "clear", "{}", run.stdout);
        let json: serde_json::Value = serde_json::from_str(&house.check_with(&["--json"]).stdout).unwrap();
        assert_eq!(json.pointer("/mail/transport"), Some(&transport.into()));
        assert_eq!(json.pointer("/mail/feed/0"), Some(&"security@example.test".into()));
        assert_eq!(json.pointer("/mail/prompt"), Some(&true.into()));
    }
}

#[test]
fn mails_are_signed_without_a_portal_too() {
    let mut house = house();
    let keys = "organisation = \"ACME\"\nlanguage = \"de\"\nhelp-desk-contact = \"4711\"\n";
    house.replace("public-url", &format!("{keys}public-url"));
    assert_eq!(house.check().code, 0);
    house.replace("public-url", "colour = \"#000000\"\npublic-url");
    assert!(house.check().stderr.contains("web.colour: goes with `listen`"));
}

#[test]
fn prompts_without_an_address_are_noticed() {
    let mut house = house();
    let web = "[web]\npublic-url = \"https://mfa.example.test\"\n";
    house.replace(web, "");
    assert!(house.check().stdout.contains("`[mail] prompt`"));
    house.replace("from =", "prompt = false\nfrom =");
    assert!(!house.check().stdout.contains("`[mail] prompt`"));
}

#[test]
fn the_authority_of_the_mail_server_is_watched() {
    let mut house = house();
    house.write_certificate("mail-ca", 10);
    house.replace("from =", "ca-file = \"mail-ca.pem\"\nfrom =");
    let run = house.check();
    assert!(run.stdout.lines().any(|line| line.contains("mail-ca.pem") && line.contains("ends in")), "{}", run.stdout);
}
