//! `try eap` where it does not come to a login. Whole logins are tried on the demo.

use std::net::UdpSocket;
use std::thread::JoinHandle;

use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2865;

use super::house::{House, Run};
use super::wire;

const SECRET: &str = "canary-shared-secret";
const EAP_MESSAGE: u8 = 79;

/// A house with EAP, whose server is at this port.
fn house(port: u16) -> House {
    let mut house = House::new();
    house.write_certificate("eap", 400);
    house.write("wifi.secret", &format!("{SECRET}\n"));
    house.text.push_str(&format!(
        "\n[radius]\nlisten = \"127.0.0.1:{port}\"\n\
         eap = {{ certificate-file = \"eap.pem\", key-file = \"eap.key\" }}\n\n\
         [[radius.client]]\nname = \"wifi\"\nfrom = \"127.0.0.0/8\"\nsecret-file = \"wifi.secret\"\n"
    ));
    house
}

fn try_with(house: &House, more: &[&str]) -> Run {
    house.write("typed", "pass word123456\n");
    let typed = house.path("typed");
    let run = house.run(&[&["try", "eap", "ada", "--password-file", typed.to_str().unwrap()], more].concat());
    let said = format!("{}{}", run.stdout, run.stderr);
    for secret in ["pass word", "123456", SECRET] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
    run
}

/// A server that gives one answer, and gives back the request.
fn server(code: Code, eap: &'static [u8]) -> (u16, JoinHandle<Vec<u8>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let mut octets = vec![0; 4096];
        let (length, from) = socket.recv_from(&mut octets).unwrap();
        octets.truncate(length);
        let reply = wire::reply(&octets, SECRET, code, |packet| {
            if !eap.is_empty() {
                packet.add(radius::core::avp::AVP::from_bytes(EAP_MESSAGE, eap));
            }
        });
        socket.send_to(&reply, from).unwrap();
        octets
    });
    (port, thread)
}

#[test]
fn an_answer_that_is_no_end_of_a_login_admits_nobody() {
    let cases: [(Code, &[u8], &str); 5] = [
        (Code::AccessAccept, b"\x03\x00\x00\x04", "ended before the method did"),
        (Code::AccessAccept, b"", "makes no sense"),
        (Code::AccessReject, b"\x04\x00\x00\x04", "vestibule audit --person ada"),
        (Code::AccessReject, b"\x03\x00\x00\x04", "ended before the method did"),
        (Code::AccessChallenge, b"\x03\x00\x00\x04", "ended before the method did"),
    ];
    for (code, eap, says) in cases {
        let (port, thread) = server(code, eap);
        let run = try_with(&house(port), &[]);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stderr.contains(says), "{says} is not in {}", run.stderr);
        let request = thread.join().unwrap();
        assert!(
            wire::is_signed(&request, wire::authenticator(&request), SECRET),
            "Message-Authenticator first and right"
        );
        let packet = Packet::decode(&request, SECRET.as_bytes()).unwrap();
        assert_eq!(rfc2865::lookup_user_name(&packet).unwrap().unwrap(), "anonymous");
        assert!(rfc2865::lookup_user_password(&packet).is_none());
    }
}

#[test]
fn without_a_server_or_what_eap_needs_there_is_a_reason() {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let run = try_with(&house(port), &[]);
    assert!(run.code == 1 && run.stderr.contains("nobody listens there"), "{}", run.stderr);
    let mut without = house(port);
    without.replace("eap = { certificate-file = \"eap.pem\", key-file = \"eap.key\" }", "");
    let run = try_with(&without, &[]);
    assert!(run.code == 1 && run.stderr.contains("no `[radius] eap`"), "{}", run.stderr);
    let run = try_with(&House::new(), &[]);
    assert!(run.code == 1 && run.stderr.contains("no [radius]"), "{}", run.stderr);
    for (wrong, says) in [
        (&["--method", "md5"][..], "ttls-eap-mschapv2"),
        (&["--tls", "1.1"], "1.3"),
        (&["--server", "127.0.0.1", "--secret-file", "x"], "--ca-file"),
        (&["--server-name", "a b"], "--server-name"),
    ] {
        let run = try_with(&house(port), wrong);
        assert!(run.code == 2 && run.stderr.contains(says), "{wrong:?}: {} {}", run.code, run.stderr);
    }
}
