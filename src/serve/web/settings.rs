//! From the configuration to the portal's settings.

use anyhow::Context as _;
use jiff::tz::TimeZone;
use vestibule_enroll_web::{Colour, Language, Logo, Settings, Shown};
use vestibule_gate::CodeWay;

use crate::config::{Code, Config};
use crate::policy;

/// The settings; `None` where no portal is configured.
///
/// # Errors
/// When a value that the configuration takes is none for the portal.
pub(super) fn settings(config: &Config) -> anyhow::Result<Option<Settings>> {
    let web = &config.web;
    let (Some(portal), Some(address)) = (&web.portal, &web.public_url) else { return Ok(None) };
    let logo = portal.logo.as_ref().map(|logo| Logo::new(logo.bytes.to_vec()));
    let colour = portal.colour.map(|colour| {
        let [red, green, blue] = colour.0;
        format!("#{red:02x}{green:02x}{blue:02x}").parse::<Colour>()
    });
    Ok(Some(Settings {
        public_url: address.parse().context("`[web] public-url` cannot be used")?,
        organisation: web.organisation.clone(),
        issuer: web.organisation.clone(),
        help_desk: web.help_desk_contact.clone(),
        colour: colour.transpose()?,
        logo: logo.transpose().context("`[web] logo-file` cannot be used")?,
        language: Language::from_tag(web.language.tag()).unwrap_or_default(),
        applications: applications(config),
        trusted_proxies: policy::networks(&portal.trusted_proxies),
        zone: TimeZone::system(),
    }))
}

/// The applications people come to, and how the code is given there.
fn applications(config: &Config) -> Vec<Shown> {
    let ldap = config.ldap.iter().map(|ldap| Shown { name: ldap.name.clone(), way: way(&ldap.code) });
    let radius = config.radius_clients().map(|client| Shown { name: client.name.clone(), way: client.code.clone() });
    ldap.chain(radius).collect()
}

fn way(code: &Code) -> CodeWay {
    match code {
        Code::Append => CodeWay::Append,
        Code::Separator(separator) => CodeWay::Separator(separator.clone()),
        Code::Username => CodeWay::UserName,
    }
}
