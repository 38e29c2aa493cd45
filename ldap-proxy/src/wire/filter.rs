//! Search filters as values (RFC 4511 section 4.5.1.7). Our code never writes a filter as a string.
//!
//! Reading keeps its place on a stack of its own: at most [`super::ber::NESTING`] levels and [`TERMS`] terms.

use super::ber::{self, Malformed, NESTING, Reader, Tag, Writer};

/// A filter has at most so many terms, `and`, `or` and `not` included.
pub const TERMS: usize = 1000;

/// What a search looks for. An attribute is named by its description, a value is any octets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 4511")]
pub enum Filter {
    /// All of them; true where there is none (RFC 4526).
    And(Vec<Self>),
    /// One of them; false where there is none (RFC 4526).
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// The attribute has this value.
    Equality { attribute: String, value: Vec<u8> },
    /// The attribute has a value with these parts in order.
    Substrings { attribute: String, initial: Option<Vec<u8>>, any: Vec<Vec<u8>>, last: Option<Vec<u8>> },
    /// A value at or above this.
    GreaterOrEqual { attribute: String, value: Vec<u8> },
    /// A value at or below this.
    LessOrEqual { attribute: String, value: Vec<u8> },
    /// Any value.
    Present(String),
    /// A value like this.
    Approximate { attribute: String, value: Vec<u8> },
    /// A value that matches by a named rule.
    Extensible { rule: Option<String>, attribute: Option<String>, value: Vec<u8>, dn_attributes: bool },
}

impl Filter {
    /// The attribute has this value.
    #[must_use]
    pub fn equal(attribute: &str, value: impl AsRef<[u8]>) -> Self {
        Self::Equality { attribute: attribute.to_owned(), value: value.as_ref().to_vec() }
    }

    /// The attribute has some value.
    #[must_use]
    pub fn present(attribute: &str) -> Self {
        Self::Present(attribute.to_owned())
    }

    /// True of every entry, and what one asks the rootDSE with.
    #[must_use]
    pub fn any() -> Self {
        Self::present("objectClass")
    }

    /// Writes it. Its depth is ours: built by our code, or read by [`Self::decode`] within the limits.
    pub fn write(&self, writer: &mut Writer) {
        match self {
            Self::And(terms) => writer.nest(AND, |writer| terms.iter().for_each(|term| term.write(writer))),
            Self::Or(terms) => writer.nest(OR, |writer| terms.iter().for_each(|term| term.write(writer))),
            Self::Not(term) => writer.nest(NOT, |writer| term.write(writer)),
            Self::Equality { attribute, value } => assertion(writer, EQUALITY, attribute, value),
            Self::GreaterOrEqual { attribute, value } => assertion(writer, GREATER, attribute, value),
            Self::LessOrEqual { attribute, value } => assertion(writer, LESS, attribute, value),
            Self::Approximate { attribute, value } => assertion(writer, APPROXIMATE, attribute, value),
            Self::Present(attribute) => writer.element(PRESENT, attribute.as_bytes()),
            Self::Substrings { attribute, initial, any, last } => writer.nest(SUBSTRINGS, |writer| {
                writer.octets(attribute.as_bytes());
                writer.nest(Tag::SEQUENCE, |writer| {
                    initial.iter().for_each(|part| writer.element(Tag::context(0), part));
                    any.iter().for_each(|part| writer.element(Tag::context(1), part));
                    last.iter().for_each(|part| writer.element(Tag::context(2), part));
                });
            }),
            Self::Extensible { rule, attribute, value, dn_attributes } => writer.nest(EXTENSIBLE, |writer| {
                rule.iter().for_each(|rule| writer.element(Tag::context(1), rule.as_bytes()));
                attribute.iter().for_each(|attribute| writer.element(Tag::context(2), attribute.as_bytes()));
                writer.element(Tag::context(3), value);
                if *dn_attributes {
                    writer.boolean(Tag::context(4), true);
                }
            }),
        }
    }

