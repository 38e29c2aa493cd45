//! The rootDSE promises what this door keeps.

use bytes::Bytes;
use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::{Control, Entry, Message, Op, SearchResultEntry, message_with_controls};

use super::rig::*;

/// What the client hears of the rootDSE: each attribute with its values.
fn seen(line: &mut Line) -> Vec<(String, Vec<String>)> {
    let bytes = line.heard_bytes();
    let message = Message::decode(&bytes).unwrap();
    assert_eq!(message.op, Op::SearchResultEntry);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let entry = SearchResultEntry::decode(message.content).unwrap();
    entry.attributes().map(|found| (text(found.name), found.values().map(text).collect())).collect()
}

fn directory() -> Bytes {
    entry(
        1,
        "",
        &[
            ("defaultNamingContext", vec!["DC=ad,DC=example,DC=test"]),
            ("supportedSASLMechanisms", vec!["GSSAPI", "GSS-SPNEGO"]),
            (
                "supportedExtension",
                vec!["1.2.840.113556.1.4.1781", "1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.4.1.1466.20037"],
            ),
            (
                "supportedControl",
                vec!["1.2.840.113556.1.4.319", "2.16.840.1.113730.3.4.18", "2.16.840.1.113730.3.4.12"],
            ),
            ("supportedCapabilities", vec!["1.2.840.113556.1.4.800"]),
        ],
    )
}

fn pairs(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    expected
        .iter()
        .map(|(name, values)| ((*name).to_owned(), values.iter().map(|&value| value.to_owned()).collect()))
        .collect()
}

#[test]
fn it_names_only_what_is_served_here() {
    for bound in [false, true] {
        let mut line = if bound { Line::bound(Transport::Tls) } else { Line::new(Transport::Tls) };
        line.send(&root_dse(1, &[]));
        line.directory_sends(&directory());
        let expected = pairs(&[
            ("defaultNamingContext", &["DC=ad,DC=example,DC=test"]),
            ("supportedExtension", &["1.3.6.1.4.1.4203.1.11.3"]),
            ("supportedControl", &["1.2.840.113556.1.4.319"]),
            ("supportedCapabilities", &["1.2.840.113556.1.4.800"]),
        ]);
        assert_eq!(seen(&mut line), expected);
    }
}

#[test]
fn it_names_start_tls_while_that_is_offered() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&root_dse(1, &["*", "+"]));
    line.directory_sends(&directory());
    let extensions = seen(&mut line).into_iter().find(|(name, _)| name == "supportedExtension").unwrap().1;
    assert_eq!(extensions, ["1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.4.1.1466.20037"]);
}

#[test]
fn it_names_start_tls_where_the_directory_names_no_extension_at_all() {
    for (attributes, named) in [(&[][..], true), (&["SUPPORTEDEXTENSION"], true), (&["namingContexts"], false)] {
        let mut line = Line::new(Transport::StartTls);
        line.send(&root_dse(1, attributes));
        line.directory_sends(&entry(1, "", &[("namingContexts", vec!["DC=x"])]));
        assert_eq!(seen(&mut line).iter().any(|(name, _)| name == "supportedExtension"), named, "{attributes:?}");
    }
}

#[test]
fn the_controls_of_the_answer_and_the_other_attributes_stay_as_they_are() {
    let attributes = [("supportedSASLMechanisms", vec!["GSSAPI"]), ("dsServiceName", vec!["CN=\u{0}x"])];
    let controls = [Control { oid: b"1.2.3", critical: false, value: Some(b"v") }];
    let mut line = Line::new(Transport::Tls);
    line.send(&root_dse(1, &[]));
    line.directory_sends(&message_with_controls(id(1), &Entry { dn: "", attributes: &attributes }, &controls));
    let expected = message_with_controls(id(1), &Entry { dn: "", attributes: &attributes[1..] }, &controls);
    assert_eq!(line.heard_bytes(), expected);
}

#[test]
fn other_entries_are_not_touched() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(1));
    line.directory_sends(&directory());
    assert_eq!(line.heard_bytes(), directory());
}

#[test]
fn a_root_dse_that_cannot_be_read_or_is_too_long_ends_the_connection() {
    for bad in [
        raw(1, Op::SearchResultEntry.tag(), &[4, 0, 0x30, 2, 4, 0], &[]),
        Bytes::from_static(&[0x30, 0x83, 0x20, 0, 9, 2, 1, 1, 0x64, 0x83, 0x20, 0, 1]),
    ] {
        let mut line = Line::bound(Transport::Tls);
        line.send(&root_dse(1, &[]));
        line.directory_sends(&bad);
        line.assert_disconnected(52);
    }
}

#[test]
fn nobody_keeps_a_connection_to_the_directory_beyond_the_answer() {
    let mut line = Line::new(Transport::Tls);
    for number in 1..3 {
        line.send(&root_dse(number, &[]));
        line.directory_sends(&entry(number, "", &[("namingContexts", vec!["DC=x"])]));
        assert_eq!(std::mem::take(&mut line.did), [Did::OpenAnonymous], "the last answer is still to come");
        line.directory_sends(&answer(number, Op::SearchResultDone, 0));
        assert_eq!(std::mem::take(&mut line.did), [Did::DropUpstream]);
    }
    line.send(&root_dse(3, &[]));
    line.send(&abandon(4, 3));
    assert_eq!(line.did, [Did::OpenAnonymous, Did::DropUpstream]);
    let mut line = Line::bound(Transport::Tls);
    line.send(&root_dse(1, &[]));
    line.directory_sends(&answer(1, Op::SearchResultDone, 0));
    assert_eq!(line.did, [], "somebody's connection is theirs");
}
