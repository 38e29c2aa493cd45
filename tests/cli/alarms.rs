//! Settings that weaken the gate are never silent.

use super::house::House;

#[test]
fn each_setting_that_weakens_the_gate_raises_its_alarm() {
    let webmail = "listen = \"127.0.0.1:3636\"";
    let tls = "tls = { certificate-file = \"server.pem\", key-file = \"server.key\" }";
    let accounts = "service-accounts = \"svc-webmail@ad.example.test\"";
    let cases: [(&str, String, &str); 11] = [
        ("enforce = true", "enforce = false".into(), "Nobody is asked for a code"),
        ("enforce = true", "source-refusals = 101".into(), "A source may be refused 101 times"),
        ("enforce = true", "source-window = \"5m\"".into(), "in 5m"),
        (tls, "dangerous-clear-text = true".into(), "in the clear"),
        (
            "ldaps://dc1.ad.example.test\"]",
            "ldap://127.0.0.1:389\"]\ndangerous-clear-text = true".into(),
            "directory ad",
        ),
        (webmail, format!("{webmail}\nreferrals = \"pass\""), "sent past Vestibule"),
        (webmail, format!("{webmail}\nremember = \"8h\""), "again for 8h"),
        (webmail, format!("{webmail}\nproxy-protocol-from = \"0.0.0.0/0\""), "claim any address"),
        (webmail, format!("{webmail}\nproxy-protocol-from = [\"10.0.0.1\", \"::/0\"]"), "claim any address"),
        (webmail, format!("{webmail}\n{accounts}\nservice-sources = \"0.0.0.0/0\""), "from anywhere"),
        (
            webmail,
            format!(
                "{webmail}\n{accounts}\nservice-sources = \"10.0.0.9\"\ndangerous-protected-service-account = true"
            ),
            "a protected account",
        ),
    ];
    for (old, by, says) in cases {
        let mut house = House::new();
        house.replace(old, &by);
        let run = house.check();
        assert_eq!(run.code, 0, "{by}: {}", run.stderr);
        let alarms = run.stdout.split_once("Standing alarms\n").map_or("", |(_, rest)| rest);
        let alarms = alarms.split("\n\n").next().unwrap_or_default();
        assert!(alarms.contains(says), "{by} does not say `{says}`: {}", run.stdout);
        assert_eq!(alarms.trim_end().lines().count(), 1, "{by}: {alarms}");
    }
}

#[test]
fn certificates_are_watched() {
    for (days, says) in [(-2, "has ended"), (10, "ends in"), (1, "ends within a day")] {
        let house = House::new();
        house.write_certificate("server", days);
        let run = house.check();
        assert_eq!(run.code, 0, "{}", run.stderr);
        let line = run.stdout.lines().find(|line| line.contains("server.pem")).unwrap_or_default();
        assert!(line.contains(says), "{days} days: {}", run.stdout);
    }
}

#[test]
fn what_is_easily_overlooked_is_said() {
    let mut house = House::new();
    house.replace("enforce = true", "exempt = { group = \"Kiosk\", reason = \"x\" }");
    assert_eq!(house.check().code, 78, "one exemption is written as a list of one");
    house.replace(
        "exempt = { group = \"Kiosk\", reason = \"x\" }",
        "exempt = [{ group = \"Kiosk\", reason = \"x\", until = 2001-01-31 }]",
    );
    let run = house.check();
    assert!(run.stdout.contains("The exemption of Kiosk is over"), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("ldap webmail: the addresses of the people"), "{}", run.stdout);

    house.replace("listen = ", "proxy-protocol-from = \"10.0.0.9\"\nlisten = ");
    assert!(!house.check().stdout.contains("the addresses of the people"));

    house.write("vestibule.db", "");
    assert!(house.check().stdout.contains("seal.key is missing"));
}
