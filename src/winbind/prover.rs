//! The proof of one response, for the account that was found and no other name.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{Moment, Outage, Password, Person};

use super::helpers::Silence;
use super::meaning::Meaning;
use super::protocol::{Answer, question};
use super::{Response, SessionKey, Winbind};

/// Proves one attempt's response. After an admission the session key can be taken.
pub(crate) struct ResponseProver {
    winbind: Arc<Winbind>,
    response: Response,
    key: Option<SessionKey>,
}

impl ResponseProver {
    pub(super) const fn new(winbind: Arc<Winbind>, response: Response) -> Self {
        Self { winbind, response, key: None }
    }

    /// The key of the session that was proven, once.
    pub(crate) const fn take_key(&mut self) -> Option<SessionKey> {
        self.key.take()
    }
}

#[async_trait]
impl FirstFactor for ResponseProver {
    /// The response is what is proven; the password is not looked at.
    async fn prove(&mut self, who: &Person, _password: &Password, until: Moment) -> Proof {
        self.key = None;
        let winbind = &self.winbind;
        if !winbind.proves(who) {
            tracing::error!(person = %who.id, directory = %who.directory, "winbind is of another domain than this person");
            return outage(false);
        }
        if !winbind.is_there() {
            let socket = winbind.settings.socket.display();
            tracing::error!(
                "no MS-CHAPv2 response can be proven: winbind does not run, there is no socket in {socket}"
            );
            return outage(false);
        }
        let Some(question) = question(&winbind.settings.domain, &who.name, &self.response) else {
            tracing::error!(person = %who.id, "an account with control characters in its name cannot be asked for");
            return outage(false);
        };
        match winbind.helpers.ask(&question, until).await {
            Ok(Answer::Yes(Some(key))) => {
                self.key = Some(key);
                Proof::Proven { groups: None }
            }
            // Without it the client could not be answered.
            Ok(Answer::Yes(None)) => unclear(who, "it gave no session key"),
            Ok(Answer::No(words)) => refused(who, &words),
            Ok(Answer::Error(words)) => unclear(who, &words),
            Err(silence) => outage(silence == Silence::Unanswered),
        }
    }
}

fn refused(who: &Person, words: &str) -> Proof {
    let meaning = Meaning::of(words);
    match meaning {
        Meaning::Wrong | Meaning::Locked | Meaning::Account(_) => meaning.proof(),
        Meaning::NotAsked | Meaning::Unclear => {
            let words = words.escape_debug();
            tracing::error!(person = %who.id, "winbind could not prove a response: {words}");
            meaning.proof()
        }
    }
}

fn unclear(who: &Person, words: &str) -> Proof {
    let words = words.escape_debug();
    tracing::error!(person = %who.id, "winbind could not prove a response: {words}");
    outage(true)
}

const fn outage(sent: bool) -> Proof {
    Proof::Outage { outage: Outage::Directory, sent }
}
