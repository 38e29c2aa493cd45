//! LDAP (RFC 4511, RFC 4513) before and beside the login: what the door takes, refuses and hides.

use crate::steps::{assert_anonymous, code, enrolled, refused, typed};
use crate::support::ber::{octets, sequence, tlv};
use crate::support::dc::BASE;
use crate::support::ldap::{
    Connection, bind_request, control, extended_request, message, present, search_request, tag,
};
use crate::support::shared::{STARTTLS, dc, house};

const NOTICE_OF_DISCONNECTION_ID: u32 = 0;
const UNKNOWN_CONTROL: &str = "1.3.6.1.4.1.55555.1";

/// A connection somebody has logged in on.
fn bound() -> Connection {
    let (person, mut phone) = enrolled("pia");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    session
}

/// The server says good-bye and hangs up.
fn assert_hung_up(session: &mut Connection) {
    let message = session.receive().expect("a notice before the end");
    assert_eq!((message.id, message.tag), (NOTICE_OF_DISCONNECTION_ID, tag::EXTENDED_RESPONSE));
    assert!(session.receive().is_none(), "the connection is closed");
}

#[test]
fn empty_password_is_not_a_login() {
    let person = dc().person("pia");
    for name in [&person.upn, &person.dn, &person.sam, "nobody@ad.example.test"] {
        assert_eq!(house().bind(name, "").code, code::UNWILLING_TO_PERFORM, "{name}");
    }
    assert_eq!(dc().wrong_passwords(&person), 0, "nothing was passed on");
}

#[test]
fn password_without_a_name_is_refused() {
    assert_eq!(house().bind("", "anything"), refused());
}

#[test]
fn anonymous_bind_succeeds_and_shows_the_root_alone() {
    let mut session = house().connect();
    assert_eq!(session.bind("", "").code, code::SUCCESS);
    assert_anonymous(&mut session);
}

#[test]
fn search_before_a_bind_is_refused() {
    assert_anonymous(&mut house().connect());
}

#[test]
fn no_operation_works_before_a_bind() {
    let dn = dc().person("pia").dn;
    let change = crate::support::people::modify_request(&dn, &[(crate::support::people::REPLACE, "title", &[b"x"])]);
    let compare = sequence(tag::COMPARE, &[octets(&dn), sequence(0x30, &[octets("cn"), octets("x")])]);
    for operation in [change, compare, tlv(tag::DELETE, dn.as_bytes())] {
        let mut session = house().connect();
        let id = session.send(&operation);
        let answer = session.answer_to(id);
        assert!([code::OPERATIONS_ERROR, code::INSUFFICIENT_ACCESS_RIGHTS].contains(&answer.code), "{answer:?}");
    }
}

#[test]
fn root_offers_no_sasl() {
    let mut session = bound();
    let root = session.read("", &["*", "+", "supportedSASLMechanisms", "defaultNamingContext"]).expect("a rootDSE");
    assert!(root.values("supportedSASLMechanisms").is_empty());
    assert_eq!(root.text("defaultNamingContext").as_deref(), Some(BASE), "the rest passes");
}

#[test]
fn every_bind_choice_but_simple_is_refused() {
    let choices = [
        sequence(0xa3, &[octets("GSS-SPNEGO")]),
        sequence(0xa3, &[octets("EXTERNAL"), octets("")]),
        sequence(0xa3, &[octets("PLAIN"), octets("\0a\0b")]),
        tlv(0x89, b""),
        tlv(0x8a, b"NTLM"),
        tlv(0x8b, b"NTLM"),
        tlv(0x81, b"krbv42"),
    ];
    for choice in choices {
        let mut session = house().connect();
        let id = session.send(&bind_request(3, "", &choice));
        assert_eq!(session.answer_to(id).code, code::AUTH_METHOD_NOT_SUPPORTED, "{choice:x?}");
        assert_anonymous(&mut session);
    }
}

#[test]
fn version_two_is_refused() {
    let mut session = house().connect();
    let id = session.send(&bind_request(2, "", &tlv(0x80, b"")));
    assert_eq!(session.answer_to(id).code, code::PROTOCOL_ERROR);
}

#[test]
fn password_in_clear_text_is_refused() {
    let (person, mut phone) = enrolled("pia");
    let both = typed(&person, &phone.code());
    let mut session = Connection::clear(house().address(STARTTLS)).expect("the clear port is open");
    assert_eq!(session.bind(&person.upn, &both).code, code::CONFIDENTIALITY_REQUIRED);
    let mut session = starttls();
    assert_eq!(session.bind(&person.upn, &both).code, code::SUCCESS, "the code was not spent in clear text");
}

