//! Behind a balancer: whose address counts, and whose word about it.

use crate::balancer::{BALANCERS, Balancer, HAND, connect_after, header, own_header};
use crate::steps::{answered, code, refused, typed};
use crate::support::house::House;
use crate::support::ldap::{Connection, message, present, search_request, tag};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::{Plan, WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::shared::dc;
use std::sync::LazyLock;
use std::thread;

const BALANCED: &str = "balanced";
const CLEAR: &str = "clear";
const HOME: [u8; 4] = [127, 0, 0, 40];
const SERVICE: [u8; 4] = [127, 0, 0, 33];

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let balanced = format!("code = \"append\"\nproxy-protocol-from = [\"{BALANCERS}\"]");
    let service = format!("service-accounts = [\"{WEBMAIL_SERVICE}\"]\nservice-sources = [\"127.0.0.33/32\"]");
    Plan::behind(dc())
        .listener(BALANCED, &format!("{balanced}\n{service}"))
        .listener(CLEAR, &format!("{balanced}\nstarttls = true"))
        .open()
});

static BALANCER: LazyLock<Balancer> = LazyLock::new(|| Balancer::in_front_of(&HOUSE, BALANCED));

fn bind_from(from: [u8; 4], name: &str, password: &str) -> crate::support::ldap::Answer {
    answered(|| BALANCER.connect_from(&HOUSE, from).bind(name, password))
}

fn enrolled() -> (Person, Phone) {
    let person = dc().person("pola");
    let phone = HOUSE.enroll(&person);
    (person, phone)
}

#[test]
fn audit_names_the_end_users_address() {
    let (person, mut phone) = enrolled();
    assert_eq!(bind_from(HOME, &person.upn, &person.password), refused());
    assert_eq!(bind_from(HOME, &person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let logins = HOUSE.logins_of(&person);
    let sources: Vec<&str> = logins.iter().map(|login| login.text("source")).collect();
    assert_eq!(sources, ["127.0.0.40", "127.0.0.40"]);
}

#[test]
fn wrong_codes_from_one_address_do_not_count_at_another() {
    let (person, mut phone) = enrolled();
    for guess in 0..5 {
        let wrong = typed(&person, &format!("-{guess}{}", phone.wrong_code()));
        assert_eq!(bind_from([127, 0, 0, 41], &person.upn, &wrong), refused());
    }
    let both = typed(&person, &phone.code());
    assert_eq!(bind_from([127, 0, 0, 41], &person.upn, &both), refused(), "that address has had its guesses");
    assert_eq!(bind_from(HOME, &person.upn, &both).code, code::SUCCESS);
}

/// Fifty guesses from ten addresses shut out whoever is unknown, and not the person where they work.
#[test]
fn strangers_run_out_of_guesses_and_the_person_does_not() {
    let (person, mut phone) = enrolled();
    assert_eq!(bind_from(HOME, &person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    thread::scope(|scope| {
        for stranger in 0..10 {
            let (person, wrong) = (&person, phone.wrong_code());
            scope.spawn(move || {
                for guess in 0..5 {
                    let wrong = typed(person, &format!("-{stranger}-{guess}-{wrong}"));
                    assert_eq!(bind_from([127, 0, 0, 100 + stranger], &person.upn, &wrong), refused());
                }
            });
        }
    });
    let both = typed(&person, &phone.code());
    assert_eq!(bind_from([127, 0, 0, 120], &person.upn, &both), refused(), "a stranger with a right code");
    assert_eq!(bind_from(HOME, &person.upn, &both).code, code::SUCCESS);
}

/// A hundred refusals over all persons; the one who then comes from there is refused like everybody.
#[test]
fn address_that_is_refused_a_hundred_times_is_refused_outright() {
    let (from, (person, mut phone)) = ([127, 0, 0, 60], enrolled());
    let guess = |number: usize| bind_from(from, &format!("nobody-{number}@ad.example.test"), "a guess");
    thread::scope(|scope| {
        for guesser in 0..9 {
            scope.spawn(move || (0..11).for_each(|number| assert_eq!(guess(guesser * 11 + number), refused())));
        }
    });
    assert_eq!(bind_from(from, &person.upn, &typed(&person, &phone.code())).code, code::SUCCESS, "after 99");
    assert_eq!(guess(99), refused());
    let both = typed(&person, &phone.code());
    assert_eq!(bind_from(from, &person.upn, &both), refused(), "after 100");
    assert_eq!(bind_from([127, 0, 0, 61], &person.upn, &both).code, code::SUCCESS, "and the code was not looked at");
}

#[test]
fn service_account_is_known_by_where_it_is_and_not_by_its_balancer() {
    assert_eq!(bind_from(SERVICE, WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD).code, code::SUCCESS);
    assert_eq!(bind_from([127, 0, 0, 34], WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD), refused());
    let mut unbalanced = HOUSE.connect_from(SERVICE, BALANCED);
    let answer = unbalanced.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD);
    assert_eq!(answer.code, code::SUCCESS, "whoever is no balancer speaks for itself: {answer:?}");
}

#[test]
fn named_balancer_that_says_nothing_is_closed() {
    assert!(connect_after(b"", &HOUSE, BALANCED, HAND).is_err());
    let text = b"PROXY TCP4 127.0.0.33 127.0.0.1 40000 636\r\n";
    assert!(connect_after(text, &HOUSE, BALANCED, HAND).is_err(), "version 1 is not read");
    let mut long = header(HOME);
    long[14] = 0xff;
    assert!(connect_after(&long, &HOUSE, BALANCED, HAND).is_err(), "a header longer than any");
}

#[test]
fn balancers_own_check_is_served_and_speaks_for_nobody() {
    let (person, mut phone) = enrolled();
    let mut session = connect_after(&own_header(), &HOUSE, BALANCED, HAND).expect("a named balancer");
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_eq!(HOUSE.logins_of(&person)[0].text("source"), "127.0.2.200");
    let answer = session.bind(WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD);
    assert_eq!(answer, refused(), "its own address is none of the service account's");
}

#[test]
fn header_of_an_unnamed_peer_is_garbage() {
    assert!(connect_after(&header(SERVICE), &HOUSE, BALANCED, [127, 0, 0, 1]).is_err());
    let mut clear = Connection::clear(HOUSE.address(CLEAR)).expect("the clear port is open");
    let search = search_request("", 0, &present("objectClass"), &["defaultNamingContext"]);
    clear.send_bytes(&[header(SERVICE), message(1, &search, &[])].concat());
    while let Some(message) = clear.receive() {
        assert_ne!(message.tag, tag::ENTRY, "what comes behind it is not served");
    }
}
