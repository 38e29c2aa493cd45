//! The forms of several pages.

use zeroize::Zeroizing;

use crate::form::{Fields, Form, Malformed};

/// A button alone.
pub(crate) struct Pressed;

impl Form for Pressed {
    fn read(_: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self)
    }
}

/// A code.
pub(crate) struct Code {
    pub(super) code: Zeroizing<String>,
}

impl Form for Code {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { code: fields.take("code")? })
    }
}

/// What an authenticator is called.
pub(crate) struct Label {
    pub(super) label: String,
}

impl Form for Label {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { label: label(fields)? })
    }
}

/// What an authenticator is called, and a code of it.
pub(crate) struct Labelled {
    pub(super) label: String,
    pub(super) code: Zeroizing<String>,
}

impl Form for Labelled {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { label: label(fields)?, code: fields.take("code")? })
    }
}

fn label(fields: &mut Fields) -> Result<String, Malformed> {
    Ok(fields.take("label")?.trim().to_owned())
}
