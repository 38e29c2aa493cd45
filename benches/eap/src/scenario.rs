//! What is measured: a method, a version of TLS, a certificate, and who comes.

use crate::certificates::Key;

/// What runs inside what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    TtlsPap,
    PeapMsChapV2,
}

/// Who comes to Vestibule. FreeRADIUS asks everybody for the password alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Somebody with an authenticator, the code behind the password.
    Code,
    /// Somebody of whom no code is asked.
    Exempt,
}

/// One load that both servers get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) method: Method,
    pub(crate) tls_1_3: bool,
    pub(crate) key: Key,
    pub(crate) who: Who,
    /// Whether the servers keep sessions, to be resumed.
    pub(crate) kept: bool,
}

impl Scenario {
    /// All of them.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for (method, who) in
            [(Method::TtlsPap, Who::Code), (Method::TtlsPap, Who::Exempt), (Method::PeapMsChapV2, Who::Exempt)]
        {
            for key in Key::ALL {
                for tls_1_3 in [false, true] {
                    all.push(Self { method, tls_1_3, key, who, kept: true });
                }
            }
        }
        // A second time without any session, with one certificate, and not of the same people twice.
        let again = |one: &&Self| one.key == Key::Rsa && (one.method, one.who) != (Method::TtlsPap, Who::Exempt);
        let without: Vec<_> = all.iter().filter(again).map(|one| Self { kept: false, ..*one }).collect();
        all.retain(|one| one.key == Key::Rsa || (one.method, one.who) != (Method::TtlsPap, Who::Exempt));
        all.extend(without);
        all
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        let method = match self.method {
            Method::TtlsPap => "TTLS/PAP",
            Method::PeapMsChapV2 => "PEAP/MSCHAPv2",
        };
        let who = match self.who {
            Who::Code => "code",
            Who::Exempt => "exempt",
        };
        let version = if self.tls_1_3 { "TLS 1.3" } else { "TLS 1.2" };
        let kept = if self.kept { "" } else { ", no sessions kept" };
        format!("{method}, {who}, {}, {version}{kept}", self.key.name())
    }
}
