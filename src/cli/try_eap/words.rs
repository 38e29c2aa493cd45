//! What came means, for whoever tries, and what to do next.

use rustls::{CertificateError, Error};
use vestibule_radius::eap::peer::Why;

use super::exchange::{End, Tried};
use crate::cli::printable;
use crate::cli::try_radius::exchange::Trouble;
use crate::cli::try_radius::words;

/// What happened means, and a hint.
pub(super) fn of(tried: &Tried, who: &str) -> (String, Option<String>) {
    let audit = format!("the reason is on record: `vestibule audit --person {} --since 5m`", printable(who));
    let (what, hint) = match &tried.end {
        End::Admitted { same_keys: true } if tried.resumed => {
            ("let back in by a session of TLS, without password and code".to_owned(), None)
        }
        End::Admitted { same_keys: true } => ("both factors were taken, or none was asked for".to_owned(), None),
        End::Admitted { same_keys: false } => (
            "accepted, but with other keys than the client's: the access point would drop it".to_owned(),
            Some("is something between here and the server that changes packets?".to_owned()),
        ),
        End::Refused if tried.said.len() > 1 => ("refused; the person is told why".to_owned(), Some(audit)),
        End::Refused => (
            "refused, and nothing is told to who has not proven both: wrong name, password or code, a code used before, a \
             method that is not served, or too many tries"
                .to_owned(),
            Some(audit),
        ),
        End::GaveUp(why) => of_peer(why),
        End::Odd(what) => ((*what).to_owned(), Some("is this the address of a Vestibule server?".to_owned())),
        End::NotResumed => (
            "no session of TLS was resumed: a full login is asked for again".to_owned(),
            Some("it needs `fast-reconnect`, and a login with a new code or of somebody who is exempt".to_owned()),
        ),
        End::Trouble(Trouble::Unanswered) if tried.said.len() > 1 => {
            let last = tried.said.last().map(String::as_str).unwrap_or_default();
            let (_, hint) = words::of_trouble(&Trouble::Unanswered);
            (format!("the server says `{last}` and waits, and no line is left to answer with"), hint)
        }
        End::Trouble(trouble) => words::of_trouble(trouble),
    };
    (what, hint)
}

/// Why the client gave up.
fn of_peer(why: &Why) -> (String, Option<String>) {
    let Why::Tls(Error::InvalidCertificate(error)) = why else {
        return (
            format!("the client gives up: {}", printable(&why.to_string())),
            Some("look at the server's log".to_owned()),
        );
    };
    let is_other_name =
        matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. });
    let hint = if matches!(error, CertificateError::UnknownIssuer | CertificateError::BadSignature) {
        "its issuer is not trusted: people's machines must trust the authority of this certificate"
    } else if is_other_name {
        "it is for other names: people's machines must expect one of those"
    } else if matches!(error, CertificateError::Expired | CertificateError::ExpiredContext { .. }) {
        "it has expired: renew it"
    } else {
        "people's machines would not accept it either"
    };
    (
        "the server's certificate was not accepted, so neither name nor password was sent".to_owned(),
        Some(hint.to_owned()),
    )
}
