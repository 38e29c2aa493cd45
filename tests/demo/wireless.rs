//! Logins on the demo's Wi-Fi by `vestibule try eap`, with the codes that the printed lines use.

use serde_json::Value;

use super::{Demo, text};

/// Number of the authenticator whose codes the printed line uses.
const WIRELESS: usize = 6;

impl Demo {
    /// Logs in at the Wi-Fi.
    fn wireless(&self, name: &str, typed: &str, more: &[&str]) -> (Option<i32>, String, String) {
        let at = ["--client", "wifi", "-c", self.text("config")];
        let output = self.attempt_at("eap", name, typed, &[&at[..], more].concat());
        let (said, why) = (text(&output.stdout).to_owned(), text(&output.stderr).to_owned());
        let password = self.person(name)["password"].as_str().unwrap();
        let secret = self.document["radius"]["secret"].as_str().unwrap();
        for hidden in [password, secret] {
            assert!(!said.contains(hidden) && !why.contains(hidden), "{said}{why}");
        }
        (output.status.code(), said, why)
    }

    fn wireless_report(&self, name: &str, typed: &str, more: &[&str]) -> (Option<i32>, Value) {
        let (code, said, why) = self.wireless(name, typed, &[more, &["--json"]].concat());
        assert!(said.starts_with('{'), "{said}{why}");
        (code, serde_json::from_str(&said).unwrap())
    }
}

#[test]
fn a_machine_logs_in_and_comes_back_without_a_code() {
    let demo = Demo::start();
    let (code, said, why) = demo.wireless("ada", &demo.typed("ada", WIRELESS), &["--twice"]);
    assert_eq!(code, Some(0), "{said}{why}");
    for part in [
        "ttls-pap, as anonymous from 00-00-5E-00-53-01",
        "trusted: CN=localhost",
        "and the name localhost",
        "TLS 1.3, a session resumed, ",
        "the same at the access point and the client",
        "Class = OU=VPN Users;",
        "without password and code",
        "ada is admitted",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    // At a client whose people do not come back.
    let at = ["--client", "vpn", "--twice", "-c", demo.text("config")];
    let output = demo.attempt_at("eap", "ben", &demo.typed("ben", WIRELESS), &at);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("`fast-reconnect`"), "{}", text(&output.stderr));
}

#[test]
fn every_method_that_shows_the_password_ends_with_the_same_keys() {
    let demo = Demo::start();
    let ways =
        [("ttls-pap", "1.2"), ("ttls-gtc", "1.2"), ("ttls-gtc", "1.3"), ("peap-gtc", "1.2"), ("peap-gtc", "1.3")];
    for (authenticator, (method, tls)) in ways.into_iter().enumerate() {
        let typed = demo.typed("ada", authenticator);
        let (code, report) = demo.wireless_report("ada", &typed, &["--method", method, "--tls", tls, "--twice"]);
        assert_eq!(code, Some(0), "{report}");
        assert_eq!((&report["admitted"], &report["method"]), (&true.into(), &method.into()));
        for (login, resumed) in [(0, false), (1, true)] {
            let login = &report["logins"][login];
            assert_eq!((&login["resumed"], &login["tls"]), (&resumed.into(), &tls.into()), "{login}");
            assert_eq!(login["same-keys"], true, "{login}");
        }
        let said = if method == "ttls-pap" { vec![] } else { vec!["Password and code:"] };
        assert_eq!(report["logins"][0]["said"], Value::from(said));
    }
}

#[test]
fn who_has_not_proven_both_is_refused() {
    let demo = Demo::start();
    for (name, typed) in [("ada", "Engine-Room-Ada000000"), ("ada", "Engine-Room-Ada"), ("nora", "First-Day-Nora")] {
        let (code, said, why) = demo.wireless(name, &format!("{typed}\n"), &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("is not admitted") && why.contains("vestibule audit --person"), "{said}{why}");
    }
    // There is nothing that could prove a response here.
    for method in ["ttls-mschapv2", "ttls-eap-mschapv2", "peap-mschapv2"] {
        let (code, report) = demo.wireless_report("ada", &demo.typed("ada", WIRELESS), &["--method", method]);
        assert_eq!((code, &report["admitted"]), (Some(1), &false.into()), "{report}");
        assert_eq!(report["logins"][0]["same-keys"], Value::Null);
    }
}

#[test]
fn nothing_is_said_to_a_server_whose_certificate_is_not_the_expected_one() {
    let demo = Demo::start();
    let other = demo.temporary.path().join("other.pem");
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(&other, key.cert.pem()).unwrap();
    let typed = demo.typed("ada", WIRELESS);
    for more in [["--ca-file", other.to_str().unwrap()], ["--server-name", "radius.example.test"]] {
        for method in ["ttls-pap", "peap-gtc"] {
            let (code, said, why) = demo.wireless("ada", &typed, &[&more[..], &["--method", method]].concat());
            assert_eq!(code, Some(1));
            assert!(said.contains("NOT trusted: CN=localhost"), "{said}");
            assert!(why.contains("neither name nor password was sent"), "{why}");
        }
    }
    let (code, said, _) = demo.wireless("ada", &typed, &[]);
    assert_eq!(code, Some(0), "the code was not used up: {said}");
}
