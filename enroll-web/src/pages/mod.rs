//! The pages. Each file is one page, or the few that belong together: what is shown, and what is done with its form.
//! What somebody may do is the gate's to say; here it is put into words.

pub(crate) mod account;
pub(crate) mod activation;
pub(crate) mod add;
pub(crate) mod authenticator;
mod begin;
pub(crate) mod code;
pub(crate) mod confirm;
pub(crate) mod done;
pub(crate) mod enroll;
pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod home;
pub(crate) mod language;
pub(crate) mod logins;
pub(crate) mod offer;
mod own;
pub(crate) mod recovery;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
