//! `[radius] eap`: EAP for Wi-Fi and wired 802.1X, and how long a client's stations may come back without a code.

mod certificate;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use vestibule_gate::CodeWay;
use x509_parser::certificate::X509Certificate;

pub(crate) use certificate::{is_trusted, troubles};

use super::Around;
use crate::config::fault::Wrong;
use crate::config::file::{self, Tls};
use crate::config::section::Section;
use crate::config::value;

/// The octets of one EAP packet. An access point puts them into Ethernet frames of 1500.
const FRAGMENT: u64 = 1024;
/// Below this a chain takes too many turns; above, a message does not fit a frame (RFC 5216 2.1.5).
const FRAGMENTS: (u64, u64) = (100, 1400);
/// Longer than this, nobody remembers that the station is let in without a code.
const MOST_RECONNECT: Duration = Duration::from_secs(7 * 86_400);

/// EAP, which every client is served as soon as it is there.
#[derive(Clone)]
pub(crate) struct Eap {
    /// What stations see.
    pub(crate) tls: Tls,
    /// The authority that people's stations are told to trust; `None`: to be found in the certificate's file.
    pub(crate) authority: Option<Authority>,
    /// The most octets of one EAP packet, 100 to 1400.
    pub(crate) fragment_size: usize,
}

impl Eap {
    /// The DNS names of the server's certificate.
    pub(crate) fn names(&self) -> Vec<String> {
        let leaf = self.tls.certified.cert.first();
        let parsed = leaf.and_then(|leaf| Some(x509_parser::parse_x509_certificate(leaf).ok()?.1));
        parsed.map(|parsed| certificate::names(&parsed).into_iter().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// The roots that stations are to trust: those of `ca-file`, else the one in the certificate's own file.
    pub(crate) fn roots(&self) -> Vec<CertificateDer<'static>> {
        match &self.authority {
            Some(authority) => roots(&authority.certificates),
            None => roots(&self.tls.certified.cert),
        }
    }
}

/// The authority that people's stations are told to trust.
#[derive(Clone)]
pub(crate) struct Authority {
    /// The file it was read from.
    pub(crate) file: PathBuf,
    /// At least one certificate.
    pub(crate) certificates: Vec<CertificateDer<'static>>,
}

pub(super) fn read(section: &Section<'_>) -> Option<Eap> {
    let authority = section.text("ca-file", |name| {
        let file = section.source.resolve(name);
        file::certificates(&file).map(|certificates| Authority { file, certificates })
    });
    let (least, most) = FRAGMENTS;
    let fragment = section.integer("fragment-size", FRAGMENT, least, most);
    let tls = file::tls(section)?;
    Some(Eap { tls, authority, fragment_size: usize::try_from(fragment).unwrap_or_default() })
}

/// For how long a client's stations may come back without a code; zero: never.
pub(super) fn fast_reconnect(section: &Section<'_>, code: &CodeWay, around: &Around<'_, '_>) -> Duration {
    let key = "fast-reconnect";
    let span = section.text(key, |text| value::duration(text, Duration::ZERO, MOST_RECONNECT)).unwrap_or_default();
    if span.is_zero() {
        return span;
    }
    if *code == CodeWay::CodeOnly {
        let what = "would let a code that is alone admit many times";
        section.wrong(key, Wrong::new(what, "remove the key: `code = \"code-only\"` has none"));
    } else if !around.eap {
        let remedy = "write `[radius] eap = { certificate-file, key-file }`, or remove the key";
        section.wrong(key, Wrong::new("goes with EAP, which is not offered", remedy));
    }
    span
}

/// Those of some certificates that are issued by themselves: stations know no other authorities.
fn roots(certificates: &[CertificateDer<'static>]) -> Vec<CertificateDer<'static>> {
    let root = |one: &&CertificateDer<'static>| {
        x509_parser::parse_x509_certificate(one).is_ok_and(|(_, parsed)| is_self_issued(&parsed))
    };
    certificates.iter().filter(root).cloned().collect()
}

/// The roots in a file of PEM.
///
/// # Errors
/// The file cannot be read, or holds something else.
pub(crate) fn roots_of(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    file::certificates(file)
        .map(|certificates| roots(&certificates))
        .map_err(|wrong| format!("{}; {}", wrong.what, wrong.remedy))
}

/// Whether a certificate names itself as its issuer, as roots do.
fn is_self_issued(certificate: &X509Certificate<'_>) -> bool {
    certificate.subject().as_raw() == certificate.issuer().as_raw()
}
