//! People and groups that a test makes for itself while the directory runs.

use super::ber::{enumerated, octets, sequence, tlv};
use super::dc::{BASE, COMMON_PASSWORD, Dc};
use super::ldap::{sid_text, tag};
use super::scratch::{number, random_text};

/// Somebody of the directory, with the password they know.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) sam: String,
    pub(crate) upn: String,
    pub(crate) dn: String,
    pub(crate) sid: String,
    pub(crate) password: String,
}

/// A group, by what configurations and administrators know of it.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) dn: String,
    pub(crate) sid: String,
}

impl Dc {
    /// Adds a person whose name begins as given, with a password of their own.
    pub(crate) fn person(&self, name: &str) -> Person {
        let sam = format!("{name}-{}", number());
        let upn = format!("{sam}@ad.example.test");
        let dn = format!("CN={sam},OU=People,{BASE}");
        let password = format!("pw-{}-pw", random_text(12));
        self.add(
            &dn,
            &[
                ("objectClass", b"user"),
                ("sAMAccountName", sam.as_bytes()),
                ("userPrincipalName", upn.as_bytes()),
                ("userAccountControl", b"512"),
                ("unicodePwd", &quoted_utf16(&password)),
            ],
        );
        let sid = self.sid_of(&dn);
        Person { sam, upn, dn, sid, password }
    }

    /// Adds an account that nobody can use yet.
    pub(crate) fn account_without_password(&self, sam: &str) {
        let flags: (&str, &[u8]) = ("userAccountControl", b"546");
        self.add(&person_dn(sam), &[("objectClass", b"user"), ("sAMAccountName", sam.as_bytes()), flags]);
    }

    /// Somebody the recipe put into the directory.
    pub(crate) fn resident(&self, sam: &str) -> Person {
        let wanted = ["objectSid", "userPrincipalName"];
        let (entries, answer) = self.administer(|session| session.find(BASE, "sAMAccountName", sam, &wanted));
        assert_eq!((entries.len(), answer.code), (1, 0), "{sam} is in the directory");
        let entry = &entries[0];
        Person {
            sam: sam.to_owned(),
            upn: entry.text("userPrincipalName").unwrap_or_default(),
            dn: entry.dn.clone(),
            sid: sid_text(&entry.values("objectSid")[0]),
            password: COMMON_PASSWORD.to_owned(),
        }
    }

    /// Adds a group whose name begins as given.
    pub(crate) fn new_group(&self, name: &str) -> Group {
        self.group_named(&format!("{name}-{}", number()))
    }

    /// Adds a group with exactly this name.
    pub(crate) fn group_named(&self, name: &str) -> Group {
        let dn = group_dn(name);
        self.add(&dn, &[("objectClass", b"group"), ("sAMAccountName", name.as_bytes())]);
        let sid = self.sid_of(&dn);
        Group { dn, sid }
    }

    /// Makes somebody, or a group, a direct member of a group.
    pub(crate) fn join(&self, member: &str, group: &str) {
        self.modify(group, ADD, "member", &[member.as_bytes()]);
    }

    /// Ends a direct membership.
    pub(crate) fn leave(&self, member: &str, group: &str) {
        self.modify(group, DELETE, "member", &[member.as_bytes()]);
    }

    /// Ends a direct membership, where there is one.
    pub(crate) fn leave_if_there(&self, member: &str, group: &str) {
        let operation = modify_request(group, &[(DELETE, "member", &[member.as_bytes()])]);
        self.administer(|session| {
            let id = session.send(&operation);
            session.answer_to(id)
        });
    }

    /// Replaces an attribute's value.
    pub(crate) fn set(&self, dn: &str, attribute: &str, value: impl AsRef<[u8]>) {
        self.modify(dn, REPLACE, attribute, &[value.as_ref()]);
    }

    /// Sets another password, as an administrator does.
    pub(crate) fn set_password(&self, person: &mut Person, password: &str) {
        self.set(&person.dn, "unicodePwd", quoted_utf16(password));
        password.clone_into(&mut person.password);
    }

