//! Which language a page is in.

mod words;

pub(crate) use words::{Catalogue, Text, Words};

/// A language the portal speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Arabic, written from right to left.
    Arabic,
}

/// So much of an `Accept-Language` header is looked at.
const LONGEST_WISH: usize = 512;

impl Language {
    /// All of them, in the order to offer them.
    pub const ALL: [Self; 5] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Arabic];

    /// The tag (BCP 47), as `lang` in a page has it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Arabic => "ar",
        }
    }

    /// From [`Language::tag`].
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its own name.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Arabic => "العربية",
        }
    }

    /// `ltr` or `rtl`.
    pub(crate) const fn direction(self) -> &'static str {
        match self {
            Self::English | Self::German | Self::French | Self::Spanish => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// The one of ours that an `Accept-Language` header (RFC 9110 section 12.5.4) wishes most.
    pub(crate) fn wished(header: &str) -> Option<Self> {
        let header = header.get(..LONGEST_WISH).unwrap_or(header);
        let ours = header.split(',').filter_map(wish).filter(|(_, weight)| *weight > 0);
        // Of equal weights the first counts.
        ours.rev().max_by_key(|(_, weight)| *weight).map(|(language, _)| language)
    }
}

/// A language range and its weight in thousandths.
fn wish(range: &str) -> Option<(Language, u16)> {
    let (tag, weight) = range.split_once(';').map_or((range, None), |(tag, weight)| (tag, Some(weight)));
    let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
    let weight = match weight.map(|text| text.trim().strip_prefix("q=").unwrap_or_default().parse::<f32>()) {
        None => 1.0,
        Some(weight) => weight.ok().filter(|weight| (0.0..=1.0).contains(weight))?,
    };
    Some((Language::from_tag(&primary)?, (weight * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_wish_that_is_ours_wins() {
        for (header, language) in [
            ("de-CH, fr;q=0.9", Some(Language::German)),
            ("it, fr;q=0.5, ar;q=0.8", Some(Language::Arabic)),
            ("ES-419", Some(Language::Spanish)),
            ("fr,de", Some(Language::French)),
            ("en;q=0, it", None),
            ("de;q=2, de;q=x", None),
            ("*", None),
            ("", None),
            (",;,=;q=", None),
        ] {
            assert_eq!(Language::wished(header), language, "{header}");
        }
        assert_eq!(Language::wished(&"x,".repeat(10_000)), None);
        assert_eq!(Language::wished(&format!("de,{}", "é".repeat(1_000))), Some(Language::German));
    }
}
