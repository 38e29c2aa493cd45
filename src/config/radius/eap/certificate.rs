//! What people's stations reject in EAP's certificate, what makes them slow, and what leaves people open to somebody
//! who shows a certificate of the same authority.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::aws_lc_rs;
use rustls::{CertificateError, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::public_key::PublicKey;

use super::{Eap, is_self_issued};

/// Apple refuses what lasts longer, whoever issued it (support.apple.com 103769).
const MOST_DAYS: i64 = 825;
const DAY: i64 = 86_400;
/// Apple, Windows and rustls take no shorter RSA key.
const LEAST_RSA: usize = 2048;
/// MD5 and SHA-1 with RSA, SHA-1 with DSA and with ECDSA.
const WEAK: [&str; 4] = ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];
/// Windows, Apple and Android offer neither of them in TLS.
const EDWARDS: [&str; 2] = ["1.3.101.112", "1.3.101.113"];
/// Authorities between the certificate and the root.
const MOST_BETWEEN: usize = 2;
/// Each message is a turn of its own between the station and here.
const MOST_MESSAGES: usize = 3;
/// The server's first flight without certificates and signature: ServerHello, extensions, Finished, record heads.
const BESIDE: usize = 250;

/// One sentence for each trouble.
pub(crate) fn troubles(eap: &Eap, now: Timestamp) -> Vec<String> {
    let chain = &eap.tls.certified.cert;
    let parsed: Vec<X509Certificate<'_>> =
        chain.iter().filter_map(|one| Some(x509_parser::parse_x509_certificate(one).ok()?.1)).collect();
    let Some((leaf, others)) = parsed.split_first() else {
        return Vec::new();
    };
    let file = eap.tls.certificate_file.display();
    let mut all: Vec<String> =
        of_leaf(leaf).into_iter().map(|what| format!("The certificate in {file} {what}")).collect();
    all.extend(of_chain(leaf, others, now).into_iter().map(|what| format!("The chain in {file} {what}")));
    all.extend(of_size(eap, leaf).map(|what| format!("The chain in {file} {what}")));
    all.extend(of_authority(eap, now));
    all
}

fn of_leaf(leaf: &X509Certificate<'_>) -> Vec<String> {
    let names = names(leaf);
    let usage = leaf.extended_key_usage().ok().flatten();
    let serves = usage.is_some_and(|usage| usage.value.server_auth);
    let authority = leaf.basic_constraints().ok().flatten().is_some_and(|basic| basic.value.ca);
    let signs = leaf.key_usage().ok().flatten().is_none_or(|usage| usage.value.digital_signature());
    let days = leaf.validity().not_after.timestamp().saturating_sub(leaf.validity().not_before.timestamp()) / DAY;
    let cases = [
        (
            names.is_empty(),
            "has no DNS name among its alternative names: Apple, Android and Windows have no name to check, and who has \
             another certificate of the same authority can take people's passwords."
                .to_owned(),
        ),
        (
            names.iter().any(|name| name.contains('*')),
            "has a name with a wildcard: Windows refuses it, and others cannot be told one server.".to_owned(),
        ),
        (
            !serves,
            "is not said to be a server's (extended key usage serverAuth, 1.3.6.1.5.5.7.3.1): Windows and Apple refuse it."
                .to_owned(),
        ),
        (!signs, "may not sign (key usage without digitalSignature): stations refuse it.".to_owned()),
        (authority, "is an authority's itself: stations refuse it or warn; issue one for this server.".to_owned()),
        (
            is_self_issued(leaf) && !authority,
            "is issued by itself: each renewal must be brought to every station; issue it by an authority of your own."
                .to_owned(),
        ),
        (days > MOST_DAYS, format!("lasts {days} days: Apple refuses more than {MOST_DAYS}.")),
    ];
    let said = cases.into_iter().filter(|(raised, _)| *raised).map(|(_, what)| what);
    said.chain(weakness(leaf).map(|what| format!("{what}: stations refuse it."))).collect()
}

fn of_chain(leaf: &X509Certificate<'_>, others: &[X509Certificate<'_>], now: Timestamp) -> Vec<String> {
    let mut said = Vec::new();
    let between = others.iter().filter(|one| !is_self_issued(one)).count();
    if between < others.len() {
        said.push("holds the root: stations have it already, and it makes each login longer; leave it out, and name it in `ca-file`.".to_owned());
    }
    if between > MOST_BETWEEN {
        said.push(format!("has {between} authorities below the root; some stations take no more than {MOST_BETWEEN}."));
    }
    let issued = std::iter::once(leaf).chain(others);
    if issued.zip(others).any(|(issued, issuer)| issued.issuer().as_raw() != issuer.subject().as_raw()) {
        said.push("is not in order: behind each certificate stands that of its issuer, or nothing.".to_owned());
    }
    for one in others.iter().filter(|one| !is_self_issued(one)) {
        let (validity, second) = (one.validity(), now.as_second());
        if validity.not_after.timestamp() <= second || validity.not_before.timestamp() > second {
            said.push(format!("holds {}, which is not valid now; stations refuse it.", one.subject()));
        }
        said.extend(weakness(one).map(|what| format!("holds {}, which {what}: stations refuse it.", one.subject())));
    }
    said
}

