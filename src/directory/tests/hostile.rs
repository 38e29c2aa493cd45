//! A server that lies or stalls on the wire: never a panic, never a wrong identity, never a password in clear text.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use vestibule_ldap_proxy::wire::{
    Answer, Entry, ExtendedResponse, LdapResult, MessageId, Op, ResultCode, message, notice_of_disconnection,
};

use super::password;
use crate::directory::dial::dial;
use crate::directory::failure::Failure;
use crate::directory::settings::Security;
use crate::directory::stream::Stream;
use crate::directory::upstream::{BindAnswer, Found, Upstream};
use crate::directory::{Url, tls};

const SECRET: &str = "never-in-clear";

/// A server that reads one request, writes `answer` in pieces of `piece` octets, and keeps the connection open until
/// the client ends it. Gives back what it read.
async fn server(answer: Vec<u8>, piece: usize) -> (Url, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::new("127.0.0.1", listener.local_addr().unwrap().port(), false, false, true).unwrap();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut read = vec![0; 65_536];
        let length = stream.read(&mut read).await.unwrap();
        read.truncate(length);
        for piece in answer.chunks(piece) {
            if stream.write_all(piece).await.is_err() {
                break;
            }
            tokio::task::yield_now().await;
        }
        // Whatever the client ends the connection with, it is over.
        drop(stream.read_to_end(&mut read).await);
        read
    });
    (url, task)
}

async fn connected(answer: Vec<u8>, piece: usize) -> Upstream {
    let (url, _task) = server(answer, piece).await;
    Upstream::new(Stream::Tcp(TcpStream::connect((url.host.as_str(), url.port)).await.unwrap()))
}

async fn bind(answer: Vec<u8>, piece: usize) -> (Result<BindAnswer, Failure>, Upstream) {
    let mut upstream = connected(answer, piece).await;
    let bound = upstream.bind("CN=ada", &password(SECRET)).await;
    (bound, upstream)
}

async fn search(answer: Vec<u8>) -> (Result<Found, Failure>, Upstream) {
    let mut upstream = connected(answer, usize::MAX).await;
    let found = upstream.read("", &["tokenGroups"]).await;
    (found, upstream)
}

fn answer(id: u32, op: Op) -> Vec<u8> {
    message(MessageId::new(id).unwrap(), &Answer { op, result: LdapResult::new(ResultCode::SUCCESS) }).to_vec()
}

fn entry(id: u32, value: &[u8]) -> Vec<u8> {
    let attributes = [("tokenGroups", vec![value])];
    message(MessageId::new(id).unwrap(), &Entry { dn: "", attributes: &attributes }).to_vec()
}

fn extended(id: u32, code: ResultCode) -> Vec<u8> {
    let response = ExtendedResponse { result: LdapResult::new(code), name: None, value: None };
    message(MessageId::new(id).unwrap(), &response).to_vec()
}

fn deep(levels: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..levels {
        let mut outer = vec![0x30, 0x83];
        outer.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_be_bytes()[1..]);
        outer.extend_from_slice(&bytes);
        bytes = outer;
    }
    bytes
}

/// A message whose operation `tag` has `content` for its value.
fn raw(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = |length: usize| {
        let octets = u32::try_from(length).unwrap().to_be_bytes();
        [&[0x84], octets.as_slice()].concat()
    };
    let operation = [&[tag], length(content.len()).as_slice(), content].concat();
    let inside = [&[2, 1, 1], operation.as_slice()].concat();
    [&[0x30], length(inside.len()).as_slice(), &inside].concat()
}

#[tokio::test]
async fn an_answer_in_single_bytes_is_one_answer() {
    let (bound, mut upstream) = bind(answer(1, Op::BindResponse), 1).await;
    assert_eq!(bound.unwrap().code, ResultCode::SUCCESS);
    assert!(upstream.is_open());
    assert!(upstream.into_parts().is_some_and(|parts| parts.inbox.is_empty()));
}

