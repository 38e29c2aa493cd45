//! Why nothing is sent, and why a login is refused without the gate. For the log and the counters, never for a client.

use std::fmt;

/// Why a packet is not answered (RFC 2865 section 3: "silently discard").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Silence {
    /// Nobody is configured at this address, or by this name.
    UnknownClient,
    /// No packet: lengths that cannot be.
    Malformed,
    /// A code that is not served: replies, CoA-Request, Disconnect-Request and others.
    WrongCode,
    /// There is no Message-Authenticator where one must be. Where the client should send one, its software is old.
    NoMessageAuthenticator,
    /// There is more than one Message-Authenticator.
    RepeatedMessageAuthenticator,
    /// A Message-Authenticator that is not 16 octets long.
    ShortMessageAuthenticator,
    /// A Message-Authenticator made with another secret, or over another packet.
    WrongMessageAuthenticator,
    /// Proxy-State without a Message-Authenticator: the shape of a forgery (CVE-2024-3596).
    UnsignedProxyState,
    /// An Accounting-Request made with another secret.
    WrongAuthenticator,
    /// Accounting is not configured for this client.
    NoAccounting,
    /// An Accounting-Request without what it must have.
    BadAccounting,
    /// The same packet again while it is judged.
    UnderWay,
    /// Too many judgements are under way.
    Shed,
    /// Too many questions wait for a code.
    TooManyPending,
    /// Nobody can be judged now (store, directory …): the device shall ask elsewhere.
    Outage,
    /// The audit could not be written.
    NotWritten,
    /// No random octets for a State.
    NoChance,
    /// The reply does not fit a packet.
    TooLarge,
}

impl Silence {
    /// The word for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownClient => "unknown-client",
            Self::Malformed => "malformed",
            Self::WrongCode => "wrong-code",
            Self::NoMessageAuthenticator => "no-message-authenticator",
            Self::RepeatedMessageAuthenticator => "repeated-message-authenticator",
            Self::ShortMessageAuthenticator => "short-message-authenticator",
            Self::WrongMessageAuthenticator => "wrong-message-authenticator",
            Self::UnsignedProxyState => "unsigned-proxy-state",
            Self::WrongAuthenticator => "wrong-authenticator",
            Self::NoAccounting => "no-accounting",
            Self::BadAccounting => "bad-accounting",
            Self::UnderWay => "under-way",
            Self::Shed => "shed",
            Self::TooManyPending => "too-many-pending",
            Self::Outage => "outage",
            Self::NotWritten => "not-written",
            Self::NoChance => "no-chance",
            Self::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a login was answered with Access-Reject although the gate was not asked. Counts for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// No User-Name.
    NoName,
    /// Nothing that proves anything.
    NoCredentials,
    /// More than one kind of credentials, or one of them twice.
    Ambiguous,
    /// CHAP: the password cannot be seen, and the domain cannot check it.
    Chap,
    /// MS-CHAPv1.
    MsChapV1,
    /// MS-CHAPv2, where nothing here can prove a response.
    MsChapV2,
    /// A change of the password by MS-CHAPv2.
    PasswordChange,
    /// EAP, for which no certificate is configured, or from a client whose people give the code alone.
    Eap,
    /// What should be EAP, or go on inside its tunnel, is not.
    EapMalformed,
    /// The client wants an EAP method that is not served here, or none is left.
    EapMethod,
    /// The client does not take our certificate: it does not know the authority, or the certificate is not what it wants.
    CertificateRefused,
    /// Client and server have no version of TLS, or no cipher, in common.
    TlsIncompatible,
    /// TLS failed otherwise.
    Tls,
    /// An EAP conversation that does not end.
    TooManyRounds,
    /// A response to a challenge that is not the tunnel's (RFC 5281 section 11.2.4).
    ForeignChallenge,
    /// The identity inside is of another realm than the one outside.
    OtherRealm,
    /// The client gave up after it was let in.
    PeerGaveUp,
    /// Crypto-Binding of PEAP does not fit: somebody stands in between.
    NotBound,
    /// Service-Type Call-Check or Authorize-Only: a login without credentials.
    ServiceType,
    /// A device asks for an access list by a user name (`#ACSACL#…`).
    AccessList,
    /// A User-Password or MS-CHAP2-Response of an impossible length.
    BadCredentials,
    /// A State that is not known (any more) for this client, User-Name and method.
    UnknownState,
}

impl Refused {
    /// The word for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoName => "no-name",
            Self::NoCredentials => "no-credentials",
            Self::Ambiguous => "ambiguous",
            Self::Chap => "chap",
            Self::MsChapV1 => "ms-chap-v1",
            Self::MsChapV2 => "ms-chap-v2",
            Self::PasswordChange => "password-change",
            Self::Eap => "eap",
            Self::EapMalformed => "eap-malformed",
            Self::EapMethod => "eap-method",
            Self::CertificateRefused => "certificate-refused",
            Self::TlsIncompatible => "tls-incompatible",
            Self::Tls => "tls",
            Self::TooManyRounds => "too-many-rounds",
            Self::ForeignChallenge => "foreign-challenge",
            Self::OtherRealm => "other-realm",
            Self::PeerGaveUp => "peer-gave-up",
            Self::NotBound => "not-bound",
            Self::ServiceType => "service-type",
            Self::AccessList => "access-list",
            Self::BadCredentials => "bad-credentials",
            Self::UnknownState => "unknown-state",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
