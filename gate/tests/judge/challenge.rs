//! The two rounds of a challenge: one face for everyone in the first, the decision in the second.

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{Fakes, PEER};
use vestibule_gate::{
    AccountState, Answer, By, CodeWay, Moment, Outage, Outcome, Pending, Policy, Reason, Said, Source, Typed, Verdict,
};

use crate::{MINUTE, admitted, application, enrolled, exempting, judge, judge_from, kiosk, last_reason, refused};

const FIRST_ROUND: Duration = Duration::from_millis(300);

fn asking(policy: &mut Policy) {
    application(policy).code = CodeWay::Challenge;
}

fn automatic(policy: &mut Policy) {
    application(policy).code = CodeWay::Auto;
}

fn asked(verdict: Verdict) -> Pending {
    match verdict {
        Verdict::Ask(pending) => pending,
        Verdict::Admit(_) | Verdict::Refuse(_) | Verdict::Unavailable(_) => panic!("not asked: {verdict:?}"),
    }
}

fn answer(fakes: &Fakes, pending: Pending, code: &str) -> Verdict {
    use vestibule_gate::ports::Clock as _;
    let source = Source { peer: PEER, end_user: None };
    let answer = Answer { source, typed: Typed::new(code.as_bytes().to_vec()), arrived: fakes.clock.moment() };
    block_on(fakes.gate.answer(pending, answer, &mut fakes.first()))
}

fn now(fakes: &Fakes) -> Moment {
    use vestibule_gate::ports::Clock as _;
    fakes.clock.moment()
}

#[test]
fn a_code_answers_the_question_once() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "ada");
    let pending = asked(judge(&fakes, "ada", "Passw0rd!"));
    assert_eq!((pending.said(), pending.not_before()), (&Said::Nothing, now(&fakes).plus(FIRST_ROUND)));
    assert_eq!((fakes.directory.asked(), last_reason(&fakes)), (0, Reason::CodeAsked));
    let code = fakes.code(&phone, 0);
    assert_eq!(admitted(answer(&fakes, pending, &code)), By::Code(phone.id.clone()));
    assert_eq!(fakes.directory.asked(), 1);
    let again = asked(judge(&fakes, "ada", "Passw0rd!"));
    assert_eq!(refused(answer(&fakes, again, &code)), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
}

#[test]
fn the_first_round_looks_alike_whoever_it_is_and_whatever_the_password() {
    let fakes = Fakes::with(|policy| {
        asking(policy);
        exempting(policy);
    });
    let (_, phone) = enrolled(&fakes, "bea");
    let _exempt = fakes.person("kit", "Passw0rd!");
    fakes.directory.join("kit", &kiosk());
    let _new = fakes.person("new", "Passw0rd!");
    let _odd = fakes.person("off", "Passw0rd!");
    fakes.directory.set_state("off", Some(AccountState::Disabled));
    let cases = [
        ("nobody", "Passw0rd!", Reason::UnknownPerson),
        (" bea", "Passw0rd!", Reason::BadSyntax),
        ("bea", "", Reason::EmptyPassword),
        ("kit", "wrong", Reason::WrongPassword),
        ("new", "wrong", Reason::WrongPassword),
    ];
    for (name, typed, reason) in cases {
        let pending = asked(judge(&fakes, name, typed));
        assert_eq!(pending.said(), &Said::Nothing, "{name}");
        assert_eq!(pending.not_before(), now(&fakes).plus(FIRST_ROUND), "{name}");
        assert_eq!(last_reason(&fakes), reason);
        assert_eq!(fakes.store.events().last().unwrap().outcome, Outcome::Asked);
        // Not even somebody's valid code helps in the second round.
        assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 0))), Said::Nothing, "{name}");
        assert_eq!(last_reason(&fakes), reason, "told in the second round");
    }
}

