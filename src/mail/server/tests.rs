//! What the server's answers mean, and that nothing is said to one that is not protected as configured.
//!
//! The peer is a small one of our own, since a real server does not misbehave on command.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::HashMap;
use std::sync::Mutex;

use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::config::{MailSecurity, Secret};

/// What the peer says otherwise than usual, by the first word of what it is told; `.` is the end of a mail.
type Script = HashMap<&'static str, &'static str>;

struct Peer {
    port: u16,
    certificate: CertificateDer<'static>,
    /// Every line it was told.
    heard: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    async fn start(security: MailSecurity, script: Script) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned()];
        let certificate: CertificateDer<'static> =
            rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap().der().clone();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = heard.clone();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (acceptor, script, log) = (acceptor.clone(), script.clone(), log.clone());
                tokio::spawn(async move {
                    match security {
                        MailSecurity::Clear => drop(talk(tcp, true, &script, &log).await),
                        MailSecurity::StartTls => {
                            let Some(tcp) = talk(tcp, true, &script, &log).await else { return };
                            let Ok(tls) = acceptor.accept(tcp).await else { return };
                            drop(talk(tls, false, &script, &log).await);
                        }
                        MailSecurity::Tls => {
                            let Ok(tls) = acceptor.accept(tcp).await else { return };
                            drop(talk(tls, true, &script, &log).await);
                        }
                    }
                });
            }
        });
        Self { port, certificate, heard }
    }

    fn client(&self, security: MailSecurity) -> Smtp {
        let server = MailServer {
            security,
            host: "localhost".to_owned(),
            port: self.port,
            ca_file: None,
            ca: vec![self.certificate.clone()],
        };
        Smtp::new(server, None, "node.example.test").unwrap()
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn count(&self, word: &str) -> usize {
        self.heard().iter().filter(|line| line.starts_with(word)).count()
    }
}

/// Speaks until the other side ends, or asks for StartTLS; then the stream comes back.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    greets: bool,
    script: &Script,
    heard: &Mutex<Vec<String>>,
) -> Option<S> {
    let mut stream = BufReader::new(stream);
    let greeting = script.get("greeting").copied().unwrap_or("220 peer");
    if greets {
        stream.write_all(format!("{greeting}\r\n").as_bytes()).await.ok()?;
    }
    let mut in_mail = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        heard.lock().unwrap().push(line.clone());
        if in_mail && line != "." {
            continue;
        }
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let usual = match word.as_str() {
            "EHLO" => "250-peer\r\n250-STARTTLS\r\n250 AUTH PLAIN",
            "DATA" => "354 go on",
            "STARTTLS" => "220 go on",
            "AUTH" => "235 welcome",
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        let answer = script.get(word.as_str()).copied().unwrap_or(usual);
        in_mail = word == "DATA" && answer.starts_with("354");
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
        if word == "STARTTLS" && answer.starts_with("220") {
            return Some(stream.into_inner());
        }
    }
}

fn mail() -> Ready {
    let address = |name: &str| lettre::Address::new(name, "example.test").unwrap();
    Ready { from: address("it"), to: address("ada"), bytes: b"Subject: x\r\n\r\n.hidden\r\nbody\r\n".to_vec() }
}

#[tokio::test]
async fn mails_go_over_one_protected_connection() {
    for security in [MailSecurity::Tls, MailSecurity::StartTls, MailSecurity::Clear] {
        let peer = Peer::start(security, Script::new()).await;
        let mut client = peer.client(security);
        client.carry(&mail()).await.unwrap();
        client.carry(&mail()).await.unwrap();
        client.rest().await;
        let heard = peer.heard();
        for line in ["EHLO node.example.test", "MAIL FROM:<it@example.test>", "RCPT TO:<ada@example.test>", "..hidden"]
        {
            assert!(heard.iter().any(|found| found == line), "{security:?}: {line} is not in {heard:?}");
        }
        let greeted = if security == MailSecurity::StartTls { 2 } else { 1 };
        assert_eq!((peer.count("EHLO"), peer.count("DATA")), (greeted, 2), "{security:?}");
    }
}

