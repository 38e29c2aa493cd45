//! `[web.first-enrollment]`: what a person's first authenticator needs.

use std::time::Duration;

use ipnet::IpNet;

use crate::config::fault::Wrong;
use crate::config::section::Section;
use crate::config::value;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// What a person's first authenticator needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FirstEnrolment {
    /// Whether the password is enough.
    pub(crate) how: How,
    /// Where the password is enough; never empty with [`How::Password`], else of no meaning.
    pub(crate) networks: Vec<IpNet>,
    /// How long after a person's first refusal the password is enough, 1 h to 365 days.
    pub(crate) window: Duration,
}

/// Whether the password is enough for a first authenticator.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum How {
    /// The password, from the named networks, within the window.
    Password,
    /// The password and an activation code.
    ActivationCode,
}

impl Default for FirstEnrolment {
    /// Without the section no network is named, so nobody enrols by the password alone.
    fn default() -> Self {
        Self { how: How::ActivationCode, networks: Vec::new(), window: 14 * DAY }
    }
}

pub(super) fn read(section: &Section<'_>) -> FirstEnrolment {
    let words = [("password", How::Password), ("activation-code", How::ActivationCode)];
    let how = section.text("how", |text| value::choice(text, &words, &[]));
    let known = how.is_some() || !section.has("how");
    let networks = section.texts("networks", value::network);
    let window = section.text("window", |text| value::duration(text, HOUR, 365 * DAY));
    let by_password = known && how != Some(How::ActivationCode);
    if by_password && (!section.has("networks") || section.is_empty_list("networks")) {
        let remedy = "write the networks from which the password is enough, such as `networks = [\"10.0.0.0/8\"]`, \
                      or `how = \"activation-code\"`";
        section.wrong("networks", Wrong::new("names no network, so nobody could enrol by the password", remedy));
    }
    section.finish();
    let usual = FirstEnrolment::default();
    FirstEnrolment { how: how.unwrap_or(How::Password), networks, window: window.unwrap_or(usual.window) }
}
