//! The entries of the sample directory, and how they are found and read.

use std::collections::BTreeSet;

use vestibule_gate::Timestamp;

use super::account::Account;
use super::dn::Dn;
use super::matching::Asked;
use super::value::{from_hex, sid_from_text};

/// Values of one attribute.
pub(super) type Values = Vec<Vec<u8>>;

/// An entry.
pub(super) struct Object {
    pub(super) dn: String,
    pub(super) key: Dn,
    /// Stored attributes by their name as the schema spells it.
    pub(super) attributes: Vec<(&'static str, Values)>,
    pub(super) account: Option<Account>,
}

/// All of them, the base first.
pub(super) struct Tree {
    objects: Vec<Object>,
}

/// Attributes that are only there when they are asked for by name.
const COMPUTED: [&str; 3] =
    ["tokenGroups", "msDS-User-Account-Control-Computed", "msDS-UserPasswordExpiryTimeComputed"];
/// Attributes that logging in changes.
const LIVE: [&str; 4] = ["badPwdCount", "badPasswordTime", "lockoutTime", "lastLogon"];

impl Object {
    pub(super) fn new(dn: String, attributes: Vec<(&'static str, Values)>) -> Option<Self> {
        let key = Dn::parse(&dn)?;
        Some(Self { dn, key, attributes, account: None })
    }

    /// The stored or live values of an attribute.
    pub(super) fn stored(&self, attribute: &str) -> Values {
        if attribute.eq_ignore_ascii_case("distinguishedName") {
            return vec![self.dn.clone().into_bytes()];
        }
        let lower = attribute.to_ascii_lowercase();
        if let Some(live) = self.account.as_ref().and_then(|account| account.live(&lower)) {
            return vec![live.into_bytes()];
        }
        let found = self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        found.map(|(_, values)| values.clone()).unwrap_or_default()
    }

    /// The objectSid; empty where there is none.
    pub(super) fn sid(&self) -> Vec<u8> {
        self.stored("objectSid").pop().unwrap_or_default()
    }

    fn names(&self, attribute: &str) -> impl Iterator<Item = Dn> {
        self.stored(attribute).into_iter().filter_map(|name| Dn::parse(&String::from_utf8(name).ok()?))
    }
}

impl Tree {
    /// A tree of these entries; fills in `memberOf`.
    pub(super) fn new(mut objects: Vec<Object>) -> Self {
        let links: Vec<(Dn, String)> =
            objects.iter().flat_map(|group| group.names("member").map(|member| (member, group.dn.clone()))).collect();
        for object in &mut objects {
            let of: Values = links
                .iter()
                .filter(|(member, _)| *member == object.key)
                .map(|(_, dn)| dn.clone().into_bytes())
                .collect();
            if !of.is_empty() {
                object.attributes.push(("memberOf", of));
            }
        }
        Self { objects }
    }

    /// All entries.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter()
    }

    /// The entry of this name, in the forms that start with `<` too (MS-ADTS 3.1.1.3.1.2.4). `Err` where it is no name.
    pub(super) fn named(&self, name: &str) -> Result<Option<&Object>, ()> {
        if let Some(inner) = name.strip_prefix('<') {
            let (kind, value) = inner.strip_suffix('>').and_then(|inner| inner.split_once('=')).ok_or(())?;
            let attribute = match kind.to_ascii_uppercase().as_str() {
                "SID" => "objectSid",
                "GUID" => "objectGUID",
                _ => return Err(()),
            };
            let value = sid_from_text(value).or_else(|| from_hex(value)).ok_or(())?;
            return Ok(self.iter().find(|object| object.stored(attribute).contains(&value)));
        }
        let key = Dn::parse(name).ok_or(())?;
        Ok(self.at(&key))
    }

