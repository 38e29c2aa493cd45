//! What mails say, in each language: a table that no language can leave a hole in.
//!
//! Words in braces stand for values: {name}, {organisation}, {contact}, {sequence}. Each language has the same ones.

mod ar;
mod de;
mod en;
mod es;
mod fr;

use super::occasion::Kind;
use crate::config::Language;

/// The subject of a mail and its first sentence.
pub(super) struct Told {
    pub(super) subject: &'static str,
    pub(super) sentence: &'static str,
}

/// The texts of one language.
pub(super) struct Texts {
    pub(super) hello: &'static str,
    added: Told,
    replaced: Told,
    removed: Told,
    renamed: Told,
    enabled: Told,
    disabled: Told,
    resynchronised: Told,
    recovery_replaced: Told,
    signed_out: Told,
    activation_made: Told,
    bypass_granted: Told,
    bypass_revoked: Told,
    unlocked: Told,
    recovery_used: Told,
    bypass_used: Told,
    not_enrolled: Told,
    grace: Told,
    /// The words before the facts.
    pub(super) account: &'static str,
    pub(super) label: &'static str,
    pub(super) when: &'static str,
    pub(super) place: &'static str,
    pub(super) portal: &'static str,
    /// Where something was done: at the portal, by an administrator's command.
    pub(super) at_portal: &'static str,
    pub(super) by_command: &'static str,
    /// What to do where it was somebody else: after a change, after a login; whom to call.
    pub(super) not_me_change: &'static str,
    pub(super) not_me_login: &'static str,
    pub(super) call: &'static str,
    pub(super) call_somebody: &'static str,
    /// That further mails are held back.
    pub(super) many: &'static str,
    pub(super) reference: &'static str,
}

impl Texts {
    /// Those of a language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &en::TEXTS,
            Language::De => &de::TEXTS,
            Language::Fr => &fr::TEXTS,
            Language::Es => &es::TEXTS,
            Language::Ar => &ar::TEXTS,
        }
    }

    /// What is said of something that happened.
    pub(super) const fn told(&self, kind: Kind) -> &Told {
        match kind {
            Kind::Added => &self.added,
            Kind::Replaced => &self.replaced,
            Kind::Removed => &self.removed,
            Kind::Renamed => &self.renamed,
            Kind::Enabled => &self.enabled,
            Kind::Disabled => &self.disabled,
            Kind::Resynchronised => &self.resynchronised,
            Kind::RecoveryReplaced => &self.recovery_replaced,
            Kind::SignedOut => &self.signed_out,
            Kind::ActivationMade => &self.activation_made,
            Kind::BypassGranted => &self.bypass_granted,
            Kind::BypassRevoked => &self.bypass_revoked,
            Kind::Unlocked => &self.unlocked,
            Kind::RecoveryUsed => &self.recovery_used,
            Kind::BypassUsed => &self.bypass_used,
            Kind::NotEnrolled => &self.not_enrolled,
            Kind::Grace => &self.grace,
        }
    }
}

/// Puts values into the places of a text. What a value holds is not looked at again; a place without a value stays.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}');
        let value = place.and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        match value {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all(texts: &Texts) -> Vec<&'static str> {
        let plain = [
            texts.hello,
            texts.account,
            texts.label,
            texts.when,
            texts.place,
            texts.portal,
            texts.at_portal,
            texts.by_command,
            texts.not_me_change,
            texts.not_me_login,
            texts.call,
            texts.call_somebody,
            texts.many,
            texts.reference,
        ];
        let told = Kind::ALL.into_iter().flat_map(|kind| {
            let told = texts.told(kind);
            [told.subject, told.sentence]
        });
        plain.into_iter().chain(told).collect()
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_says_everything_with_the_same_values() {
        let english = all(Texts::of(Language::En));
        for (tag, language) in Language::ALL {
            for (text, english) in all(Texts::of(language)).into_iter().zip(&english) {
                assert!(!text.trim().is_empty() && text.trim() == text, "{tag}: {text:?} for {english:?}");
                assert_eq!(places(text), places(english), "{tag}: {text:?} for {english:?}");
                assert!(!text.chars().any(char::is_control), "{tag}: {text:?}");
                assert!(language == Language::En || text != *english || !english.contains(' '), "{tag}: {text:?}");
            }
        }
    }

    #[test]
    fn each_occasion_has_words_of_its_own() {
        for (tag, language) in Language::ALL {
            let texts = Texts::of(language);
            let sentences: BTreeSet<&str> = Kind::ALL.into_iter().map(|kind| texts.told(kind).sentence).collect();
            assert_eq!(sentences.len(), Kind::ALL.len(), "{tag}");
            let subjects = Kind::ALL.into_iter().filter(|kind| !kind.is_prompt()).map(|kind| texts.told(kind).subject);
            assert_eq!(subjects.collect::<BTreeSet<_>>().len(), Kind::ALL.len() - 2, "{tag}");
        }
    }

    #[test]
    fn a_value_is_put_in_once_and_never_looked_into() {
        assert_eq!(fill("{a}, {b}{a}", &[("a", "{b}"), ("b", "x")]), "{b}, x{b}");
        assert_eq!(fill("{c} { }", &[("a", "x")]), "{c} { }");
    }
}
