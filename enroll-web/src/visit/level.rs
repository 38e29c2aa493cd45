//! Levels: how far somebody has come. A page of a level is written over that level's session, and cannot be reached
//! without one.

use std::future::Future;
use std::time::Duration;

use axum::http::HeaderMap;
use vestibule_gate::{Moment, Outage, Still};

use super::place::Place;
use crate::page::Item;
use crate::routes::Level;
use crate::session::{self, Cookie, FormToken, Key, Stage, Taken, read_cookie};
use crate::web::Shared;

/// A session is not believed for longer than this without asking the directory and the store again.
const BELIEVED: Duration = Duration::from_secs(30);

/// A level, as a type.
pub(crate) trait Needs: Send + Sync + Sized + 'static {
    /// What a page of this level works on.
    type Held: Send;

    /// What forms of this session hold.
    fn form_token(held: &Self::Held) -> Option<&FormToken>;
    /// Who is signed in, for the heading.
    fn signed_in(_held: &Self::Held) -> Option<&str> {
        None
    }
    /// The pages for those who manage, to choose from; none for anybody else.
    fn menu(_held: &Self::Held, _path: &str, _now: Moment) -> Vec<Item> {
        Vec::new()
    }
    /// Ready for the next request.
    fn put_back(held: Self::Held);
    /// Ends the session.
    fn end(held: Self::Held, shared: &Shared);
}

/// A level that a session alone reaches.
pub(crate) trait Enters: Needs {
    /// The same, for the table of routes.
    const LEVEL: Level;

    /// Takes the session the request names.
    fn take(
        shared: &Shared,
        presented: &Presented,
        now: Moment,
    ) -> impl Future<Output = Result<Self::Held, Below>> + Send;
}

/// Why a page is not reached.
#[derive(Debug)]
pub(crate) enum Below {
    /// There is no session, or no more.
    Nobody,
    /// The session has come to another page.
    At(Place),
    /// Whether the session still stands cannot be said now.
    Unavailable(Outage),
}

/// The sessions whose cookies came with a request, without a word on whether there are such sessions.
#[derive(Clone, Copy, Default)]
pub(crate) struct Presented {
    begun: Option<Key>,
    enrolling: Option<Key>,
    person: Option<Key>,
}

impl Presented {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let key = |cookie| read_cookie(headers, cookie).map(Key::of);
        Self { begun: key(Cookie::Begun), enrolling: key(Cookie::Enrolling), person: key(Cookie::Session) }
    }

    /// Ends them all: a browser has one session, of one level.
    pub(crate) fn end(&self, shared: &Shared) {
        let tables = shared.tables();
        self.begun.inspect(|key| tables.begun.end(*key));
        self.enrolling.inspect(|key| tables.enrolling.end(*key));
        self.person.inspect(|key| tables.people.end(*key));
    }

    /// Ends a login that waits for its code.
    pub(crate) fn end_begun(&self, shared: &Shared) {
        self.begun.inspect(|key| shared.tables().begun.end(*key));
    }
}

/// No session needed.
pub(crate) enum Anyone {}
/// Name and password were typed.
pub(crate) enum Begun {}
/// The password was proven, of somebody without a factor.
pub(crate) enum Enrolling {}
/// Just enrolled, or signed in.
pub(crate) enum Enrolled {}
/// Signed in.
pub(crate) enum SignedIn {}

impl Needs for Anyone {
    type Held = ();

    fn form_token((): &()) -> Option<&FormToken> {
        None
    }

    fn put_back((): ()) {}

    fn end((): (), _: &Shared) {}
}

impl Enters for Anyone {
    const LEVEL: Level = Level::Anyone;

    async fn take(_: &Shared, _: &Presented, _: Moment) -> Result<(), Below> {
        Ok(())
    }
}

impl Needs for Begun {
    type Held = Taken<session::Begun>;

    fn form_token(held: &Self::Held) -> Option<&FormToken> {
        Some(&held.form)
    }

    fn put_back(held: Self::Held) {
        held.put_back();
    }

    fn end(held: Self::Held, shared: &Shared) {
        shared.tables().begun.end(held.key);
    }
}

impl Enters for Begun {
    const LEVEL: Level = Level::Begun;