#[test]
fn whoever_is_exempt_comes_in_at_once_but_no_earlier_than_a_question_leaves() {
    let fakes = Fakes::with(|policy| {
        asking(policy);
        exempting(policy);
    });
    let _exempt = fakes.person("kim", "Passw0rd!");
    fakes.directory.join("kim", &kiosk());
    match judge(&fakes, "kim", "Passw0rd!") {
        Verdict::Admit(admitted) => assert_eq!(admitted.not_before(), now(&fakes).plus(FIRST_ROUND)),
        verdict @ (Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
    }
}

#[test]
fn who_is_not_enrolled_is_told_where_to_on_the_question_and_on_the_refusal_after_the_right_password_alone() {
    let fakes = Fakes::with(asking);
    let _new = fakes.person("una", "Passw0rd!");
    let pending = asked(judge(&fakes, "una", "Passw0rd!"));
    let enrol = Said::Enrol(Some("https://mfa.example.test".to_owned()));
    assert_eq!(pending.said(), &enrol);
    assert_eq!(refused(answer(&fakes, pending, "123456")), enrol);
    let pending = asked(judge(&fakes, "una", "wrong"));
    assert_eq!(pending.said(), &Said::Nothing);
    assert_eq!(refused(answer(&fakes, pending, "123456")), Said::Nothing);
}

#[test]
fn a_wrong_code_counts_and_the_directory_is_not_asked() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "cyd");
    for guess in 0..5 {
        let pending = asked(judge(&fakes, "cyd", "Passw0rd!"));
        assert_eq!(refused(answer(&fakes, pending, &format!("00000{guess}"))), Said::Nothing);
        assert_eq!(last_reason(&fakes), Reason::WrongCode);
    }
    assert_eq!(fakes.directory.asked(), 0);
    let pending = asked(judge(&fakes, "cyd", "Passw0rd!"));
    assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 0))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::CodeThrottled);
}

#[test]
fn a_wrong_password_of_an_enrolled_person_shows_in_the_second_round_alone_and_spends_no_code() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "dot");
    let code = fakes.code(&phone, 0);
    let pending = asked(judge(&fakes, "dot", "wrong"));
    assert_eq!((refused(answer(&fakes, pending, &code)), last_reason(&fakes)), (Said::Nothing, Reason::WrongPassword));
    let pending = asked(judge(&fakes, "dot", "Passw0rd!"));
    let _by = admitted(answer(&fakes, pending, &code));
}

#[test]
fn the_question_is_open_for_two_minutes() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "eli");
    let (early, late) = (asked(judge(&fakes, "eli", "Passw0rd!")), asked(judge(&fakes, "eli", "Passw0rd!")));
    fakes.clock.advance(2 * MINUTE);
    let _by = admitted(answer(&fakes, early, &fakes.code(&phone, 0)));
    fakes.clock.advance(Duration::from_secs(1));
    let _said = refused(answer(&fakes, late, &fakes.code(&phone, 1)));
    assert_eq!(last_reason(&fakes), Reason::ChallengeOver);
}

#[test]
fn the_second_round_judges_the_account_as_it_is_then() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "fay");
    let pending = asked(judge(&fakes, "fay", "Passw0rd!"));
    fakes.directory.set_state("fay", Some(AccountState::PasswordExpired));
    let told = Said::Account(AccountState::PasswordExpired, Some("https://password.example.test".to_owned()));
    assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 0))), told, "both factors were proven");
    let pending = asked(judge(&fakes, "fay", "Passw0rd!"));
    fakes.directory.set_password("fay", "An0ther!");
    assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 1))), Said::Nothing);
}

#[test]
fn an_outage_is_no_question_and_no_refusal_in_either_round() {
    let fakes = Fakes::with(asking);
    let (_, phone) = enrolled(&fakes, "gil");
    let pending = asked(judge(&fakes, "gil", "Passw0rd!"));
    let lost = asked(judge(&fakes, "nobody", "Passw0rd!"));
    fakes.store.fail_writes(true);
    assert_eq!(crate::unavailable(judge(&fakes, "gil", "Passw0rd!")), Outage::Store);
    assert_eq!(crate::unavailable(answer(&fakes, pending, &fakes.code(&phone, 0))), Outage::Store);
    assert_eq!(crate::unavailable(answer(&fakes, lost, "123456")), Outage::Store);
    fakes.store.fail_writes(false);
    let pending = asked(judge(&fakes, "gil", "Passw0rd!"));
    fakes.directory.set_down(true);
    assert_eq!(crate::unavailable(answer(&fakes, pending, &fakes.code(&phone, 1))), Outage::Directory);
}

#[test]
fn a_throttled_source_is_asked_like_everyone_and_then_refused() {
    let fakes = Fakes::with(|policy| {
        asking(policy);
        policy.source_refusals = 3;
    });
    let (_, phone) = enrolled(&fakes, "hal");
    for _ in 0..3 {
        let _pending = asked(judge_from(&fakes, "nobody", "Passw0rd!", "192.0.2.7"));
    }
    let pending = asked(judge_from(&fakes, "hal", "Passw0rd!", "192.0.2.7"));
    assert_eq!(last_reason(&fakes), Reason::SourceThrottled);
    assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 0))), Said::Nothing);
}

#[test]
fn a_lost_login_counts_once_for_its_source_over_both_rounds() {
    use vestibule_gate::ports::Store as _;
    let fakes = Fakes::with(asking);
    let address = "192.0.2.8".parse().unwrap();
    for rounds in 1..=3 {
        let pending = asked(judge_from(&fakes, "nobody", "Passw0rd!", "192.0.2.8"));
        let source = Source { peer: PEER, end_user: Some(address) };
        let answer = Answer { source, typed: Typed::new(b"123456".to_vec()), arrived: now(&fakes) };
        let _said = refused(block_on(fakes.gate.answer(pending, answer, &mut fakes.first())));
        let counted = block_on(fakes.store.refusals(address, vestibule_gate::Timestamp::from_secs(0)));
        assert_eq!(counted, Ok(rounds));
    }
}

