//! Controls (RFC 4511 section 4.1.11): read without memory of their own, written from borrowed parts.

use super::ber::{self, Malformed, Reader, Tag, Writer};

/// One control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control<'a> {
    /// Its object identifier in dotted form, as sent.
    pub oid: &'a [u8],
    /// Whether the request must fail where the control is not understood.
    pub critical: bool,
    /// Its value, encoded as the control's own specification says.
    pub value: Option<&'a [u8]>,
}

impl<'a> Control<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, Malformed> {
        let mut control = list.enter(Tag::SEQUENCE)?;
        let oid = control.octets()?;
        let critical = control.optional(Tag::BOOLEAN)?.map_or(Ok(false), ber::boolean)?;
        let value = control.optional(Tag::OCTET_STRING)?;
        control.end()?;
        Ok(Self { oid, critical, value })
    }

    /// Writes it, with the criticality left out where it is the default.
    pub fn write(&self, writer: &mut Writer) {
        writer.nest(Tag::SEQUENCE, |writer| {
            writer.octets(self.oid);
            if self.critical {
                writer.boolean(Tag::BOOLEAN, true);
            }
            if let Some(value) = self.value {
                writer.octets(value);
            }
        });
    }
}

/// The controls of one message, each of them known to be readable.
#[derive(Debug, Clone)]
pub struct Controls<'a> {
    rest: Reader<'a>,
}

impl<'a> Controls<'a> {
    /// Reads the value of a `[0] Controls` element.
    ///
    /// # Errors
    /// [`Malformed`] when one of them cannot be read.
    pub fn decode(list: &'a [u8]) -> Result<Self, Malformed> {
        let rest = Reader::new(list);
        let mut walk = rest;
        while !walk.is_empty() {
            Control::read(&mut walk)?;
        }
        Ok(Self { rest })
    }

    /// No controls.
    #[must_use]
    pub const fn none() -> Self {
        Self { rest: Reader::new(&[]) }
    }

    /// The control with this identifier.
    #[must_use]
    pub fn named(&self, oid: &str) -> Option<Control<'a>> {
        self.clone().find(|control| control.oid == oid.as_bytes())
    }
}

impl<'a> Iterator for Controls<'a> {
    type Item = Control<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() { None } else { Control::read(&mut self.rest).ok() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn controls_come_back_as_written() {
        let sent = [
            Control { oid: b"1.2.3", critical: false, value: None },
            Control { oid: b"1.2.4", critical: true, value: Some(b"") },
            Control { oid: b"1.2.5", critical: true, value: None },
        ];
        let mut writer = Writer::default();
        sent.iter().for_each(|control| control.write(&mut writer));
        let bytes = writer.finish();
        let controls = Controls::decode(&bytes).unwrap();
        assert_eq!(controls.clone().collect::<Vec<_>>(), sent);
        assert_eq!(controls.named("1.2.4"), Some(Control { oid: b"1.2.4", critical: true, value: Some(b"") }));
        assert_eq!(controls.named("1.2"), None);
    }

    #[test]
    fn what_is_not_a_control_is_refused() {
        for bad in
            [&[4, 0][..], &[0x30, 0], &[0x30, 4, 4, 0, 4, 0, 4], &[0x30, 6, 4, 0, 1, 2, 0, 0], &[0x30, 4, 4, 0, 5, 0]]
        {
            assert!(Controls::decode(bad).is_err(), "{bad:02x?}");
        }
    }
}
