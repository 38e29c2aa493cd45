//! What the configuration says of the portal.

use jiff::tz::TimeZone;
use vestibule_gate::{CodeWay, Networks};

use crate::{Colour, Language, Logo, PublicUrl};

/// How the portal looks, where it is, and whom it believes.
#[derive(Clone)]
pub struct Settings {
    /// Its one address. A request for another host is not answered.
    pub public_url: PublicUrl,
    /// Whose portal this is, in the heading of every page.
    pub organisation: String,
    /// What authenticator apps show beside the name of the account.
    pub issuer: String,
    /// Whom to ask for help: a mail address, a telephone number, or a sentence.
    pub help_desk: Option<String>,
    /// The colour of buttons and links.
    pub colour: Option<Colour>,
    /// A picture in the heading.
    pub logo: Option<Logo>,
    /// The language for those whose browser asks for none of ours.
    pub language: Language,
    /// The applications that ask for a code, in the order to show them.
    pub applications: Vec<Shown>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// The zone times are shown in.
    pub zone: TimeZone,
}

/// An application as people are told of it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// How the code is given there.
    pub way: CodeWay,
}
