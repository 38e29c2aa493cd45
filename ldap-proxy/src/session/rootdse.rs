//! The rootDSE's answer (RFC 4512 section 5.1), the one thing of the directory's that is rewritten.
//!
//! It must not promise what this door refuses, nor leave out StartTLS where it is offered. All other
//! attributes stay as they are, byte for byte.

use bytes::Bytes;

use super::extended;
use crate::wire::{Malformed, Op, Reader, Scope, SearchRequest, Tag, Writer, oid};

/// A rootDSE's entry is held back until it is whole, up to this size in octets.
pub(super) const LONGEST: usize = 1024 * 1024;

/// A search of the rootDSE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// Whether the answer may hold supportedExtension with its values.
    extensions: bool,
}

impl Reading {
    /// The search as one of the rootDSE; `None` when it is not.
    pub(super) fn of(search: &SearchRequest<'_>) -> Option<Self> {
        if !search.base.is_empty() || search.scope != Scope::Base {
            return None;
        }
        let mut attributes = search.attributes().peekable();
        let all = attributes.peek().is_none();
        let named = attributes.any(|name| matches!(name, b"*" | b"+") || is(name, &EXTENSION));
        Some(Self { extensions: !search.types_only && (all || named) })
    }

    /// Writes the entry anew. `start_tls` says whether we offer it on this connection now.
    ///
    /// # Errors
    /// [`Malformed`] when `message` is not a whole SearchResultEntry.
    pub(super) fn rewrite(self, message: &[u8], start_tls: bool) -> Result<Bytes, Malformed> {
        let mut fields = Reader::new(message).enter(Tag::SEQUENCE)?;
        let id = fields.whole()?;
        let mut entry = fields.enter(Op::SearchResultEntry.tag())?;
        let controls = fields.rest();
        let dn = entry.whole()?;
        let attributes = attributes(entry.enter(Tag::SEQUENCE)?, start_tls, self.extensions)?;
        let mut writer = Writer::with_capacity(message.len() + 64);
        writer.nest(Tag::SEQUENCE, |writer| {
            writer.raw(id);
            writer.nest(Op::SearchResultEntry.tag(), |writer| {
                writer.raw(dn);
                writer.element(Tag::SEQUENCE, &attributes);
            });
            writer.raw(controls);
        });
        Ok(Bytes::from(writer.finish()))
    }
}

const MECHANISMS: [&str; 2] = ["supportedSASLMechanisms", "1.3.6.1.4.1.1466.101.120.14"];
const EXTENSION: [&str; 2] = ["supportedExtension", "1.3.6.1.4.1.1466.101.120.7"];
const CONTROL: [&str; 2] = ["supportedControl", "1.3.6.1.4.1.1466.101.120.13"];

fn is(description: &[u8], names: &[&str; 2]) -> bool {
    let name = description.split(|&octet| octet == b';').next().unwrap_or_default();
    names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

fn attributes(mut list: Reader<'_>, start_tls: bool, mut add: bool) -> Result<Vec<u8>, Malformed> {
    let mut writer = Writer::default();
    let own = if start_tls { &[oid::extended::START_TLS][..] } else { &[] };
    while !list.is_empty() {
        let whole = list.whole()?;
        let mut attribute = Reader::new(whole).enter(Tag::SEQUENCE)?;
        let name = attribute.octets()?;
        let values = attribute.enter(Tag::SET)?;
        if is(name, &MECHANISMS) {
            continue;
        }
        if is(name, &EXTENSION) {
            let own = if add { own } else { &[] };
            add = false;
            filtered(&mut writer, name, values, own, |oid| {
                extended::ALLOWED.iter().any(|known| known.as_bytes() == oid)
            })?;
        } else if is(name, &CONTROL) {
            filtered(&mut writer, name, values, &[], |oid| !is_proxied(oid))?;
        } else {
            writer.raw(whole);
        }
    }
    if add && start_tls {
        filtered(&mut writer, EXTENSION[0].as_bytes(), Reader::new(&[]), own, |_| true)?;
    }
    Ok(writer.finish())
}

fn is_proxied(oid: &[u8]) -> bool {
    oid == oid::control::PROXIED_AUTHORIZATION.as_bytes() || oid == oid::control::PROXIED_AUTHORIZATION_1.as_bytes()
}

fn filtered(
    writer: &mut Writer,
    name: &[u8],
    mut values: Reader<'_>,
    own: &[&str],
    keep: impl Fn(&[u8]) -> bool,
) -> Result<(), Malformed> {
    let mut kept = Vec::new();
    while !values.is_empty() {
        let value = values.octets()?;
        if keep(value) {
            kept.push(value);
        }
    }
    writer.nest(Tag::SEQUENCE, |writer| {
        writer.octets(name);
        writer.nest(Tag::SET, |writer| {
            kept.iter().for_each(|value| writer.octets(value));
            own.iter().for_each(|value| writer.octets(value.as_bytes()));
        });
    });
    Ok(())
}
