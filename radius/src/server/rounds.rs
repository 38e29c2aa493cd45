//! The two rounds of a login on their way to the gate, and refusals that need no gate.
//!
//! New logins are discarded first when too much is under way; who answers a question passes (RFC 5080 section 2.2.3).

use std::time::Duration;

use vestibule_gate::{Answer, Attempt, CodeWay, Door, Form, Moment, Source};

use super::duplicates::Load;
use super::effect::{Effect, Judge, Reply, Second};
use super::login::{Name, Shown, needs};
use super::questions::{Bound, Found, Question, State};
use super::reply::{self, Bare};
use super::settings::Limits;
use super::silence::{Refused, Silence};
use super::ticket::{Round, Slip, Ticket, Work};
use super::{Server, Tables};

/// An Access-Reject that the gate knows nothing of leaves when the gate's would.
pub(super) const FLOOR: Duration = Duration::from_secs(1);

impl Server {
    /// A login without State.
    pub(super) fn first_round(
        &self,
        now: Moment,
        slip: Slip,
        limits: &Limits,
        name: &Name<'_>,
        shown: Shown<'_>,
    ) -> Result<Effect, Silence> {
        let first = match shown.into_first(&slip.client, name.user_name) {
            Ok(first) => first,
            Err(why) => return self.refuse(now, slip, limits, why),
        };
        {
            let mut tables = self.tables();
            if let Some(known) = tables.known(&slip, now) {
                return self.again(now, &slip, known);
            }
            tables.begin_first(&slip, now, limits)?;
        }
        let source = source(&slip, name);
        let attempt = Attempt {
            door: Door::Radius,
            application: slip.client.name.clone(),
            source,
            name: first.name,
            typed: first.typed,
            form: if first.response.is_some() { Form::Response } else { Form::Text },
            session: name.session.map(<[u8]>::to_vec),
            asks: true,
            station: None,
            arrived: now,
        };
        let needs = needs(&slip.client, first.response.as_ref(), name.user_name);
        let user_name = name.user_name.to_vec();
        let round = Round { user_name, source, response: first.response, early: first.early, state: None };
        let ticket = Ticket { slip, work: Work::Login(Box::new(round)) };
        Ok(Effect::Judge(Box::new(Judge { ticket, attempt, needs })))
    }

    /// A login that answers a question.
    pub(super) fn second_round(
        &self,
        now: Moment,
        slip: Slip,
        limits: &Limits,
        state: &[u8],
        name: &Name<'_>,
        shown: Shown<'_>,
    ) -> Result<Effect, Silence> {
        let Some(state) = State::read(state) else { return self.refuse(now, slip, limits, Refused::UnknownState) };
        let (is_response, ident) = (shown.is_response(), shown.ident());
        let code = match shown.into_code(&slip.client) {
            Ok(code) => code,
            Err(why) => return self.refuse(now, slip, limits, why),
        };
        let bound = Bound { client: slip.client.name.clone(), user_name: name.user_name.to_vec() };
        let question = {
            let mut tables = self.tables();
            if let Some(known) = tables.known(&slip, now) {
                return self.again(now, &slip, known);
            }
            match tables.questions.find(&state, &bound, is_response, now) {
                Found::Open => tables.begin_second(&slip, &state, now, limits)?,
                Found::Lost => return Err(Silence::Outage),
                Found::Unknown => None,
            }
        };
        let Some(question) = question else { return self.refuse(now, slip, limits, Refused::UnknownState) };
        let Question { pending, response } = *question;
        let needs = needs(&slip.client, response.as_ref(), name.user_name);
        let source = source(&slip, name);
        // The answer to the client repeats the identifier of its last response.
        let response = response.map(|mut response| {
            response.ident = ident.unwrap_or(response.ident);
            response
        });
        let round = Round { user_name: bound.user_name, source, response, early: None, state: Some(state) };
        let ticket = Ticket { slip, work: Work::Login(Box::new(round)) };
        let answer = Answer { source, typed: code, arrived: now };
        Ok(Effect::Answer(Box::new(Second { ticket, pending, answer, needs })))
    }

    /// An Access-Reject that the gate knows nothing of. It counts for nobody, and leaves when others would.
    pub(super) fn refuse(&self, now: Moment, slip: Slip, limits: &Limits, why: Refused) -> Result<Effect, Silence> {
        let bytes = reply::bare(&slip, Bare::Reject).map_err(|_| Silence::TooLarge)?;
        let not_before = now.plus(FLOOR);
        {
            let mut tables = self.tables();
            if let Some(known) = tables.known(&slip, now) {
                return self.again(now, &slip, known);
            }
            tables.duplicates.answer(slip.key.clone(), bytes.clone(), not_before, limits.replies);
        }
        self.tally.refused(&slip.client.name, why);
        self.tally.replied(&slip.client.name, Bare::Reject.code());
        Ok(Effect::Send(Reply { bytes, not_before, refused: Some(why), notes: Vec::new() }))
    }
}

impl Tables {
    /// Makes a place for a new login.
    fn begin_first(&mut self, slip: &Slip, now: Moment, limits: &Limits) -> Result<(), Silence> {
        // With `auto` the code may be there already; who must be asked is discarded once the gate says so.
        let asks = slip.client.code == CodeWay::Challenge;
        let shed = |tables: &Self| tables.duplicates.under_way(Load::Login) >= limits.under_way;
        let full = |tables: &Self| asks && tables.questions.count() >= limits.pending;
        self.purge_where(now, |tables| shed(tables) || full(tables));
        if shed(self) {
            return Err(Silence::Shed);
        }
        if full(self) {
            return Err(Silence::TooManyPending);
        }
        self.duplicates.begin(slip.key.clone(), Load::Login, now);
        Ok(())
    }

    /// Makes a place for the answer to a question, and takes the question out. One that is shed stays open.
    fn begin_second(
        &mut self,
        slip: &Slip,
        state: &State,
        now: Moment,
        limits: &Limits,
    ) -> Result<Option<Box<Question>>, Silence> {
        let most = limits.under_way.saturating_mul(2);
        self.purge_where(now, |tables| tables.duplicates.under_way(Load::Login) >= most);
        if self.duplicates.under_way(Load::Login) >= most {
            return Err(Silence::Shed);
        }
        let question = self.questions.take(state);
        if question.is_some() {
            self.duplicates.begin(slip.key.clone(), Load::Login, now);
        }
        Ok(question)
    }
}

fn source(slip: &Slip, name: &Name<'_>) -> Source {
    Source { peer: slip.peer(), end_user: name.source }
}
