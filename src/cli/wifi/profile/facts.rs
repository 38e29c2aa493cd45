//! What a profile says, whatever its form: the network, the method, and whom a station is to believe.

use rustls_pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use vestibule_gate::CodeWay;

use crate::config::radius::{Method, Place};
use crate::encoding::hex;

/// What IEEE 802.11 allows.
const MOST_OF_SSID: usize = 32;

/// The name of a Wi-Fi network.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Ssid(String);

impl Ssid {
    /// Reads it as it is typed.
    ///
    /// # Errors
    /// It is empty, too long, or holds control characters, which XML cannot hold.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        match text.len() {
            0 => Err("the name of a network is not empty".to_owned()),
            length if length > MOST_OF_SSID => {
                Err(format!("this name has {length} octets in UTF-8; a network's name has at most {MOST_OF_SSID}"))
            }
            _ if text.chars().any(char::is_control) => Err("this name holds a control character".to_owned()),
            _ => Ok(Self(text.to_owned())),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is plain enough to be written between quotation marks or alone in any file.
    pub(super) fn is_plain(&self) -> bool {
        let plain = |mark: char| mark.is_ascii_alphanumeric() || matches!(mark, ' ' | '-' | '_' | '.');
        self.0.trim() == self.0 && self.0.chars().all(plain)
    }

    pub(super) fn hex(&self) -> String {
        hex(self.0.as_bytes())
    }
}

/// Where a profile is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Network {
    /// A Wi-Fi network.
    Wifi(Ssid),
    /// A wired port with 802.1X.
    Wired,
}

impl Network {
    /// The beginning of its files' names.
    pub(super) fn slug(&self) -> String {
        let Self::Wifi(ssid) = self else {
            return "wired".to_owned();
        };
        let plain = |mark: char| if mark.is_ascii_alphanumeric() || mark == '_' { mark } else { '-' };
        let slug: String = ssid.text().chars().map(plain).collect();
        let slug = slug.trim_matches('-');
        // Two names may differ in what is replaced, and a file system may not know the case of letters.
        match slug == ssid.text() && slug.chars().all(|mark| !mark.is_ascii_uppercase()) && slug != "wired" {
            true => slug.to_owned(),
            false => format!("{slug}-{}", hex(&digest(&["ssid", ssid.text()])[..2])).trim_matches('-').to_owned(),
        }
    }

    /// As people see it.
    pub(super) fn title(&self) -> &str {
        match self {
            Self::Wifi(ssid) => ssid.text(),
            Self::Wired => "Wired network",
        }
    }
}

/// What a profile says.
pub(super) struct Facts {
    pub(super) method: Method,
    /// Where people type their code.
    pub(super) place: Place,
    pub(super) code: CodeWay,
    /// The name that everybody on the way can read.
    pub(super) anonymous: String,
    /// The names of the servers that may ask for the password, at least one.
    pub(super) names: Vec<String>,
    /// The roots that may certify those names, at least one.
    pub(super) roots: Vec<CertificateDer<'static>>,
    pub(super) organisation: String,
}

impl Facts {
    /// Whether what is typed is good for one login, so that keeping it makes a wrong one of the next.
    pub(super) fn typed_once(&self) -> bool {
        !matches!(self.place, Place::ExemptOnly)
    }

    /// Whether the code has no other place than a question of its own. Apple, Android and NetworkManager answer that with
    /// the password they were given for the login.
    pub(super) fn only_asked(&self) -> bool {
        matches!(self.place, Place::Question)
    }

    /// What stays the same when what the profile says is changed, so that a newer one takes the older one's place.
    pub(super) fn identifier(&self, network: &Network, part: &str) -> String {
        let kind = if *network == Network::Wired { "wired" } else { "wifi" };
        format!("vestibule.wifi.{}", uuid(&[kind, network.title(), part, &self.organisation]))
    }

    /// A UUID that stays the same as long as what the profile says.
    pub(super) fn uuid(&self, network: &Network, part: &str) -> String {
        let (method, names) = (self.method.word(), self.names.join(";"));
        let roots: String = self.roots.iter().map(|root| hex(&Sha256::digest(root))).collect();
        let kind = if *network == Network::Wired { "wired" } else { "wifi" };
        uuid(&[kind, network.title(), part, method, &names, &self.anonymous, &self.organisation, &roots])
    }
}

/// A UUID of version 8 (RFC 9562 5.8) made of words.
pub(super) fn uuid(words: &[&str]) -> String {
    let mut octets = digest(words);
    octets[6] = octets[6] & 0x0f | 0x80;
    octets[8] = octets[8] & 0x3f | 0x80;
    let digits = hex(&octets);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-").to_uppercase()
}

/// Each word with its length, so that no two lists are alike.
fn digest(words: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    let mut octets = [0; 16];
    octets.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    octets
}
