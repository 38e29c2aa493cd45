//! `[web]`: where people are sent to enrol, and the portal itself where `listen` is written.

mod colour;
mod first_enrolment;
mod logo;
mod staff;

use std::net::SocketAddr;

use ipnet::IpNet;

use colour::Colour;
pub(crate) use first_enrolment::{FirstEnrolment, How};
pub(crate) use logo::{Logo, LogoKind};
pub(crate) use staff::Staff;

use super::fault::Wrong;
use super::file::Tls;
use super::neighbours::{Neighbours, check_listen};
use super::section::Section;
use super::{file, identity, value};

/// The longest name of an organisation, in characters.
const LONGEST_NAME: usize = 64;
/// The longest way to the help desk, in characters.
const LONGEST_CONTACT: usize = 120;
/// Digits from which on a text can be a telephone number.
const DIGITS: usize = 3;

/// Where people are sent, and what pages and mails are written in and signed with.
#[derive(Clone)]
pub(crate) struct Web {
    /// The https address people are told to enrol at, without a slash at the end; where the portal is ours, without a path.
    pub(crate) public_url: Option<String>,
    /// The name pages and mails are signed with, 1 to 64 characters.
    pub(crate) organisation: String,
    /// How the help desk is reached: a mail address, a telephone number or an https address, perhaps with words around.
    pub(crate) help_desk_contact: Option<String>,
    /// The language of pages and mails.
    pub(crate) language: Language,
    /// Who manages at the portal and by its API.
    pub(crate) staff: Staff,
    /// The portal; `None`: it is not ours, or there is none.
    pub(crate) portal: Option<WebListen>,
}

/// The portal: where it listens, and what it looks like.
#[derive(Clone)]
pub(crate) struct WebListen {
    /// TCP addresses, at least one; loopback addresses only where `tls` is `None`.
    pub(crate) listen: Vec<SocketAddr>,
    /// What it shows; `None`: clear text for a proxy on this machine (`dangerous-clear-text`).
    pub(crate) tls: Option<Tls>,
    /// Proxies that are believed when they say where a request comes from.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// The picture at the head of each page.
    pub(crate) logo: Option<Logo>,
    /// The colour of headings and buttons; `None`: the portal's own.
    pub(crate) colour: Option<Colour>,
    /// What a first authenticator needs.
    pub(crate) first_enrolment: FirstEnrolment,
}

/// A language of pages and mails.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

impl Language {
    /// Each language by its tag (BCP 47).
    pub(crate) const ALL: [(&'static str, Self); 5] =
        [("en", Self::En), ("de", Self::De), ("fr", Self::Fr), ("es", Self::Es), ("ar", Self::Ar)];

    /// Its tag (BCP 47).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }
}

impl Default for Web {
    fn default() -> Self {
        Self {
            public_url: None,
            organisation: "Vestibule".to_owned(),
            help_desk_contact: None,
            language: Language::En,
            staff: Staff::default(),
            portal: None,
        }
    }
}

/// Reads the section; `mail` says whether mails are sent, which use some of its keys.
pub(super) fn read(section: &Section<'_>, neighbours: &mut Neighbours<'_>, mail: bool) -> Web {
    section.require("public-url", "\"https://mfa.example.test\"");
    let ours = section.has("listen");
    let public_url = section.text("public-url", if ours { identity::origin } else { identity::https });
    let web = Web {
        public_url,
        organisation: section.text("organisation", name).unwrap_or_else(|| Web::default().organisation),
        help_desk_contact: section.text("help-desk-contact", contact),
        language: section.text("language", |text| value::choice(text, &Language::ALL, &[])).unwrap_or_default(),
        staff: staff::read(section),
        portal: portal(section, neighbours),
    };
    if !ours {
        alone(section, mail);
    }
    section.finish();
    web
}

fn portal(section: &Section<'_>, neighbours: &mut Neighbours<'_>) -> Option<WebListen> {
    let listen = section.texts("listen", value::listen);
    check_listen(section, "listen", &listen, &mut neighbours.addresses);
    let tls = transport(section, &listen);
    let trusted_proxies = section.texts("trusted-proxies", value::network);
    let logo = section.text("logo-file", |name| logo::read(&section.source.resolve(name)));
    let colour = section.text("colour", colour::read);
    let first = section.table("first-enrollment").map(|table| first_enrolment::read(&table));
    if !section.has("listen") {
        return None;
    }
    Some(WebListen { listen, tls: tls?, trusted_proxies, logo, colour, first_enrolment: first.unwrap_or_default() })
}

/// What protects the passwords on the way to the portal; the outer `None` where that is not settled.
fn transport(section: &Section<'_>, listen: &[SocketAddr]) -> Option<Option<Tls>> {
    let tls = section.table("tls");
    let clear = section.boolean("dangerous-clear-text", false);
    if !section.has("listen") {
        return None;
    }
    if clear && section.has("tls") {
        section.wrong("dangerous-clear-text", Wrong::new("contradicts `tls`", "remove one of the two"));
    }
    if clear && listen.iter().any(|address| !address.ip().is_loopback()) {
        let remedy = "listen on a loopback address behind a proxy on this machine, or write `tls`";
        section.wrong("dangerous-clear-text", Wrong::new("is for loopback addresses alone", remedy));
    }
    if !clear && !section.has("tls") {
        let remedy = "write `tls = { certificate-file = …, key-file = … }`: passwords are taken under TLS only";
        section.missing("tls", remedy);
    }
    match tls {
        Some(table) => file::tls(&table).map(Some),
        None => clear.then_some(None),
    }
}

/// Without the portal there is nothing most keys could hold for.
fn alone(section: &Section<'_>, mail: bool) {
    let of_mail = ["organisation", "help-desk-contact", "language"];
    for key in section.written() {
        let used = key == "public-url" || (mail && of_mail.contains(&key));
        if !used {
            let remedy = "write `listen` to open the portal here, or remove the key";
            section.wrong(key, Wrong::new("goes with `listen`", remedy));
        }
    }
}

fn name(text: &str) -> Result<String, Wrong> {
    if text.chars().count() <= LONGEST_NAME {
        return value::plain(text);
    }
    Err(Wrong::new("is too long", format!("write at most {LONGEST_NAME} characters")))
}

/// Something by which somebody can be reached. Words around it are welcome.
fn contact(text: &str) -> Result<String, Wrong> {
    let example = "write a mail address, a telephone number or an https address";
    if text.chars().count() > LONGEST_CONTACT {
        return Err(Wrong::new("is too long", format!("write at most {LONGEST_CONTACT} characters")));
    }
    if text.contains("://") {
        return identity::https(text);
    }
    let reachable = text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= DIGITS;
    if reachable { value::plain(text) } else { Err(Wrong::new(format!("`{text}` reaches nobody"), example)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_help_desk_can_be_reached() {
        for text in ["it@example.test", "+49 30 1234-0", "Room 12, extension 4711", "https://help.example.test/mfa"] {
            assert_eq!(contact(text).ok().as_deref(), Some(text));
        }
        for text in ["the help desk", "http://help.example.test", "javascript://x", " 4711", &"4".repeat(121)] {
            assert!(contact(text).is_err(), "{text}");
        }
    }

    #[test]
    fn languages_have_the_tags_they_are_written_with() {
        for (tag, language) in Language::ALL {
            assert_eq!(language.tag(), tag);
        }
    }
}
