//! The demo's portal and its API: they answer under the address that is printed, with the demo's own certificate.

use std::sync::Arc;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Demo;

#[tokio::test]
async fn the_portal_answers_at_the_printed_address() {
    let demo = Demo::start();
    let answer = ask(&demo, "/sign-in", "").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("name=\"password\"") && answer.contains("Sample"), "{answer}");
}

/// A token made at the command line, people and groups of the directory, and the members of a group in a group.
#[tokio::test]
async fn a_program_with_a_token_finds_people_and_sees_who_would_become_exempt() {
    let demo = Demo::start();
    let new = ["token", "new", "--label", "test", "--scope", "people:read", "--scope", "exemptions:read", "--json"];
    let made: serde_json::Value = serde_json::from_slice(&demo.run(&new).stdout).unwrap();
    let token = made["token"].as_str().unwrap();
    let get = async |path: &str| -> serde_json::Value {
        let answer = ask(&demo, path, &format!("Authorization: Bearer {token}\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{path}: {answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    };
    let names = |of: &serde_json::Value| -> Vec<String> {
        of["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    let found = get("/api/v1/people?search=ad").await;
    assert!(names(&found).contains(&"ada".to_owned()), "{found}");
    let sheet = get(&format!("/api/v1/people/{}", found["items"][0]["id"].as_str().unwrap())).await;
    assert!(!sheet["authenticators"].as_array().unwrap().is_empty(), "{sheet}");
    assert!(names(&get("/api/v1/groups?search=Ki").await).contains(&"Kiosk".to_owned()));
    let kiosk = get("/api/v1/exemptions/preview?group=Kiosk").await;
    assert!(kiosk["members"].as_u64().unwrap() > 0, "through a group in it: {kiosk}");
    for member in kiosk["items"].as_array().unwrap() {
        assert!(["already-exempt", "protected"].contains(&member["would-be"].as_str().unwrap()), "{kiosk}");
    }
    let everybody = get("/api/v1/exemptions/preview?group=Domain%20Users").await;
    assert!(everybody["members"].as_u64() > kiosk["members"].as_u64(), "as their primary group: {everybody}");

    let wrong = ask(&demo, "/api/v1/overview", "Authorization: Bearer x\r\n").await;
    assert!(wrong.starts_with("HTTP/1.1 401 "), "{wrong}");
    assert!(demo.run(&["token", "revoke", made["id"].as_str().unwrap()]).status.success());
    let over = ask(&demo, "/api/v1/overview", &format!("Authorization: Bearer {token}\r\n")).await;
    assert!(over.starts_with("HTTP/1.1 401 "), "{over}");
    let audit = String::from_utf8(demo.run(&["audit", "--json"]).stdout).unwrap();
    assert!(audit.contains("\"token-revoked\"") && !audit.contains(token.rsplit('_').next().unwrap()), "{audit}");
}

async fn ask(demo: &Demo, path: &str, headers: &str) -> String {
    let host = demo.text("portal").strip_prefix("https://").unwrap();
    let port: u16 = host.strip_prefix("localhost:").unwrap().parse().unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(demo.text("ca-file")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    let config = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let tcp = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut tls = TlsConnector::from(Arc::new(config.with_no_client_auth())).connect(name, tcp).await.unwrap();
    tls.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    tls.read_to_string(&mut answer).await.unwrap();
    answer
}
