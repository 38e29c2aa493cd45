//! What the reply rules need to know of somebody who was admitted.

use std::time::Duration;

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{Admitted, Outage};
use vestibule_radius::reply::{Facts, Rules};

use super::super::Shared;
use super::Door;

/// The directory has this long: devices wait three to five seconds in all.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Reads what these rules need.
///
/// # Errors
/// [`Outage::Directory`] when the directory does not say.
pub(super) async fn read(shared: &Shared, door: &Door, rules: &Rules, admitted: &Admitted) -> Result<Facts, Outage> {
    if rules.is_empty() {
        return Ok(Facts::default());
    }
    let mut facts = Facts { names: (**door.names.load()).clone(), ..Facts::default() };
    let wanted = rules.directory_attributes();
    if !wanted.is_empty() {
        let wanted: Vec<&str> = wanted.iter().map(AsRef::as_ref).collect();
        let until = shared.clock.moment().plus(PATIENCE);
        let read = shared.directories.attributes(admitted.bound().person(), &wanted, until).await?;
        facts.attributes = read.into_iter().map(|(name, values)| (name.to_ascii_lowercase(), values)).collect();
    }
    Ok(facts)
}
