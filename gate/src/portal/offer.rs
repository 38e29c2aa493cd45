//! An authenticator that is offered, and becomes one by a code of it, typed back.

use zeroize::Zeroizing;

use crate::issue::{self, Recovery};
use crate::ports::{Change, NewAuthenticator, OwnChange};
use crate::seal::Place;
use crate::totp::{self, Found};
use crate::{Mfa, Moment, Parameters, Seed, Sid, Source, Typed};

use super::{Enrolling, LONGEST, Portal, PortalError, Session, outcome};

/// Wrong codes until an offer is over.
const TRIES: u8 = 10;

/// What an authenticator is offered and accepted on.
#[derive(Debug)]
pub enum Grant<'a> {
    /// A first enrolment.
    First(&'a mut Enrolling),
    /// A session whose code is fresh.
    Own(&'a mut Session),
}

/// What an authenticator is offered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One more, or the first.
    New,
    /// In the place of the one with this id.
    Replace(String),
}

/// An offered authenticator: its secret is in memory and nowhere else.
pub struct Offer {
    id: String,
    person: Sid,
    seed: Seed,
    parameters: Parameters,
    address: Zeroizing<String>,
    purpose: Purpose,
    born: Moment,
    tries: u8,
}

/// An authenticator that was accepted.
pub struct Accepted {
    /// Its id.
    pub id: String,
    /// Ten recovery codes, to be shown once; with a first enrolment only.
    pub recovery: Option<Vec<Zeroizing<String>>>,
}

impl Offer {
    /// The `otpauth://` address for a QR code or a link; it holds the secret.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The secret in base32, for who types it.
    pub fn key(&self) -> Zeroizing<String> {
        totp::base32(&self.seed)
    }

    /// Algorithm, digits and period.
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// What it is for.
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// Whether it has taken too long, or too many codes were wrong.
    pub fn is_over(&self, now: Moment) -> bool {
        self.born.until(now) >= LONGEST || self.tries >= TRIES
    }
}

impl Grant<'_> {
    fn holds(&self, now: Moment) -> Result<(), PortalError> {
        match self {
            Self::First(enrolling) if enrolling.is_over(now) => Err(PortalError::OfferOver),
            Self::First(enrolling) if enrolling.needs_activation() => Err(PortalError::ActivationNeeded),
            Self::Own(session) if !session.is_fresh(now) => Err(PortalError::NotFresh),
            Self::First(_) | Self::Own(_) => Ok(()),
        }
    }

    fn person(&self) -> &crate::Person {
        match self {
            Self::First(enrolling) => enrolling.person(),
            Self::Own(session) => session.person(),
        }
    }
}

impl Portal {
    /// Offers an authenticator. `issuer` is shown by the app beside the account's name.
    ///
    /// # Errors
    /// [`PortalError`]: the grant does not hold, or there is no chance.
    pub fn offer(&self, grant: &Grant<'_>, purpose: Purpose, issuer: &str) -> Result<Offer, PortalError> {
        let now = self.now();
        grant.holds(now)?;
        let chance = &*self.gate.ports.chance;
        let (seed, parameters) = (issue::seed(chance)?, Parameters::default());
        let person = grant.person();
        let address = totp::address(&seed, parameters, issuer, &person.name).ok_or(PortalError::WrongCode)?;
        Ok(Offer {
            id: issue::id(chance)?,
            person: person.id.clone(),
            seed,
            parameters,
            address: Zeroizing::new(address),
            purpose,
            born: now,
            tries: 0,
        })
    }

    /// Makes an offer an authenticator, by a code of it. The code is not spent: it can be used for a login.
    ///
    /// # Errors
    /// [`PortalError`]; the offer stands after a wrong code or label.
    pub async fn accept(
        &self,
        offer: &mut Offer,
        grant: Grant<'_>,
        typed: &Typed,
        label: &str,
        source: Source,
    ) -> Result<Accepted, PortalError> {
        let now = self.now();
        grant.holds(now)?;
        if offer.is_over(now) || offer.person != grant.person().id {
            return Err(PortalError::OfferOver);
        }
        if label.trim().is_empty() || !issue::is_label(label) {
            return Err(PortalError::BadLabel);
        }
        let (policy, wall) = (self.gate.policy(), self.gate.ports.clock.now());
        let found = totp::look(&offer.seed, offer.parameters, typed.expose(), wall, policy.totp_window, 0, 0);
        if !matches!(found, Found::Fresh(_)) {
            offer.tries = offer.tries.saturating_add(1);
            return Err(PortalError::WrongCode);
        }
        let authenticator = self.sealed(offer, label)?;
        match grant {
            Grant::First(enrolling) => self.enroll(enrolling, authenticator, source).await,
            Grant::Own(session) => self.take(session, offer, authenticator, source).await,
        }
    }

    fn sealed(&self, offer: &Offer, label: &str) -> Result<NewAuthenticator, PortalError> {
        let (ports, epoch) = (&self.gate.ports, 1);
        let place = Place { person: &offer.person, authenticator: &offer.id, epoch };
        let seed = ports.sealer.seal(&offer.seed, &place, &*ports.chance)?;
        Ok(NewAuthenticator {
            id: offer.id.clone(),
            label: label.to_owned(),
            seed,
            epoch,
            parameters: offer.parameters,
        })
    }

    async fn enroll(
        &self,
        enrolling: &mut Enrolling,
        authenticator: NewAuthenticator,
        source: Source,
    ) -> Result<Accepted, PortalError> {
        let Recovery { shown, rows } = self.recovery_codes().await?;
        let (person, id) = (&enrolling.person, authenticator.id.clone());
        let mut event = self.changed("authenticator-added", person, &source, Mfa::None);
        event.authenticator = Some(id.clone());
        event.note = Some(authenticator.label.clone());
        let change = Change::Enroll {
            person: person.id.clone(),
            name: person.name.clone(),
            authenticator,
            recovery: rows,
            activation: enrolling.activation.clone(),
        };
        // Where the activation code has ended meanwhile, everything begins anew.
        match outcome(self.records.change(change, event, self.gate.ports.clock.now()).await?) {
            Err(PortalError::NotFound) => Err(PortalError::OfferOver),
            done => done.map(|()| Accepted { id, recovery: Some(shown) }),
        }
    }

    async fn take(
        &self,
        session: &mut Session,
        offer: &Offer,
        authenticator: NewAuthenticator,
        source: Source,
    ) -> Result<Accepted, PortalError> {
        let (id, label) = (authenticator.id.clone(), authenticator.label.clone());
        let (name, what) = match &offer.purpose {
            Purpose::New => ("authenticator-added", OwnChange::Add(authenticator)),
            Purpose::Replace(old) => {
                ("authenticator-replaced", OwnChange::Replace { id: old.clone(), with: authenticator })
            }
        };
        self.change(session, name, Some(&id), &label, what, source).await?;
        Ok(Accepted { id, recovery: None })
    }
}
