//! An LDAP client that says exactly what a test wants said, in whatever order.

use super::ber::{Reader, boolean, enumerated, header, integer, octets, sequence, tlv};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// Long enough for any answer on a loaded machine, and for a session to be looked at again; past it, the
/// test has found a hang.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tags of protocol operations, RFC 4511 section 4.
pub(crate) mod tag {
    pub(crate) const BIND: u8 = 0x60;
    pub(crate) const BIND_RESPONSE: u8 = 0x61;
    pub(crate) const UNBIND: u8 = 0x42;
    pub(crate) const SEARCH: u8 = 0x63;
    pub(crate) const ENTRY: u8 = 0x64;
    pub(crate) const SEARCH_DONE: u8 = 0x65;
    pub(crate) const REFERENCE: u8 = 0x73;
    pub(crate) const MODIFY: u8 = 0x66;
    pub(crate) const ADD: u8 = 0x68;
    pub(crate) const DELETE: u8 = 0x4a;
    pub(crate) const RENAME: u8 = 0x6c;
    pub(crate) const COMPARE: u8 = 0x6e;
    pub(crate) const EXTENDED: u8 = 0x77;
    pub(crate) const EXTENDED_RESPONSE: u8 = 0x78;
}

/// The outcome of an operation: LDAPResult, RFC 4511 section 4.1.9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u32,
    pub(crate) matched: String,
    pub(crate) diagnostic: String,
}

/// One entry of a search's answer; attribute names in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// All values of an attribute, none if it is absent.
    pub(crate) fn values(&self, name: &str) -> &[Vec<u8>] {
        let wanted = name.to_lowercase();
        self.attributes.iter().find(|(have, _)| *have == wanted).map_or(&[], |(_, values)| values)
    }

    /// All attributes with their values.
    pub(crate) fn into_attributes(self) -> Vec<(String, Vec<Vec<u8>>)> {
        self.attributes
    }

    /// The first value as text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.values(name).first().map(|value| String::from_utf8_lossy(value).into_owned())
    }
}

/// One message from the server.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) id: u32,
    pub(crate) tag: u8,
    body: Vec<u8>,
    whole: Vec<u8>,
}

impl Message {
    /// Reads the message as an LDAPResult.
    pub(crate) fn answer(&self) -> Answer {
        let mut reader = Reader(&self.body);
        Answer { code: reader.number(), matched: reader.text(), diagnostic: reader.text() }
    }

    /// The message as it was on the wire.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.whole
    }

    /// What an entry of a search's answer holds.
    pub(crate) fn entry(&self) -> Entry {
        let mut reader = Reader(&self.body);
        let dn = reader.text();
        let mut list = Reader(reader.value());
        let mut attributes = Vec::new();
        while let Some((_, pair)) = list.next() {
            let mut pair = Reader(pair);
            let name = pair.text().to_lowercase();
            let mut set = Reader(pair.value());
            attributes.push((name, std::iter::from_fn(|| set.next().map(|(_, value)| value.to_vec())).collect()));
        }
        Entry { dn, attributes }
    }
}

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// A connection to an LDAP server.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    received: Vec<u8>,
    last_id: u32,
}

impl Connection {
    /// Connects without TLS.
    pub(crate) fn clear(to: SocketAddr) -> io::Result<Self> {
        Ok(Self::over(Box::new(tcp(to, None)?)))
    }

    /// Connects with TLS from the start, trusting one authority alone.
    pub(crate) fn tls(to: SocketAddr, authority: CertificateDer<'static>) -> io::Result<Self> {
        Ok(Self::over(Box::new(tls_over(tcp(to, None)?, to.ip(), authority)?)))
    }

    /// As [`Connection::tls`], from an address of our own choice.
    pub(crate) fn tls_from(from: IpAddr, to: SocketAddr, authority: CertificateDer<'static>) -> io::Result<Self> {
        Ok(Self::over(Box::new(tls_over(tcp(to, Some(from))?, to.ip(), authority)?)))
    }

    /// As [`Connection::tls_from`], with bytes of our own choice sent before TLS begins.
    pub(crate) fn tls_after(
        first: &[u8],
        from: IpAddr,
        to: SocketAddr,
        authority: CertificateDer<'static>,
    ) -> io::Result<Self> {
        let mut stream = tcp(to, Some(from))?;
        stream.write_all(first)?;
        Ok(Self::over(Box::new(tls_over(stream, to.ip(), authority)?)))
    }

