//! Every fault of a configuration comes at once, each with its place, its key and its remedy; the program
//! ends with 78.

use super::house::{House, vestibule};

/// What is put in place of what, where the fault points, which key it names, and what it says.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[test]
fn words_that_are_not_known() {
    each(&[
        (
            "key-file = \"seal.key\"",
            "key_file = \"seal.key\"",
            "key_file",
            "store.key_file",
            "did you mean `key-file`?",
        ),
        (
            "[policy]\n",
            "[polcy]\n",
            "polcy",
            "polcy",
            "did you mean `policy`?",
        ),
        (
            "[policy]\n",
            "colour = 1\n[policy]\n",
            "colour",
            "directory[ad].colour",
            "known here: base-dn",
        ),
        (
            "enforce = true",
            "enfroce = true",
            "enfroce",
            "policy.enfroce",
            "did you mean `enforce`?",
        ),
        (
            "[policy]\n",
            "[gate]\n",
            "gate",
            "gate",
            "known here: audit, directory, ldap",
        ),
        (
            "certificate-file =",
            "cert-file =",
            "cert-file",
            "ldap[webmail].tls.cert-file",
            "is not a known key",
        ),
        (
            "name = \"webmail\"",
            "name = \"webmail\"\ncode = \"apend\"",
            "\"apend\"",
            "ldap[webmail].code",
            "did you mean `append`?",
        ),
        (
            "enforce = true",
            "exempt = [{ group = \"K\", reason = \"r\", untill = \"2027-01-01\" }]",
            "untill",
            "policy.exempt[1].untill",
            "did you mean `until`?",
        ),
        (
            "service-password-file = \"ad.password\"",
            "service-password = \"canary\"",
            "service-password",
            "directory[ad].service-password",
            "name that file in `service-password-file`",
        ),
    ]);
}

#[test]
fn what_belongs_to_a_later_version() {
    let later = "not in this version";
    each(&[
        (
            "[policy]\n",
            "[radius]\nlisten = \"127.0.0.1:1812\"\n[policy]\n",
            "radius",
            "radius",
            later,
        ),
        (
            "[policy]\n",
            "[[radius.client]]\nname = \"vpn\"\n[policy]\n",
            "radius",
            "radius",
            later,
        ),
        (
            "[policy]\n",
            "[winbind]\n[policy]\n",
            "winbind",
            "winbind",
            later,
        ),
        ("[policy]\n", "[mail]\n[policy]\n", "mail", "mail", later),
        (
            "enforce = true",
            "unenrolled = \"grace\"",
            "\"grace\"",
            "policy.unenrolled",
            later,
        ),
        (
            "enforce = true",
            "grace-logins = 3",
            "grace-logins",
            "policy.grace-logins",
            later,
        ),
        (
            "enforce = true",
            "grace-until = \"2027-01-01\"",
            "grace-until",
            "policy.grace-until",
            later,
        ),
        ("sqlite:", "postgres:", "\"postgres:", "store.url", later),
        (
            "public-url =",
            "listen = \"127.0.0.1:8443\"\npublic-url =",
            "listen = \"127.0.0.1:8443\"",
            "web.listen",
            later,
        ),
        (
            "public-url =",
            "admin-groups = []\npublic-url =",
            "admin-groups",
            "web.admin-groups",
            later,
        ),
        (
            "[web]\n",
            "[web.first-enrollment]\nhow = \"password\"\n[web]\n",
            "first-enrollment",
            "web.first-enrollment",
            later,
        ),
    ]);
}