#[tokio::test]
async fn an_answer_to_something_else_ends_the_connection() {
    let twice = [answer(1, Op::BindResponse), answer(2, Op::BindResponse)].concat();
    for wrong in [
        answer(2, Op::BindResponse),
        answer(0x7fff_ffff, Op::BindResponse),
        answer(1, Op::SearchResultDone),
        entry(1, b"x"),
        extended(1, ResultCode::SUCCESS),
        twice,
        raw(0x60, &[2, 1, 3, 4, 0, 0x80, 0]),
        b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
        vec![0x16, 3, 1, 2, 0, 1, 0],
    ] {
        let (bound, mut upstream) = bind(wrong.clone(), usize::MAX).await;
        assert!(bound.is_err(), "{wrong:02x?}");
        assert!(!upstream.is_open(), "{wrong:02x?}");
        assert!(upstream.bind("CN=bo", &password(SECRET)).await.is_err());
        assert!(upstream.into_parts().is_none());
    }
}

#[tokio::test]
async fn a_search_answered_by_another_kind_ends_the_connection() {
    for wrong in [
        answer(1, Op::BindResponse),
        extended(1, ResultCode::UNAVAILABLE_CRITICAL_EXTENSION),
        [entry(1, b"x"), entry(2, b"y"), answer(1, Op::SearchResultDone)].concat(),
        [answer(1, Op::SearchResultDone), entry(1, b"x")].concat(),
    ] {
        let (found, mut upstream) = search(wrong.clone()).await;
        assert!(found.is_err(), "{wrong:02x?}");
        assert!(!upstream.is_open());
    }
}

#[tokio::test]
async fn a_notice_of_disconnection_is_an_outage() {
    let notice = notice_of_disconnection(ResultCode::UNAVAILABLE, "bye").to_vec();
    let (bound, upstream) = bind(notice, usize::MAX).await;
    assert!(matches!(bound, Err(Failure::Notice(52))), "{bound:?}");
    assert!(upstream.into_parts().is_none());
}

#[tokio::test]
async fn a_connection_whose_answer_is_late_is_never_used_again() {
    let mut upstream = connected(Vec::new(), 1).await;
    let secret = password(SECRET);
    let late = tokio::time::timeout(Duration::from_millis(50), upstream.bind("CN=ada", &secret)).await;
    assert!(late.is_err());
    assert!(!upstream.is_open());
    assert!(matches!(upstream.bind("CN=bo", &secret).await, Err(Failure::Unexpected)));
    assert!(upstream.into_parts().is_none());
}

#[tokio::test]
async fn nesting_neither_recurses_nor_passes() {
    for levels in [100, 12_000] {
        let deep = deep(levels);
        for tag in [0x61, 0x64, 0x65, 0x78] {
            let (found, _) = search(raw(tag, &deep)).await;
            assert!(found.is_err(), "{levels} {tag:x}");
        }
        let (found, _) = search(deep).await;
        assert!(found.is_err(), "{levels}");
    }
}

#[tokio::test]
async fn lengths_are_not_believed() {
    for head in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 2, 1, 1, 0x64]] {
        let (found, _) = search(head.to_vec()).await;
        assert!(matches!(found, Err(Failure::TooLarge)), "{found:?}");
    }
    for head in [&[0x30, 0x80][..], &[0x30, 0x85, 0, 0, 0, 0, 1], &[0x30, 5, 2, 1, 1, 0x64, 0xff]] {
        let (found, _) = search(head.to_vec()).await;
        assert!(found.is_err());
    }
}

#[tokio::test]
async fn answers_without_end_are_cut_off() {
    let many = entry(1, b"x").repeat(1001);
    assert!(matches!(search(many).await.0, Err(Failure::TooLarge)));
    let large = entry(1, &vec![7; 100_000]).repeat(50);
    assert!(matches!(search(large).await.0, Err(Failure::TooLarge)));
    let enough = [entry(1, b"x").repeat(1000), answer(1, Op::SearchResultDone)].concat();
    assert_eq!(search(enough).await.0.unwrap().entries.len(), 1000);
}

#[tokio::test]
async fn an_answer_cut_short_is_an_outage() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&answer(1, Op::BindResponse)[..9]).await.unwrap();
    });
    let mut upstream = Upstream::new(Stream::Tcp(TcpStream::connect(address).await.unwrap()));
    task.await.unwrap();
    let bound = upstream.bind("CN=ada", &password(SECRET)).await;
    assert!(matches!(bound, Err(Failure::Closed | Failure::Io(_) | Failure::Unexpected)), "{bound:?}");
}

