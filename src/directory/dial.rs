//! From a name to a connection where nobody is bound: TCP, StartTLS where told (RFC 4511 section 4.14), TLS.
//!
//! Passwords never travel without TLS but to a loopback address that the configuration names.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::failure::Failure;
use super::settings::{Security, Url};
use super::stream::Stream;
use super::upstream::Upstream;

/// A dead peer of an idle connection is noticed after about two minutes.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(15));

/// Connects to the first of `addresses` that answers, and to nobody else than `url` names.
pub(crate) async fn dial(url: &Url, addresses: &[SocketAddr], tls: &Arc<ClientConfig>) -> Result<Upstream, Failure> {
    let tcp = connect(addresses).await?;
    match url.security {
        Security::Ldaps => secure(url, tcp, tls).await,
        Security::StartTls => {
            let mut plain = Upstream::new(Stream::Tcp(tcp));
            plain.start_tls().await?;
            secure(url, plain.into_plain()?, tls).await
        }
        Security::ClearText => {
            let peer = tcp.peer_addr().map_err(Failure::Connect)?;
            if !peer.ip().is_loopback() {
                return Err(Failure::ClearText);
            }
            Ok(Upstream::new(Stream::Tcp(tcp)))
        }
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Failure> {
    // The standard library tries each address in turn.
    let tcp = TcpStream::connect(addresses).await.map_err(Failure::Connect)?;
    tcp.set_nodelay(true).map_err(Failure::Connect)?;
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE.0).with_interval(KEEPALIVE.1);
    SockRef::from(&tcp).set_tcp_keepalive(&keepalive).map_err(Failure::Connect)?;
    Ok(tcp)
}

async fn secure(url: &Url, tcp: TcpStream, tls: &Arc<ClientConfig>) -> Result<Upstream, Failure> {
    let name = ServerName::try_from(url.host.clone()).map_err(|error| Failure::Tls(std::io::Error::other(error)))?;
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await.map_err(Failure::Tls)?;
    Ok(Upstream::new(Stream::Tls(Box::new(stream.into()))))
}
