//! Reading the configuration again while people come and go.

use crate::steps::{answered, assert_bound_as, code, refused, typed};
use crate::support::certificates::Authority;
use crate::support::dc::Dc;
use crate::support::house::WEBMAIL;
use crate::support::ldap::Connection;
use crate::support::plan::Plan;
use crate::support::shared::dc;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

#[test]
fn added_exemption_is_in_force_and_a_removed_one_is_not() {
    let house = Plan::behind(dc()).open();
    let (person, group) = (dc().person("rhea"), dc().new_group("Night Shift"));
    dc().join(&person.dn, &group.dn);
    house.enroll(&person);
    assert_eq!(house.bind(&person.upn, &person.password), refused());
    house.rewrite(&Plan::behind(dc()).exempt(&group.dn));
    assert_eq!(house.bind(&person.upn, &person.password), refused(), "not before it is told to");
    house.reload();
    assert_eq!(house.bind(&person.upn, &person.password).code, code::SUCCESS);
    house.rewrite(&Plan::behind(dc()));
    house.reload();
    assert_eq!(house.bind(&person.upn, &person.password), refused());
}

#[test]
fn new_certificate_is_shown_to_newcomers_and_old_connections_stay() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rhea");
    let mut phone = house.enroll(&person);
    let mut before = house.connect();
    assert_eq!(before.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let fresh = Authority::new("Next year's authority");
    fresh.issue(house.folder(), "door", &["127.0.0.1"]);
    let by_fresh = || Connection::tls(house.address(WEBMAIL), fresh.certificate());
    assert!(by_fresh().is_err(), "not before it is told to");
    house.reload();
    let mut after = by_fresh().expect("the new certificate is shown");
    assert_eq!(after.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert!(
        Connection::tls(house.address(WEBMAIL), house.authority().certificate()).is_err(),
        "and the old one is not"
    );
    assert_bound_as(&mut before, &person);
    assert_eq!(
        before.bind(&person.upn, &typed(&person, &phone.code())).code,
        code::SUCCESS,
        "it can be used again too"
    );
}

#[test]
fn key_that_does_not_fit_leaves_the_old_certificate() {
    let house = Plan::behind(dc()).open();
    let person = dc().person("rhea");
    let mut phone = house.enroll(&person);
    let other = Authority::new("Somebody else");
    let folder = crate::support::scratch::folder("other");
    let issued = other.issue(folder.path(), "door", &["127.0.0.1"]);
    fs::copy(issued.certificate_file, house.folder().join("door.pem")).expect("the certificate can be exchanged");
    house.reload();
    assert_eq!(house.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn broken_configuration_leaves_the_old_one_and_says_where_it_is_broken() {
    let group = dc().new_group("Night Shift");
    let plan = Plan::behind(dc()).exempt(&group.dn);
    let house = plan.open();
    let person = dc().person("rhea");
    dc().join(&person.dn, &group.dn);
    let file = house.folder().join("vestibule.toml");
    let good = fs::read_to_string(&file).expect("the configuration is there");
    let breaks = [
        (good.replace("enforce = true", "enforce = true\nenforced = true"), "enforced"),
        (good.replace("enforce = true", "enforce = \"perhaps\""), "enforce"),
        (good.chars().take(good.len() / 2).collect(), "vestibule.toml"),
        (String::new(), "vestibule.toml"),
        (good.replace("door.pem", "no-such-door.pem"), "no-such-door.pem"),
    ];
    for (text, named) in breaks {
        let before = house.log().len();
        fs::write(&file, text).expect("the configuration can be written");
        house.reload();
        let said = house.log().split_off(before);
        assert!(said.contains("the old one stays in force") && said.contains(named), "{named}: {said}");
        assert_eq!(house.bind(&person.upn, &person.password).code, code::SUCCESS, "{named}");
        assert!(house.is_running());
    }
    fs::write(&file, good.replace(&group.dn, "CN=Kiosk,OU=Groups,DC=ad,DC=example,DC=test")).expect("it can be mended");
    house.reload();
    assert_eq!(house.bind(&person.upn, &person.password).code, code::INVALID_CREDENTIALS, "the mended one holds");
}

/// Fifty times, every other time with a changed policy, while people log in and search.
#[test]
fn nobody_is_refused_while_the_configuration_is_read_again_and_again() {
    // One that nobody else keeps busy: whoever is turned away is turned away by the house.
    let dc = Dc::start();
    let group = dc.new_group("Night Shift");
    let house = Plan::behind(&dc).exempt(&group.dn).open();
    let people: Vec<_> = (0..2).map(|_| dc.person("rhea")).collect();
    people.iter().for_each(|person| dc.join(&person.dn, &group.dn));
    let enrolled = dc.person("rhea");
    let mut phone = house.enroll(&enrolled);
    let mut session = house.connect();
    assert_eq!(session.bind(&enrolled.upn, &typed(&enrolled, &phone.code())).code, code::SUCCESS);
    let (over, logins) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        for person in &people {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let answer = house.bind(&person.upn, &person.password);
                    let slow = || house.log().contains("did not answer in time");
                    assert!(
                        answer.code == code::SUCCESS || answer.code == code::UNAVAILABLE && slow(),
                        "no answer but of a controller that has no time: {answer:?}"
                    );
                    logins.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                assert_bound_as(&mut session, &enrolled);
            }
        });
        let end = crate::crowd::End(&over);
        for turn in 0..50 {
            let more = if turn % 2 == 0 { Some("CN=Kiosk,OU=Groups,DC=ad,DC=example,DC=test") } else { None };
            house.rewrite(&more.into_iter().fold(Plan::behind(&dc).exempt(&group.dn), Plan::exempt));
            house.reload();
        }
        drop(end);
    });
    assert!(logins.into_inner() > 50, "people came in all the while");
    let answer = answered(|| house.bind(&enrolled.upn, &typed(&enrolled, &phone.code())));
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
}
