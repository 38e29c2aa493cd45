//! Rules of the configuration that give an Access-Accept its attributes: from groups, the person's name, and the
//! directory's attributes.
//!
//! A rule decides nothing about who comes in: it is asked behind the admission. What does not fit is left out and
//! noted, since a device without a VLAN is better than nobody admitted for a typing error in the directory; attributes
//! that the server itself computes cannot be set.

mod compile;
mod evaluate;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use thiserror::Error;
use vestibule_gate::Sid;

use crate::dictionary::{Attribute, BadValue};
use crate::packet::{Attributes, Authenticator, Salts, Secret};

use template::Template;

/// A rule as it is written.
#[derive(Clone)]
pub struct Rule {
    /// Whom it is for: members of any of these. Everybody where it is empty.
    pub groups: Vec<Sid>,
    /// Names of attributes, perhaps with a tag (`Tunnel-Type:1`), and what they are set to. A name may come twice.
    pub attributes: Vec<(String, String)>,
}

/// Which rules count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The first that is for this person.
    First,
    /// All that are, in their order.
    All,
}

/// What is wrong in a rule, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("reply rule {}, `{attribute}`: {what}; {remedy}", rule + 1)]
pub struct Fault {
    /// Which rule, from 0.
    pub rule: usize,
    /// Which attribute, as it is written.
    pub attribute: String,
    /// What is wrong.
    pub what: String,
    /// What helps.
    pub remedy: String,
}

/// Rules without fault. May hold secrets (Tunnel-Password), so there is no `Debug`.
pub struct Rules {
    rules: Vec<Compiled>,
    matching: Matching,
}

struct Compiled {
    groups: Vec<Sid>,
    settings: Vec<Setting>,
}

struct Setting {
    attribute: Arc<Attribute>,
    tag: u8,
    template: Template,
}

/// What is known of an admitted person beside their groups.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The short name (sAMAccountName), for `{user}`.
    pub user: String,
    /// Names of groups, for `{group}`: at least those of [`Rules::groups`].
    pub names: HashMap<Sid, String>,
    /// Values of the attributes of [`Rules::directory_attributes`], by name in lower case.
    pub attributes: HashMap<String, Vec<Vec<u8>>>,
}

/// What values are hidden with.
pub struct Seal<'a> {
    /// The client's secret.
    pub secret: &'a Secret,
    /// The Request Authenticator of the request that is answered.
    pub authenticator: &'a Authenticator,
    /// The reply's salts.
    pub salts: &'a mut Salts,
}

/// What the rules give one person.
#[derive(Debug)]
pub struct Evaluated {
    /// The attributes, at most [`MOST`] octets.
    pub attributes: Attributes,
    /// What was left out.
    pub notes: Vec<Note>,
}

/// How many octets rules may put into one reply. A packet has 4096, some clients fail above 4,000, and the server adds
/// its own.
pub const MOST: usize = 3000;

/// An attribute that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("reply rule {}, `{attribute}`: {why}", rule + 1)]
pub struct Note {
    /// Which rule, from 0.
    pub rule: usize,
    /// The attribute's name.
    pub attribute: Arc<str>,
    /// Why.
    pub why: LeftOut,
}

/// Why an attribute was left out. Never tells the value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LeftOut {
    /// The directory has no value.
    #[error("the person has no `{0}` in the directory")]
    NoValue(Arc<str>),
    /// The group's name was not found.
    #[error("the name of the group {0} is not known")]
    NoName(Sid),
    /// The value is none of the attribute's type.
    #[error("the value {0}")]
    Bad(#[from] BadValue),
    /// The value is empty.
    #[error("the value is empty")]
    Empty,
    /// The value is longer than an attribute may be.
    #[error("the value is too long for the attribute")]
    TooLong,
    /// Attributes before it took the room.
    #[error("the reply is full")]
    Full,
}

impl Rules {
    /// No rules: nothing is added.
    pub const fn none() -> Self {
        Self { rules: Vec::new(), matching: Matching::First }
    }

    /// The names of directory attributes that templates ask for, as they were written first.
    pub fn directory_attributes(&self) -> BTreeSet<Arc<str>> {
        self.settings().flat_map(|setting| setting.template.directory_attributes()).collect()
    }

    /// Every group that a rule names.
    pub fn groups(&self) -> BTreeSet<Sid> {
        self.rules.iter().flat_map(|rule| rule.groups.iter().cloned()).collect()
    }

    /// Whether there are no rules.
    pub const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.rules.iter().flat_map(|rule| &rule.settings)
    }
}
