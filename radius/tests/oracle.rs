//! Packets and hidden values against another implementation (the crate `radius`), which knows no
//! Message-Authenticator and no limit of 200 attributes.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::collection::vec;
use proptest::prelude::*;
use radius::core::avp::AVP;
use radius::core::code::Code as TheirCode;
use radius::core::packet::Packet as Theirs;
use radius::core::tag::Tag;
use vestibule_radius::packet::{
    Attributes, Code, Packet, Secret, Signed, accounting_request, hide_password, hide_salted, reply, request, tunnel,
    unhide_password,
};

const SECRET: &[u8] = b"xyzzy5461";

fn secret() -> Secret {
    Secret::new(SECRET.to_vec())
}

/// Attributes, but for Message-Authenticator.
fn parts() -> impl Strategy<Value = Vec<(u8, Vec<u8>)>> {
    vec((1u8..=79, vec(any::<u8>(), 0..=253)), 0..12)
}

fn ours(parts: &[(u8, Vec<u8>)]) -> Attributes {
    let mut attributes = Attributes::new();
    for (number, value) in parts {
        attributes.push(*number, value).unwrap();
    }
    attributes
}

proptest! {
    #[test]
    fn both_read_the_same_or_refuse(octets in vec(any::<u8>(), 0..200), length in 0u16..220) {
        let mut octets = octets;
        octets.iter_mut().skip(2).zip(length.to_be_bytes()).for_each(|(octet, from)| *octet = from);
        match (Packet::decode(&octets), Theirs::decode(&octets, SECRET)) {
            (Ok(ours), Ok(theirs)) => {
                prop_assert_eq!(ours.id(), theirs.get_identifier());
                for number in 0..=255 {
                    let values: Vec<Vec<u8>> = theirs.lookup_all(number).iter().map(|avp| avp.encode_bytes()).collect();
                    prop_assert_eq!(ours.all(number).collect::<Vec<_>>(), values);
                }
            }
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{ours:?} {}", theirs.is_ok()),
        }
    }

    #[test]
    fn they_read_what_we_write(parts in parts(), id: u8, authenticator: [u8; 16]) {
        let octets = request(Code::AccessRequest, id, &authenticator, &ours(&parts), &secret(), Signed::First).unwrap();
        let theirs = Theirs::decode(&octets, SECRET).unwrap();
        prop_assert_eq!(theirs.get_code(), TheirCode::AccessRequest);
        prop_assert_eq!(theirs.get_authenticator().as_slice(), authenticator.as_slice());
        for (number, value) in &parts {
            prop_assert!(theirs.lookup_all(*number).iter().any(|avp| avp.encode_bytes() == *value));
        }
        prop_assert_eq!(theirs.lookup_all(80).len(), 1);
    }

    #[test]
    fn replies_are_the_same_octets(parts in parts(), id: u8, authenticator: [u8; 16]) {
        let asked = request(Code::AccessRequest, id, &authenticator, &Attributes::new(), &secret(), Signed::First).unwrap();
        let mut theirs = Theirs::decode(&asked, SECRET).unwrap().make_response_packet(TheirCode::AccessChallenge);
        theirs.extend(parts.iter().map(|(number, value)| AVP::from_bytes(*number, value)).collect());
        let asked = Packet::decode(&asked).unwrap().asked();
        let octets = reply(Code::AccessChallenge, &asked, &ours(&parts), &secret(), Signed::Without).unwrap();
        prop_assert_eq!(octets, theirs.encode().unwrap());
    }

    #[test]
    fn they_believe_our_replies_and_accounting_requests(parts in parts(), id: u8, authenticator: [u8; 16]) {
        let asked = request(Code::AccessRequest, id, &authenticator, &Attributes::new(), &secret(), Signed::First).unwrap();
        let answer = reply(Code::AccessAccept, &Packet::decode(&asked).unwrap().asked(), &ours(&parts), &secret(), Signed::First).unwrap();
        prop_assert!(Theirs::is_authentic_response(&answer, &asked, SECRET));
        prop_assert!(!Theirs::is_authentic_response(&answer, &asked, b"another"));
        let accounting = accounting_request(id, &ours(&parts), &secret(), Signed::Without).unwrap();
        prop_assert!(Theirs::is_authentic_request(&accounting, SECRET));
    }

    #[test]
    fn we_believe_their_accounting_requests(parts in parts(), id: u8) {
        let mut theirs = Theirs::new_with_identifier(TheirCode::AccountingRequest, SECRET, id);
        theirs.extend(parts.iter().map(|(number, value)| AVP::from_bytes(*number, value)).collect());
        let octets = theirs.encode().unwrap();
        let read = Packet::decode(&octets).unwrap();
        prop_assert!(read.accounting_authenticator(&secret()).is_ok());
        prop_assert!(read.accounting_authenticator(&Secret::new(b"another".to_vec())).is_err());
    }

    #[test]
    fn passwords_are_hidden_alike(password in vec(1u8..=255, 1..=128), authenticator: [u8; 16]) {
        let hidden = hide_password(&password, &authenticator, &secret()).unwrap();
        let theirs = AVP::from_user_password(2, &password, SECRET, &authenticator).unwrap();
        prop_assert_eq!(&hidden, &theirs.encode_bytes());
        let back = unhide_password(&theirs.encode_bytes(), &authenticator, &secret()).unwrap();
        prop_assert_eq!(back.expose(), &password);
    }

    /// Theirs takes the octet that tells the length for a part of the password, and stops at a zero.
    #[test]
    fn salted_values_are_hidden_alike(plain in vec(1u8..=255, 1..=200), salt: u16, tag in 0u8..32, authenticator: [u8; 16]) {
        let salt = (salt | 0x8000).to_be_bytes();
        let hidden = hide_salted(&plain, salt, &authenticator, &secret()).unwrap();
        let theirs = AVP::from_bytes(69, &[&[tag], hidden.as_slice()].concat());
        let (read, their_tag) = theirs.encode_tunnel_password(SECRET, &authenticator).unwrap();
        prop_assert_eq!(their_tag.get_value(), tag);
        prop_assert_eq!(read.split_first().map(|(length, rest)| (usize::from(*length), rest)), Some((plain.len(), plain.as_slice())));
    }

    /// Numbers are not compared: theirs have four octets behind the tag, where RFC 2868 section 3.1 has three.
    #[test]
    fn tags_of_texts_are_written_alike(tag in 1u8..32, text in "[ -~]{0,250}") {
        let avp = AVP::from_tagged_string(81, Some(&Tag::new(tag)), &text);
        prop_assert_eq!(tunnel::tagged_text(tag, text.as_bytes()), avp.encode_bytes());
    }
}
