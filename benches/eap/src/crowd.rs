//! Who comes next, and what they type.

use crate::people::{PASSWORD, People, uid};
use crate::scenario::Who;

/// So many of the people are exempt: those with the highest numbers.
pub(crate) const EXEMPT: usize = 100;

/// Everybody.
pub(crate) struct Crowd {
    enrolled: People,
    count: usize,
    next: usize,
}

impl Crowd {
    /// So many, the exempt included.
    pub(crate) fn new(count: usize) -> Self {
        Self { enrolled: People::new(count - EXEMPT), count, next: 0 }
    }

    /// Those with an authenticator.
    pub(crate) const fn enrolled(&self) -> &People {
        &self.enrolled
    }

    /// Name and password, with a code behind it where one is to be given. `None` while everybody's are spent.
    pub(crate) fn somebody(&mut self, who: Who, codes: bool) -> Option<(String, String)> {
        match who {
            Who::Code if codes => self.enrolled.with_code().map(|(number, typed)| (uid(number), typed)),
            Who::Code => Some((uid(self.enrolled.next()), PASSWORD.to_owned())),
            Who::Exempt => {
                self.next = (self.next + 1) % EXEMPT;
                Some((uid(self.count - EXEMPT + self.next), PASSWORD.to_owned()))
            }
        }
    }
}
