//! A month of coverage before the demo began, made up as its people are, so that the chart of the overview has lines.

use std::time::Duration;

use vestibule_gate::Sid;
use vestibule_gate::ports::{Clock as _, CoverageRow, Directory as _, Reports as _, Sample};

use super::cast::{CAST, ENGINEERING, GROUPS};
use crate::cli::Failure;
use crate::parts::Parts;

const DAY: u64 = 24 * 3600 * 1000;
/// So many days before today.
const DAYS: u64 = 30;

/// Writes it.
///
/// # Errors
/// The sample directory or the store does not answer.
pub(super) async fn begin(parts: &Parts) -> Result<(), Failure> {
    let now = parts.clock.now();
    let today = now.0 - now.0 % DAY;
    let until = parts.clock.moment().plus(Duration::from_secs(5));
    let group = parts.directories.group(ENGINEERING, until).await?.map(|group| (group.id, group.name));
    let with = |codes: bool| CAST.iter().filter(|actor| !codes || actor.codes.is_some()).count() as u64;
    let engineers = GROUPS.iter().find(|group| group.dn() == ENGINEERING).map_or(0, |group| group.members.len() as u64);
    let mut rows = rows(None, (with(false), with(true)), today);
    if group.is_some() {
        rows.extend(self::rows(group, (engineers, engineers), today));
    }
    Ok(parts.store.note_coverage(rows, now).await?)
}

/// From nobody to as many as there are today.
fn rows(group: Option<(Sid, String)>, (members, enrolled): (u64, u64), today: u64) -> Vec<CoverageRow> {
    let day = |before: u64| {
        let day = vestibule_gate::Timestamp(today - before * DAY);
        let sample = Sample { day, members, enrolled: enrolled * (DAYS - before) / DAYS };
        CoverageRow { group: group.clone(), sample }
    };
    (1..=DAYS).rev().map(day).collect()
}
