//! What came means, for whoever tries, and what to do next.

use vestibule_radius::packet::Code;

use super::exchange::{Round, Tried, Trouble};
use super::packets::Signature;
use crate::cli::printable;

/// What happened means, and a hint.
pub(super) fn of(tried: &Tried, who: &str) -> (String, Option<String>) {
    match (&tried.trouble, tried.rounds.last()) {
        (Some(trouble), _) => of_trouble(trouble),
        (None, Some(last)) if tried.is_admitted() => (of_signature(last), None),
        (None, Some(last)) => of_round(last, tried.rounds.len(), who),
        (None, None) => of_trouble(&Trouble::Silence),
    }
}

/// Whether the server's domain showed that it knows the password.
pub(super) const fn of_success(knows: bool) -> &'static str {
    if knows {
        "the answer shows that the server's domain knows the password"
    } else {
        "the answer does NOT show that the server's domain knows the password: devices end the connection"
    }
}

fn of_signature(last: &Round) -> String {
    let taken = "both factors were taken, or none was asked for";
    match last.signature {
        Signature::FirstAndRight => taken.to_owned(),
        Signature::NotFirst => format!("{taken}; strict devices want the Message-Authenticator in front"),
        Signature::Missing | Signature::Wrong => format!("{taken}; this client is configured to get unsigned replies"),
    }
}

fn of_round(last: &Round, rounds: usize, who: &str) -> (String, Option<String>) {
    let who = printable(who);
    let audit = format!("the reason is on record: `vestibule audit --person {who} --since 5m`");
    if matches!(last.signature, Signature::Missing | Signature::Wrong) && last.to_be_signed {
        let what = "the reply is not signed as Vestibule signs, so a device that asks for it drops it";
        return (what.to_owned(), Some("is this the address of a Vestibule server?".to_owned()));
    }
    let said = last.messages.join(" ");
    match last.kind {
        Code::AccessReject if said.is_empty() => (
            "refused, and nothing is told to who has not proven both: wrong name, password or code, a code used before, \
             or too many tries"
                .to_owned(),
            Some(audit),
        ),
        Code::AccessReject => (format!("refused; the person is told: {}", printable(&said)), Some(audit)),
        Code::AccessAccept => (
            "accepted, but without the proof that MS-CHAPv2 owes the device".to_owned(),
            Some("look at the server's log".to_owned()),
        ),
        Code::AccessChallenge => (format!("still asked after {rounds} rounds"), Some(audit)),
        Code::AccessRequest
        | Code::AccountingRequest
        | Code::AccountingResponse
        | Code::StatusServer
        | Code::ProtocolError
        | Code::Other(_) => (
            "an answer Vestibule does not give".to_owned(),
            Some("is this the address of a Vestibule server?".to_owned()),
        ),
    }
}

/// Why there was no answer, or no way on.
pub(in crate::cli) fn of_trouble(trouble: &Trouble) -> (String, Option<String>) {
    let (what, hint) = match trouble {
        Trouble::Socket(error) => {
            (format!("the server cannot be asked: {}", printable(error)), "is this its address?")
        }
        Trouble::Nobody => (
            "the server cannot be asked: nobody listens there".to_owned(),
            "does `vestibule serve` run, and is this its address?",
        ),
        Trouble::Silence => (
            "no answer came: the server is silent to addresses that are not in the client's `from`, to another secret, and \
             while it cannot judge anybody"
                .to_owned(),
            "its log says why; look at `vestibule check --online` too",
        ),
        Trouble::Forged => (
            "answers came, but none that was made with this secret".to_owned(),
            "is the secret the one of this server?",
        ),
        Trouble::Unanswered => (
            "the server asks for more, and no line is left to answer with".to_owned(),
            "write the answer on the next line of the password file",
        ),
        Trouble::NoState => {
            ("a question without State cannot be answered".to_owned(), "is this the address of a Vestibule server?")
        }
    };
    (what, Some(hint.to_owned()))
}
