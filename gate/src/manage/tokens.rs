//! API tokens: made and revoked at the console, shown once, stored as keyed hashes.
//!
//! A token is `vst_ID_SECRET`: the id selects the row and is no secret, the secret has 256 bits. Whatever is wrong with one
//! (unknown, ended, revoked, from another network), it looks the same: [`Bearer::Refused`], no sooner than every refusal.

use std::time::Duration;

use zeroize::Zeroizing;

use super::officer::{API, Bearing};
use super::{Act, ManageError, Office, Officer, Scope};
use crate::audit::{Event, Mfa, Outcome, Reason};
use crate::ports::{Chance, Change, Conclusion, NewToken, StoredToken, TokenRow};
use crate::{Door, Mac, Moment, Networks, Outage, Policy, Refusal, Source, Timestamp, issue, verdict::Said};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// No refusal leaves earlier.
const FLOOR: Duration = Duration::from_millis(300);
/// What a token begins with, so that it is found where it was left by mistake.
const PREFIX: &str = "vst";
const MOST_NETWORKS: usize = 32;

/// A token to make.
#[derive(Clone, Debug)]
pub struct AskedToken {
    /// What it is for; 1 to 64 characters.
    pub label: String,
    /// What it is good for; at least one.
    pub scopes: Vec<Scope>,
    /// Where it is good from; none: from everywhere.
    pub networks: Networks,
    /// How long it is good: an hour to 366 days.
    pub lasts: Duration,
}

/// A token that was made. It is shown once.
pub struct MadeToken {
    /// The id of its row.
    pub id: String,
    /// What programs send.
    pub token: Zeroizing<String>,
    /// When it ends.
    pub until: Timestamp,
}

/// What a presented token is.
#[must_use]
#[derive(Debug)]
pub enum Bearer {
    /// Good.
    Known(Officer),
    /// Not good.
    Refused(Refusal),
    /// Nobody can say now.
    Unavailable(Outage),
}

