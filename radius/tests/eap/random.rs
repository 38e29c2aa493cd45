//! Whatever a client does, in whatever order: nobody is let in without the gate having admitted in this very
//! conversation, and who is let in has the same key as the access point.

use proptest::prelude::*;
use vestibule_gate::CodeWay;
use vestibule_radius::eap::mschapv2::{self, Asked};
use vestibule_radius::eap::packet::{self, Method, Packet, kind};
use vestibule_radius::eap::tlv::{self, Outcome};
use vestibule_radius::mschap::{NtHash, Response};

use crate::house::{House, PASSWORD};
use crate::rogue::{Came, Rogue, avps};
use crate::station::VERSIONS;

/// What a client does.
#[derive(Clone, Debug)]
enum Act {
    Nothing,
    Pap {
        right: bool,
    },
    Identity {
        inner_ident: u8,
    },
    Gtc {
        right: bool,
        inner_ident: u8,
    },
    MsChapV2 {
        right: bool,
    },
    MsChapV2Seen,
    Result {
        good: bool,
    },
    Nak(u8),
    Octets(Vec<u8>),
    /// Outside the tunnel.
    Raw(Vec<u8>),
    Success,
    /// Sends the last packet again in another one.
    WrongIdent,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Nothing),
        2 => any::<bool>().prop_map(|right| Act::Pap { right }),
        8 => Just(Act::Identity { inner_ident: 1 }),
        1 => (0_u8..3).prop_map(|inner_ident| Act::Identity { inner_ident }),
        6 => any::<bool>().prop_map(|right| Act::Gtc { right, inner_ident: 1 }),
        1 => (any::<bool>(), 0_u8..4).prop_map(|(right, inner_ident)| Act::Gtc { right, inner_ident }),
        6 => any::<bool>().prop_map(|right| Act::MsChapV2 { right }),
        5 => Just(Act::MsChapV2Seen),
        6 => any::<bool>().prop_map(|good| Act::Result { good }),
        2 => prop_oneof![Just(kind::GTC), Just(kind::MSCHAPV2), any::<u8>()].prop_map(Act::Nak),
        1 => proptest::collection::vec(any::<u8>(), 0..60).prop_map(Act::Octets),
        1 => proptest::collection::vec(any::<u8>(), 0..60).prop_map(Act::Raw),
        1 => Just(Act::Success),
        1 => Just(Act::WrongIdent),
    ]
}

/// The client's place in the conversation.
struct Place {
    /// Identifier of the last request inside.
    inner_ident: u8,
    /// The last challenge of MSCHAPv2, with its identifier.
    challenge: Option<(u8, [u8; 16])>,
}

impl Place {
    fn note(&mut self, method: Method, plain: &[u8]) {
        let whole = match method {
            Method::Ttls => plain.get(8..).unwrap_or_default().to_vec(),
            Method::Peap if plain.len() > 4 && plain[4] == kind::EXTENSIONS => return,
            Method::Peap => {
                packet::request(0, plain.first().copied().unwrap_or_default(), &plain[1.min(plain.len())..])
            }
        };
        let Ok(request) = Packet::request(&whole) else { return };
        self.inner_ident = request.ident;
        if request.kind == kind::MSCHAPV2
            && let Ok(Asked::Challenge(ident, challenge, _)) = mschapv2::read_request(request.data)
        {
            self.challenge = Some((ident, challenge));
        }
    }
}

