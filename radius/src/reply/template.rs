//! Values with places to be filled: `{group}`, `{user}`, `{attribute:NAME}`; `{{` and `}}` are braces.

use std::collections::HashMap;
use std::sync::Arc;

use vestibule_gate::Sid;
use zeroize::Zeroizing;

use super::{Facts, LeftOut};

/// A value as it is written, taken apart.
pub(super) struct Template(Vec<Part>);

enum Part {
    Text(Zeroizing<String>),
    Group,
    User,
    /// As written, and in lower case.
    Attribute(Arc<str>, String),
}

/// Why a value is no template, and what helps.
pub(super) struct BadTemplate(pub(super) String, pub(super) String);

const PLACES: &str = "use {group}, {user} or {attribute:NAME}, and {{ or }} for a brace itself";

impl Template {
    /// Takes `text` apart.
    pub(super) fn parse(text: &str) -> Result<Self, BadTemplate> {
        let (mut parts, mut plain) = (Vec::new(), Zeroizing::new(String::with_capacity(text.len())));
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '{' if letters.as_str().starts_with('{') => plain.extend(letters.next()),
                '}' if letters.as_str().starts_with('}') => plain.extend(letters.next()),
                '}' => return Err(BadTemplate("a `}` closes nothing".into(), PLACES.into())),
                '{' => {
                    let Some((place, rest)) = letters.as_str().split_once('}') else {
                        return Err(BadTemplate("a `{` is not closed".into(), PLACES.into()));
                    };
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(part(place)?);
                    letters = rest.chars();
                }
                other => plain.push(other),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// The text, where there is nothing to fill in.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether the matching group's name is asked for.
    pub(super) fn names_group(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Group))
    }

    pub(super) fn directory_attributes(&self) -> impl Iterator<Item = Arc<str>> {
        self.0.iter().filter_map(|part| match part {
            Part::Attribute(name, _) => Some(Arc::clone(name)),
            Part::Text(_) | Part::Group | Part::User => None,
        })
    }

    /// The values: one, or one for each value of a directory attribute where that is the only one in it. Of several
    /// directory attributes, each gives its first value.
    pub(super) fn fill(&self, group: Option<&Sid>, facts: &Facts) -> Result<Vec<Zeroizing<Vec<u8>>>, LeftOut> {
        let mut asked = self.directory_attributes();
        let many = match (asked.next(), asked.next()) {
            (Some(only), None) => values(&only, &only.to_ascii_lowercase(), &facts.attributes)?.len(),
            (None | Some(_), _) => 1,
        };
        (0..many).map(|at| self.fill_one(at, group, facts)).collect()
    }

    fn fill_one(&self, at: usize, group: Option<&Sid>, facts: &Facts) -> Result<Zeroizing<Vec<u8>>, LeftOut> {
        let mut pieces: Vec<&[u8]> = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            pieces.push(match part {
                Part::Text(text) => text.as_bytes(),
                Part::User => facts.user.as_bytes(),
                Part::Group => match group {
                    Some(sid) => facts.names.get(sid).ok_or_else(|| LeftOut::NoName(sid.clone()))?.as_bytes(),
                    // Refused when rules are compiled.
                    None => return Err(LeftOut::Empty),
                },
                Part::Attribute(name, lower) => {
                    let all = values(name, lower, &facts.attributes)?;
                    all.get(at).ok_or_else(|| LeftOut::NoValue(Arc::clone(name)))?
                }
            });
        }
        Ok(Zeroizing::new(pieces.concat()))
    }
}

fn part(place: &str) -> Result<Part, BadTemplate> {
    match place.split_once(':') {
        None if place == "group" => Ok(Part::Group),
        None if place == "user" => Ok(Part::User),
        Some(("attribute", name)) if is_attribute_name(name) => {
            Ok(Part::Attribute(name.into(), name.to_ascii_lowercase()))
        }
        Some(("attribute", name)) => {
            let what = format!("`{name}` is no name of a directory attribute");
            Err(BadTemplate(what, "write it as the directory's schema does, such as msRADIUSFramedIPAddress".into()))
        }
        None | Some(_) => Err(BadTemplate(format!("`{{{place}}}` is not known"), PLACES.into())),
    }
}

/// A short name or an OID (RFC 4512 section 1.4), without options.
fn is_attribute_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-.".contains(&octet))
}

fn values<'a>(
    name: &Arc<str>,
    lower: &str,
    attributes: &'a HashMap<String, Vec<Vec<u8>>>,
) -> Result<&'a Vec<Vec<u8>>, LeftOut> {
    attributes.get(lower).filter(|values| !values.is_empty()).ok_or_else(|| LeftOut::NoValue(Arc::clone(name)))
}
