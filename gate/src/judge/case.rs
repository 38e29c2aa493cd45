//! What is known of one attempt while it is judged, and the event that comes of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::audit::Event;
use crate::gate::Ports;
use crate::policy::Application;
use crate::ports::Pool;
use crate::reconnection::station_name;
use crate::verdict::Doom;
use crate::{
    Answer, Attempt, ByGrace, CodeWay, Door, Form, Mac, Mfa, Moment, Outcome, Pending, Person, Policy, Reason,
    Reconnection, Return, Said, Sid, Source, Timestamp, Typed,
};

use super::LONGEST;
use super::ask::FIRST_ROUND;
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
    /// The keyed hash of what stays the same when the client sends this login again, once the person is known.
    pub(super) repeat_mac: Option<Mac>,
    /// What the password field holds.
    pub(super) form: Form,
    /// What stays the same when the client sends this login again.
    pub(super) session: Option<Vec<u8>>,
    /// Whether the door can put a question.
    pub(super) asks: bool,
    /// The client's machine, where it could come back without password and code.
    pub(super) station: Option<Arc<[u8]>>,
    /// A code that came by itself: in the user name, or as the answer to a question.
    pub(super) code: Option<Zeroizing<Vec<u8>>>,
    /// True in the second round of a challenge.
    pub(super) second_round: bool,
    /// True when the first round already counted the refusal of this login for its source.
    pub(super) source_counted: bool,
    pub(super) pool: Option<Pool>,
    pub(super) mfa: Mfa,
    pub(super) rule: Option<String>,
    pub(super) authenticator: Option<String>,
    /// True once the attempt is a service account's from where it is named.
    pub(super) service: bool,
    /// In monitor mode, what an enforcing gate would have done.
    pub(super) would_be: Option<Outcome>,
    /// What somebody is told who is let in by grace.
    pub(super) grace: Option<ByGrace>,
    /// What the admission left behind.
    pub(super) reconnection: Option<Arc<Reconnection>>,
    /// At the portal, who is signed in there: read again by identity, whatever the name means now.
    pub(super) signed_in: Option<Person>,
    steps: BTreeMap<&'static str, u64>,
    who: Option<(Sid, String)>,
    last: Moment,
}

impl Case {
    pub(super) fn new(attempt: Attempt, policy: Arc<Policy>, ports: &Ports) -> Self {
        let portal = policy.applications.get(&attempt.application).is_some_and(|application| application.portal);
        let would_be = (!policy.enforce && !portal).then_some(Outcome::Admitted);
        Self {
            policy,
            door: attempt.door,
            application: attempt.application,
            source: attempt.source,
            name: attempt.name,
            typed: attempt.typed,
            form: attempt.form,
            session: attempt.session,
            asks: attempt.asks,
            station: attempt.station,
            second_round: false,
            source_counted: false,
            arrived: attempt.arrived,
            now: ports.clock.now(),
            typed_mac: None,
            repeat_mac: None,
            code: None,
            pool: None,
            mfa: Mfa::None,
            rule: None,
            authenticator: None,
            service: false,
            would_be,
            grace: None,
            reconnection: None,
            signed_in: None,
            steps: BTreeMap::new(),
            who: None,
            last: ports.clock.moment(),
        }
    }

    /// The second round of a challenge; what the first brought is put in by the caller, who opened it.
    pub(super) fn answering(pending: Pending, answer: Answer, policy: Arc<Policy>, ports: &Ports) -> Self {
        let attempt = Attempt {
            door: pending.door,
            application: pending.application,
            source: answer.source,
            name: pending.name,
            typed: Typed::new(Vec::new()),
            form: pending.form,
            session: None,
            asks: true,
            station: pending.station,
            arrived: answer.arrived,
        };
        let code = Some(Zeroizing::new(answer.typed.expose().to_vec()));
        Self { code, second_round: true, ..Self::new(attempt, policy, ports) }
    }

    /// A client that comes back.
    pub(super) fn returning(what: &Reconnection, again: Return, policy: Arc<Policy>, ports: &Ports) -> Self {
        let attempt = Attempt {
            door: what.door,
            application: again.application,
            source: again.source,
            name: what.person.name.clone().into_bytes(),
            typed: Typed::new(Vec::new()),
            form: what.form,
            session: None,
            asks: false,
            station: Some(again.station),
            arrived: again.arrived,
        };
        let mut case = Self::new(attempt, policy, ports);
        case.about(&what.person);
        // Nothing was guessed, so a refusal counts for no source.
        case.source_counted = true;
        case
    }

