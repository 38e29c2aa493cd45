//! MS-CHAPv2 responses proven by the domain itself: this machine is a member, winbind asks the controller, and the
//! controller alone knows the passwords.

use serde_json::Value;
use std::process::Output;
use std::sync::LazyLock;

use crate::support::dc::Dc;
use crate::support::house::{House, both};
use crate::support::member::Member;
use crate::support::people::Person;
use crate::support::plan::Plan;
use crate::support::process::wait_until;

const EXEMPT: &str = "Kiosk";

/// A controller that members can join; it is everybody's, as the member is.
pub(crate) static DC: LazyLock<Dc> = LazyLock::new(Dc::start_for_members);
pub(crate) static MEMBER: LazyLock<Member> = LazyLock::new(|| Member::of(&DC));
static HOUSE: LazyLock<House> = LazyLock::new(|| house(&MEMBER));

/// Vestibule with a client for each way of giving the code beside a response, each at an address of its own.
fn house(member: &Member) -> House {
    let mut plan = Plan::behind(&DC)
        .exempt(&crate::support::people::group_dn(EXEMPT))
        .section(&member.section())
        .section("[radius]\nlisten = \"127.0.0.1:0\"");
    for (name, address, lines) in [
        ("asks", 1, "code = \"challenge\""),
        ("named", 2, "code = \"username\""),
        ("rigid", 3, "code = \"append\""),
        ("declared", 4, "code = \"append\"\ndangerous-single-factor = true"),
    ] {
        plan = plan.section(&format!(
            "[[radius.client]]\nname = \"{name}\"\nfrom = \"127.0.9.{address}\"\nsecret-file = \"HERE/radius.secret\"\n{lines}"
        ));
    }
    plan.open()
}

/// Tries as this client, with these lines typed.
fn try_at(house: &House, client: &str, name: &str, typed: &str) -> Output {
    let server = house.address("radius/auth").to_string();
    let arguments = [
        "try",
        "radius",
        name,
        "--client",
        client,
        "--server",
        &server,
        "--mschapv2",
        "--json",
        "--password-file",
        "-",
    ];
    house.manage_with_input(&arguments, typed)
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no report: {}", both(output)))
}

