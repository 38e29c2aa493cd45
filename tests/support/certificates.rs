//! A certificate authority of the tests' own, and what it issues.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use std::path::{Path, PathBuf};

/// Issues server certificates to domain controllers and to Vestibule.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key can be made");
        Self { issuer: CertifiedIssuer::self_signed(parameters, key).expect("an authority can sign itself") }
    }

    /// The authority's certificate, for whoever has to trust it.
    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.issuer.as_ref().der().clone()
    }

    /// Writes the authority's certificate as PEM.
    pub(crate) fn write_to(&self, file: &Path) {
        std::fs::write(file, self.issuer.as_ref().pem()).expect("the authority's certificate can be written");
    }

    /// Issues a certificate for names and addresses, and writes it beside its key.
    pub(crate) fn issue<T: ToString>(&self, folder: &Path, file: &str, names: &[T]) -> ServerCertificate {
        self.issue_with(folder, file, names, |_| {})
    }

    /// The same for one whose time is over.
    pub(crate) fn issue_expired(&self, folder: &Path, file: &str, names: &[&str]) -> ServerCertificate {
        self.issue_with(folder, file, names, |parameters| parameters.not_after = date_time_ymd(2020, 1, 1))
    }

    fn issue_with<T: ToString>(
        &self,
        folder: &Path,
        file: &str,
        names: &[T],
        change: impl FnOnce(&mut CertificateParams),
    ) -> ServerCertificate {
        let key = KeyPair::generate().expect("a key can be made");
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut parameters = CertificateParams::new(names).expect("names fit a certificate");
        parameters.distinguished_name.push(DnType::CommonName, file);
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        change(&mut parameters);
        let certificate = parameters.signed_by(&key, &self.issuer).expect("the authority can sign");
        let written = ServerCertificate {
            certificate_file: folder.join(format!("{file}.pem")),
            key_file: folder.join(format!("{file}.key")),
        };
        std::fs::write(&written.certificate_file, certificate.pem()).expect("the certificate can be written");
        write_secret(&written.key_file, &key.serialize_pem());
        written
    }
}

/// Where an issued certificate and its key lie.
pub(crate) struct ServerCertificate {
    pub(crate) certificate_file: PathBuf,
    pub(crate) key_file: PathBuf,
}

/// Writes a file that its owner alone can read.
pub(crate) fn write_secret(file: &Path, content: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(file, content).expect("a secret file can be written");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("its mode can be set");
}
