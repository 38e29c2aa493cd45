//! Sessions: held in this node's memory alone, one table for each level, so that the session of one level can never be
//! taken for another's.

mod cookie;
mod states;
mod table;
mod token;

use vestibule_gate::{Moment, Sid};

pub(crate) use cookie::{Cookie, read as read_cookie};
pub(crate) use states::{Begun, Codes, Enrolling, Id, Notice, Person, Stage, Wanted};
pub(crate) use table::{Limits, Table, Taken};
pub(crate) use token::{FormToken, Key, Token};

/// All sessions.
pub(crate) struct Tables {
    pub(crate) begun: Table<Begun>,
    pub(crate) enrolling: Table<Enrolling>,
    pub(crate) people: Table<Person>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            begun: Table::new(Limits::BEGUN),
            enrolling: Table::new(Limits::ENROLLING),
            people: Table::new(Limits::PERSON),
        }
    }
}

impl Tables {
    /// Ends every session of a person but one. Who only began has proven nothing and is looked at anew.
    pub(crate) fn end_others(&self, person: &Sid, but: Option<Key>) {
        self.enrolling.end_all_of(person, but);
        self.people.end_all_of(person, but);
    }

    /// Forgets what is over.
    pub(crate) fn tick(&self, now: Moment) {
        self.begun.purge(now);
        self.enrolling.purge(now);
        self.people.purge(now);
    }
}
