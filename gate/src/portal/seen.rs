//! What the audit says of somebody's own logins.

use std::time::Duration;

use serde::Deserialize;

use crate::ports::{AuditFilter, AuditRow};
use crate::{Mfa, Outage, Outcome, Reason, Sid, Timestamp};

use super::{Enrolling, PORTAL, Portal, Session};

/// Rows that are looked through for logins.
const ROWS: u32 = 300;
/// A login at another door is named to who enrols within this time.
const JUST_NOW: Duration = Duration::from_secs(600);

/// A login, as its person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Seen {
    /// When.
    #[serde(deserialize_with = "rfc3339")]
    pub time: Timestamp,
    /// `login`, or another word of the audit.
    pub event: String,
    /// The kind of door.
    pub door: String,
    /// The application.
    pub application: String,
    /// The origin's address.
    pub source: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// What stood for the second factor.
    pub mfa: Mfa,
    /// The id of the authenticator used.
    pub authenticator: Option<String>,
    /// How many attempts this stands for, where more than one.
    pub count: Option<u64>,
}

impl Portal {
    /// The person's last logins, the newest first, at most `most`. Questions that were asked are none.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn logins(&self, session: &Session, most: usize) -> Result<Vec<Seen>, Outage> {
        let rows = self.rows(&session.person().id, ROWS, None).await?;
        Ok(rows.filter(|seen| seen.outcome != Outcome::Asked).take(most).collect())
    }

    /// The last login at another door within ten minutes that ended in the advice to enrol.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn tried_elsewhere(&self, who: &Enrolling) -> Result<Option<Seen>, Outage> {
        let since = self.gate.ports.clock.now().minus(JUST_NOW);
        let mut rows = self.rows(&who.person().id, 20, Some(since)).await?;
        Ok(rows
            .find(|seen| seen.application != PORTAL && (seen.reason == Reason::NotEnrolled || seen.mfa == Mfa::Grace)))
    }

    async fn rows(
        &self,
        person: &Sid,
        limit: u32,
        since: Option<Timestamp>,
    ) -> Result<impl Iterator<Item = Seen> + use<>, Outage> {
        let filter = AuditFilter { person: Some(person.clone()), newest: true, limit, since, ..AuditFilter::default() };
        let rows = self.records.audit(&filter).await?;
        Ok(rows.into_iter().filter_map(|row| read(&row)).filter(|seen| seen.event == "login"))
    }
}

/// `None` for a row of a version that knew other words.
fn read(row: &AuditRow) -> Option<Seen> {
    serde_json::from_str(&row.json).ok()
}

fn rfc3339<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
    let time: jiff::Timestamp = text.parse().map_err(serde::de::Error::custom)?;
    u64::try_from(time.as_millisecond()).map(Timestamp).map_err(serde::de::Error::custom)
}
