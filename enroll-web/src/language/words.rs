//! The texts of all pages, in every language (Project Fluent). A test holds that every language has every text.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;

/// The name of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) &'static str);

/// Every text in every language.
pub(crate) struct Catalogue(BTreeMap<Language, FluentBundle<FluentResource>>);

/// The texts in one language.
#[derive(Clone)]
pub(crate) struct Words {
    catalogue: Arc<Catalogue>,
    language: Language,
}

/// The files of a language, one for each part of the portal.
macro_rules! sources {
    ($tag:literal) => {
        &[
            include_str!(concat!("../../locales/", $tag, "/portal.ftl")),
            include_str!(concat!("../../locales/", $tag, "/staff.ftl")),
            include_str!(concat!("../../locales/", $tag, "/people.ftl")),
            include_str!(concat!("../../locales/", $tag, "/exemptions.ftl")),
            include_str!(concat!("../../locales/", $tag, "/explain.ftl")),
            include_str!(concat!("../../locales/", $tag, "/audit.ftl")),
            include_str!(concat!("../../locales/", $tag, "/overview.ftl")),
        ]
    };
}

const fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => sources!("en"),
        Language::German => sources!("de"),
        Language::French => sources!("fr"),
        Language::Spanish => sources!("es"),
        Language::Arabic => sources!("ar"),
    }
}

impl Catalogue {
    /// The files that were compiled in, read once.
    pub(crate) fn shared() -> Arc<Self> {
        static READ: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::read()));
        Arc::clone(&READ)
    }

    fn read() -> Self {
        Self(Language::ALL.into_iter().map(|language| (language, bundle(language))).collect())
    }

    fn find(&self, language: Language, text: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let bundle = self.0.get(&language)?;
        let pattern = bundle.get_message(text)?.value()?;
        Some(bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned())
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Names from elsewhere stand in words of the other direction only here.
    bundle.set_use_isolating(language.direction() == "rtl");
    for source in sources(language) {
        // What cannot be read is left out; the tests hold that nothing is.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

impl Words {
    pub(crate) const fn new(catalogue: Arc<Catalogue>, language: Language) -> Self {
        Self { catalogue, language }
    }

    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// A text without variables.
    pub(crate) fn say(&self, text: &str) -> String {
        self.fill(text, &FluentArgs::new())
    }

    /// A text with one variable.
    pub(crate) fn with<'a>(&self, text: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        self.fill(text, &FluentArgs::from_iter([(name, value.into())]))
    }

    /// A text with two variables.
    pub(crate) fn with_two<'a>(
        &self,
        text: &str,
        one: (&'a str, impl Into<FluentValue<'a>>),
        two: (&'a str, impl Into<FluentValue<'a>>),
    ) -> String {
        self.fill(text, &FluentArgs::from_iter([(one.0, one.1.into()), (two.0, two.1.into())]))
    }

    fn fill(&self, text: &str, arguments: &FluentArgs<'_>) -> String {
        let here = self.catalogue.find(self.language, text, arguments);
        here.or_else(|| self.catalogue.find(Language::English, text, arguments)).unwrap_or_else(|| text.to_owned())
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
