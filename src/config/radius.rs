//! `[radius]` and `[[radius.client]]`: the RADIUS door and the devices that may ask it (RFC 2865, 2866, 6614).

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use rustls_pki_types::CertificateDer;
use vestibule_gate::CodeWay;

use super::file::Tls;
use super::secret::Secret;

/// The RADIUS door.
#[derive(Clone)]
pub(crate) struct Radius {
    /// UDP addresses for Access-Request and Status-Server; empty where all clients come by RadSec.
    pub(crate) listen: Vec<SocketAddr>,
    /// UDP addresses for Accounting-Request; may be empty.
    pub(crate) accounting_listen: Vec<SocketAddr>,
    /// RADIUS over TLS; `None`: not offered.
    pub(crate) radsec: Option<RadSec>,
    /// Dictionaries beside the built-in ones, in FreeRADIUS' text form.
    pub(crate) dictionaries: Vec<DictionaryFile>,
    /// The devices, at least one.
    pub(crate) clients: Vec<RadiusClient>,
}

/// RADIUS over TLS with client certificates (RFC 6614).
#[derive(Clone)]
pub(crate) struct RadSec {
    /// TCP addresses, at least one.
    pub(crate) listen: Vec<SocketAddr>,
    /// What we show.
    pub(crate) tls: Tls,
    /// The file the authorities were read from.
    pub(crate) client_ca_file: PathBuf,
    /// Who may issue the clients' certificates, at least one.
    pub(crate) client_ca: Vec<CertificateDer<'static>>,
}

/// A dictionary as it was read; it has been looked through and has no faults.
#[derive(Clone)]
pub(crate) struct DictionaryFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What is in it.
    pub(crate) text: String,
}

/// A device that asks by RADIUS, or several alike, and the application it stands for.
#[derive(Clone)]
pub(crate) struct RadiusClient {
    /// The application's name, unique whatever the case of its letters.
    pub(crate) name: String,
    /// The product whose defaults hold.
    pub(crate) preset: Option<Preset>,
    /// How the device is known.
    pub(crate) peer: Peer,
    /// The shared secret, 8 to 512 octets; `radsec` on RadSec where none is written (RFC 6614 2.3).
    pub(crate) secret: Secret,
    /// Where people type their code.
    pub(crate) code: CodeWay,
    /// What people are asked where the code is asked for.
    pub(crate) question: String,
    /// The directory people of this application are in; `None`: any of them.
    pub(crate) directory: Option<String>,
    /// For how long the same login in a new packet gets the same answer; zero for never, at most 15 s.
    pub(crate) retry_window: Duration,
    /// Realms cut off the typed name, whether written `name@realm` or `realm\name`; lower case.
    pub(crate) strip_realms: Vec<String>,
    /// How the device writes names and passwords.
    pub(crate) encoding: Encoding,
    /// Attributes that hold the address of the person's own machine, the first present one counts.
    pub(crate) source_attributes: Vec<String>,
    /// Whether the answer to the question may come inside MS-CHAP2-Response (FortiGate).
    pub(crate) response_holds_code: bool,
    /// What an Access-Accept carries, in order.
    pub(crate) reply: Vec<ReplyRule>,
    /// Which of the rules that fit are applied.
    pub(crate) reply_match: ReplyMatch,
    /// Whether Accounting-Requests are answered.
    pub(crate) accounting: bool,
    /// Whether MS-CHAPv2 without a place for a code is taken from who is exempt.
    pub(crate) dangerous_single_factor: bool,
    /// Whether requests without Message-Authenticator are taken.
    pub(crate) dangerous_message_authenticator_optional: bool,
    /// Whether the code is asked for only after the right password.
    pub(crate) dangerous_challenge_after_password: bool,
    /// Whether replies leave without Message-Authenticator.
    pub(crate) dangerous_reply_without_message_authenticator: bool,
}

/// How a device is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Peer {
    /// By the addresses its UDP packets come from, at least one network.
    Networks(Vec<IpNet>),
    /// By its certificate, on RadSec.
    Certificate(Certificate),
}

/// Which certificate a RadSec client shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Certificate {
    /// One with this DNS name among its subject alternative names; lower case.
    DnsName(String),
    /// The one with this SHA-256 over its DER form.
    Sha256([u8; 32]),
}

/// How a device writes names and passwords.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Encoding {
    /// UTF-8 (RFC 2865 5).
    Utf8,
    /// ISO 8859-1.
    Latin1,
}

/// What an Access-Accept carries for members of a group.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ReplyRule {
    /// Distinguished name, SID or name; `None`: everybody.
    pub(crate) group: Option<String>,
    /// Attribute names with their values, which may hold `{group}`, `{user}` and `{attribute:NAME}`.
    pub(crate) attributes: Vec<(String, String)>,
}

/// Which of the rules that fit are applied.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ReplyMatch {
    /// The first one.
    First,
    /// All of them, in order.
    All,
}

/// A product whose defaults are known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Preset {
    /// Fortinet FortiGate.
    Fortigate,
    /// Cisco ASA and FTD.
    CiscoAsa,
    /// Palo Alto PAN-OS, GlobalProtect.
    PaloAlto,
    /// Citrix NetScaler.
    Netscaler,
    /// OpenVPN with a RADIUS plugin.
    Openvpn,
    /// strongSwan.
    Strongswan,
    /// AWS Directory Service, AD Connector.
    AwsDirectoryService,
    /// A KDC of MIT Kerberos (RFC 6560).
    MitKrb5,
    /// VMware or Omnissa Horizon.
    Horizon,
    /// Windows Routing and Remote Access.
    Rras,
    /// MikroTik RouterOS.
    Mikrotik,
    /// `pam_radius_auth`.
    Pam,
}
