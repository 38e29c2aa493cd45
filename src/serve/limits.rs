//! File descriptors: a connection needs two, one to the client and one to the directory.

use super::radius::MOST_CONNECTIONS;
use crate::config::Config;

/// The store, the audit, ready connections to the directory, and what the libraries need.
const BESIDE: u64 = 256;

/// Takes what the system grants, and says so where it is less than the configured connections need.
pub(super) fn raise(config: &Config) {
    let connections: usize = config.ldap.iter().map(|ldap| ldap.max_connections).sum();
    let radsec = config.radius.as_ref().is_some_and(|radius| radius.radsec.is_some());
    let radsec = if radsec { u64::try_from(MOST_CONNECTIONS).unwrap_or(u64::MAX) } else { 0 };
    let needed = u64::try_from(connections).unwrap_or(u64::MAX).saturating_mul(2).saturating_add(BESIDE + radsec);
    // Where it is enough already nothing is asked for: a hardened service may not change its limits.
    if rlimit::Resource::NOFILE.get_soft().is_ok_and(|soft| soft >= needed) {
        return;
    }
    match rlimit::increase_nofile_limit(needed) {
        Ok(granted) if granted >= needed => {}
        Ok(granted) => tracing::warn!(
            granted,
            needed,
            "fewer open files are allowed than max-connections need: raise LimitNOFILE of the service, or lower the key"
        ),
        Err(error) => tracing::warn!(%error, needed, "the limit of open files cannot be raised"),
    }
}

#[cfg(test)]
mod tests {

    #[test]
    fn the_limit_is_at_least_what_it_was() {
        let before = rlimit::Resource::NOFILE.get_soft().unwrap_or_default();
        let after = rlimit::increase_nofile_limit(before).unwrap_or_default();
        assert!(after >= before);
    }
}
