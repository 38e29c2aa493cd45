//! The store as the administrator's commands use it. Every change is one transaction with its audit event.

use async_trait::async_trait;

use crate::{Event, Mac, Outage, Parameters, Sealed, Sid, Timestamp};

use super::{Figures, NewToken, PeopleFilter, Reports, RequestedExemption, Store, StoredToken, TokenRow};

/// Reads and changes for people who manage Vestibule.
#[async_trait]
pub trait Records: Store + Reports {
    /// Everybody the store knows, by name.
    ///
    /// # Errors
    /// [`Outage::Store`], as everywhere in this trait.
    async fn people(&self) -> Result<Vec<PersonRow>, Outage>;

    /// One person; `None` when the store never heard of them.
    async fn person(&self, id: &Sid) -> Result<Option<PersonRow>, Outage>;

    /// A person's authenticators, disabled ones included, or everybody's, by person and time of making.
    async fn authenticators(&self, of: Option<&Sid>) -> Result<Vec<AuthenticatorRow>, Outage>;

    /// How many unused recovery codes a person has.
    async fn recovery_left(&self, of: &Sid) -> Result<u32, Outage>;

    /// A person's activation code that has not ended at `now` and was not used; there is one at most.
    async fn activation(&self, of: &Sid, now: Timestamp) -> Result<Option<StoredActivation>, Outage>;

    /// Bypass codes of a person or of everybody that have neither ended nor been revoked at `now`, by their end.
    async fn bypasses(&self, of: Option<&Sid>, now: Timestamp) -> Result<Vec<BypassRow>, Outage>;

    /// Permissions to come back that are not over at `now`, of one person or of everybody, at one application or at
    /// all, by person and place.
    async fn reconnections(
        &self,
        of: Option<&Sid>,
        at: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<ReconnectionRow>, Outage>;

    /// Forgets the permissions to come back of a node that were made before `start`, when it started, and says how many
    /// there were: the TLS sessions they were for went with its memory.
    async fn forget_reconnections(&self, node: &str, start: Timestamp) -> Result<u64, Outage>;

    /// All exemptions, ended ones included.
    async fn all_exemptions(&self) -> Result<Vec<Exemption>, Outage>;

    /// Exemptions that wait for approval, the oldest first.
    async fn requested_exemptions(&self) -> Result<Vec<RequestedExemption>, Outage>;

    /// A page of the people the store knows, by name.
    async fn people_of(&self, filter: &PeopleFilter) -> Result<Vec<PersonRow>, Outage>;

    /// Figures at `now`, with the logins since `since`.
    async fn figures(&self, since: Timestamp, now: Timestamp) -> Result<Figures, Outage>;

    /// All API tokens, the newest first.
    async fn tokens(&self) -> Result<Vec<TokenRow>, Outage>;

    /// The API token of this id.
    async fn token(&self, id: &str) -> Result<Option<StoredToken>, Outage>;

    /// Notes that a token was used, once a minute at most.
    async fn note_token(&self, id: &str, now: Timestamp) -> Result<(), Outage>;

    /// Makes one change and writes its event, together.
    async fn change(&self, what: Change, event: Event, now: Timestamp) -> Result<Changed, Outage>;

    /// What a configured name was first found to mean; a later object of the same name is another.
    async fn pin(&self, name: &str) -> Result<Option<Pin>, Outage>;

    /// Audit rows after `filter.after`, oldest first unless `filter.newest`, at most `filter.limit`.
    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, Outage>;

    /// Checks the chain of every node from its first row to its head.
    async fn verify(&self) -> Result<Verified, Outage>;
}

/// Authenticators of one person at most, disabled ones included.
pub const MOST_AUTHENTICATORS: usize = 8;

/// A person as the store knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Identity.
    pub id: Sid,
    /// The short name when last seen.
    pub name: String,
    /// Enabled authenticators.
    pub authenticators: u32,
    /// Wrong codes over all pools since the last admission.
    pub wrong_codes: u32,
    /// The worst pools, for `person show`: application, source, wrong codes, last wrong.
    pub pools: Vec<(String, Option<String>, u32, Option<Timestamp>)>,
    /// The last admission anywhere.
    pub last_admission: Option<Timestamp>,
}

/// An authenticator, without its seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorRow {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Whose.
    pub person: Sid,
    /// Their short name.
    pub person_name: String,
    /// The person's word for it.
    pub label: String,
    /// Algorithm, digits, period.
    pub parameters: Parameters,
    /// False when disabled.
    pub enabled: bool,
    /// When it was made.
    pub created: Timestamp,
    /// The time of the last spent step; `None` when never used.
    pub last_used: Option<Timestamp>,
}