    /// The entry somebody binds as, by one of the forms of MS-ADTS 5.1.1.1.1.
    pub(super) fn login(&self, name: &str, domain: &str, netbios: &str) -> Option<&Object> {
        let mut accounts = self.iter().filter(|object| object.account.is_some());
        let has = |object: &Object, attribute: &str, value: &str| {
            object.stored(attribute).iter().any(|found| String::from_utf8_lossy(found).eq_ignore_ascii_case(value))
        };
        if let Some((prefix, rest)) = name.split_once('\\').filter(|_| !name.contains('=')) {
            let ours = prefix.eq_ignore_ascii_case(netbios);
            return accounts.find(|object| ours && has(object, "sAMAccountName", rest));
        }
        if name.contains('=') || name.starts_with('<') {
            return self.named(name).ok()?.filter(|object| object.account.is_some());
        }
        let short = name
            .rsplit_once('@')
            .filter(|(_, suffix)| suffix.eq_ignore_ascii_case(domain) || suffix.eq_ignore_ascii_case(netbios));
        accounts.find(|object| {
            has(object, "userPrincipalName", name)
                || short.is_some_and(|(short, _)| has(object, "sAMAccountName", short))
        })
    }

    /// The values of an attribute of an entry, computed ones included; `base` says that it is read alone.
    pub(super) fn read(&self, object: &Object, attribute: &str, base: bool, now: Timestamp) -> Values {
        if attribute.eq_ignore_ascii_case("tokenGroups") {
            return if base { self.token_groups(object).into_iter().rev().collect() } else { Values::new() };
        }
        let computed =
            object.account.as_ref().and_then(|account| account.computed(&attribute.to_ascii_lowercase(), now));
        computed.map_or_else(|| object.stored(attribute), |value| vec![value.into_bytes()])
    }

    /// The attributes a client asks for, under the schema's names; none asked for, or `*`, means all stored ones.
    pub(super) fn selected(
        &self,
        object: &Object,
        asked: &[&str],
        base: bool,
        now: Timestamp,
    ) -> Vec<(String, Values)> {
        let all = asked.is_empty() || asked.contains(&"*");
        let stored = object.attributes.iter().map(|(name, _)| *name).chain(["distinguishedName"]);
        let live = LIVE.into_iter().filter(|_| object.account.is_some());
        // All values are in every range that is asked for (MS-ADTS 3.1.1.3.1.3.3): no list here is long.
        let plain = |asked: &str| asked.split_once(";range=").map_or(asked, |(name, _)| name).to_owned();
        let wanted = |name: &&str| asked.iter().any(|asked| plain(asked).eq_ignore_ascii_case(name));
        let names = stored.chain(live).filter(|name| all || wanted(name)).chain(COMPUTED.into_iter().filter(wanted));
        let read = names.map(|name| (name.to_owned(), self.read(object, name, base, now)));
        read.filter(|(_, values)| !values.is_empty()).collect()
    }

    /// The SIDs of all groups of an account, nested and primary ones included.
    pub(super) fn token_groups(&self, object: &Object) -> BTreeSet<Vec<u8>> {
        let primary = object.stored("primaryGroupID").pop().and_then(|rid| String::from_utf8(rid).ok()?.parse().ok());
        let primary = primary.map(super::value::in_domain);
        let first = self.iter().filter(|group| primary.as_ref().is_some_and(|sid| *sid == group.sid()));
        let mut open: Vec<&Object> = first.chain(self.groups_of(&object.key)).collect();
        let mut found = BTreeSet::new();
        while let Some(group) = open.pop() {
            if found.insert(group.sid()) {
                open.extend(self.groups_of(&group.key));
            }
        }
        found
    }

    /// An entry as filters see it.
    pub(super) const fn asked<'a>(&'a self, object: &'a Object) -> Seen<'a> {
        Seen { tree: self, object }
    }

    fn at(&self, key: &Dn) -> Option<&Object> {
        self.iter().find(|object| object.key == *key)
    }

    fn groups_of(&self, member: &Dn) -> impl Iterator<Item = &Object> {
        self.iter().filter(move |group| group.names("member").any(|name| name == *member))
    }
}

/// An entry as filters see it.
pub(super) struct Seen<'a> {
    tree: &'a Tree,
    object: &'a Object,
}

impl Asked for Seen<'_> {
    fn values(&self, attribute: &str) -> Values {
        self.object.stored(attribute)
    }

    fn reaches(&self, attribute: &str, name: &Dn) -> bool {
        let (mut open, mut seen) = (vec![self.object], Vec::new());
        while let Some(object) = open.pop() {
            for next in object.names(attribute).filter_map(|next| self.tree.at(&next)) {
                if next.key == *name {
                    return true;
                }
                if !seen.contains(&&next.key) {
                    seen.push(&next.key);
                    open.push(next);
                }
            }
        }
        false
    }
}
