//! What results and failures mean for whoever tries, and what to do next.

use ldap3::LdapError;
use rustls::{CertificateError, Error};

use super::client::Trouble;
use crate::cli::printable;

/// The name of a result code (RFC 4511 appendix A).
pub(super) const fn name(code: u32) -> &'static str {
    match code {
        0 => "success",
        1 => "operationsError",
        2 => "protocolError",
        7 => "authMethodNotSupported",
        8 => "strongerAuthRequired",
        13 => "confidentialityRequired",
        34 => "invalidDNSyntax",
        48 => "inappropriateAuthentication",
        49 => "invalidCredentials",
        51 => "busy",
        52 => "unavailable",
        53 => "unwillingToPerform",
        _ => "see RFC 4511, appendix A",
    }
}

/// What the answer to a bind means, and a hint.
pub(super) fn of(code: u32, text: &str, who: &str) -> (String, Option<String>) {
    let (meaning, hint) = match code {
        0 => ("both factors were taken, or none was asked for", None),
        49 => return of_invalid_credentials(text, who),
        13 => ("passwords are taken over TLS alone", Some("add --starttls, or use the ldaps:// address")),
        51 | 52 => (
            "nobody can be judged now: the directory or the store is not available",
            Some("look at the server's log, and at `vestibule check --online`"),
        ),
        53 => ("a name without a password proves nothing", Some("type the password, and the code with it")),
        2 | 7 => ("the server does not take this kind of bind", Some("is this the address of a Vestibule listener?")),
        _ => ("an answer Vestibule itself does not give", Some("is this the address of a Vestibule listener?")),
    };
    (meaning.to_owned(), hint.map(str::to_owned))
}

fn of_invalid_credentials(text: &str, who: &str) -> (String, Option<String>) {
    let who = printable(who);
    let audit = format!("the reason is on record: `vestibule audit --person {who} --since 5m`");
    if text.is_empty() {
        let meaning = "refused, and nothing is told to who has not proven both: wrong name, password or code, a code used \
                       before, or too many tries";
        return (meaning.to_owned(), Some(format!("type the next code right behind the password; {audit}")));
    }
    if text.contains("enrol") || text.contains("a code from an authenticator") {
        let meaning = "refused: the password is right, but there is no authenticator to take a code from";
        return (meaning.to_owned(), Some(format!("`vestibule authenticator add {who} --qr` makes one")));
    }
    let meaning = match sub_code(text) {
        Some("530") => "refused: both are right, but not at this hour",
        Some("531") => "refused: both are right, but not from this workstation",
        Some("532") => "refused: both are right, but the password has expired",
        Some("533") => "refused: both are right, but the account is disabled",
        Some("701") => "refused: both are right, but the account has expired",
        Some("773") => "refused: both are right, but the password must be changed first",
        Some("775") => "refused: the account is locked in the directory",
        Some(_) | None => "refused, in the directory's own words: this may not be Vestibule",
    };
    (meaning.to_owned(), Some(audit))
}

/// What stands behind `data` in the words of Active Directory.
fn sub_code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(" data ")?;
    rest.split(|letter: char| !letter.is_ascii_hexdigit()).next()
}

/// Why there is no connection.
pub(super) fn of_connect(why: &str) -> Trouble {
    Trouble {
        what: format!("the server cannot be asked: {why}"),
        hint: Some("does `vestibule serve` run, and is this its address?".to_owned()),
    }
}

/// Why there is no TLS; `certificate` says what was wrong with the one that was shown.
pub(super) fn of_tls(error: &LdapError, certificate: Option<&Error>) -> Trouble {
    let hint = match certificate {
        Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            "its issuer is not trusted here: name the authority with --ca-file"
        }
        Some(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => "it is for other names: use one of them in --url",
        Some(Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. })) => {
            "it has expired: renew it"
        }
        Some(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)) => {
            "it is not the one in the configuration: reload the server, or find out who answers at its address"
        }
        Some(_) => "clients would not accept it either",
        None => {
            let what =
                format!("the server cannot be asked: there is no TLS connection ({})", printable(&error.to_string()));
            let hint = "ldaps:// and ldap:// with --starttls go with different ports; try the other".to_owned();
            return Trouble { what, hint: Some(hint) };
        }
    };
    Trouble {
        what: "the server cannot be asked: its certificate was not accepted, so nothing was sent".to_owned(),
        hint: Some(hint.to_owned()),
    }
}

/// Why the bind had no answer.
pub(super) fn of_error(error: &LdapError) -> Trouble {
    Trouble {
        what: format!("the server did not answer the bind: {}", printable(&error.to_string())),
        hint: Some("look at the server's log; a code that was sent may be used up".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 532, v1db1";

    #[test]
    fn each_refusal_has_a_meaning_and_a_way_on() {
        for (code, text, meaning) in [
            (49, "", "nothing is told"),
            (49, DATA, "password has expired"),
            (49, "x data 52e, v1db1, enrol an authenticator at https://x", "no authenticator"),
            (49, "Invalid credentials", "may not be Vestibule"),
            (52, "", "nobody can be judged"),
            (13, "", "TLS alone"),
            (53, "", "proves nothing"),
            (7, "", "kind of bind"),
            (80, "", "does not give"),
        ] {
            let (found, hint) = of(code, text, "ada");
            assert!(found.contains(meaning) && hint.is_some(), "{code} {text}: {found}");
        }
        assert_eq!(of(0, "", "ada").1, None);
    }

    #[test]
    fn a_hint_repeats_no_control_characters() {
        let (_, hint) = of(49, "", "a\u{1b}[2J");
        assert!(!hint.unwrap_or_default().contains('\u{1b}'));
    }
}
