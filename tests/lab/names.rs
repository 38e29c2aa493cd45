//! Every way of writing who one is: each lands on the one account, or is refused.

use crate::steps::{assert_bound_as, code, enrolled, refused, typed};
use crate::support::dc::BASE;
use crate::support::people::Person;
use crate::support::plan::Plan;
use crate::support::shared::{dc, house};

/// Binds with a name, both factors right, and looks who is bound then.
fn comes_in_as(person: &Person, name: &str) {
    let mut phone = house().enroll(person);
    let mut session = house().connect();
    let answer = session.bind(name, &typed(person, &phone.code()));
    assert_eq!(answer.code, code::SUCCESS, "{name:?}: {answer:?}");
    assert_bound_as(&mut session, person);
}

/// The same for somebody made for the case, whose name is composed from what they are.
fn form_comes_in(write: impl Fn(&Person) -> String) {
    let person = dc().person("nora");
    comes_in_as(&person, &write(&person));
}

/// Both factors are right, the name is nobody's; and the code is still good under the right name.
fn form_is_refused(write: impl Fn(&Person) -> String) {
    let (person, mut phone) = enrolled("nora");
    let (name, both) = (write(&person), typed(&person, &phone.code()));
    assert_eq!(house().bind(&name, &both), refused(), "{name:?}");
    assert_eq!(house().bind(&person.upn, &both).code, code::SUCCESS, "the code was not spent by {name:?}");
}

#[test]
fn distinguished_name_comes_in() {
    form_comes_in(|person| person.dn.clone());
}

#[test]
fn distinguished_name_in_lower_case_comes_in() {
    form_comes_in(|person| person.dn.to_lowercase());
}

#[test]
fn distinguished_name_with_blanks_after_commas_comes_in() {
    form_comes_in(|person| person.dn.replace(',', ", "));
}

#[test]
fn distinguished_name_with_hexadecimal_escapes_comes_in() {
    form_comes_in(|person| person.dn.replacen("=n", "=\\6e", 1));
}

#[test]
fn user_principal_name_comes_in() {
    form_comes_in(|person| person.upn.clone());
}

#[test]
fn user_principal_name_in_upper_case_comes_in() {
    form_comes_in(|person| person.upn.to_uppercase());
}

#[test]
fn domain_and_account_name_comes_in() {
    form_comes_in(|person| format!("EXAMPLE\\{}", person.sam));
}

#[test]
fn domain_and_account_name_in_another_case_comes_in() {
    form_comes_in(|person| format!("Example\\{}", person.sam.to_uppercase()));
}

#[test]
fn account_name_alone_comes_in() {
    form_comes_in(|person| person.sam.clone());
}

#[test]
fn alternative_suffix_comes_in() {
    comes_in_as(&dc().resident("carla"), "carla.diaz@branch.example.net");
}

#[test]
fn principal_name_unlike_the_account_name_comes_in() {
    comes_in_as(&dc().resident("gerd"), "another-name@ad.example.test");
}

#[test]
fn umlauts_come_in() {
    comes_in_as(&dc().resident("jgross"), "jürgen.groß@ad.example.test");
}

#[test]
fn every_special_character_of_a_distinguished_name_comes_in() {
    let person = dc().resident("specials");
    comes_in_as(&person, &person.dn);
}

#[test]
fn account_name_with_a_blank_comes_in() {
    comes_in_as(&dc().resident("night shift"), "EXAMPLE\\night shift");
}

#[test]
fn somebody_without_principal_name_comes_in() {
    comes_in_as(&dc().resident("nemo"), "nemo");
}

#[test]
fn common_name_equal_to_another_account_name_is_not_mistaken_for_it() {
    comes_in_as(&dc().resident("not-ada"), &format!("CN=ada,OU=Köln\\, Rhein,OU=People,{BASE}"));
}

