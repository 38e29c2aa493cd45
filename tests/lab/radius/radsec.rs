//! RadSec (RFC 6614): the certificate says who asks, the stream carries packets in any pieces.

use crate::steps::typed;
use crate::support::certificates::Authority;
use crate::support::house::House;
use crate::support::plan::Plan;
use crate::support::scratch;
use crate::support::shared::dc;
use crate::support::wire;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tempfile::TempDir;

const SECRET: &str = "radsec";
const ACCEPT: u8 = 2;
/// Stands for a certificate of the device that has ended.
const EXPIRED: &str = "expired";

struct Lab {
    /// With the authority's certificate.
    _folder: TempDir,
    house: House,
    clients: Authority,
}

static LAB: LazyLock<Lab> = LazyLock::new(|| {
    let folder = scratch::folder("radsec");
    let clients = Authority::new("Lab authority of devices");
    clients.write_to(&folder.path().join("devices.pem"));
    let house = plan(&folder.path().join("devices.pem"), "branch.example.test").open();
    Lab { _folder: folder, house, clients }
});

/// A door for one device, known by this name in its certificate.
fn plan(devices: &Path, certificate: &str) -> Plan {
    Plan::behind(dc())
        .section(&format!(
            "[radius]\nradsec = {{ listen = \"127.0.0.1:0\", tls = {{ certificate-file = \"HERE/door.pem\", \
             key-file = \"HERE/door.key\" }}, client-ca-file = \"{}\" }}",
            devices.display()
        ))
        .section(&format!("[[radius.client]]\nname = \"branch\"\ncertificate = \"{certificate}\""))
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A connection that shows a certificate for this name, if any; `None` when it is closed before it can be used.
fn connect(issuer: &Authority, name: Option<&str>) -> Option<Stream> {
    connect_to(&LAB.house, issuer, name)
}

fn connect_to(house: &House, issuer: &Authority, name: Option<&str>) -> Option<Stream> {
    let mut roots = RootCertStore::empty();
    roots.add(house.authority().certificate()).expect("an authority");
    let config = ClientConfig::builder().with_root_certificates(roots);
    let config = match name {
        Some(name) => {
            let (chain, key) = shown(issuer, name);
            config.with_client_auth_cert(chain, key).expect("a certificate with its key")
        }
        None => config.with_no_client_auth(),
    };
    let to = house.address("radius/radsec");
    let tcp = TcpStream::connect(to).expect("the listener takes connections");
    tcp.set_read_timeout(Some(Duration::from_secs(8))).expect("a socket has a timeout");
    let name = ServerName::from(to.ip());
    let tls = ClientConnection::new(Arc::new(config), name).expect("TLS can begin");
    let mut stream = StreamOwned::new(tls, tcp);
    stream.flush().ok()?;
    Some(stream)
}

/// A certificate for this name and its key; one that has ended for [`EXPIRED`].
fn shown(issuer: &Authority, name: &str) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let folder = scratch::folder("device");
    let written = match name {
        EXPIRED => issuer.issue_expired(folder.path(), "device", &["branch.example.test"]),
        _ => issuer.issue(folder.path(), "device", &[name]),
    };
    let read = |file: &Path| std::fs::read(file).expect("it was written");
    let certificate = CertificateDer::from_pem_slice(&read(&written.certificate_file)).expect("PEM");
    (vec![certificate], PrivateKeyDer::from_pem_slice(&read(&written.key_file)).expect("PEM"))
}

fn reply(stream: &mut Stream) -> Option<Vec<u8>> {
    let mut header = [0; 4];
    stream.read_exact(&mut header).ok()?;
    let mut packet = header.to_vec();
    packet.resize(usize::from(u16::from_be_bytes([header[2], header[3]])), 0);
    stream.read_exact(&mut packet[4..]).ok()?;
    Some(packet)
}

fn login(name: &str, password: &str) -> Vec<u8> {
    wire::request(SECRET, |packet| {
        radius::core::rfc2865::add_user_name(packet, name);
        radius::core::rfc2865::add_user_password(packet, password.as_bytes()).expect("a usual password");
    })
}

