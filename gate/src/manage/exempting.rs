//! Who is exempt and why, and who would become it. Decided by the rules of a login, and changing nothing.

use futures_util::future::join_all;

use super::{Act, ManageError, Office, Officer};
use crate::ports::Group;
use crate::protect::is_protected;
use crate::{ExemptRule, Outage, Policy, Sid, Timestamp};

/// The most members of one page: the groups of each are read.
const MOST: usize = 100;
/// So many are looked at side by side: fewer than a directory has connections of ours, which logins need.
const AT_ONCE: usize = 4;

/// Where an exemption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// In the configuration; removed there.
    Configuration,
    /// Made at run time.
    Added,
    /// Asked for, and waiting for somebody else's approval.
    Requested,
}

/// An exemption of any origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exempting {
    /// The rule's id in the audit.
    pub id: String,
    /// Where it stands.
    pub origin: Origin,
    /// The group.
    pub group: Sid,
    /// Its name, as written or when it was made.
    pub group_name: String,
    /// Why.
    pub reason: String,
    /// Who made it; `None` for the configuration's.
    pub owner: Option<String>,
    /// When it was made; `None` for the configuration's.
    pub created: Option<Timestamp>,
    /// When it ends; `None` for never.
    pub until: Option<Timestamp>,
    /// Whether it holds now.
    pub holds: bool,
    /// Whether whoever looks asked for it: it waits for somebody else then.
    pub own: bool,
}

/// What an exemption of a group would do to one of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WouldBe {
    /// No code is asked of them any more.
    Exempt,
    /// It changes nothing: this rule exempts them already.
    Already(String),
    /// It changes nothing: they are protected.
    Protected,
    /// It changes nothing: a login does not find them in this group.
    NotCounted,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their identity.
    pub id: Sid,
    /// Their short name.
    pub name: String,
    /// What would become of them.
    pub would_be: WouldBe,
}

/// Who would become exempt by a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The group.
    pub group: Group,
    /// How many people are in it, nested ones included; at least so many where `more`.
    pub members: usize,
    /// Whether there are more than could be counted.
    pub more: bool,
    /// Those of this page.
    pub page: Vec<Member>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<usize>,
}

impl Office {
    /// All exemptions: the configuration's, those made at run time, and those that wait.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn exemptions(&self, officer: &Officer) -> Result<Vec<Exempting>, ManageError> {
        self.permit(officer, Act::ShowExemptions).await?;
        let now = self.clock.now();
        let gate = self.gate.as_ref().map(|gate| gate.policy());
        let written = gate.iter().flat_map(|policy| &policy.exempt).map(|rule| Exempting {
            id: rule.id.clone(),
            origin: Origin::Configuration,
            group: rule.group.clone(),
            group_name: rule.group_name.clone(),
            reason: rule.reason.clone(),
            owner: None,
            created: None,
            until: rule.until,
            holds: rule.until.is_none_or(|until| now < until),
            own: false,
        });
        let mut all: Vec<Exempting> = written.collect();
        let added = self.records.all_exemptions().await?.into_iter().map(|held| (Origin::Added, false, held));
        let asked = self.records.requested_exemptions().await?.into_iter();
        let asked = asked.map(|asked| (Origin::Requested, officer.asked_for(&asked), asked.exemption));
        all.extend(added.chain(asked).map(|(origin, own, held)| Exempting {
            holds: origin == Origin::Added && held.until.is_none_or(|until| now < until),
            id: held.id,
            origin,
            group: held.group,
            group_name: held.group_name,
            reason: held.reason,
            owner: Some(held.owner),
            created: Some(held.created),
            until: held.until,
            own,
        }));
        Ok(all)
    }

    /// Who would become exempt if this group were: a page of its members from the `from`th on, at most `most`, each
    /// decided on the groups a login would read.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn preview(
        &self,
        officer: &Officer,
        group: &str,
        from: usize,
        most: usize,
    ) -> Result<Preview, ManageError> {
        self.permit(officer, Act::ShowExemptions).await?;
        let gate = self.gate.as_ref().ok_or(Outage::Busy)?;
        let policy = gate.policy();
        let found = self.directory.group(group, self.until()).await?;
        let group = found.ok_or_else(|| ManageError::NoGroupNamed(group.to_owned()))?;
        // Whoever turns a page sees the list they began with; what would become of each is read afresh.
        let list = match from {
            0 => std::sync::Arc::new(self.read(Some(&group)).await?),
            _ => self.listed(Some(&group)).await?,
        };
        let (members, more, most) = (list.found.len(), list.more, most.clamp(1, MOST));
        let (rules, mut page) = (gate.rules(&policy).await?, Vec::new());
        let rows: Vec<_> = list.found.iter().skip(from).take(most).collect();
        for some in rows.chunks(AT_ONCE) {
            let foreseen = some.iter().map(|row| self.would_be(&policy, &rules, &row.id, &group.id));
            for (row, would_be) in some.iter().zip(join_all(foreseen).await) {
                page.push(Member { id: row.id.clone(), name: row.name.clone(), would_be: would_be? });
            }
        }
        let end = from.saturating_add(page.len());
        Ok(Preview { group, members, more, page, next: (end < members).then_some(end) })
    }

    async fn would_be(&self, policy: &Policy, rules: &[ExemptRule], id: &Sid, group: &Sid) -> Result<WouldBe, Outage> {
        let Some(person) = self.directory.identified(id, self.until()).await? else { return Ok(WouldBe::NotCounted) };
        let groups = self.directory.groups(&person, self.until()).await?;
        if policy.protected_unknown || is_protected(policy, &person, &groups) {
            return Ok(WouldBe::Protected);
        }
        let now = self.clock.now();
        let held = rules.iter().find(|rule| rule.until.is_none_or(|until| now < until) && groups.contains(&rule.group));
        Ok(match held {
            Some(rule) => WouldBe::Already(rule.id.clone()),
            None if groups.contains(group) => WouldBe::Exempt,
            None => WouldBe::NotCounted,
        })
    }
}
