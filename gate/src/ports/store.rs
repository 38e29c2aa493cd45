//! The store in a login: one read, one write.
//!
//! Written rules: a look-up is `Result<Option<T>>`; time and ids are arguments; each verb is one atomic transaction;
//! nothing is answered before it is durable; an error is an [`Outage`], never a default.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{Event, Mac, Outage, Parameters, PasswordVersion, Sealed, Sid, Timestamp};

/// What a login needs of the store. A store that answers from a stale copy lets a code in twice.
#[async_trait]
pub trait Store: Send + Sync {
    /// Whether the store can be written now; answers at once from what is known.
    ///
    /// # Errors
    /// [`Outage::Store`] while it cannot.
    fn health(&self) -> Result<(), Outage>;

    /// How many refusals a source has had since `since`. They are kept by the minute, so those earlier in the minute
    /// of `since` may be among them.
    ///
    /// # Errors
    /// [`Outage::Store`].
    async fn refusals(&self, source: IpAddr, since: Timestamp) -> Result<u32, Outage>;

    /// Everything the rules need about a person in one consistent read. A person never seen has an empty standing.
    ///
    /// # Errors
    /// [`Outage::Store`].
    async fn standing(&self, ask: &Inquiry) -> Result<Standing, Outage>;

    /// Writes what a verdict needs in one transaction: all of it is durable before this returns, or none of it happened.
    ///
    /// # Errors
    /// [`Outage::Store`] when nothing was written, or it cannot be said whether.
    async fn conclude(&self, what: Conclusion, now: Timestamp) -> Result<Concluded, Outage>;

    /// The exemptions made by `vestibule exempt add`, ended ones left out.
    ///
    /// # Errors
    /// [`Outage::Store`].
    async fn exemptions(&self, now: Timestamp) -> Result<Vec<super::Exemption>, Outage>;
}

/// Where wrong codes are counted together: one person at one application from one end user's address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pool {
    /// The person.
    pub person: Sid,
    /// The application's name.
    pub application: Arc<str>,
    /// The end user's address; `None` where the door does not know it.
    pub source: Option<IpAddr>,
}

/// The question of [`Store::standing`].
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Who, at which application, from where.
    pub pool: Pool,
    /// Keyed hash of the whole typed string.
    pub typed: Mac,
    /// Keyed hash of what stays the same when a client sends the same login again; looked up as `typed` is.
    pub repeat: Option<Mac>,
    /// Now.
    pub now: Timestamp,
}

/// The answer of [`Store::standing`].
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Rises with every write about this person; [`Conclusion::version`] requires it. 0 for a person never seen.
    pub version: u64,
    /// Rises with every change of this person's authenticators or recovery codes.
    pub epoch: u64,
    /// Confirmed, enabled authenticators.
    pub authenticators: Vec<StoredAuthenticator>,
    /// Recovery codes not used yet.
    pub recovery: Vec<Recoverable>,
    /// The count of the asked pool.
    pub pool: PoolCount,
    /// Wrong codes over all pools since the last admission anywhere.
    pub wrong_everywhere: u32,
    /// Whether this very string was counted as a wrong code within the last 24 h, in any pool. It is not looked at
    /// again: it counts once, so it must also be one guess.
    pub counted_before: bool,
    /// Wrong (or unanswered) passwords forwarded since the last success, and when the last one was.
    pub forwarded: (u32, Option<Timestamp>),
    /// The remembered entry for this very string at this application and source, those of an earlier epoch left out;
    /// the store does not know the application's window.
    pub remembered: Option<Remembered>,
    /// The entry for [`Inquiry::repeat`].
    pub repeated: Option<Remembered>,
    /// Keyed hash of the last password the directory proved for this service account at this application.
    pub service_proof: Option<Mac>,
    /// Bypass codes that have neither ended nor been revoked at [`Inquiry::now`].
    pub bypasses: Vec<StoredBypass>,
    /// When the person was first told to enrol; `None` before.
    pub first_told: Option<Timestamp>,
    /// The logins admitted by grace so far.
    pub grace: GraceUsed,
}

/// A bypass code (RULES 11): typed where a code is typed, good until its end.
#[derive(Clone, Debug)]
pub struct StoredBypass {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Keyed hash of the ten digits, for this person and this use.
    pub code: Mac,
    /// When it ends.
    pub until: Timestamp,
}

/// Logins that were admitted by grace (RULES 26).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GraceUsed {
    /// How many have counted, over all applications.
    pub logins: u32,
    /// When the last one at the asked application counted.
    pub here: Option<Timestamp>,
}

/// A confirmed, enabled authenticator.
#[derive(Clone, Debug)]
pub struct StoredAuthenticator {
    /// 128 random bits as 32 hexadecimal digits.
    pub id: String,
    /// The sealed seed, bound to person, id and epoch.
    pub seed: Sealed,
    /// The epoch the seal is bound to.
    pub epoch: u64,
    /// Algorithm, digits, period.
    pub parameters: Parameters,
    /// The last spent step; steps at or below it never succeed.
    pub last_step: u64,
    /// How many steps its clock is ahead of ours, found by a resynchronisation; negative when it is behind.
    pub drift: i64,
}

