//! Pages about one authenticator of one's own.

pub(crate) mod remove;
pub(crate) mod rename;
pub(crate) mod replace;
pub(crate) mod resync;

use vestibule_gate::ports::AuthenticatorRow;

use crate::pages::own;
use crate::session::{Id, Wanted};
use crate::visit::{Answer, SignedIn, Visit};

/// Goes on only with a fresh code, and with an authenticator of this id that is the person's own.
async fn own_one(
    visit: Visit<SignedIn>,
    id: &Id,
    wanted: Wanted,
) -> Result<(Visit<SignedIn>, AuthenticatorRow), Box<Answer<SignedIn>>> {
    let visit = own::fresh(visit, wanted)?;
    match visit.shared.portal().authenticators(&visit.held.state.session).await {
        Ok(rows) => match rows.into_iter().find(|row| row.id == id.as_str()) {
            Some(row) => Ok((visit, row)),
            None => Err(Box::new(visit.not_found())),
        },
        Err(outage) => Err(Box::new(visit.unavailable(outage))),
    }
}
