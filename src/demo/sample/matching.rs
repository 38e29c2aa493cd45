//! Which entries a filter is true of (RFC 4511 section 4.5.1.7, MS-ADTS 3.1.1.3.1.3).
//!
//! An absent attribute counts as false, as Active Directory has it; what a rule says that is not known here is undefined,
//! and so is its negation.

use vestibule_ldap_proxy::wire::Filter;

use super::dn::Dn;
use super::value::sid_from_text;

/// All of the bits (MS-ADTS 3.1.1.3.4.4.1).
const ALL_BITS: &str = "1.2.840.113556.1.4.803";
/// One of the bits.
const ANY_BIT: &str = "1.2.840.113556.1.4.804";
/// Membership through other groups.
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// Attributes whose values are distinguished names.
const NAMES: [&str; 4] = ["distinguishedname", "member", "memberof", "objectcategory"];

/// What a filter is asked of.
pub(super) trait Asked {
    /// The values of an attribute; none where it is absent.
    fn values(&self, attribute: &str) -> Vec<Vec<u8>>;

    /// Whether a name is reached from here over `member` or `memberOf`, however long the way.
    fn reaches(&self, attribute: &str, name: &Dn) -> bool;
}

/// Whether `filter` is true of `entry`. The filter's depth is limited where it was read.
pub(super) fn matches(filter: &Filter, entry: &dyn Asked) -> bool {
    evaluate(filter, entry) == Some(true)
}

fn evaluate(filter: &Filter, entry: &dyn Asked) -> Option<bool> {
    match filter {
        Filter::And(terms) => all(terms.iter().map(|term| evaluate(term, entry))),
        Filter::Or(terms) => all(terms.iter().map(|term| evaluate(term, entry).map(|is| !is))).map(|none| !none),
        Filter::Not(term) => evaluate(term, entry).map(|is| !is),
        Filter::Present(attribute) => Some(!entry.values(attribute).is_empty()),
        Filter::Equality { attribute, value } | Filter::Approximate { attribute, value } => {
            any(entry, attribute, |found| is_equal(attribute, found, value))
        }
        Filter::GreaterOrEqual { attribute, value } => any(entry, attribute, |found| order(found, value).is_ge()),
        Filter::LessOrEqual { attribute, value } => any(entry, attribute, |found| order(found, value).is_le()),
        Filter::Substrings { attribute, initial, any: middle, last } => {
            let fold = |part: &Vec<u8>| folded(part);
            let (initial, last) = (initial.as_ref().map(fold), last.as_ref().map(fold));
            let middle: Vec<String> = middle.iter().map(fold).collect();
            any(entry, attribute, |found| has_parts(&folded(found), initial.as_deref(), &middle, last.as_deref()))
        }
        Filter::Extensible { rule, attribute, value, .. } => {
            extensible(entry, rule.as_deref(), attribute.as_deref(), value)
        }
    }
}

