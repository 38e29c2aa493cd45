//! The same machines at FreeRADIUS and at Vestibule: both let them in or refuse them in the same way, or the difference
//! and its reason are on the page. FreeRADIUS has people's passwords; behind Vestibule, the domain proves responses.

use crate::freeradius::FreeRadius;
use crate::original::{Outcomes, PAGE, Part, differences, said_on};
use crate::original_eap_cases::{Case, Given, cases};
use crate::support::certificates::Authority;
use crate::support::dc::Dc;
use crate::support::eapol::{Machine, Session};
use crate::support::house::House;
use crate::support::member::Member;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::{Plan, RADIUS_SECRET};
use crate::support::scratch;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

/// Access points where people type the code behind the password, behind the name, and the same where they may come back.
const APPEND: &str = "127.0.12.1";
const NAMED: &str = "127.0.12.2";
const APPEND_AGAIN: &str = "127.0.12.3";
const NAMED_AGAIN: &str = "127.0.12.4";
const EAP: &str = "eap = { certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\" }";
/// At once; a conversation waits for the other program most of the time.
const AT_ONCE: usize = 3;

#[test]
fn machines_fare_as_at_freeradius_or_the_page_says_why_not() {
    let both = Both::open();
    let cases = cases();
    let (left, seen) = (Mutex::new(cases.iter()), Mutex::new(Outcomes::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(case) = left.lock().expect("nobody panics with it").next() else { return };
                    let outcome = both.outcome(case);
                    seen.lock().expect("nobody panics with it").insert(case.name.clone(), outcome);
                }
            });
        }
    });
    let seen = seen.into_inner().expect("nobody panics with it");
    assert_eq!(seen.len(), cases.len(), "each case has a name of its own");
    assert_eq!(differences(&said_on(Part::Eap), &seen), Vec::<String>::new(), "{PAGE}");
}

/// Both servers, and people whom both know.
struct Both {
    house: House,
    original: FreeRadius,
    original_authority: PathBuf,
    stranger: PathBuf,
    people: Mutex<Vec<(Person, Phone)>>,
    _folder: tempfile::TempDir,
    _member: Member,
    _dc: Dc,
}

impl Both {
    fn open() -> Self {
        let dc = Dc::start_for_members();
        let member = Member::of(&dc);
        let named = "code = \"username\"";
        let plan = Plan::behind(&dc).section(&member.section()).radius(EAP);
        let plan = plan
            .radius_client("append", APPEND, "")
            .radius_client("named", NAMED, named)
            .radius_client("append-again", APPEND_AGAIN, "fast-reconnect = \"1h\"")
            .radius_client("named-again", NAMED_AGAIN, &format!("{named}\nfast-reconnect = \"1h\""));
        let house = plan.open();
        let people: Vec<Person> = cases().iter().map(|_| dc.person("clara")).collect();
        let (authority, folder) = (Authority::new("Original authority"), scratch::folder("authorities"));
        let [original_authority, stranger] = ["original.pem", "stranger.pem"].map(|file| folder.path().join(file));
        authority.write_to(&original_authority);
        Authority::new("Somebody else").write_to(&stranger);
        let original = FreeRadius::start_with_eap(&people, RADIUS_SECRET, &authority);
        let people = people.into_iter().map(|person| {
            let phone = house.enroll(&person);
            (person, phone)
        });
        let people = Mutex::new(people.collect());
        Self { house, original, original_authority, stranger, people, _folder: folder, _member: member, _dc: dc }
    }

    /// How a new person fares in this case at FreeRADIUS and at Vestibule.
    fn outcome(&self, case: &Case) -> (String, String) {
        let (person, mut phone) = self.people.lock().expect("nobody panics with it").pop().expect("one for each case");
        let given = |name: String, password: String| Given {
            person: person.clone(),
            name,
            password,
            stranger: self.stranger.clone(),
        };
        let theirs = given(person.sam.clone(), person.password.clone());
        let ours = match case.method.tells_the_password() {
            true => given(person.sam.clone(), format!("{}{}", person.password, phone.code())),
            false => given(format!("{}-{}", person.sam, phone.code()), person.password.clone()),
        };
        let from = match (case.method.tells_the_password(), case.comes_back) {
            (true, false) => APPEND,
            (false, false) => NAMED,
            (true, true) => APPEND_AGAIN,
            (false, true) => NAMED_AGAIN,
        };
        let original = Machine::new(from, self.original.authentication(), &self.original_authority, case.method);
        let here = Machine::new(from, self.house.address("radius/auth"), &self.house.authority_file(), case.method);
        let theirs = join(case, original, &theirs);
        let ours = join(case, here, &ours);
        let signed = ours.conversations.iter().all(|conversation| conversation.is_signed(RADIUS_SECRET));
        assert!(signed, "{}: every reply is signed before all else", case.name);
        (theirs.in_words(), ours.in_words())
    }
}

fn join(case: &Case, machine: Machine<'_>, given: &Given) -> Session {
    let (name, password) = (case.login)(given);
    (case.machine)(machine.logs_in(&name, &password), given).joins()
}
