//! Pages of those who manage, as places to go to.

use std::fmt::Write as _;

use vestibule_gate::Sid;

/// The longest identity: a name of a directory, and a UUID.
const LONGEST: usize = 256;
/// The longest address that is come back to.
const LONGEST_ADDRESS: usize = 2_048;

/// The path of such a page, and what stands behind it. Made of what a request says only where the request came to that
/// very page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StaffPlace(String);

impl StaffPlace {
    pub(crate) const OVERVIEW: &str = "/admin";
    pub(crate) const COVERAGE: &str = "/admin/coverage";
    pub(crate) const PEOPLE: &str = "/admin/people";
    pub(crate) const AUDIT: &str = "/admin/audit";
    pub(crate) const APPLICATIONS: &str = "/admin/applications";
    pub(crate) const HANDED: &str = "/admin/handed";
    pub(crate) const BYPASSES: &str = "/admin/bypass";
    pub(crate) const EXEMPTIONS: &str = "/admin/exemptions";
    pub(crate) const EXPLAIN: &str = "/admin/explain";

    /// One without variables.
    pub(crate) fn at(path: &'static str) -> Self {
        Self(path.to_owned())
    }

    /// Somebody's page.
    pub(crate) fn person(id: &Sid) -> Self {
        Self(format!("{}/{}", Self::PEOPLE, escaped(id.as_str())))
    }

    /// The page a request came to: it matched the table, so it is one of ours.
    pub(crate) fn of_request(path: &str, query: &str) -> Self {
        let ours = path == Self::OVERVIEW || path.starts_with("/admin/");
        match (ours, query.is_empty() || path.len() + query.len() > LONGEST_ADDRESS) {
            (false, _) => Self::at(Self::OVERVIEW),
            (true, true) => Self(path.to_owned()),
            (true, false) => Self(format!("{path}?{query}")),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.0
    }
}

/// The person in a path of the shape `/admin/people/{person}/…`.
pub(super) fn subject_in(path: &str) -> Option<Sid> {
    let text = unescaped(path.split('/').nth(3)?)?;
    let plain = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    plain.then(|| Sid::new(text))
}

/// As it stands in a path or a query: what is not plainly a letter or a digit is escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            escaped.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _written = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

fn unescaped(text: &str) -> Option<String> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        plain.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(plain).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_again_in_the_path_of_their_page() {
        for id in ["S-1-5-21-1-2-3-1105", "corp:0b5394aa-0000-4000-8000-000000000001", "a/b?c#d%2f é"] {
            let place = StaffPlace::person(&Sid::new(id));
            assert!(place.path().is_ascii() && place.path().split('/').count() == 4, "{}", place.path());
            assert_eq!(subject_in(place.path()), Some(Sid::new(id)));
        }
        for path in ["/admin/people", "/admin/people/", "/admin/people/%0a", "/admin/people/%f", "/admin/people/%ff"] {
            assert_eq!(subject_in(path), None, "{path}");
        }
    }

    #[test]
    fn nobody_is_sent_to_an_address_that_is_not_ours() {
        for (path, query, to) in [
            ("/admin/audit", "person=a", "/admin/audit?person=a"),
            ("/admin", "", "/admin"),
            ("/admin/../evil", "", "/admin/../evil"),
            ("//evil.example", "", "/admin"),
            ("https://evil.example/admin/", "", "/admin"),
        ] {
            assert_eq!(StaffPlace::of_request(path, query).path(), to);
        }
    }
}
