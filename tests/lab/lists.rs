//! Lists of people and groups as programs with a token get them, from a real Samba AD and a real slapd: searches,
//! members through nested and primary groups, and more of them than one answer holds.

use crate::slapd::{SUFFIX, Slapd};
use crate::support::dc::Dc;
use crate::support::house::House;
use crate::support::ldap::https;
use crate::support::people::{ADD, Group, add_request, modify_request};
use crate::support::plan::{PUBLIC_URL, Plan};
use crate::support::process::wait_until;
use crate::support::scratch::number;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// More than a page of a search has.
const CROWD: usize = 510;

static DC: LazyLock<Dc> = LazyLock::new(Dc::start);
static SLAPD: LazyLock<Slapd> = LazyLock::new(|| Slapd::start(0));
static BEHIND_AD: LazyLock<Api> = LazyLock::new(|| Api::of(Plan::behind(&DC)));
static BEHIND_OPENLDAP: LazyLock<Api> = LazyLock::new(|| Api::of(SLAPD.plan()));

/// A house with a portal, and a token that may look.
struct Api {
    house: House,
    token: String,
}

impl Api {
    fn of(plan: Plan) -> Self {
        let house = plan.portal().open();
        let scopes = ["people:read", "exemptions:read", "explain:read"].map(|scope| ["--scope", scope]).concat();
        let new = [["token", "new", "--json", "--label", "lab"].as_slice(), scopes.as_slice()].concat();
        let made: Value = serde_json::from_slice(&house.manage(&new).stdout).expect("the token is shown");
        Self { house, token: made["token"].as_str().expect("a token").to_owned() }
    }

    fn get(&self, path: &str) -> Value {
        let host = PUBLIC_URL.strip_prefix("https://").expect("an address");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
            self.token
        );
        let answer = https(self.house.address("web"), self.house.authority().certificate(), &request);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        assert!(head.starts_with("HTTP/1.1 200 "), "{path}: {answer}\n{}", self.house.log());
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"))
    }

    /// Everybody who would become exempt by a group, by short name, and what would become of them.
    fn members(&self, group: &str) -> (BTreeSet<(String, String)>, Value) {
        let (mut all, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let page = self.get(&format!("/api/v1/exemptions/preview?limit=100&group={}{cursor}", escaped(group)));
            for member in page["items"].as_array().expect("members") {
                let text = |key: &str| member[key].as_str().expect("text").to_owned();
                assert!(all.insert((text("name"), text("would-be"))), "nobody comes twice: {member}");
            }
            let Some(next) = page["next"].as_str() else { return (all, page) };
            cursor = format!("&cursor={next}");
        }
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|octet| format!("%{octet:02X}")).collect()
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

fn exempt(names: &[&str]) -> BTreeSet<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), "exempt".to_owned())).collect()
}

#[test]
fn ad_finds_people_and_groups_by_the_beginning_of_a_name() {
    let (ines, group) = (DC.person("ines"), DC.new_group("Printers"));
    DC.join(&ines.dn, &group.dn);
    let found = BEHIND_AD.get("/api/v1/people?search=ines-");
    assert!(names(&found).contains(&ines.sam), "{found}");
    assert!(names(&BEHIND_AD.get("/api/v1/people?search=%2A")).is_empty(), "a star is a star");
    let found = BEHIND_AD.get("/api/v1/groups?search=Printers-");
    let item = &found["items"][0];
    assert_eq!((&item["id"], &item["direct-members"]), (&Value::from(group.sid), &Value::from(1)), "{found}");
    assert_eq!(item["direct-members-exact"], Value::from(true), "{found}");
}

#[test]
fn ad_knows_members_through_nested_and_primary_groups() {
    let [outer, inner, primary] = ["Outer", "Inner", "Primary"].map(|name| DC.new_group(name));
    let [near, far, first] = ["nora", "fabian", "prim"].map(|name| DC.person(name));
    DC.join(&near.dn, &outer.dn);
    DC.join(&inner.dn, &outer.dn);
    DC.join(&primary.dn, &inner.dn);
    DC.join(&far.dn, &inner.dn);
    DC.join(&first.dn, &primary.dn);
    DC.set(&first.dn, "primaryGroupID", primary.sid.rsplit('-').next().expect("a RID"));
    // Samba leaves the link behind; Windows does not.
    DC.leave_if_there(&first.dn, &primary.dn);
    let (members, page) = BEHIND_AD.members(&outer.sid);
    assert_eq!(members, exempt(&[&near.sam, &far.sam, &first.sam]), "{page}");
    assert_eq!((&page["members"], &page["more"]), (&Value::from(3), &Value::from(false)));
}

#[test]
fn ad_tells_through_which_groups_somebody_is_exempt() {
    let (outer, inner) = (DC.new_group("Floor"), DC.new_group("Shift"));
    let person = DC.person("wanda");
    DC.join(&inner.dn, &outer.dn);
    DC.join(&person.dn, &inner.dn);
    let added = BEHIND_AD.house.manage(&["exempt", "add", "--group", &outer.sid, "--reason", "no phones"]);
    assert!(added.status.success(), "{added:?}");
    let said = BEHIND_AD.get(&format!("/api/v1/people/{}/explain?application=webmail", person.sid));
    let name = |group: &Group| group.dn.split([',', '=']).nth(1).expect("a name").to_owned();
    let through: Vec<_> =
        said["through"].as_array().expect("a way").iter().map(|group| group["name"].clone()).collect();
    assert_eq!(through, [Value::from(name(&inner)), Value::from(name(&outer))], "{said}");
}

