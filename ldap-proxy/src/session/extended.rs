//! Which extended operations may go on (RFC 4511 section 4.12), and which requests prove an old password.
//!
//! The operations have an allow-list: others could bind (fast bind, Verify Credentials), carry requests we do
//! not see (batch), or change what the connection is.

use crate::wire::{ExtendedRequest, Malformed, ModifyOperation, ModifyRequest, Reader, Tag, oid::extended as names};

/// The operations that go on to the directory.
pub(super) const ALLOWED: [&str; 4] = [names::WHO_AM_I, names::CANCEL, names::TTL_REFRESH, names::PASSWORD_MODIFY];

/// What an extended request is to us.
pub(super) enum Extended<'a> {
    /// Ours to answer.
    StartTls,
    /// It goes on for whoever is bound.
    Allowed,
    /// It goes on if this is the name of the bound person.
    PasswordOf(&'a [u8]),
    /// It is allowed but cannot be read.
    Malformed,
    /// It never goes on.
    Unknown,
}

/// Tells what a request is.
pub(super) fn kind<'a>(request: &ExtendedRequest<'a>) -> Extended<'a> {
    if request.is(names::START_TLS) {
        return if request.value.is_none() { Extended::StartTls } else { Extended::Malformed };
    }
    if !ALLOWED.iter().any(|allowed| request.is(allowed)) {
        return Extended::Unknown;
    }
    if !request.is(names::PASSWORD_MODIFY) {
        return Extended::Allowed;
    }
    match request.value.map_or(Ok(None), user_identity) {
        Ok(None) => Extended::Allowed,
        Ok(Some(name)) => Extended::PasswordOf(name),
        Err(_) => Extended::Malformed,
    }
}

/// The userIdentity of a Password Modify (RFC 3062 section 2); without one it is the requester's own.
fn user_identity(value: &[u8]) -> Result<Option<&[u8]>, Malformed> {
    let mut outer = Reader::new(value);
    let mut fields = outer.enter(Tag::SEQUENCE)?;
    outer.end()?;
    let name = fields.optional(Tag::context(0))?;
    fields.optional(Tag::context(1))?;
    fields.optional(Tag::context(2))?;
    fields.end()?;
    Ok(name)
}

/// Attributes that hold a password, by name and by object identifier.
const PASSWORDS: [&str; 7] = [
    "unicodePwd",
    "1.2.840.113556.1.4.90",
    "userPassword",
    "2.5.4.35",
    "dBCSPwd",
    "1.2.840.113556.1.4.55",
    "clearTextPassword",
];

/// Whether a Modify takes a password away: the form in which a change proves the old one.
pub(super) fn changes_password(request: &ModifyRequest<'_>) -> bool {
    request.changes().any(|change| change.operation == ModifyOperation::Delete && is_password(change.attribute))
}

fn is_password(description: &[u8]) -> bool {
    // Generous about what a directory might take for the same name.
    let name = description.split(|&octet| matches!(octet, b';' | 0)).next().unwrap_or_default().trim_ascii();
    let name = match name.split_at_checked(4) {
        Some((prefix, oid)) if prefix.eq_ignore_ascii_case(b"OID.") => oid,
        _ => name,
    };
    PASSWORDS.iter().any(|password| name.eq_ignore_ascii_case(password.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_attribute_is_known_in_every_spelling() {
        for name in [
            "unicodePwd",
            "UNICODEPWD",
            "userpassword;binary",
            "2.5.4.35",
            "oid.1.2.840.113556.1.4.90",
            " userPassword ",
            "unicodePwd\0",
        ] {
            assert!(is_password(name.as_bytes()), "{name}");
        }
        for name in ["", "pwdLastSet", "unicodePwd2", "2.5.4.3", "oid."] {
            assert!(!is_password(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_password_modify_without_a_name_is_ones_own() {
        let request = |value| ExtendedRequest { name: names::PASSWORD_MODIFY.as_bytes(), value };
        assert!(matches!(kind(&request(None)), Extended::Allowed));
        assert!(matches!(kind(&request(Some(&[0x30, 0]))), Extended::Allowed));
        assert!(matches!(kind(&request(Some(&[0x30, 3, 0x80, 1, b'u']))), Extended::PasswordOf(b"u")));
        for bad in [&[][..], &[0x30, 0, 0], &[0x30, 3, 0x83, 1, 0], &[0x30, 6, 0x81, 1, 0, 0x80, 1, b'u']] {
            assert!(matches!(kind(&request(Some(bad))), Extended::Malformed), "{bad:02x?}");
        }
    }
}
