//! `try ldap` against a server of ours that answers one bind as the test says and keeps what it was sent.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::house::{House, Run};

const CLEAR: &str = "dangerous-clear-text = true";
const TLS: &str = "tls = { certificate-file = \"server.pem\", key-file = \"server.key\" }";

/// A server on a port of its own, with TLS by a certificate of the house or without. It gives back what was sent.
fn server(tls: Option<Arc<ServerConfig>>, code: u8, says: &'static str) -> (u16, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        match tls {
            None => answer(stream, code, says),
            Some(config) => answer(StreamOwned::new(ServerConnection::new(config).unwrap(), stream), code, says),
        }
    });
    (port, thread)
}

/// Reads one message, answers it as message 1 with a BindResponse (RFC 4511 4.2.2), and waits for the end.
fn answer(mut stream: impl Read + Write, code: u8, says: &str) -> Vec<u8> {
    let mut sent = vec![0; 4096];
    let Ok(count) = stream.read(&mut sent) else { return Vec::new() };
    sent.truncate(count);
    let said = u8::try_from(says.len()).unwrap();
    let mut reply = vec![0x30, said + 12, 2, 1, 1, 0x61, said + 7, 0x0a, 1, code, 4, 0, 4, said];
    reply.extend(says.as_bytes());
    if stream.write_all(&reply).and_then(|()| stream.flush()).is_ok() {
        let _end = stream.read(&mut [0; 64]);
    }
    sent
}

fn certificate(house: &House, name: &str) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from_pem_file(house.path(&format!("{name}.pem"))).unwrap()];
    let key = PrivateKeyDer::from_pem_file(house.path(&format!("{name}.key"))).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

fn try_at(house: &mut House, port: u16, more: &[&str]) -> Run {
    house.replace("127.0.0.1:3636", &format!("127.0.0.1:{port}"));
    house.write("typed", "pass word123456\n");
    let typed = house.path("typed");
    house.run(&[&["try", "ldap", "ada@ad.example.test", "--password-file", typed.to_str().unwrap()], more].concat())
}

fn holds(sent: &[u8], text: &str) -> bool {
    sent.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn what_the_server_says_is_the_exit_code_and_the_message() {
    for (code, exit, says) in
        [(0, 0, "admitted"), (49, 1, "refused"), (52, 1, "not available"), (80, 1, "not admitted")]
    {
        let mut house = House::new();
        house.replace(TLS, CLEAR);
        let (port, thread) = server(None, code, "enrol at https://mfa.example.test");
        let run = try_at(&mut house, port, &[]);
        assert_eq!(run.code, exit, "{}{}", run.stdout, run.stderr);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(says) && said.contains("enrol at https://mfa.example.test"), "{said}");
        let sent = thread.join().unwrap();
        assert!(holds(&sent, "ada@ad.example.test") && holds(&sent, "pass word123456"));
        assert!(!said.contains("pass word"), "{said}");
    }
}

#[test]
fn the_listeners_own_certificate_is_trusted_and_no_other() {
    let mut house = House::new();
    let (port, thread) = server(Some(certificate(&house, "server")), 0, "");
    let run = try_at(&mut house, port, &["--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let tried: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(tried.pointer("/admitted"), Some(&true.into()));
    assert!(holds(&thread.join().unwrap(), "pass word123456"));

    let mut house = House::new();
    let (port, thread) = server(Some(certificate(&house, "ca")), 0, "");
    let run = try_at(&mut house, port, &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stderr.contains("cannot be asked"), "{}", run.stderr);
    assert!(!holds(&thread.join().unwrap(), "pass word"), "the password went to a stranger");
}

#[test]
fn nobody_there_is_one() {
    let mut house = House::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let run = try_at(&mut house, port, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot be asked"), "{}", run.stderr);
    let run = house.run(&["try", "ldap", "ada", "--application", "vpn"]);
    assert!(run.code == 1 && run.stderr.contains("no such application"), "{}", run.stderr);
}