#[test]
fn values_that_cannot_be() {
    each(&[
        (
            "127.0.0.1:3636",
            "localhost:3636",
            "\"localhost:3636\"",
            "ldap[webmail].listen",
            "write for instance",
        ),
        (
            "\"127.0.0.1:3636\"",
            "3636",
            "3636",
            "ldap[webmail].listen",
            "is an integer; write text in quotation marks",
        ),
        (
            "\"127.0.0.1:3636\"",
            "[]",
            "[]\ntls",
            "ldap[webmail].listen",
            "names no address",
        ),
        (
            "enforce = true",
            "enforce = \"yes\"",
            "\"yes\"",
            "policy.enforce",
            "write `true` or `false`",
        ),
        (
            "enforce = true",
            "totp-window = 2",
            "2\n\n[[ldap",
            "policy.totp-window",
            "write a number from 0 to 1",
        ),
        (
            "enforce = true",
            "source-refusals = 0",
            "0\n\n[[ldap",
            "policy.source-refusals",
            "write a number from 1 to 10000",
        ),
        (
            "enforce = true",
            "source-window = \"10 m\"",
            "\"10 m\"",
            "policy.source-window",
            "units: ms, s, m, h, d",
        ),
        (
            "enforce = true",
            "source-window = \"25h\"",
            "\"25h\"",
            "policy.source-window",
            "from 1m to 1d",
        ),
        (
            "enforce = true",
            "protected = [\"CN=x\", \"S-1-x\"]",
            "\"S-1-x\"",
            "policy.protected",
            "not a SID",
        ),
        (
            "enforce = true",
            "password-change-url = \"http://x.test\"",
            "\"http://x.test\"",
            "policy.password-change-url",
            "https",
        ),
        (
            "enforce = true",
            "exempt = [{ group = \"K\" }]",
            "{ group",
            "policy.exempt[1].reason",
            "is missing",
        ),
        (
            "enforce = true",
            "exempt = [{ group = \"K\", reason = \"r\", until = \"30.6.2027\" }]",
            "\"30.6.2027\"",
            "policy.exempt[1].until",
            "2027-06-30",
        ),
        (
            "DC=ad,DC=example,DC=test",
            "ad.example.test",
            "\"ad.example.test\"",
            "directory[ad].base-dn",
            "not a distinguished name",
        ),
        (
            "ldaps://dc1",
            "https://dc1",
            "\"https://dc1",
            "directory[ad].urls",
            "write `ldaps://` or `ldap://`",
        ),
        (
            "svc@ad.example.test",
            "svc",
            "\"svc\"",
            "directory[ad].service-account",
            "name@domain",
        ),
        (
            "active-directory",
            "windows",
            "\"windows\"",
            "directory[ad].kind",
            "allowed: `active-directory`, `openldap`",
        ),
        (
            "\"https://mfa.example.test\"",
            "\"http://mfa.example.test\"",
            "\"http://mfa",
            "web.public-url",
            "is not an https address",
        ),
        (
            "\"webmail\"",
            "\"web mail\"",
            "\"web mail\"",
            "ldap[web mail].name",
            "write 1 to 64 letters",
        ),
        (
            "\"webmail\"",
            "\"web\\u0000mail\"",
            "\"web\\u0000",
            "ldap[web\\0mail].name",
            "control character",
        ),
        ("\"webmail\"", "\"\"", "\"\"", "ldap[].name", "is empty"),
    ]);
}

#[test]
fn limits_of_a_listener() {
    let case = |written: &'static str, key: &str, says: &str| {
        let mut house = House::new();
        house.replace(
            "name = \"webmail\"",
            &format!("name = \"webmail\"\n{written}"),
        );
        let value = written.split_once("= ").unwrap().1;
        expect(
            &house,
            &format!("{value}\nlisten"),
            &format!("ldap[webmail].{key}"),
            says,
        );
    };
    case("remember = \"8d\"", "remember", "from 0s to 7d");
    case("max-session = \"30s\"", "max-session", "from 1m to 7d");
    case("idle-timeout = \"5s\"", "idle-timeout", "from 10s to 1d");
    case("max-connections = 0", "max-connections", "from 1 to 100000");
    case(
        "max-message = \"1GiB\"",
        "max-message",
        "from 256KiB to 64MiB",
    );
    case("max-message = \"65MiB\"", "max-message", "out of range");
    case(
        "referrals = \"follow\"",
        "referrals",
        "allowed: `drop`, `pass`",
    );
    case(
        "proxy-protocol-from = \"10.0.0.1/8\"",
        "proxy-protocol-from",
        "write `10.0.0.0/8`",
    );
    case(
        "code = \"challenge\"",
        "code",
        "allowed: `append`, `separator`, `username`",
    );
    case("directory = \"da\"", "directory", "name one of: ad");
}

