//! The words an operation is described with.

use vestibule_gate::Act;

/// The methods there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Shows.
    Get,
    /// Does.
    Post,
    /// Takes away.
    Delete,
}

impl Verb {
    /// As in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The method.
    pub verb: Verb,
    /// The path; `{id}` stands for one segment.
    pub path: &'static str,
    /// What it does: whether a token may is the gate's answer for this act.
    pub act: Act,
    /// Its name in the OpenAPI document.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    pub(super) query: &'static [Field],
    pub(super) body: &'static [Field],
    pub(super) reply: Shown,
}

/// Something that comes in or goes out, by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Coming in: whether it must be there. Going out: whether it is never null.
    pub(super) needed: bool,
    pub(super) about: &'static str,
}

/// What a value can be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A text of at most so many characters, and at least one.
    Text(usize),
    /// Where a page of people begins: `next` of the page before, of at most so many characters.
    Cursor(usize),
    /// 32 hexadecimal digits.
    Id,
    /// A number from and to.
    Number(u64, u64),
    Boolean,
    /// A point in time (RFC 3339).
    Time,
    /// A span such as `24h`.
    Span,
    /// An IP address.
    Address,
    /// One of these.
    Word(&'static [&'static str]),
    /// Many of these.
    Many(&'static Shape),
    /// One of these.
    One(&'static Shape),
    /// An event of the audit, as it was written.
    Event,
}

/// An object that goes out.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

/// What an operation answers when it is done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// 204.
    Nothing,
    /// 200.
    One(&'static Shape),
    /// 201.
    Made(&'static Shape),
    /// 200: `items`, and `next`, the cursor of the next page.
    Page(&'static Shape),
}

impl Operation {
    /// The fields of its reply that are always there, for tests that compare; none where nothing is shown.
    pub fn shows(&self) -> Vec<&'static str> {
        match self.reply {
            Shown::Nothing => Vec::new(),
            Shown::One(shape) | Shown::Made(shape) => shape.names(),
            Shown::Page(_) => vec!["items", "next"],
        }
    }

    /// The fields of one item of its page; none where it shows no page.
    pub fn shows_of_each(&self) -> Vec<&'static str> {
        match self.reply {
            Shown::Page(shape) => shape.names(),
            Shown::Nothing | Shown::One(_) | Shown::Made(_) => Vec::new(),
        }
    }

    /// The status when it is done.
    pub const fn status(&self) -> u16 {
        match self.reply {
            Shown::Nothing => 204,
            Shown::Made(_) => 201,
            Shown::One(_) | Shown::Page(_) => 200,
        }
    }
}

impl Shape {
    fn names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }
}

/// It must be there, or is never null.
pub(super) const fn needed(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, needed: true, about }
}

/// It may be left out, or be null.
pub(super) const fn may(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, needed: false, about }
}