#[test]
fn auto_takes_a_code_behind_the_password_or_asks() {
    let fakes = Fakes::with(automatic);
    let (_, phone) = enrolled(&fakes, "ian");
    let _by = admitted(judge(&fakes, "ian", &format!("Passw0rd!{}", fakes.code(&phone, -1))));
    let pending = asked(judge(&fakes, "ian", "Passw0rd!"));
    let _by = admitted(answer(&fakes, pending, &fakes.code(&phone, 0)));
}

#[test]
fn with_auto_a_tail_that_is_no_code_counts_once_and_the_person_is_asked() {
    let fakes = Fakes::with(automatic);
    let person = fakes.person("jan", "Passw0rd!000000");
    let phone = fakes.enrol(&person);
    let pending = asked(judge(&fakes, "jan", "Passw0rd!000000"));
    let standing = block_on(vestibule_gate::ports::Store::standing(
        &*fakes.store,
        &vestibule_gate::ports::Inquiry {
            pool: vestibule_gate::ports::Pool {
                person: person.id,
                application: vestibule_gate::fakes::APPLICATION.into(),
                source: None,
            },
            typed: vestibule_gate::Mac([0; 32]),
            repeat: None,
            now: vestibule_gate::Timestamp::from_secs(0),
        },
    ));
    assert_eq!(standing.unwrap().pool.wrong, 1);
    let _by = admitted(answer(&fakes, pending, &fakes.code(&phone, 0)));
    // A password that ends in digits is no guess each time it is typed.
    let pending = asked(judge(&fakes, "jan", "Passw0rd!000000"));
    assert_eq!(last_reason(&fakes), Reason::CodeAsked);
    let _by = admitted(answer(&fakes, pending, &fakes.code(&phone, 1)));
}

#[test]
fn with_auto_a_right_code_and_a_wrong_password_are_asked_again_like_everyone() {
    let fakes = Fakes::with(automatic);
    let (_, phone) = enrolled(&fakes, "kai");
    let pending = asked(judge(&fakes, "kai", &format!("wrong{}", fakes.code(&phone, 0))));
    assert_eq!((pending.said(), last_reason(&fakes)), (&Said::Nothing, Reason::WrongPassword));
    assert_eq!(refused(answer(&fakes, pending, &fakes.code(&phone, 1))), Said::Nothing);
}

#[test]
fn in_monitor_mode_nobody_is_asked() {
    let fakes = Fakes::with(|policy| {
        asking(policy);
        policy.enforce = false;
    });
    let (_, _phone) = enrolled(&fakes, "lea");
    assert_eq!(admitted(judge(&fakes, "lea", "Passw0rd!")), By::Monitor);
    assert_eq!(refused(judge(&fakes, "lea", "wrong")), Said::Nothing);
}

#[test]
fn after_the_password_asks_only_who_proved_it() {
    let fakes = Fakes::with(|policy| {
        asking(policy);
        application(policy).challenge_after_password = true;
    });
    let (_, phone) = enrolled(&fakes, "max");
    assert_eq!(refused(judge(&fakes, "max", "wrong")), Said::Nothing);
    assert_eq!(refused(judge(&fakes, "nobody", "Passw0rd!")), Said::Nothing);
    let pending = asked(judge(&fakes, "max", "Passw0rd!"));
    assert_eq!(fakes.directory.asked(), 2);
    let _by = admitted(answer(&fakes, pending, &fakes.code(&phone, 0)));
}

#[test]
fn recovery_codes_answer_the_question_too() {
    let fakes = Fakes::with(asking);
    let (person, _) = enrolled(&fakes, "nan");
    fakes.store.add_recovery(&person.id, "0123456789ABCDEFGHJKMNPQ");
    let pending = asked(judge(&fakes, "nan", "Passw0rd!"));
    assert_eq!(admitted(answer(&fakes, pending, "0123-4567-89ab-cdef-ghjk-mnpq")), By::Recovery);
}

#[test]
fn what_waits_is_not_seen_in_debug_output() {
    let fakes = Fakes::with(asking);
    let (_, _phone) = enrolled(&fakes, "oda");
    let shown = format!("{:?}", asked(judge(&fakes, "oda", "Passw0rd!")));
    assert!(!shown.contains("Passw0rd") && !shown.contains(&format!("{:?}", b"Passw0rd")), "{shown}");
}
