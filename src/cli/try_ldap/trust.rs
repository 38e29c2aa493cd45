//! Whom to trust at the other end, and what was shown there: always verified, by authorities or by the very certificate.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::{
    CertificateError, ClientConfig, DEFAULT_VERSIONS, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use serde::Serialize;

use crate::cli::exit::Failure;

/// Whom to trust.
pub(in crate::cli) enum Trust {
    /// These authorities.
    Authorities(Vec<CertificateDer<'static>>),
    /// Those of this system.
    System,
    /// This certificate, whatever name it has and whoever signed it: the listener's own.
    Exactly(CertificateDer<'static>),
}

/// The authorities of a PEM file.
///
/// # Errors
/// There is none in it.
pub(in crate::cli) fn authorities(file: &Path) -> Result<Trust, Failure> {
    let show = |why: &dyn fmt::Display| Failure::Usage(format!("--ca-file {}: {why}", file.display()));
    let read = CertificateDer::pem_file_iter(file).map_err(|error| show(&error))?;
    let read: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| show(&error))?;
    if read.is_empty() { Err(show(&"there is no certificate in it")) } else { Ok(Trust::Authorities(read)) }
}

/// Our side of TLS with the server called `host`, and a witness of what it showed.
///
/// # Errors
/// None of the authorities can be used.
pub(in crate::cli) fn client(trust: &Trust, host: &str) -> Result<(Arc<ClientConfig>, Arc<Witness>), anyhow::Error> {
    client_of(trust, host, DEFAULT_VERSIONS)
}

/// The same, with these versions of TLS.
///
/// # Errors
/// As [`client`].
pub(in crate::cli) fn client_of(
    trust: &Trust,
    host: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> Result<(Arc<ClientConfig>, Arc<Witness>), anyhow::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let judge = match trust {
        Trust::Exactly(certificate) => Judge::Exactly(certificate.clone()),
        Trust::Authorities(authorities) => {
            let mut roots = RootCertStore::empty();
            authorities.iter().try_for_each(|authority| roots.add(authority.clone()))?;
            Judge::Authorities(WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone()).build()?)
        }
        Trust::System => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            Judge::Authorities(WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone()).build()?)
        }
    };
    let name = ServerName::try_from(host.to_owned())?;
    let witness = Arc::new(Witness { judge, name, provider: provider.clone(), seen: Mutex::default() });
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions)?;
    let config = builder.dangerous().with_custom_certificate_verifier(witness.clone()).with_no_client_auth();
    Ok((Arc::new(config), witness))
}

/// Verifies, and remembers what it saw.
#[derive(Debug)]
pub(in crate::cli) struct Witness {
    judge: Judge,
    /// The name asked for; the client below cannot pass on an IPv6 address.
    name: ServerName<'static>,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Option<(CertificateDer<'static>, Option<Error>)>>,
}

#[derive(Debug)]
enum Judge {
    Authorities(Arc<WebPkiServerVerifier>),
    Exactly(CertificateDer<'static>),
}

/// The server's certificate, for people.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) struct Certificate {
    subject: String,
    issuer: String,
    names: Vec<String>,
    ends: String,
    trusted: bool,
}

impl Witness {
    /// The certificate that was shown, and what was wrong with it.
    pub(in crate::cli) fn saw(&self) -> Option<(Certificate, Option<Error>)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (der, error) = seen?;
        let (_, parsed) = x509_parser::parse_x509_certificate(&der).ok()?;
        let alternatives = parsed.subject_alternative_name().ok().flatten();
        let names = alternatives.map(|names| names.value.general_names.iter().map(shown).collect());
        let ends = jiff::Timestamp::from_second(parsed.validity().not_after.timestamp()).unwrap_or_default();
        let certificate = Certificate {
            subject: crate::cli::printable(&parsed.subject().to_string()),
            issuer: crate::cli::printable(&parsed.issuer().to_string()),
            names: names.unwrap_or_default(),
            ends: ends.strftime("%Y-%m-%d").to_string(),
            trusted: error.is_none(),
        };
        Some((certificate, error))
    }
}

fn shown(name: &x509_parser::extensions::GeneralName<'_>) -> String {
    use x509_parser::extensions::GeneralName;
    if let GeneralName::IPAddress(bytes) = name {
        let v4 = <[u8; 4]>::try_from(*bytes).map(std::net::IpAddr::from);
        let v6 = <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from);
        return v4.or(v6).map_or_else(|_| "an address".to_owned(), |address| address.to_string());
    }
    if let GeneralName::DNSName(name) = name {
        return crate::cli::printable(name);
    }
    crate::cli::printable(&name.to_string())
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trusted = if self.trusted { "trusted" } else { "NOT trusted" };
        write!(
            f,
            "{trusted}: {} for {}, issued by {}, until {}",
            self.subject,
            self.names.join(" "),
            self.issuer,
            self.ends
        )
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _asked: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = match &self.judge {
            Judge::Authorities(judge) => {
                judge.verify_server_cert(end_entity, intermediates, &self.name, ocsp_response, now)
            }
            Judge::Exactly(own) if own == end_entity => Ok(ServerCertVerified::assertion()),
            Judge::Exactly(_) => Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)),
        };
        let seen = (end_entity.clone().into_owned(), verdict.as_ref().err().cloned());
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