    /// Removes an entry.
    pub(crate) fn delete(&self, dn: &str) {
        self.change("delete", dn, &tlv(tag::DELETE, dn.as_bytes()));
    }

    /// Wrong passwords the directory counts against somebody now.
    pub(crate) fn wrong_passwords(&self, person: &Person) -> u32 {
        self.number_at(&person.dn, "badPwdCount")
    }

    /// Whether the directory has locked somebody out.
    pub(crate) fn is_locked(&self, person: &Person) -> bool {
        self.number_at(&person.dn, "msDS-User-Account-Control-Computed") & 0x10 != 0
    }

    /// Has the directory lock somebody out, by as many wrong passwords as it takes.
    pub(crate) fn lock(&self, person: &Person) {
        let mut connection = self.connect().expect("the controller takes connections");
        for _ in 0..5 {
            connection.bind(&person.upn, "not the password");
        }
        assert!(self.is_locked(person), "five wrong passwords lock an account");
    }

    fn number_at(&self, dn: &str, attribute: &str) -> u32 {
        let entry = self.administer(|session| session.read(dn, &[attribute])).expect("the entry is there");
        entry.text(attribute).map_or(0, |text| text.parse().expect("a number"))
    }

    fn sid_of(&self, dn: &str) -> String {
        let entry = self.administer(|session| session.read(dn, &["objectSid"])).expect("what was added is there");
        sid_text(&entry.values("objectSid")[0])
    }

    fn add(&self, dn: &str, attributes: &[(&str, &[u8])]) {
        self.change("add", dn, &add_request(dn, attributes));
    }

    fn modify(&self, dn: &str, how: u32, name: &str, values: &[&[u8]]) {
        self.change("modify", dn, &modify_request(dn, &[(how, name, values)]));
    }

    /// Has the administrator change something.
    pub(crate) fn change(&self, what: &str, dn: &str, operation: &[u8]) {
        let answer = self.administer(|session| {
            let id = session.send(operation);
            session.answer_to(id)
        });
        assert_eq!(answer.code, 0, "the administrator can {what} {dn}: {answer:?}");
    }
}

/// The DN of somebody with this name.
pub(crate) fn person_dn(name: &str) -> String {
    format!("CN={name},OU=People,{BASE}")
}

/// The DN of a group with this name.
pub(crate) fn group_dn(name: &str) -> String {
    format!("CN={name},OU=Groups,{BASE}")
}

/// What a change of a modify request does, RFC 4511 section 4.6.
pub(crate) const ADD: u32 = 0;
pub(crate) const DELETE: u32 = 1;
pub(crate) const REPLACE: u32 = 2;

/// A ModifyRequest of several changes: what to do, the attribute, its values.
pub(crate) fn modify_request(dn: &str, changes: &[(u32, &str, &[&[u8]])]) -> Vec<u8> {
    let changes: Vec<Vec<u8>> = changes
        .iter()
        .map(|(how, name, values)| sequence(0x30, &[enumerated(*how), attribute(name, values)]))
        .collect();
    sequence(tag::MODIFY, &[octets(dn), sequence(0x30, &changes)])
}

/// An AddRequest of an entry whose attributes have one value each.
pub(crate) fn add_request(dn: &str, attributes: &[(&str, &[u8])]) -> Vec<u8> {
    let list: Vec<Vec<u8>> = attributes.iter().map(|(name, value)| attribute(name, &[value])).collect();
    sequence(tag::ADD, &[octets(dn), sequence(0x30, &list)])
}

/// A password as the directory takes it: in quotes, as UTF-16 (MS-ADTS section 3.1.1.3.1.5).
pub(crate) fn quoted_utf16(password: &str) -> Vec<u8> {
    format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn attribute(name: &str, values: &[&[u8]]) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(octets).collect();
    sequence(0x30, &[octets(name), sequence(0x31, &values)])
}
