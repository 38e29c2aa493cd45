//! What a client sees after the bind is byte for byte what the directory says: each request is sent straight to
//! the controller and through the door, and the answers are held against each other as they came.

use crate::pair::{Pair, assert_same, control_value};
use crate::steps::{code, typed};
use crate::support::ber::{Reader, boolean, enumerated, integer, octets, sequence, tlv};
use crate::support::dc::{BASE, Dc};
use crate::support::house::House;
use crate::support::ldap::{Connection, Message, control, equal, extended_request, present, search_request, tag};
use crate::support::people::{ADD, DELETE, Person, REPLACE, add_request, group_dn, modify_request};
use crate::support::plan::Plan;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

const PASS: &str = "pass";
const DROP: &str = "drop";
const CROWD: usize = 2000;
const PAGED: &str = "1.2.840.113556.1.4.319";
const SORT: &str = "1.2.840.113556.1.4.473";
const SUBTREE: u32 = 2;
const BASE_OBJECT: u32 = 0;

/// A controller that nobody else changes while it is asked twice, with two thousand entries in one unit and all of
/// them in one group.
static DC: LazyLock<Dc> = LazyLock::new(|| {
    let dc = Dc::start();
    let mut connection = dc.as_administrator();
    let mut add = |dn: &str, attributes: &[(&str, &[u8])]| {
        let id = connection.send(&add_request(dn, attributes));
        assert_eq!(connection.answer_to(id).code, code::SUCCESS, "{dn} can be added");
    };
    add(&crowd_dn(), &[("objectClass", b"organizationalUnit")]);
    for number in 0..CROWD {
        let photo: Vec<u8> = (0..=255).cycle().skip(number).take(64).collect();
        let title = format!("Straße {}", (number * 7919) % CROWD);
        add(
            &contact_dn(number),
            &[("objectClass", b"contact"), ("title", title.as_bytes()), ("thumbnailPhoto", &photo)],
        );
    }
    let group = dc.group_named("Crowd");
    let members: Vec<String> = (0..CROWD).map(contact_dn).collect();
    let members: Vec<&[u8]> = members.iter().map(String::as_bytes).collect();
    let id = connection.send(&modify_request(&group.dn, &[(ADD, "member", &members)]));
    assert_eq!(connection.answer_to(id).code, code::SUCCESS, "all of them can be members");
    dc
});

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let with = |referrals: &str| format!("code = \"append\"\nreferrals = \"{referrals}\"");
    Plan::behind(&DC).listener(PASS, &with("pass")).listener(DROP, &with("drop")).open()
});

/// One case at a time: a directory that changes between the two askings answers differently with good reason.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn crowd_dn() -> String {
    format!("OU=Crowd,{BASE}")
}

fn contact_dn(number: usize) -> String {
    format!("CN=contact {number:04},{}", crowd_dn())
}

/// Somebody who may do anything, bound straight and through a listener.
fn administrator(listener: &str) -> Pair {
    pair(listener, |person| DC.join(&person.dn, &format!("CN=Domain Admins,CN=Users,{BASE}")))
}

/// Somebody new, bound straight and through a listener.
fn pair(listener: &str, prepare: impl FnOnce(&Person)) -> Pair {
    let person = DC.person("cora");
    prepare(&person);
    let mut phone = HOUSE.enroll(&person);
    let mut direct = DC.connect().expect("the controller takes connections");
    assert_eq!(direct.bind(&person.upn, &person.password).code, code::SUCCESS);
    let mut door = HOUSE.connect_to(listener);
    assert_eq!(door.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    Pair { direct, door }
}

fn code_of(messages: &[Message]) -> u32 {
    messages.last().expect("a result").answer().code
}

#[test]
fn two_thousand_entries_come_through_as_they_are() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    for wanted in [&["cn"][..], &["*"], &["*", "+"], &["thumbnailPhoto", "objectGUID", "title"], &["1.1"]] {
        let search = search_request(&crowd_dn(), SUBTREE, &present("objectClass"), wanted);
        let messages = pair.same(&format!("{wanted:?}"), &search, &[]);
        assert_eq!(messages.len(), CROWD + 2, "the contacts, their unit and the result");
    }
}

