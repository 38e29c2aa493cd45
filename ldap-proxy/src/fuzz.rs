//! Entry functions of the fuzz targets. They return nothing: what they test is that nothing stops and no rule breaks.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use bytes::BytesMut;
use vestibule_gate::{Attempt, Moment, Source, Verdict};

use crate::session::{Act, Session, Settings, Transport, Whose};
use crate::wire::frame::{self, Peek};
use crate::wire::{Message, Request, Response};

/// Target `ber_frame`: bounds, envelope and operation of whatever the bytes begin with.
pub fn ber_frame(data: &[u8]) {
    if let Peek::Frame(frame) = frame::peek(data, data.len())
        && let Some(Ok(message)) = data.get(..frame.total).map(Message::decode)
    {
        assert!(message.id == frame.id && Some(message.op) == frame.op());
        if let Ok(Request::Search(search)) = Request::decode(&message) {
            let _ = search.filter();
        }
        let _ = Response::decode(&message);
    }
}

/// Target `ldap_session`: one session. The first byte chooses the listener; then each piece has a byte that says
/// what happens and a byte for its length. `judge` answers binds: in a target, a gate over its fakes, whose clock
/// stands at `now`.
///
/// # Panics
/// When the session writes to an upstream connection that is not there, or acts after its end.
pub fn ldap_session(data: &[u8], mut now: Moment, judge: &mut dyn FnMut(Attempt) -> Verdict) {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let transport = match first & 3 {
        0 => Transport::Tls,
        1 => Transport::StartTls,
        2 => Transport::DangerousStartTls,
        _ => Transport::DangerousClear,
    };
    let source = Source { peer: IpAddr::V4(Ipv4Addr::LOCALHOST), end_user: None };
    let mut session = Session::new(Arc::new(Settings::new("fuzz", transport)), source, now);
    let (mut client, mut upstream, mut there, mut closed) = (BytesMut::new(), BytesMut::new(), false, false);
    while let [what, length, behind @ ..] = rest {
        let (piece, next) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = next;
        now = Moment(now.0 + u64::from(what >> 4) * 100);
        match what & 7 {
            0..=3 => client.extend_from_slice(piece),
            4 | 5 if there => upstream.extend_from_slice(piece),
            6 => session.upstream_closed(),
            _ => session.tick(now),
        }
        session.upstream(now, &mut upstream);
        session.client(now, &mut client);
        while let Some(act) = session.act() {
            assert!(!closed, "an act behind the end");
            match act {
                Act::ToClient(bytes) => assert!(!bytes.is_empty()),
                Act::ToUpstream(bytes) => assert!(there && !bytes.is_empty()),
                Act::Judge(attempt) => session.verdict(now, judge(attempt)),
                Act::Adopt | Act::OpenAnonymous => there = true,
                Act::DropUpstream => {
                    there = false;
                    upstream.clear();
                }
                Act::StartTls => session.tls_started(now),
                Act::Whose(_) => session.whose(if what & 8 == 0 { Whose::Own } else { Whose::Other }),
                Act::Close => closed = true,
            }
        }
    }
}
