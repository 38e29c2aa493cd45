//! Object identifiers of extended operations and controls, in the dotted form LDAP sends them in.

/// Extended operations.
pub mod extended {
    /// StartTLS (RFC 4511 section 4.14).
    pub const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
    /// Notice of disconnection (RFC 4511 section 4.4.1).
    pub const NOTICE_OF_DISCONNECTION: &str = "1.3.6.1.4.1.1466.20036";
    /// Who am I? (RFC 4532).
    pub const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
    /// Password Modify (RFC 3062).
    pub const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
    /// Cancel (RFC 3909).
    pub const CANCEL: &str = "1.3.6.1.1.8";
    /// Refresh of dynamic objects (RFC 2589).
    pub const TTL_REFRESH: &str = "1.3.6.1.4.1.1466.101.119.1";
    /// Active Directory's fast concurrent bind.
    pub const FAST_BIND: &str = "1.2.840.113556.1.4.1781";
}

/// Controls.
pub mod control {
    /// Paged results (RFC 2696).
    pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
    /// Proxied authorization, version 2 (RFC 4370).
    pub const PROXIED_AUTHORIZATION: &str = "2.16.840.1.113730.3.4.18";
    /// Proxied authorization, version 1.
    pub const PROXIED_AUTHORIZATION_1: &str = "2.16.840.1.113730.3.4.12";
}
