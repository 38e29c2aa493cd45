//! The same request straight to the directory and through the door, and what came back, byte for byte.

use crate::support::ber::Reader;
use crate::support::ldap::{Connection, Message, tag};
use std::fmt::Write;

const INTERMEDIATE_RESPONSE: u8 = 0x79;

/// Two connections on which the same person is bound, and as much was sent on one as on the other, so that
/// their message ids are the same.
pub(crate) struct Pair {
    pub(crate) direct: Connection,
    pub(crate) door: Connection,
}

impl Pair {
    /// Asks both, and fails unless they answer the same bytes. Returns what they answered.
    pub(crate) fn same(&mut self, what: &str, operation: &[u8], controls: &[Vec<u8>]) -> Vec<Message> {
        let (direct, door) = self.ask(operation, controls);
        assert_same(what, &direct, &door);
        direct
    }

    /// Asks both, and returns what each answered.
    pub(crate) fn ask(&mut self, operation: &[u8], controls: &[Vec<u8>]) -> (Vec<Message>, Vec<Message>) {
        (ask(&mut self.direct, operation, controls), ask(&mut self.door, operation, controls))
    }
}

/// All messages of the answer to one request.
pub(crate) fn ask(connection: &mut Connection, operation: &[u8], controls: &[Vec<u8>]) -> Vec<Message> {
    connection.send_with(operation, controls);
    let mut messages = Vec::new();
    loop {
        let message = connection.receive().expect("an answer before the connection ends");
        let more = [tag::ENTRY, tag::REFERENCE, INTERMEDIATE_RESPONSE].contains(&message.tag);
        messages.push(message);
        if !more {
            return messages;
        }
    }
}

/// Fails unless both are the same messages, byte for byte, in the same order.
pub(crate) fn assert_same(what: &str, direct: &[Message], door: &[Message]) {
    for (place, (direct, door)) in direct.iter().zip(door).enumerate() {
        let (direct, door) = (direct.bytes(), door.bytes());
        assert!(
            direct == door,
            "{what}: message {place} differs\n  direct {}\n  door   {}",
            readable(direct),
            readable(door)
        );
    }
    assert_eq!(direct.len(), door.len(), "{what}: messages");
}

/// The value of a control on a message, RFC 4511 section 4.1.11.
pub(crate) fn control_value(message: &Message, oid: &str) -> Option<Vec<u8>> {
    let mut parts = Reader(Reader(message.bytes()).value());
    let _id_and_operation = (parts.value(), parts.value());
    let mut controls = Reader(parts.next()?.1);
    while let Some((_, control)) = controls.next() {
        let mut control = Reader(control);
        let name = control.text();
        let fields = std::iter::from_fn(|| control.next());
        let value = fields.filter(|(tag, _)| *tag == 0x04).map(|(_, value)| value.to_vec()).last();
        if name == oid {
            return value;
        }
    }
    None
}

/// What can be read as text, the rest as hexadecimal digits.
fn readable(bytes: &[u8]) -> String {
    bytes.iter().take(2000).fold(String::new(), |mut text, byte| {
        if byte.is_ascii_graphic() {
            text.push(char::from(*byte));
        } else {
            write!(text, "\\{byte:02x}").expect("text can be written to text");
        }
        text
    })
}
