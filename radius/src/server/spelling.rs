//! How a client writes names and passwords, made into what the gate is asked.

use vestibule_gate::Typed;

use super::settings::{Client, Encoding};

/// A name without the client's realms.
pub(super) fn name(client: &Client, sent: &[u8]) -> Vec<u8> {
    let name = match client.encoding {
        Encoding::Utf8 => sent.to_vec(),
        Encoding::Latin1 => sent.iter().map(|octet| char::from(*octet)).collect::<String>().into_bytes(),
    };
    match std::str::from_utf8(&name).ok().and_then(|name| stripped(name, &client.strip_realms)) {
        Some(rest) => rest.as_bytes().to_vec(),
        None => name,
    }
}

/// What was typed, in UTF-8 where the client is said to write something else.
pub(super) fn typed(client: &Client, sent: Typed) -> Typed {
    match client.encoding {
        Encoding::Utf8 => sent,
        Encoding::Latin1 => {
            // Never grown: what a growing vector leaves behind is not wiped.
            let mut octets = Vec::with_capacity(sent.expose().len() * 2);
            for octet in sent.expose() {
                octets.extend_from_slice(char::from(*octet).encode_utf8(&mut [0; 2]).as_bytes());
            }
            Typed::new(octets)
        }
    }
}

/// All of this behind each other.
pub(super) fn joined(parts: &[&[u8]]) -> Typed {
    Typed::new(parts.concat())
}

/// The name without one of these realms, behind it or before it; `None` where it has none of them.
fn stripped<'a>(name: &'a str, realms: &[String]) -> Option<&'a str> {
    let listed = |realm: &str| realms.iter().any(|one| one.to_lowercase() == realm.to_lowercase());
    let behind = name.rsplit_once('@').filter(|(_, realm)| listed(realm)).map(|(rest, _)| rest);
    behind.or_else(|| name.split_once('\\').filter(|(realm, _)| listed(realm)).map(|(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Secret;

    fn client(encoding: Encoding, realms: &[&str]) -> Client {
        let mut client = Client::new("vpn", Secret::new(Vec::new()));
        client.encoding = encoding;
        client.strip_realms = realms.iter().map(ToString::to_string).collect();
        client
    }

    #[test]
    fn listed_realms_are_cut_and_no_others() {
        let client = client(Encoding::Utf8, &["vpn.example.test", "corp"]);
        let cases = [
            ("ada@vpn.example.test", "ada"),
            ("ada@VPN.Example.Test", "ada"),
            ("CORP\\ada", "ada"),
            ("ada@example.test", "ada@example.test"),
            ("ada@b@corp", "ada@b"),
            ("other\\ada", "other\\ada"),
            ("ada", "ada"),
            ("@corp", ""),
            ("corp", "corp"),
        ];
        for (sent, expected) in cases {
            assert_eq!(name(&client, sent.as_bytes()), expected.as_bytes(), "{sent}");
        }
        assert_eq!(name(&client, b"\xff@corp"), b"\xff@corp");
    }

    #[test]
    fn latin_1_becomes_utf_8_where_the_client_is_said_to_write_it() {
        let (old, new) = (client(Encoding::Latin1, &[]), client(Encoding::Utf8, &[]));
        assert_eq!(name(&old, b"J\xfcrgen"), "Jürgen".as_bytes());
        assert_eq!(typed(&old, Typed::new(b"gr\xfc\xdfe".to_vec())).expose(), "grüße".as_bytes());
        assert_eq!(typed(&new, Typed::new(b"gr\xfc\xdfe".to_vec())).expose(), b"gr\xfc\xdfe");
        assert_eq!(name(&new, "Jürgen".as_bytes()), "Jürgen".as_bytes());
    }
}
