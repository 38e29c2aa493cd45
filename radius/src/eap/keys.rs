//! The keys of a conversation (RFC 5216 section 2.3, RFC 5281 section 8, RFC 9190 section 2.3, RFC 9427 section 2.1) and
//! what binds PEAP's inner method to its tunnel (MS-PEAP sections 3.1.5.5.2 and 3.1.5.7).

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::packet::Method;

/// What TLS exports for a conversation: 128 octets.
pub type Material = Zeroizing<[u8; 128]>;

/// What a conversation yields for those who go on with it. Not shown by `Debug`, wiped when dropped.
pub struct Keys {
    /// Master Session Key: the first half is the device's MS-MPPE-Recv-Key, the second its MS-MPPE-Send-Key.
    pub msk: Zeroizing<[u8; 64]>,
    /// Extended Master Session Key: never leaves the server (RFC 5247 section 1.2).
    pub emsk: Zeroizing<[u8; 64]>,
    /// Session-Id, for EAP-Key-Name (RFC 5247 section 1.4, RFC 4072 section 4.1.4); `None` where it cannot be told.
    pub session_id: Option<Vec<u8>>,
}

impl Keys {
    /// Those of a tunnel alone.
    pub fn of(material: &Material, session_id: Option<Vec<u8>>) -> Self {
        let (msk, emsk) = halves(material);
        Self { msk, emsk, session_id }
    }

    /// Those of a tunnel to which an inner method was bound.
    pub fn bound(self, binding: &Binding) -> Self {
        let mut compound = Zeroizing::new([0; 128]);
        prf_plus(binding.ipmk.as_slice(), &[b"Session Key Generating Function\0"], compound.as_mut_slice());
        let (msk, emsk) = halves(&compound);
        Self { msk, emsk, session_id: self.session_id }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// The label and the context with which TLS exports the keys of a method.
pub const fn label(method: Method, tls_1_3: bool) -> (&'static [u8], Option<&'static [u8]>) {
    match (tls_1_3, method) {
        (true, Method::Ttls) => (b"EXPORTER_EAP_TLS_Key_Material", Some(&[super::packet::kind::TTLS])),
        (true, Method::Peap) => (b"EXPORTER_EAP_TLS_Key_Material", Some(&[super::packet::kind::PEAP])),
        (false, Method::Ttls) => (b"ttls keying material", None),
        (false, Method::Peap) => (b"client EAP encryption", None),
    }
}

/// The label of the identifier of a conversation by TLS 1.3; the context is the method's type.
pub const METHOD_ID: &[u8] = b"EXPORTER_EAP_TLS_Method-Id";
/// The label of the challenge that MS-CHAPv2 inside EAP-TTLS answers (RFC 5281 section 11.1): 17 octets, the last one the
/// identifier. TLS 1.3 exports it without a context too (RFC 9427 section 2.4).
pub const CHALLENGE: &[u8] = b"ttls challenge";

/// The keys with which both sides show that they have the tunnel and the inner method in common. Wiped when dropped.
pub struct Binding {
    ipmk: Zeroizing<[u8; 40]>,
    /// Compound MAC key.
    pub cmk: Zeroizing<[u8; 20]>,
}

impl Binding {
    /// With the keys of an inner method, both sides of it behind each other as MS-PEAP section 3.1.5.5.2.2 has them for
    /// the server: MS-MPPE-Recv-Key, then MS-MPPE-Send-Key.
    pub fn inner(material: &Material, inner: &[u8; 32]) -> Self {
        let mut compound = Zeroizing::new([0; 60]);
        let temporary = material.get(..40).unwrap_or_default();
        prf_plus(temporary, &[b"Inner Methods Compound Keys", inner], compound.as_mut_slice());
        Self::split(&compound)
    }

    /// Of a resumed session, in which no inner method ran.
    pub fn resumed(material: &Material) -> Self {
        let mut tunnel = Zeroizing::new([0; 60]);
        copy(tunnel.as_mut_slice(), material.as_slice());
        Self::split(&tunnel)
    }

    fn split(sixty: &[u8; 60]) -> Self {
        let (mut ipmk, mut cmk) = (Zeroizing::new([0; 40]), Zeroizing::new([0; 20]));
        copy(ipmk.as_mut_slice(), sixty);
        copy(cmk.as_mut_slice(), sixty.get(40..).unwrap_or_default());
        Self { ipmk, cmk }
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Binding(…)")
    }
}

fn halves(material: &Material) -> (Zeroizing<[u8; 64]>, Zeroizing<[u8; 64]>) {
    let (mut msk, mut emsk) = (Zeroizing::new([0; 64]), Zeroizing::new([0; 64]));
    copy(msk.as_mut_slice(), material.as_slice());
    copy(emsk.as_mut_slice(), material.get(64..).unwrap_or_default());
    (msk, emsk)
}

fn copy(to: &mut [u8], from: &[u8]) {
    to.iter_mut().zip(from).for_each(|(octet, from)| *octet = *from);
}

/// PRF+ with HMAC-SHA1 as PEAP version 0 has it (MS-PEAP section 3.1.5.5.2.2): the counter is followed by two zeros.
fn prf_plus(key: &[u8], seed: &[&[u8]], to: &mut [u8]) {
    let mut before: Zeroizing<Vec<u8>> = Zeroizing::default();
    for (count, part) in (1_u8..).zip(to.chunks_mut(20)) {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return };
        mac.update(&before);
        seed.iter().for_each(|seed| mac.update(seed));
        mac.update(&[count, 0, 0]);
        let block = Zeroizing::new(<[u8; 20]>::from(mac.finalize().into_bytes()));
        copy(part, block.as_slice());
        before = Zeroizing::new(block.to_vec());
    }
}
