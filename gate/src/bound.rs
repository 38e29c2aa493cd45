//! Who a session is bound as, and whether that still holds.

use std::sync::Arc;

use crate::{Person, Sid};

/// The identity of a bound session and the ground it stands on.
#[derive(Clone, Debug)]
pub struct Bound {
    pub(crate) person: Person,
    pub(crate) application: Arc<str>,
    pub(crate) by: By,
    pub(crate) epoch: u64,
}

impl Bound {
    /// The person as read at the bind.
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// The ground of the admission.
    pub const fn by(&self) -> &By {
        &self.by
    }

    /// True for a service account, whose session has no longest duration and may change others' passwords.
    pub const fn is_service(&self) -> bool {
        matches!(self.by, By::Service)
    }
}

/// The ground of an admission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A code of this authenticator was spent.
    Code(String),
    /// A recovery code was spent.
    Recovery,
    /// A bypass code.
    Bypass(String),
    /// Not enrolled, and let in for now.
    Grace,
    /// The same string as at a fresh code, within the application's window.
    Remembered,
    /// The same login as a moment ago in a new packet.
    Repeated,
    /// A resumed TLS session of a login with a fresh code, within the application's window.
    Reconnected,
    /// An exemption through this group.
    Exempt {
        /// The rule's id.
        rule: String,
        /// The exempting group.
        group: Sid,
    },
    /// A service account of this application, from a named source.
    Service,
    /// `enforce = false`: the directory's answer stood.
    Monitor,
}

/// The answer to [`crate::Gate::still`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Still {
    /// Everything is as at the bind.
    Yes,
    /// Something changed; the session must end.
    No(&'static str),
}