#[test]
fn second_starttls_is_refused() {
    let answer = starttls().extended("1.3.6.1.4.1.1466.20037", None);
    assert_eq!(answer.code, code::OPERATIONS_ERROR);
}

/// Bytes that came before TLS are not part of what is protected by it.
#[test]
fn request_injected_behind_starttls_is_not_served() {
    let mut session = Connection::clear(house().address(STARTTLS)).expect("the clear port is open");
    let starttls = extended_request("1.3.6.1.4.1.1466.20037", None);
    let search = search_request("", 0, &present("objectClass"), &["defaultNamingContext"]);
    session.send_bytes(&[message(1, &starttls, &[]), message(2, &search, &[])].concat());
    while let Some(message) = session.receive() {
        assert_ne!(message.tag, tag::ENTRY, "the injected search is not answered");
    }
}

#[test]
fn unknown_critical_control_is_refused_in_the_right_response() {
    let mut session = bound();
    let search = search_request(BASE, 0, &present("objectClass"), &["cn"]);
    let id = session.send_with(&search, &[control(UNKNOWN_CONTROL, true, None)]);
    let message = session.receive().expect("an answer");
    assert_eq!((message.id, message.tag), (id, tag::SEARCH_DONE));
    assert_eq!(message.answer().code, code::UNAVAILABLE_CRITICAL_EXTENSION);
    let id = session.send_with(&search, &[control(UNKNOWN_CONTROL, false, None)]);
    assert_eq!(session.search_answer(id).1.code, code::SUCCESS, "one that is not critical passes");
}

#[test]
fn unknown_critical_control_on_a_bind_is_refused() {
    let (person, mut phone) = enrolled("pia");
    let bind = bind_request(3, &person.upn, &tlv(0x80, typed(&person, &phone.code()).as_bytes()));
    let mut session = house().connect();
    let id = session.send_with(&bind, &[control(UNKNOWN_CONTROL, true, None)]);
    let message = session.receive().expect("an answer");
    assert_eq!((message.id, message.tag), (id, tag::BIND_RESPONSE));
    assert_eq!(message.answer().code, code::UNAVAILABLE_CRITICAL_EXTENSION);
}

#[test]
fn acting_for_somebody_else_is_refused_critical_or_not() {
    let mut session = bound();
    for oid in ["2.16.840.1.113730.3.4.18", "2.16.840.1.113730.3.4.12"] {
        for critical in [true, false] {
            let search = search_request(BASE, 0, &present("objectClass"), &["cn"]);
            let id = session.send_with(&search, &[control(oid, critical, Some(b"dn:CN=Administrator"))]);
            let (found, answer) = session.search_answer(id);
            assert_eq!((found.len(), answer.code), (0, code::UNAVAILABLE_CRITICAL_EXTENSION), "{oid} {critical}");
        }
    }
}

#[test]
fn extended_operations_off_the_list_are_refused() {
    let mut session = bound();
    let fast_bind = "1.2.840.113556.1.4.1781";
    let batch = "1.2.840.113556.1.4.2212";
    for oid in [fast_bind, batch, "1.3.6.1.1.21.1", "1.3.6.1.4.1.55555.2"] {
        assert_eq!(session.extended(oid, None).code, code::PROTOCOL_ERROR, "{oid}");
    }
}

#[test]
fn bytes_that_are_no_ldap_end_the_connection() {
    let garbage: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\n\r\n",
        &[0x30, 0x80, 0x02, 0x01, 0x01],
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0x05, 0x02, 0x01, 0x01, 0x5f, 0x00],
    ];
    for bytes in garbage {
        let mut session = house().connect();
        session.send_bytes(bytes);
        assert_hung_up(&mut session);
    }
    assert_anonymous(&mut house().connect());
}

#[test]
fn request_past_the_limit_before_a_bind_ends_the_connection() {
    let mut session = house().connect();
    session.send_bytes(&[0x30, 0x83, 0x04, 0x00, 0x01, 0x02]);
    assert_hung_up(&mut session);
}

fn starttls() -> Connection {
    let authority = house().authority().certificate();
    Connection::starttls(house().address(STARTTLS), authority).expect("the clear port is open")
}
