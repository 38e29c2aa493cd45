//! `try radius` against a server of ours that answers as the test says and keeps what it was sent.

use std::net::UdpSocket;
use std::thread::JoinHandle;

use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2865;

use super::house::{House, Run};
use super::wire;

const SECRET: &str = "canary-shared-secret";
const OTHER: &str = "another-shared-secret";

/// What is answered to one request.
struct Answer {
    code: Code,
    secret: &'static str,
    fill: fn(&mut Packet),
    /// What is done to the finished packet.
    bend: fn(&mut Vec<u8>),
}

const ACCEPT: Answer = Answer {
    code: Code::AccessAccept,
    secret: SECRET,
    fill: |reply| rfc2865::add_filter_id(reply, "staff"),
    bend: |_| {},
};
const REJECT: Answer = Answer { code: Code::AccessReject, fill: |_| {}, ..ACCEPT };
const QUESTION: Answer = Answer {
    code: Code::AccessChallenge,
    fill: |reply| {
        rfc2865::add_reply_message(reply, "Code:");
        rfc2865::add_state(reply, b"state-of-this-login");
    },
    ..ACCEPT
};

/// A server that answers one request after the other. It gives back the requests.
fn server(answers: Vec<Answer>) -> (u16, JoinHandle<Vec<Vec<u8>>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for answer in answers {
            let mut octets = vec![0; 4096];
            let (length, from) = socket.recv_from(&mut octets).unwrap();
            octets.truncate(length);
            let mut reply = wire::reply(&octets, answer.secret, answer.code, answer.fill);
            (answer.bend)(&mut reply);
            socket.send_to(&reply, from).unwrap();
            requests.push(octets);
        }
        requests
    });
    (port, thread)
}

/// A house with a client, whose server is at this port.
fn house(port: u16, client: &str) -> House {
    let mut house = House::new();
    house.write("vpn.secret", &format!("{SECRET}\n"));
    house.text.push_str(&format!(
        "\n[radius]\nlisten = \"127.0.0.1:{port}\"\n\n[[radius.client]]\nname = \"vpn\"\nfrom = \"127.0.0.0/8\"\n\
         secret-file = \"vpn.secret\"\ncode = \"auto\"\n{client}\n"
    ));
    house
}

fn try_with(house: &House, typed: &str, more: &[&str]) -> Run {
    house.write("typed", typed);
    let typed = house.path("typed");
    let run = house.run(&[&["try", "radius", "ada", "--password-file", typed.to_str().unwrap()], more].concat());
    let said = format!("{}{}", run.stdout, run.stderr);
    for secret in ["pass word", "123456", SECRET, OTHER] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
    run
}

/// Name and password of a request, and its State.
fn sent(request: &[u8]) -> (String, String, Option<Vec<u8>>) {
    assert!(wire::is_signed(request, wire::authenticator(request), SECRET), "Message-Authenticator first and right");
    let packet = Packet::decode(request, SECRET.as_bytes()).unwrap();
    let name = rfc2865::lookup_user_name(&packet).unwrap().unwrap();
    let password = rfc2865::lookup_user_password(&packet).unwrap().unwrap();
    (name, String::from_utf8(password).unwrap(), rfc2865::lookup_state(&packet))
}

