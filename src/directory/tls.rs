//! TLS towards a directory server.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls_pki_types::CertificateDer;

use super::settings::SettingsError;
use crate::trust;

/// What connections of one directory share, its session tickets included. `ca` empty means the system's authorities.
pub(crate) fn client_config(
    directory: &str,
    ca: &[CertificateDer<'static>],
) -> Result<Arc<ClientConfig>, SettingsError> {
    trust::client_config(ca).map_err(|text| SettingsError::Certificates(directory.to_owned(), text))
}
