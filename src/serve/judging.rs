//! What a connection has done for it elsewhere: each in a task of its own that runs to its end, so that a vanished
//! client costs only the answer.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;
use vestibule_gate::ports::Clock;
use vestibule_gate::{Attempt, Bound, Outage, Still, Verdict};
use vestibule_ldap_proxy::session::Whose;

use super::listener::Listener;
use crate::directory::Parts;

/// A connection answers "unavailable" after this time, whatever the judgement does: just above the gate's own bound.
pub(super) const LONGEST: Duration = Duration::from_millis(2_800);

/// A verdict and, for an admission, the connection that proved the password.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) upstream: Option<Parts>,
}

/// Has the gate judge an attempt. The connection of a refused one is closed before the answer is known here.
pub(super) fn judge(listener: &Listener, attempt: Attempt) -> oneshot::Receiver<Judged> {
    let (answer, receiver) = oneshot::channel();
    let (gate, mut prover) = (listener.shared.gate.clone(), listener.prover());
    listener.shared.tasks.spawn(async move {
        let verdict = gate.judge(attempt, &mut prover).await;
        let upstream = match &verdict {
            Verdict::Admit(_) => prover.take(),
            Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => None,
        };
        drop(prover);
        // The client may have gone; its code is spent and on record all the same.
        let _gone = answer.send(Judged { verdict, upstream });
    });
    receiver
}

/// Opens an upstream connection that is bound as nobody.
pub(super) fn open(listener: &Listener) -> oneshot::Receiver<Option<Parts>> {
    let (answer, receiver) = oneshot::channel();
    let (prover, only) = (listener.prover(), listener.directory.clone());
    let until = listener.shared.clock.moment().plus(LONGEST);
    listener.shared.tasks.spawn(async move {
        let _gone = answer.send(prover.anonymous(only.as_deref(), until).await);
    });
    receiver
}

/// Finds out whether a name means the bound person's own entry.
pub(super) fn whose(listener: &Listener, bound: Option<&Bound>, name: Bytes) -> oneshot::Receiver<Whose> {
    let (answer, receiver) = oneshot::channel();
    let person = bound.map(|bound| bound.person().clone());
    let directory = listener.shared.directories.clone();
    let until = listener.shared.clock.moment().plus(LONGEST);
    listener.shared.tasks.spawn(async move {
        let whose = match (person, std::str::from_utf8(&name)) {
            (Some(person), Ok(name)) => match directory.whose(&person.directory, name, until).await {
                Ok(Some(sid)) if sid == person.id => Whose::Own,
                Ok(Some(_)) => Whose::Other,
                Ok(None) | Err(_) => Whose::Unknown,
            },
            (None, _) | (_, Err(_)) => Whose::Unknown,
        };
        let _gone = answer.send(whose);
    });
    receiver
}

/// Checks a bound session again.
pub(super) fn check(listener: &Listener, bound: Bound) -> oneshot::Receiver<Result<Still, Outage>> {
    let (answer, receiver) = oneshot::channel();
    let gate = listener.shared.gate.clone();
    listener.shared.tasks.spawn(async move {
        let _gone = answer.send(gate.still(&bound).await);
    });
    receiver
}
