//! What is made new, for people and for rows: ids, seeds, recovery codes. Shown once, or never.

use zeroize::Zeroizing;

use crate::ports::{Chance, NewRecovery, SlowHash};
use crate::recovery::Code;
use crate::{Outage, Seed};

const SEED_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
const LONGEST_LABEL: usize = 64;

/// Recovery codes: what is shown once, and what is stored.
pub(crate) struct Recovery {
    pub(crate) shown: Vec<Zeroizing<String>>,
    pub(crate) rows: Vec<NewRecovery>,
}

/// A seed of 160 bits.
///
/// # Errors
/// [`Outage::Chance`].
pub(crate) fn seed(chance: &dyn Chance) -> Result<Seed, Outage> {
    let mut bytes = vec![0u8; SEED_BYTES];
    chance.fill(&mut bytes)?;
    Ok(Seed::new(bytes))
}

/// An id: 128 bits as 32 hexadecimal digits.
///
/// # Errors
/// [`Outage::Chance`].
pub(crate) fn id(chance: &dyn Chance) -> Result<String, Outage> {
    let mut bytes = [0u8; 16];
    chance.fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Ten recovery codes that begin differently, since the beginning selects the row.
///
/// # Errors
/// [`Outage::Chance`], or the slow hash's.
pub(crate) async fn recovery(chance: &dyn Chance, slow: &dyn SlowHash) -> Result<Recovery, Outage> {
    let (mut rows, mut shown) = (Vec::<NewRecovery>::new(), Vec::new());
    while rows.len() < RECOVERY_CODES {
        let code = Code::new(chance)?;
        let selector = code.selector().to_owned();
        if rows.iter().any(|row| row.selector == selector) {
            continue;
        }
        let hash = slow.hash(code.expose()).await?;
        shown.push(code.shown());
        rows.push(NewRecovery { id: id(chance)?, selector, hash });
    }
    Ok(Recovery { shown, rows })
}

/// Whether a label can be one: at most 64 characters, none of them a control character.
pub(crate) fn is_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.chars().any(char::is_control)
}
