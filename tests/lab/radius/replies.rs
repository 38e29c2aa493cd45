//! What an Access-Accept carries by the client's rules, and what is counted.

use super::house::{answered, assert_accepts, client_of};
use crate::steps::typed;
use crate::support::house::House;
use crate::support::people::{Group, group_dn};
use crate::support::plan::Plan;
use crate::support::shared::dc;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::LazyLock;

const RULES: &str = "127.0.1.21";
const NEEDS: &str = "127.0.1.22";

struct Lab {
    house: House,
    staff: Group,
    name: String,
}

static LAB: LazyLock<Lab> = LazyLock::new(|| {
    let staff = dc().new_group("Reply Staff");
    let name = staff.dn.strip_prefix("CN=").and_then(|rest| rest.split(',').next()).expect("its name").to_owned();
    let rules = format!(
        "reply = [{{ group = \"{}\", attributes = {{ Class = \"OU={{group}};\", Filter-Id = \"{{user}}\" }} }}, \
         {{ attributes = {{ Filter-Id = \"guest\", Tunnel-Private-Group-Id = \"7\" }} }}]",
        group_dn(&name)
    );
    let attribute = "reply = [{ attributes = { Callback-Number = \"{attribute:telephoneNumber}\" } }]";
    let house = Plan::behind(dc())
        .section("[metrics]\nlisten = \"127.0.0.1:0\"")
        .radius("")
        .radius_client("rules", RULES, &rules)
        .radius_client("needs", NEEDS, attribute)
        .open();
    Lab { house, staff, name }
});

#[test]
fn members_of_a_group_get_its_attributes_and_others_the_rest() {
    let (member, guest) = (dc().person("rene"), dc().person("rene"));
    dc().join(&member.dn, &LAB.staff.dn);
    let mut phones = [&member, &guest].map(|person| LAB.house.enroll(person));
    let mut ask = |number: usize| {
        let person = [&member, &guest][number];
        answered(|| client_of(&LAB.house, RULES).login(&person.upn, &typed(person, &phones[number].code())))
    };
    let reply = ask(0);
    assert_accepts(&reply);
    let class = format!("OU={};", LAB.name);
    let hexadecimal: String = class.bytes().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(reply.text("Class"), format!("0x{hexadecimal}"), "{reply:?}");
    assert_eq!(reply.text("Filter-Id"), member.sam);
    let reply = ask(1);
    assert_accepts(&reply);
    assert_eq!((reply.text("Filter-Id"), reply.text("Class")), ("guest", ""), "{reply:?}");
    assert!(reply.output.contains("Tunnel-Private-Group-Id") && reply.output.contains("\"7\""), "{reply:?}");
}

#[test]
fn attribute_of_the_directory_is_in_the_reply() {
    let person = dc().person("rene");
    dc().set(&person.dn, "telephoneNumber", "+49 30 1234");
    let mut phone = LAB.house.enroll(&person);
    let reply = answered(|| client_of(&LAB.house, NEEDS).login(&person.upn, &typed(&person, &phone.code())));
    assert_accepts(&reply);
    assert_eq!(reply.text("Callback-Number"), "+49 30 1234", "{reply:?}");
}

#[test]
fn silences_replies_and_verdicts_are_counted_by_client() {
    let client = client_of(&LAB.house, RULES);
    assert!(client.clone().unsigned().login("somebody", "anything").is_silence());
    assert!(answered(|| client.login("somebody", "anything")).refuses());
    assert!(client.status().accepts());
    let mut page = TcpStream::connect(LAB.house.address("metrics")).expect("metrics are served");
    page.write_all(b"GET /metrics HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n").expect("it takes a request");
    let mut text = String::new();
    page.read_to_string(&mut text).expect("it answers with text");
    for line in [
        "vestibule_radius_silent_total{client=\"rules\",reason=\"no-message-authenticator\"}",
        "vestibule_radius_replies_total{client=\"rules\",code=\"access-reject\"}",
        "vestibule_verdicts_total{door=\"radius\",application=\"rules\",outcome=\"refused\"",
        "vestibule_radius_pending 0",
        "vestibule_radius_under_way 0",
    ] {
        assert!(text.contains(line), "{line} is in:\n{text}");
    }
}
