//! Makes the sample directory's entries from the cast.

use std::time::Duration;

use vestibule_gate::Timestamp;

use super::account::{Account, NEVER_EXPIRES, NORMAL, PASSWORD_AGE, THRESHOLD, WINDOW};
use super::tree::{Object, Tree, Values};
use super::value::{DOMAIN, filetime, generalized, in_domain, sid, span};
use crate::demo::cast::{Actor, BASE, CAST, GROUPS, Group, Part};

const FIRST_RID: u32 = 1101;
const DOMAIN_USERS: u32 = 513;
const DAY: u64 = 86_400;

/// The whole directory as it is at `now`.
pub(super) fn tree(now: Timestamp) -> Tree {
    let made = now.minus(Duration::from_secs(300 * DAY));
    let places = [
        ("OU=People", "organizationalUnit"),
        ("OU=Administrators", "organizationalUnit"),
        ("OU=Service Accounts", "organizationalUnit"),
        ("OU=Groups", "organizationalUnit"),
        ("CN=Users", "container"),
        ("CN=Builtin", "builtinDomain"),
    ];
    let mut objects = vec![domain(made)];
    objects.extend(places.map(|(place, class)| container(place, class, made)));
    objects.extend(GROUPS.iter().map(|group| of_group(group, made)));
    objects.extend(CAST.iter().zip(FIRST_RID..).map(|(actor, rid)| account(actor, rid, now)));
    let mut objects: Vec<Object> = objects.into_iter().flatten().collect();
    for (object, number) in objects.iter_mut().zip(1_u8..) {
        // A GUID need only be unlike all others here.
        let mut guid = *b"sample-directory";
        guid.iter_mut().take(1).for_each(|byte| *byte = number);
        object.attributes.push(("objectGUID", vec![guid.to_vec()]));
    }
    Tree::new(objects)
}

fn domain(made: Timestamp) -> Option<Object> {
    let mut attributes = common("domainDNS", "sample", made, &["top", "domain", "domainDNS"]);
    attributes.extend([
        ("dc", text("sample")),
        ("objectSid", vec![sid(&DOMAIN)]),
        ("lockoutThreshold", text(THRESHOLD)),
        ("lockOutObservationWindow", text(span(WINDOW))),
        ("lockoutDuration", text(span(WINDOW))),
        ("maxPwdAge", text(span(PASSWORD_AGE))),
        ("minPwdAge", text("0")),
        ("minPwdLength", text("12")),
        ("pwdHistoryLength", text("24")),
    ]);
    Object::new(BASE.to_owned(), attributes)
}

fn container(place: &str, class: &str, made: Timestamp) -> Option<Object> {
    let (kind, name) = place.split_once('=')?;
    let mut attributes = common(class, name, made, &["top", class]);
    attributes.push((if kind == "OU" { "ou" } else { "cn" }, text(name)));
    Object::new(format!("{place},{BASE}"), attributes)
}

fn of_group(group: &Group, made: Timestamp) -> Option<Object> {
    let sid = if group.builtin { sid(&[32, group.rid]) } else { in_domain(group.rid) };
    let dn_of = |member: &&str| {
        let actor = CAST.iter().find(|actor| actor.name == *member).map(Actor::dn);
        actor.or_else(|| GROUPS.iter().find(|group| group.name == *member).map(Group::dn))
    };
    let members: Values = group.members.iter().filter_map(dn_of).map(String::into_bytes).collect();
    let mut attributes = common("group", group.name, made, &["top", "group"]);
    attributes.extend([
        ("cn", text(group.name)),
        ("sAMAccountName", text(group.name)),
        ("groupType", text(if group.builtin { "-2147483643" } else { "-2147483646" })),
        ("objectSid", vec![sid]),
        ("member", members),
    ]);
    if matches!(group.rid, 512 | 544) {
        attributes.push(("adminCount", text("1")));
    }
    Object::new(group.dn(), attributes)
}

fn account(actor: &Actor, rid: u32, now: Timestamp) -> Option<Object> {
    let (given, surname) = actor.display.split_once(' ')?;
    let age = Duration::from_secs(if actor.expired { 100 * DAY } else { 10 * DAY });
    let set = now.minus(age);
    let control = if actor.part == Part::ServiceAccount { NORMAL | NEVER_EXPIRES } else { NORMAL };
    let made = now.minus(Duration::from_secs(200 * DAY));
    let mut attributes = common("person", actor.display, made, &["top", "person", "organizationalPerson", "user"]);
    attributes.extend([
        ("cn", text(actor.display)),
        ("givenName", text(given)),
        ("sn", text(surname)),
        ("displayName", text(actor.display)),
        ("sAMAccountName", text(actor.name)),
        ("sAMAccountType", text("805306368")),
        ("userPrincipalName", text(actor.upn())),
        ("mail", text(actor.upn())),
        ("objectSid", vec![in_domain(rid)]),
        ("primaryGroupID", text(DOMAIN_USERS)),
        ("userAccountControl", text(control)),
        ("pwdLastSet", text(filetime(set))),
        ("accountExpires", text(i64::MAX)),
    ]);
    if actor.part == Part::Administrator {
        attributes.push(("adminCount", text("1")));
    }
    let object = Object::new(actor.dn(), attributes)?;
    Some(Object { account: Some(Account::new(actor.password, control, set)), ..object })
}

fn common(category: &str, name: &str, made: Timestamp, classes: &[&str]) -> Vec<(&'static str, Values)> {
    let schema = match category {
        "domainDNS" => "Domain-DNS",
        "organizationalUnit" => "Organizational-Unit",
        "container" => "Container",
        "builtinDomain" => "Builtin-Domain",
        "group" => "Group",
        _ => "Person",
    };
    vec![
        ("objectClass", classes.iter().map(|class| class.as_bytes().to_vec()).collect()),
        ("objectCategory", text(format!("CN={schema},CN=Schema,CN=Configuration,{BASE}"))),
        ("name", text(name)),
        ("whenCreated", text(generalized(made))),
        ("whenChanged", text(generalized(made))),
        ("instanceType", text("4")),
    ]
}

fn text(value: impl ToString) -> Values {
    vec![value.to_string().into_bytes()]
}