    /// Connects in the clear, asks for StartTLS (RFC 4511 section 4.14) and goes on under TLS.
    pub(crate) fn starttls(to: SocketAddr, authority: CertificateDer<'static>) -> io::Result<Self> {
        let stream = tcp(to, None)?;
        let mut clear = Self::over(Box::new(stream.try_clone()?));
        let answer = clear.extended("1.3.6.1.4.1.1466.20037", None);
        assert_eq!(answer.code, 0, "StartTLS is offered: {answer:?}");
        // The same connection goes on inside TLS: no unbind in the clear.
        clear.stream = Box::new(tls_over(stream, to.ip(), authority)?);
        Ok(clear)
    }

    fn over(stream: Box<dyn Stream>) -> Self {
        Self { stream, received: Vec::new(), last_id: 0 }
    }

    /// Simple bind, version 3.
    pub(crate) fn bind(&mut self, name: &str, password: &str) -> Answer {
        let id = self.send(&bind_request(3, name, &tlv(0x80, password.as_bytes())));
        self.answer_to(id)
    }

    /// Base search of one entry; `None` when there is no such entry or no right to see it.
    pub(crate) fn read(&mut self, dn: &str, attributes: &[&str]) -> Option<Entry> {
        let id = self.send(&search_request(dn, 0, &present("objectClass"), attributes));
        let (entries, _) = self.search_answer(id);
        entries.into_iter().next()
    }

    /// Subtree search for one attribute's value.
    pub(crate) fn find(&mut self, base: &str, attribute: &str, value: &str, wanted: &[&str]) -> (Vec<Entry>, Answer) {
        let id = self.send(&search_request(base, 2, &equal(attribute, value), wanted));
        self.search_answer(id)
    }

    /// An extended operation, RFC 4511 section 4.12.
    pub(crate) fn extended(&mut self, oid: &str, value: Option<&[u8]>) -> Answer {
        let id = self.send(&extended_request(oid, value));
        self.answer_to(id)
    }

    /// The SIDs the server knows of whoever is bound here, from its rootDSE; empty when it shows none.
    pub(crate) fn token_groups(&mut self) -> Vec<String> {
        let entry = self.read("", &["tokenGroups"]);
        entry.map(|entry| entry.values("tokenGroups").iter().map(|sid| sid_text(sid)).collect()).unwrap_or_default()
    }

    /// Sends an operation and returns its message id.
    pub(crate) fn send(&mut self, operation: &[u8]) -> u32 {
        self.send_with(operation, &[])
    }

    /// Sends an operation with controls and returns its message id.
    pub(crate) fn send_with(&mut self, operation: &[u8], controls: &[Vec<u8>]) -> u32 {
        self.last_id += 1;
        let bytes = message(self.last_id, operation, controls);
        self.send_bytes(&bytes);
        self.last_id
    }

    /// Sends whatever a test wants to be on the wire.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.try_send_bytes(bytes).expect("the server reads what we send");
    }

    /// The same, where the server may have hung up before.
    pub(crate) fn try_send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush())
    }

    /// The answer to one request, which must be the next message.
    pub(crate) fn answer_to(&mut self, id: u32) -> Answer {
        let message = self.receive().expect("an answer before the connection ends");
        assert_eq!(message.id, id, "the answer belongs to the request");
        message.answer()
    }

    /// All entries of a search, and its result.
    pub(crate) fn search_answer(&mut self, id: u32) -> (Vec<Entry>, Answer) {
        let mut entries = Vec::new();
        loop {
            let message = self.receive().expect("the search's answer before the connection ends");
            assert_eq!(message.id, id, "the answer belongs to the search");
            match message.tag {
                tag::ENTRY => entries.push(message.entry()),
                tag::REFERENCE => {}
                _ => return (entries, message.answer()),
            }
        }
    }

    /// The next message; `None` when the server has closed the connection.
    pub(crate) fn receive(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.take_message() {
                return Some(message);
            }
            let mut chunk = [0; 16 * 1024];
            match self.stream.read(&mut chunk) {
                Ok(0) => return None,
                Ok(count) => self.received.extend(&chunk[..count]),
                Err(error) if is_the_end(&error) => return None,
                Err(error) => panic!("no answer and no end of the connection: {error}"),
            }
        }
    }

    fn take_message(&mut self) -> Option<Message> {
        let (start, length) = header(&self.received)?;
        if self.received.len() < start + length {
            return None;
        }
        let whole: Vec<u8> = self.received.drain(..start + length).collect();
        let mut reader = Reader(&whole[start..]);
        let id = reader.number();
        let (tag, body) = reader.next().expect("a message holds an operation");
        let body = body.to_vec();
        Some(Message { id, tag, body, whole })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let unbind = message(self.last_id + 1, &tlv(tag::UNBIND, &[]), &[]);
        let _ = self.stream.write_all(&unbind).and_then(|()| self.stream.flush());
    }
}

