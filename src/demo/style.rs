//! Colours where a terminal shows them, and times as this machine's people read them.

use jiff::tz::TimeZone;
use vestibule_gate::Timestamp;

/// Whether colours are used.
#[derive(Clone, Copy)]
pub(super) struct Style {
    colours: bool,
}

impl Style {
    /// For standard output as it is.
    pub(super) fn of_output() -> Self {
        Self { colours: crate::cli::colours(&std::io::stdout()) }
    }

    /// Without colours.
    #[cfg(test)]
    pub(super) const fn plain() -> Self {
        Self { colours: false }
    }

    /// Whether there are colours.
    pub(super) const fn is_coloured(self) -> bool {
        self.colours
    }

    pub(super) fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(super) fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(super) fn bad(self, text: &str) -> String {
        self.wrap("31", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Hours, minutes and seconds in this machine's time zone.
pub(super) fn local_time(at: Timestamp) -> String {
    let millis = i64::try_from(at.0).unwrap_or_default();
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}
