//! The people of the directory: their names, their one password, and their authenticators.
//!
//! Everything about a person follows from their number, so that no file has to be kept between directory, store and
//! load generator. No secret here guards anything.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;

/// Where everything is.
pub(crate) const BASE: &str = "dc=example,dc=test";
/// Where people are.
pub(crate) const PEOPLE: &str = "ou=people,dc=example,dc=test";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "Correct-Horse-7";
/// `{SSHA}` of it: cheap, and the same work whoever asks.
const HASHED: &str = "{SSHA}";
/// The account that Vestibule searches with, and its password.
pub(crate) const SERVICE: (&str, &str) = ("cn=vestibule,dc=example,dc=test", "Keeper-Of-The-Door-7");
/// People who share a `departmentNumber`.
pub(crate) const DEPARTMENT: usize = 1000;
/// Seconds of a code: the least that Vestibule takes, since each person's is good for one login.
const STEP: u64 = 15;

/// Everybody, and how far their codes are used up.
pub(crate) struct People {
    count: usize,
    /// The step each spent last.
    spent: RefCell<Vec<u64>>,
    next: Cell<usize>,
}

impl People {
    /// So many people, no code of whom is spent.
    pub(crate) fn new(count: usize) -> Self {
        Self { count, spent: RefCell::new(vec![0; count]), next: Cell::new(0) }
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// Somebody, in turn.
    pub(crate) fn next(&self) -> usize {
        let number = self.next.get();
        self.next.set((number + 1) % self.count);
        number
    }

    /// Somebody with an unspent code, and that code behind the password. Each code is given once. `None` while
    /// everybody's are spent.
    pub(crate) fn with_code(&self) -> Option<(usize, String)> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) / STEP;
        let number = self.next();
        let mut spent = self.spent.borrow_mut();
        let last = spent.get_mut(number)?;
        // The code of the next step is taken already; that of the last one could fall out of the window on its way.
        let step = (now..=now + 1).find(|step| step > last)?;
        *last = step;
        Some((number, format!("{PASSWORD}{:06}", code(&seed(number), step))))
    }

    /// How many codes can be given at once now: at most two for everybody.
    pub(crate) fn codes_left(&self) -> usize {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) / STEP;
        let left = |last: &u64| usize::try_from((now + 1).saturating_sub(*last).min(2)).unwrap_or(0);
        self.spent.borrow().iter().map(left).sum()
    }

    /// The directory, as LDIF for `slapadd`; `more` writes further lines of an entry.
    pub(crate) fn ldif(&self, more: impl Fn(usize) -> String) -> String {
        let mut text = format!(
            "dn: {BASE}\nobjectClass: organization\nobjectClass: dcObject\no: Example\ndc: example\n\n\
             dn: {PEOPLE}\nobjectClass: organizationalUnit\nou: people\n\n\
             dn: {}\nobjectClass: person\ncn: vestibule\nsn: vestibule\nuserPassword: {}\n\n",
            SERVICE.0,
            ssha(SERVICE.1)
        );
        let hashed = ssha(PASSWORD);
        for number in 0..self.count {
            let (uid, department) = (uid(number), number / DEPARTMENT);
            // Writing to text cannot fail.
            let _ = write!(
                text,
                "dn: uid={uid},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: Person {number}\nsn: {number}\n\
                 givenName: Person\nmail: {uid}@example.test\ntelephoneNumber: +49 30 555 {number:05}\n\
                 departmentNumber: {department}\nuserPassword: {hashed}\n{}\n",
                more(number)
            );
        }
        text
    }

    /// The authenticators, for `vestibule authenticator import`.
    pub(crate) fn csv(&self) -> String {
        let mut text = "name,secret-hex,label,period\n".to_owned();
        for number in 0..self.count {
            let hex: String = seed(number).iter().map(|octet| format!("{octet:02x}")).collect();
            // Writing to text cannot fail.
            let _ = writeln!(text, "{},{hex},bench,{STEP}", uid(number));
        }
        text
    }
}

/// The `uid` of a person.
pub(crate) fn uid(number: usize) -> String {
    format!("u{number:05}")
}

/// The distinguished name of a person.
pub(crate) fn dn(number: usize) -> String {
    format!("uid={},{PEOPLE}", uid(number))
}

fn ssha(password: &str) -> String {
    const SALT: &[u8] = b"benchsalt";
    let mut salted = password.as_bytes().to_vec();
    salted.extend_from_slice(SALT);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &salted);
    let mut hashed = digest.as_ref().to_vec();
    hashed.extend_from_slice(SALT);
    format!("{HASHED}{}", base64(&hashed))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let octet = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let group = octet(0) << 16 | octet(1) << 8 | octet(2);
        for place in 0..4 {
            let letter = LETTERS.get((group >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// 160 bit that no two people share.
pub(crate) fn seed(number: usize) -> Vec<u8> {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, format!("bench {number}").as_bytes());
    digest.as_ref().iter().take(20).copied().collect()
}

/// RFC 6238 over RFC 4226, six digits.
pub(crate) fn code(seed: &[u8], step: u64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let octets = tag.as_ref();
    let start = usize::from(octets.last().copied().unwrap_or(0) & 15);
    let word = octets.get(start..start + 4).unwrap_or_default();
    let number = word.iter().fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
    (number & 0x7fff_ffff) % 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, the last six of eight digits.
        assert_eq!(code(b"12345678901234567890", 1), 287_082);
        assert_eq!(code(b"12345678901234567890", 41_152_263), 5_924);
    }

    #[test]
    fn base64_is_padded() {
        assert_eq!([base64(b"f"), base64(b"fo"), base64(b"foo")], ["Zg==", "Zm8=", "Zm9v"]);
    }

    #[test]
    fn no_code_is_given_twice() {
        let people = People::new(2);
        let given: Vec<_> = std::iter::from_fn(|| people.with_code()).collect();
        let mut different = given.clone();
        different.dedup();
        assert!((4..=6).contains(&given.len()), "{given:?}");
        assert_eq!(given, different);
    }
}