#[test]
fn settings_that_do_not_go_together() {
    let listen = "listen = \"127.0.0.1:3636\"";
    let tls = "tls = { certificate-file = \"server.pem\", key-file = \"server.key\" }";
    let one = |old: &str, by: &str, at: &str, key: &str, says: &str| {
        let mut house = House::new();
        house.replace(old, by);
        expect(&house, at, key, says);
    };
    let more = |line: &str| format!("{listen}\n{line}");
    one(
        listen,
        &more("separator = \",\""),
        "\",\"",
        "ldap[webmail].separator",
        "goes with `code = \"separator\"` alone",
    );
    one(
        listen,
        &more("code = \"separator\"\nseparator = \"1\""),
        "\"1\"",
        "ldap[webmail].separator",
        "1 to 4 ASCII marks",
    );
    one(
        listen,
        &more("starttls = true\ndangerous-clear-text = true"),
        "true\ntls",
        "ldap[webmail].dangerous-clear-text",
        "contradicts `starttls",
    );
    one(
        listen,
        &more("dangerous-clear-text = true"),
        "true\ntls",
        "ldap[webmail].dangerous-clear-text",
        "contradicts `tls`",
    );
    one(
        tls,
        "",
        "[[ldap]]",
        "ldap[webmail].tls",
        "passwords are taken under TLS only",
    );
    one(
        tls,
        "starttls = true",
        "[[ldap]]",
        "ldap[webmail].tls",
        "StartTLS needs a certificate",
    );
    one(
        listen,
        &more("service-accounts = \"a@x.test\""),
        "[[ldap]]",
        "ldap[webmail].service-sources",
        "is missing",
    );
    one(
        listen,
        &more("service-accounts = \"SVC@ad.example.test\"\nservice-sources = \"10.0.0.9\""),
        "\"SVC@",
        "ldap[webmail].service-accounts",
        "Vestibule's own account",
    );
    one(
        listen,
        &more("dangerous-protected-service-account = true"),
        "true\ntls",
        "ldap[webmail].dangerous-protected-service-account",
        "has no service account",
    );
    one(
        "ldaps://dc1.ad.example.test",
        "ldap://dc1.ad.example.test",
        "[\"ldap://",
        "directory[ad].urls",
        "would send passwords in the clear",
    );
    one(
        "ldaps://dc1.ad.example.test\"]",
        "ldap://dc1.test\"]\ndangerous-clear-text = true",
        "true\nbase-dn",
        "directory[ad].dangerous-clear-text",
        "on this machine alone",
    );
    one(
        "urls =",
        "starttls = true\nurls =",
        "true\nurls",
        "directory[ad].starttls",
        "write `ldap://",
    );
    one(
        "urls = [\"ldaps://dc1.ad.example.test\"]",
        "",
        "[[directory]]",
        "directory[ad].urls",
        "or `domain` to find the servers",
    );
    one(
        "active-directory\"",
        "openldap\"\nnetbios = \"X\"",
        "\"X\"",
        "directory[ad].netbios",
        "belongs to Active Directory",
    );
    one(
        "[web]",
        &format!("[[ldap]]\nname = \"WebMail\"\nlisten = \"127.0.0.1:0\"\n{tls}\n[web]"),
        "\"WebMail\"",
        "ldap[WebMail].name",
        "the name of another application",
    );
}

#[test]
fn sections_that_are_missing() {
    let mut house = House::new();
    house.text = String::new();
    let run = house.check();
    assert_eq!(run.code, 78);
    for key in ["store", "directory", "ldap"] {
        assert!(
            run.stderr
                .contains(&format!(":1:1: {key}: is missing; write ")),
            "{key}: {}",
            run.stderr
        );
    }
    let mut house = House::new();
    house.replace("[[ldap]]", "[ldap]");
    expect(
        &house,
        "[ldap]",
        "ldap",
        "write a list of tables: `[[ldap]]`",
    );
}

