//! A listener for the Global Catalog, where applications search the whole forest.

use crate::steps::{assert_bound_as, code, typed};
use crate::support::plan::Plan;
use crate::support::shared::dc;

const CATALOG: &str = "catalog";

#[test]
fn sessions_go_to_the_global_catalog_where_the_listener_says_so() {
    let house = Plan::behind(dc()).listener(CATALOG, "global-catalog = true").open();
    let person = dc().person("gwen");
    let mut phone = house.enroll(&person);
    let mut session = house.connect_to(CATALOG);
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &person);
    // Only the Global Catalog answers a search of the whole forest, whose base is empty.
    let (entries, answer) = session.find("", "sAMAccountName", &person.sam, &["objectSid"]);
    assert_eq!((entries.len(), answer.code), (1, code::SUCCESS), "{answer:?}");
    let mut other = house.connect();
    assert_eq!(other.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let (entries, answer) = other.find("", "sAMAccountName", &person.sam, &["objectSid"]);
    assert_eq!(entries.len(), 0, "{answer:?}");
}
