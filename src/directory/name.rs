//! The forms a typed name may have (MS-ADTS 5.1.1.1.1), as what is searched for.
//!
//! A form that cannot be resolved to exactly one object by a search is nobody here, although Active Directory might
//! take it: SIDs, GUIDs, canonical names, service principal names. Nothing is folded or cut: case, width and accents
//! are compared by the directory.

use vestibule_ldap_proxy::wire::Filter;

use super::settings::{Kind, Settings};

/// No object has a longer name: a userPrincipalName has at most 1,024 characters, a DN rarely more than 500.
const LONGEST: usize = 1024;

/// What to look for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// This distinguished name.
    Dn(String),
    /// Objects of which this is true.
    Matching(Filter),
}

/// What `name` may mean in this directory; `None` when it can mean nobody.
pub(crate) fn typed(settings: &Settings, name: &str) -> Option<Typed> {
    if !is_plain(name) {
        return None;
    }
    if name.contains('=') {
        return (!name.starts_with('<')).then(|| Typed::Dn(name.to_owned()));
    }
    let mut terms = match settings.kind {
        Kind::ActiveDirectory => active_directory(settings, name)?,
        Kind::OpenLdap => vec![Filter::equal("uid", name)],
    };
    if settings.mail_as_name && name.contains('@') {
        terms.push(Filter::equal("mail", name));
    }
    Some(Typed::Matching(Filter::Or(terms)))
}

/// Without blanks around it or control characters in it, and not too long (the gate looks first; this is a second line).
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST && name.trim() == name && !name.chars().any(char::is_control)
}

fn active_directory(settings: &Settings, name: &str) -> Option<Vec<Filter>> {
    let account = |name: &str| Filter::equal("sAMAccountName", name);
    if let Some((domain, rest)) = name.split_once('\\') {
        let ours = settings.netbios.as_deref().is_some_and(|netbios| netbios.eq_ignore_ascii_case(domain));
        return (ours && is_plain(rest)).then(|| vec![account(rest)]);
    }
    let Some((prefix, suffix)) = name.rsplit_once('@') else {
        return (!is_reserved(name)).then(|| vec![account(name)]);
    };
    let mut terms = vec![Filter::equal("userPrincipalName", name)];
    let mut suffixes = settings.domain.iter().chain(&settings.netbios).chain(&settings.upn_suffixes);
    if suffixes.any(|ours| ours.eq_ignore_ascii_case(suffix)) && is_plain(prefix) {
        terms.push(account(prefix));
    }
    Some(terms)
}

