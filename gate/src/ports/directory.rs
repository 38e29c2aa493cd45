//! The directory: who somebody is, their groups, and the proof of a password.

use async_trait::async_trait;

use crate::{AccountState, Moment, Outage, Password, Person, Sid};

/// Reads of our own service account. A wrong identity here would let one person in as another.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Whether any server can be asked now; answers at once from what is known.
    ///
    /// # Errors
    /// [`Outage::Directory`] while no server is up.
    fn health(&self) -> Result<(), Outage>;

    /// The one object that `name` names, over all configured directories; `None` when there is none or more than one.
    ///
    /// # Errors
    /// [`Outage::Directory`] when that cannot be said by `until`, or an attribute a decision needs is absent.
    async fn resolve(&self, name: &str, until: Moment) -> Result<Option<Person>, Outage>;

    /// The same person read afresh by identity; `None` when the object is gone.
    ///
    /// # Errors
    /// As [`Directory::resolve`].
    async fn again(&self, who: &Person, until: Moment) -> Result<Option<Person>, Outage>;

    /// All groups of a person, nested and primary ones included (`tokenGroups` of the object, MS-ADTS 3.1.1.4.5.19).
    ///
    /// # Errors
    /// As [`Directory::resolve`]; an absent answer is an outage, never an empty list.
    async fn groups(&self, who: &Person, until: Moment) -> Result<Vec<Sid>, Outage>;

    /// The one group that a DN, SID or name names; `None` when there is none or more than one.
    ///
    /// # Errors
    /// As [`Directory::resolve`].
    async fn group(&self, name: &str, until: Moment) -> Result<Option<Group>, Outage>;

    /// The person of this identity, read afresh; `None` when there is none.
    ///
    /// # Errors
    /// As [`Directory::resolve`].
    async fn identified(&self, id: &Sid, until: Moment) -> Result<Option<Person>, Outage>;

    /// People one of whose names begins with `text`, at most `most`, by short name. For people to choose from; nothing is
    /// decided on it.
    ///
    /// # Errors
    /// [`Outage::Directory`] when no directory answers by `until`.
    async fn search_people(&self, text: &str, most: usize, until: Moment) -> Result<Found<Person>, Outage>;

    /// Groups whose name begins with `text`, likewise.
    ///
    /// # Errors
    /// As [`Directory::search_people`].
    async fn search_groups(&self, text: &str, most: usize, until: Moment) -> Result<Found<Group>, Outage>;

    /// The people in a group, through nested groups and as their primary one too, by short name. For people to read: whose
    /// code is asked for is decided on [`Directory::groups`].
    ///
    /// # Errors
    /// As [`Directory::search_people`].
    async fn members(&self, group: &Group, until: Moment) -> Result<Found<MemberRow>, Outage>;

    /// The names of the groups between somebody and a group they are in, the nearest to them first and the group last;
    /// empty where no way is found. For people to read; nothing is decided on it.
    ///
    /// # Errors
    /// As [`Directory::search_people`].
    async fn way(&self, who: &Person, group: &Sid, until: Moment) -> Result<Vec<String>, Outage>;

    /// All people there are, by short name. For lists and figures; nothing is decided on it.
    ///
    /// # Errors
    /// As [`Directory::search_people`].
    async fn everybody(&self, until: Moment) -> Result<Found<MemberRow>, Outage>;
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// In their order.
    pub found: Vec<T>,
    /// Whether there are more than these.
    pub more: bool,
}

/// Somebody on a list: a member of a group, or one of everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Their identity.
    pub id: Sid,
    /// Their short name.
    pub name: String,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// A group, for rules and for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its identity.
    pub id: Sid,
    /// Its distinguished name.
    pub dn: String,
    /// Its short name.
    pub name: String,
    /// Its direct members, where a search read them.
    pub members: Option<MemberCount>,
}

/// How many direct members a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberCount {
    /// So many, at least.
    pub number: usize,
    /// Whether these are all.
    pub exact: bool,
}

/// Proves a password, at most once per attempt. For LDAP this is the session's own upstream connection.
#[async_trait]
pub trait FirstFactor: Send {
    /// Asks the directory once whether `password` is `who`'s, on a connection where nobody is bound, with the DN we
    /// found; a success is confirmed by reading on that connection that it is bound as `who`.
    async fn prove(&mut self, who: &Person, password: &Password, until: Moment) -> Proof;
}

/// What the directory said of a password.
#[derive(Debug)]
pub enum Proof {
    /// It is right, and the connection is bound as that person.
    Proven {
        /// The groups read on the bound connection (rootDSE `tokenGroups`); `None` where the directory has no such read.
        groups: Option<Vec<Sid>>,
    },
    /// It is wrong.
    Wrong,
    /// The account is locked (775): nothing is said about the password.
    Locked,
    /// It is right, but the account cannot be used (530-533, 701, 773).
    Account(AccountState),
    /// No answer. `sent` says whether the bind's bytes had been written, so that the directory may have counted it.
    Outage {
        /// Why.
        outage: Outage,
        /// Whether the directory may have seen the password.
        sent: bool,
    },
}
