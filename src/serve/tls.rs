//! TLS towards the clients: the configured certificate, TLS 1.2 and 1.3, a deadline for the handshake.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use rustls::sign::SingleCertAndKey;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::config::{Tls, Transport};
use crate::directory::Stream;

/// A handshake that takes longer is not waited for.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The TLS settings of a listener; `None` where there is no TLS.
///
/// # Errors
/// When the provider knows no protocol version.
pub(super) fn server(transport: &Transport) -> anyhow::Result<Option<Arc<rustls::ServerConfig>>> {
    let tls = match transport {
        Transport::Ldaps(tls) | Transport::StartTls(tls) => tls,
        Transport::Clear => return Ok(None),
    };
    Ok(Some(Arc::new(with_certificate(tls)?)))
}

/// TLS 1.2 and 1.3 with this certificate.
///
/// # Errors
/// When the provider knows no protocol version.
pub(super) fn with_certificate(tls: &Tls) -> anyhow::Result<rustls::ServerConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(tls.certified.clone()))))
}

/// Begins TLS as the server. `None` when the client does not manage in time.
pub(super) async fn accept(acceptor: &TlsAcceptor, tcp: TcpStream) -> Option<Stream> {
    match tokio::time::timeout(HANDSHAKE, acceptor.accept(tcp)).await {
        Ok(Ok(stream)) => Some(Stream::Tls(Box::new(stream.into()))),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        Err(_) => None,
    }
}