/// Forms that are no sAMAccountName: canonical and service principal names, SIDs and GUIDs.
fn is_reserved(name: &str) -> bool {
    let sid = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("S-1-"));
    sid || name.contains(['/', '<', '>', '{', '}', ':', ';', '"'])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::wildcard_enum_match_arm, reason = "tests fail by panicking")]
    use std::time::Duration;

    use proptest::prelude::*;
    use vestibule_gate::Password;

    use super::*;

    fn settings(kind: Kind) -> Settings {
        Settings {
            name: "ad".into(),
            kind,
            domain: Some("ad.example.test".into()),
            netbios: Some("EXAMPLE".into()),
            urls: Vec::new(),
            base_dn: "DC=ad".into(),
            ca: Vec::new(),
            service_account: "svc".into(),
            service_password: Password::new(b"x".to_vec()),
            timeout: Duration::from_secs(1),
            starttls: false,
            upn_suffixes: vec!["corp.example.net".into()],
            mail_as_name: false,
            global_catalog: false,
        }
    }

    fn terms(name: &str) -> Option<Vec<Filter>> {
        match typed(&settings(Kind::ActiveDirectory), name)? {
            Typed::Matching(Filter::Or(terms)) => Some(terms),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_form_is_searched_by_its_own_attribute() {
        let sam = Filter::equal("sAMAccountName", "ada");
        let upn = |name: &str| Filter::equal("userPrincipalName", name);
        assert_eq!(terms("ada"), Some(vec![sam.clone()]));
        assert_eq!(terms("example\\ada"), Some(vec![sam.clone()]));
        for suffix in ["ad.example.test", "AD.Example.Test", "EXAMPLE", "corp.example.net"] {
            let name = format!("ada@{suffix}");
            assert_eq!(terms(&name), Some(vec![upn(&name), sam.clone()]));
        }
        assert_eq!(terms("ada@example.com"), Some(vec![upn("ada@example.com")]));
        assert_eq!(terms("a@b@EXAMPLE"), Some(vec![upn("a@b@EXAMPLE"), Filter::equal("sAMAccountName", "a@b")]));
    }

    #[test]
    fn a_distinguished_name_is_read_as_one() {
        let dn = "CN=Ada\\, Countess,DC=ad";
        assert_eq!(typed(&settings(Kind::ActiveDirectory), dn), Some(Typed::Dn(dn.into())));
    }

    #[test]
    fn forms_that_no_search_resolves_are_nobody() {
        let long = "a".repeat(LONGEST + 1);
        for name in [
            "",
            " ada",
            "ada ",
            "ada\u{a0}",
            "a\0da",
            "ada\n",
            "\u{7f}ada",
            "S-1-5-21-1-2-3-500",
            "s-1-5-18",
            "<SID=S-1-5-18>",
            "<GUID=1>",
            "ad.example.test/People/Ada",
            "EXAMPLE/ada",
            "OTHER\\ada",
            "ad.example.test\\ada",
            "\\ada",
            "EXAMPLE\\",
            "EXAMPLE\\ ada",
            "{1}",
            "host:1",
            &long,
        ] {
            assert_eq!(typed(&settings(Kind::ActiveDirectory), name), None, "{name:?}");
        }
    }

    #[test]
    fn mail_is_a_name_only_where_told() {
        let mut settings = settings(Kind::OpenLdap);
        let uid = Filter::equal("uid", "ada@x");
        assert_eq!(typed(&settings, "ada@x"), Some(Typed::Matching(Filter::Or(vec![uid.clone()]))));
        settings.mail_as_name = true;
        let both = Filter::Or(vec![uid, Filter::equal("mail", "ada@x")]);
        assert_eq!(typed(&settings, "ada@x"), Some(Typed::Matching(both)));
    }

    proptest! {
        /// Every term compares one attribute of its own with the name, or with what stands before or behind the domain.
        #[test]
        fn any_name_resolves_through_one_value_an_attribute(
            name in prop_oneof![any::<String>(), "[^\\p{Cc}]{1,12}[@\\\\=/-][A-Za-z.]{1,12}", "[(*)\\\\\\x00&|!=]{1,12}"],
            openldap in any::<bool>(),
            mail_as_name in any::<bool>(),
        ) {
            let kind = if openldap { Kind::OpenLdap } else { Kind::ActiveDirectory };
            let settings = Settings { mail_as_name, ..settings(kind) };
            match typed(&settings, &name) {
                None => {}
                Some(Typed::Dn(dn)) => prop_assert_eq!(dn, name),
                Some(Typed::Matching(Filter::Or(terms))) => {
                    let mut attributes = std::collections::BTreeSet::new();
                    for term in terms {
                        let Filter::Equality { attribute, value } = term else { panic!("an equality") };
                        prop_assert!(attributes.insert(attribute), "an attribute is compared once");
                        let rest = name.as_bytes().strip_prefix(&*value).or(name.as_bytes().strip_suffix(&*value));
                        prop_assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"@") || rest.ends_with(b"\\")));
                    }
                }
                Some(other @ Typed::Matching(_)) => panic!("{other:?}"),
            }
        }

        #[test]
        fn a_name_is_only_ever_a_value(name in "\\PC{1,40}") {
            if let Some(Typed::Matching(filter)) = typed(&settings(Kind::ActiveDirectory), &name) {
                let mut writer = vestibule_ldap_proxy::wire::Writer::default();
                filter.write(&mut writer);
                prop_assert_eq!(Filter::decode(&writer.finish()), Ok(filter.clone()));
                let Filter::Or(terms) = filter else { panic!("an alternative") };
                for term in terms {
                    let Filter::Equality { value, .. } = term else { panic!("an equality") };
                    prop_assert!(name.as_bytes().windows(value.len()).any(|part| part == value));
                }
            }
        }
    }
}
