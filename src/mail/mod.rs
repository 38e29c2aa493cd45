//! Mail: what people are told of changes to their own authenticators, and administrators of all of them.

mod address;

pub(crate) use address::Address;
