//! `reply`: what an Access-Accept carries, by group. The values are templates; what they may hold is checked by the
//! door's own rules, against the dictionaries.

use super::super::fault::Wrong;
use super::super::section::Section;
use super::super::{identity, value};

/// What an Access-Accept carries for members of a group.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ReplyRule {
    /// Distinguished name, SID or name; `None`: everybody.
    pub(crate) group: Option<String>,
    /// Attribute names with their values, which may hold `{group}`, `{user}` and `{attribute:NAME}`.
    pub(crate) attributes: Vec<(String, String)>,
}

/// Which of the rules that fit are applied.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ReplyMatch {
    /// The first one.
    First,
    /// All of them, in order.
    All,
}

/// Reads `reply` and `reply-match`.
pub(super) fn read(section: &Section<'_>) -> (Vec<ReplyRule>, ReplyMatch) {
    let rules: Vec<ReplyRule> = section.tables("reply").iter().filter_map(rule).collect();
    let words = [("first", ReplyMatch::First), ("all", ReplyMatch::All)];
    let which = section.text("reply-match", |text| value::choice(text, &words, &[]));
    if section.has("reply-match") && !section.has("reply") {
        section.wrong("reply-match", Wrong::new("goes with `reply`", "write `reply`, or remove the key"));
    }
    (rules, which.unwrap_or(ReplyMatch::First))
}

fn rule(section: &Section<'_>) -> Option<ReplyRule> {
    section.require("attributes", "{ Class = \"OU={group};\" }");
    let group = section.text("group", identity::group);
    let table = section.table("attributes");
    let attributes = table.as_ref().map(Section::pairs).unwrap_or_default();
    if table.is_some_and(|table| table.is_empty()) {
        section.wrong("attributes", Wrong::new("names no attribute", "write at least one, or remove the rule"));
    }
    if group.is_none() && attributes.iter().any(|(_, value)| value.contains("{group}")) {
        let wrong = Wrong::new("uses `{group}`, and the rule has no `group`", "write the `group` it is for");
        section.wrong("attributes", wrong);
    }
    section.finish();
    (!attributes.is_empty()).then_some(ReplyRule { group, attributes })
}
