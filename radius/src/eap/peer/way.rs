//! The methods a client can log in by.

use super::super::packet::Method;

/// What makes the tunnel, and how the password is shown inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// EAP-TTLS with PAP.
    TtlsPap,
    /// EAP-TTLS with EAP-GTC.
    TtlsGtc,
    /// EAP-TTLS with MS-CHAPv2.
    TtlsMsChapV2,
    /// EAP-TTLS with EAP-MSCHAPv2.
    TtlsEapMsChapV2,
    /// PEAP with EAP-GTC.
    PeapGtc,
    /// PEAP with EAP-MSCHAPv2.
    PeapMsChapV2,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::TtlsPap, Self::TtlsGtc, Self::TtlsMsChapV2, Self::TtlsEapMsChapV2, Self::PeapGtc, Self::PeapMsChapV2];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TtlsPap => "ttls-pap",
            Self::TtlsGtc => "ttls-gtc",
            Self::TtlsMsChapV2 => "ttls-mschapv2",
            Self::TtlsEapMsChapV2 => "ttls-eap-mschapv2",
            Self::PeapGtc => "peap-gtc",
            Self::PeapMsChapV2 => "peap-mschapv2",
        }
    }

    /// What makes the tunnel.
    pub const fn method(self) -> Method {
        match self {
            Self::TtlsPap | Self::TtlsGtc | Self::TtlsMsChapV2 | Self::TtlsEapMsChapV2 => Method::Ttls,
            Self::PeapGtc | Self::PeapMsChapV2 => Method::Peap,
        }
    }

    /// Whether a response is shown instead of the password.
    pub const fn responds(self) -> bool {
        match self {
            Self::TtlsMsChapV2 | Self::TtlsEapMsChapV2 | Self::PeapMsChapV2 => true,
            Self::TtlsPap | Self::TtlsGtc | Self::PeapGtc => false,
        }
    }
}
