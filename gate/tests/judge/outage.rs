//! Outages and broken records.

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::Proof;
use vestibule_gate::{Outage, Reason};

use crate::{admitted, enrolled, judge, last_reason, refused, unavailable};

#[test]
fn outages_are_unavailable_never_a_refusal_or_an_admission() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "quy");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    fakes.store.set_down(true);
    assert_eq!(unavailable(judge(&fakes, "quy", &typed)), Outage::Store);
    fakes.store.set_down(false);
    fakes.directory.set_down(true);
    assert_eq!(unavailable(judge(&fakes, "quy", &typed)), Outage::Directory);
    assert_eq!(unavailable(judge(&fakes, "quy", "Passw0rd!000000")), Outage::Directory);
    fakes.directory.set_down(false);
    let _by = admitted(judge(&fakes, "quy", &typed));
}

#[test]
fn a_failed_write_does_not_say_whether_the_code_was_right() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "ray");
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    fakes.store.fail_writes(true);
    assert_eq!(unavailable(judge(&fakes, "ray", &typed)), Outage::Store);
    assert_eq!(unavailable(judge(&fakes, "ray", "Passw0rd!not a code")), Outage::Store);
    fakes.store.fail_writes(false);
    let _by = admitted(judge(&fakes, "ray", &typed));
}

#[test]
fn an_answer_lost_after_the_bind_was_sent_counts_as_a_forwarded_wrong_password() {
    let fakes = Fakes::new();
    let _person = fakes.person("rex", "Passw0rd!");
    for _ in 0..3 {
        let mut first = fakes.first();
        first.instead = Some(Proof::Outage { outage: Outage::Directory, sent: true });
        let _verdict = block_on(fakes.gate.judge(fakes.attempt("rex", "Passw0rd!"), &mut first));
    }
    assert_eq!(fakes.directory.asked(), 2);
    let _said = refused(judge(&fakes, "rex", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::PasswordThrottled);
}

#[test]
fn a_seed_in_anothers_place_does_not_open() {
    let fakes = Fakes::new();
    let ((ben, _), (bob, phone)) = (enrolled(&fakes, "ben"), enrolled(&fakes, "bob"));
    let mut bobs = Vec::new();
    fakes.store.tamper(&bob.id, |rows| bobs.clone_from(rows));
    fakes.store.tamper(&ben.id, |rows| *rows = bobs);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(unavailable(judge(&fakes, "ben", &typed)), Outage::Seal);
}
