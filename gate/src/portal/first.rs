//! The first enrolment: of somebody who proved the password and has no factor at all.

use crate::activation::ActivationCode;
use crate::judge::ask::OPEN;
use crate::ports::{Conclusion, Counting, Inquiry, Pool, Standing};
use crate::protect::is_protected;
use crate::throttle::codes_are_open;
use crate::{Answer, Mac, Moment, Outage, Outcome, Pending, Person, Policy, Reason, Refusal, Said, Source, Timestamp};

use super::{Confirmation, FLOOR, LONGEST, PORTAL, Portal, PortalError};

/// Who proved the password, has no factor, and is about to get the first one.
#[derive(Debug)]
pub struct Enrolling {
    pub(super) person: Person,
    born: Moment,
    /// Whether the password alone is enough.
    open: bool,
    /// The activation code that was typed.
    pub(super) activation: Option<String>,
}

impl Enrolling {
    /// Who it is.
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// Whether an activation code must be typed first.
    pub const fn needs_activation(&self) -> bool {
        !self.open && self.activation.is_none()
    }

    /// Whether it has taken too long.
    pub fn is_over(&self, now: Moment) -> bool {
        self.born.until(now) >= LONGEST
    }
}

impl Portal {
    /// Begins a first enrolment, of a question that told where to enrol.
    ///
    /// # Errors
    /// [`PortalError::OfferOver`] for any other question, or one that is two minutes old; an outage.
    pub async fn enrolling(&self, pending: Pending, source: Source) -> Result<Enrolling, PortalError> {
        let now = self.now();
        let who = pending.doom.and_then(|doom| (doom.reason == Reason::NotEnrolled).then_some(doom.who).flatten());
        let told = pending.said.is_where_to_enrol();
        let asked_here = told && *pending.application == *PORTAL && pending.born.until(now) <= OPEN;
        let (Some((sid, _)), true) = (who, asked_here) else { return Err(PortalError::OfferOver) };
        let until = now.plus(crate::judge::LONGEST);
        let name = String::from_utf8_lossy(&pending.name);
        let directory = &self.gate.ports.directory;
        let person = directory.resolve(&name, until).await?.filter(|person| person.id == sid);
        let person = person.ok_or(PortalError::OfferOver)?;
        let groups = directory.groups(&person, until).await?;
        let standing = self.standing(&person, &source).await?;
        if standing.is_enrolled() {
            return Err(PortalError::Taken);
        }
        let policy = self.gate.policy();
        let protected = policy.protected_unknown || is_protected(&policy, &person, &groups);
        // Who had a factor before may have lost it to the one who now types the password.
        let first = standing.epoch == 0;
        let open = first && !protected && by_password(&policy, &standing, &source, self.gate.ports.clock.now());
        Ok(Enrolling { person, born: now, open, activation: None })
    }

    /// Takes an activation code. A wrong one counts as a wrong code does; a right one is used up by the enrolment.
    pub async fn activate(&self, enrolling: &mut Enrolling, answer: Answer) -> Confirmation {
        let not_before = answer.arrived.plus(FLOOR);
        match self.activation(enrolling, &answer).await {
            Ok(Some(id)) => {
                enrolling.activation = Some(id);
                Confirmation::Confirmed
            }
            Ok(None) => Confirmation::Refused(Refusal::new(Said::Nothing, not_before)),
            Err(outage) => Confirmation::Unavailable(outage),
        }
    }

    /// The id of the code that was typed; `None` for a wrong one, which is on record then.
    async fn activation(&self, enrolling: &Enrolling, answer: &Answer) -> Result<Option<String>, Outage> {
        let (person, ports) = (&enrolling.person, &self.gate.ports);
        ports.store.health()?;
        // Kept until a wrong one is on record: guesses side by side must not pass the throttle.
        let _turn = self.gate.queue.enter(&person.id).await?;
        let now = ports.clock.now();
        let standing = self.standing(person, &answer.source).await?;
        let open = codes_are_open(&standing.pool, standing.wrong_everywhere, now);
        let typed = ActivationCode::parse(answer.typed.expose()).filter(|_| open);
        let stored = self.records.activation(&person.id, now).await?;
        let right = match (&typed, &stored) {
            (Some(typed), Some(stored)) => typed.mac(&ports.sealer, &person.id) == stored.code,
            (Some(_) | None, Some(_) | None) => false,
        };
        if right {
            return Ok(stored.map(|stored| stored.id));
        }
        let mac = ports.sealer.typed(&person.id, "wrong activation", answer.typed.expose());
        let count = if open { Counting::WrongCode(mac) } else { Counting::Nothing };
        let reason = if open { Reason::WrongActivation } else { Reason::CodeThrottled };
        let event = self.event("activation", person, &answer.source, (Outcome::Refused, reason));
        let conclusion = Conclusion {
            pool: Some(pool(person, &answer.source)),
            count,
            refused_source: answer.source.end_user,
            event: self.gate.flood.hold(event),
            ..Conclusion::default()
        };
        let _done = ports.store.conclude(conclusion, now).await?;
        Ok(None)
    }

    pub(super) async fn standing(&self, person: &Person, source: &Source) -> Result<Standing, Outage> {
        let (typed, now) = (Mac([0; 32]), self.gate.ports.clock.now());
        self.gate.ports.store.standing(&Inquiry { pool: pool(person, source), typed, repeat: None, now }).await
    }
}

fn pool(person: &Person, source: &Source) -> Pool {
    Pool { person: person.id.clone(), application: PORTAL.into(), source: source.end_user }
}

/// Whether the password is enough: from a named network, within the window since they were first told to enrol.
fn by_password(policy: &Policy, standing: &Standing, source: &Source, now: Timestamp) -> bool {
    policy.first_by_password.as_ref().is_some_and(|rule| {
        let since = standing.first_told.unwrap_or(now);
        rule.networks.contain(source) && now < since.plus(rule.window)
    })
}
