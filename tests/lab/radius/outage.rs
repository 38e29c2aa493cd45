//! Nobody can be judged: silence, so that the device asks its next server.

use super::house::{APPEND, CHALLENGE, answered, assert_accepts, assert_asks, client_of, plan};
use crate::steps::typed;
use crate::support::dc::Dc;
use crate::support::plan::Plan;
use crate::support::process::wait_until;

#[test]
fn without_a_controller_there_is_silence_and_with_it_answers_again() {
    let dc = Dc::start();
    let house = plan(Plan::behind(&dc)).open();
    let person = dc.person("dana");
    let mut phone = house.enroll(&person);
    let (append, challenge) = (client_of(&house, APPEND), client_of(&house, CHALLENGE));
    assert_accepts(&append.status());
    let question = answered(|| challenge.login(&person.upn, &person.password));
    assert_asks(&question);
    let code = phone.code();
    dc.kill9();
    wait_until("Status-Server not to be answered", || append.status().is_silence().then_some(()));
    assert!(append.login(&person.upn, &typed(&person, &code)).is_silence());
    assert!(challenge.login(&person.upn, &person.password).is_silence());
    assert!(challenge.answer(&person.upn, &code, &question).is_silence(), "an outage is no refusal");
    dc.start_again();
    wait_until("Status-Server to be answered", || append.status().accepts().then_some(()));
    assert_accepts(&answered(|| append.login(&person.upn, &typed(&person, &phone.code()))));
}
