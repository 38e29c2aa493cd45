//! What a browser sends: read strictly, and only through [`Protected`].

mod fields;
mod protected;

pub(crate) use fields::{Fields, Malformed};
pub(crate) use protected::{Form, Protected, Sent};
