//! Wrong codes, wrong passwords and refused sources.

use vestibule_gate::fakes::Fakes;
use vestibule_gate::{Reason, Said};

use crate::{MINUTE, admitted, enrolled, judge, judge_from, last_reason, refused};

#[test]
fn wrong_passwords_stop_well_below_the_directorys_threshold() {
    let fakes = Fakes::new();
    let _person = fakes.person("kim", "Passw0rd!");
    for guess in 0..30 {
        let _said = refused(judge(&fakes, "kim", &format!("guess-{guess}")));
    }
    assert_eq!(fakes.directory.asked(), 2);
    let _said = refused(judge(&fakes, "kim", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::PasswordThrottled);
    fakes.clock.advance(31 * MINUTE);
    assert!(matches!(refused(judge(&fakes, "kim", "Passw0rd!")), Said::Enrol(_)));
}

#[test]
fn the_same_wrong_password_is_asked_once() {
    let fakes = Fakes::new();
    let _person = fakes.person("kay", "Passw0rd!");
    for _ in 0..5 {
        let _said = refused(judge(&fakes, "kay", "old password"));
    }
    assert_eq!(fakes.directory.asked(), 1);
    fakes.directory.set_password("kay", "old password");
    assert!(matches!(refused(judge(&fakes, "kay", "old password")), Said::Enrol(_)));
}

#[test]
fn five_wrong_codes_shut_the_pool_and_the_same_string_counts_once() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "sue");
    for _ in 0..20 {
        let _said = refused(judge(&fakes, "sue", "Passw0rd!yesterday"));
    }
    let _by = admitted(judge(&fakes, "sue", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
    for guess in 0..5 {
        let _said = refused(judge(&fakes, "sue", &format!("Passw0rd!{guess:06}x")));
    }
    fakes.clock.advance(MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge(&fakes, "sue", &typed));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
    fakes.clock.advance(5 * MINUTE);
    let _by = admitted(judge(&fakes, "sue", &format!("Passw0rd!{}", fakes.code(&phone, 0))));
}

#[test]
fn a_fixed_string_repeated_at_every_step_is_one_guess() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "sid");
    // The code of a later step: wrong now, right when that step has come.
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 2));
    let _said = refused(judge(&fakes, "sid", &typed));
    fakes.clock.advance(MINUTE);
    let _said = refused(judge(&fakes, "sid", &typed));
    assert_eq!(last_reason(&fakes), Reason::RepeatedString);
    let _by = admitted(judge(&fakes, "sid", &format!("Passw0rd!{}", fakes.code(&phone, 1))));
}

#[test]
fn guesses_at_once_are_looked_at_five_times_and_no_more() {
    let fakes = Fakes::new();
    let _phone = enrolled(&fakes, "sal");
    std::thread::scope(|scope| {
        for guess in 0..30 {
            let fakes = &fakes;
            scope.spawn(move || refused(judge(fakes, "sal", &format!("Passw0rd!{guess:06}x"))));
        }
    });
    let tally = fakes.gate.tally().read();
    let of = |reason| tally.iter().filter(|row| row.3 == reason).map(|row| row.4).sum::<u64>();
    assert_eq!((of(Reason::WrongCode), of(Reason::CodeThrottled)), (5, 25));
    assert_eq!(fakes.directory.asked(), 0);
}

#[test]
fn the_next_guess_waits_until_the_last_one_is_on_record() {
    let fakes = Fakes::new();
    let _phone = enrolled(&fakes, "sim");
    for guess in 0..4 {
        let _said = refused(judge(&fakes, "sim", &format!("Passw0rd!00000{guess}")));
    }
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let (mut one, mut other) = (fakes.first(), fakes.first());
    let mut fifth = Box::pin(fakes.gate.judge(fakes.attempt("sim", "Passw0rd!000004"), &mut one));
    let mut sixth = Box::pin(fakes.gate.judge(fakes.attempt("sim", "Passw0rd!000005"), &mut other));
    fakes.store.hold_writes(true);
    assert!(fifth.as_mut().poll(&mut context).is_pending(), "its count is being written");
    assert!(sixth.as_mut().poll(&mut context).is_pending());
    fakes.store.hold_writes(false);
    assert!(fifth.as_mut().poll(&mut context).is_ready());
    assert_eq!(last_reason(&fakes), Reason::WrongCode);
    assert!(sixth.as_mut().poll(&mut context).is_ready());
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
}

#[test]
fn a_stranger_has_fifty_guesses_and_cannot_lock_the_person_out_of_where_they_work() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "tom");
    let _by = admitted(judge_from(&fakes, "tom", &format!("Passw0rd!{}", fakes.code(&phone, 0)), "10.0.0.1"));
    for guess in 0..60 {
        let from = format!("192.0.2.{guess}");
        let _said = refused(judge_from(&fakes, "tom", &format!("x{guess:06}x"), &from));
    }
    fakes.clock.advance(MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge_from(&fakes, "tom", &typed, "192.0.2.200"));
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
    let _by = admitted(judge_from(&fakes, "tom", &typed, "10.0.0.1"));
}

#[test]
fn a_known_source_is_refused_after_a_hundred_refusals_and_comes_back() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "una");
    for guess in 0..100 {
        let _said = refused(judge_from(&fakes, &format!("nobody-{guess}"), "x", "192.0.2.1"));
    }
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _said = refused(judge_from(&fakes, "una", &typed, "192.0.2.1"));
    assert_eq!(last_reason(&fakes), Reason::SourceThrottled);
    fakes.clock.advance(11 * MINUTE);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let _by = admitted(judge_from(&fakes, "una", &typed, "192.0.2.1"));
}
