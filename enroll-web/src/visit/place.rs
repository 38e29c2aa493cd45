//! Pages to send somebody to. A closed list: no address is ever made of what a request says.

use std::borrow::Cow;

use crate::session::{Id, Wanted};
use crate::staff::StaffPlace;

/// A page of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    SignIn,
    Code,
    Enroll,
    RecoveryCodes,
    Done,
    Account,
    AccountCode,
    Wanted(Wanted),
    Staff(StaffPlace),
    /// A page without variables, of the table of routes.
    Known(&'static str),
}

impl Place {
    pub(crate) fn path(&self) -> Cow<'static, str> {
        match self {
            Self::SignIn => "/sign-in".into(),
            Self::Code => "/sign-in/code".into(),
            Self::Enroll => "/enroll".into(),
            Self::RecoveryCodes => "/recovery-codes".into(),
            Self::Done => "/done".into(),
            Self::Account | Self::Wanted(Wanted::Account) => "/account".into(),
            Self::AccountCode => "/account/code".into(),
            Self::Wanted(Wanted::Add) => "/account/add".into(),
            Self::Wanted(Wanted::RecoveryCodes) => "/account/recovery-codes".into(),
            Self::Wanted(Wanted::Rename(id)) => of(id, "rename"),
            Self::Wanted(Wanted::Remove(id)) => of(id, "remove"),
            Self::Wanted(Wanted::Replace(id)) => of(id, "replace"),
            Self::Wanted(Wanted::Resync(id)) => of(id, "resync"),
            Self::Staff(place) | Self::Wanted(Wanted::Staff(place)) => place.path().to_owned().into(),
            Self::Known(path) => (*path).into(),
        }
    }
}

fn of(id: &Id, what: &str) -> Cow<'static, str> {
    format!("/account/authenticators/{id}/{what}").into()
}