#[test]
fn device_with_its_certificate_logs_people_in() {
    let person = dc().person("secunda");
    let mut phone = LAB.house.enroll(&person);
    let mut stream = connect(&LAB.clients, Some("branch.example.test")).expect("it is let in");
    let code = crate::support::process::wait_until("a login that can be judged", || {
        let packet = login(&person.upn, &typed(&person, &phone.code()));
        // One octet in a record of its own.
        for octet in &packet {
            stream.write_all(&[*octet]).expect("it stays open");
            stream.flush().expect("it stays open");
        }
        let reply = reply(&mut stream)?;
        assert!(wire::is_signed(&reply, wire::authenticator(&packet), SECRET));
        Some(reply[0])
    });
    assert_eq!(code, ACCEPT);
}

#[test]
fn many_requests_are_under_way_on_one_connection() {
    let mut stream = connect(&LAB.clients, Some("branch.example.test")).expect("it is let in");
    let packets: Vec<Vec<u8>> = (0..50).map(|_| wire::request(SECRET, |_| {})).collect();
    stream.write_all(&packets.concat()).expect("it stays open");
    for _ in &packets {
        let reply = reply(&mut stream).expect("each has its answer");
        assert_eq!(reply[0], 3);
        let signed = |packet: &Vec<u8>| wire::is_signed(&reply, wire::authenticator(packet), SECRET);
        assert!(packets.iter().any(signed), "it answers one of them");
    }
}

#[test]
fn who_shows_no_certificate_or_anothers_is_closed() {
    let strangers = Authority::new("Lab authority of strangers");
    let cases = [
        (&LAB.clients, None),
        (&LAB.clients, Some("other.example.test")),
        (&LAB.clients, Some(EXPIRED)),
        (&strangers, Some("branch.example.test")),
    ];
    for (issuer, name) in cases {
        let Some(mut stream) = connect(issuer, name) else { continue };
        let _may_be_closed = stream.write_all(&wire::request(SECRET, |_| {})).and_then(|()| stream.flush());
        assert_eq!(reply(&mut stream), None, "{name:?}");
    }
}

#[test]
fn what_cannot_be_a_packet_ends_the_connection() {
    let forged = {
        let mut packet = wire::request(SECRET, |_| {});
        packet[25] ^= 1;
        packet
    };
    for junk in [vec![1, 2, 0, 19], vec![1, 2, 255, 255], b"GET / HTTP/1.1\r\n\r\n".to_vec(), forged] {
        let mut stream = connect(&LAB.clients, Some("branch.example.test")).expect("it is let in");
        stream.write_all(&junk).and_then(|()| stream.flush()).expect("it is open still");
        let mut rest = Vec::new();
        let _closed = stream.read_to_end(&mut rest);
        assert!(rest.is_empty());
        let again = stream.write_all(&wire::request(SECRET, |_| {})).and_then(|()| stream.flush());
        assert!(again.is_err() || reply(&mut stream).is_none(), "{junk:02x?}");
    }
}

#[test]
fn device_that_is_no_client_any_more_is_closed_when_the_configuration_is_read() {
    let folder = scratch::folder("radsec");
    let devices = folder.path().join("devices.pem");
    LAB.clients.write_to(&devices);
    let house = plan(&devices, "branch.example.test").open();
    let ask = |stream: &mut Stream| {
        stream.write_all(&wire::request(SECRET, |_| {})).and_then(|()| stream.flush()).ok()?;
        reply(stream).map(|reply| reply[0])
    };
    let mut stream = connect_to(&house, &LAB.clients, Some("branch.example.test")).expect("it is let in");
    assert_eq!(ask(&mut stream), Some(3), "a request without a name is refused");
    house.rewrite(&plan(&devices, "other.example.test"));
    house.reload();
    assert_eq!(ask(&mut stream), None, "the connection that is there ends");
    let mut other = connect_to(&house, &LAB.clients, Some("other.example.test")).expect("it is let in");
    assert_eq!(ask(&mut other), Some(3));
}
