//! Reads one text, line by line. Every fault is told with its line, and reading goes on.

use std::sync::Arc;

use super::types::unsigned;
use super::{Attribute, Dictionary, Fault, Hidden, Include, Type, Vendor};
use crate::packet::Format;

/// How deep files may include each other.
const DEEPEST: usize = 8;

/// What is wrong with a line, and what helps.
struct Wrong(String, String);

fn wrong<T>(what: impl Into<String>, remedy: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong(what.into(), remedy.into()))
}

struct Reader<'a> {
    dictionary: &'a mut Dictionary,
    include: Include<'a>,
    faults: Vec<Fault>,
    /// Set between BEGIN-VENDOR and END-VENDOR.
    vendor: Option<Vendor>,
    /// How many BEGIN-TLV are open. What stands within is not supported.
    nested: usize,
}

pub(super) fn read(
    dictionary: &mut Dictionary,
    file: &str,
    text: &str,
    include: Include<'_>,
) -> Result<(), Vec<Fault>> {
    let mut reader = Reader { dictionary, include, faults: Vec::new(), vendor: None, nested: 0 };
    reader.text(file, text, 0);
    if reader.faults.is_empty() { Ok(()) } else { Err(reader.faults) }
}

impl Reader<'_> {
    fn text(&mut self, file: &str, text: &str, depth: usize) {
        let outer = (self.vendor.take(), std::mem::take(&mut self.nested));
        let mut last = 0;
        for (line, content) in (1..).zip(text.lines()) {
            last = line;
            let content = content.split_once('#').map_or(content, |(content, _)| content);
            let words: Vec<&str> = content.split_whitespace().collect();
            if let Err(Wrong(what, remedy)) = self.line(&words, depth) {
                self.faults.push(Fault { file: file.to_owned(), line, what, remedy });
            }
        }
        if let Some(vendor) = &self.vendor {
            let what = format!("BEGIN-VENDOR {} is not closed", vendor.name);
            let remedy = format!("write END-VENDOR {} behind its attributes", vendor.name);
            self.faults.push(Fault { file: file.to_owned(), line: last, what, remedy });
        }
        (self.vendor, self.nested) = outer;
    }

    fn line(&mut self, words: &[&str], depth: usize) -> Result<(), Wrong> {
        let Some((keyword, rest)) = words.split_first() else { return Ok(()) };
        match (keyword.to_ascii_uppercase().as_str(), rest) {
            ("ATTRIBUTE", [name, number, kind, flags @ ..]) => self.attribute(name, number, kind, flags),
            ("ATTRIBUTE", _) => wrong("too few words", "write ATTRIBUTE NAME NUMBER TYPE [FLAGS]"),
            ("VALUE", [attribute, name, number]) => self.value(attribute, name, number),
            ("VALUE", _) => wrong("a VALUE takes three words", "write VALUE ATTRIBUTE NAME NUMBER"),
            ("VENDOR", [name, number, format @ ..]) => self.vendor(name, number, format),
            ("VENDOR", _) => wrong("too few words", "write VENDOR NAME NUMBER [format=1,1]"),
            ("BEGIN-VENDOR", [name, ..]) => self.begin(name),
            ("END-VENDOR", [name, ..]) => self.end(name),
            ("BEGIN-VENDOR" | "END-VENDOR", []) => wrong("no vendor", "name the vendor"),
            ("BEGIN-TLV", _) => {
                self.nested += 1;
                Ok(())
            }
            ("END-TLV", _) => match self.nested.checked_sub(1) {
                Some(left) => {
                    self.nested = left;
                    Ok(())
                }
                None => wrong("END-TLV without BEGIN-TLV", "remove the line"),
            },
            ("$INCLUDE", [file]) => self.included(file, depth),
            // The file may be missing.
            ("$INCLUDE-", [file]) => self.included(file, depth).or(Ok(())),
            ("$INCLUDE" | "$INCLUDE-", _) => wrong("no file, or several", "write $INCLUDE FILE"),
            _ => wrong(
                format!("`{keyword}` is not known"),
                "use ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, END-VENDOR or $INCLUDE (the format of FreeRADIUS 3)",
            ),
        }
    }

    fn attribute(&mut self, name: &str, number: &str, kind: &str, flags: &[&str]) -> Result<(), Wrong> {
        check_name(name)?;
        let mut defined = Attribute {
            name: name.into(),
            vendor: self.vendor.clone(),
            number: 0,
            kind: Type::named(kind),
            tagged: false,
            hidden: Hidden::No,
            concatenated: false,
            values: Vec::new(),
        };
        for flag in flags.iter().flat_map(|word| word.split(',')).filter(|flag| !flag.is_empty()) {
            self.flag(&mut defined, flag)?;
        }
        if number.contains('.') || self.nested > 0 {
            defined.kind = Type::Unsupported("tlv".into());
        } else {
            defined.number = attribute_number(&defined, number)?;
        }
        self.define(defined)
    }

    fn flag(&self, defined: &mut Attribute, flag: &str) -> Result<(), Wrong> {
        match flag.to_ascii_lowercase().as_str() {
            "has_tag" => defined.tagged = true,
            "concat" => defined.concatenated = true,
            "encrypt=1" => defined.hidden = Hidden::UserPassword,
            "encrypt=2" => defined.hidden = Hidden::Salted,
            "encrypt=3" => defined.hidden = Hidden::Ascend,
            // They say how FreeRADIUS uses an attribute, not how it is sent.
            "array" | "secret" | "internal" | "virtual" => {}
            // The old way to name the vendor.
            vendor => match self.dictionary.vendors.get(vendor) {
                Some(vendor) => defined.vendor = Some(vendor.clone()),
                None => {
                    return wrong(
                        format!("the flag `{flag}` is not known"),
                        "use has_tag, concat, encrypt=1, encrypt=2, or a vendor that was defined above",
                    );
                }
            },
        }
        Ok(())
    }

    fn define(&mut self, mut defined: Attribute) -> Result<(), Wrong> {
        let dictionary = &mut *self.dictionary;
        let (name, number) =
            (defined.name.to_ascii_lowercase(), (defined.vendor_number().unwrap_or(0), defined.number));
        let known = dictionary.by_name.get(&name).and_then(|at| Some((*at, dictionary.attributes.get(*at)?)));
        if let Some((at, known)) = known {
            if (known.vendor_number(), known.number) != (defined.vendor_number(), defined.number) {
                let what =
                    format!("`{}` is the name of another attribute already, number {}", known.name, known.number);
                return wrong(what, "give it a name of its own");
            }
            defined.values.clone_from(&known.values);
            if let Some(place) = dictionary.attributes.get_mut(at) {
                *place = Arc::new(defined);
            }
            return Ok(());
        }
        let at = dictionary.attributes.len();
        dictionary.by_name.insert(name, at);
        if !matches!(defined.kind, Type::Unsupported(_)) {
            dictionary.by_number.entry(number).or_insert(at);
        }
        dictionary.attributes.push(Arc::new(defined));
        Ok(())
    }

    fn value(&mut self, attribute: &str, name: &str, number: &str) -> Result<(), Wrong> {
        let Some(value) = unsigned(number.as_bytes()) else {
            return wrong(format!("`{number}` is no number"), "write it in decimal, or in hexadecimal after 0x");
        };
        let at = self.dictionary.by_name.get(&attribute.to_ascii_lowercase());
        let Some(known) = at.and_then(|at| self.dictionary.attributes.get_mut(*at)) else {
            let near =
                self.dictionary.nearest(attribute).map_or_else(String::new, |near| format!(" (is it `{near}`?)"));
            return wrong(format!("no attribute `{attribute}`{near}"), "define it above its values");
        };
        let values = &mut Arc::make_mut(known).values;
        match values.iter_mut().find(|(there, _)| there.eq_ignore_ascii_case(name)) {
            Some(there) => there.1 = value,
            None => values.push((name.into(), value)),
        }
        Ok(())
    }

    fn vendor(&mut self, name: &str, number: &str, format: &[&str]) -> Result<(), Wrong> {
        check_name(name)?;
        let number = unsigned(number.as_bytes()).and_then(|number| u32::try_from(number).ok());
        let Some(number) = number.filter(|number| (1..1 << 24).contains(number)) else {
            return wrong("no vendor's number", "write it in decimal, 1 to 16777215");
        };
        let format = match format {
            [] => Format::RECOMMENDED,
            [format, ..] => match vendor_format(format) {
                Some(format) => format,
                None => {
                    return wrong(
                        format!("`{format}` is no format"),
                        "write format=T,L with T 1, 2 or 4, and L 0, 1 or 2",
                    );
                }
            },
        };
        let vendor = Vendor { name: name.into(), number, format };
        let known = self.dictionary.vendors.insert(name.to_ascii_lowercase(), vendor.clone());
        match known {
            Some(known) if known.number != vendor.number => {
                let what = format!("the vendor `{name}` has the number {} already", known.number);
                self.dictionary.vendors.insert(name.to_ascii_lowercase(), known);
                wrong(what, "give it a name of its own")
            }
            Some(_) | None => Ok(()),
        }
    }

    fn begin(&mut self, name: &str) -> Result<(), Wrong> {
        if let Some(open) = &self.vendor {
            return wrong(format!("BEGIN-VENDOR {} is still open", open.name), "close it with END-VENDOR first");
        }
        let Some(vendor) = self.dictionary.vendors.get(&name.to_ascii_lowercase()) else {
            return wrong(format!("no vendor `{name}`"), "define it above with VENDOR NAME NUMBER");
        };
        self.vendor = Some(vendor.clone());
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Wrong> {
        match self.vendor.take() {
            Some(open) if open.name.eq_ignore_ascii_case(name) => Ok(()),
            Some(open) => wrong(format!("END-VENDOR {name} closes BEGIN-VENDOR {}", open.name), "name the same vendor"),
            None => wrong("END-VENDOR without BEGIN-VENDOR", "remove the line, or open the vendor"),
        }
    }

    fn included(&mut self, file: &str, depth: usize) -> Result<(), Wrong> {
        if depth >= DEEPEST {
            return wrong("files include each other too deep", "name every file in the configuration itself");
        }
        match (self.include)(file) {
            Ok(text) => {
                self.text(file, &text, depth + 1);
                Ok(())
            }
            Err(why) => {
                wrong(format!("`{file}` cannot be included: {why}"), "name the file in the configuration itself")
            }
        }
    }
}

