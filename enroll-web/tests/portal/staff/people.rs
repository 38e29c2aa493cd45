//! People on the pages: helped by whom the gate lets, with a fresh code, and never by themselves.

use vestibule_gate::{Outcome, Sid};

use crate::browser::Browser;
use crate::house::{House, admins, help_desk};

/// Somebody of this group who manages, and a person whom they look at.
fn desk<'a>(house: &'a House, name: &str, group: &Sid) -> (Browser<'a>, String) {
    let (ada, _) = house.enrolled("ada");
    let (browser, _) = house.signed_in(name);
    house.fakes.directory.join(name, group);
    (browser, format!("/admin/people/{}", ada.id))
}

#[test]
fn a_bypass_code_is_shown_to_who_made_it_until_it_is_handed_on() {
    let house = House::new();
    let (mut hugo, ada) = desk(&house, "hugo", &help_desk());
    hugo.get(&ada).shown().says(&format!("{ada}/bypass")).says_nothing_of(&format!("{ada}/recovery-codes"));
    hugo.get(&format!("{ada}/bypass")).shown();
    hugo.post(&format!("{ada}/bypass"), &[("for", "60"), ("reason", " ")]).is(422).says("1 to 200 characters");
    hugo.post(&format!("{ada}/bypass"), &[("for", "61"), ("reason", "lost")]).is(422).says("one of the spans");
    hugo.post(&format!("{ada}/bypass"), &[("for", "60"), ("reason", "lost the phone")]).sent_to("/admin/handed");
    let codes = hugo.get("/admin/handed").shown().says("For ada").codes();
    assert!(matches!(&*codes, [code] if code.len() == 10), "{codes:?}");
    assert_eq!(hugo.get("/admin/handed").shown().codes(), codes, "a page that is asked for again");
    let (mut helga, _) = house.signed_in("helga");
    house.fakes.directory.join("helga", &help_desk());
    helga.get("/admin/handed").sent_to("/admin/people");
    helga.get("/admin/bypass").shown().says("lost the phone").says("hugo").says_nothing_of(&codes[0]);
    hugo.post("/admin/handed", &[]).sent_to(&ada);
    hugo.get("/admin/handed").sent_to("/admin/people");
    let event = house.fakes.store.events().into_iter().find(|event| event.event == "bypass-granted").unwrap();
    assert_eq!((event.operator.as_deref(), event.note.as_deref()), (Some("hugo"), Some("lost the phone")));
    assert!(!format!("{event:?}").contains(&codes[0]));
}

#[test]
fn a_code_that_nobody_handed_on_is_gone_after_ten_minutes() {
    let house = House::new();
    let (mut hugo, ada) = desk(&house, "hugo", &help_desk());
    hugo.get(&format!("{ada}/bypass")).shown();
    hugo.post(&format!("{ada}/bypass"), &[("for", "60"), ("reason", "lost")]).sent_to("/admin/handed");
    house.advance(599);
    hugo.get("/admin/handed").shown();
    house.advance(1);
    hugo.get("/admin/handed").sent_to("/admin/people");
}

#[test]
fn a_code_older_than_a_quarter_of_an_hour_is_asked_for_again_and_leads_back() {
    let house = House::new();
    let (ada, phone) = house.enrolled("ada");
    let (mut alma, own) = house.signed_in("alma");
    house.fakes.directory.join("alma", &admins());
    for _ in 0..2 {
        house.advance(450);
        alma.get("/admin").shown();
    }
    let remove = format!("/admin/people/{}/authenticators/{}/remove", ada.id, phone.id);
    alma.get(&remove).sent_to("/account/code");
    alma.get("/account/code").shown();
    // What was sent in vain changed nothing either.
    alma.post(&remove, &[]).sent_to("/account/code");
    alma.get("/account/code").shown();
    alma.post("/account/code", &[("code", &house.fakes.code(&own, 0))]).sent_to(&remove);
    alma.get(&remove).shown().says("the last one");
    alma.post(&remove, &[]).sent_to(&format!("/admin/people/{}", ada.id));
    alma.get(&format!("/admin/people/{}", ada.id)).shown().says("was removed").says("There is no authenticator");
}

#[test]
fn whoever_manages_signs_in_anew_after_an_hour_and_keeps_their_own_pages() {
    let house = House::new();
    let (mut alma, _) = house.signed_in("alma");
    house.fakes.directory.join("alma", &admins());
    for _ in 0..4 {
        alma.get("/admin").shown();
        house.advance(899);
    }
    alma.get("/admin").shown();
    house.advance(4);
    alma.get("/account").shown();
    alma.get("/admin").is(403).says("please sign in again");
    alma.get("/account").sent_to("/sign-in");
}

#[test]
fn nobody_helps_themselves_and_the_help_desk_helps_nobody_who_is_protected() {
    let house = House::new();
    let (mut hugo, _) = desk(&house, "hugo", &help_desk());
    let (alma, _) = house.enrolled("alma");
    house.fakes.directory.join("alma", &admins());
    let page = format!("/admin/people/{}", alma.id);
    hugo.get(&page).shown().says("protected");
    hugo.post(&format!("{page}/unlock"), &[]).is(403).says("only an administrator");
    hugo.post(&format!("{page}/bypass"), &[("for", "60"), ("reason", "lost")]).is(403);
    hugo.post(&format!("{page}/activation"), &[("for", "60")]).is(403);
    let (mut asta, _) = house.signed_in("asta");
    house.fakes.directory.join("asta", &admins());
    asta.get("/admin").shown();
    let own = house.fakes.store.events().into_iter().find(|event| event.person == "asta").unwrap().sid.unwrap();
    for (act, fields) in [("bypass", &[("for", "60"), ("reason", "x")][..]), ("recovery-codes", &[]), ("unlock", &[])] {
        asta.post(&format!("/admin/people/{own}/{act}"), fields).is(403).says("Nobody does this for themselves");
    }
    let made = ["bypass-granted", "activation-made", "recovery-codes-replaced", "person-unlocked"];
    let done = house.fakes.store.events();
    let done = done.iter().filter(|event| made.contains(&event.event) && event.outcome != Outcome::Refused);
    assert_eq!(done.count(), 0);
}
