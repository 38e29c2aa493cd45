//! Who becomes exempt, page by page: what a login would find, before anything is saved.

use vestibule_gate::{ManageError, Preview, WouldBe};

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use crate::language::Text;
use crate::visit::Visit;

/// So many members on one page: the groups of each are read.
const AT_ONCE: usize = 25;

/// Members of a group, and what would become of them.
pub(super) struct Foreseen {
    pub(super) group: String,
    pub(super) name: String,
    pub(super) dn: String,
    pub(super) members: u32,
    /// There are more than could be counted.
    pub(super) more: bool,
    pub(super) rows: Vec<Member>,
    pub(super) before: Option<String>,
    pub(super) next: Option<String>,
}

pub(super) struct Member {
    pub(super) page: StaffPlace,
    pub(super) name: String,
    pub(super) becomes_exempt: bool,
    pub(super) would_be: Text,
    /// The group that exempts them already, or the rule where that is gone.
    pub(super) by: Option<String>,
}

impl Foreseen {
    /// Whether the group has as many members as somebody saw.
    pub(super) fn has(&self, seen: &str) -> bool {
        seen == self.seen()
    }

    /// The number of members, for a form to say what was seen.
    pub(super) fn seen(&self) -> String {
        if self.more { format!("{}+", self.members) } else { self.members.to_string() }
    }
}

/// Where the page of members begins that a request asks for.
pub(super) fn from(visit: &Visit<Staff>) -> usize {
    visit.query().text("from").and_then(|from| from.parse().ok()).unwrap_or(0)
}

/// Members from the `from`th on; `address` is that of the page, ending in `?` or `&`. From the first on they are read
/// afresh, which is what a form is held against.
pub(super) async fn foresee(
    visit: &Visit<Staff>,
    group: &str,
    address: &str,
    from: usize,
) -> Result<Foreseen, ManageError> {
    let office = visit.office();
    let preview = office.preview(visit.officer(), group, from, AT_ONCE).await?;
    let mut rows = Vec::with_capacity(preview.page.len());
    let known = if preview.page.iter().any(|member| matches!(member.would_be, WouldBe::Already(_))) {
        office.exemptions(visit.officer()).await?
    } else {
        Vec::new()
    };
    let link = |from: usize| format!("{address}from={from}");
    let Preview { group, members, more, page, next } = preview;
    for member in page {
        let by = |rule: &String| match known.iter().find(|one| one.id == *rule) {
            Some(one) => one.group_name.clone(),
            None => rule.clone(),
        };
        let (would_be, by) = match &member.would_be {
            WouldBe::Exempt => (Text("foreseen-exempt"), None),
            WouldBe::Already(rule) => (Text("foreseen-already"), Some(by(rule))),
            WouldBe::Protected => (Text("foreseen-protected"), None),
            WouldBe::NotCounted => (Text("foreseen-not-counted"), None),
        };
        let becomes_exempt = member.would_be == WouldBe::Exempt;
        rows.push(Member { page: StaffPlace::person(&member.id), name: member.name, becomes_exempt, would_be, by });
    }
    Ok(Foreseen {
        group: group.id.to_string(),
        name: group.name,
        dn: group.dn,
        members: u32::try_from(members).unwrap_or(u32::MAX),
        more,
        rows,
        before: (from > 0).then(|| link(from.saturating_sub(AT_ONCE))),
        next: next.map(link),
    })
}
