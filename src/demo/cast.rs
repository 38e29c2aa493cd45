//! The people of the sample directory, and what is to be expected when they log in. All of them are made up, and their
//! passwords are printed: nothing of this is a secret.

use vestibule_gate::{Algorithm, Parameters};

/// The sample domain's DNS name.
pub(crate) const DOMAIN: &str = "sample.test";
/// Its short name.
pub(crate) const NETBIOS: &str = "SAMPLE";
/// Its distinguished name.
pub(crate) const BASE: &str = "DC=sample,DC=test";
/// The account Vestibule looks people up with.
pub(crate) const OWN_ACCOUNT: &str = "svc-vestibule";
/// The account the sample application binds with.
pub(crate) const SERVICE_ACCOUNT: &str = "svc-webmail";
/// The group that is exempt.
pub(crate) const EXEMPT_GROUP: &str = "CN=Kiosk,OU=Groups,DC=sample,DC=test";
/// The group whose members get attributes from the RADIUS door.
pub(crate) const VPN_GROUP: &str = "CN=VPN Users,OU=Groups,DC=sample,DC=test";

/// A group whose coverage the overview shows.
pub(crate) const ENGINEERING: &str = "CN=Engineering,OU=Groups,DC=sample,DC=test";
/// Who administers Vestibule at the portal, and the group that makes it so.
pub(crate) const ADMINISTRATOR: &str = "alma";
pub(crate) const ADMINISTRATORS: &str = "CN=Vestibule Admins,OU=Groups,DC=sample,DC=test";
/// Who helps others there, and the group.
pub(crate) const HELP_DESK: &str = "hugo";
pub(crate) const HELPERS: &str = "CN=Help Desk,OU=Groups,DC=sample,DC=test";

/// Someone who can log in.
pub(crate) struct Actor {
    /// sAMAccountName.
    pub(crate) name: &'static str,
    /// What people call them.
    pub(crate) display: &'static str,
    /// Their password.
    pub(crate) password: &'static str,
    /// What they are.
    pub(crate) part: Part,
    /// How their authenticator makes codes; `None`: they have none.
    pub(crate) codes: Option<Parameters>,
    /// Whether their password has expired.
    pub(crate) expired: bool,
    /// Whether a login with the right password, and the right code where there is one, succeeds.
    pub(crate) admitted: bool,
    /// What happens and why, in a sentence.
    pub(crate) expect: &'static str,
}

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Person,
    Administrator,
    ServiceAccount,
}

impl Actor {
    /// userPrincipalName.
    pub(crate) fn upn(&self) -> String {
        format!("{}@{DOMAIN}", self.name)
    }

    /// Distinguished name.
    pub(crate) fn dn(&self) -> String {
        let place = match self.part {
            Part::Person => "People",
            Part::Administrator => "Administrators",
            Part::ServiceAccount => "Service Accounts",
        };
        format!("CN={},OU={place},{BASE}", self.display)
    }
}

const SIX: Option<Parameters> = Some(Parameters { algorithm: Algorithm::Sha1, digits: 6, period: 30 });
const EIGHT: Option<Parameters> = Some(Parameters { algorithm: Algorithm::Sha256, digits: 8, period: 30 });

