//! The RADIUS door of the demo, asked by the crate `radius` and by `vestibule try radius`.

use std::net::UdpSocket;
use std::time::Duration;

use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2865;
use serde_json::Value;

use super::{Demo, text, wire};

/// Numbers of the authenticators whose codes no printed line of the LDAP door uses.
const RADTEST: usize = 3;
const ASKED: usize = 4;
const ALONE: usize = 5;

impl Demo {
    fn radius(&self, key: &str) -> &str {
        self.document["radius"][key].as_str().unwrap()
    }

    /// Asks as the client of this name, with these attributes; the reply is checked, as a device should.
    fn ask(&self, client: &str, name: &str, typed: &str, state: Option<&[u8]>) -> Packet {
        let clients = self.document["radius"]["clients"].as_array().unwrap();
        let from = clients.iter().find(|known| known["name"] == client).unwrap()["from"].as_str().unwrap();
        let socket = UdpSocket::bind((from, 0)).unwrap();
        socket.connect(self.radius("server")).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let secret = self.radius("secret");
        let request = wire::request(secret, |packet| {
            rfc2865::add_user_name(packet, name);
            rfc2865::add_user_password(packet, typed.as_bytes()).unwrap();
            rfc2865::add_nas_identifier(packet, client);
            state.iter().for_each(|state| rfc2865::add_state(packet, state));
        });
        socket.send(&request).unwrap();
        let mut reply = vec![0; 4096];
        let length = socket.recv(&mut reply).unwrap();
        reply.truncate(length);
        assert!(
            wire::is_signed(&reply, wire::authenticator(&request), secret),
            "Message-Authenticator first and right"
        );
        assert!(Packet::is_authentic_response(&reply, &request, secret.as_bytes()));
        Packet::decode(&reply, secret.as_bytes()).unwrap()
    }

    fn code(&self, name: &str, authenticator: usize) -> String {
        self.person(name)["authenticators"][authenticator]["code"].as_str().unwrap_or_default().to_owned()
    }
}

fn messages(reply: &Packet) -> String {
    rfc2865::lookup_all_reply_message(reply).unwrap().join(" ")
}

#[test]
fn everybody_meets_at_the_radius_door_what_the_demo_says() {
    let demo = Demo::start();
    for person in demo.document["people"].as_array().unwrap() {
        let name = person["name"].as_str().unwrap();
        let mut reply = demo.ask("vpn", name, &demo.typed(name, RADTEST), None);
        if reply.get_code() == Code::AccessChallenge {
            let state = rfc2865::lookup_state(&reply).unwrap();
            reply = demo.ask("vpn", name, "000000", Some(&state));
        }
        let admitted = person["admitted"] == true && !name.starts_with("svc-");
        let code = if admitted { Code::AccessAccept } else { Code::AccessReject };
        assert_eq!(reply.get_code(), code, "{name}: {}", messages(&reply));
    }
}

#[test]
fn the_code_is_asked_for_and_the_reply_names_the_group() {
    let demo = Demo::start();
    let asked = demo.ask("vpn", "ada", "Engine-Room-Ada", None);
    assert_eq!(asked.get_code(), Code::AccessChallenge);
    assert_eq!(messages(&asked), "Code:");
    let state = rfc2865::lookup_state(&asked).unwrap();
    let admitted = demo.ask("vpn", "ada", &demo.code("ada", ASKED), Some(&state));
    assert_eq!(admitted.get_code(), Code::AccessAccept, "{}", messages(&admitted));
    assert_eq!(rfc2865::lookup_class(&admitted).unwrap(), b"OU=VPN Users;");
    let again = demo.ask("vpn", "ada", &demo.code("ada", ASKED), Some(&state));
    assert_eq!(again.get_code(), Code::AccessReject, "a question is answered once");

    let nora = demo.ask("vpn", "nora", "First-Day-Nora", None);
    assert_eq!(nora.get_code(), Code::AccessChallenge);
    assert!(messages(&nora).contains("https://localhost:"), "{}", messages(&nora));
}

#[test]
fn the_code_alone_admits_at_the_client_that_is_for_it_and_nowhere_else() {
    let demo = Demo::start();
    let code = demo.code("ben", ALONE);
    assert_eq!(demo.ask("vpn", "ben", &code, None).get_code(), Code::AccessChallenge);
    assert_eq!(demo.ask("desktops", "ben", &code, None).get_code(), Code::AccessAccept);
    assert_eq!(demo.ask("desktops", "ben", &code, None).get_code(), Code::AccessReject, "once");
    assert_eq!(demo.ask("desktops", "kim", "Till-Four-Kim", None).get_code(), Code::AccessReject, "exempt or not");
    assert_eq!(demo.ask("desktops", "otto", &demo.code("otto", ALONE), None).get_code(), Code::AccessReject);
}

#[test]
fn trying_by_radius_tells_what_came() {
    let demo = Demo::start();
    let at = ["-c", demo.text("config"), "--client"];
    let typed = format!("Engine-Room-Ada\n{}\n", demo.code("ada", ASKED));
    let admitted = demo.attempt_at("radius", "ada", &typed, &[&at[..], &["vpn"]].concat());
    let said = text(&admitted.stdout);
    assert_eq!(admitted.status.code(), Some(0), "{said}{}", text(&admitted.stderr));
    for part in [
        "Access-Challenge in ",
        "Reply-Message = Code:",
        "Message-Authenticator first and right",
        "Class = OU=VPN Users;",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(!said.contains("Engine-Room-Ada") && !said.contains(demo.radius("secret")), "{said}");

    let alone =
        demo.attempt_at("radius", "ada", &demo.code("ada", ALONE), &[&at[..], &["desktops", "--json"]].concat());
    assert_eq!(alone.status.code(), Some(0), "{}", text(&alone.stderr));
    let report: Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert_eq!((&report["admitted"], &report["client"]), (&Value::Bool(true), &Value::from("desktops")));

    let typed = format!("Last-Summer-Otto\n{}\n", demo.code("otto", ASKED));
    let refused = demo.attempt_at("radius", "otto", &typed, &[&at[..], &["vpn"]].concat());
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("expired"), "both were right: {}", text(&refused.stderr));
}