fn check_name(name: &str) -> Result<(), Wrong> {
    let allowed = |octet: u8| octet.is_ascii_alphanumeric() || b"-_./+*".contains(&octet);
    if name.len() <= 128 && name.bytes().all(allowed) {
        return Ok(());
    }
    wrong(format!("`{name}` is no name"), "use letters, digits and - _ . / + * only, 128 at most")
}

fn attribute_number(defined: &Attribute, text: &str) -> Result<u32, Wrong> {
    let most = match &defined.vendor {
        None => 255,
        Some(vendor) => u32::MAX.checked_shr(32 - 8 * u32::from(vendor.format.number)).unwrap_or(u32::MAX),
    };
    let number = unsigned(text.as_bytes()).and_then(|number| u32::try_from(number).ok());
    match number {
        Some(number) if (1..=most).contains(&number) || (number == 0 && defined.vendor.is_some()) => Ok(number),
        Some(_) | None => wrong(format!("`{text}` is no number of an attribute"), format!("use 1 to {most}")),
    }
}

fn vendor_format(text: &str) -> Option<Format> {
    let mut parts = text.strip_prefix("format=")?.split(',');
    let number = parts.next()?.parse().ok().filter(|octets| [1, 2, 4].contains(octets))?;
    let length = parts.next()?.parse().ok().filter(|octets| *octets <= 2)?;
    // A third part (`c`) is WiMAX's continuation, which is not in this version.
    parts.next().is_none().then_some(Format { number, length })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_one(text: &str) -> (Dictionary, Vec<String>) {
        let mut dictionary = Dictionary::default();
        let read = dictionary.read("own", text, &mut |file| match file {
            "loop" => Ok("$INCLUDE loop".to_owned()),
            "good" => Ok("ATTRIBUTE Included 9 string\n".to_owned()),
            "bad" => Ok("\nATTRIBUTE Bad 9\n".to_owned()),
            _ => Err("no such file".to_owned()),
        });
        let faults = read.err().unwrap_or_default().iter().map(Fault::to_string).collect();
        (dictionary, faults)
    }

    #[test]
    fn a_text_as_freeradius_has_them_is_read() {
        let (dictionary, faults) = read_one(
            "# a comment\n\
             VENDOR\tExample 32473\t# RFC 5612\n\
             VENDOR Wide 429 format=2,2\n\
             \n\
             BEGIN-VENDOR Example\n\
             attribute Example-Role 0x01 string\n\
             ATTRIBUTE Example-Level 2 integer has_tag\n\
             ATTRIBUTE Example-Key 3 octets[16] has_tag,encrypt=2\n\
             VALUE Example-Level Low 0x1\n\
             END-VENDOR Example\n\
             BEGIN-VENDOR Wide\n\
             ATTRIBUTE Wide-One 65535 string\n\
             END-VENDOR Wide\n\
             ATTRIBUTE Old-Style 4 ipaddr Example\n\
             $INCLUDE good\n\
             $INCLUDE- missing\n\
             ATTRIBUTE Plain 250 string virtual\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        let of = |name: &str| dictionary.attribute(name).unwrap();
        assert_eq!((of("example-role").vendor_number(), of("Example-Role").number), (Some(32473), 1));
        assert!(of("Example-Level").tagged && of("Example-Level").values == [("Low".into(), 1)]);
        let key = of("Example-Key");
        assert!(key.tagged && key.hidden == Hidden::Salted && key.kind == Type::Octets(Some(16)));
        assert_eq!(of("Wide-One").vendor.as_ref().unwrap().format, Format { number: 2, length: 2 });
        assert_eq!(of("Old-Style").vendor_number(), Some(32473));
        assert_eq!((of("Included").number, of("Plain").vendor_number()), (9, None));
    }

    #[test]
    fn what_freeradius_nests_is_kept_as_unsupported() {
        let (dictionary, faults) = read_one(
            "ATTRIBUTE Outer 241 tlv\n\
             ATTRIBUTE Dotted 241.1 string\n\
             BEGIN-TLV Outer\n\
             ATTRIBUTE Inner 700 string\n\
             END-TLV Outer\n\
             ATTRIBUTE Abinary 242 abinary\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        for name in ["Outer", "Dotted", "Inner", "Abinary"] {
            assert!(matches!(dictionary.attribute(name).unwrap().kind, Type::Unsupported(_)), "{name}");
        }
    }

    #[test]
    fn every_fault_has_its_line_and_a_remedy() {
        for (line, expected) in [
            ("ATRIBUTE A 1 string", "`ATRIBUTE` is not known; use ATTRIBUTE,"),
            ("ATTRIBUTE A 1", "too few words; write ATTRIBUTE NAME"),
            ("ATTRIBUTE A:1 1 string", "`A:1` is no name; use letters"),
            ("ATTRIBUTE A 256 string", "`256` is no number of an attribute; use 1 to 255"),
            ("ATTRIBUTE A 0 string", "`0` is no number of an attribute"),
            ("ATTRIBUTE A x string", "`x` is no number of an attribute"),
            ("ATTRIBUTE A 1 string has-tag", "the flag `has-tag` is not known; use has_tag"),
            ("ATTRIBUTE Known 6 string", "`Known` is the name of another attribute already, number 5; give it"),
            ("VALUE Known A", "a VALUE takes three words; write VALUE"),
            ("VALUE Known A b", "`b` is no number; write it in decimal"),
            ("VALUE Knwon A 1", "no attribute `Knwon` (is it `Known`?); define it above"),
            ("VENDOR A 0", "no vendor's number; write it in decimal"),
            ("VENDOR A 16777216", "no vendor's number"),
            ("VENDOR A", "too few words; write VENDOR"),
            ("VENDOR Acme 9", "the vendor `Acme` has the number 8 already; give it"),
            ("VENDOR A 9 format=3,1", "`format=3,1` is no format; write format=T,L"),
            ("VENDOR A 9 format=1,1,c", "`format=1,1,c` is no format"),
            ("BEGIN-VENDOR Nobody", "no vendor `Nobody`; define it above"),
            ("BEGIN-VENDOR Acme", "BEGIN-VENDOR Acme is not closed; write END-VENDOR Acme"),
            ("END-VENDOR Acme", "END-VENDOR without BEGIN-VENDOR; remove"),
            ("END-TLV X", "END-TLV without BEGIN-TLV; remove"),
            ("$INCLUDE", "no file, or several; write $INCLUDE FILE"),
            ("$INCLUDE missing", "`missing` cannot be included: no such file; name the file"),
        ] {
            let (_, faults) = read_one(&format!("VENDOR Acme 8\nATTRIBUTE Known 5 string\n\n{line}"));
            assert_eq!(faults.len(), 1, "{line}: {faults:?}");
            assert!(faults.concat().starts_with(&format!("own, line 4: {expected}")), "{faults:?}");
        }
    }

    #[test]
    fn all_faults_are_told_and_the_rest_is_defined() {
        let (dictionary, faults) = read_one("ONE\nATTRIBUTE Good 1 string\nTWO\n$INCLUDE bad\n");
        let lines: Vec<&str> = faults.iter().filter_map(|fault| fault.split(':').next()).collect();
        assert_eq!(lines, ["own, line 1", "own, line 3", "bad, line 2"]);
        assert!(dictionary.attribute("Good").is_some());
    }

    #[test]
    fn files_that_include_each_other_end() {
        let (_, faults) = read_one("$INCLUDE loop");
        assert_eq!(faults.len(), 1);
        assert!(faults.concat().starts_with("loop, line 1: files include each other too deep"));
    }

    #[test]
    fn the_same_attribute_may_be_defined_again() {
        let (dictionary, faults) = read_one(
            "ATTRIBUTE A 1 string\nVALUE A One 1\nATTRIBUTE a 1 octets\nVALUE A One 2\nATTRIBUTE Other-Name 1 string\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(dictionary.attribute("A").unwrap().kind, Type::Octets(None));
        assert_eq!(dictionary.attribute("A").unwrap().values, [("One".into(), 2)]);
        assert_eq!(dictionary.numbered(None, 1).unwrap().name.as_ref(), "a");
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in "(([A-Z$-]{1,12}|ATTRIBUTE|VALUE|VENDOR|BEGIN-VENDOR|END-VENDOR)( [a-zA-Z0-9=,.x-]{1,8}){0,4}\n){0,12}") {
            let _ = read_one(&text);
        }

        #[test]
        fn no_characters_stop_it(text in "\\PC{0,200}") {
            let _ = read_one(&text);
        }
    }
}
