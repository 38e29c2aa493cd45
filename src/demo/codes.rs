//! The authenticators of the sample people, and codes of theirs that have not been used.
//!
//! Each line that is printed has an authenticator of its own, so that using one line does not spend another's code, nor
//! the one a phone shows. A code of the next time step is good at once and lasts longest, so it is the one that is
//! printed.

use std::time::Duration;

use vestibule_gate::ports::{Chance, Records};
use vestibule_gate::{AddAuthenticator, Office, Officer, Outage, Parameters, Person, Seed, Timestamp, code_at};
use zeroize::Zeroizing;

use crate::cli::Failure;

const SEED_BYTES: usize = 20;

/// What an authenticator is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The phone that scans the QR code, and the code that is shown by itself.
    Phone,
    /// The line for an LDAP client.
    Client,
    /// The line for `vestibule try ldap`.
    Try,
    /// The line for a RADIUS client.
    Radtest,
    /// The line for `vestibule try radius`, which is asked.
    Asked,
    /// The line with the code alone.
    Alone,
    /// The line for a login on the Wi-Fi.
    Wireless,
}

impl Use {
    pub(super) const ALL: [Self; 7] =
        [Self::Phone, Self::Client, Self::Try, Self::Radtest, Self::Asked, Self::Alone, Self::Wireless];

    /// The authenticator's label.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Client => "printed line 1",
            Self::Try => "printed line 2",
            Self::Radtest => "printed line 3",
            Self::Asked => "printed line 4",
            Self::Alone => "printed line 5",
            Self::Wireless => "printed line 6",
        }
    }
}

/// An authenticator whose seed the demo keeps, to print its codes.
pub(super) struct Authenticator {
    pub(super) id: String,
    pub(super) of: Use,
    /// The `otpauth://` address.
    pub(super) address: Zeroizing<String>,
    seed: Seed,
    parameters: Parameters,
}

/// A code and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) digits: String,
    /// From then on it is refused.
    pub(super) until: Timestamp,
}

/// A code, or when there will be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Code(Code),
    From(Timestamp),
}

/// Gives somebody an authenticator for each use.
pub(super) async fn enrol(
    (office, officer): (&Office, &Officer),
    who: &Person,
    parameters: Parameters,
    chance: &dyn Chance,
) -> Result<Vec<Authenticator>, Failure> {
    let mut made = Vec::new();
    for of in Use::ALL {
        let mut bytes = Zeroizing::new(vec![0; SEED_BYTES]);
        chance.fill(&mut bytes)?;
        let what = AddAuthenticator { label: of.label().to_owned(), seed: Some(Seed::new(bytes.to_vec())), parameters };
        let added = office.add_authenticator(officer, who, what).await?;
        let seed = Seed::new(bytes.to_vec());
        made.push(Authenticator { id: added.id, of, address: added.address, seed, parameters });
    }
    Ok(made)
}

impl Authenticator {
    /// The code to print now, looked up in the store.
    pub(super) async fn next(&self, records: &dyn Records, now: Timestamp) -> Result<Next, Outage> {
        let rows = records.authenticators(None).await?;
        let used = rows.into_iter().find(|row| row.id == self.id).and_then(|row| row.last_used);
        Ok(self.unused(used, now))
    }

    /// The code of the next step, unless it or a later one was used; `used` is the time of the last used step. A phone
    /// shows the code of the present step, so that is preferred for its authenticator.
    fn unused(&self, used: Option<Timestamp>, now: Timestamp) -> Next {
        let present = self.parameters.step(now);
        let first = used.map_or(0, |used| self.parameters.step(used) + 1);
        let wanted = if self.of == Use::Phone { present } else { present + 1 };
        let step = wanted.max(first);
        let start = |step: u64| Timestamp::from_secs(step * self.parameters.period);
        if step > present + 1 {
            return Next::From(start(step - 1));
        }
        match code_at(&self.seed, self.parameters, start(step)) {
            Some(digits) => Next::Code(Code { digits, until: start(step + 2) }),
            None => Next::From(now.plus(Duration::from_secs(self.parameters.period))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authenticator(of: Use) -> Authenticator {
        let seed = Seed::new(b"12345678901234567890".to_vec());
        let parameters = Parameters { digits: 8, ..Parameters::default() };
        Authenticator { id: String::new(), of, address: Zeroizing::default(), seed, parameters }
    }

    fn code(digits: &str, until: u64) -> Next {
        Next::Code(Code { digits: digits.into(), until: Timestamp::from_secs(until) })
    }

    // The codes are those of RFC 6238 appendix B: 94287082 is step 1, 07081804 step 37037036.
    #[test]
    fn a_line_gets_the_next_code_and_a_phone_the_present_one() {
        let at = Timestamp::from_secs;
        assert_eq!(authenticator(Use::Client).unused(None, at(29)), code("94287082", 90));
        assert_eq!(authenticator(Use::Phone).unused(None, at(31)), code("94287082", 90));
        assert_eq!(authenticator(Use::Phone).unused(None, at(1_111_111_109)), code("07081804", 1_111_111_140));
    }

    #[test]
    fn a_used_code_is_never_printed_again() {
        let at = Timestamp::from_secs;
        assert_eq!(authenticator(Use::Phone).unused(Some(at(0)), at(29)), code("94287082", 90));
        assert_eq!(authenticator(Use::Client).unused(Some(at(30)), at(29)), Next::From(at(30)));
        assert_eq!(authenticator(Use::Phone).unused(Some(at(30)), at(29)), Next::From(at(30)));
    }
}
