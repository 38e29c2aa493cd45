//! Somebody at each level a visitor can have come to, and somebody whom those who manage look at.

use crate::house::{ADMINS, HELP_DESK, house, run};
use crate::steps::bypass_code;
use crate::support::people::{Group, Person};
use crate::support::phone::Phone;
use crate::support::shared::dc;
use crate::visitor::{Said, Visitor};

/// How far a visitor has come. The last of them manages, and was let in by a code that is not enough for changes.
pub(crate) const LEVELS: [&str; 10] =
    ["none", "begun", "enrolling", "enrolled", "done", "person", "bypass", "help desk", "admin", "stale admin"];

/// Somebody at each level, and the ids that paths name.
pub(crate) struct Crowd {
    visitors: Vec<Visitor>,
    /// An authenticator of the person.
    own: String,
    /// Somebody else.
    pub(crate) subject: Subject,
}

/// Changes that are made for a [`Subject`] to begin with.
pub(crate) const MADE: u32 = 3;

/// What those who manage work on: somebody, a group, and the ids of what they have.
pub(crate) struct Subject {
    pub(crate) person: Person,
    pub(crate) group: Group,
    pub(crate) authenticator: String,
    pub(crate) bypass: String,
    pub(crate) exemption: String,
}

impl Subject {
    /// Somebody with an authenticator and a bypass code, and a group that is exempt.
    pub(crate) fn new() -> Self {
        let ((person, _phone), group) = (holder(), dc().new_group("swapped"));
        run(house(), &["bypass", "grant", &person.dn, "--for", "2h", "--reason", "a flood"]);
        run(house(), &["exempt", "add", "--group", &group.dn, "--reason", "gloves"]);
        let id = |sql: &str, of: &str| {
            let found = store().query_row(sql, [of], |row| row.get::<_, String>(0));
            found.unwrap_or_else(|error| panic!("{sql} of {of}: {error}"))
        };
        let authenticator = id("SELECT id FROM authenticator WHERE person = ?1", &person.sid);
        let bypass = id("SELECT id FROM bypass WHERE person = ?1", &person.sid);
        let exemption = id("SELECT id FROM exemption WHERE group_id = ?1", &group.sid);
        Self { person, group, authenticator, bypass, exemption }
    }

    /// A path of the table, or a field of a form, about them.
    pub(crate) fn concrete(&self, path: &str) -> String {
        let id = if path.starts_with("/admin/bypass/") { &self.bypass } else { &self.authenticator };
        let path = path.replace("{person}", &self.person.sid).replace("{exemption}", &self.exemption);
        path.replace("{id}", id).replace("{group}", &self.group.sid).replace("{application}", "webmail")
    }

    /// How many changes of them there are in the audit.
    pub(crate) fn changes(&self) -> u32 {
        let sql = "SELECT count(*) FROM audit WHERE person IN (?1, ?2) AND json LIKE '%\"administration\"%'";
        let count = store().query_row(sql, [&self.person.sid, &self.group.sid], |row| row.get(0));
        count.expect("the audit can be read")
    }
}

/// The store of the house, beside the server.
fn store() -> rusqlite::Connection {
    rusqlite::Connection::open(house().folder().join("vestibule.db")).expect("the store can be opened")
}

impl Crowd {
    pub(crate) fn gather() -> Self {
        let visitors = LEVELS.map(|_| at()).into();
        let mut crowd = Self { visitors, own: String::new(), subject: Subject::new() };
        crowd.at("begun").give_password("nobody", "anything");
        for level in ["enrolling", "enrolled", "done"] {
            let person = dc().person("cora");
            let entered = crowd.at(level).give_password(&person.upn, &person.password);
            assert_eq!(entered.brief(), "303 /enroll");
            if level != "enrolling" {
                enrol(crowd.at(level));
            }
        }
        crowd.at("done").post("/recovery-codes", "/recovery-codes/saved", &[]);
        let (person, mut phone) = holder();
        crowd.at("person").sign_in(&person.upn, &person.password, &phone.code());
        crowd.own = own_id(crowd.at("person"));
        let (person, _phone) = holder();
        crowd.at("bypass").sign_in(&person.upn, &person.password, &bypass_code(house(), &person));
        *crowd.at("help desk") = manager(&HELP_DESK).0;
        *crowd.at("admin") = manager(&ADMINS).0;
        let (person, _phone) = holder();
        dc().join(&person.dn, &ADMINS.dn);
        crowd.at("stale admin").sign_in(&person.upn, &person.password, &bypass_code(house(), &person));
        crowd
    }

    /// The visitor at a level.
    pub(crate) fn at(&mut self, level: &str) -> &mut Visitor {
        let place = LEVELS.iter().position(|known| *known == level).expect("a level there is");
        &mut self.visitors[place]
    }

    /// Each level with its visitor.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = (&'static str, &mut Visitor)> {
        LEVELS.into_iter().zip(&mut self.visitors)
    }

    /// A path of the table with something in the place of its variables.
    pub(crate) fn concrete(&self, path: &str) -> String {
        if is_for_staff(path) {
            return self.subject.concrete(path);
        }
        path.replace("{id}", &self.own).replace("{name}", "no-such-file.css")
    }
}

/// Whether a page is for those who manage.
pub(crate) fn is_for_staff(path: &str) -> bool {
    path == "/admin" || path.starts_with("/admin/")
}

pub(crate) fn at() -> Visitor {
    Visitor::at(house())
}

/// Somebody with an authenticator.
pub(crate) fn holder() -> (Person, Phone) {
    let person = dc().person("cora");
    let phone = house().enroll(&person);
    (person, phone)
}

/// Somebody of a group that manages, signed in with a code.
pub(crate) fn manager(of: &Group) -> (Visitor, Person, Phone) {
    let (person, mut phone) = holder();
    dc().join(&person.dn, &of.dn);
    let mut visitor = at();
    let said = visitor.sign_in(&person.upn, &person.password, &phone.code());
    assert_eq!(said.brief(), "303 /account", "{said:?}");
    (visitor, person, phone)
}

/// Confirms the offer.
fn enrol(visitor: &mut Visitor) {
    let said = visitor.post("/enroll", "/enroll", &[("label", "Phone"), ("code", "")]);
    assert_eq!(said.status, 422);
    let key = visitor.get("/enroll");
    let mut phone = Phone::from_address(&offered(&key));
    let said = visitor.post("/enroll", "/enroll", &[("label", "Phone"), ("code", &phone.code())]);
    assert_eq!(said.brief(), "303 /recovery-codes", "{said:?}");
}

/// The address on the page of an offer.
pub(crate) fn offered(page: &Said) -> String {
    let after = page.body.split("href=\"otpauth://").nth(1).and_then(|rest| rest.split('"').next());
    format!("otpauth://{}", after.expect("an offer")).replace("&amp;", "&").replace("&#38;", "&")
}

/// The id of the first authenticator on the account page.
pub(crate) fn own_id(visitor: &mut Visitor) -> String {
    let page = visitor.get("/account");
    let after = page.body.split("/account/authenticators/").nth(1).and_then(|rest| rest.split('/').next());
    after.unwrap_or_else(|| panic!("an authenticator: {page:?}")).to_owned()
}