/// What is weak about a key or a signature.
fn weakness(one: &X509Certificate<'_>) -> Option<String> {
    if WEAK.contains(&one.signature_algorithm.algorithm.to_id_string().as_str()) {
        return Some("is signed with SHA-1 or MD5".to_owned());
    }
    if EDWARDS.contains(&one.public_key().algorithm.algorithm.to_id_string().as_str()) {
        return Some(
            "has a key of a kind that Windows, Apple and Android do not know (use ECDSA P-256 or RSA)".to_owned(),
        );
    }
    let bits = rsa_bits(one)?;
    (bits < LEAST_RSA).then(|| format!("has an RSA key of {bits} bits"))
}

fn rsa_bits(one: &X509Certificate<'_>) -> Option<usize> {
    match one.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => Some(key.key_size()),
        Ok(_) | Err(_) => None,
    }
}

/// How many messages the server's first flight takes.
fn of_size(eap: &Eap, leaf: &X509Certificate<'_>) -> Option<String> {
    let certificates: usize = eap.tls.certified.cert.iter().map(|one| one.len() + 5).sum();
    let octets = certificates + rsa_bits(leaf).map_or(72, |bits| bits / 8) + BESIDE;
    let messages = octets.div_ceil(eap.fragment_size.max(1));
    (messages > MOST_MESSAGES).then(|| {
        format!(
            "takes about {messages} messages of {} octets, each with an answer: logins are slow, and some access points \
             give up; leave certificates out, use ECDSA keys, or raise `fragment-size`.",
            eap.fragment_size
        )
    })
}

/// Said where stations that trust the named authority would not trust the certificate.
fn of_authority(eap: &Eap, now: Timestamp) -> Option<String> {
    let authority = eap.authority.as_ref()?;
    let trusted = is_trusted(eap, &authority.certificates, now);
    (!trusted).then(|| {
        format!(
            "The certificate in {} is not issued by an authority in {}: stations with a profile refuse it.",
            eap.tls.certificate_file.display(),
            authority.file.display()
        )
    })
}

/// Whether stations that trust these authorities trust the certificate, apart from its time and its names.
pub(crate) fn is_trusted(eap: &Eap, authorities: &[CertificateDer<'static>], now: Timestamp) -> bool {
    let mut roots = RootCertStore::empty();
    let _counts = roots.add_parsable_certificates(authorities.iter().cloned());
    if roots.is_empty() {
        return false;
    }
    let names = eap.names();
    let name = names.first().map_or("none.invalid", |name| name.trim_start_matches("*."));
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    let second = u64::try_from(now.as_second()).unwrap_or_default();
    let verified = verifier.ok().zip(eap.tls.certified.cert.split_first()).zip(ServerName::try_from(name).ok()).map(
        |((verifier, (shown, between)), name)| {
            let second = UnixTime::since_unix_epoch(Duration::from_secs(second));
            verifier.verify_server_cert(shown, between, &name, &[], second).map(|_| ())
        },
    );
    !matches!(
        verified,
        None | Some(Err(rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature
        )))
    )
}