/// False where one is, else undefined where one is, else true.
fn all(terms: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for term in terms {
        match term {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// Active Directory takes an absent attribute for false, so that `(!(mail=x))` finds who has no mail.
fn any(entry: &dyn Asked, attribute: &str, is: impl Fn(&[u8]) -> bool) -> Option<bool> {
    Some(entry.values(attribute).iter().any(|found| is(found)))
}

fn extensible(entry: &dyn Asked, rule: Option<&str>, attribute: Option<&str>, value: &[u8]) -> Option<bool> {
    let attribute = attribute?;
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<i64>().ok();
    match rule {
        None => any(entry, attribute, |found| is_equal(attribute, found, value)),
        Some(ALL_BITS) => {
            let bits = number(value)?;
            any(entry, attribute, |found| number(found).is_some_and(|found| found & bits == bits))
        }
        Some(ANY_BIT) => {
            let bits = number(value)?;
            any(entry, attribute, |found| number(found).is_some_and(|found| found & bits != 0))
        }
        Some(IN_CHAIN) => Some(entry.reaches(attribute, &name(value)?)),
        Some(_) => None,
    }
}

fn is_equal(attribute: &str, found: &[u8], value: &[u8]) -> bool {
    let attribute = attribute.to_ascii_lowercase();
    if found == value {
        return true;
    }
    if attribute == "objectsid" {
        return std::str::from_utf8(value).ok().and_then(sid_from_text).is_some_and(|value| value == found);
    }
    if NAMES.contains(&attribute.as_str()) {
        let found = name(found);
        // `(objectCategory=person)` is short for the name of the class's entry in the schema.
        let short = attribute == "objectcategory" && !value.contains(&b'=');
        return match short {
            true => found.is_some_and(|found| found.leaf() == folded(value)),
            false => found.is_some() && found == name(value),
        };
    }
    std::str::from_utf8(found).is_ok() && folded(found) == folded(value)
}

fn order(found: &[u8], value: &[u8]) -> std::cmp::Ordering {
    let (found, value) = (folded(found), folded(value));
    match (found.parse::<i64>(), value.parse::<i64>()) {
        (Ok(found), Ok(value)) => found.cmp(&value),
        _ => found.cmp(&value),
    }
}

fn has_parts(found: &str, initial: Option<&str>, middle: &[String], last: Option<&str>) -> bool {
    let Some(mut rest) = found.strip_prefix(initial.unwrap_or("")) else { return false };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part.as_str()) else { return false };
        rest = behind;
    }
    rest.ends_with(last.unwrap_or(""))
}

fn folded(value: &[u8]) -> String {
    String::from_utf8_lossy(value).trim().to_lowercase()
}

fn name(value: &[u8]) -> Option<Dn> {
    Dn::parse(std::str::from_utf8(value).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ada;

    impl Asked for Ada {
        fn values(&self, attribute: &str) -> Vec<Vec<u8>> {
            let values: &[&[u8]] = match attribute.to_ascii_lowercase().as_str() {
                "samaccountname" => &[b"ada"],
                "displayname" => &[b"Ada Bright"],
                "useraccountcontrol" => &[b"512"],
                "objectclass" => &[b"top", b"person"],
                "objectcategory" => &[b"CN=Person,CN=Schema,CN=Configuration,DC=x"],
                "objectsid" => &[&[1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]],
                _ => &[],
            };
            values.iter().map(|value| value.to_vec()).collect()
        }

        fn reaches(&self, _: &str, name: &Dn) -> bool {
            name.leaf() == "vpn"
        }
    }

    fn is(filter: &Filter) -> bool {
        matches(filter, &Ada)
    }

    fn parts(initial: Option<&str>, middle: &[&str], last: Option<&str>) -> Filter {
        let bytes = |part: &str| part.as_bytes().to_vec();
        let any = middle.iter().map(|part| bytes(part)).collect();
        Filter::Substrings { attribute: "displayName".into(), initial: initial.map(bytes), any, last: last.map(bytes) }
    }

    fn rule(rule: &str, attribute: &str, value: &str) -> Filter {
        Filter::Extensible {
            rule: Some(rule.into()),
            attribute: Some(attribute.into()),
            value: value.into(),
            dn_attributes: false,
        }
    }

    #[test]
    fn values_are_compared_as_their_kind_wants() {
        for (attribute, value) in [
            ("SAMACCOUNTNAME", &b"ADA"[..]),
            ("objectClass", b"Person"),
            ("objectCategory", b"person"),
            ("objectCategory", b"cn=person, cn=schema,cn=configuration,dc=X"),
            ("objectSid", b"S-1-5-32-544"),
            ("objectSid", &[1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]),
        ] {
            assert!(is(&Filter::equal(attribute, value)), "{attribute}");
        }
        for (attribute, value) in
            [("sAMAccountName", "ad"), ("objectCategory", "computer"), ("objectSid", "S-1-5-32-545"), ("mail", "")]
        {
            assert!(!is(&Filter::equal(attribute, value)), "{attribute}");
        }
    }

    #[test]
    fn terms_are_joined() {
        let (yes, no) = (Filter::equal("sAMAccountName", "ada"), Filter::equal("sAMAccountName", "ben"));
        assert!(is(&Filter::And(vec![yes.clone(), Filter::Not(Box::new(no.clone()))])));
        assert!(is(&Filter::Or(vec![no.clone(), yes.clone()])));
        assert!(!is(&Filter::And(vec![yes, no.clone()])) && !is(&Filter::Or(vec![no])));
        assert!(is(&Filter::And(Vec::new())) && !is(&Filter::Or(Vec::new())));
        let unknown = rule("1.2.3", "cn", "x");
        assert!(!is(&unknown) && !is(&Filter::Not(Box::new(unknown))));
    }

    #[test]
    fn parts_come_in_order() {
        assert!(is(&parts(Some("ADA"), &[], None)) && is(&parts(None, &["a b", "ig"], Some("ht"))));
        assert!(!is(&parts(None, &["bright", "ada"], None)) && !is(&parts(Some("ada bright"), &[], Some("ada"))));
        assert!(!is(&parts(Some("b"), &[], None)) && !is(&parts(None, &["bright"], Some("bright"))));
    }

    #[test]
    fn numbers_bits_and_chains() {
        let number = |value: &str| (String::from("userAccountControl"), value.as_bytes().to_vec());
        let (attribute, value) = number("99");
        assert!(is(&Filter::GreaterOrEqual { attribute, value }));
        let (attribute, value) = number("99");
        assert!(!is(&Filter::LessOrEqual { attribute, value }));
        assert!(is(&rule(ALL_BITS, "userAccountControl", "512")) && !is(&rule(ALL_BITS, "userAccountControl", "514")));
        assert!(is(&rule(ANY_BIT, "userAccountControl", "514")) && !is(&rule(ANY_BIT, "userAccountControl", "2")));
        assert!(is(&rule(IN_CHAIN, "memberOf", "CN=VPN,DC=x")) && !is(&rule(IN_CHAIN, "memberOf", "CN=Kiosk,DC=x")));
    }
}
