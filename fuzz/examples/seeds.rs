//! Writes the seed corpora below `fuzz/corpus`: `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.
//!
//! One file for each kind of message, and sessions that reach a bind, a search, StartTLS and a password change; one for
//! each kind of RADIUS packet; logins by EAP, with a tunnel and without one.

use std::path::Path;

use vestibule_gate::fakes::Fakes;
use vestibule_ldap_proxy::wire::{
    Abandon, Answer, BindRequest, Control, Encode, Entry, ExtendedRequest, Filter, LdapResult, MessageId, Op,
    ResultCode, Scope, Search, Unbind, message, message_with_controls,
};
use vestibule_radius::eap::avp;
use vestibule_radius::mschap::{self, MICROSOFT, NtHash, Response};
use vestibule_radius::packet::{
    Attributes, Code, Secret, Signed, TooLarge, accounting_request, hide_password, hide_salted, number, request, tunnel,
};

/// A session's pieces: what happens, then its bytes.
enum Piece {
    Client(Vec<u8>),
    Upstream(Vec<u8>),
    Tick,
}

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, bytes) in requests().into_iter().chain(answers()) {
        write(&corpus.join("ber_frame").join(name), &bytes)?;
    }
    for (name, listener, pieces) in sessions() {
        write(&corpus.join("ldap_session").join(name), &session(listener, &pieces))?;
    }
    for (name, bytes) in packets().unwrap_or_default() {
        write(&corpus.join("radius_packet").join(name), &bytes)?;
    }
    for (name, bytes) in conversations() {
        write(&corpus.join("radius_server").join(name), &bytes)?;
    }
    for (name, bytes) in wireless() {
        write(&corpus.join("eap_conversation").join(name), &bytes)?;
    }
    for (name, bytes) in inner() {
        write(&corpus.join("peap_inner").join(name), &bytes)?;
    }
    for (name, bytes) in logins() {
        write(&corpus.join("ttls_avps").join(name), &bytes)?;
    }
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(file, bytes)
}

/// The form that `vestibule_ldap_proxy::fuzz::ldap_session` reads.
fn session(listener: u8, pieces: &[Piece]) -> Vec<u8> {
    let mut bytes = vec![listener];
    for piece in pieces {
        let (what, data) = match piece {
            Piece::Client(data) => (0, &data[..]),
            Piece::Upstream(data) => (4, &data[..]),
            // 1.5 s later.
            Piece::Tick => (0xf7, &[][..]),
        };
        let mut chunks = data.chunks(255);
        let mut next = chunks.next().or(Some(&[]));
        while let Some(chunk) = next {
            bytes.extend([what, chunk.len() as u8]);
            bytes.extend_from_slice(chunk);
            next = chunks.next();
        }
    }
    bytes
}

fn encode(id: u32, operation: &impl Encode) -> Vec<u8> {
    MessageId::new(id).map(|id| message(id, operation).to_vec()).unwrap_or_default()
}