#[test]
fn pages_come_through_as_they_are() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let search = search_request(&crowd_dn(), SUBTREE, &present("title"), &["title"]);
    let (mut cookie, mut entries) = (Vec::new(), 0);
    loop {
        let page = sequence(0x30, &[integer(300), octets(&cookie)]);
        let messages = pair.same("a page", &search, &[control(PAGED, true, Some(&page))]);
        entries += messages.len() - 1;
        let value = control_value(messages.last().expect("a result"), PAGED).expect("the control of a page");
        let mut value = Reader(Reader(&value).value());
        let _estimate = value.number();
        cookie = value.value().to_vec();
        if cookie.is_empty() {
            break;
        }
    }
    assert_eq!(entries, CROWD);
}

#[test]
fn ranges_of_members_come_through_as_they_are() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    for range in ["member;range=0-499", "member;range=500-*", "member;range=5000-*", "member"] {
        let search = search_request(&group_dn("Crowd"), BASE_OBJECT, &present("objectClass"), &[range]);
        pair.same(range, &search, &[]);
    }
    let search = search_request(&group_dn("Crowd"), BASE_OBJECT, &present("objectClass"), &["member;range=0-499"]);
    let entry = pair.same("a range", &search, &[])[0].entry();
    assert_eq!(entry.values("member;range=0-499").len(), 500, "the directory serves ranges");
}

#[test]
fn binary_values_come_through_as_they_are() {
    let _alone = alone();
    let person = DC.person("bess");
    let mut pair = pair(PASS, |_| ());
    let wanted = ["objectSid", "objectGUID", "tokenGroups", "nTSecurityDescriptor", "*"];
    let search = search_request(&person.dn, BASE_OBJECT, &present("objectClass"), &wanted);
    let entry = pair.same("a person", &search, &[])[0].entry();
    assert!(!entry.values("tokenGroups").is_empty());
    let by_sid = search_request(&format!("<SID={}>", person.sid), BASE_OBJECT, &present("objectClass"), &["cn"]);
    assert_eq!(pair.same("a base by SID", &by_sid, &[]).len(), 2);
}

#[test]
fn references_come_through_where_they_are_asked_for() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let search = search_request(BASE, SUBTREE, &present("sAMAccountName"), &["sAMAccountName", "objectSid"]);
    let messages = pair.same("the whole domain", &search, &[]);
    assert!(messages.iter().any(|message| message.tag == tag::REFERENCE), "the directory sends references");
}

#[test]
fn references_alone_are_missing_where_they_are_dropped() {
    let _alone = alone();
    let mut pair = pair(DROP, |_| ());
    let search = search_request(BASE, SUBTREE, &present("sAMAccountName"), &["sAMAccountName", "objectSid"]);
    let (mut direct, door) = pair.ask(&search, &[]);
    let before = direct.len();
    direct.retain(|message| message.tag != tag::REFERENCE);
    assert!(direct.len() < before, "the directory sends references");
    assert_same("the whole domain without references", &direct, &door);
    let search = search_request(&crowd_dn(), SUBTREE, &present("title"), &["*"]);
    pair.same("a search without references", &search, &[]);
}

#[test]
fn sorted_answers_and_lists_of_them_come_through_as_they_are() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let search = search_request(&crowd_dn(), SUBTREE, &present("title"), &["title"]);
    let keys = sequence(0x30, &[sequence(0x30, &[octets("title")])]);
    let sort = control(SORT, true, Some(&keys));
    assert_eq!(pair.same("sorted", &search, std::slice::from_ref(&sort)).len(), CROWD + 1);
    let backwards = sequence(0x30, &[sequence(0x30, &[octets("cn"), tlv(0x81, &[0xff])])]);
    pair.same("sorted backwards", &search, &[control(SORT, true, Some(&backwards))]);
    let at = sequence(0xa0, &[integer(700), integer(0)]);
    let view = sequence(0x30, &[integer(3), integer(4), at]);
    let window = pair.same("a virtual list", &search, &[sort, control("2.16.840.1.113730.3.4.9", true, Some(&view))]);
    assert_eq!(window.len(), 3 + 1 + 4 + 1, "the entries around the seven hundredth, and the result");
}