fn run(rogue: &mut Rogue<'_>, place: &Place, typed: &str, name: &str, act: &Act) -> Came {
    let near = |away: u8| place.inner_ident.wrapping_add(away.saturating_sub(1));
    match act {
        Act::Nothing => rogue.say(b""),
        Act::Pap { right } => {
            let typed = if *right { typed } else { "Passw0rd!000000" };
            rogue.say(&avps(&[(1, 0, name.as_bytes()), (2, 0, typed.as_bytes())]))
        }
        Act::Identity { inner_ident } => rogue.say_eap(near(*inner_ident), kind::IDENTITY, name.as_bytes()),
        Act::Gtc { right, inner_ident } => {
            let typed = if *right { typed } else { "Passw0rd!000000" };
            rogue.say_eap(near((*inner_ident).max(1)), kind::GTC, typed.as_bytes())
        }
        Act::MsChapV2 { right } => {
            let (ident, challenge) = place.challenge.unwrap_or_default();
            let hash = NtHash::of(if *right { PASSWORD } else { "wrong" });
            let response = Response::make(ident, challenge, [7; 16], name.as_bytes(), &hash);
            let data = mschapv2::response(&response, name.as_bytes());
            rogue.say_eap(place.inner_ident, kind::MSCHAPV2, &data)
        }
        Act::MsChapV2Seen => rogue.say_eap(place.inner_ident, kind::MSCHAPV2, &mschapv2::success_seen()),
        Act::Result { good } => {
            let outcome = if *good { Outcome::Success } else { Outcome::Failure };
            rogue.say(&packet::response(0, kind::EXTENSIONS, &tlv::result(outcome)))
        }
        Act::Nak(kind) => rogue.say_eap(place.inner_ident, packet::kind::NAK, &[*kind]),
        Act::Octets(octets) => rogue.say(octets),
        Act::Raw(octets) => rogue.send(octets),
        Act::Success => {
            let answer = rogue.station.send(&packet::success(rogue.ident)).unwrap();
            answer.into_came()
        }
        Act::WrongIdent => {
            let octets = packet::response(rogue.ident.wrapping_add(7), kind::TTLS, &[0]);
            rogue.station.send(&octets).unwrap().into_came()
        }
    }
}

impl crate::station::Answer {
    /// Of a packet that is ignored: the request that came back was heard before.
    fn into_came(self) -> Came {
        if self.is_challenge() { Came::Plain(Vec::new()) } else { Came::End(self) }
    }
}

/// A client that does all this; says how often the gate admitted, and whether it was let in.
fn play(method: Method, version: usize, code: CodeWay, acts: &[Act]) -> (usize, bool) {
    let house = House::new(code.clone());
    let phone = house.enrolled("ada");
    let (typed, name) = if code == CodeWay::UserName {
        (PASSWORD.to_owned(), format!("ada-{}", house.fakes.code(&phone, 0)))
    } else {
        (house.appended(&phone), "ada".to_owned())
    };
    let mut rogue = Rogue::new(&house, method, VERSIONS[version]);
    let mut place = Place { inner_ident: 0, challenge: None };
    for act in acts {
        match run(&mut rogue, &place, &typed, &name, act) {
            Came::Plain(plain) => place.note(method, &plain),
            Came::End(answer) => {
                if answer.is_accept() {
                    assert!(packet::is_success(&answer.eap()));
                    // Nothing was bound here.
                    assert_eq!(answer.msk(), *rogue.tunnel.keys().unwrap().msk);
                }
                let counters = house.server.counters();
                assert_eq!((counters.conversations, counters.sessions), (0, 0));
                return (house.admitted.get(), answer.is_accept());
            }
        }
    }
    (house.admitted.get(), false)
}

#[test]
fn the_acts_themselves_lead_in() {
    let identity = || Act::Identity { inner_ident: 1 };
    let gtc = || Act::Gtc { right: true, inner_ident: 1 };
    let good = || Act::Result { good: true };
    let responds = || [identity(), Act::MsChapV2 { right: true }, Act::MsChapV2Seen];
    for version in 0..2 {
        let lead_in = |method, code, acts: &[Act]| play(method, version, code, acts) == (1, true);
        assert!(lead_in(Method::Ttls, CodeWay::Append, &[Act::Nothing, Act::Pap { right: true }]));
        assert!(lead_in(Method::Ttls, CodeWay::Append, &[identity(), gtc()]));
        assert!(lead_in(Method::Peap, CodeWay::Append, &[identity(), gtc(), good()]));
        assert!(lead_in(Method::Ttls, CodeWay::UserName, &responds()));
        assert!(lead_in(Method::Peap, CodeWay::UserName, &[responds().as_slice(), &[good()]].concat()));
        // Without its last word there is no end.
        assert!(!lead_in(Method::Peap, CodeWay::UserName, &responds()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nobody_comes_in_without_the_gate(
        peap: bool,
        tls_1_3: bool,
        code_in_name: bool,
        acts in proptest::collection::vec(act(), 1..14),
    ) {
        let method = if peap { Method::Peap } else { Method::Ttls };
        let code = if code_in_name { CodeWay::UserName } else { CodeWay::Append };
        let (admitted, let_in) = play(method, usize::from(tls_1_3), code, &acts);
        prop_assert!(admitted <= 1);
        prop_assert!(!let_in || admitted == 1, "let in without the gate");
    }
}
