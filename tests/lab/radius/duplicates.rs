//! The same packet again (RFC 5080 section 2.2.2): judged once, answered alike.

use super::house::{APPEND, assert_accepts, client_of, enrolled, house, plan};
use super::raw::{Raw, login};
use crate::steps::typed;
use crate::support::dc::Dc;
use crate::support::plan::Plan;
use crate::support::process::{pause, wait_until};
use std::thread;
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
    let client = client_of(&house, APPEND);
    wait_until("a login that has its answer", || {
        dc.freeze();
        let both = typed(&person, &phone.code());
        let reply = thread::scope(|scope| {
            let asking = scope.spawn(|| client.clone().tries(12, "0.25").login(&person.upn, &both));
            pause(Duration::from_millis(800));
            dc.thaw();
            asking.join().expect("radclient ends")
        });
        if reply.is_silence() {
            return None;
        }
        assert_accepts(&reply);
        assert!(reply.output.matches("Sent Access-Request").count() > 1, "it came again: {}", reply.output);
        Some(())
    });
    let admitted = |event: &&crate::support::audit::Event| event.text("outcome") == "admitted";
    assert_eq!(house.logins_of(&person).iter().filter(admitted).count(), 1, "one spend");
    assert_eq!(dc.wrong_passwords(&person), 0);
}
