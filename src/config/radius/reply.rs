//! `reply`: what an Access-Accept carries, by group. The values are templates, checked by the door's own rules against
//! the dictionaries.

use std::collections::HashMap;

use vestibule_gate::Sid;
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::reply::{Matching, Rule, Rules};

use crate::config::fault::Wrong;
use crate::config::section::Section;
use crate::config::{identity, value};

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

/// The rules as the door applies them; a rule whose group is not among `groups` is for nobody.
///
/// # Errors
/// Every fault. After reading there are none.
pub(super) fn compile(
    written: &[ReplyRule],
    matching: ReplyMatch,
    dictionary: &Dictionary,
    groups: &HashMap<String, (Sid, String)>,
) -> Result<Rules, Vec<vestibule_radius::reply::Fault>> {
    // No group has this SID (S-1-0-0 is the null SID).
    let nobody = || Sid::new("S-1-0-0");
    let meant = |name: &String| groups.get(name).map_or_else(nobody, |(sid, _)| sid.clone());
    let rules: Vec<Rule> = written
        .iter()
        .map(|rule| Rule { groups: rule.group.iter().map(meant).collect(), attributes: rule.attributes.clone() })
        .collect();
    let matching = match matching {
        ReplyMatch::First => Matching::First,
        ReplyMatch::All => Matching::All,
    };
    Rules::compile(dictionary, &rules, matching)
}

/// Reads `reply` and `reply-match`.
pub(super) fn read(section: &Section<'_>, dictionary: &Dictionary) -> (Vec<ReplyRule>, ReplyMatch) {
    let tables = section.tables("reply");
    let (places, written): (Vec<_>, Vec<_>) = tables.iter().filter_map(rule).unzip();
    let words = [("first", ReplyMatch::First), ("all", ReplyMatch::All)];
    let which = section.text("reply-match", |text| value::choice(text, &words, &[])).unwrap_or(ReplyMatch::First);
    if section.has("reply-match") && !section.has("reply") {
        section.wrong("reply-match", Wrong::new("goes with `reply`", "write `reply`, or remove the key"));
    }
    for fault in compile(&written, which, dictionary, &HashMap::new()).err().unwrap_or_default() {
        if let Some(place) = places.get(fault.rule) {
            place.wrong(&fault.attribute, Wrong::new(fault.what, fault.remedy));
        }
    }
    (written, which)
}

/// A rule, and the table of its attributes.
fn rule<'a>(section: &Section<'a>) -> Option<(Section<'a>, ReplyRule)> {
    section.require("attributes", "{ Class = \"OU={group};\" }");
    let group = section.text("group", identity::group);
    let table = section.table("attributes");
    section.finish();
    let table = table?;
    let attributes = table.pairs();
    if table.is_empty() {
        section.wrong("attributes", Wrong::new("names no attribute", "write at least one, or remove the rule"));
    }
    (!section.has("group") || group.is_some()).then_some((table, ReplyRule { group, attributes }))
}