impl Office {
    /// Makes a token. The console's alone.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn new_token(&self, officer: &Officer, asked: AskedToken) -> Result<MadeToken, ManageError> {
        self.permit(officer, Act::Tokens).await?;
        if !(HOUR..=366 * DAY).contains(&asked.lasts) {
            return Err(ManageError::BadSpan("a token lasts an hour to 366 days"));
        }
        if asked.label.trim().is_empty() || !issue::is_label(&asked.label) {
            return Err(ManageError::BadLabel);
        }
        let AskedToken { label, mut scopes, networks, lasts } = asked;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() || networks.all().len() > MOST_NETWORKS {
            return Err(ManageError::BadToken);
        }
        let (id, secret) = (issue::id(&*self.chance)?, secret(&*self.chance)?);
        let until = self.clock.now().plus(lasts);
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let note = format!("{label}: {}", words.join(" "));
        let event = Event { rule: Some(id.clone()), ..self.event(officer, "token-made", None, None, &note) };
        let (mac, operator) = (self.sealer.token(&id, secret.as_bytes()), officer.name().to_owned());
        let token = NewToken { id: id.clone(), secret: mac, label, scopes, networks, operator, until };
        self.make(Change::AddToken(token), event, &id).await?;
        let token = Zeroizing::new(format!("{PREFIX}_{id}_{}", &*secret));
        Ok(MadeToken { id, token, until })
    }

    /// All tokens, ended and revoked ones too, the newest first.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn tokens(&self, officer: &Officer) -> Result<Vec<TokenRow>, ManageError> {
        self.permit(officer, Act::Tokens).await?;
        Ok(self.records.tokens().await?)
    }

    /// Ends a token.
    ///
    /// # Errors
    /// As [`ManageError`] says; one that has ended or was revoked is not found.
    pub async fn revoke_token(&self, officer: &Officer, id: &str) -> Result<(), ManageError> {
        self.permit(officer, Act::Tokens).await?;
        let row = self.records.token(id).await?.ok_or_else(|| ManageError::NotFound(id.to_owned()))?.row;
        let event = self.event(officer, "token-revoked", None, None, &row.label);
        let event = Event { rule: Some(id.to_owned()), ..event };
        self.make(Change::RevokeToken { id: id.to_owned() }, event, id).await
    }

    /// Who presents `token`, from `source`. A refusal counts against its source, as every refusal of a login.
    pub async fn bearer(&self, token: &[u8], source: Source, arrived: Moment) -> Bearer {
        match self.look_at(token, source).await {
            Ok(Some(officer)) => Bearer::Known(officer),
            Ok(None) => Bearer::Refused(Refusal::new(Said::Nothing, arrived.plus(FLOOR))),
            Err(outage) => Bearer::Unavailable(outage),
        }
    }

    /// What a request without any token gets: the same face, and nothing counted, since nothing was tried.
    pub fn no_bearer(&self, arrived: Moment) -> Refusal {
        Refusal::new(Said::Nothing, arrived.plus(FLOOR))
    }

    async fn look_at(&self, token: &[u8], source: Source) -> Result<Option<Officer>, Outage> {
        self.records.health()?;
        let gate = self.gate.as_ref().ok_or(Outage::Busy)?;
        let (policy, now) = (gate.policy(), self.clock.now());
        if self.is_throttled(&policy, source, now).await? {
            self.token_refused(source, Reason::SourceThrottled, None).await?;
            return Ok(None);
        }
        let parsed = parse(token);
        let stored = match parsed {
            Some((id, _)) => self.records.token(id).await?,
            None => None,
        };
        // Computed and compared whatever was found, so that the time tells nothing.
        let (id, secret) = parsed.unwrap_or(("", b""));
        let known = stored.as_ref().map_or(Mac([0; 32]), |stored| stored.secret);
        let right = self.sealer.token(id, secret) == known;
        let good = stored.filter(|stored| right && is_good(stored, source, now));
        let Some(StoredToken { row, .. }) = good else {
            self.token_refused(source, Reason::BadToken, parsed.map(|(id, _)| id.to_owned())).await?;
            return Ok(None);
        };
        self.records.note_token(&row.id, now).await?;
        let bearing = Bearing { id: row.id, scopes: row.scopes, maker: row.operator, source, policy };
        Ok(Some(Officer::token(&row.label, bearing)))
    }

    async fn is_throttled(&self, policy: &Policy, source: Source, now: Timestamp) -> Result<bool, Outage> {
        let Some(from) = source.end_user else { return Ok(false) };
        let refusals = self.records.refusals(from, now.minus(policy.source_window)).await?;
        Ok(refusals >= policy.source_refusals)
    }

    async fn token_refused(&self, source: Source, reason: Reason, id: Option<String>) -> Result<(), Outage> {
        let Some(gate) = &self.gate else { return Ok(()) };
        let event = Event {
            outcome: Outcome::Refused,
            reason,
            door: Door::Web.as_str(),
            application: API.to_owned(),
            source: source.address().to_string(),
            mfa: Mfa::None,
            rule: id,
            operator: None,
            ..self.event(&Officer::console("", false), API, None, None, "")
        };
        self.count(&event.application, event.event, Outcome::Refused);
        let event = gate.flood.hold(event);
        let refused_source = source.end_user.filter(|_| reason != Reason::SourceThrottled);
        if event.is_some() || refused_source.is_some() {
            let conclusion = Conclusion { event, refused_source, ..Conclusion::default() };
            let _done = self.records.conclude(conclusion, self.clock.now()).await?;
        }
        Ok(())
    }
}

fn is_good(stored: &StoredToken, source: Source, now: Timestamp) -> bool {
    let row = &stored.row;
    let here = row.networks.all().is_empty() || row.networks.contain(&source);
    row.revoked.is_none() && now < row.until && here
}

/// Id and secret, where it has the form of a token.
fn parse(token: &[u8]) -> Option<(&str, &[u8])> {
    let text = std::str::from_utf8(token).ok()?;
    let (id, secret) = text.strip_prefix(PREFIX)?.strip_prefix('_')?.split_once('_')?;
    let plain = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (plain(id, 32) && plain(secret, 64)).then_some((id, secret.as_bytes()))
}

/// 256 bits as 64 hexadecimal digits.
///
/// # Errors
/// [`Outage::Chance`].
fn secret(chance: &dyn Chance) -> Result<Zeroizing<String>, Outage> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    chance.fill(&mut *bytes)?;
    let mut text = Zeroizing::new(String::with_capacity(64));
    for byte in bytes.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    Ok(text)
}