#[test]
fn mail_address_is_refused_unless_it_is_a_name() {
    let person = dc().resident("ada");
    let mut phone = house().enroll(&person);
    assert_eq!(house().bind("ada.plain@example.com", &typed(&person, &phone.code())), refused());
}

#[test]
fn mail_address_comes_in_where_it_is_a_name() {
    let house = Plan::behind(dc()).directory("mail-as-name = true").open();
    let person = dc().resident("ada");
    let mut phone = house.enroll(&person);
    let mut session = house.connect();
    assert_eq!(session.bind("ada.plain@example.com", &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &person);
}

#[test]
fn mail_address_of_two_people_is_nobody() {
    let house = Plan::behind(dc()).directory("mail-as-name = true").open();
    let person = dc().resident("twin-one");
    let mut phone = house.enroll(&person);
    assert_eq!(house.bind("twin@example.com", &typed(&person, &phone.code())), refused());
}

#[test]
fn display_name_is_refused() {
    form_is_refused(|person| {
        let shown = format!("{} Display", person.sam);
        dc().set(&person.dn, "displayName", &shown);
        shown
    });
}

#[test]
fn name_of_another_domain_is_refused() {
    form_is_refused(|person| format!("ELSEWHERE\\{}", person.sam));
}

#[test]
fn domain_with_a_slash_is_refused() {
    form_is_refused(|person| format!("EXAMPLE/{}", person.sam));
}

#[test]
fn leading_blank_is_refused() {
    form_is_refused(|person| format!(" {}", person.upn));
}

#[test]
fn trailing_blank_is_refused() {
    form_is_refused(|person| format!("{} ", person.upn));
}

#[test]
fn nul_behind_a_name_is_refused() {
    form_is_refused(|person| format!("{}\0", person.upn));
}

#[test]
fn control_character_in_a_name_is_refused() {
    form_is_refused(|person| format!("{}\r\n", person.sam));
}

#[test]
fn asterisk_finds_nobody() {
    form_is_refused(|person| format!("{}*", person.sam.trim_end_matches(|last: char| last.is_ascii_digit())));
    form_is_refused(|person| person.sam.replacen('n', "*", 1));
}

#[test]
fn filter_syntax_in_a_name_finds_nobody() {
    form_is_refused(|person| format!("{})(objectClass=*", person.sam));
    form_is_refused(|person| format!("*)(sAMAccountName={}", person.sam));
}

#[test]
fn forms_the_directory_takes_and_we_may_not_know_are_the_same_person_or_refused() {
    let forms: [fn(&Person) -> String; 9] = [
        |person| format!("<SID={}>", person.sid),
        |person| person.sid.clone(),
        |person| format!("ad.example.test/People/{}", person.sam),
        |person| format!("{}@EXAMPLE", person.sam),
        |person| format!("ad.example.test\\{}", person.sam),
        |person| format!("{}@ad.example.test.", person.sam),
        |person| person.dn.replace("CN=", "2.5.4.3="),
        |person| person.sam.replace("nora", "ｎｏｒａ"),
        |person| person.sam.replace('o', "ó"),
    ];
    for form in forms {
        let (person, mut phone) = enrolled("nora");
        let name = form(&person);
        let alone = house().connect().bind(&name, &person.password);
        assert_eq!(alone, refused(), "{name:?} asks no code");
        let mut session = house().connect();
        let answer = session.bind(&name, &typed(&person, &phone.code()));
        if answer.code == code::SUCCESS {
            assert_bound_as(&mut session, &person);
        } else {
            assert_eq!(answer, refused(), "{name:?}");
        }
    }
}

#[test]
fn all_spellings_share_one_memory_of_spent_codes() {
    let (person, mut phone) = enrolled("nora");
    let both = typed(&person, &phone.code());
    assert_eq!(house().bind(&person.upn, &both).code, code::SUCCESS);
    for name in [&person.dn, &person.sam, &person.upn.to_uppercase(), &format!("EXAMPLE\\{}", person.sam)] {
        assert_eq!(house().bind(name, &both), refused(), "{name}");
    }
}
