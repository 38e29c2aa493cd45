//! Codes that administrators give to people: for a first enrolment, and for some hours without an authenticator.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{Act, ManageError, Office, Officer, plain_reason};
use crate::activation::ActivationCode;
use crate::audit::Event;
use crate::ports::{BypassRow, Chance, Change, NewActivation, NewBypass};
use crate::split::BYPASS_DIGITS;
use crate::{Outage, Person, Sid, Timestamp, issue};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A code that was made. It is shown once.
pub struct Issued {
    /// The id of its row.
    pub id: String,
    /// The code as people read it.
    pub code: Zeroizing<String>,
    /// When it ends.
    pub until: Timestamp,
}

impl Office {
    /// Makes a code for a first enrolment, which ends every earlier one. `clear` takes all authenticators and recovery
    /// codes away; without it, somebody who has any is refused.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn new_activation(
        &self,
        officer: &Officer,
        who: &Person,
        lasts: Duration,
        clear: bool,
    ) -> Result<Issued, ManageError> {
        let act = if clear { Act::ActivateAnew } else { Act::Activate };
        self.permit_for(officer, act, &who.id, &who.name).await?;
        if !(10 * MINUTE..=30 * DAY).contains(&lasts) {
            return Err(ManageError::BadSpan("an activation code lasts 10 minutes to 30 days"));
        }
        let (id, code) = (issue::id(&*self.chance)?, ActivationCode::new(&*self.chance)?);
        let until = self.clock.now().plus(lasts);
        let note = format!("until {}{}", utc(until), if clear { ", everything removed" } else { "" });
        let event = Event { rule: Some(id.clone()), ..self.event(officer, "activation-made", Some(who), None, &note) };
        let (mac, operator) = (code.mac(&self.sealer, &who.id), officer.name().to_owned());
        let activation = NewActivation { id: id.clone(), code: mac, operator, until };
        let change = Change::AddActivation { person: who.id.clone(), name: who.name.clone(), activation, clear };
        self.make(change, event, &id).await?;
        Ok(Issued { id, code: code.shown(), until })
    }

    /// Grants a code of ten digits that stands in for an authenticator until its end (RULES 11).
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn grant_bypass(
        &self,
        officer: &Officer,
        who: &Person,
        lasts: Duration,
        reason: &str,
    ) -> Result<Issued, ManageError> {
        self.permit(officer, Act::GrantBypass).await?;
        if !(MINUTE..=DAY).contains(&lasts) {
            return Err(ManageError::BadSpan("a bypass code lasts 1 minute to 24 hours"));
        }
        let reason = plain_reason(reason)?;
        self.permit_for(officer, Act::GrantBypass, &who.id, &who.name).await?;
        let (id, code) = (issue::id(&*self.chance)?, digits(&*self.chance)?);
        let until = self.clock.now().plus(lasts);
        let event = Event { rule: Some(id.clone()), ..self.event(officer, "bypass-granted", Some(who), None, reason) };
        let bypass = NewBypass {
            id: id.clone(),
            code: self.sealer.typed(&who.id, "bypass", code.as_bytes()),
            operator: officer.name().to_owned(),
            reason: reason.to_owned(),
            until,
        };
        let change = Change::AddBypass { person: who.id.clone(), name: who.name.clone(), bypass };
        self.make(change, event, &id).await?;
        Ok(Issued { id, code, until })
    }

    /// Ends a bypass code that runs.
    ///
    /// # Errors
    /// As [`ManageError`] says; one that has ended or was revoked is not found.
    pub async fn revoke_bypass(&self, officer: &Officer, id: &str) -> Result<(), ManageError> {
        self.permit(officer, Act::RevokeBypass).await?;
        let row = self.bypasses(None).await?.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| ManageError::NotFound(id.to_owned()))?;
        self.permit_for(officer, Act::RevokeBypass, &row.person, &row.person_name).await?;
        let event = Event {
            person: row.person_name,
            sid: Some(row.person),
            rule: Some(row.id),
            ..self.event(officer, "bypass-revoked", None, None, &row.reason)
        };
        self.make(Change::RevokeBypass { id: id.to_owned() }, event, id).await
    }

    /// The bypass codes that run now, of one person or of everybody, by their end.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn bypasses(&self, of: Option<&Sid>) -> Result<Vec<BypassRow>, ManageError> {
        Ok(self.records.bypasses(of, self.clock.now()).await?)
    }
}

/// Ten digits, each number as likely as any other.
///
/// # Errors
/// [`Outage::Chance`].
fn digits(chance: &dyn Chance) -> Result<Zeroizing<String>, Outage> {
    const NUMBERS: u64 = 10_u64.pow(BYPASS_DIGITS as u32);
    // Beyond the last whole multiple the small numbers would come up more often.
    const FAIR: u64 = u64::MAX - u64::MAX % NUMBERS;
    let mut bytes = Zeroizing::new([0u8; 8]);
    loop {
        chance.fill(&mut *bytes)?;
        let number = u64::from_be_bytes(*bytes);
        if number < FAIR {
            return Ok(Zeroizing::new(format!("{:0width$}", number % NUMBERS, width = BYPASS_DIGITS)));
        }
    }
}

