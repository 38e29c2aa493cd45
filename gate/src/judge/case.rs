//! What is known of one attempt while it is judged, and the event that comes of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::audit::Event;
use crate::gate::Ports;
use crate::policy::Application;
use crate::ports::Pool;
use crate::{Attempt, Door, Mac, Mfa, Moment, Outcome, Person, Policy, Reason, Sid, Source, Timestamp, Typed};

use super::LONGEST;
use super::plan::Plan;

const LONGEST_NAME: usize = 128;
const USUAL_FLOOR: Duration = Duration::from_millis(300);

/// One attempt on its way.
pub(super) struct Case {
    pub(super) policy: Arc<Policy>,
    pub(super) door: Door,
    pub(super) application: Arc<str>,
    pub(super) source: Source,
    pub(super) name: Vec<u8>,
    pub(super) typed: Typed,
    pub(super) arrived: Moment,
    /// The wall clock when the person's turn came, before that when judging began; one attempt is judged at one time.
    pub(super) now: Timestamp,
    /// The keyed hash of the whole typed string, once the person is known.
    pub(super) typed_mac: Option<Mac>,
    /// A code that came in the user name.
    pub(super) code: Option<Vec<u8>>,
    pub(super) pool: Option<Pool>,
    pub(super) mfa: Mfa,
    pub(super) rule: Option<String>,
    pub(super) authenticator: Option<String>,
    /// True once the attempt is a service account's from where it is named.
    pub(super) service: bool,
    /// In monitor mode, what an enforcing gate would have done.
    pub(super) would_be: Option<Outcome>,
    steps: BTreeMap<&'static str, u64>,
    who: Option<(Sid, String)>,
    last: Moment,
}

impl Case {
    pub(super) fn new(attempt: Attempt, policy: Arc<Policy>, ports: &Ports) -> Self {
        let would_be = (!policy.enforce).then_some(Outcome::Admitted);
        Self {
            policy,
            door: attempt.door,
            application: attempt.application,
            source: attempt.source,
            name: attempt.name,
            typed: attempt.typed,
            arrived: attempt.arrived,
            now: ports.clock.now(),
            typed_mac: None,
            code: None,
            pool: None,
            mfa: Mfa::None,
            rule: None,
            authenticator: None,
            service: false,
            would_be,
            steps: BTreeMap::new(),
            who: None,
            last: ports.clock.moment(),
        }
    }

    /// By when the judgement must be over.
    pub(super) const fn until(&self) -> Moment {
        self.arrived.plus(LONGEST)
    }

    /// The application's settings; `None` for one that was removed meanwhile.
    pub(super) fn settings(&self) -> Option<&Application> {
        self.policy.applications.get(&self.application)
    }

    pub(super) fn floor(&self) -> Duration {
        self.settings().map_or(USUAL_FLOOR, |application| application.floor)
    }

    /// Notes whom the attempt is about; its pool is known from here on.
    pub(super) fn about(&mut self, person: &Person) {
        self.who = Some((person.id.clone(), person.name.clone()));
        let source = self.source.end_user;
        self.pool = Some(Pool { person: person.id.clone(), application: self.application.clone(), source });
    }

    /// Notes how long the step that ends now has taken.
    pub(super) fn step(&mut self, name: &'static str, ports: &Ports) {
        let now = ports.clock.moment();
        let took = self.last.until(now).as_millis();
        self.steps.insert(name, u64::try_from(took).unwrap_or(u64::MAX));
        self.last = now;
    }

    pub(super) fn password_mac(&self, ports: &Ports, person: &Person, plan: &Plan) -> Mac {
        ports.sealer.typed(&person.id, "password", plan.password.expose())
    }

    /// The keyed hash of the whole string: a code that came in the user name belongs to it.
    pub(super) fn string_mac(&self, ports: &Ports, person: &Person) -> Mac {
        let usage = if self.code.is_some() { "code in the name" } else { "typed" };
        let parts = [self.code.as_deref().unwrap_or_default(), self.typed.expose()];
        ports.sealer.typed(&person.id, usage, &zeroize::Zeroizing::new(parts.concat()))
    }

    pub(super) fn event(&self, ports: &Ports, outcome: Outcome, reason: Reason) -> Event {
        let (sid, person) = match &self.who {
            Some((sid, name)) => (Some(sid.clone()), name.clone()),
            None => (None, String::from_utf8_lossy(&self.name).chars().take(LONGEST_NAME).collect()),
        };
        let took = self.arrived.until(ports.clock.moment()).as_millis();
        Event {
            time: ports.clock.now(),
            event: "login",
            outcome,
            reason,
            person,
            sid,
            door: self.door.as_str(),
            application: self.application.to_string(),
            source: self.source.address().to_string(),
            mfa: self.mfa,
            authenticator: self.authenticator.clone(),
            rule: self.rule.clone(),
            node: self.policy.node.to_string(),
            duration_ms: u64::try_from(took).unwrap_or(u64::MAX),
            steps: self.steps.clone(),
            enforced: (!self.policy.enforce).then_some(false),
            would_be: self.would_be.map(|would_be| if outcome == Outcome::Admitted { would_be } else { outcome }),
            count: None,
            operator: None,
            note: None,
        }
    }
}