    /// Reads exactly one filter.
    ///
    /// # Errors
    /// [`Malformed`] when it is none, is beyond the limits, or names an attribute in other than UTF-8.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut open: Vec<(Tag, Vec<Self>)> = Vec::new();
        let mut walk = Walk::new(bytes);
        loop {
            let done = match walk.next()? {
                Step::Open(tag) => {
                    open.push((tag, Vec::new()));
                    continue;
                }
                Step::Leaf(tag, content) => leaf(tag, content)?,
                Step::Close => match open.pop().ok_or(Malformed::Tag)? {
                    (AND, terms) => Self::And(terms),
                    (OR, terms) => Self::Or(terms),
                    (_, mut terms) => Self::Not(Box::new(terms.pop().ok_or(Malformed::Tag)?)),
                },
            };
            match open.last_mut() {
                Some((_, terms)) => terms.push(done),
                None => return walk.end().map(|()| done),
            }
        }
    }
}

const AND: Tag = Tag::constructed(0);
const OR: Tag = Tag::constructed(1);
const NOT: Tag = Tag::constructed(2);
const EQUALITY: Tag = Tag::constructed(3);
const SUBSTRINGS: Tag = Tag::constructed(4);
const GREATER: Tag = Tag::constructed(5);
const LESS: Tag = Tag::constructed(6);
const PRESENT: Tag = Tag::context(7);
const APPROXIMATE: Tag = Tag::constructed(8);
const EXTENSIBLE: Tag = Tag::constructed(9);

fn assertion(writer: &mut Writer, tag: Tag, attribute: &str, value: &[u8]) {
    writer.nest(tag, |writer| {
        writer.octets(attribute.as_bytes());
        writer.octets(value);
    });
}

/// Whether `bytes` are exactly one filter within the limits; uses no memory of the heap.
///
/// # Errors
/// [`Malformed`] when they are not.
pub fn check(bytes: &[u8]) -> Result<(), Malformed> {
    let mut walk = Walk::new(bytes);
    let mut depth = 0_usize;
    loop {
        match walk.next()? {
            Step::Open(_) => depth += 1,
            Step::Leaf(tag, content) => check_leaf(tag, content)?,
            Step::Close => depth = depth.saturating_sub(1),
        }
        if depth == 0 {
            return walk.end();
        }
    }
}

enum Step<'a> {
    Open(Tag),
    Leaf(Tag, &'a [u8]),
    Close,
}

/// Goes through a filter without recursion: a place in the bytes, and where each open term ends.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    /// Ends of the terms around this one; small, since every search pays for it.
    ends: [u32; NESTING],
    depth: usize,
    terms: usize,
}

impl<'a> Walk<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, end: bytes.len(), ends: [0; NESTING], depth: 0, terms: 0 }
    }

    fn next(&mut self) -> Result<Step<'a>, Malformed> {
        if self.at == self.end {
            self.depth = self.depth.checked_sub(1).ok_or(Malformed::Truncated)?;
            self.end = self.ends.get(self.depth).map(|&end| end as usize).ok_or(Malformed::Nesting)?;
            return Ok(Step::Close);
        }
        self.terms += 1;
        if self.terms > TERMS {
            return Err(Malformed::Terms);
        }
        let mut level = Reader::new(self.bytes.get(self.at..self.end).ok_or(Malformed::Truncated)?);
        let (tag, content) = level.element()?;
        let behind = self.end - level.rest().len();
        if tag != AND && tag != OR && tag != NOT {
            self.at = behind;
            return Ok(Step::Leaf(tag, content));
        }
        if tag == NOT {
            let mut inner = Reader::new(content);
            inner.element()?;
            inner.end()?;
        }
        let end = u32::try_from(self.end).map_err(|_| Malformed::Length)?;
        *self.ends.get_mut(self.depth).ok_or(Malformed::Nesting)? = end;
        self.depth += 1;
        self.at = behind - content.len();
        self.end = behind;
        Ok(Step::Open(tag))
    }

    const fn end(self) -> Result<(), Malformed> {
        if self.at == self.end { Ok(()) } else { Err(Malformed::Trailing) }
    }
}

