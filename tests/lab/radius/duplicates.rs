//! The same packet again (RFC 5080 section 2.2.2): judged once, answered alike.

use super::house::{APPEND, enrolled, house, plan};
use super::raw::{Raw, login};
use crate::steps::typed;
use crate::support::dc::Dc;
use crate::support::plan::Plan;
use crate::support::process::{pause, wait_until};
use std::time::Duration;

const ACCEPT: u8 = 2;

#[test]
fn same_packet_has_the_same_answer_and_spends_one_code() {
    let (person, mut phone) = enrolled("dora");
    let raw = Raw::new(APPEND, house().address("radius/auth"));
    let (first, packet) = wait_until("a login that can be judged", || {
        let packet = login(&person.upn, &typed(&person, &phone.code()));
        Some((raw.ask(&packet)?, packet))
    });
    assert_eq!(first[0], ACCEPT);
    for _ in 0..5 {
        assert_eq!(raw.ask(&packet).as_ref(), Some(&first), "octet by octet");
    }
    assert_eq!(house().logins_of(&person).iter().filter(|event| event.text("outcome") == "admitted").count(), 1);
}

#[test]
fn packets_that_come_again_while_the_directory_is_slow_are_one_login() {
    let dc = Dc::start();
    let house = plan(Plan::behind(&dc)).open();
    let person = dc.person("dora");
    let mut phone = house.enroll(&person);
    let raw = Raw::new(APPEND, house.address("radius/auth"));
    // A busy machine may take so long that nobody can be judged: then the packet is not answered, and the next one is.
    let reply = wait_until("a login that has its answer", || {
        let packet = login(&person.upn, &typed(&person, &phone.code()));
        dc.freeze();
        for _ in 0..4 {
            raw.send(&packet);
            pause(Duration::from_millis(200));
        }
        dc.thaw();
        raw.receive()
    });
    assert_eq!(reply[0], ACCEPT);
    let admitted = |event: &&crate::support::audit::Event| event.text("outcome") == "admitted";
    assert_eq!(house.logins_of(&person).iter().filter(admitted).count(), 1, "one spend");
    assert!(house.logins_of(&person).iter().all(|event| event.text("outcome") != "refused"), "judged once");
    assert_eq!(dc.wrong_passwords(&person), 0);
}
