//! Groups of the directory: one for every thousand people, one that holds all of those, and the administrators.

use std::fmt::Write as _;

use crate::people::{BASE, DEPARTMENT, dn};

/// Where groups are.
pub(crate) const PLACE: &str = "ou=groups,dc=example,dc=test";
/// The groups whose members manage.
pub(crate) const WEB: &str = "admin-groups = [\"cn=admins,ou=groups,dc=example,dc=test\"]";
/// As somebody sets them who has such pages searched: substrings at the beginning of names, and what groups name.
pub(crate) const INDICES: &str = "index objectClass,member,uniqueMember,entryUUID eq
index uid,cn,sn,givenName,mail eq,sub
sizelimit unlimited";

/// The groups, as LDIF.
pub(crate) fn ldif(people: usize) -> String {
    let mut text = format!("dn: {PLACE}\nobjectClass: organizationalUnit\nou: groups\n\n");
    debug_assert!(PLACE.ends_with(BASE), "groups are below everything");
    let mut group = |name: &str, members: &mut dyn Iterator<Item = String>| {
        // Writing to text cannot fail.
        let _ = writeln!(text, "dn: cn={name},{PLACE}\nobjectClass: groupOfNames\ncn: {name}");
        members.for_each(|member| text += &format!("member: {member}\n"));
        text += "\n";
    };
    let departments = people.div_ceil(DEPARTMENT);
    for number in 0..departments {
        let members = number * DEPARTMENT..people.min((number + 1) * DEPARTMENT);
        group(&format!("department-{number}"), &mut members.map(dn));
    }
    group("everybody", &mut (0..departments).map(|number| format!("cn=department-{number},{PLACE}")));
    group("admins", &mut [dn(0)].into_iter());
    text
}
