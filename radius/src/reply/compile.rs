//! From what is written to rules without fault: names looked up, templates taken apart, fixed values tried.

use std::sync::Arc;

use super::template::{BadTemplate, Template};
use super::{Compiled, Fault, Matching, Rule, Rules, Setting};
use crate::dictionary::{Attribute, Dictionary, Hidden, Type};
use crate::mschap::MICROSOFT;
use crate::packet::{MAX_VALUE, number, tunnel};

/// What the server computes, echoes or must never repeat. By number: a name given in an administrator's dictionary
/// does not open it.
const RESERVED: [u8; 10] = [
    number::USER_PASSWORD,
    number::CHAP_PASSWORD,
    number::STATE,
    number::VENDOR_SPECIFIC,
    number::PROXY_STATE,
    number::CHAP_CHALLENGE,
    number::EAP_MESSAGE,
    number::MESSAGE_AUTHENTICATOR,
    number::ERROR_CAUSE,
    number::EAP_KEY_NAME,
];

/// Microsoft's that follow from the password: MS-CHAP-* and MS-MPPE-*.
const RESERVED_MICROSOFT: [u32; 18] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 16, 17, 19, 20, 25, 26, 27];

impl Rules {
    /// Checks rules as they are written.
    ///
    /// # Errors
    /// Every [`Fault`].
    pub fn compile(dictionary: &Dictionary, rules: &[Rule], matching: Matching) -> Result<Self, Vec<Fault>> {
        let (mut compiled, mut faults) = (Vec::new(), Vec::new());
        for (at, rule) in rules.iter().enumerate() {
            let mut settings = Vec::new();
            for (name, text) in &rule.attributes {
                match setting(dictionary, rule, name, text) {
                    Ok(setting) => settings.push(setting),
                    Err(BadTemplate(what, remedy)) => {
                        faults.push(Fault { rule: at, attribute: name.clone(), what, remedy });
                    }
                }
            }
            compiled.push(Compiled { groups: rule.groups.clone(), settings });
        }
        if faults.is_empty() { Ok(Self { rules: compiled, matching }) } else { Err(faults) }
    }
}

fn setting(dictionary: &Dictionary, rule: &Rule, name: &str, text: &str) -> Result<Setting, BadTemplate> {
    let (plain, tag) = name.split_once(':').map_or((name, None), |(plain, tag)| (plain, Some(tag)));
    let Some(attribute) = dictionary.attribute(plain) else {
        let remedy = match dictionary.nearest(plain) {
            Some(near) => format!("is it `{near}`?"),
            None => "name a file that defines it under `dictionary-files`".to_owned(),
        };
        return Err(BadTemplate("no dictionary has this attribute".into(), remedy));
    };
    check_attribute(attribute)?;
    let setting = Setting {
        attribute: Arc::clone(attribute),
        tag: tag.map_or(Ok(0), |tag| check_tag(attribute, tag))?,
        template: Template::parse(text)?,
    };
    if setting.template.names_group() && rule.groups.is_empty() {
        return Err(BadTemplate(
            "{group} in a rule that names no group".into(),
            "name groups, or write the text".into(),
        ));
    }
    if let Some(literal) = setting.template.literal() {
        check_literal(&setting, literal)?;
    }
    Ok(setting)
}

fn check_attribute(attribute: &Attribute) -> Result<(), BadTemplate> {
    let reserved = match attribute.vendor_number() {
        None => RESERVED.iter().any(|number| u32::from(*number) == attribute.number),
        Some(MICROSOFT) => RESERVED_MICROSOFT.contains(&attribute.number),
        Some(_) => false,
    };
    if reserved || attribute.hidden == Hidden::UserPassword {
        return Err(BadTemplate(
            "a reply rule cannot set this attribute".into(),
            "take it out: the server sets it where it belongs".into(),
        ));
    }
    if attribute.hidden == Hidden::Ascend {
        return Err(BadTemplate("its encryption (encrypt=3) is not in this version".into(), "take it out".into()));
    }
    if let Type::Unsupported(kind) = &attribute.kind {
        return Err(BadTemplate(format!("its type `{kind}` is not in this version"), "take it out".into()));
    }
    Ok(())
}

fn check_tag(attribute: &Attribute, tag: &str) -> Result<u8, BadTemplate> {
    if !attribute.tagged {
        return Err(BadTemplate("this attribute takes no tag".into(), "take off what stands behind the colon".into()));
    }
    let number = tag.parse().ok().filter(|tag| *tag <= tunnel::MAX_TAG);
    number.ok_or_else(|| BadTemplate(format!("`{tag}` is no tag"), "use 0 to 31".into()))
}

/// A fixed value is tried now, so that `check` tells what would be left out later.
fn check_literal(setting: &Setting, literal: &str) -> Result<(), BadTemplate> {
    let octets = setting.attribute.octets(literal.as_bytes()).map_err(|bad| {
        let names: Vec<&str> = setting.attribute.values.iter().map(|(name, _)| &**name).collect();
        let remedy =
            if names.is_empty() { "write it so".to_owned() } else { format!("use a number, or {}", names.join(", ")) };
        BadTemplate(format!("the value {bad}"), remedy)
    })?;
    if octets.is_empty() {
        return Err(BadTemplate("the value is empty".into(), "write a value, or take the attribute out".into()));
    }
    if octets.len() > setting.longest() {
        let what = format!("the value has {} octets, {} fit", octets.len(), setting.longest());
        return Err(BadTemplate(what, "shorten it".into()));
    }
    if setting.attribute.tagged && setting.attribute.kind.is_number() && tagged_number(&octets).is_none() {
        return Err(BadTemplate("the number needs more than three octets".into(), "use 0 to 16777215".into()));
    }
    Ok(())
}

impl Setting {
    /// The longest plain value that fits.
    pub(super) fn longest(&self) -> usize {
        let attribute = &*self.attribute;
        if attribute.concatenated {
            return usize::MAX;
        }
        let room = attribute.vendor.as_ref().map_or(MAX_VALUE, |vendor| vendor.format.max_value());
        let room = room - usize::from(attribute.tagged && !attribute.kind.is_number());
        if attribute.hidden == Hidden::Salted {
            // Salt, then blocks of 16 that begin with the length.
            return (room - 2) / 16 * 16 - 1;
        }
        room
    }
}

/// The three octets that a tag leaves of a number.
pub(super) fn tagged_number(octets: &[u8]) -> Option<u32> {
    let number = u32::from_be_bytes(octets.try_into().ok()?);
    (number < 1 << 24).then_some(number)
}
