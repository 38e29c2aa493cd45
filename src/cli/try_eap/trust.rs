//! Against what the server's certificate is checked: authorities and a name, of the options or of the configuration.

use std::path::Path;
use std::sync::Arc;

use rustls::{ClientConfig, SupportedProtocolVersion};
use rustls_pki_types::ServerName;

use crate::cli::exit::Failure;
use crate::cli::try_ldap::trust::{self, Trust, Witness};
use crate::config;

/// The client's part of TLS.
pub(super) struct Trusted {
    pub(super) tls: Arc<ClientConfig>,
    pub(super) witness: Arc<Witness>,
    /// The name that the certificate must have.
    pub(super) name: ServerName<'static>,
    /// Both, for people.
    pub(super) what: String,
}

/// Whom to trust. What the options leave out is that of the configuration.
///
/// # Errors
/// Neither says it, or it cannot be used.
pub(super) fn of(
    ca_file: Option<&Path>,
    name: Option<&str>,
    eap: Option<&config::Eap>,
    versions: &[&'static SupportedProtocolVersion],
) -> Result<Trusted, Failure> {
    let usage = |what: &str| Failure::Usage(what.to_owned());
    let (trust, authority) = match (ca_file, eap) {
        (Some(file), _) => (trust::authorities(file)?, format!("the authorities in {}", file.display())),
        (None, Some(eap)) => of_config(eap),
        (None, None) => return Err(usage("say with --ca-file which authority is trusted")),
    };
    let named = name.map(str::to_owned).or_else(|| eap.and_then(|eap| eap.names().into_iter().next()));
    let named = named.ok_or_else(|| usage("say with --server-name which name the certificate has"))?;
    let name = ServerName::try_from(named.clone()).map_err(|_| usage("--server-name: this is no name of a server"))?;
    let (tls, witness) = trust::client_of(&trust, &named, versions).map_err(Failure::installation)?;
    Ok(Trusted { tls, witness, name, what: format!("{authority}, and the name {named}") })
}

/// Those that people's machines are told to trust; else what stands at the end of the certificate's own file.
fn of_config(eap: &config::Eap) -> (Trust, String) {
    let roots = eap.roots();
    match (&eap.authority, roots.is_empty()) {
        (Some(authority), _) => (
            Trust::Authorities(authority.certificates.clone()),
            format!("the authorities in {}", authority.file.display()),
        ),
        (None, false) => (Trust::Authorities(roots), "the root in the certificate's own file".to_owned()),
        (None, true) => {
            let last = eap.tls.certified.cert.last().cloned();
            (Trust::Authorities(last.into_iter().collect()), "the last one in the certificate's own file".to_owned())
        }
    }
}
