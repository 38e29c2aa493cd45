//! TLS towards servers that we call: always verified, certificate and name; no setting turns that off.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;

/// What connections to one server share, its session tickets included. `ca` empty means the system's authorities.
///
/// # Errors
/// Why the authorities cannot be used.
pub(crate) fn client_config(ca: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, String> {
    let roots = if ca.is_empty() { of_system() } else { of(ca) }?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn of(certificates: &[CertificateDer<'static>]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate.clone()).map_err(|error| error.to_string())?;
    }
    Ok(roots)
}

fn of_system() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("the system trusts no certificate; set `ca-file`".to_owned());
    }
    Ok(roots)
}
