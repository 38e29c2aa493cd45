//! The fuzz targets over their seeds and over whatever octets, so that they are sound before they are run.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use pollster::block_on;
use proptest::prelude::*;
use rustls::ClientConfig;
use vestibule_gate::fakes::{APPLICATION, Fakes};
use vestibule_gate::ports::{Clock as _, Proof};
use vestibule_gate::{CodeWay, Verdict};
use vestibule_radius::eap::Settings;
use vestibule_radius::fuzz::{self, Ask, Surroundings, Tls, code_way};
use vestibule_radius::server::Needs;

use crate::house::{PASSWORD, certificate, server_name};
use crate::rogue::avps;
use crate::station::VERSIONS;

static TLS: LazyLock<Tls> = LazyLock::new(|| {
    let (certified, roots) = certificate();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_protocol_versions(&VERSIONS).unwrap();
    let client = Arc::new(versions.with_root_certificates(roots).with_no_client_auth());
    Tls { server: Arc::new(Settings::new(&certified, 1_024).unwrap()), client, name: server_name() }
});

/// Runs a target with a gate, in which Ada has a password and a phone. Says how often somebody was admitted.
fn run(data: &[u8], target: impl FnOnce(&[u8], &mut Surroundings<'_>)) -> usize {
    let way = code_way(data);
    let fakes = Fakes::with(|policy| {
        let application = policy.applications.get_mut(APPLICATION).unwrap();
        (application.code, application.floor) = (way.clone(), Duration::from_secs(1));
    });
    let phone = fakes.enrol(&fakes.person("ada", PASSWORD));
    let code = fakes.code(&phone, 0);
    let (name, typed) = match &way {
        CodeWay::Append => ("ada".to_owned(), format!("{PASSWORD}{code}")),
        CodeWay::Separator(separator) => ("ada".to_owned(), format!("{PASSWORD}{separator}{code}")),
        CodeWay::UserName => (format!("ada-{code}"), PASSWORD.to_owned()),
        CodeWay::Challenge | CodeWay::Auto | CodeWay::CodeOnly => ("ada".to_owned(), PASSWORD.to_owned()),
    };
    let mut admitted = 0;
    let mut judge = |ask| {
        let (Ask::First(_, needs) | Ask::Second(_, _, needs)) = &ask;
        let mut first = fakes.first();
        first.instead = match needs {
            Needs::Password => None,
            Needs::Nothing => Some(Proof::Proven { groups: None }),
            Needs::Response { .. } => Some(Proof::Wrong),
        };
        let verdict = match ask {
            Ask::First(attempt, _) => block_on(fakes.gate.judge(attempt, &mut first)),
            Ask::Second(pending, answer, _) => block_on(fakes.gate.answer(pending, answer, &mut first)),
        };
        admitted += usize::from(matches!(verdict, Verdict::Admit(_)));
        verdict
    };
    let (chance, now) = (fakes.chance.clone(), fakes.clock.moment());
    let typed = [typed.as_bytes(), code.as_bytes()];
    let (judge, name) = (&mut judge, name.as_bytes());
    target(data, &mut Surroundings { judge, application: APPLICATION, chance, now, name, typed });
    admitted
}

fn conversation(data: &[u8]) -> usize {
    run(data, |data, around| fuzz::eap_conversation(data, &TLS, around))
}

fn inner(data: &[u8]) -> usize {
    run(data, fuzz::peap_inner)
}

#[test]
fn the_seeds_lead_in() {
    // PAP; GTC inside EAP-TTLS; GTC inside PEAP, then the result.
    assert_eq!(conversation(&[0, 2, 0]), 1);
    assert_eq!(conversation(&[0, 4, 0, 0x25, 0]), 1);
    assert_eq!(conversation(&[16, 4, 0, 0x25, 0, 7, 11, 2, 0, 0, 11, 33, 0x80, 3, 0, 2, 0, 1]), 1);
    // The code is asked for.
    assert_eq!(conversation(&[4, 4, 0, 0x25, 0, 0x46, 0]), 1);
    // The middle of a conversation, and octets of no use.
    assert_eq!(conversation(&[32, 1, 1, 0, 0, 3, 2, 0, 3, 1, 2, 9, 9]), 0);
    assert_eq!(inner(&[0, 1, 0xff, 1, 0xfe]), 1);
    assert_eq!(inner(&[4, 1, 0xff, 1, 0xfe, 1, 0xfd]), 1);
    assert_eq!(inner(&[3, 1, 0xff, 1, 0xfc, 1, 0xfb]), 1);
    assert_eq!(inner(&[0, 1, 0xff, 1, 0xfa, 1, 0xfc, 1, 0xf9]), 0);
    for plain in [avps(&[(1, 0, b"ada"), (2, 0, b"Passw0rd!123456\0")]), avps(&[(79, 0, b"\x02\0\0\x08\x01ada")])] {
        fuzz::ttls_avps(&plain);
    }
}

proptest! {
    #[test]
    fn no_octets_stop_the_targets(data in proptest::collection::vec(any::<u8>(), 0..200)) {
        fuzz::ttls_avps(&data);
        inner(&data);
    }

    #[test]
    fn no_steps_stop_a_conversation(
        first: u8,
        steps in proptest::collection::vec((any::<u8>(), proptest::collection::vec(any::<u8>(), 0..20)), 0..8),
    ) {
        let steps = steps.iter().flat_map(|(what, piece)| [&[*what, piece.len() as u8], piece.as_slice()].concat());
        conversation(&[first].into_iter().chain(steps).collect::<Vec<_>>());
    }
}
