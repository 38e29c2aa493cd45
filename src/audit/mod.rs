//! Followers of the audit: what copies the store's chained log elsewhere. The store's log is the audit; a follower
//! that cannot write raises an alarm and catches up later, and keeps nobody out.

mod file;
mod lines;

pub(crate) use file::FileFollower;
