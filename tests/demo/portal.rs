//! The demo's portal: it answers under the address that is printed, with the demo's own certificate.

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
    tls.write_all(format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    tls.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("name=\"password\"") && answer.contains("Sample"), "{answer}");
}