    /// Keeps what the second round needs.
    pub(super) fn into_pending(self, typed: Vec<u8>, said: Said, doom: Option<Doom>) -> Pending {
        Pending {
            not_before: self.first_answer(),
            door: self.door,
            application: self.application,
            name: self.name,
            typed,
            form: self.form,
            station: self.station,
            born: self.arrived,
            said,
            doom,
        }
    }

    /// How the code is given here; `None` for an application that was removed meanwhile.
    pub(super) fn way(&self) -> Option<&CodeWay> {
        match self.form {
            // The session has proven the password.
            Form::Code => Some(&CodeWay::CodeOnly),
            Form::Text | Form::Response => self.settings().map(|application| &application.code),
        }
    }

    /// Whether this is the portal, where no exemption, no grace and no monitor mode counts.
    pub(super) fn is_portal(&self) -> bool {
        self.settings().is_some_and(|application| application.portal)
    }

    /// Whether the decision stands.
    pub(super) fn enforces(&self) -> bool {
        self.policy.enforce || self.is_portal()
    }

    /// Whether a code that is missing can be asked for now.
    pub(super) fn may_ask(&self) -> bool {
        self.asks && !self.second_round && self.way().is_some_and(CodeWay::asks)
    }

    /// Whether a refusal now would tell something, and waits for the second round. In monitor mode nobody is asked.
    pub(super) fn refuses_later(&self) -> bool {
        let blind = self.settings().is_some_and(|application| !application.challenge_after_password);
        self.may_ask() && blind && self.enforces()
    }

    /// Before this, no answer of the first round of a challenge leaves.
    pub(super) fn first_answer(&self) -> Moment {
        if self.may_ask() { self.arrived.plus(FIRST_ROUND) } else { self.arrived }
    }

    /// Identity and short name, once known.
    pub(super) fn known(&self) -> Option<(Sid, String)> {
        self.who.clone()
    }

    /// Puts in whom the first round found.
    pub(super) fn who(&mut self, who: Option<(Sid, String)>) {
        self.who = who;
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
        let code = self.code.as_ref().map(|code| code.as_slice()).unwrap_or_default();
        ports.sealer.typed(&person.id, usage, &Zeroizing::new([code, self.typed.expose()].concat()))
    }

    /// The keyed hash of what stays the same when the client sends this login again: name, password field and session.
    /// `None` where the application takes no such repetition.
    pub(super) fn repeat_mac(&self, ports: &Ports, person: &Person) -> Option<Mac> {
        let takes = self.settings().is_some_and(|app| !app.retry_window.is_zero() && app.code != CodeWay::CodeOnly);
        let session = self.session.as_deref().filter(|_| takes && !self.second_round)?;
        let lengths = [self.name.len(), session.len()].map(|length| (length as u64).to_be_bytes());
        let whole = [&lengths.concat(), &self.name, session, self.typed.expose()].concat();
        Some(ports.sealer.typed(&person.id, "repeated", &Zeroizing::new(whole)))
    }

    pub(super) fn event(&self, ports: &Ports, outcome: Outcome, reason: Reason) -> Event {
        let (sid, person) = match &self.who {
            Some((sid, name)) => (Some(sid.clone()), name.clone()),
            None => (None, String::from_utf8_lossy(&self.name).chars().take(LONGEST_NAME).collect()),
        };
        let took = self.arrived.until(ports.clock.moment()).as_millis();
        Event {
            time: ports.clock.now(),
            event: match (reason, self.form) {
                (Reason::Retransmitted, _) => "retransmitted",
                (_, Form::Code) => "confirmation",
                (_, Form::Text | Form::Response) => "login",
            },
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
            enforced: (!self.enforces()).then_some(false),
            would_be: self.would_be.map(|would_be| if outcome == Outcome::Admitted { would_be } else { outcome }),
            station: self.station.as_deref().map(station_name),
            count: None,
            operator: None,
            note: None,
        }
    }
}