/// A time as the audit writes it.
fn utc(at: Timestamp) -> String {
    let at = i64::try_from(at.0).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    at.map_or_else(String::new, |at| format!("{at:.0}"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::fakes::{FakeHash, Fakes};
    use crate::ports::{Records as _, Store as _};

    const HOUR: Duration = Duration::from_secs(3600);

    struct Given(Mutex<VecDeque<u64>>);
    impl Chance for Given {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
            let number = self.0.lock().unwrap().pop_front().ok_or(Outage::Chance)?;
            bytes.copy_from_slice(&number.to_be_bytes());
            Ok(())
        }
    }

    fn console() -> Officer {
        Officer::console("root", false)
    }

    fn office(fakes: &Fakes) -> Office {
        Office {
            records: fakes.store.clone(),
            directory: fakes.directory.clone(),
            clock: fakes.clock.clone(),
            chance: fakes.chance.clone(),
            slow: Arc::new(FakeHash),
            sealer: fakes.sealer.clone(),
            node: "node".to_owned(),
            gate: None,
            lists: crate::Lists::default(),
        }
    }

    #[test]
    fn ten_digits_come_from_fair_numbers_only() {
        // 2^64 is 1,844,674,407 times 10^10 and 3,709,551,616.
        let numbers = [u64::MAX, 18_446_744_070_000_000_000, 7, 18_446_744_069_999_999_999];
        let chance = Given(Mutex::new(numbers.into()));
        assert_eq!(*digits(&chance).unwrap(), "0000000007");
        assert_eq!(*digits(&chance).unwrap(), "9999999999");
        assert_eq!(digits(&chance), Err(Outage::Chance));
    }

    #[test]
    fn a_bypass_code_is_what_the_gate_looks_for() {
        let fakes = Fakes::new();
        let (ada, desk) = (fakes.person("ada", "pw"), office(&fakes));
        pollster::block_on(async {
            let issued = desk.grant_bypass(&console(), &ada, 2 * HOUR, " telephone lost ").await.unwrap();
            assert!(issued.code.len() == 10 && issued.code.bytes().all(|byte| byte.is_ascii_digit()));
            let pool = crate::ports::Pool { person: ada.id.clone(), application: "".into(), source: None };
            let now = desk.clock.now();
            let ask = crate::ports::Inquiry { pool, typed: crate::Mac([0; 32]), repeat: None, now };
            let stored = fakes.store.standing(&ask).await.unwrap().bypasses.remove(0);
            assert_eq!(stored.code, fakes.sealer.typed(&ada.id, "bypass", issued.code.as_bytes()));
            assert_eq!((stored.until, issued.until), (now.plus(2 * HOUR), now.plus(2 * HOUR)));
        });
        let event = fakes.store.events().remove(0);
        assert_eq!((event.event, event.note.as_deref()), ("bypass-granted", Some("telephone lost")));
        assert!(event.rule.is_some() && event.authenticator.is_none());
    }

    #[test]
    fn a_bypass_code_needs_a_short_time_a_reason_and_another_person() {
        let fakes = Fakes::new();
        let (ada, long) = (fakes.person("ada", "pw"), "x".repeat(201));
        let refused = |operator: &str, lasts: Duration, reason: &str| {
            pollster::block_on(office(&fakes).grant_bypass(&Officer::console(operator, false), &ada, lasts, reason))
                .err()
                .unwrap()
        };
        for lasts in [Duration::from_secs(59), Duration::from_secs(24 * 3600 + 1)] {
            assert!(matches!(refused("root", lasts, "lost"), ManageError::BadSpan(_)));
        }
        for reason in ["", "  ", "lost\nfound", &long] {
            assert!(matches!(refused("root", HOUR, reason), ManageError::BadReason), "{reason}");
        }
        assert!(matches!(refused("EXAMPLE\\ADA", HOUR, "lost"), ManageError::Oneself));
        assert!(fakes.store.events().is_empty());
    }

    #[test]
    fn an_activation_code_is_for_those_who_have_nothing_or_lose_it() {
        let fakes = Fakes::new();
        let (ada, desk) = (fakes.person("ada", "pw"), office(&fakes));
        fakes.enrol(&ada);
        pollster::block_on(async {
            for lasts in [Duration::from_secs(599), Duration::from_secs(30 * 24 * 3600 + 1)] {
                assert!(matches!(
                    desk.new_activation(&console(), &ada, lasts, true).await,
                    Err(ManageError::BadSpan(_))
                ));
            }
            assert!(matches!(desk.new_activation(&console(), &ada, HOUR, false).await, Err(ManageError::Enrolled)));
            assert!(fakes.store.events().is_empty());
            let issued = desk.new_activation(&console(), &ada, HOUR, true).await.unwrap();
            let stored = fakes.store.activation(&ada.id, desk.clock.now()).await.unwrap().unwrap();
            let typed = ActivationCode::parse(issued.code.to_lowercase().as_bytes()).unwrap();
            assert_eq!((stored.code, stored.until), (typed.mac(&fakes.sealer, &ada.id), issued.until));
            assert!(desk.records.authenticators(Some(&ada.id)).await.unwrap().is_empty());
        });
        let event = fakes.store.events().remove(0);
        let note = "until 2023-11-14T23:13:20Z, everything removed";
        assert_eq!((event.event, event.note.as_deref()), ("activation-made", Some(note)));
    }
}
