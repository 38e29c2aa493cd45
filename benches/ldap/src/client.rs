//! One client connection: whole LDAP messages out, answers counted as they come in.
//!
//! Looks at no more of an answer than it must, since it shares the machine with what it measures.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use bytes::BytesMut;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use vestibule_ldap_proxy::wire::frame::{self, Peek};
use vestibule_ldap_proxy::wire::{
    BindRequest, Filter, Message, MessageId, Op, Response, Scope, Search, Unbind, message,
};

trait Both: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Both for T {}

/// Where a leg listens and how to speak to it.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// TLS from the first byte.
    pub(crate) tls: Option<Arc<rustls::ClientConfig>>,
}

/// A connection.
pub(crate) struct Client {
    stream: Box<dyn Both>,
    input: BytesMut,
    next: MessageId,
}

/// What is searched for.
pub(crate) struct Query {
    base: &'static str,
    scope: Scope,
    filter: Filter,
    attributes: &'static [&'static str],
}

impl Query {
    /// The one person with this `uid`.
    pub(crate) fn person(uid: &str) -> Self {
        let filter = Filter::equal("uid", uid);
        Self { base: crate::people::PEOPLE, scope: Scope::Subtree, filter, attributes: &["uid", "cn", "mail"] }
    }

    /// A department, whole entries.
    pub(crate) fn department(number: usize) -> Self {
        let filter = Filter::equal("departmentNumber", number.to_string().as_str());
        Self { base: crate::people::PEOPLE, scope: Scope::Subtree, filter, attributes: &[] }
    }

    /// Everybody, whole entries.
    pub(crate) fn everybody() -> Self {
        let filter = Filter::equal("objectClass", "inetOrgPerson");
        Self { base: crate::people::PEOPLE, scope: Scope::One, filter, attributes: &[] }
    }

    /// The rootDSE.
    pub(crate) fn root() -> Self {
        Self { base: "", scope: Scope::Base, filter: Filter::any(), attributes: &["supportedLDAPVersion"] }
    }
}

impl Client {
    /// Connects; over TLS the handshake is done.
    pub(crate) async fn connect(target: &Target) -> anyhow::Result<Self> {
        let tcp = TcpStream::connect(target.address).await.context("connect")?;
        tcp.set_nodelay(true)?;
        let stream: Box<dyn Both> = match &target.tls {
            None => Box::new(tcp),
            Some(config) => {
                let name = ServerName::try_from("localhost")?;
                Box::new(TlsConnector::from(Arc::clone(config)).connect(name, tcp).await.context("TLS")?)
            }
        };
        Ok(Self { stream, input: BytesMut::new(), next: MessageId::UNSOLICITED.next() })
    }

    /// Binds.
    pub(crate) async fn bind(&mut self, dn: &str, password: &str) -> anyhow::Result<()> {
        let id = self.id();
        self.stream.write_all(&message(id, &BindRequest::simple(dn.as_bytes(), password.as_bytes()))).await?;
        self.stream.flush().await?;
        self.answer().await.context("bind").map(|_| ())
    }

    /// Sends so many searches in one write.
    pub(crate) async fn ask(&mut self, queries: impl Iterator<Item = Query>) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        for query in queries {
            let Query { base, scope, filter, attributes } = &query;
            let (scope, size_limit, time_limit) = (*scope, 0, 0);
            bytes.extend_from_slice(&message(
                self.id(),
                &Search { base, scope, filter, attributes, size_limit, time_limit },
            ));
        }
        self.stream.write_all(&bytes).await?;
        Ok(self.stream.flush().await?)
    }

    /// Waits for one request's last answer; tells how many entries came before it.
    pub(crate) async fn answer(&mut self) -> anyhow::Result<usize> {
        let mut entries = 0;
        loop {
            match frame::peek(&self.input, 1 << 20) {
                Peek::Frame(frame) if self.input.len() >= frame.total => {
                    let whole = self.input.split_to(frame.total);
                    if frame.op() == Some(Op::SearchResultEntry) {
                        entries += 1;
                        continue;
                    }
                    succeeded(&whole)?;
                    return Ok(entries);
                }
                Peek::Frame(_) | Peek::NeedMore => {}
                Peek::TooLarge | Peek::Bad => bail!("an answer that cannot be read"),
            }
            self.input.reserve(64 * 1024);
            ensure!(self.stream.read_buf(&mut self.input).await? > 0, "the connection was closed");
        }
    }

    /// One search that must find so many entries.
    pub(crate) async fn search(&mut self, query: Query, expected: usize) -> anyhow::Result<()> {
        self.ask(std::iter::once(query)).await?;
        let found = self.answer().await?;
        ensure!(found == expected, "{found} entries instead of {expected}");
        Ok(())
    }

    /// Says goodbye and closes.
    pub(crate) async fn unbind(mut self) -> anyhow::Result<()> {
        let id = self.id();
        self.stream.write_all(&message(id, &Unbind)).await?;
        // The other side may be faster at closing.
        let _closed = self.stream.shutdown().await;
        Ok(())
    }

    fn id(&mut self) -> MessageId {
        let id = self.next;
        self.next = id.next();
        id
    }
}

fn succeeded(whole: &[u8]) -> anyhow::Result<()> {
    let message = Message::decode(whole).map_err(|error| anyhow::anyhow!("{error}"))?;
    let response = Response::decode(&message).map_err(|error| anyhow::anyhow!("{error}"))?;
    let Some(result) = response.result() else { bail!("an answer that is no result") };
    let text = String::from_utf8_lossy(result.diagnostic);
    ensure!(result.code.0 == 0, "result {} {text}", result.code.0);
    Ok(())
}
