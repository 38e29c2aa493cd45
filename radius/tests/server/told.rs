//! What people are told, and who is told anything.

use vestibule_gate::{AccountState, CodeWay};

use crate::device::Request;
use crate::house::{House, PASSWORD};

#[test]
fn who_is_not_enrolled_and_proved_the_password_is_told_where_to_enrol() {
    let house = House::new(CodeWay::Append);
    let _new = house.fakes.person("new", PASSWORD);
    let heard = house.ask(&Request::login("new", PASSWORD)).rejected();
    assert_eq!(heard.message(), "Set up your second factor at https://mfa.example.test");
    let wrong = house.ask(&Request::login("new", "wrong")).rejected();
    assert!(wrong.all(18).is_empty());
}

#[test]
fn the_question_says_where_to_enrol_to_who_proved_the_password_and_the_reject_again() {
    let house = House::new(CodeWay::Challenge);
    let _una = house.fakes.person("una", PASSWORD);
    let (asked, state) = house.ask(&Request::login("una", PASSWORD)).asked();
    assert_eq!(asked.message(), "Set up your second factor at https://mfa.example.test Code:");
    let rejected = house.ask(&Request::code("una", "123456", &state)).rejected();
    assert_eq!(rejected.message(), "Set up your second factor at https://mfa.example.test");
    let (asked, state) = house.ask(&Request::login("una", "wrong")).asked();
    assert_eq!(asked.message(), "Code:");
    assert!(house.ask(&Request::code("una", "123456", &state)).rejected().all(18).is_empty());
}

#[test]
fn an_expired_password_is_told_to_who_proved_both_factors() {
    let house = House::new(CodeWay::Append);
    let (_, phone) = house.enrolled("old");
    house.fakes.directory.set_state("old", Some(AccountState::PasswordExpired));
    let wrong = house.ask(&Request::login("old", &format!("wrong{}", house.fakes.code(&phone, -1)))).rejected();
    assert!(wrong.all(18).is_empty());
    let told = house.ask(&Request::login("old", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))).rejected();
    assert_eq!(told.message(), "Your password has expired. Change it at https://password.example.test");
}

#[test]
fn wrong_codes_wrong_passwords_and_nobody_look_alike() {
    let house = House::new(CodeWay::Append);
    let (_, phone) = house.enrolled("abe");
    let code = house.fakes.code(&phone, 0);
    let tries = [
        ("abe", format!("{PASSWORD}000000")),
        ("abe", format!("wrong{code}")),
        ("nobody", format!("{PASSWORD}{code}")),
        ("abe", PASSWORD.to_owned()),
        ("abe\0", PASSWORD.to_owned()),
    ];
    for (name, typed) in tries {
        assert_eq!(house.ask(&Request::login(name, &typed)).rejected().numbers(), [80], "{name} {typed}");
    }
}

#[test]
fn a_question_of_ones_own_is_asked_and_cut_where_it_is_too_long() {
    let house = House::with(CodeWay::Challenge, |client| client.question = "Kennzahl für ".repeat(40), |_| {});
    let (asked, _) = house.ask(&Request::login("ben", PASSWORD)).asked();
    assert!(asked.message().starts_with("Kennzahl für Kennzahl") && asked.message().len() <= 253);
    let silent = House::with(CodeWay::Challenge, |client| client.question.clear(), |_| {});
    let (asked, _) = silent.ask(&Request::login("ben", PASSWORD)).asked();
    assert!(asked.all(18).is_empty());
}
