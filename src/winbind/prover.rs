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
            winbind.log.trouble(format_args!("winbind is of another domain than the people of `{}`", who.directory));
            return outage(false);
        }
        if !winbind.is_there().await {
            let socket = winbind.settings.socket.display();
            winbind.log.trouble(format_args!("nobody answers the socket in {socket}; does winbind run?"));
            return outage(false);
        }
        let Some(question) = question(&winbind.settings.domain, &who.name, &self.response) else {
            winbind.log.trouble(format_args!("the name of {} has control characters", who.id));
            return outage(false);
        };
        match winbind.helpers.ask(&question, until).await {
            Ok(Answer::Yes(Some(key))) => {
                self.key = Some(key);
                Proof::Proven { groups: None }
            }
            // Without it the client could not be answered.
            Ok(Answer::Yes(None)) => self.unclear("it gave no session key"),
            Ok(Answer::No(words)) => self.refused(&words),
            Ok(Answer::Error(words)) => self.unclear(&words),
            Err(silence) => outage(silence == Silence::Unanswered),
        }
    }
}

impl ResponseProver {
    fn refused(&self, words: &str) -> Proof {
        let meaning = Meaning::of(words);
        match meaning {
            Meaning::Wrong | Meaning::Locked | Meaning::Account(_) => {}
            Meaning::NotAsked | Meaning::Unclear => {
                self.winbind.log.trouble(format_args!("winbind says: {}", words.escape_debug()));
            }
        }
        meaning.proof()
    }

    fn unclear(&self, words: &str) -> Proof {
        self.winbind.log.trouble(format_args!("winbind says: {}", words.escape_debug()));
        outage(true)
    }
}

const fn outage(sent: bool) -> Proof {
    Proof::Outage { outage: Outage::Directory, sent }
}