fn is_admitted(output: &Output) -> bool {
    let report = report(output);
    let rounds = report["rounds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let admitted = report["admitted"] == true;
    // The proof that the domain knows the password goes with it, and the keys of the link.
    let last = rounds.last().cloned().unwrap_or_default().to_string();
    let first = rounds.first().cloned().unwrap_or_default().to_string();
    let keys = last.contains("MS-MPPE-Send-Key") && last.contains("MS-MPPE-Recv-Key");
    assert_eq!(admitted, keys, "{report}");
    assert!(!admitted || last.contains("MS-CHAP2-Success"), "{report}");
    assert!(!first.contains("MS-MPPE") || rounds.len() == 1, "no key leaves with a question");
    admitted
}

fn newcomer(name: &str) -> Person {
    DC.person(name)
}

#[test]
fn the_code_in_the_name_and_the_response_of_the_password_admit_once() {
    let person = newcomer("mara");
    let mut phone = HOUSE.enroll(&person);
    let name = format!("{}-{}", person.sam, phone.code());
    let admitted = try_at(&HOUSE, "named", &name, &person.password);
    assert!(is_admitted(&admitted), "{}", both(&admitted));
    assert_eq!(report(&admitted)["rounds"][0]["server-knows-password"], true);
    assert!(!is_admitted(&try_at(&HOUSE, "named", &name, &person.password)), "the code is spent");
    let with_domain = format!("EXAMPLE\\{}-{}", person.sam, phone.code());
    let refused = try_at(&HOUSE, "named", &with_domain, &person.password);
    assert!(!is_admitted(&refused), "a code stands in bare names alone: {}", both(&refused));
}

#[test]
fn the_code_that_is_asked_for_and_the_response_of_the_password_admit() {
    let person = newcomer("mira");
    let mut phone = HOUSE.enroll(&person);
    let admitted = try_at(&HOUSE, "asks", &person.upn, &format!("{}\n{}", person.password, phone.code()));
    assert!(is_admitted(&admitted), "{}", both(&admitted));
    assert_eq!(report(&admitted)["rounds"][0]["code"], "Access-Challenge");
    let by_domain =
        try_at(&HOUSE, "asks", &format!("EXAMPLE\\{}", person.sam), &format!("{}\n{}", person.password, phone.code()));
    assert!(is_admitted(&by_domain), "the hash is over the name without its domain: {}", both(&by_domain));
}

#[test]
fn a_wrong_response_is_refused_and_leaves_the_code() {
    let person = newcomer("mona");
    let mut phone = HOUSE.enroll(&person);
    let name = format!("{}-{}", person.sam, phone.code());
    let refused = try_at(&HOUSE, "named", &name, "not-the-password");
    assert!(!is_admitted(&refused));
    assert_eq!(DC.wrong_passwords(&person), 1, "the controller was asked once");
    assert!(is_admitted(&try_at(&HOUSE, "named", &name, &person.password)), "the code was not spent");
}

#[test]
fn a_wrong_code_asks_the_domain_nothing() {
    let person = newcomer("mila");
    let phone = HOUSE.enroll(&person);
    let name = format!("{}-{}", person.sam, phone.wrong_code());
    assert!(!is_admitted(&try_at(&HOUSE, "named", &name, "not-the-password")));
    assert_eq!(DC.wrong_passwords(&person), 0);
}

#[test]
fn the_state_of_an_account_refuses_and_is_told_with_both_factors() {
    for (attribute, value) in
        [("userAccountControl", "514"), ("pwdLastSet", "0"), ("accountExpires", "130000000000000000")]
    {
        let person = newcomer("mina");
        let mut phone = HOUSE.enroll(&person);
        DC.set(&person.dn, attribute, value);
        let name = format!("{}-{}", person.sam, phone.code());
        let refused = try_at(&HOUSE, "named", &name, &person.password);
        assert!(!is_admitted(&refused), "{attribute}");
        assert!(both(&refused).contains("E=64"), "{attribute}: {}", both(&refused));
        assert!(!is_admitted(&try_at(&HOUSE, "named", &name, &person.password)), "{attribute}: the code is spent");
    }
}

#[test]
fn without_a_place_for_a_code_only_the_exempt_come_in_and_only_where_declared() {
    let (person, exempt) = (newcomer("marc"), newcomer("max"));
    let _phone = HOUSE.enroll(&person);
    DC.join(&exempt.dn, &crate::support::people::group_dn(EXEMPT));
    for name in [&person.sam, &exempt.sam] {
        assert!(!is_admitted(&try_at(&HOUSE, "rigid", name, &person.password)), "{name}");
    }
    assert!(!is_admitted(&try_at(&HOUSE, "declared", &person.sam, &person.password)));
    let admitted = try_at(&HOUSE, "declared", &exempt.sam, &exempt.password);
    assert!(is_admitted(&admitted), "{}", both(&admitted));
}

#[test]
fn without_winbind_there_is_silence_until_it_is_back() {
    let mut member = Member::of(&DC);
    let house = house(&member);
    let person = newcomer("moss");
    let mut phone = house.enroll(&person);
    member.kill_winbind();
    let silent = try_at(&house, "named", &format!("{}-{}", person.sam, phone.wrong_code()), "not-the-password");
    assert!(!is_admitted(&silent));
    let silent = try_at(&house, "named", &format!("{}-{}", person.sam, phone.code()), &person.password);
    assert!(!is_admitted(&silent));
    assert!(both(&silent).contains("no answer came"), "an outage is no refusal: {}", both(&silent));
    member.start_winbind();
    wait_until("winbind to be asked again", || {
        let name = format!("{}-{}", person.sam, phone.code());
        is_admitted(&try_at(&house, "named", &name, &person.password)).then_some(())
    });
}
