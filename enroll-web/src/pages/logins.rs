//! Somebody's own logins, in plain words: so that they notice one that was not theirs.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ports::AuthenticatorRow;
use vestibule_gate::{Mfa, Outage, Outcome, PORTAL, Reason, Seen};

use crate::language::Text;
use crate::page::{Frame, Time};
use crate::visit::{Answer, SignedIn, Visit};

/// So many are shown.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "logins.html")]
struct Page {
    frame: Frame,
    logins: Vec<Login>,
}

/// One login.
pub(super) struct Login {
    pub(super) time: Time,
    pub(super) application: String,
    pub(super) source: String,
    pub(super) result: String,
    pub(super) admitted: bool,
    /// How many attempts this stands for, where more than one.
    pub(super) count: Option<u32>,
}

pub(crate) async fn show(visit: Visit<SignedIn>) -> Answer<SignedIn> {
    match page(&visit).await {
        Ok(page) => visit.show(StatusCode::OK, &page),
        Err(outage) => visit.unavailable(outage),
    }
}

async fn page(visit: &Visit<SignedIn>) -> Result<Page, Outage> {
    let rows = visit.shared.portal().authenticators(&visit.held.state.session).await?;
    Ok(Page { frame: visit.frame(), logins: read(visit, MOST, &rows).await? })
}

pub(super) async fn read(
    visit: &Visit<SignedIn>,
    most: usize,
    rows: &[AuthenticatorRow],
) -> Result<Vec<Login>, Outage> {
    let seen = visit.shared.portal().logins(&visit.held.state.session, most).await?;
    Ok(seen.into_iter().map(|seen| login(visit, seen, rows)).collect())
}

fn login(visit: &Visit<SignedIn>, seen: Seen, rows: &[AuthenticatorRow]) -> Login {
    let words = &visit.caller.words;
    let used = seen.authenticator.as_ref().and_then(|id| rows.iter().find(|row| row.id == *id));
    let result = match (used, seen.outcome) {
        (Some(row), Outcome::Admitted) if !row.label.is_empty() => {
            words.with("result-code-of", "label", row.label.as_str())
        }
        (Some(_) | None, _) => words.say(result(seen.outcome, seen.mfa, seen.reason).0),
    };
    let application = if seen.application == PORTAL { words.say("logins-portal") } else { seen.application };
    Login {
        time: Time::of(seen.time, &visit.caller.look.settings.zone),
        application,
        source: seen.source,
        result,
        admitted: seen.outcome == Outcome::Admitted,
        count: seen.count.filter(|count| *count > 1).and_then(|count| u32::try_from(count).ok()),
    }
}

const fn result(outcome: Outcome, mfa: Mfa, reason: Reason) -> Text {
    match outcome {
        Outcome::Admitted => admitted(mfa),
        Outcome::Asked => Text("result-asked"),
        Outcome::Refused => refused(reason),
        Outcome::Unavailable => Text("result-unavailable"),
    }
}

const fn admitted(mfa: Mfa) -> Text {
    match mfa {
        Mfa::Code => Text("result-code"),
        Mfa::Remembered => Text("result-remembered"),
        Mfa::Exempt => Text("result-exempt"),
        Mfa::Recovery => Text("result-recovery"),
        Mfa::Bypass => Text("result-bypass"),
        Mfa::Grace => Text("result-grace"),
        Mfa::None => Text("result-none"),
    }
}

/// Only what helps the person. What the organisation set up is told in one word.
const fn refused(reason: Reason) -> Text {
    match reason {
        Reason::WrongCode | Reason::RepeatedString | Reason::WrongActivation => Text("result-wrong-code"),
        Reason::CodeReplayed => Text("result-used-code"),
        Reason::WrongPassword | Reason::WrongPasswordAgain | Reason::EmptyPassword => Text("result-wrong-password"),
        Reason::CodeThrottled | Reason::SourceThrottled | Reason::PasswordThrottled => Text("result-too-many"),
        Reason::ChallengeOver => Text("result-too-slow"),
        Reason::NotEnrolled => Text("result-not-enrolled"),
        Reason::AccountLocked
        | Reason::LogonHours
        | Reason::Workstation
        | Reason::PasswordExpired
        | Reason::AccountDisabled
        | Reason::AccountExpired
        | Reason::MustChangePassword => Text("result-account"),
        Reason::CodeAccepted
        | Reason::RecoveryAccepted
        | Reason::Remembered
        | Reason::Exempt
        | Reason::BypassAccepted
        | Reason::Grace
        | Reason::ServiceAccount
        | Reason::Monitor
        | Reason::Retransmitted
        | Reason::Reconnected
        | Reason::ReconnectionOver
        | Reason::ReconnectionEnded
        | Reason::ReconnectionElsewhere
        | Reason::PasswordChanged
        | Reason::FactorsChanged
        | Reason::Protected
        | Reason::ExemptionOver
        | Reason::CodeAsked
        | Reason::NoPlaceForCode
        | Reason::BadSyntax
        | Reason::UnknownPerson
        | Reason::StricterThanForeseen
        | Reason::ServiceElsewhere
        | Reason::ProtectedServiceAccount
        | Reason::OwnAccount
        | Reason::OtherDirectory
        | Reason::StoreUnavailable
        | Reason::DirectoryUnavailable
        | Reason::SealBroken
        | Reason::Busy
        | Reason::NoChance
        | Reason::Administration
        | Reason::SelfService
        | Reason::NotPermitted
        | Reason::BadToken
        | Reason::Accounting => Text("result-refused"),
    }
}