/// The DNS names a certificate is for.
pub(super) fn names<'a>(certificate: &'a X509Certificate<'_>) -> Vec<&'a str> {
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let all = alternative.into_iter().flat_map(|alternative| &alternative.value.general_names);
    let dns = all.filter_map(|name| if let GeneralName::DNSName(name) = name { Some(*name) } else { None });
    dns.collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use rcgen::{
        BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
        KeyUsagePurpose, date_time_ymd,
    };
    use rustls::sign::CertifiedKey;
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};

    use super::super::Authority;
    use super::*;
    use crate::config::Tls;

    /// RSA 1024 bit, SHA-1, issued by itself.
    const OLD: &str = include_str!("old.pem");
    const NOW: &str = "2026-06-01T00:00:00Z";

    fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
        CertifiedIssuer::self_signed(issuing(name), KeyPair::generate().unwrap()).unwrap()
    }

    fn below(name: &str, issuer: &Issuer<'static, KeyPair>) -> CertifiedIssuer<'static, KeyPair> {
        CertifiedIssuer::signed_by(issuing(name), KeyPair::generate().unwrap(), issuer).unwrap()
    }

    fn issuing(name: &str) -> CertificateParams {
        let mut about = CertificateParams::default();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        about.distinguished_name.push(DnType::CommonName, name);
        (about.not_before, about.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1));
        about
    }

    fn sound() -> CertificateParams {
        let mut about = CertificateParams::new(vec!["radius.example.test".to_owned()]).unwrap();
        about.distinguished_name.push(DnType::CommonName, "radius");
        about.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        about.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        (about.not_before, about.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1));
        about
    }

    /// EAP with a certificate of the first issuer, and the others behind it.
    fn shown(about: CertificateParams, issuer: &Issuer<'static, KeyPair>, behind: &[&CertificateDer<'static>]) -> Eap {
        let key = KeyPair::generate().unwrap();
        let leaf = about.signed_by(&key, issuer).unwrap();
        of(leaf.der().clone(), &key, behind)
    }

    fn of(leaf: CertificateDer<'static>, key: &KeyPair, behind: &[&CertificateDer<'static>]) -> Eap {
        let chain = std::iter::once(leaf).chain(behind.iter().map(|one| (*one).clone())).collect();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let certified = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).unwrap();
        let tls = Tls { certificate_file: "eap.pem".into(), certified: Arc::new(certified) };
        Eap { tls, authority: None, fragment_size: 1024 }
    }

    fn said(eap: &Eap) -> Vec<String> {
        troubles(eap, NOW.parse().unwrap())
    }

    fn only(eap: &Eap, says: &str) {
        let said = said(eap);
        assert!(said.len() == 1 && said.iter().all(|one| one.contains(says)), "{says}: {said:?}");
    }

    #[test]
    fn of_a_sound_certificate_nothing_is_said() {
        let root = authority("Root");
        let middle = below("Middle", &root);
        let mut eap = shown(sound(), &middle, &[middle.as_ref().der()]);
        assert_eq!(said(&eap), [""; 0]);
        let file = "ca.pem".into();
        eap.authority = Some(Authority { file, certificates: vec![root.as_ref().der().clone()] });
        assert_eq!(said(&eap), [""; 0]);
    }

    #[test]
    fn what_stations_reject_in_the_certificate_is_said() {
        let root = authority("Root");
        let with = |change: fn(&mut CertificateParams)| {
            let mut about = sound();
            change(&mut about);
            shown(about, &root, &[])
        };
        only(&with(|about| about.subject_alt_names.clear()), "no DNS name");
        only(&with(|about| about.subject_alt_names = vec![rcgen::SanType::IpAddress([192, 0, 2, 1].into())]), "no DNS");
        let wild = |about: &mut CertificateParams| {
            about.subject_alt_names = vec![rcgen::SanType::DnsName("*.example.test".try_into().unwrap())];
        };
        only(&with(wild), "wildcard");
        only(&with(|about| about.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]), "serverAuth");
        only(&with(|about| about.extended_key_usages.clear()), "serverAuth");
        only(&with(|about| about.key_usages = vec![KeyUsagePurpose::KeyEncipherment]), "digitalSignature");
        only(&with(|about| about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)), "an authority's itself");
        only(&with(|about| about.not_before = date_time_ymd(2024, 9, 1)), "lasts 852 days");
    }

    #[test]
    fn a_certificate_issued_by_itself_and_a_key_few_know_are_said() {
        let key = KeyPair::generate().unwrap();
        only(&of(sound().self_signed(&key).unwrap().der().clone(), &key, &[]), "issued by itself");
        let (root, key) = (authority("Root"), KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap());
        only(&of(sound().signed_by(&key, &root).unwrap().der().clone(), &key, &[]), "do not know");
    }

    #[test]
    fn what_is_wrong_with_the_chain_is_said() {
        let root = authority("Root");
        let a = below("A", &root);
        let b = below("B", &a);
        let c = below("C", &b);
        let der = |issuer: &CertifiedIssuer<'static, KeyPair>| issuer.as_ref().der().clone();
        only(&shown(sound(), &root, &[&der(&root)]), "holds the root");
        only(&shown(sound(), &c, &[&der(&c), &der(&b), &der(&a)]), "3 authorities below the root");
        only(&shown(sound(), &b, &[&der(&a), &der(&b)]), "not in order");
        let mut over = issuing("Over");
        over.not_after = date_time_ymd(2026, 5, 1);
        let over = CertifiedIssuer::signed_by(over, KeyPair::generate().unwrap(), &root).unwrap();
        only(&shown(sound(), &over, &[&der(&over)]), "CN=Over, which is not valid now");
        let mut small = shown(sound(), &b, &[&der(&b), &der(&a)]);
        small.fragment_size = 100;
        only(&small, "messages of 100 octets");
    }

    #[test]
    fn an_old_signature_and_a_short_key_are_said() {
        let old = CertificateDer::from_pem_slice(OLD.as_bytes()).unwrap();
        let (_, parsed) = x509_parser::parse_x509_certificate(&old).unwrap();
        assert!(weakness(&parsed).is_some_and(|what| what.contains("SHA-1")));
        assert_eq!(rsa_bits(&parsed), Some(1024));
    }

    #[test]
    fn a_named_authority_that_did_not_issue_it_is_said() {
        let (root, other) = (authority("Root"), authority("Root"));
        for certificates in [vec![other.as_ref().der().clone()], vec![CertificateDer::from(vec![0])]] {
            let mut eap = shown(sound(), &root, &[]);
            eap.authority = Some(Authority { file: "ca.pem".into(), certificates });
            only(&eap, "not issued by an authority in ca.pem");
        }
    }
}
