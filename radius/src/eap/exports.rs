//! What TLS exports for a conversation, alike at both its ends (RFC 5216 section 2.3, RFC 5281 sections 8 and 11.1,
//! RFC 9427 section 2.1).

use rustls::{ConnectionCommon, Error, ProtocolVersion};
use zeroize::Zeroizing;

use super::keys::{self, Keys, Material};
use super::packet::Method;

/// A tunnel whose handshake is over.
pub(super) struct Exports<'a, Data> {
    pub(super) tls: &'a ConnectionCommon<Data>,
    pub(super) method: Method,
    /// The client's and the server's random, which name a conversation by TLS 1.2.
    pub(super) randoms: Option<([u8; 32], [u8; 32])>,
}

impl<Data> Exports<'_, Data> {
    /// What the method's keys are made of.
    pub(super) fn material(&self) -> Result<Material, Error> {
        let (label, context) = keys::label(self.method, self.is_1_3());
        self.export(label, context)
    }

    /// The keys of the tunnel.
    pub(super) fn keys(&self) -> Result<Keys, Error> {
        Ok(Keys::of(&self.material()?, self.session_id()?))
    }

    /// The challenge that MS-CHAPv2 inside EAP-TTLS answers, and its identifier.
    pub(super) fn challenge(&self) -> Result<([u8; 16], u8), Error> {
        let [challenge @ .., ident] = *self.export::<17>(keys::CHALLENGE, None)?;
        Ok((challenge, ident))
    }

    fn session_id(&self) -> Result<Option<Vec<u8>>, Error> {
        let kind = [self.method.kind()];
        if self.is_1_3() {
            let id = self.export::<64>(keys::METHOD_ID, Some(&kind))?;
            return Ok(Some([kind.as_slice(), id.as_slice()].concat()));
        }
        Ok(self.randoms.map(|(client, server)| [kind.as_slice(), &client, &server].concat()))
    }

    fn is_1_3(&self) -> bool {
        self.tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
    }

    fn export<const LENGTH: usize>(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
    ) -> Result<Zeroizing<[u8; LENGTH]>, Error> {
        let mut exported = Zeroizing::new([0; LENGTH]);
        self.tls.export_keying_material(exported.as_mut_slice(), label, context)?;
        Ok(exported)
    }
}