fn check_leaf(tag: Tag, content: &[u8]) -> Result<(), Malformed> {
    match tag {
        EQUALITY | GREATER | LESS | APPROXIMATE => pair(content).map(|_| ()),
        PRESENT => Ok(()),
        SUBSTRINGS => substrings(content, |_, _| ()).map(|_| ()),
        EXTENSIBLE => extensible(content).map(|_| ()),
        _ => Err(Malformed::Tag),
    }
}

fn leaf(tag: Tag, content: &[u8]) -> Result<Filter, Malformed> {
    check_leaf(tag, content)?;
    if tag == PRESENT {
        return Ok(Filter::Present(text(content)?));
    }
    if tag == SUBSTRINGS {
        let (mut initial, mut any, mut last) = (None, Vec::new(), None);
        let attribute = text(substrings(content, |place, part| match place {
            0 => initial = Some(part.to_vec()),
            1 => any.push(part.to_vec()),
            _ => last = Some(part.to_vec()),
        })?)?;
        return Ok(Filter::Substrings { attribute, initial, any, last });
    }
    if tag == EXTENSIBLE {
        let (rule, attribute, value, dn_attributes) = extensible(content)?;
        let (rule, attribute) = (rule.map(text).transpose()?, attribute.map(text).transpose()?);
        return Ok(Filter::Extensible { rule, attribute, value: value.to_vec(), dn_attributes });
    }
    let (attribute, value) = pair(content)?;
    let (attribute, value) = (text(attribute)?, value.to_vec());
    match tag {
        EQUALITY => Ok(Filter::Equality { attribute, value }),
        GREATER => Ok(Filter::GreaterOrEqual { attribute, value }),
        LESS => Ok(Filter::LessOrEqual { attribute, value }),
        APPROXIMATE => Ok(Filter::Approximate { attribute, value }),
        _ => Err(Malformed::Tag),
    }
}

fn text(octets: &[u8]) -> Result<String, Malformed> {
    std::str::from_utf8(octets).map(str::to_owned).map_err(|_| Malformed::Value)
}

fn pair(content: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let mut parts = Reader::new(content);
    let pair = (parts.octets()?, parts.octets()?);
    parts.end()?;
    Ok(pair)
}

/// Hands each part to `part` with its place (0 initial, 1 any, 2 final) and returns the attribute.
fn substrings<'a>(content: &'a [u8], mut part: impl FnMut(u8, &'a [u8])) -> Result<&'a [u8], Malformed> {
    let mut outer = Reader::new(content);
    let attribute = outer.octets()?;
    let mut parts = outer.enter(Tag::SEQUENCE)?;
    outer.end()?;
    if parts.is_empty() {
        return Err(Malformed::Truncated);
    }
    // initial first and once, final last and once.
    let mut least = 0;
    while !parts.is_empty() {
        let (tag, value) = parts.element()?;
        let place = tag.0.wrapping_sub(Tag::context(0).0);
        if place > 2 || place < least {
            return Err(Malformed::Tag);
        }
        least = if place == 2 { 3 } else { 1 };
        part(place, value);
    }
    Ok(attribute)
}

type Match<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, &'a [u8], bool);

fn extensible(content: &[u8]) -> Result<Match<'_>, Malformed> {
    let mut parts = Reader::new(content);
    let rule = parts.optional(Tag::context(1))?;
    let attribute = parts.optional(Tag::context(2))?;
    let value = parts.expect(Tag::context(3))?;
    let dn_attributes = parts.optional(Tag::context(4))?.map_or(Ok(false), ber::boolean)?;
    parts.end()?;
    Ok((rule, attribute, value, dn_attributes))
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
