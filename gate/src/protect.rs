//! Who is protected: never exempt, never remembered, whatever else they are in.

use crate::{Person, Policy, Sid};

/// Administrators, account, server, print and backup operators, replicator (MS-DTYP 2.4.2.4, well-known SIDs).
const BUILTIN: [u32; 6] = [544, 548, 549, 550, 551, 552];

/// Enterprise Read-only Domain Controllers, Domain Admins, Domain Controllers, Schema Admins, Enterprise Admins,
/// Group Policy Creator Owners, Read-only Domain Controllers, Cloneable Domain Controllers, Key Admins, Enterprise Key Admins.
const DOMAIN: [u32; 9] = [498, 512, 516, 518, 519, 520, 521, 526, 527];

/// Whether `person` with `groups` is protected.
pub(crate) fn is_protected(policy: &Policy, person: &Person, groups: &[Sid]) -> bool {
    person.admin_count || groups.iter().any(|group| is_protected_group(policy, group))
}

fn is_protected_group(policy: &Policy, group: &Sid) -> bool {
    group.builtin_rid().is_some_and(|rid| BUILTIN.contains(&rid))
        || group.rid().is_some_and(|rid| DOMAIN.contains(&rid))
        || policy.protected.contains(group)
        || policy.staff.admins.contains(group)
        || policy.staff.help_desk.contains(group)
}