/// Everybody, in the order they are shown.
pub(crate) const CAST: [Actor; 10] = [
    Actor {
        codes: SIX,
        expect: "admitted: password and code are right, and the code is spent",
        ..person("ada", "Ada Bright", "Engine-Room-Ada")
    },
    Actor {
        codes: EIGHT,
        expect: "admitted: the same with a code of 8 digits (SHA-256)",
        ..person("ben", "Ben Harbour", "Lighthouse-Ben")
    },
    Actor {
        expect: "admitted without a code: exempt, as a member of Kiosk through Shop Floor",
        ..person("kim", "Kim Counter", "Till-Four-Kim")
    },
    Actor {
        admitted: false,
        expect: "refused and told where to enrol: the password is right, but there is no authenticator",
        ..person("nora", "Nora Newman", "First-Day-Nora")
    },
    Actor {
        part: Part::Administrator,
        admitted: false,
        expect: "refused: no code; in Kiosk too, but administrators are never exempt",
        ..person("dora", "Dora Keys", "Domain-Admin-Dora")
    },
    Actor {
        codes: SIX,
        expired: true,
        admitted: false,
        expect: "refused and told that the password has expired, since password and code are right",
        ..person("otto", "Otto Stale", "Last-Summer-Otto")
    },
    Actor {
        codes: SIX,
        expect: "admitted: an administrator of Vestibule, who manages at the portal",
        ..person(ADMINISTRATOR, "Alma Warden", "Gatehouse-Alma")
    },
    Actor {
        codes: SIX,
        expect: "admitted: of the help desk, who helps at the portal",
        ..person(HELP_DESK, "Hugo Listener", "Extension-Hugo")
    },
    Actor {
        part: Part::ServiceAccount,
        expect: "admitted without a code: the application's own account, from this machine",
        ..person(SERVICE_ACCOUNT, "Service Webmail", "Machine-Room-Webmail")
    },
    Actor {
        part: Part::ServiceAccount,
        admitted: false,
        expect: "refused: Vestibule's own account can log in nowhere",
        ..person(OWN_ACCOUNT, "Service Vestibule", "Machine-Room-Vestibule")
    },
];

const fn person(name: &'static str, display: &'static str, password: &'static str) -> Actor {
    Actor { name, display, password, part: Part::Person, codes: None, expired: false, admitted: true, expect: "" }
}

/// A group of the sample directory.
pub(crate) struct Group {
    /// Its common name and sAMAccountName.
    pub(crate) name: &'static str,
    /// Where it lies, below [`BASE`].
    pub(crate) place: &'static str,
    /// The last number of its SID.
    pub(crate) rid: u32,
    /// Whether it is one of the builtin domain, whose SIDs begin with S-1-5-32.
    pub(crate) builtin: bool,
    /// Its members: accounts and groups by name.
    pub(crate) members: &'static [&'static str],
}

/// The groups.
pub(crate) const GROUPS: [Group; 11] = [
    group("Engineering", 1201, &["ada", "ben", "otto"]),
    group("VPN Users", 1202, &["Engineering", "Sales"]),
    group("Sales", 1203, &["nora"]),
    group("Kiosk", 1204, &["Shop Floor", "dora"]),
    group("Shop Floor", 1205, &["kim"]),
    group("Vestibule Admins", 1206, &[ADMINISTRATOR]),
    group("Help Desk", 1207, &[HELP_DESK]),
    Group { place: "CN=Users", ..group("Domain Users", 513, &[]) },
    Group { place: "CN=Users", ..group("Domain Admins", 512, &["dora"]) },
    Group { place: "CN=Builtin", builtin: true, ..group("Administrators", 544, &["Domain Admins"]) },
    Group { place: "CN=Builtin", builtin: true, ..group("Users", 545, &["Domain Users"]) },
];

const fn group(name: &'static str, rid: u32, members: &'static [&'static str]) -> Group {
    Group { name, place: "OU=Groups", rid, builtin: false, members }
}

impl Group {
    /// Distinguished name.
    pub(crate) fn dn(&self) -> String {
        format!("CN={},{},{BASE}", self.name, self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_end_in_no_digit_and_need_no_quoting() {
        for actor in &CAST {
            assert!(
                actor.password.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-'),
                "{}",
                actor.name
            );
        }
    }

    #[test]
    fn members_exist() {
        for member in GROUPS.iter().flat_map(|group| group.members) {
            let known =
                CAST.iter().any(|actor| actor.name == *member) || GROUPS.iter().any(|group| group.name == *member);
            assert!(known, "{member}");
        }
        for named in [EXEMPT_GROUP, VPN_GROUP, ADMINISTRATORS, HELPERS, ENGINEERING] {
            assert!(GROUPS.iter().any(|group| group.dn() == named));
        }
    }
}
