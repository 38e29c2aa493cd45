//! A group to exempt, and everybody there can be in one.

use crate::house::{VPN, radius};
use crate::support::dc::BASE;
use crate::support::house::House;
use crate::support::people::{Group, Person};
use crate::support::shared::dc;

/// A group with everybody there can be in one, all with an authenticator.
pub(crate) struct Crew {
    pub(crate) group: Group,
    pub(crate) direct: Person,
    pub(crate) nested: Person,
    pub(crate) primary: Person,
    pub(crate) protected: Person,
}

impl Crew {
    pub(crate) fn new(house: &House) -> Self {
        let (group, inner, innermost) = (dc().new_group("crew"), dc().new_group("inner"), dc().new_group("innermost"));
        dc().join(&inner.dn, &group.dn);
        dc().join(&innermost.dn, &inner.dn);
        let [direct, nested, primary, protected] = ["direct", "nested", "primary", "guarded"].map(|name| {
            let person = dc().person(name);
            house.enroll(&person);
            person
        });
        dc().join(&direct.dn, &group.dn);
        dc().join(&nested.dn, &innermost.dn);
        // Active Directory takes a primary group out of `member`.
        dc().join(&primary.dn, &group.dn);
        let rid = group.sid.rsplit('-').next().expect("a SID ends in a number");
        dc().set(&primary.dn, "primaryGroupID", rid);
        dc().join(&protected.dn, &group.dn);
        dc().join(&protected.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
        Self { group, direct, nested, primary, protected }
    }

    pub(crate) fn all(&self) -> [&Person; 4] {
        [&self.direct, &self.nested, &self.primary, &self.protected]
    }

    /// The group's short name.
    pub(crate) fn name(&self) -> &str {
        self.group.dn.strip_prefix("CN=").and_then(|rest| rest.split(',').next()).expect("a DN of ours")
    }
}

/// Whether somebody comes in by the password alone, at both doors alike.
pub(crate) fn comes_in(house: &House, person: &Person) -> bool {
    let at_ldap = house.bind(&person.upn, &person.password).code == 0;
    let at_radius = radius(house, VPN, &person.upn, &person.password).accepts();
    assert_eq!(at_ldap, at_radius, "both doors know {}", person.sam);
    at_ldap
}
