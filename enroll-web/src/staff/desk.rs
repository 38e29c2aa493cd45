//! The level of those who manage: somebody signed in, and what the gate lets them do.

use vestibule_gate::{Act, ManageError, Managing, Moment, Office, Officer, Sid};

use super::menu;
use super::place::{StaffPlace, subject_in};
use super::query::Query;
use super::refused::is_nobody;
use crate::language::Text;
use crate::page::Item;
use crate::pages::sign_in;
use crate::session::{self, Cookie, FormToken, Id, Notice, Taken, Wanted};
use crate::visit::{Answer, Needs, Place, SignedIn, Visit, without};

/// Signed in, and managing.
pub(crate) enum Staff {}

/// What a page for those who manage works on.
pub(crate) struct Desk {
    pub(crate) session: Taken<session::Person>,
    pub(crate) officer: Officer,
}

impl Needs for Staff {
    type Held = Desk;

    fn form_token(held: &Desk) -> Option<&FormToken> {
        Some(&held.session.form)
    }

    fn signed_in(held: &Desk) -> Option<&str> {
        SignedIn::signed_in(&held.session)
    }

    fn menu(held: &Desk, path: &str, now: Moment) -> Vec<Item> {
        menu::items(&held.officer, path, now)
    }

    fn put_back(held: Desk) {
        held.session.put_back();
    }

    fn end(held: Desk, shared: &crate::web::Shared) {
        SignedIn::end(held.session, shared);
    }
}

impl Visit<SignedIn> {
    /// Lets somebody do this, where the gate does.
    pub(super) async fn at_desk(self, act: Act) -> Result<Visit<Staff>, Box<Answer<SignedIn>>> {
        let office = self.shared.office().clone();
        let officer = match office.managing(&self.held.state.session, self.caller.source).await {
            Ok(Managing::Officer(officer)) => officer,
            Ok(Managing::SignInAnew) => {
                let visit = self.end();
                let response = sign_in::again(&visit, Text("sign-in-anew"));
                return Err(Box::new(Answer::over(without(response, Cookie::Session))));
            }
            Ok(Managing::Nothing) => {
                let response = is_nobody(self.frame());
                return Err(Box::new(self.stay(response)));
            }
            Err(outage) => return Err(Box::new(self.unavailable(outage))),
        };
        let may = office.check(&officer, act).await;
        let Self { shared, caller, presented, held } = self;
        let visit = Visit { shared, caller, presented, held: Desk { session: held, officer } };
        match may {
            Ok(()) => Ok(visit),
            Err(error) => {
                let Answer { response, held } = visit.refused(error);
                Err(Box::new(Answer { response, held: held.map(|held| held.session) }))
            }
        }
    }
}

impl Visit<Staff> {
    pub(super) fn office(&self) -> std::sync::Arc<Office> {
        self.shared.office().clone()
    }

    pub(super) const fn officer(&self) -> &Officer {
        &self.held.officer
    }

    /// What stands behind the path.
    pub(super) fn query(&self) -> Query {
        Query::read(&self.caller.query)
    }

    /// The person in a path of the shape `/admin/people/{person}/…`.
    pub(super) fn subject(&self) -> Option<Sid> {
        subject_in(&self.caller.path)
    }

    /// The id that is this segment of the path.
    pub(super) fn id(&self, segment: usize) -> Option<Id> {
        Id::read(self.caller.path.split('/').nth(segment)?)
    }

    /// Whether they may do this, with a fresh code if need be: for links and buttons.
    pub(super) fn offers(&self, act: Act) -> bool {
        match self.officer().may(act, self.now()) {
            Ok(()) | Err(ManageError::NotFresh) => true,
            Err(_) => false,
        }
    }

    /// What to tell, once.
    pub(super) fn take_notice(&mut self) -> Option<Notice> {
        self.held.session.state.notice.take()
    }

    /// It is done: on to a page that says so.
    pub(super) fn done(mut self, notice: Notice, to: StaffPlace) -> Answer<Staff> {
        self.held.session.state.notice = Some(notice);
        self.go(&Place::Staff(to))
    }

    /// A fresh code first, and back to this page.
    pub(super) fn freshly(mut self) -> Answer<Staff> {
        self.held.session.state.wanted = Wanted::Staff(StaffPlace::of_request(&self.caller.path, &self.caller.query));
        self.go(&Place::AccountCode)
    }
}
