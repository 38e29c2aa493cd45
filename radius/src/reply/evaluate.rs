//! What the rules give one person.

use std::sync::Arc;

use vestibule_gate::Sid;
use zeroize::Zeroizing;

use super::compile::tagged_number;
use super::{Compiled, Evaluated, Facts, LeftOut, MOST, Matching, Note, Rules, Seal, Setting};
use crate::dictionary::Hidden;
use crate::packet::{Attributes, hide_salted, tunnel, vendor_specific};

impl Rules {
    /// The attributes for a person in these groups. Groups come from the admission itself.
    pub fn evaluate(&self, groups: &[Sid], facts: &Facts, seal: &mut Seal<'_>) -> Evaluated {
        let mut evaluated = Evaluated { attributes: Attributes::new(), notes: Vec::new() };
        let matching = self.rules.iter().enumerate().filter_map(|(at, rule)| Some((at, rule, rule.is_for(groups)?)));
        let count = if self.matching == Matching::First { 1 } else { usize::MAX };
        for (at, rule, group) in matching.take(count) {
            for setting in &rule.settings {
                if let Err(why) = setting.append(&mut evaluated.attributes, group, facts, seal) {
                    let attribute = Arc::clone(&setting.attribute.name);
                    evaluated.notes.push(Note { rule: at, attribute, why });
                }
            }
        }
        evaluated
    }
}

impl Compiled {
    /// The group that makes the rule one for this person (`None` within: it is for everybody), else `None`.
    fn is_for(&self, groups: &[Sid]) -> Option<Option<&Sid>> {
        if self.groups.is_empty() {
            return Some(None);
        }
        self.groups.iter().find(|group| groups.contains(group)).map(Some)
    }
}

impl Setting {
    /// Appends every value; of several, those before the first fault.
    fn append(
        &self,
        to: &mut Attributes,
        group: Option<&Sid>,
        facts: &Facts,
        seal: &mut Seal<'_>,
    ) -> Result<(), LeftOut> {
        for text in self.template.fill(group, facts)? {
            let plain = Zeroizing::new(self.attribute.octets(&text)?);
            if plain.is_empty() {
                return Err(LeftOut::Empty);
            }
            if plain.len() > self.longest() {
                return Err(LeftOut::TooLong);
            }
            let mut made = Attributes::new();
            self.push(&mut made, &self.sent(&plain, seal)?)?;
            if to.octets() + made.octets() > MOST {
                return Err(LeftOut::Full);
            }
            to.append(&made);
        }
        Ok(())
    }

    /// The value as it is sent: hidden, and with its tag.
    fn sent(&self, plain: &[u8], seal: &mut Seal<'_>) -> Result<Vec<u8>, LeftOut> {
        let (attribute, tag) = (&*self.attribute, self.tag);
        if attribute.hidden == Hidden::Salted {
            let hidden =
                hide_salted(plain, seal.salts.take(), seal.authenticator, seal.secret).map_err(|_| LeftOut::TooLong)?;
            return Ok(if attribute.tagged { [&[tag], hidden.as_slice()].concat() } else { hidden });
        }
        if !attribute.tagged {
            return Ok(plain.to_vec());
        }
        if attribute.kind.is_number() {
            let number = tagged_number(plain).and_then(|number| tunnel::tagged_number(tag, number));
            return number.map(|octets| octets.to_vec()).ok_or(LeftOut::TooLong);
        }
        Ok(tunnel::tagged_text(tag, plain))
    }

    fn push(&self, to: &mut Attributes, value: &[u8]) -> Result<(), LeftOut> {
        let attribute = &*self.attribute;
        let pushed = match (&attribute.vendor, u8::try_from(attribute.number)) {
            (Some(vendor), _) => vendor_specific(to, vendor.number, vendor.format, attribute.number, value),
            (None, Ok(number)) if attribute.concatenated => {
                to.push_long(number, value);
                Ok(())
            }
            (None, Ok(number)) => to.push(number, value),
            (None, Err(_)) => Err(crate::packet::TooLarge),
        };
        pushed.map_err(|_| LeftOut::TooLong)
    }
}
