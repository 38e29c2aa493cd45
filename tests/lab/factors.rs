//! Password and code together, and everything less.

use crate::steps::{assert_bound_as, code, enrolled, refused, typed};
use crate::support::shared::{SEPARATOR, USERNAME, dc, house};

#[test]
fn password_and_code_come_in() {
    let (person, mut phone) = enrolled("fay");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &person);
}

#[test]
fn password_alone_is_refused_and_not_passed_on() {
    let (person, _phone) = enrolled("fay");
    assert_eq!(house().bind(&person.upn, &person.password), refused());
    assert_eq!(dc().wrong_passwords(&person), 0);
}

#[test]
fn wrong_code_is_refused_and_the_password_is_not_tried() {
    let (person, phone) = enrolled("fay");
    assert_eq!(house().bind(&person.upn, &format!("not-the-password{}", phone.wrong_code())), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.wrong_code())), refused());
    assert_eq!(dc().wrong_passwords(&person), 0, "a stranger without a code cannot try passwords");
}

#[test]
fn code_alone_is_refused() {
    let (person, mut phone) = enrolled("fay");
    let code = phone.code();
    assert_eq!(house().bind(&person.upn, &code), refused());
    assert_eq!(dc().wrong_passwords(&person), 0);
    assert_eq!(house().bind(&person.upn, &typed(&person, &code)).code, code::SUCCESS, "the code was not spent");
}

#[test]
fn wrong_password_leaves_the_code_unspent() {
    let (person, mut phone) = enrolled("fay");
    let code = phone.code();
    assert_eq!(house().bind(&person.upn, &format!("not-the-password{code}")), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &code)).code, code::SUCCESS);
}

#[test]
fn code_comes_in_once() {
    let (person, mut phone) = enrolled("fay");
    let both = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &both).code, code::SUCCESS);
    assert_eq!(house().bind(&person.upn, &both), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS, "the next code is good");
}

#[test]
fn code_older_than_the_last_spent_one_is_refused() {
    let (person, mut phone) = enrolled("fay");
    let (older, newer) = (phone.code(), phone.code());
    assert_eq!(house().bind(&person.upn, &typed(&person, &newer)).code, code::SUCCESS);
    assert_eq!(house().bind(&person.upn, &typed(&person, &older)), refused());
}

#[test]
fn code_with_blanks_signs_or_foreign_digits_is_refused() {
    let (person, mut phone) = enrolled("fay");
    let code = phone.code();
    let foreign: String =
        code.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).expect("a wide digit")).collect();
    let (left, right) = code.split_at(3);
    for wrong in
        [format!("{left} {right}"), format!("{code} "), format!("{left}-{right}+"), format!("{code}\n"), foreign]
    {
        assert_eq!(house().bind(&person.upn, &typed(&person, &wrong)).code, code::INVALID_CREDENTIALS, "{wrong:?}");
    }
}

#[test]
fn part_of_a_code_or_more_than_a_code_is_refused() {
    let (person, mut phone) = enrolled("fay");
    let code = phone.code();
    let (first_five, _) = code.split_at(5);
    let (first_three, last_three) = code.split_at(3);
    for wrong in [first_five, first_three, last_three, &format!("{code}0")] {
        assert_eq!(house().bind(&person.upn, &typed(&person, wrong)), refused(), "{wrong:?}");
    }
    assert_eq!(house().bind(&person.upn, &typed(&person, &code)).code, code::SUCCESS);
}

#[test]
fn password_that_ends_in_digits_needs_a_code_behind_them() {
    let (mut person, mut phone) = enrolled("fay");
    dc().set_password(&mut person, "my-street-number-123456");
    assert_eq!(house().bind(&person.upn, &person.password), refused());
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn nul_in_a_password_is_refused_and_not_passed_on() {
    let (person, mut phone) = enrolled("fay");
    assert_eq!(house().bind(&person.upn, &format!("{}\0{}", person.password, phone.code())), refused());
    assert_eq!(dc().wrong_passwords(&person), 0);
}

#[test]
fn code_after_a_separator_comes_in_and_without_it_does_not() {
    let (person, mut phone) = enrolled("fay");
    let code = phone.code();
    let bind = |secret: String| house().connect_to(SEPARATOR).bind(&person.upn, &secret);
    assert_eq!(bind(typed(&person, &code)), refused());
    assert_eq!(bind(format!("{},{code}", person.password)).code, code::SUCCESS);
    assert_eq!(bind(format!("{},{code}", person.password)), refused());
}

#[test]
fn code_in_the_user_name_comes_in() {
    let (person, mut phone) = enrolled("fay");
    let mut session = house().connect_to(USERNAME);
    assert_eq!(session.bind(&person.sam, &person.password), refused());
    let answer = session.bind(&format!("{}-{}", person.sam, phone.code()), &person.password);
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    assert_bound_as(&mut session, &person);
}
