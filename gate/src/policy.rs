//! What the configuration says about who needs a code, as the rules use it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::{Sid, Source, Timestamp};

/// The policy in force. Names have been turned into identities by the program.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name of this node, for the audit.
    pub node: Arc<str>,
    /// False in monitor mode: the directory's answer stands, and the audit says what would have been.
    pub enforce: bool,
    /// Steps accepted before and after the present one: 1 or 0 (RFC 6238 5.2).
    pub totp_window: u8,
    /// Exemptions by group, in the configuration's order.
    pub exempt: Vec<ExemptRule>,
    /// Groups whose members are never exempt, besides the well-known ones.
    pub protected: Vec<Sid>,
    /// True while a group of `policy.protected` has not been found yet: nobody is exempt then.
    pub protected_unknown: bool,
    /// Who manages Vestibule beside the command line.
    pub staff: Staff,
    /// Groups whose coverage is kept day by day, with their names.
    pub reported: Vec<(Sid, String)>,
    /// Our own service accounts: they can log in at no door.
    pub own_accounts: Vec<Sid>,
    /// The portal's address, told to who is not enrolled and proved the password.
    pub portal: Option<String>,
    /// Whether who is not enrolled is let in for now.
    pub grace: Option<Grace>,
    /// When a password is enough for a first enrolment at the portal; `None`: never.
    pub first_by_password: Option<FirstByPassword>,
    /// Where an expired password can be changed.
    pub password_change: Option<String>,
    /// Refusals of one known source within [`Policy::source_window`] before it is refused outright.
    pub source_refusals: u32,
    /// See [`Policy::source_refusals`].
    pub source_window: Duration,
    /// The applications by name.
    pub applications: HashMap<Arc<str>, Application>,
}

/// Who manages Vestibule at the portal. Members of these groups are protected.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    /// Groups whose members may do everything.
    pub admins: Vec<Sid>,
    /// Groups whose members may help people who are not protected.
    pub help_desk: Vec<Sid>,
    /// Whether an exemption made at run time waits for another administrator.
    pub approval: bool,
}

/// Who is not enrolled is let in until a date, or for a number of logins; with both, until the first of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grace {
    /// Until when.
    pub until: Option<Timestamp>,
    /// How many logins (see [`crate::ports::GRACE_COUNTS_FOR`] for what counts as one).
    pub logins: Option<u32>,
}

/// When a password is enough for a first enrolment. Never for protected people.
#[derive(Clone, Debug)]
pub struct FirstByPassword {
    /// Where they must come from.
    pub networks: Networks,
    /// How long after the person was first told to enrol.
    pub window: Duration,
}

/// An exemption by group.
#[derive(Clone, Debug)]
pub struct ExemptRule {
    /// The rule's name in the audit: `exempt-1`, `exempt-2` … for the configuration's, the id for others.
    pub id: String,
    /// The exempted group.
    pub group: Sid,
    /// The group as people know it.
    pub group_name: String,
    /// Why.
    pub reason: String,
    /// When it ends.
    pub until: Option<Timestamp>,
}

/// One application: a listener of a door.
#[derive(Clone, Debug)]
pub struct Application {
    /// How the code is given.
    pub code: CodeWay,
    /// How long a string needs no fresh code; zero for never.
    pub remember: Duration,
    /// Service accounts that bind with the password alone.
    pub service_accounts: Vec<Sid>,
    /// Where they may come from: true for an address inside.
    pub service_sources: Networks,
    /// Whether a protected person may be a service account here.
    pub protected_service_account: bool,
    /// The one directory whose people may log in here; `None` for all.
    pub directory: Option<Arc<str>>,
    /// The shortest time until a refusal leaves.
    pub floor: Duration,
    /// Whether a response that can hold no code ([`crate::Form::Response`]) is taken from who is exempt, although there
    /// is no other place for a code.
    pub single_factor: bool,
    /// Whether the code is asked for only after the right password, instead of blindly.
    pub challenge_after_password: bool,
    /// For how long the same login in a new packet gets the same answer; zero for never, 15 s at most.
    pub retry_window: Duration,
    /// How long after a fresh code, or a login of somebody exempt, a client may come back by a resumed TLS session
    /// (EAP fast reconnect); zero for never.
    pub reconnect: Duration,
    /// Whether an admission must name the person's groups.
    pub wants_groups: bool,
    /// The portal, where people change what admits them: no exemption, no grace and no monitor mode counts there.
    pub portal: bool,
}

impl Application {
    /// The portal's settings.
    pub fn portal(floor: Duration) -> Self {
        Self {
            code: CodeWay::Challenge,
            remember: Duration::ZERO,
            service_accounts: Vec::new(),
            service_sources: Networks::default(),
            protected_service_account: false,
            directory: None,
            floor,
            single_factor: false,
            challenge_after_password: false,
            retry_window: Duration::ZERO,
            reconnect: Duration::ZERO,
            wants_groups: false,
            portal: true,
        }
    }
}

/// How the code is given at an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeWay {
    /// Behind the password.
    Append,
    /// Behind the password and this text.
    Separator(String),
    /// In the user name: `name-123456`.
    UserName,
    /// Asked for in a second round.
    Challenge,
    /// Behind the password, or asked for where there is none.
    Auto,
    /// Alone: somebody else proves the password.
    CodeOnly,
}

impl CodeWay {
    /// Whether a first round without a code ends in a question.
    pub const fn asks(&self) -> bool {
        match self {
            Self::Challenge | Self::Auto => true,
            Self::Append | Self::Separator(_) | Self::UserName | Self::CodeOnly => false,
        }
    }
}

/// A set of networks.
#[derive(Clone, Debug, Default)]
pub struct Networks(Vec<(std::net::IpAddr, u8)>);

impl Networks {
    /// Networks as address and prefix length.
    pub const fn new(networks: Vec<(std::net::IpAddr, u8)>) -> Self {
        Self(networks)
    }

    /// The networks, as address and prefix length.
    pub fn all(&self) -> &[(std::net::IpAddr, u8)] {
        &self.0
    }

    /// Whether the origin of `source` is inside. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn contain(&self, source: &Source) -> bool {
        let address = source.address().to_canonical();
        self.0.iter().any(|(network, prefix)| within(address, *network, *prefix))
    }
}

fn within(address: std::net::IpAddr, network: std::net::IpAddr, prefix: u8) -> bool {
    use std::net::IpAddr::{V4, V6};
    match (address, network) {
        (V4(a), V4(n)) => same_prefix(u128::from(u32::from(a)) << 96, u128::from(u32::from(n)) << 96, prefix),
        (V6(a), V6(n)) => same_prefix(u128::from(a), u128::from(n), prefix),
        (V4(_), V6(_)) | (V6(_), V4(_)) => false,
    }
}

const fn same_prefix(a: u128, b: u128, prefix: u8) -> bool {
    prefix == 0 || (a ^ b) >> (128 - if prefix > 128 { 128 } else { prefix as u32 }) == 0
}