#[test]
fn what_surrounds_the_portal_is_told_by_application() {
    let found = BEHIND_AD.get("/api/v1/applications");
    let webmail = &found["items"][0];
    assert_eq!((&webmail["name"], &webmail["kind"]), (&"webmail".into(), &"ldap".into()), "{found}");
    assert!(webmail["warnings"].to_string().contains("proxy-protocol-from"), "{found}");
    assert!(!found.to_string().contains("HERE") && webmail["settings"].to_string().contains("max-session"), "{found}");
    assert!(BEHIND_AD.get("/api/v1/alarms").to_string().contains("admin-groups"));
    let kept = wait_until("today's coverage", || {
        let found = BEHIND_AD.get("/api/v1/coverage");
        (found["items"] != Value::Array(Vec::new())).then_some(found)
    });
    let everybody = &kept["items"][0];
    assert!(everybody["group"].is_null() && everybody["samples"][0]["members"].as_u64() > Some(0), "{kept}");
}

#[test]
fn ad_gives_more_members_than_one_page_of_a_search() {
    let group = DC.new_group("Crowd");
    let run = number();
    let people: Vec<String> = (0..CROWD).map(|place| format!("crowd{run}x{place}")).collect();
    for sam in &people {
        DC.account_without_password(sam);
    }
    let dns: Vec<String> = people.iter().map(|sam| crate::support::people::person_dn(sam)).collect();
    let values: Vec<&[u8]> = dns.iter().map(|dn| dn.as_bytes()).collect();
    DC.change("join", &group.dn, &modify_request(&group.dn, &[(ADD, "member", &values)]));
    let page = BEHIND_AD.get(&format!("/api/v1/exemptions/preview?limit=5&group={}", group.sid));
    assert_eq!((&page["members"], &page["more"]), (&Value::from(CROWD), &Value::from(false)), "{page}");
    let found = BEHIND_AD.get("/api/v1/groups?search=Crowd-");
    let item = &found["items"][0];
    assert_eq!((&item["direct-members"], &item["direct-members-exact"]), (&500.into(), &false.into()), "{found}");
}

#[test]
fn openldap_finds_people_and_groups_by_the_beginning_of_a_name() {
    let person = SLAPD.person("ines");
    let group = SLAPD.group("printers", &person.dn);
    let found = BEHIND_OPENLDAP.get("/api/v1/people?search=ines-");
    assert!(names(&found).contains(&person.sam), "{found}");
    assert!(names(&BEHIND_OPENLDAP.get("/api/v1/people?search=%2A")).is_empty(), "a star is a star");
    let found = BEHIND_OPENLDAP.get("/api/v1/groups?search=printers-");
    let item = &found["items"][0];
    assert_eq!((&item["dn"], &item["direct-members"]), (&Value::from(group), &Value::from(1)), "{found}");
}

#[test]
fn openldap_knows_members_through_nested_groups_and_uids() {
    let (near, far) = (SLAPD.person("nora"), SLAPD.person("fabian"));
    let outer = SLAPD.group("outer", &SLAPD.group("inner", &far.dn));
    SLAPD.change(&modify_request(&outer, &[(ADD, "member", &[near.dn.as_bytes()])]));
    let (members, page) = BEHIND_OPENLDAP.members(&outer);
    assert_eq!(members, exempt(&[&near.sam, &far.sam]), "{page}");

    let posix = format!("cn=posix-{},ou=groups,{SUFFIX}", number());
    let attributes: [(&str, &[u8]); 3] =
        [("objectClass", b"posixGroup"), ("gidNumber", b"1000"), ("memberUid", near.sam.as_bytes())];
    SLAPD.change(&add_request(&posix, &attributes));
    let (members, page) = BEHIND_OPENLDAP.members(&posix);
    assert_eq!(members, exempt(&[&near.sam]), "{page}");
}

#[test]
fn openldap_gives_more_members_than_one_page_of_a_search() {
    let people: Vec<String> = (0..CROWD).map(|_| SLAPD.person("crowd").dn).collect();
    let first = people.first().expect("somebody");
    let group = SLAPD.group("crowd", first);
    let rest: Vec<&[u8]> = people.iter().skip(1).map(|dn| dn.as_bytes()).collect();
    SLAPD.change(&modify_request(&group, &[(ADD, "member", &rest)]));
    let page = BEHIND_OPENLDAP.get(&format!("/api/v1/exemptions/preview?limit=5&group={}", escaped(&group)));
    assert_eq!((&page["members"], &page["more"]), (&Value::from(CROWD), &Value::from(false)), "{page}");
    let found = BEHIND_OPENLDAP.get("/api/v1/groups?search=crowd-");
    assert_eq!(found["items"][0]["direct-members"], Value::from(CROWD), "{found}");
}
