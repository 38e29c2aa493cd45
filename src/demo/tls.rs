//! The demo's own certificate authority, and what it certifies: the sample directory and the door. All of it is made
//! anew each time; the authority's key is forgotten as soon as both are certified.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use vestibule_gate::Timestamp;
use zeroize::Zeroizing;

/// A demo does not run longer; some clients refuse certificates that last for years.
const DAYS: i64 = 40;

/// An authority and one certified server.
pub(super) struct Certified {
    /// The authority's certificate, PEM.
    pub(super) authority: String,
    /// The server's certificate, PEM.
    pub(super) certificate: String,
    /// The server's key, PEM.
    pub(super) key: Zeroizing<String>,
}

/// Makes an authority and certifies a server on this machine's loopback addresses, for [`DAYS`] from `now`.
///
/// # Errors
/// No key can be made.
pub(super) fn certify(now: Timestamp) -> Result<Certified, rcgen::Error> {
    let mut params = valid(CertificateParams::new(Vec::new())?, now);
    params.distinguished_name.push(DnType::CommonName, "Vestibule demo authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

    let key = KeyPair::generate()?;
    let mut params = valid(CertificateParams::new(vec!["localhost".to_owned()])?, now);
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    params.subject_alt_names.extend(loopback.map(SanType::IpAddress));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.signed_by(&key, &authority)?;
    Ok(Certified {
        authority: authority.pem(),
        certificate: certificate.pem(),
        key: Zeroizing::new(key.serialize_pem()),
    })
}

/// From the day before, for clients whose clock is behind.
fn valid(mut params: CertificateParams, now: Timestamp) -> CertificateParams {
    let day = |days: i64| {
        let seconds = i64::try_from(now.as_secs()).unwrap_or_default() + days * 86_400;
        let date = jiff::Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::UTC).date();
        let (month, day) = (u8::try_from(date.month()).unwrap_or(1), u8::try_from(date.day()).unwrap_or(1));
        rcgen::date_time_ymd(i32::from(date.year()), month, day)
    };
    (params.not_before, params.not_after) = (day(-1), day(DAYS));
    params
}

impl Certified {
    /// The server's side of TLS with this certificate.
    ///
    /// # Errors
    /// The certificate cannot be used.
    pub(super) fn server(&self) -> Result<Arc<ServerConfig>, rustls::Error> {
        let other = |error: rustls_pki_types::pem::Error| rustls::Error::General(error.to_string());
        let chain = rustls_pki_types::CertificateDer::pem_slice_iter(self.certificate.as_bytes());
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(other)?;
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).map_err(other)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Arc::new(builder.with_no_client_auth().with_single_cert(chain, key)?))
    }
}