/// An authenticator to write, confirmed and enabled.
#[derive(Debug)]
pub struct NewAuthenticator {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The person's word for it.
    pub label: String,
    /// The sealed seed, bound to the person, this id and this epoch.
    pub seed: Sealed,
    /// The epoch the seal is bound to.
    pub epoch: u64,
    /// Algorithm, digits, period.
    pub parameters: Parameters,
}

/// A recovery code to write.
#[derive(Debug)]
pub struct NewRecovery {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The first group, in clear.
    pub selector: String,
    /// argon2id PHC string over the whole code.
    pub hash: String,
}

/// An activation code to write; it ends every earlier one of the person.
#[derive(Debug)]
pub struct NewActivation {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Keyed hash of the code.
    pub code: Mac,
    /// Who made it.
    pub operator: String,
    /// When it ends.
    pub until: Timestamp,
}

/// An activation code that can still be used.
#[derive(Clone, Debug)]
pub struct StoredActivation {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Keyed hash of the code.
    pub code: Mac,
    /// When it ends.
    pub until: Timestamp,
}

/// A bypass code to write.
#[derive(Debug)]
pub struct NewBypass {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Keyed hash of the ten digits.
    pub code: Mac,
    /// Who granted it.
    pub operator: String,
    /// Why.
    pub reason: String,
    /// When it ends.
    pub until: Timestamp,
}

/// A bypass code as administrators see it: never the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BypassRow {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Whose.
    pub person: Sid,
    /// Their short name.
    pub person_name: String,
    /// Who granted it.
    pub operator: String,
    /// Why.
    pub reason: String,
    /// When it was granted.
    pub created: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// When it was last used; `None` when never.
    pub last_used: Option<Timestamp>,
}

/// A permission to come back as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconnectionRow {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Whose.
    pub person: Sid,
    /// Their short name.
    pub person_name: String,
    /// The application.
    pub application: String,
    /// The machine, as [`crate::station_name`] names it.
    pub station: String,
    /// The node that holds the TLS session.
    pub node: String,
    /// When the fresh code was given, or the exempt login was.
    pub fresh: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Whether it stands on an exemption instead of a fresh code.
    pub exempt: bool,
    /// When it was last used; `None` when never.
    pub last_used: Option<Timestamp>,
}

/// Which permissions to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichReconnections {
    /// The one of this id.
    One(String),
    /// All of a person.
    Person(Sid),
    /// All of a machine, whoever came with it.
    Station(String),
    /// All.
    All,
}

/// An exemption made at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The exempted group.
    pub group: Sid,
    /// Its name when the exemption was made.
    pub group_name: String,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub owner: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends; `None` for never.
    pub until: Option<Timestamp>,
}

/// What a configured name was first found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The identity.
    pub id: Sid,
    /// When it was first found.
    pub since: Timestamp,
}