#[test]
fn directory_synchronization_comes_through_as_it_is() {
    let _alone = alone();
    let mut pair = administrator(PASS);
    let first = sequence(0x30, &[integer(0), integer(100_000), octets("")]);
    let search = search_request(BASE, SUBTREE, &present("objectClass"), &["cn", "title"]);
    let controls = [control("1.2.840.113556.1.4.841", true, Some(&first))];
    // The cookie of the last message holds the second it was made in: two that fall into one are compared.
    let (direct, door) = (0..10)
        .map(|_| pair.ask(&search, &controls))
        .find(|(direct, door)| direct.last().map(Message::bytes) == door.last().map(Message::bytes))
        .expect("one of ten pairs falls into one second");
    assert_same("DirSync", &direct, &door);
    assert_eq!(code_of(&direct), code::SUCCESS);
    assert!(direct.len() > 100);
}

#[test]
fn deleted_objects_and_other_controls_come_through_as_they_are() {
    let _alone = alone();
    let gone = DC.person("dido");
    DC.delete(&gone.dn);
    let mut pair = administrator(PASS);
    let deleted = control("1.2.840.113556.1.4.417", true, None);
    let search = search_request(BASE, SUBTREE, &equal("objectSid", &gone.sid), &["*"]);
    assert_eq!(pair.same("deleted objects", &search, &[deleted]).len(), 2 + references(&mut pair));
    let owner = sequence(0x30, &[integer(1)]);
    let flags = control("1.2.840.113556.1.4.801", true, Some(&owner));
    let search = search_request(&crowd_dn(), BASE_OBJECT, &present("objectClass"), &["nTSecurityDescriptor", "cn"]);
    pair.same("owners alone", &search, &[flags]);
    let extended = control("1.2.840.113556.1.4.529", true, Some(&sequence(0x30, &[integer(1)])));
    let search = search_request(&group_dn("Kiosk"), BASE_OBJECT, &present("objectClass"), &["member"]);
    pair.same("extended names", &search, &[extended]);
    let domain_scope = control("1.2.840.113556.1.4.1339", true, None);
    let search = search_request(BASE, SUBTREE, &present("sAMAccountName"), &["cn"]);
    pair.same("domain scope", &search, &[domain_scope]);
}

/// How many references the directory adds to each search of the whole domain.
fn references(pair: &mut Pair) -> usize {
    let search = search_request(BASE, SUBTREE, &equal("cn", "nobody at all"), &["cn"]);
    let messages = pair.same("nobody", &search, &[]);
    messages.iter().filter(|message| message.tag == tag::REFERENCE).count()
}

#[test]
fn answers_to_impossible_requests_come_through_as_they_are() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let nowhere = format!("OU=Nowhere,{BASE}");
    let bases = [nowhere.as_str(), "DC=elsewhere,DC=test", "not a name", "CN=\\zz", "<GUID=nonsense>"];
    for base in bases {
        let search = search_request(base, SUBTREE, &present("objectClass"), &["cn"]);
        assert_ne!(code_of(&pair.same(base, &search, &[])), code::SUCCESS, "{base}");
    }
    let one_entry = sequence(
        tag::SEARCH,
        &[
            octets(crowd_dn()),
            enumerated(SUBTREE),
            enumerated(0),
            integer(1),
            integer(0),
            boolean(true),
            present("cn"),
            sequence(0x30, &[]),
        ],
    );
    pair.same("more than the limit, and names alone", &one_entry, &[]);
    let unreadable = search_request(&crowd_dn(), BASE_OBJECT, &present("no-such-attribute"), &["neither-this"]);
    pair.same("unknown attributes", &unreadable, &[]);
}

