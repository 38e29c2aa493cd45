//! What stands behind the path of a page that is shown: what to look for, and where to go on. Read gently: what cannot be
//! read is as if it were not there.

use zeroize::Zeroizing;

use crate::form::Fields;

/// The longest value that is looked at.
const LONGEST: usize = 1_024;

/// Names and values.
pub(crate) struct Query(Vec<(String, Zeroizing<String>)>);

impl Query {
    pub(super) fn read(text: &str) -> Self {
        Self(Fields::read(text.as_bytes()).map(Fields::into_pairs).unwrap_or_default())
    }

    /// A value that says something.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())?;
        Some(value).filter(|value| !value.is_empty() && value.len() <= LONGEST)
    }
}