/// A change by an administrator.
#[derive(Debug)]
pub enum Change {
    /// Adds an authenticator, unless the person has eight; the person's epoch rises.
    AddAuthenticator {
        /// Whose.
        person: Sid,
        /// Their short name.
        name: String,
        /// What.
        authenticator: NewAuthenticator,
    },
    /// Removes one for good; the person's epoch rises.
    RemoveAuthenticator {
        /// Its id.
        id: String,
    },
    /// Enables or disables one; the person's epoch rises.
    SetAuthenticator {
        /// Its id.
        id: String,
        /// The new state.
        enabled: bool,
    },
    /// Replaces all recovery codes of a person; the person's epoch rises.
    ReplaceRecovery {
        /// Whose.
        person: Sid,
        /// Their short name.
        name: String,
        /// The new ones.
        codes: Vec<NewRecovery>,
    },
    /// The first authenticator, with its recovery codes, of somebody who has neither; otherwise [`Changed::Taken`]. The
    /// person's epoch rises.
    Enroll {
        /// Whose.
        person: Sid,
        /// Their short name.
        name: String,
        /// What.
        authenticator: NewAuthenticator,
        /// The recovery codes that go with it.
        recovery: Vec<NewRecovery>,
        /// The activation code that is used up by it: it must be the person's, unused and not ended, else
        /// [`Changed::NotFound`]. Every other one of the person ends.
        activation: Option<String>,
    },
    /// What somebody changes about themselves. Only where the person's epoch is `epoch`, else [`Changed::Stale`]; where
    /// it is done the epoch is one more.
    Own {
        /// Who.
        person: Sid,
        /// The epoch they know.
        epoch: u64,
        /// What they change.
        what: OwnChange,
    },
    /// Makes an activation code; the person's earlier ones end. For somebody who has an authenticator or a recovery
    /// code it is [`Changed::Taken`], unless `clear` takes all of these away with it; the person's epoch rises then.
    AddActivation {
        /// Whose.
        person: Sid,
        /// Their short name.
        name: String,
        /// What.
        activation: NewActivation,
        /// Whether all authenticators and recovery codes go.
        clear: bool,
    },
    /// Grants a bypass code.
    AddBypass {
        /// Whose.
        person: Sid,
        /// Their short name.
        name: String,
        /// What.
        bypass: NewBypass,
    },
    /// Revokes a bypass code.
    RevokeBypass {
        /// Its id.
        id: String,
    },
    /// Takes permissions to come back away; [`Changed::NotFound`] where there is none that is not over.
    RevokeReconnections(WhichReconnections),
    /// Sets all counts of a person to nothing, and forgets which wrong strings were counted.
    Unlock {
        /// Whose.
        person: Sid,
    },
    /// Adds an exemption.
    AddExemption(Exemption),
    /// Puts an exemption where it waits for approval.
    RequestExemption(RequestedExemption),
    /// Adds an exemption that waits, and takes it from there.
    ApproveExemption {
        /// Its id.
        id: String,
    },
    /// Adds an API token.
    AddToken(NewToken),
    /// Ends an API token; [`Changed::NotFound`] where it has ended or was revoked.
    RevokeToken {
        /// Its id.
        id: String,
    },
    /// Removes an exemption, or one that waits.
    RemoveExemption {
        /// Its id.
        id: String,
    },
    /// Pins a configured name. Where it has a pin already, that one stays, nothing is written, the event neither, and
    /// the answer is [`Changed::Done`].
    Pin {
        /// As configured.
        name: String,
        /// What it means.
        id: Sid,
    },
}

/// A change somebody makes about themselves. Every id must be one of their own, else [`Changed::NotFound`].
#[derive(Debug)]
pub enum OwnChange {
    /// Adds an authenticator, unless there are eight ([`Changed::TooMany`]).
    Add(NewAuthenticator),
    /// Puts a new one in the place of another.
    Replace {
        /// The one that goes.
        id: String,
        /// The one that comes.
        with: NewAuthenticator,
    },
    /// Removes one. With the last one go the recovery codes.
    Remove {
        /// Its id.
        id: String,
        /// Whether an enabled one must stay; else [`Changed::Last`].
        keep_one: bool,
    },
    /// Gives one another label. The epoch rises as well, so that no two changes overlook each other.
    Rename {
        /// Its id.
        id: String,
        /// The new word for it.
        label: String,
    },
    /// Sets how far a clock is off and spends the step that showed it: only where `last_step < step`, else
    /// [`Changed::NotFound`].
    Resynchronise {
        /// Its id.
        id: String,
        /// See [`super::StoredAuthenticator::drift`].
        drift: i64,
        /// The later of the two steps that showed it.
        step: u64,
    },
    /// Replaces all recovery codes.
    Recovery(Vec<NewRecovery>),
    /// Ends what is remembered and, by the epoch, every session.
    SignOut,
}

/// How [`Records::change`] ended.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Written and durable, event included.
    Done,
    /// There is nothing of that id; nothing was written.
    NotFound,
    /// The person has eight authenticators; nothing was written.
    TooMany,
    /// The person has an authenticator or recovery codes already; nothing was written.
    Taken,
    /// It is the last enabled authenticator and must stay; nothing was written.
    Last,
    /// Something of the person's was changed meanwhile; nothing was written.
    Stale,
}

/// Which audit rows.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Rows with a sequence number above this one.
    pub after: u64,
    /// Rows with a sequence number below this one.
    pub before: Option<u64>,
    /// Rows at or after this time.
    pub since: Option<Timestamp>,
    /// Rows about this person.
    pub person: Option<Sid>,
    /// At most this many rows; 0 for a default of 1,000.
    pub limit: u32,
    /// The newest rows instead of the oldest, newest first.
    pub newest: bool,
}

/// One row of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Rises by at least one with every row.
    pub sequence: u64,
    /// The event's JSON, as written.
    pub json: String,
}

/// How [`Records::verify`] ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// The chain is whole.
    Whole {
        /// Rows checked.
        rows: u64,
    },
    /// The chain is broken.
    Broken {
        /// The first row that does not fit.
        sequence: u64,
    },
}
