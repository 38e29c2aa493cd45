//! The certificates that both servers show: RSA with 2048 bits, as FreeRADIUS makes one by itself, and ECDSA with P-256.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize,
};

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Rsa,
    Ecdsa,
}

impl Key {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Rsa, Self::Ecdsa];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA-2048",
            Self::Ecdsa => "ECDSA P-256",
        }
    }

    fn generate(self) -> anyhow::Result<KeyPair> {
        Ok(match self {
            Self::Rsa => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?,
            Self::Ecdsa => KeyPair::generate()?,
        })
    }
}

/// Where one and its authority lie.
pub(crate) struct Certificate {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Certificate {
    /// Makes one for `radius.example.test`, of an authority with the same kind of key.
    pub(crate) fn new(folder: &Path, kind: Key) -> anyhow::Result<Self> {
        let folder = folder.join(format!("certificates-{kind:?}"));
        std::fs::create_dir_all(&folder)?;
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, "Bench authority");
        let issuer = CertifiedIssuer::self_signed(parameters, kind.generate()?)?;
        let key = kind.generate()?;
        let mut parameters = CertificateParams::new(["radius.example.test".to_owned()])?;
        parameters.distinguished_name.push(DnType::CommonName, "radius.example.test");
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = parameters.signed_by(&key, &issuer)?;
        let file = |name: &str, text: &str| -> anyhow::Result<PathBuf> {
            let path = folder.join(name);
            std::fs::write(&path, text)?;
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
            Ok(path)
        };
        Ok(Self {
            authority: file("authority.pem", &issuer.as_ref().pem())?,
            certificate: file("server.pem", &certificate.pem())?,
            key: file("server.key", &key.serialize_pem())?,
        })
    }
}
