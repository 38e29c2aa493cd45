//! The dictionaries: our own and those the configuration names, read into one.

use std::path::PathBuf;

use vestibule_radius::dictionary::{Dictionary, Type};
use vestibule_radius::server::SourceAttribute;

use crate::config::fault::Wrong;
use crate::config::file;
use crate::config::section::Section;

/// More files than this include each other in a circle.
const MOST_INCLUDED: usize = 200;

/// Reads `dictionary-files`; each fault of a file stands at the key.
pub(super) fn read(section: &Section<'_>) -> Dictionary {
    let mut dictionary = Dictionary::standard();
    let files: Vec<(PathBuf, String)> = section.texts("dictionary-files", |name| {
        let path = section.source.resolve(name);
        file::text(&path).map(|text| (path, text))
    });
    for (path, text) in files {
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        let mut included = 0;
        let mut include = |name: &str| {
            included += 1;
            if included > MOST_INCLUDED {
                return Err("the files include each other without end".to_owned());
            }
            file::text(&folder.join(name)).map_err(|wrong| wrong.what)
        };
        let outcome = dictionary.read(&path.display().to_string(), &text, &mut include);
        for fault in outcome.err().unwrap_or_default() {
            let what = format!("`{}`, line {}: {}", fault.file, fault.line, fault.what);
            section.wrong("dictionary-files", Wrong::new(what, fault.remedy));
        }
    }
    dictionary
}

/// The number of an attribute that can be read as an address.
pub(super) fn source(name: &str, dictionary: &Dictionary) -> Result<(String, SourceAttribute), Wrong> {
    let Some(attribute) = dictionary.attribute(name) else {
        let remedy = match dictionary.nearest(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a file that defines it in `[radius] dictionary-files`".to_owned(),
        };
        return Err(Wrong::new(format!("`{name}` is in no dictionary"), remedy));
    };
    let address = matches!(attribute.kind, Type::Text | Type::Ipv4 | Type::Ipv6 | Type::Ip);
    match u8::try_from(attribute.number) {
        Ok(number) if address => {
            let vendor = attribute.vendor_number();
            let known =
                vendor.map_or(SourceAttribute::Standard(number), |vendor| SourceAttribute::Vendor(vendor, number));
            Ok((attribute.name.to_string(), known))
        }
        Ok(_) | Err(_) => Err(Wrong::new(
            format!("`{name}` is no attribute of text or an address"),
            "name one that holds the address of the person's machine, such as `Calling-Station-Id`",
        )),
    }
}