fn search(base: &str, scope: Scope, filter: &Filter, attributes: &[&str], controls: &[Control<'_>]) -> Vec<u8> {
    let search = Search { base, scope, filter, attributes, size_limit: 10, time_limit: 5 };
    let id = MessageId::UNSOLICITED.next().next();
    message_with_controls(id, &search, controls).to_vec()
}

fn root_dse() -> Vec<u8> {
    search("", Scope::Base, &Filter::any(), &["*", "+"], &[])
}

fn bind(typed: &str) -> Vec<u8> {
    encode(1, &BindRequest::simple(b"ada", typed.as_bytes()))
}

fn start_tls() -> Vec<u8> {
    encode(1, &ExtendedRequest { name: b"1.3.6.1.4.1.1466.20037", value: None })
}

/// A Password Modify of somebody's.
fn password_modify() -> Vec<u8> {
    let value = [&[0x30, 14, 0x80, 3][..], b"ada", &[0x81, 3], b"old", &[0x82, 2], b"ne"].concat();
    encode(3, &ExtendedRequest { name: b"1.3.6.1.4.1.4203.1.11.1", value: Some(&value) })
}

fn requests() -> Vec<(&'static str, Vec<u8>)> {
    let filter = Filter::And(vec![
        Filter::Or(vec![Filter::equal("objectClass", "user"), Filter::present("mail")]),
        Filter::equal("sAMAccountName", "ada"),
    ]);
    let paged = Control { oid: b"1.2.840.113556.1.4.319", critical: true, value: Some(&[0x30, 5, 2, 1, 10, 4, 0]) };
    let raw = |tag: u8, content: &[u8]| {
        let mut bytes = vec![0x30, content.len() as u8 + 5, 2, 1, 7, tag, content.len() as u8];
        bytes.extend_from_slice(content);
        bytes
    };
    vec![
        ("bind", bind("geheim123456")),
        ("unbind", encode(2, &Unbind)),
        ("abandon", encode(3, &Abandon(MessageId::UNSOLICITED.next()))),
        ("search", search("dc=example", Scope::Subtree, &filter, &["cn", "memberOf"], &[paged])),
        ("root", root_dse()),
        ("start-tls", start_tls()),
        ("password", password_modify()),
        ("delete", raw(0x4a, b"cn=x")),
        ("compare", raw(0x6e, &[4, 1, b'd', 0x30, 6, 4, 1, b'a', 4, 1, b'b'])),
        ("rename", raw(0x6c, &[4, 1, b'd', 4, 4, b'c', b'n', b'=', b'y', 1, 1, 0xff, 0x80, 1, b'p'])),
        ("add", raw(0x68, &[4, 1, b'd', 0x30, 11, 0x30, 9, 4, 2, b'c', b'n', 0x31, 3, 4, 1, b'x'])),
        (
            "modify",
            raw(0x66, &[4, 1, b'd', 0x30, 16, 0x30, 14, 10, 1, 1, 0x30, 9, 4, 2, b'c', b'n', 0x31, 3, 4, 1, b'x']),
        ),
        ("sasl", raw(0x60, &[2, 1, 3, 4, 0, 0xa3, 7, 4, 5, b'P', b'L', b'A', b'I', b'N'])),
    ]
}

fn entry() -> Vec<u8> {
    let attributes =
        [("supportedSASLMechanisms", vec!["GSSAPI"]), ("supportedExtension", vec!["1.3.6.1.4.1.1466.20037"])];
    encode(2, &Entry { dn: "", attributes: &attributes })
}

fn done(code: ResultCode) -> Vec<u8> {
    encode(2, &Answer { op: Op::SearchResultDone, result: LdapResult::new(code).with_diagnostic("why") })
}

fn answers() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("entry", entry()),
        ("done", done(ResultCode::SUCCESS)),
        (
            "referral",
            vec![
                0x30, 19, 2, 1, 2, 0x73, 14, 4, 12, b'l', b'd', b'a', b'p', b':', b'/', b'/', b'd', b'c', b'2', b'/',
                b'x',
            ],
        ),
        ("notice", vec![0x30, 12, 2, 1, 0, 0x78, 7, 10, 1, 52, 4, 0, 4, 0]),
    ]
}

fn sessions() -> Vec<(&'static str, u8, Vec<Piece>)> {
    use Piece::{Client, Tick, Upstream};
    let fakes = Fakes::new();
    let phone = fakes.enrol(&fakes.person("ada", "geheim"));
    let right = bind(&format!("geheim{}", fakes.code(&phone, 0)));
    let read = [entry(), done(ResultCode::SUCCESS)].concat();
    let subtree = search("dc=example", Scope::Subtree, &Filter::any(), &[], &[]);
    vec![
        (
            "admitted",
            0,
            vec![Client(right.clone()), Client(subtree.clone()), Upstream(read.clone()), Client(encode(3, &Unbind))],
        ),
        ("refused", 0, vec![Client(bind("geheim000000")), Tick, Client(subtree.clone())]),
        ("root", 3, vec![Client(root_dse()), Upstream(read.clone())]),
        (
            "start-tls",
            1,
            vec![Client(start_tls()), Client(right.clone()), Client(subtree.clone()), Upstream(read.clone())],
        ),
        ("password", 2, vec![Client(right.clone()), Client(password_modify()), Upstream(read)]),
        ("referral", 0, vec![Client(right.clone()), Client(subtree), Upstream(done(ResultCode::REFERRAL))]),
        ("again", 3, vec![Client(right.clone()), Client(right), Tick, Client(bind(""))]),
    ]
}

/// RADIUS packets, each with the attributes that one way in needs.
fn packets() -> Result<Vec<(&'static str, Vec<u8>)>, TooLarge> {
    let (secret, authenticator) = (Secret::new(b"testing123".to_vec()), [7; 16]);
    let password = hide_password(b"SCRV1:Z2VoZWlt:MTIzNDU2", &authenticator, &secret).unwrap_or_default();
    let mut pap = Attributes::new();
    pap.push(number::USER_NAME, b"ada")?;
    pap.push(number::USER_PASSWORD, &password)?;
    pap.push(number::CALLING_STATION_ID, b"192.0.2.7")?;
    pap.push(number::PROXY_STATE, b"80")?;
    let response = Response::make(1, [1; 16], [2; 16], b"ada", &NtHash::of("geheim"));
    let mut mschap = Attributes::new();
    mschap.push(number::USER_NAME, b"EXAMPLE\\ada")?;
    mschap.push_vendor(MICROSOFT, mschap::number::MS_CHAP_CHALLENGE, &[1; 16])?;
    mschap.push_vendor(MICROSOFT, mschap::number::MS_CHAP2_RESPONSE, &response.octets())?;
    let mut eap = Attributes::new();
    eap.push_long(number::EAP_MESSAGE, &[1; 600]);
    eap.push(number::STATE, b"0123456789abcdef")?;
    let mut accept = Attributes::new();
    accept.push(64, &tunnel::tagged_number(1, 13).unwrap_or_default())?;
    accept.push(81, &tunnel::tagged_text(1, b"42"))?;
    accept.push(69, &[&[1][..], &hide_salted(b"geheim", [0x80, 1], &authenticator, &secret)?].concat())?;
    accept.push_vendor(9, 1, b"shell:priv-lvl=15")?;
    accept.push(97, &[0, 32, 0x20, 1, 0x0d, 0xb8])?;
    let of = |code, attributes| request(code, 1, &authenticator, attributes, &secret, Signed::First);
    let mut packets = vec![
        ("pap", of(Code::AccessRequest, &pap)?),
        ("mschap", of(Code::AccessRequest, &mschap)?),
        ("eap", of(Code::AccessRequest, &eap)?),
        ("accept", of(Code::AccessAccept, &accept)?),
        ("status", of(Code::StatusServer, &Attributes::new())?),
        ("accounting", accounting_request(1, &pap, &secret, Signed::Without)?),
    ];
    let unsigned = request(Code::AccessRequest, 1, &authenticator, &pap, &secret, Signed::Without)?;
    packets.push(("unsigned", unsigned));
    Ok(packets.into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect())
}

