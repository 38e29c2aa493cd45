//! Rows of the audit that are no verdict: what a device says of a session.

use std::sync::Arc;

use crate::audit::Event;
use crate::ports::Conclusion;
use crate::{Door, Gate, Mfa, Outage, Outcome, Reason, Source};

const LONGEST: usize = 128;
const LONGEST_TEXT: usize = 500;

/// What is to be written down. Nothing of it decides anything.
#[derive(Debug)]
pub struct Note {
    /// The event's name.
    pub event: &'static str,
    /// The door it came to.
    pub door: Door,
    /// The application.
    pub application: Arc<str>,
    /// Where it came from.
    pub source: Source,
    /// The name as the device wrote it; it is resolved to nobody.
    pub person: String,
    /// What it says, in words.
    pub text: String,
}

impl Gate {
    /// Writes it, durably before this returns.
    ///
    /// # Errors
    /// [`Outage::Store`] when it could not be written.
    pub async fn note(&self, note: Note) -> Result<(), Outage> {
        self.ports.store.health()?;
        let now = self.ports.clock.now();
        let event = Event {
            time: now,
            event: note.event,
            outcome: Outcome::Admitted,
            reason: Reason::Noted,
            person: note.person.chars().take(LONGEST).collect(),
            sid: None,
            door: note.door.as_str(),
            application: note.application.to_string(),
            source: note.source.address().to_string(),
            mfa: Mfa::None,
            authenticator: None,
            rule: None,
            node: self.policy().node.to_string(),
            duration_ms: 0,
            steps: std::collections::BTreeMap::new(),
            enforced: None,
            would_be: None,
            count: None,
            operator: None,
            note: Some(note.text.chars().take(LONGEST_TEXT).collect()),
        };
        let conclusion = Conclusion { event: Some(event), ..Conclusion::default() };
        self.ports.store.conclude(conclusion, now).await.map(|_done| ())
    }
}