#[tokio::test]
async fn whose_fault_an_answer_is_decides_what_becomes_of_the_mail() {
    for (word, answer, server, later) in [
        ("RCPT", "550 no such user", false, false),
        ("RCPT", "450 greylisted", false, true),
        ("RCPT", "530 log in first", true, false),
        (".", "554 looks like spam", false, false),
        (".", "451 try later", false, true),
        ("DATA", "421 closing", true, false),
        ("MAIL", "550 not for you", true, false),
        ("MAIL", "451 try later", true, false),
        ("EHLO", "500 what", true, false),
        ("greeting", "554 go away", true, false),
        ("RCPT", "nonsense", true, false),
    ] {
        let peer = Peer::start(MailSecurity::Tls, Script::from([(word, answer)])).await;
        let why = peer.client(MailSecurity::Tls).carry(&mail()).await.unwrap_err();
        let found = (matches!(why, Undelivered::Server(_)), matches!(why, Undelivered::Later(_)));
        assert_eq!(found, (server, later), "{word} {answer}: {why:?}");
    }
}

#[tokio::test]
async fn after_a_refusal_the_connection_goes_on() {
    let peer = Peer::start(MailSecurity::Tls, Script::from([("RCPT", "550 no such user")])).await;
    let mut client = peer.client(MailSecurity::Tls);
    for _ in 0..3 {
        assert!(matches!(client.carry(&mail()).await, Err(Undelivered::Refused(why)) if why.contains("no such user")));
    }
    assert_eq!((peer.count("EHLO"), peer.count("RSET"), peer.count("MAIL")), (1, 3, 3));
}

#[tokio::test]
async fn nothing_is_said_without_the_configured_protection() {
    // StartTLS is not offered, or refused, or something stands behind its answer.
    let behind = "220 go on\r\n250-peer\r\n250 AUTH PLAIN";
    for (word, answer) in [("EHLO", "250 peer"), ("STARTTLS", "454 not now"), ("STARTTLS", behind)] {
        let peer = Peer::start(MailSecurity::StartTls, Script::from([(word, answer)])).await;
        let why = peer.client(MailSecurity::StartTls).carry(&mail()).await.unwrap_err();
        assert!(matches!(why, Undelivered::Server(_)), "{answer}: {why:?}");
        assert_eq!(peer.count("MAIL"), 0, "{answer}");
    }
    // A certificate of another authority.
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let (peer, other) = (Peer::start(security, Script::new()).await, Peer::start(security, Script::new()).await);
        let mut client = peer.client(security);
        client.tls = trust::client_config(std::slice::from_ref(&other.certificate)).unwrap();
        assert!(matches!(client.carry(&mail()).await, Err(Undelivered::Server(why)) if why.contains("certificate")));
        // A certificate of another name.
        let mut client = peer.client(security);
        client.server.host = "127.0.0.1".to_owned();
        assert!(matches!(client.carry(&mail()).await, Err(Undelivered::Server(_))));
        assert_eq!(peer.count("MAIL"), 0);
    }
}

#[tokio::test]
async fn a_login_is_made_once_and_a_wrong_one_is_the_configurations_fault() {
    let login = || Some(MailLogin { user: "vestibule".to_owned(), password: Secret::new("canary") });
    let peer = Peer::start(MailSecurity::StartTls, Script::new()).await;
    let mut client = Smtp { login: login(), ..peer.client(MailSecurity::StartTls) };
    client.carry(&mail()).await.unwrap();
    client.carry(&mail()).await.unwrap();
    assert_eq!(peer.count("AUTH PLAIN"), 1);

    let peer = Peer::start(MailSecurity::Tls, Script::from([("AUTH", "535 wrong")])).await;
    let client = || Smtp { login: login(), ..peer.client(MailSecurity::Tls) };
    let Err(Undelivered::Server(why)) = client().carry(&mail()).await else { panic!("the login is wrong") };
    assert!(why.contains("does not let `vestibule` in") && !why.contains("canary"), "{why}");
    assert_eq!(client().probe().await.unwrap_err(), why);
    let peer = Peer::start(MailSecurity::Tls, Script::new()).await;
    assert_eq!(peer.client(MailSecurity::Tls).probe().await, Ok(()));
    assert_eq!((peer.count("QUIT"), peer.count("MAIL")), (1, 0));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let peer = Peer::start(MailSecurity::Tls, Script::new()).await;
    let mut client = peer.client(MailSecurity::Tls);
    client.server.port = port;
    assert!(matches!(client.carry(&mail()).await, Err(Undelivered::Server(why)) if why.contains("refused")));
}
