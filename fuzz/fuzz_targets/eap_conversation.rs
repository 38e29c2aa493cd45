//! A client with a tunnel to a server over the gate's fakes, which says whatever it likes inside and outside.
#![no_main]

mod ada;

use std::sync::{Arc, LazyLock};

use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};
use vestibule_radius::eap::Settings;
use vestibule_radius::fuzz::{Tls, eap_conversation};

const NAME: &str = "radius.example.test";

static TLS: LazyLock<Tls> = LazyLock::new(|| {
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let certified = CertifiedKey::from_der(vec![made.cert.der().clone()], key, &provider).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(provider));
    let client = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let server = Arc::new(Settings::new(&certified, 1_024).unwrap());
    Tls { server, client: Arc::new(client.with_no_client_auth()), name: ServerName::try_from(NAME).unwrap() }
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| ada::with(data, |data, around| eap_conversation(data, &TLS, around)));
