//! What the server is told by the configuration. All of it is replaced at once (see [`super::Server::replace`]).

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use vestibule_gate::CodeWay;

use crate::packet::Secret;
use crate::reply::Rules;

/// The settings of the door.
#[derive(Debug, Default)]
pub struct Settings {
    /// The devices that may ask.
    pub clients: Vec<Client>,
    /// How much is kept and judged at once.
    pub limits: Limits,
    /// What EAP needs; without it EAP is refused.
    pub eap: Option<Arc<crate::eap::Settings>>,
}

/// A device that asks by RADIUS, or several alike. Holds secrets: `Debug` shows its name.
pub struct Client {
    /// The application's name.
    pub name: Arc<str>,
    /// Where its packets come from by UDP: address and prefix length; the longest that fits decides. Empty where it
    /// comes by TLS only.
    pub networks: Vec<(IpAddr, u8)>,
    /// The shared secret.
    pub secret: Secret,
    /// How the code is given.
    pub code: CodeWay,
    /// Whether an Access-Request without Message-Authenticator is taken. One that is there is verified all the same.
    pub message_authenticator_optional: bool,
    /// Whether replies leave without Message-Authenticator, and without any other attribute above 63 (a KDC of MIT
    /// Kerberos before 1.21.4 drops what holds one).
    pub reply_without_message_authenticator: bool,
    /// Which attributes hold the address of the person's own machine; the first that reads as one counts.
    pub source_from: Vec<SourceAttribute>,
    /// How it writes names and passwords.
    pub encoding: Encoding,
    /// Realms cut off the typed name, whether written `name@realm` or `realm\name`, whatever the case of ASCII letters.
    pub strip_realms: Vec<String>,
    /// Whether a response to a challenge (MS-CHAPv2) can be proven at all; else it is refused.
    pub responses: bool,
    /// Whether the answer to a question may come inside MS-CHAP2-Response (FortiGate).
    pub response_holds_code: bool,
    /// What people are asked for the code; what is beyond 253 octets is cut.
    pub question: String,
    /// What an Access-Accept carries.
    pub reply: Rules,
    /// Whether Accounting-Requests are answered.
    pub accounting: bool,
    /// Whether TLS sessions of EAP may be resumed at all; how long is the policy's.
    pub fast_reconnect: bool,
}

impl Client {
    /// A client without exceptions, who gives the code behind the password.
    pub fn new(name: impl Into<Arc<str>>, secret: Secret) -> Self {
        Self {
            name: name.into(),
            networks: Vec::new(),
            secret,
            code: CodeWay::Append,
            message_authenticator_optional: false,
            reply_without_message_authenticator: false,
            source_from: Vec::new(),
            encoding: Encoding::Utf8,
            strip_realms: Vec::new(),
            responses: true,
            response_holds_code: false,
            question: "Code:".to_owned(),
            reply: Rules::none(),
            accounting: false,
            fast_reconnect: false,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An attribute that may hold an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceAttribute {
    /// Of the RFCs: Calling-Station-Id (31), Tunnel-Client-Endpoint (66), Framed-IP-Address (8) …
    Standard(u8),
    /// A vendor's number, and the attribute's.
    Vendor(u32, u8),
}

/// How a client writes names and passwords. Never guessed: a second try at the directory would be a second guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 (RFC 2865 section 5). What is not is passed on as it is.
    #[default]
    Utf8,
    /// ISO 8859-1.
    Latin1,
}

/// How much is kept and judged at once. The defaults are for thousands of logins a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Judgements under way from which on new logins are discarded. Second rounds and Status-Server pass up to twice
    /// as many (RFC 5080 section 2.2.3).
    pub under_way: usize,
    /// Questions that wait for a code (RULES 8).
    pub pending: usize,
    /// Replies kept for duplicates.
    pub replies: usize,
    /// EAP conversations that wait for their client.
    pub conversations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { under_way: 2_000, pending: 20_000, replies: 100_000, conversations: 20_000 }
    }
}
