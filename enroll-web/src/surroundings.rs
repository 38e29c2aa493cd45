//! What the program knows beside the gate, for those who watch: the applications as they are configured and seen, and
//! what is wrong. It decides nothing, and who may look is decided by the gate ([`vestibule_gate::Act::Overview`]).

use async_trait::async_trait;
use vestibule_gate::Timestamp;

/// What the program can say. The texts are sentences in English, as `vestibule check` prints them.
#[async_trait]
pub trait Surroundings: Send + Sync {
    /// The applications, in the configuration's order.
    async fn applications(&self) -> Vec<ApplicationState>;

    /// What is wrong or to be watched, the worst first.
    async fn alarms(&self) -> Vec<Alarm>;
}

/// One LDAP listener or RADIUS client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationState {
    /// Its name.
    pub name: String,
    /// What it comes by.
    pub kind: ApplicationKind,
    /// Its settings as they would be written, without secrets.
    pub settings: Vec<(String, String)>,
    /// When somebody last tried to log in there, as far as this node knows.
    pub last_seen: Option<Timestamp>,
    /// Sentences about it.
    pub warnings: Vec<String>,
}

/// What an application comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationKind {
    /// A listener for LDAP.
    Ldap,
    /// A client that asks by RADIUS.
    Radius,
}

impl ApplicationKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Radius => "radius",
        }
    }
}

/// Something to be seen to, or known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub text: String,
}

/// How bad something is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody cannot log in, or the gate is weaker than it could be.
    Alarm,
    /// It will be so before long, or something does not do what it should.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Nothing is known: for tests of what needs no surroundings.
#[async_trait]
impl Surroundings for () {
    async fn applications(&self) -> Vec<ApplicationState> {
        Vec::new()
    }

    async fn alarms(&self) -> Vec<Alarm> {
        Vec::new()
    }
}
