//! Whatever the bytes and however they are cut.

use bytes::{BufMut, Bytes, BytesMut};
use proptest::prelude::*;
use vestibule_gate::fakes::Fakes;
use vestibule_ldap_proxy::fuzz;
use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::Op;

use super::rig::*;

/// A conversation of both sides, in pieces of at most so many octets.
fn talk(size: usize) -> (Bytes, Bytes, Vec<Did>) {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    let typed = format!("geheim{}", line.fakes.code(&ada.phone, 0));
    let client =
        [root_dse(1, &[]), bind(2, "ada", &typed), search(3), extended(4, "1.2.3", None), search(5), abandon(6, 5)];
    let directory = [
        entry(3, "CN=a", &[("mail", vec!["a"])]),
        answer(3, Op::SearchResultDone, 10),
        answer(5, Op::SearchResultDone, 0),
    ];
    for piece in client.concat().chunks(size) {
        line.send(piece);
    }
    for piece in directory.concat().chunks(size) {
        line.directory_sends(piece);
    }
    let last = [modify(7, "CN=b", &[(1, "unicodePwd")]), search(8), unbind(9)].concat();
    for piece in last.chunks(size) {
        line.send(piece);
    }
    line.whose(vestibule_ldap_proxy::session::Whose::Other);
    (line.heard_bytes(), line.forwarded(), line.did)
}

#[test]
fn the_same_conversation_has_the_same_acts_however_it_is_cut() {
    let whole = talk(usize::MAX);
    assert_eq!(whole.2.last(), Some(&Did::Close));
    for size in 1..80 {
        assert_eq!(talk(size), whole, "{size}");
    }
}

/// Messages that are nearly right, in an order nobody meant.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let id = 1_u32..4;
    let client = prop_oneof![
        id.clone().prop_map(search),
        id.clone().prop_map(|id| root_dse(id, &[])),
        id.clone().prop_map(|id| bind(id, "", "")),
        id.clone().prop_map(|id| bind(id, "svc", "geheim")),
        id.clone().prop_map(|id| bind(id, "svc", "falsch")),
        id.clone().prop_map(|id| extended(id, "1.3.6.1.4.1.1466.20037", None)),
        id.clone().prop_map(|id| modify(id, "CN=b", &[(1, "unicodePwd")])),
        id.clone().prop_map(|target| abandon(9, target)),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(Bytes::from),
    ];
    let directory = prop_oneof![
        id.clone().prop_map(|id| answer(id, Op::SearchResultDone, 0)),
        id.clone().prop_map(|id| answer(id, Op::BindResponse, 0)),
        id.clone().prop_map(|id| entry(id, "CN=a", &[("mail", vec!["a"])])),
        id.prop_map(|id| answer(id, Op::ModifyResponse, 10)),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(Bytes::from),
    ];
    let step = prop_oneof![
        6 => (client, any::<bool>()).prop_map(|(bytes, other)| (u8::from(other) * 8, bytes)),
        4 => directory.prop_map(|bytes| (4, bytes)),
        1 => Just((6, Bytes::new())),
        2 => (1_u8..16).prop_map(|time| (7 | time << 4, Bytes::new())),
    ];
    (any::<u8>(), proptest::collection::vec(step, 0..30)).prop_map(|(first, steps)| {
        let mut data = BytesMut::new();
        data.put_u8(first);
        for (what, bytes) in steps {
            data.put_u8(what);
            data.put_u8(u8::try_from(bytes.len()).unwrap());
            data.put_slice(&bytes);
        }
        data.to_vec()
    })
}

proptest! {
    #[test]
    fn no_bytes_stop_the_decoder(data in proptest::collection::vec(any::<u8>(), 0..200)) {
        fuzz::ber_frame(&data);
    }

    #[test]
    fn no_conversation_stops_the_session(data in noise()) {
        let fakes = Fakes::new();
        add_service(&fakes);
        let now = vestibule_gate::ports::Clock::moment(&*fakes.clock);
        fuzz::ldap_session(&data, now, &mut |mut attempt| {
            attempt.application = vestibule_gate::fakes::APPLICATION.into();
            pollster::block_on(fakes.gate.judge(attempt, &mut fakes.first()))
        });
    }
}
