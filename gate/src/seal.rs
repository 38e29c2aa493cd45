//! Sealing: seeds are stored under a key that is not in the database, bound to where they belong.
//!
//! XChaCha20-Poly1305 with a random 192-bit nonce; the associated data are person, authenticator and epoch, so that a
//! row put in another's place does not open (NIST SP 800-63B-4 3.1.4, ASVS 11.3).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::ports::Chance;
use crate::{Outage, Seed, Sid, Typed};

/// Tells a pending login's password from a seed.
const PENDING: &[u8] = b"vestibule pending login v1";

/// A sealing key: 256 bits and a name that the sealed rows carry.
pub struct SealingKey {
    id: String,
    bytes: Zeroizing<[u8; 32]>,
}

impl SealingKey {
    /// A key from its name and bytes; the caller must not keep a copy.
    pub fn new(id: impl Into<String>, bytes: [u8; 32]) -> Self {
        Self { id: id.into(), bytes: Zeroizing::new(bytes) }
    }

    /// The key's name.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// A sealed seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The key's name.
    pub key: String,
    /// 24 bytes of nonce, then the ciphertext with its tag.
    pub bytes: Vec<u8>,
}

/// A keyed hash (HMAC-SHA-256) of something that must not be stored; compared in constant time.
#[derive(Clone, Copy, Debug)]
pub struct Mac(pub [u8; 32]);

impl PartialEq for Mac {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Mac {}

/// Seals, opens, and makes keyed hashes.
pub struct Sealer {
    key: SealingKey,
    typed: Zeroizing<[u8; 32]>,
    tokens: Zeroizing<[u8; 32]>,
    chain: Zeroizing<[u8; 32]>,
}

impl Sealer {
    /// From the sealing key; the keys of the hashes are derived from it.
    pub fn new(key: SealingKey) -> Self {
        let typed = Zeroizing::new(mac(&key.bytes, &[b"vestibule typed string v1"]));
        let tokens = Zeroizing::new(mac(&key.bytes, &[b"vestibule api token v1"]));
        let chain = Zeroizing::new(mac(&key.bytes, &[b"vestibule audit chain v1"]));
        Self { key, typed, tokens, chain }
    }

    /// The name of the key.
    pub fn key_id(&self) -> &str {
        &self.key.id
    }

    /// A value that tells this key from others without giving it away; kept in the store to know a foreign one.
    pub fn fingerprint(&self) -> Mac {
        Mac(mac(&self.key.bytes, &[b"vestibule key check v1"]))
    }

    /// The next link of the audit chain: over the link before and the row's bytes.
    pub fn chain(&self, before: &[u8; 32], row: &[u8]) -> [u8; 32] {
        mac(&self.chain, &[before, row])
    }

    /// Seals a seed for its place.
    ///
    /// # Errors
    /// [`Outage::Chance`] without a nonce, [`Outage::Seal`] if the cipher fails.
    pub(crate) fn seal(&self, seed: &Seed, place: &Place<'_>, chance: &dyn Chance) -> Result<Sealed, Outage> {
        let mut nonce = [0u8; 24];
        chance.fill(&mut nonce)?;
        let aad = place.bytes();
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: seed.expose(), aad: &aad })
            .map_err(|_| Outage::Seal)?;
        Ok(Sealed { key: self.key.id.clone(), bytes: [&nonce[..], &sealed].concat() })
    }

    /// Seals what was typed, while its code is being asked for.
    ///
    /// # Errors
    /// As [`Sealer::seal`].
    pub(crate) fn seal_typed(&self, typed: &Typed, chance: &dyn Chance) -> Result<Vec<u8>, Outage> {
        let mut nonce = [0u8; 24];
        chance.fill(&mut nonce)?;
        let payload = Payload { msg: typed.expose(), aad: PENDING };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| Outage::Seal)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Sealer::seal_typed`] sealed.
    ///
    /// # Errors
    /// [`Outage::Seal`].
    pub(crate) fn open_typed(&self, sealed: &[u8]) -> Result<Typed, Outage> {
        let (nonce, text) = sealed.split_first_chunk::<24>().ok_or(Outage::Seal)?;
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: PENDING });
        opened.map(Typed::new).map_err(|_| Outage::Seal)
    }

    /// Opens a seed in its place.
    ///
    /// # Errors
    /// [`Outage::Seal`] for another key, another place, or changed bytes.
    pub(crate) fn open(&self, sealed: &Sealed, place: &Place<'_>) -> Result<Seed, Outage> {
        let (nonce, text) = sealed.bytes.split_first_chunk::<24>().ok_or(Outage::Seal)?;
        if sealed.key != self.key.id {
            return Err(Outage::Seal);
        }
        let aad = place.bytes();
        let seed = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: &aad });
        seed.map(Seed::new).map_err(|_| Outage::Seal)
    }

    /// The keyed hash of a typed string or password, for one person and use.
    pub(crate) fn typed(&self, person: &Sid, usage: &str, bytes: &[u8]) -> Mac {
        let length = |part: &[u8]| (part.len() as u64).to_be_bytes();
        let (who, usage) = (person.as_str().as_bytes(), usage.as_bytes());
        Mac(mac(&self.typed, &[&length(who), who, &length(usage), usage, bytes]))
    }

    /// The keyed hash of an API token's secret, for the row of this id.
    pub(crate) fn token(&self, id: &str, secret: &[u8]) -> Mac {
        let length = (id.len() as u64).to_be_bytes();
        Mac(mac(&self.tokens, &[&length, id.as_bytes(), secret]))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key.bytes).into())
    }
}

/// Where a seed belongs.
pub(crate) struct Place<'a> {
    pub(crate) person: &'a Sid,
    pub(crate) authenticator: &'a str,
    pub(crate) epoch: u64,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("vestibule seed v1\n{}\n{}\n{}", self.person, self.authenticator, self.epoch).into_bytes()
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail; an all-zero hash would still match nothing stored.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