#[test]
fn what_the_server_answers_is_the_exit_code_and_the_message() {
    let (port, thread) = server(vec![ACCEPT]);
    let run = try_with(&house(port, ""), "pass word123456\n", &[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    for part in
        ["Access-Accept in ", "Message-Authenticator first and right", "Filter-Id = staff", "ada is admitted", "vpn"]
    {
        assert!(run.stdout.contains(part), "{part} is not in {}", run.stdout);
    }
    let requests = thread.join().unwrap();
    assert_eq!(sent(&requests[0]), ("ada".into(), "pass word123456".into(), None));

    let (port, thread) = server(vec![REJECT]);
    let run = try_with(&house(port, ""), "pass word123456\n", &[]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("Access-Reject in ") && run.stderr.contains("vestibule audit --person ada"));
    thread.join().unwrap();
}

#[test]
fn a_question_is_answered_with_its_state() {
    let (port, thread) = server(vec![QUESTION, ACCEPT]);
    let run = try_with(&house(port, ""), "pass word\n123456\n", &["--json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["rounds"][0]["code"], "Access-Challenge");
    assert_eq!(report["rounds"][0]["messages"][0], "Code:");
    assert_eq!(report["rounds"][1]["message-authenticator"], "first-and-right");
    assert_eq!((&report["admitted"], &report["client"]), (&true.into(), &"vpn".into()));
    let requests = thread.join().unwrap();
    assert_eq!(sent(&requests[0]), ("ada".into(), "pass word".into(), None));
    assert_eq!(sent(&requests[1]), ("ada".into(), "123456".into(), Some(b"state-of-this-login".to_vec())));
    assert!(wire::authenticator(&requests[0]) != wire::authenticator(&requests[1]));
}

#[test]
fn a_question_that_nobody_can_answer_ends_it() {
    let (port, thread) = server(vec![QUESTION]);
    let run = try_with(&house(port, ""), "pass word\n", &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("next line of the password file"), "{}", run.stderr);
    thread.join().unwrap();
    let (port, thread) = server(vec![QUESTION, QUESTION, QUESTION, QUESTION, QUESTION]);
    let run = try_with(&house(port, ""), &format!("pass word\n{}", "123456\n".repeat(9)), &[]);
    assert!(run.code == 1 && run.stderr.contains("still asked after 5 rounds"), "{}", run.stderr);
    assert_eq!(thread.join().unwrap().len(), 5);
}

#[test]
fn an_accept_that_is_not_signed_right_admits_nobody() {
    let bad = [
        (Answer { secret: OTHER, ..ACCEPT }, "none that was made with this secret"),
        (Answer { bend: |reply| reply[30] ^= 1, ..ACCEPT }, "none that was made with this secret"),
        (Answer { bend: |reply| reply[1] ^= 1, ..ACCEPT }, "none that was made with this secret"),
        (Answer { bend: |reply| reply.truncate(19), ..ACCEPT }, "none that was made with this secret"),
    ];
    // All at once, since each waits for a better answer.
    std::thread::scope(|scope| {
        for (answer, says) in bad {
            scope.spawn(move || {
                let (port, thread) = server(vec![answer]);
                let run = try_with(&house(port, ""), "pass word123456\n", &[]);
                assert_eq!(run.code, 1, "{}", run.stdout);
                assert!(run.stderr.contains(says), "{}", run.stderr);
                thread.join().unwrap();
            });
        }
    });
}

#[test]
fn a_response_of_ms_chapv2_holds_no_password_and_wants_a_proof_in_return() {
    let (port, thread) = server(vec![ACCEPT]);
    let run = try_with(&house(port, ""), "pass word\n", &["--mschapv2"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("does NOT show"), "{}", run.stdout);
    let requests = thread.join().unwrap();
    let packet = Packet::decode(&requests[0], SECRET.as_bytes()).unwrap();
    assert!(rfc2865::lookup_user_password(&packet).is_none());
    assert_eq!(packet.lookup_all(rfc2865::VENDOR_SPECIFIC_TYPE).len(), 2);
}

#[test]
fn without_a_server_there_is_a_reason() {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let run = try_with(&house(port, ""), "pass word\n", &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("nobody listens there"), "{}", run.stderr);
    let run = try_with(&house(port, ""), "pass word\n", &["--client", "wifi"]);
    assert!(run.code == 1 && run.stderr.contains("there are: vpn"), "{}", run.stderr);
    let run = try_with(&House::new(), "pass word\n", &[]);
    assert!(run.code == 1 && run.stderr.contains("no [radius]"), "{}", run.stderr);
    let run = try_with(&house(port, ""), "pass word\n", &["--server", "a b"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_server_and_its_secret_may_be_named() {
    let (port, thread) = server(vec![ACCEPT]);
    let house = House::new();
    house.write("secret", SECRET);
    let (server, secret) = (format!("127.0.0.1:{port}"), house.path("secret"));
    let run = try_with(&house, "pass word123456\n", &["--server", &server, "--secret-file", secret.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(sent(&thread.join().unwrap()[0]).1, "pass word123456");
}
