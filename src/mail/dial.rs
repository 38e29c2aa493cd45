//! From a mail server's name to a connection over which nothing was said that is not protected (RFC 3207, RFC 8314).
//!
//! StartTLS is begun here and not by the library, so that TLS is the same as towards directories, and so that what an
//! attacker put behind the answer to StartTLS is noticed: it would be taken for an answer under TLS.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::config::MailSecurity;

/// A server that says more than this before TLS is none.
const LONGEST_ANSWER: usize = 64 << 10;
/// In place of the greeting, which was read before TLS.
const GREETING: &[u8] = b"220 TLS\r\n";

/// Connects; what comes back begins with the server's greeting.
///
/// # Errors
/// Why there is no connection, or none that is protected as configured.
pub(crate) async fn dial(
    host: &str,
    port: u16,
    security: MailSecurity,
    tls: &Arc<ClientConfig>,
    hello: &str,
) -> io::Result<Stream> {
    let mut tcp = TcpStream::connect((host, port)).await?;
    tcp.set_nodelay(true)?;
    let peer = tcp.peer_addr()?;
    match security {
        MailSecurity::Tls => {
            let tls = secure(host, tcp, tls).await?;
            Ok(Stream { inner: Inner::Tls(Box::new(tls)), peer, before: &[] })
        }
        MailSecurity::StartTls => {
            start_tls(&mut tcp, hello).await?;
            let tls = secure(host, tcp, tls).await?;
            Ok(Stream { inner: Inner::Tls(Box::new(tls)), peer, before: GREETING })
        }
        MailSecurity::Clear if peer.ip().is_loopback() => Ok(Stream { inner: Inner::Tcp(tcp), peer, before: &[] }),
        MailSecurity::Clear => {
            Err(io::Error::other(format!("{peer} is not on this machine, and clear text is for it alone")))
        }
    }
}

async fn secure(host: &str, tcp: TcpStream, tls: &Arc<ClientConfig>) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await
}

async fn start_tls(tcp: &mut TcpStream, hello: &str) -> io::Result<()> {
    answer(tcp, "220").await?;
    tcp.write_all(format!("EHLO {hello}\r\n").as_bytes()).await?;
    let offered = answer(tcp, "250").await?;
    let offers =
        offered.lines().any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS")));
    if !offers {
        return Err(io::Error::other("it does not offer StartTLS, and nothing is sent without"));
    }
    tcp.write_all(b"STARTTLS\r\n").await?;
    answer(tcp, "220").await.map(|_| ())
}

/// Reads one whole answer, which begins with `code`, and nothing behind it.
async fn answer(tcp: &mut TcpStream, code: &str) -> io::Result<String> {
    let mut text = Vec::new();
    loop {
        let mut more = [0_u8; 1024];
        let count = tcp.read(&mut more).await?;
        text.extend_from_slice(more.get(..count).unwrap_or_default());
        if count == 0 || text.len() > LONGEST_ANSWER {
            return Err(io::Error::other("it ended the connection before TLS, or says too much"));
        }
        match last_line(&text) {
            Some(end) if end == text.len() => break,
            // An attacker on the way may have put it there.
            Some(_) => return Err(io::Error::other("it says more than it was asked before TLS")),
            None => {}
        }
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    if text.starts_with(code) {
        return Ok(text);
    }
    let first = text.lines().next().unwrap_or_default();
    Err(io::Error::other(format!("it answers `{}`", super::letter::plain(first))))
}

/// Where the first line ends that is an answer's last: a code without a hyphen behind it.
fn last_line(text: &[u8]) -> Option<usize> {
    let mut start = 0;
    loop {
        let line = text.get(start..)?;
        let end = start + line.iter().position(|octet| *octet == b'\n')? + 1;
        if line.get(3) != Some(&b'-') {
            return Some(end);
        }
        start = end;
    }
}

/// A connection to a mail server.
pub(crate) struct Stream {
    inner: Inner,
    peer: SocketAddr,
    /// Read before what the server says.
    before: &'static [u8],
}

enum Inner {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl fmt::Debug for Stream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Stream({})", self.peer)
    }
}

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.before.is_empty() {
            let (now, later) = this.before.split_at(this.before.len().min(buffer.remaining()));
            buffer.put_slice(now);
            this.before = later;
            return Poll::Ready(Ok(()));
        }
        match &mut this.inner {
            Inner::Tcp(tcp) => Pin::new(tcp).poll_read(cx, buffer),
            Inner::Tls(tls) => Pin::new(tls.as_mut()).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().inner {
            Inner::Tcp(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Inner::Tls(tls) => Pin::new(tls.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Inner::Tls(tls) => Pin::new(tls.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Inner::Tls(tls) => Pin::new(tls.as_mut()).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_with_its_last_line() {
        assert_eq!(last_line(b"220 hello\r\n"), Some(11));
        assert_eq!(last_line(b"250-a\r\n250 b\r\nx"), Some(14));
        for part in [&b""[..], b"2", b"220 hello", b"250-a\r\n", b"250-a\r\n250"] {
            assert_eq!(last_line(part), None);
        }
    }
}