    async fn take(shared: &Shared, presented: &Presented, now: Moment) -> Result<Self::Held, Below> {
        let key = presented.begun.ok_or(Below::Nobody)?;
        shared.tables().begun.take(key, now).await.ok_or(Below::Nobody)
    }
}

impl Needs for Enrolling {
    type Held = Taken<session::Enrolling>;

    fn form_token(held: &Self::Held) -> Option<&FormToken> {
        Some(&held.form)
    }

    fn put_back(held: Self::Held) {
        held.put_back();
    }

    fn end(held: Self::Held, shared: &Shared) {
        shared.tables().enrolling.end(held.key);
    }
}

impl Enters for Enrolling {
    const LEVEL: Level = Level::Enrolling;

    async fn take(shared: &Shared, presented: &Presented, now: Moment) -> Result<Self::Held, Below> {
        let held = enrolling(shared, presented, now).await.ok_or(Below::Nobody)?;
        let later = match &held.state.stage {
            Stage::Asked { .. } => return Ok(held),
            Stage::Codes(_) => Place::RecoveryCodes,
            Stage::Finished => Place::Done,
        };
        held.put_back();
        Err(Below::At(later))
    }
}

/// Whose recovery codes, and whose applications.
pub(crate) enum Either {
    New(Taken<session::Enrolling>),
    Person(Taken<session::Person>),
}

impl Needs for Enrolled {
    type Held = Either;

    fn form_token(held: &Either) -> Option<&FormToken> {
        match held {
            Either::New(held) => Some(&held.form),
            Either::Person(held) => Some(&held.form),
        }
    }

    fn signed_in(held: &Either) -> Option<&str> {
        match held {
            Either::New(_) => None,
            Either::Person(held) => SignedIn::signed_in(held),
        }
    }

    fn put_back(held: Either) {
        match held {
            Either::New(held) => held.put_back(),
            Either::Person(held) => held.put_back(),
        }
    }

    fn end(held: Either, shared: &Shared) {
        match held {
            Either::New(held) => Enrolling::end(held, shared),
            Either::Person(held) => SignedIn::end(held, shared),
        }
    }
}

impl Enters for Enrolled {
    const LEVEL: Level = Level::Enrolled;

    async fn take(shared: &Shared, presented: &Presented, now: Moment) -> Result<Either, Below> {
        match enrolling(shared, presented, now).await {
            Some(held) if matches!(held.state.stage, Stage::Asked { .. }) => {
                held.put_back();
                Err(Below::At(Place::Enroll))
            }
            Some(held) => Ok(Either::New(held)),
            None => SignedIn::take(shared, presented, now).await.map(Either::Person),
        }
    }
}

impl Needs for SignedIn {
    type Held = Taken<session::Person>;

    fn form_token(held: &Self::Held) -> Option<&FormToken> {
        Some(&held.form)
    }

    fn signed_in(held: &Self::Held) -> Option<&str> {
        Some(&held.state.session.person().name)
    }

    fn put_back(held: Self::Held) {
        held.put_back();
    }

    fn end(held: Self::Held, shared: &Shared) {
        shared.tables().people.end(held.key);
    }
}

impl Enters for SignedIn {
    const LEVEL: Level = Level::Person;

    async fn take(shared: &Shared, presented: &Presented, now: Moment) -> Result<Self::Held, Below> {
        let key = presented.person.ok_or(Below::Nobody)?;
        let mut held = shared.tables().people.take(key, now).await.ok_or(Below::Nobody)?;
        if held.state.checked.until(now) < BELIEVED {
            return Ok(held);
        }
        match shared.portal().still(&held.state.session).await {
            Ok(Still::Yes) => {
                held.state.checked = now;
                Ok(held)
            }
            Ok(Still::No(_)) => {
                shared.tables().people.end(key);
                Err(Below::Nobody)
            }
            Err(outage) => {
                held.put_back();
                Err(Below::Unavailable(outage))
            }
        }
    }
}

async fn enrolling(shared: &Shared, presented: &Presented, now: Moment) -> Option<Taken<session::Enrolling>> {
    shared.tables().enrolling.take(presented.enrolling?, now).await
}
