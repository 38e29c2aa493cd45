//! The portal's rows of the audit.

use std::collections::BTreeMap;

use crate::{By, Door, Event, Mfa, Outcome, Person, Reason, Source};

use super::{PORTAL, Portal};

impl Portal {
    /// A change somebody made for themselves.
    pub(super) fn changed(&self, name: &'static str, person: &Person, source: &Source, mfa: Mfa) -> Event {
        let event = self.event(name, person, source, (Outcome::Admitted, Reason::SelfService));
        Event { mfa, operator: Some(person.name.clone()), ..event }
    }

    pub(super) fn event(
        &self,
        name: &'static str,
        person: &Person,
        source: &Source,
        (outcome, reason): (Outcome, Reason),
    ) -> Event {
        Event {
            time: self.gate.ports.clock.now(),
            event: name,
            outcome,
            reason,
            person: person.name.clone(),
            sid: Some(person.id.clone()),
            door: Door::Web.as_str(),
            application: PORTAL.to_owned(),
            source: source.address().to_string(),
            mfa: Mfa::None,
            authenticator: None,
            rule: None,
            node: self.gate.policy().node.to_string(),
            duration_ms: 0,
            steps: BTreeMap::new(),
            enforced: None,
            would_be: None,
            station: None,
            count: None,
            operator: None,
            note: None,
        }
    }
}

/// What stood for the second factor when a change was made.
pub(super) const fn mfa(by: &By) -> Mfa {
    match by {
        By::Code(_) => Mfa::Code,
        By::Recovery => Mfa::Recovery,
        By::Bypass(_) => Mfa::Bypass,
        By::Grace => Mfa::Grace,
        By::Remembered | By::Repeated | By::Reconnected => Mfa::Remembered,
        By::Exempt { .. } => Mfa::Exempt,
        By::Service | By::Monitor => Mfa::None,
    }
}