/// The form that `vestibule_radius::fuzz::radius_server` reads: the client, then what each packet is, tenths of a second
/// before it, its length and its attributes.
fn conversations() -> Vec<(String, Vec<u8>)> {
    // A right login, the same packet again, the right code on a State, Status-Server, accounting, a tick.
    let common: &[u8] = &[
        16, 0, 4, 33, 2, 31, 2, 0xc0, 30, 0, 56, 1, 0, 2, 0, 0, 3, 1, 6, 40, 6, 0, 0, 0, 1, 0xff, 9, 0, 20, 1, 0, 18,
        1, 0,
    ];
    (0..128).step_by(5).map(|first| (format!("client-{first}"), [&[first], common].concat())).collect()
}

/// The form that `vestibule_radius::fuzz::eap_conversation` reads.
fn wireless() -> Vec<(String, Vec<u8>)> {
    let result: &[u8] = &[7, 11, 2, 0, 0, 11, 33, 0x80, 3, 0, 2, 0, 1];
    let steps: [(&str, Vec<u8>); 6] = [
        ("pap", vec![2, 0]),
        ("gtc", vec![4, 0, 0x25, 0]),
        ("gtc-asked", vec![4, 0, 0x25, 0, 0x46, 0]),
        ("gtc-result", [&[4, 0, 0x25, 0], result].concat()),
        ("gtc-asked-result", [&[4, 0, 0x25, 0, 0x46, 0], result].concat()),
        ("octets", vec![1, 1, 0, 3, 2, 0, 3, 0, 5, 2, 1, 0, 5, 3]),
    ];
    let all = (0..64).flat_map(|first| steps.iter().map(move |(name, steps)| (first, name, steps.clone())));
    all.map(|(first, name, steps)| (format!("{name}-{first}"), [&[first], steps.as_slice()].concat())).collect()
}

/// The form that `vestibule_radius::fuzz::peap_inner` reads.
fn inner() -> Vec<(String, Vec<u8>)> {
    let pieces: [(&str, &[u8]); 4] = [
        ("gtc", &[1, 0xff, 1, 0xfe]),
        ("gtc-asked", &[1, 0xff, 1, 0xfe, 1, 0xfd]),
        ("mschapv2", &[1, 0xff, 1, 0xfc, 1, 0xfb]),
        ("nak", &[1, 0xff, 1, 0xfa, 1, 0xfc, 1, 0xfb, 1, 0xf9]),
    ];
    let all = (0..16).flat_map(|first| pieces.map(|(name, pieces)| (first, name, pieces)));
    all.map(|(first, name, pieces)| (format!("{name}-{first}"), [&[first], pieces].concat())).collect()
}

/// Phase 2 of EAP-TTLS.
fn logins() -> Vec<(String, Vec<u8>)> {
    let (name, password) = ((1, 0, &b"ada"[..]), (2, 0, &b"geheim123456\0\0\0\0"[..]));
    let (challenge, response) = ((11, MICROSOFT, &[5; 16][..]), (25, MICROSOFT, &[7; 50][..]));
    let identity = (79, 0, &b"\x02\x00\x00\x08\x01ada"[..]);
    let kinds: [(&str, Vec<(u32, u32, &[u8])>); 4] = [
        ("pap", vec![name, password]),
        ("mschapv2", vec![name, challenge, response]),
        ("eap", vec![identity]),
        ("all", vec![name, password, challenge, response, identity, (3, 0, b"x"), (9, 9, b"unknown")]),
    ];
    let written = kinds.into_iter().map(|(kind, all)| {
        let mut plain = Default::default();
        all.iter().for_each(|(code, vendor, value)| avp::push(&mut plain, *code, *vendor, value));
        (kind.to_owned(), plain.to_vec())
    });
    written.collect()
}