/// A recovery code not used yet.
#[derive(Clone, Debug)]
pub struct Recoverable {
    /// 128 random bits as 32 hexadecimal digits.
    pub id: String,
    /// The first group of the code in clear: it selects the row, so that one slow hash is computed at most.
    pub selector: String,
    /// argon2id PHC string over the whole code.
    pub hash: String,
}

/// Wrong codes in one pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolCount {
    /// Since the last admission in this pool or an unlock.
    pub wrong: u32,
    /// When the last wrong one was.
    pub last_wrong: Option<Timestamp>,
    /// When this person was last admitted in this pool.
    pub last_admission: Option<Timestamp>,
}

/// A string that needs no fresh code at one application and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// When the fresh code was given.
    pub fresh: Timestamp,
    /// How many bytes at the end of the string were the code (with the separator, where one is used).
    pub tail: usize,
    /// The password's version at the fresh code.
    pub password: PasswordVersion,
    /// The epoch of the person's authenticators at the fresh code.
    pub epoch: u64,
}

/// What to write for one verdict. Absent parts are not touched.
#[derive(Debug, Default)]
pub struct Conclusion {
    /// The pool; absent for somebody unknown.
    pub pool: Option<Pool>,
    /// Required version of the person's standing; otherwise [`Concluded::Stale`] and nothing is written.
    pub version: Option<u64>,
    /// The code to spend, of the pool's person: a conditional write that must change one row; otherwise, or without a
    /// pool, [`Concluded::SpendLost`].
    pub spend: Option<Spend>,
    /// What to count.
    pub count: Counting,
    /// What to remember from now on (the keyed hash first).
    pub remember: Vec<(Mac, Remembered)>,
    /// The keyed hash of a service account's proven password.
    pub service_proof: Option<Mac>,
    /// The permission to come back that the admission leaves behind.
    pub reconnect: Option<NewReconnection>,
    /// Count a refusal of this source.
    pub refused_source: Option<IpAddr>,
    /// The person is told to enrol: notes the time, where none is noted yet.
    pub told: bool,
    /// The audit event. Absent only where a flood of refusals shares a later row.
    pub event: Option<Event>,
}

/// A code to spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spend {
    /// Only where `last_step < step` and the epoch is still that one.
    Totp {
        /// The authenticator.
        authenticator: String,
        /// The step of the code (RFC 6238 "T").
        step: u64,
        /// The authenticator's epoch as read.
        epoch: u64,
    },
    /// Only where not used yet.
    Recovery {
        /// The recovery code's row.
        id: String,
    },
    /// Only where it has not ended or been revoked, and not within [`BYPASS_PAUSE`] of its last use at the pool's
    /// application. The use is noted.
    Bypass {
        /// The bypass code's row.
        id: String,
    },
    /// One login by grace at the pool's application. It counts, and is noted, unless one there counted within
    /// [`GRACE_COUNTS_FOR`]; one that counts needs fewer than `most` before it.
    Grace {
        /// The most logins that count; `None` for any number.
        most: Option<u32>,
    },
    /// A permission to come back at the pool's application: only where its row is there, has not ended, and names the
    /// same station, password and epoch, the epoch being the person's still. The use is noted.
    Reconnect {
        /// Its row.
        id: String,
        /// The machine that comes back.
        station: String,
        /// The password's version as read now.
        password: PasswordVersion,
        /// The epoch as read now.
        epoch: u64,
    },
}

/// A permission to come back to write, of the pool's person at the pool's application. It takes the place of an earlier
/// one of the same station on the same node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReconnection {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The machine, as [`crate::station_name`] names it.
    pub station: String,
    /// The node that holds the TLS session.
    pub node: String,
    /// When the fresh code was given, or the exempt login was.
    pub fresh: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The password's version at the admission.
    pub password: PasswordVersion,
    /// The epoch of the person's authenticators at the admission.
    pub epoch: u64,
    /// Whether it stands on an exemption instead of a fresh code.
    pub exempt: bool,
}

/// A bypass code admits once in this time at one application.
pub const BYPASS_PAUSE: Duration = Duration::from_secs(60);

/// Logins by grace of one person at one application within this time count as one.
pub const GRACE_COUNTS_FOR: Duration = Duration::from_secs(8 * 3600);

/// What a conclusion counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Counting {
    /// Nothing.
    #[default]
    Nothing,
    /// One wrong code in the pool and everywhere; the string is noted for 24 h.
    WrongCode(Mac),
    /// One forwarded wrong password.
    WrongPassword,
    /// The directory said the password was right, but nobody was admitted: the password's count starts anew.
    RightPassword,
    /// The directory said that the account is disabled or has expired: the password's count starts anew, and what is
    /// remembered of the person has ended (RULES 25).
    Disabled,
    /// The account was read as disabled or expired where no password was proven: what is remembered of the person has
    /// ended, and no count changes.
    OutOfUse,
    /// An admission: the pool's, everywhere's and the password's counts start anew.
    Admission,
}

/// How [`Store::conclude`] ended.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concluded {
    /// Written and durable.
    Done,
    /// The code had been spent, or its authenticator changed; nothing was written.
    SpendLost,
    /// The person's standing had changed; nothing was written.
    Stale,
}
