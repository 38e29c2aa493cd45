//! The tables of `check` about people: the portal, and the mails they get.

use serde::Serialize;

use crate::cli::output::Row;
use crate::config::{How, LogoKind, Mail, MailSecurity, Web, WebListen, spell};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct PortalRow {
    public_url: String,
    listen: Vec<String>,
    transport: &'static str,
    first_enrollment: String,
    language: &'static str,
    organisation: String,
    admin_groups: Vec<String>,
    helpdesk_groups: Vec<String>,
    exemptions_need_approval: bool,
    report_groups: Vec<String>,
    colour: Option<String>,
    logo: Option<String>,
}

impl PortalRow {
    /// `None`: there is no portal here.
    pub(super) fn new(web: &Web) -> Option<Self> {
        let portal = web.portal.as_ref()?;
        Some(Self {
            public_url: web.public_url.clone().unwrap_or_default(),
            listen: portal.listen.iter().map(ToString::to_string).collect(),
            transport: if portal.tls.is_some() { "https" } else { "clear" },
            first_enrollment: first_enrolment(portal),
            language: web.language.tag(),
            organisation: web.organisation.clone(),
            admin_groups: web.staff.admins.clone(),
            helpdesk_groups: web.staff.help_desk.clone(),
            exemptions_need_approval: web.staff.approval,
            report_groups: web.staff.reported.clone(),
            colour: portal.colour.map(|colour| colour.to_string()),
            logo: portal.logo.as_ref().map(|logo| {
                let form = match logo.kind {
                    LogoKind::Svg => "SVG",
                    LogoKind::Png => "PNG",
                };
                format!("{} ({form}, {} octets)", logo.file.display(), logo.bytes.len())
            }),
        })
    }
}

impl Row for PortalRow {
    const HEADS: &'static [&'static str] =
        &["PORTAL", "LISTEN", "TRANSPORT", "FIRST ENROLMENT", "LANGUAGE", "ORGANISATION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.public_url.clone(),
            self.listen.join(" "),
            self.transport.to_owned(),
            self.first_enrollment.clone(),
            self.language.to_owned(),
            self.organisation.clone(),
        ]
    }
}

/// What a first authenticator needs.
fn first_enrolment(portal: &WebListen) -> String {
    let first = &portal.first_enrolment;
    let networks: Vec<String> = first.networks.iter().map(ToString::to_string).collect();
    match first.how {
        How::Password => format!("password from {} for {}", networks.join(" "), spell(first.window)),
        How::ActivationCode => "activation code".to_owned(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct MailRow {
    server: String,
    transport: &'static str,
    user: Option<String>,
    from: String,
    reply_to: Option<String>,
    feed: Vec<String>,
    prompt: bool,
}

impl MailRow {
    pub(super) fn new(mail: &Mail) -> Self {
        Self {
            server: mail.server.url(),
            transport: match mail.server.security {
                MailSecurity::Tls => "tls",
                MailSecurity::StartTls => "starttls",
                MailSecurity::Clear => "clear",
            },
            user: mail.login.as_ref().map(|login| login.user.clone()),
            from: mail.from.to_string(),
            reply_to: mail.reply_to.as_ref().map(ToString::to_string),
            feed: mail.feed.iter().map(ToString::to_string).collect(),
            prompt: mail.prompt,
        }
    }
}

impl Row for MailRow {
    const HEADS: &'static [&'static str] = &["MAIL SERVER", "TRANSPORT", "USER", "FROM", "FEED", "PROMPT"];

    fn cells(&self) -> Vec<String> {
        let none = || "none".to_owned();
        vec![
            self.server.clone(),
            self.transport.to_owned(),
            self.user.clone().unwrap_or_else(none),
            self.from.clone(),
            if self.feed.is_empty() { none() } else { self.feed.join(" ") },
            if self.prompt { "yes" } else { "no" }.to_owned(),
        ]
    }
}
