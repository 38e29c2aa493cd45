//! MS-CHAPv2 at FreeRADIUS, which knows the passwords, and at Vestibule, which has the domain prove them by winbind: the
//! same client asks both, and checks what they say of the password themselves.

use crate::freeradius::FreeRadius;
use crate::support::dc::Dc;
use crate::support::house::{House, both};
use crate::support::member::Member;
use crate::support::plan::{Plan, RADIUS_SECRET};
use serde_json::Value;
use std::net::SocketAddr;

const NAMED: &str = "[[radius.client]]
name = \"named\"
from = \"127.0.0.1/32\"
secret-file = \"HERE/radius.secret\"
code = \"username\"";

/// With the code behind the name, where FreeRADIUS takes the name alone.
#[test]
fn mschapv2_is_answered_as_freeradius_does() {
    let dc = Dc::start_for_members();
    let member = Member::of(&dc);
    let plan = Plan::behind(&dc).section(&member.section()).section("[radius]\nlisten = \"127.0.0.1:0\"");
    let house = plan.section(NAMED).open();
    let person = dc.person("clara");
    let mut phone = house.enroll(&person);
    let original = FreeRadius::start(std::slice::from_ref(&person), RADIUS_SECRET);
    let (theirs, ours) = (original.authentication(), house.address("radius/auth"));
    let mut with_code = || format!("{}-{}", person.sam, phone.code());
    for (server, name) in [(theirs, person.sam.clone()), (ours, with_code())] {
        let (code, said) = ask(&house, server, &name, &person.password);
        assert_eq!(code, "Access-Accept", "{name}: {said}");
        assert_eq!(said["server-knows-password"], true, "{name}: {said}");
        for attribute in ["MS-CHAP2-Success", "MS-MPPE-Send-Key", "MS-MPPE-Recv-Key"] {
            assert!(said.to_string().contains(attribute), "{name}: {said}");
        }
    }
    for (server, name) in [(theirs, person.sam.clone()), (ours, with_code())] {
        let (code, said) = ask(&house, server, &name, "not-the-password");
        assert_eq!(code, "Access-Reject", "{name}: {said}");
        assert!(said.to_string().contains("E=691"), "{name}: {said}");
    }
    for server in [theirs, ours] {
        let (code, said) = ask(&house, server, "nobody-at-all-123456", "not-the-password");
        assert_eq!(code, "Access-Reject", "{said}");
    }
}

/// One login by MS-CHAPv2: the kind of the reply, and the round.
fn ask(house: &House, server: SocketAddr, name: &str, password: &str) -> (String, Value) {
    let server = server.to_string();
    let way = ["--client", "named", "--mschapv2", "--json", "--password-file", "-"];
    let arguments = [&["try", "radius", name, "--server", &server], &way[..]].concat();
    let output = house.manage_with_input(&arguments, password);
    let report = serde_json::from_slice::<Value>(&output.stdout);
    let report = report.unwrap_or_else(|_| panic!("no report: {}", both(&output)));
    let round = report["rounds"][0].clone();
    (round["code"].as_str().unwrap_or_default().to_owned(), round)
}