#[tokio::test]
async fn a_closed_or_talkative_connection_is_not_open() {
    let mut upstream = connected(Vec::new(), 1).await;
    assert!(upstream.is_open());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for talk in [&b""[..], b"x"] {
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut other = Upstream::new(Stream::Tcp(client));
        assert!(other.is_open());
        stream.write_all(talk).await.unwrap();
        if talk.is_empty() {
            drop(stream);
            assert!(!other.is_open());
        } else {
            assert!(!other.is_open());
        }
    }
}

fn start_tls(url: Url) -> Url {
    Url { security: Security::StartTls, ..url }
}

#[tokio::test]
async fn without_tls_nothing_is_sent() {
    let config = tls::client_config("ad", &[certificate("localhost").0]).unwrap();
    let injected = [extended(1, ResultCode::SUCCESS), answer(2, Op::BindResponse)].concat();
    for (said, expected) in [
        (injected, "Injected"),
        (extended(1, ResultCode::UNAVAILABLE), "StartTlsRefused(52)"),
        (extended(1, ResultCode::PROTOCOL_ERROR), "StartTlsRefused(2)"),
        (answer(1, Op::BindResponse), "Unexpected"),
        (extended(2, ResultCode::SUCCESS), "Unexpected"),
    ] {
        let (url, read) = server(said, usize::MAX).await;
        let address = format!("{}:{}", url.host, url.port).parse().unwrap();
        let failure = dial(&start_tls(url), &[address], &config).await.err().unwrap();
        assert_eq!(format!("{failure:?}"), expected);
        assert!(!String::from_utf8_lossy(&read.await.unwrap()).contains(SECRET));
    }
}

#[tokio::test]
async fn clear_text_goes_to_loopback_addresses_only() {
    // The name may be of this machine, the address it leads to is not.
    let config = tls::client_config("ad", &[certificate("localhost").0]).unwrap();
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let Some(own) = own_address().await else { return };
    let url = Url { host: "localhost".into(), port, security: Security::ClearText };
    let failure = dial(&url, &[(own, port).into()], &config).await.err().unwrap();
    assert!(matches!(failure, Failure::ClearText), "{failure:?}");
}

/// An address of this machine that is not a loopback one; `None` where there is none.
async fn own_address() -> Option<std::net::IpAddr> {
    let socket = tokio::net::UdpSocket::bind("0.0.0.0:0").await.ok()?;
    socket.connect("192.0.2.1:9").await.ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_loopback())
}

fn certificate(name: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    (made.cert.der().clone(), PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap())
}

/// A TLS server for one connection, with a certificate for `name`.
async fn tls_server(name: &str) -> (Url, CertificateDer<'static>, JoinHandle<bool>) {
    let (certificate, key) = certificate(name);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::new("localhost", listener.local_addr().unwrap().port(), true, false, false).unwrap();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let accepted = tokio_rustls::TlsAcceptor::from(Arc::new(config)).accept(stream).await;
        let Ok(mut stream) = accepted else { return false };
        let mut request = vec![0; 1000];
        let length = stream.read(&mut request).await.unwrap_or(0);
        stream.write_all(&answer(1, Op::BindResponse)).await.unwrap();
        stream.flush().await.unwrap();
        request[..length].windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
    });
    (url, certificate, task)
}

#[tokio::test]
async fn the_certificate_must_name_the_server_and_be_trusted() {
    let (url, certificate, task) = tls_server("localhost").await;
    let address = [("127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().ip(), url.port).into()];
    let config = tls::client_config("ad", &[certificate]).unwrap();
    let mut upstream = dial(&url, &address, &config).await.unwrap();
    assert!(upstream.is_open(), "tickets are no answers");
    assert_eq!(upstream.bind("CN=ada", &password(SECRET)).await.unwrap().code, ResultCode::SUCCESS);
    assert!(task.await.unwrap());

    for (name, trusted) in [("dc1.elsewhere.test", true), ("localhost", false)] {
        let (url, own, task) = tls_server(name).await;
        let address = [("127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().ip(), url.port).into()];
        let root = if trusted { own } else { certificate_of_nobody() };
        let config = tls::client_config("ad", &[root]).unwrap();
        assert!(matches!(dial(&url, &address, &config).await, Err(Failure::Tls(_))), "{name}");
        assert!(!task.await.unwrap());
    }
}

fn certificate_of_nobody() -> CertificateDer<'static> {
    certificate("localhost").0
}
