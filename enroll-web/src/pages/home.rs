//! `/`: on to where somebody is.

use crate::visit::{Answer, Anyone, Below, Either, Enrolled, Enters as _, Needs as _, Place, Visit, see};

pub(crate) async fn go(visit: Visit<Anyone>) -> Answer<Anyone> {
    let place = match Enrolled::take(&visit.shared, &visit.presented, visit.now()).await {
        Ok(held) => {
            let place = match &held {
                Either::New(_) => Place::RecoveryCodes,
                Either::Person(_) => Place::Account,
            };
            Enrolled::put_back(held);
            place
        }
        Err(Below::At(place)) => place,
        Err(Below::Nobody) => Place::SignIn,
        Err(Below::Unavailable(outage)) => return visit.unavailable(outage),
    };
    visit.stay(see(&place))
}