#[test]
fn files_that_are_named() {
    let case = |spoil: &dyn Fn(&House), at: &str, key: &str, says: &str| {
        let house = House::new();
        spoil(&house);
        expect(&house, at, key, says);
    };
    let tls = "ldap[webmail].tls";
    case(
        &|house| house.mode("ad.password", 0o644),
        "\"ad.password\"",
        "directory[ad].service-password-file",
        "chmod o=",
    );
    case(
        &|house| house.write("ad.password", "\n"),
        "\"ad.password\"",
        "directory[ad].service-password-file",
        "is empty",
    );
    case(
        &|house| house.write("ca.pem", "nothing"),
        "\"ca.pem\"",
        "directory[ad].ca-file",
        "holds no certificate",
    );
    case(
        &|house| {
            house.write(
                "ca.pem",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            )
        },
        "\"ca.pem\"",
        "directory[ad].ca-file",
        "cannot be read",
    );
    case(
        &|house| std::fs::remove_file(house.path("server.pem")).unwrap(),
        "\"server.pem\"",
        &format!("{tls}.certificate-file"),
        "make the file or correct the name",
    );
    case(
        &|house| house.mode("server.key", 0o604),
        "\"server.key\"",
        &format!("{tls}.key-file"),
        "open to everybody",
    );
    case(
        &|house| house.write("server.key", "x"),
        "\"server.key\"",
        &format!("{tls}.key-file"),
        "holds no private key",
    );
    case(
        &|house| {
            std::fs::copy(house.path("ca.key"), house.path("server.key")).unwrap();
        },
        "\"server.key\"",
        &format!("{tls}.key-file"),
        "does not belong to the certificate",
    );
    case(
        &|house| {
            house.write("seal.key", "canary");
            house.mode("seal.key", 0o644);
        },
        "\"seal.key\"",
        "store.key-file",
        "chmod o=",
    );
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
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?} {}",
        run.stderr
    );
    assert!(
        run.stderr.contains("7 faults in the configuration"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("canary"), "{}", run.stderr);
}

#[test]
fn what_is_not_toml_is_told_line_by_line() {
    let mut house = House::new();
    house.replace("enforce = true", "enforce = ");
    house.replace("name = \"webmail\"", "name = \"webmail\"\nname = \"again\"");
    let run = house.check();
    assert_eq!(run.code, 78);
    for at in [
        house.position("\n\n[[ldap]]"),
        house.position("name = \"again\""),
    ] {
        let line = at.split(':').next().unwrap();
        assert!(
            run.stderr.contains(&format!("vestibule.toml:{line}:")),
            "{at}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_file_that_is_none() {
    for (file, says) in [
        (
            "/nonexistent/v.toml",
            "name the configuration with `-c FILE`",
        ),
        ("/", "is not a configuration file"),
    ] {
        let run = vestibule(&["check", "-c", file]);
        assert_eq!(run.code, 78);
        assert!(
            run.stderr.contains(file) && run.stderr.contains(says),
            "{}",
            run.stderr
        );
    }
    let house = House::new();
    std::fs::write(house.path("latin.toml"), b"[store]\nurl = \"\xe9\"\n").unwrap();
    let run = vestibule(&["check", "-c", house.path("latin.toml").to_str().unwrap()]);
    assert!(
        run.code == 78 && run.stderr.contains("save it as UTF-8"),
        "{}",
        run.stderr
    );
}

fn each(cases: &[Case]) {
    for (old, by, at, key, says) in cases {
        let mut house = House::new();
        house.replace(old, by);
        expect(&house, at, key, says);
    }
}

/// The check ends with 78 and has one fault at the first `at`, for `key`, that says `says`.
fn expect(house: &House, at: &str, key: &str, says: &str) {
    let run = house.check();
    assert_eq!(run.code, 78, "{key}: {}{}", run.stdout, run.stderr);
    let head = format!("vestibule.toml:{}: {key}: ", house.position(at));
    let found = run
        .stderr
        .lines()
        .any(|line| line.contains(&head) && line.contains(says) && line.contains("; "));
    assert!(found, "no `{head}… {says}` in:\n{}", run.stderr);
}