/// The same list of changes twice, each time from the same beginning to the same end.
#[test]
fn answers_to_changes_come_through_as_they_are() {
    let _alone = alone();
    let Pair { mut direct, mut door } = administrator(PASS);
    let changes = changes();
    let run = |connection: &mut Connection| -> Vec<Message> {
        changes.iter().flat_map(|operation| crate::pair::ask(connection, operation, &[])).collect()
    };
    let (direct, door) = (run(&mut direct), run(&mut door));
    let codes: Vec<u32> = direct.iter().map(|message| message.answer().code).collect();
    assert_eq!(codes, [0, 68, 6, 5, 32, 0, 16, 16, 0, 32, 0, 0, 32], "{direct:?}");
    assert_same("changes", &direct, &door);
}

fn changes() -> Vec<Vec<u8>> {
    let (entry, renamed) = (format!("CN=passing guest,{BASE}"), format!("CN=guest who stayed,{BASE}"));
    let add = add_request(&entry, &[("objectClass", b"contact"), ("title", b"guest")]);
    let compare = |dn: &str, attribute: &str, value: &str| {
        sequence(tag::COMPARE, &[octets(dn), sequence(0x30, &[octets(attribute), octets(value)])])
    };
    let rename = |dn: &str, to: &str| {
        sequence(tag::RENAME, &[octets(dn), octets(to), boolean(true), tlv(0x80, BASE.as_bytes())])
    };
    vec![
        add.clone(),
        add,
        compare(&entry, "title", "guest"),
        compare(&entry, "title", "host"),
        compare(&renamed, "title", "guest"),
        modify_request(&entry, &[(REPLACE, "title", &[b"friend"]), (ADD, "description", &[b"x"])]),
        modify_request(&entry, &[(DELETE, "description", &[b"not there"])]),
        modify_request(&entry, &[(ADD, "no-such-attribute", &[b"x"])]),
        rename(&entry, "CN=guest who stayed"),
        rename(&entry, "CN=guest who stayed"),
        modify_request(&renamed, &[(REPLACE, "title", &[])]),
        tlv(tag::DELETE, renamed.as_bytes()),
        tlv(tag::DELETE, renamed.as_bytes()),
    ]
}

/// An operation on the list goes on, and the directory's own refusal comes back; one off the list is refused by the
/// door with the code the directory would give.
#[test]
fn extended_operations_are_refused_alike() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let who_am_i = extended_request("1.3.6.1.4.1.4203.1.11.3", None);
    let messages = pair.same("Who am I?", &who_am_i, &[]);
    assert_eq!(code_of(&messages), code::PROTOCOL_ERROR, "this directory has no such operation");
    let unknown = extended_request("1.3.6.1.4.1.55555.2", None);
    let (direct, door) = pair.ask(&unknown, &[]);
    assert_eq!((direct[0].tag, code_of(&direct)), (door[0].tag, code_of(&door)));
}

/// The one answer that is rewritten: it must not promise what the door refuses.
#[test]
fn root_lacks_the_mechanisms_of_sasl_and_nothing_else() {
    let _alone = alone();
    let mut pair = pair(PASS, |_| ());
    let search = search_request("", BASE_OBJECT, &present("objectClass"), &["*", "+"]);
    let (direct, door) = pair.ask(&search, &[]);
    let changing = ["currenttime", "highestcommittedusn"];
    let named = |messages: &[Message]| -> BTreeMap<String, Vec<Vec<u8>>> {
        let attributes = messages[0].entry().into_attributes();
        attributes.into_iter().filter(|(name, _)| !changing.contains(&name.as_str())).collect()
    };
    let mut expected = named(&direct);
    assert!(expected.remove("supportedsaslmechanisms").is_some(), "the directory offers some");
    assert_eq!(named(&door), expected);
    assert_same("the root's result", &direct[1..], &door[1..]);
}
