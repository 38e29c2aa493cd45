//! The ways to log in by EAP, and where people type their code in each of them.

use vestibule_gate::CodeWay;

use super::RadiusClient;

/// What goes on inside the tunnel of EAP-TTLS or PEAP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Method {
    /// EAP-TTLS with PAP.
    TtlsPap,
    /// EAP-TTLS with EAP-GTC.
    TtlsGtc,
    /// EAP-TTLS with MS-CHAPv2.
    TtlsMschapv2,
    /// EAP-TTLS with EAP-MSCHAPv2.
    TtlsEapMschapv2,
    /// PEAP with EAP-GTC.
    PeapGtc,
    /// PEAP with EAP-MSCHAPv2.
    PeapMschapv2,
}

/// Every method, in the order they are shown in.
pub(crate) const METHODS: [Method; 6] = [
    Method::TtlsPap,
    Method::TtlsGtc,
    Method::TtlsMschapv2,
    Method::TtlsEapMschapv2,
    Method::PeapGtc,
    Method::PeapMschapv2,
];

impl Method {
    /// As it is written.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::TtlsPap => "ttls-pap",
            Self::TtlsGtc => "ttls-gtc",
            Self::TtlsMschapv2 => "ttls-mschapv2",
            Self::TtlsEapMschapv2 => "ttls-eap-mschapv2",
            Self::PeapGtc => "peap-gtc",
            Self::PeapMschapv2 => "peap-mschapv2",
        }
    }

    /// Whether the password comes as a response that holds no code.
    pub(crate) const fn is_response(self) -> bool {
        matches!(self, Self::TtlsMschapv2 | Self::TtlsEapMschapv2 | Self::PeapMschapv2)
    }

    /// Whether a question can be put.
    pub(crate) const fn asks(self) -> bool {
        matches!(self, Self::TtlsGtc | Self::PeapGtc)
    }
}

/// Where people type their code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// Behind the password, or behind the separator.
    Password,
    /// Behind the name.
    Name,
    /// Where they are asked.
    Question,
    /// Behind the password, or where they are asked.
    PasswordOrQuestion,
    /// The code is alone here, and an access point proves no password: nobody comes in.
    Unproven,
    /// Nowhere: the exempt alone come in.
    ExemptOnly,
    /// Nowhere, and nobody comes in.
    Nowhere,
    /// Nobody comes in, since nothing proves a response.
    NoWinbind,
}

impl Place {
    /// Where the code is typed in a method at this client.
    pub(crate) fn of(method: Method, client: &RadiusClient, winbind: bool) -> Self {
        if client.code == CodeWay::CodeOnly {
            return Self::Unproven;
        }
        if method.is_response() {
            return Self::beside_a_response(client, winbind);
        }
        match (&client.code, method.asks()) {
            (CodeWay::Append | CodeWay::Separator(_), _) | (CodeWay::Auto, false) => Self::Password,
            (CodeWay::Auto, true) => Self::PasswordOrQuestion,
            (CodeWay::Challenge, true) => Self::Question,
            (CodeWay::Challenge, false) => Self::ExemptOnly,
            (CodeWay::UserName, _) => Self::Name,
            (CodeWay::CodeOnly, _) => Self::Unproven,
        }
    }

    fn beside_a_response(client: &RadiusClient, winbind: bool) -> Self {
        match client.code {
            _ if !winbind => Self::NoWinbind,
            CodeWay::UserName => Self::Name,
            CodeWay::CodeOnly => Self::Nowhere,
            CodeWay::Append | CodeWay::Separator(_) | CodeWay::Challenge | CodeWay::Auto => {
                if client.dangerous_single_factor { Self::ExemptOnly } else { Self::Nowhere }
            }
        }
    }

    /// Said of a method.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::Password => "the code is typed behind the inner password.",
            Self::Name => "the code is typed behind the inner name.",
            Self::Question => {
                "the code is asked for; most stations answer that with the password again: `code = \"auto\"` suits them."
            }
            Self::PasswordOrQuestion => "the code is typed behind the inner password, or asked for.",
            Self::Unproven => "refused: the code is alone here, and an access point proves no password.",
            Self::ExemptOnly => "there is no place for a code: only who is exempt comes in.",
            Self::Nowhere => "refused: there is no place for a code.",
            Self::NoWinbind => "refused: there is no `[winbind]`.",
        }
    }
}