/// A whole LDAPMessage, RFC 4511 section 4.1.1.
pub(crate) fn message(id: u32, operation: &[u8], controls: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = vec![integer(id), operation.to_vec()];
    if !controls.is_empty() {
        parts.push(sequence(0xa0, controls));
    }
    sequence(0x30, &parts)
}

/// A BindRequest with any version and any authentication choice.
pub(crate) fn bind_request(version: u32, name: &str, choice: &[u8]) -> Vec<u8> {
    sequence(tag::BIND, &[integer(version), octets(name), choice.to_vec()])
}

/// A SearchRequest; scope 0 is base, 2 the whole subtree.
pub(crate) fn search_request(base: &str, scope: u32, filter: &[u8], attributes: &[&str]) -> Vec<u8> {
    let wanted: Vec<Vec<u8>> = attributes.iter().map(octets).collect();
    let parts = [
        octets(base),
        enumerated(scope),
        enumerated(0),
        integer(0),
        integer(0),
        boolean(false),
        filter.to_vec(),
        sequence(0x30, &wanted),
    ];
    sequence(tag::SEARCH, &parts)
}

/// The filter `(attribute=*)`.
pub(crate) fn present(attribute: &str) -> Vec<u8> {
    tlv(0x87, attribute.as_bytes())
}

/// An ExtendedRequest.
pub(crate) fn extended_request(oid: &str, value: Option<&[u8]>) -> Vec<u8> {
    let mut parts = vec![tlv(0x80, oid.as_bytes())];
    parts.extend(value.map(|value| tlv(0x81, value)));
    sequence(tag::EXTENDED, &parts)
}

/// The filter `(attribute=value)`.
pub(crate) fn equal(attribute: &str, value: &str) -> Vec<u8> {
    sequence(0xa3, &[octets(attribute), octets(value)])
}

/// One control, RFC 4511 section 4.1.11.
pub(crate) fn control(oid: &str, critical: bool, value: Option<&[u8]>) -> Vec<u8> {
    let mut parts = vec![octets(oid), boolean(critical)];
    parts.extend(value.map(octets));
    sequence(0x30, &parts)
}

/// A SID as text, from its binary form (MS-DTYP section 2.4.2.2).
pub(crate) fn sid_text(sid: &[u8]) -> String {
    let authority = sid[2..8].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let parts = sid[8..].chunks_exact(4).map(|part| u32::from_le_bytes(part.try_into().expect("four octets")));
    parts.fold(format!("S-{}-{authority}", sid[0]), |text, part| format!("{text}-{part}"))
}

/// What a web server answers to a request that closes the connection, over TLS.
pub(crate) fn https(to: SocketAddr, authority: CertificateDer<'static>, request: &str) -> String {
    let mut stream = tls_over(tcp(to, None).expect("it takes connections"), to.ip(), authority).expect("TLS");
    stream.write_all(request.as_bytes()).expect("it reads the request");
    let mut answer = Vec::new();
    // It may end without TLS's own farewell.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).expect("text")
}

fn tcp(to: SocketAddr, from: Option<IpAddr>) -> io::Result<TcpStream> {
    let socket = socket2::Socket::new(socket2::Domain::for_address(to), socket2::Type::STREAM, None)?;
    if let Some(from) = from {
        socket.bind(&SocketAddr::new(from, 0).into())?;
    }
    socket.connect(&to.into())?;
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn tls_over(
    stream: TcpStream,
    server: IpAddr,
    authority: CertificateDer<'static>,
) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(authority).expect("an authority of our own making");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), ServerName::from(server)).expect("a TLS client");
    let mut stream = StreamOwned::new(session, stream);
    stream.conn.complete_io(&mut stream.sock)?;
    Ok(stream)
}

/// A connection may end without TLS's own farewell, or be reset.
fn is_the_end(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}
