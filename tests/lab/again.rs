//! Bound sessions that are looked at again each minute.

use crate::steps::{authenticator_of, code, enrolled, run, typed};
use crate::support::ldap::{Connection, tag};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::{dc, house};

#[test]
fn sessions_end_when_what_they_rest_on_is_gone() {
    let mut people: Vec<_> = (0..3).map(|_| enrolled("sina")).collect();
    let mut bound = |(person, phone): &mut (Person, Phone)| {
        let mut session = house().connect();
        assert_eq!(session.bind(&person.upn, &typed(person, &phone.code())).code, code::SUCCESS);
        session
    };
    let mut sessions: Vec<Connection> = people.iter_mut().map(&mut bound).collect();
    dc().set(&people[0].0.dn, "userAccountControl", "514");
    dc().set_password(&mut people[1].0, "Another-House-Guest-8");
    let id = authenticator_of(house(), &people[2].0);
    run(house(), &["authenticator", "remove", &people[2].0.dn, &id, "--yes"]);
    for session in &mut sessions {
        let notice = session.receive().expect("a notice of disconnection");
        assert_eq!((notice.id, notice.tag, notice.answer().code), (0, tag::EXTENDED_RESPONSE, code::UNAVAILABLE));
        assert!(session.receive().is_none(), "the connection is closed");
    }
}
