//! Figures and the audit, for those who watch.

use std::time::Duration;

use serde::Deserialize;

use super::{Act, LONGEST_REASON, ManageError, Office, Officer};
use crate::ports::{AuditFilter, AuditRow, Conclusion, Figures};
use crate::{Outcome, Sid, Timestamp};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Rows of one page at most.
const MOST: u32 = 500;
/// Rows that are read at once.
const AT_ONCE: u32 = 1_000;
/// Rows that one page looks through at most; a page may end before it is full.
const LOOKED_THROUGH: u32 = 10_000;

/// Figures of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// What the store counts; logins of the last 24 hours.
    pub figures: Figures,
    /// False in monitor mode.
    pub enforced: bool,
    /// True while a protected or an administrators' group is not found: nobody is exempt then.
    pub protected_unknown: bool,
}

/// Which rows of the audit.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// About this person.
    pub person: Option<Sid>,
    /// Of this event.
    pub event: Option<String>,
    /// That ended so.
    pub outcome: Option<Outcome>,
    /// At this application.
    pub application: Option<String>,
    /// From this source, as it is written there: an address, or the name of a station.
    pub source: Option<String>,
    /// About somebody whose name, as it was typed or found, has this in it, whatever its case.
    pub name: Option<String>,
    /// At or after this time.
    pub since: Option<Timestamp>,
    /// The newest first; else the oldest.
    pub newest: bool,
    /// Where the page before ended.
    pub cursor: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

impl AuditQuery {
    /// What it asks for, in one line; empty for everything.
    fn told(&self) -> String {
        let outcome = self.outcome.and_then(|outcome| serde_json::to_value(outcome).ok());
        let asked = [
            ("person", self.person.as_ref().map(Sid::to_string)),
            ("event", self.event.clone()),
            ("outcome", outcome.as_ref().and_then(|word| word.as_str()).map(str::to_owned)),
            ("application", self.application.clone()),
            ("source", self.source.clone()),
            ("name", self.name.clone()),
            ("since", self.since.and_then(written)),
        ];
        let asked = asked.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        let told: String = asked.collect::<Vec<_>>().join(" ");
        // As long as a reason may be; a control character ends no line of the audit.
        told.chars().take(LONGEST_REASON).collect()
    }
}

/// A page of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// Where the next page begins. With the oldest first there is always one: to be asked again for what is new.
    pub next: Option<u64>,
}

/// What of a row is compared.
#[derive(Deserialize)]
struct Compared {
    event: String,
    outcome: Outcome,
    #[serde(default)]
    application: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    person: String,
}

impl Office {
    /// Figures of everything.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn overview(&self, officer: &Officer) -> Result<Overview, ManageError> {
        self.permit(officer, Act::Overview).await?;
        let now = self.clock.now();
        let figures = self.records.figures(now.minus(DAY), now).await?;
        let policy = self.gate.as_ref().map(|gate| gate.policy());
        let protected_unknown = policy.as_ref().is_some_and(|policy| policy.protected_unknown);
        Ok(Overview { figures, enforced: policy.is_none_or(|policy| policy.enforce), protected_unknown })
    }

    /// Writes down that somebody takes a copy of the audit away, and of which rows. To be asked before the first.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn exporting(&self, officer: &Officer, query: &AuditQuery) -> Result<(), ManageError> {
        self.permit(officer, Act::ReadAudit).await?;
        let event = self.event(officer, "audit-exported", None, None, &query.told());
        let conclusion = Conclusion { event: Some(event), ..Conclusion::default() };
        let _done = self.records.conclude(conclusion, self.clock.now()).await?;
        Ok(())
    }

    /// A page of the audit.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn audit(&self, officer: &Officer, query: &AuditQuery) -> Result<AuditPage, ManageError> {
        self.permit(officer, Act::ReadAudit).await?;
        let limit = query.limit.clamp(1, MOST) as usize;
        let (mut rows, mut cursor, mut looked) = (Vec::new(), query.cursor, 0);
        loop {
            let some = self.records.audit(&filter(query, cursor)).await?;
            let full = some.len() >= AT_ONCE as usize;
            for row in some {
                cursor = Some(row.sequence);
                if fits(query, &row) {
                    rows.push(row);
                }
                if rows.len() == limit {
                    return Ok(AuditPage { rows, next: cursor });
                }
            }
            looked += AT_ONCE;
            if !full {
                let next = if query.newest { None } else { Some(cursor.unwrap_or(0)) };
                return Ok(AuditPage { rows, next });
            }
            if looked >= LOOKED_THROUGH {
                return Ok(AuditPage { rows, next: cursor });
            }
        }
    }
}

fn written(time: Timestamp) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(i64::try_from(time.0).ok()?).ok()?;
    Some(time.to_string())
}

fn filter(query: &AuditQuery, cursor: Option<u64>) -> AuditFilter {
    AuditFilter {
        after: if query.newest { 0 } else { cursor.unwrap_or(0) },
        before: cursor.filter(|_| query.newest),
        since: query.since,
        person: query.person.clone(),
        limit: AT_ONCE,
        newest: query.newest,
    }
}

fn fits(query: &AuditQuery, row: &AuditRow) -> bool {
    let AuditQuery { event, outcome, application, source, name, .. } = query;
    let nothing = outcome.is_none() && [event, application, source, name].iter().all(|asked| asked.is_none());
    if nothing {
        return true;
    }
    let Ok(row) = serde_json::from_str::<Compared>(&row.json) else { return false };
    let is = |asked: &Option<String>, found: &str| asked.as_ref().is_none_or(|asked| asked == found);
    let has = |asked: &str| row.person.to_lowercase().contains(&asked.to_lowercase());
    is(event, &row.event)
        && outcome.is_none_or(|outcome| outcome == row.outcome)
        && is(application, &row.application)
        && is(source, &row.source)
        && name.as_deref().is_none_or(has)
}
