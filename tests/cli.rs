//! The command line as people meet it: the real binary, its exit codes, its messages and its help.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

#[path = "cli/alarms.rs"]
mod alarms;
#[path = "cli/eap.rs"]
mod eap;
#[path = "cli/example.rs"]
mod example;
#[path = "cli/faults.rs"]
mod faults;
#[path = "cli/house.rs"]
mod house;
#[path = "cli/mail.rs"]
mod mail;
#[path = "cli/portal.rs"]
mod portal;
#[path = "cli/radius.rs"]
mod radius;
#[path = "cli/store.rs"]
mod store;
#[path = "cli/try_eap.rs"]
mod try_eap;
#[path = "cli/try_ldap.rs"]
mod try_ldap;
#[path = "cli/try_radius.rs"]
mod try_radius;
#[path = "cli/wifi.rs"]
mod wifi;
#[path = "cli/wifi_profile.rs"]
mod wifi_profile;
#[path = "support/radius.rs"]
#[expect(dead_code, reason = "what a client needs is not used here")]
mod wire;

use house::{House, vestibule};

const COMMANDS: [&str; 15] = [
    "demo",
    "init",
    "check",
    "serve",
    "try",
    "person",
    "authenticator",
    "recovery",
    "activation",
    "bypass",
    "exempt",
    "explain",
    "audit",
    "wifi",
    "completions",
];

const LATER: [&str; 6] = ["report", "support-bundle", "key", "backup", "restore", "migrate-store"];

#[test]
fn help_names_every_command_and_gives_examples() {
    let help = vestibule(&["--help"]);
    assert_eq!(help.code, 0);
    for command in COMMANDS {
        let line = format!("\n  {command} ");
        assert!(help.stdout.contains(&line), "{command} is not in {}", help.stdout);
        let own = vestibule(&[command, "--help"]);
        assert_eq!(own.code, 0);
        let teaches = own.stdout.contains("Examples:") && own.stdout.contains(&format!("vestibule {command}"));
        assert!(teaches || command == "try", "{command} teaches nothing: {}", own.stdout);
    }
    assert!(vestibule(&["try", "ldap", "--help"]).stdout.contains("Examples:"));
    assert!(vestibule(&["try", "radius", "--help"]).stdout.contains("Examples:"));
}

#[test]
fn what_is_not_built_yet_is_refused_and_not_shown() {
    let help = vestibule(&["--help"]).stdout;
    for command in LATER {
        assert!(!help.contains(&format!("\n  {command} ")), "{command} is shown");
        for arguments in [vec![command], vec!["-c", "x.toml", command, "list", "--json"], vec![command, "--help"]] {
            let run = vestibule(&arguments);
            assert_eq!(run.code, 78, "{arguments:?}: {}", run.stderr);
            assert!(run.stderr.contains(&format!("`vestibule {command}` is not in this version")), "{}", run.stderr);
        }
    }
}

#[test]
fn wrong_usage_is_two_and_says_what_is_right() {
    let cases: [(&[&str], &str); 22] = [
        (&[], "Usage"),
        (&["chekc"], "check"),
        (&["person", "report"], "report"),
        (&["person", "show"], "<NAME>"),
        (&["check", "--onlin"], "--online"),
        (&["explain", "ada", "--from", "nowhere"], "--from"),
        (&["exempt", "add", "--group", "x"], "--reason"),
        (&["exempt", "add", "--group", "x", "--reason", "y", "--until", "soon"], "--until"),
        (&["authenticator", "add", "ada", "--digits", "7"], "--digits"),
        (&["authenticator", "add", "ada", "--algorithm", "md5"], "sha256"),
        (&["authenticator", "add", "ada", "--period", "0"], "--period"),
        (&["authenticator", "add", "ada", "--secret", "ABC"], "--secret"),
        (&["activation", "new", "ada", "--for", "9m"], "10m to 30d"),
        (&["activation", "new", "ada", "--for", "31d"], "10m to 30d"),
        (&["activation", "new", "ada", "--yes"], "--remove-all"),
        (&["bypass", "grant", "ada", "--reason", "lost"], "--for"),
        (&["bypass", "grant", "ada", "--for", "2h"], "--reason"),
        (&["bypass", "grant", "ada", "--for", "25h", "--reason", "lost"], "1m to 1d"),
        (&["audit", "--since", "yesterday"], "2h"),
        (&["audit", "--follow", "verify"], "verify"),
        (&["completions", "tcsh"], "fish"),
        (&["try", "telnet"], "telnet"),
    ];
    for (arguments, says) in cases {
        let run = vestibule(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{arguments:?} does not say {says}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn completions_know_the_commands_and_no_later_ones() {
    for (shell, mark) in [("bash", "complete -F"), ("zsh", "#compdef vestibule"), ("fish", "complete -c vestibule")] {
        let run = vestibule(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains(mark), "{shell}");
        for command in COMMANDS {
            assert!(run.stdout.contains(command), "{shell} does not know {command}");
        }
        for later in ["support-bundle", "migrate-store"] {
            assert!(!run.stdout.contains(later), "{shell} shows {later}");
        }
    }
}

#[test]
fn the_version_is_the_packages() {
    let run = vestibule(&["--version"]);
    assert_eq!((run.code, run.stdout.trim()), (0, concat!("vestibule ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_sound_configuration_is_shown_on_standard_output() {
    let house = House::new();
    let run = house.check();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    for part in
        ["has no faults", "webmail", "127.0.0.1:3636", "ldaps://dc1.ad.example.test:636", "run `vestibule init`"]
    {
        assert!(run.stdout.contains(part), "{part} is not in {}", run.stdout);
    }
    assert!(!run.stdout.contains("alarm"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'), "colours outside a terminal");
}

#[test]
fn json_is_one_object_with_faults_and_without() {
    let mut house = House::new();
    let sound: serde_json::Value = serde_json::from_str(&house.check_with(&["--json"]).stdout).unwrap();
    assert_eq!(sound.pointer("/valid"), Some(&true.into()));
    assert_eq!(sound.pointer("/ldap/0/name"), Some(&"webmail".into()));

    house.replace("listen = ", "lisen = ");
    let run = house.check_with(&["--json"]);
    assert_eq!(run.code, 78);
    let faulty: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(faulty.pointer("/valid"), Some(&false.into()));
    assert_eq!(faulty.pointer("/faults/1/key"), Some(&"ldap[webmail].lisen".into()));
    assert!(faulty.pointer("/faults/1/line").unwrap().as_u64().unwrap() > 1);
}

#[test]
fn output_that_nobody_reads_is_no_error() {
    let run = house::into_closed_pipe(&["completions", "bash"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}
