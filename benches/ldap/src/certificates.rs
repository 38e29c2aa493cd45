//! One authority and one certificate for everybody who speaks TLS here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};

/// Where they lie, and a client that trusts them.
pub(crate) struct Certificates {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    /// Certificate and key in one file.
    pub(crate) both: PathBuf,
    /// Never resumes a session, so that each handshake is a whole one.
    pub(crate) client: Arc<ClientConfig>,
}

impl Certificates {
    /// ECDSA P-256, for `localhost` and 127.0.0.1.
    pub(crate) fn new(folder: &Path) -> anyhow::Result<Self> {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, "Bench authority");
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        parameters.distinguished_name.push(DnType::CommonName, "localhost");
        let certificate = parameters.signed_by(&key, &issuer)?;
        let file = |name: &str, text: &str| -> anyhow::Result<PathBuf> {
            let path = folder.join(name);
            std::fs::write(&path, text)?;
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
            Ok(path)
        };
        let mut roots = RootCertStore::empty();
        roots.add(issuer.as_ref().der().clone())?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        client.resumption = Resumption::disabled();
        Ok(Self {
            authority: file("authority.pem", &issuer.as_ref().pem())?,
            certificate: file("server.pem", &certificate.pem())?,
            key: file("server.key", &key.serialize_pem())?,
            both: file("both.pem", &format!("{}{}", certificate.pem(), key.serialize_pem()))?,
            client: Arc::new(client),
        })
    }
}
