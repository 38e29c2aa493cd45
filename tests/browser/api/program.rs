//! A program that holds a token.

use crate::support::audit::Event;
use crate::support::house::{House, both};
use crate::support::people::Person;
use crate::visitor::{Ask, Said, Visitor, percent_encoded};
use serde_json::Value;

/// Every scope but the one that goes beyond them.
pub(crate) const SCOPES: [&str; 10] = [
    "people:read",
    "people:unlock",
    "authenticators:write",
    "activation:write",
    "bypass:write",
    "exemptions:read",
    "exemptions:write",
    "exemptions:approve",
    "explain:read",
    "audit:read",
];

/// A program with a token of its own.
pub(crate) struct Program {
    visitor: Visitor,
    /// The token's id.
    pub(crate) id: String,
    /// The token itself.
    pub(crate) token: String,
}

impl Program {
    /// One that may do everything but for protected people.
    pub(crate) fn of(house: &House) -> Self {
        Self::with(house, &SCOPES)
    }

    /// One with these scopes.
    pub(crate) fn with(house: &House, scopes: &[&str]) -> Self {
        Self::made_by("ops-of-the-lab", house, scopes, &[])
    }

    /// One whose token this operator made, with further arguments.
    pub(crate) fn made_by(operator: &str, house: &House, scopes: &[&str], more: &[&str]) -> Self {
        let mut arguments = vec!["token", "new", "--json", "--label", "a desk of the lab"];
        scopes.iter().for_each(|scope| arguments.extend(["--scope", scope]));
        arguments.extend(more);
        let output = house.manage_as(operator, &arguments);
        assert!(output.status.success(), "{arguments:?}: {}", both(&output));
        let made: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let text = |field: &str| made[field].as_str().expect("a text").to_owned();
        Self { visitor: Visitor::at(house), id: text("id"), token: text("token") }
    }

    /// The same token at another address.
    pub(crate) fn from(mut self, from: [u8; 4], house: &House) -> Self {
        self.visitor = Visitor::from(from, house);
        self
    }

    /// What the audit calls it.
    pub(crate) fn name(&self) -> String {
        format!("token {} (a desk of the lab)", self.id)
    }

    /// Sends a request with the token.
    pub(crate) fn ask(&self, ask: Ask) -> Said {
        let said = self.visitor.clone().ask(&ask.with("Authorization", &format!("Bearer {}", self.token)));
        assert!(said.all("set-cookie").is_empty(), "a program is given no cookie: {said:?}");
        assert_eq!(said.header("cache-control"), "no-store", "{said:?}");
        said
    }

    /// Looks.
    pub(crate) fn get(&self, path: &str) -> Said {
        self.ask(Ask::get(path))
    }

    /// What there is to see, which there must be.
    pub(crate) fn see(&self, path: &str) -> Value {
        let said = self.get(path);
        assert_eq!(said.status, 200, "{path}: {said:?}");
        said.json()
    }

    /// Does something that needs no more said.
    pub(crate) fn post(&self, path: &str) -> Said {
        self.ask(Ask::json("POST", path, None))
    }

    /// Does something.
    pub(crate) fn tell(&self, path: &str, body: &Value) -> Said {
        self.ask(Ask::json("POST", path, Some(body)))
    }

    /// Makes something, which must succeed.
    pub(crate) fn make(&self, path: &str, body: &Value) -> Value {
        let said = self.tell(path, body);
        assert_eq!(said.status, 201, "{path}: {said:?}");
        said.json()
    }

    /// Takes something away.
    pub(crate) fn delete(&self, path: &str) -> Said {
        self.ask(Ask::json("DELETE", path, None))
    }

    /// The newest row of this event that is about somebody, or about a group.
    pub(crate) fn row(&self, house: &House, event: &str, sid: &str) -> Event {
        let rows = house.audit().into_iter();
        let found = rows.rev().find(|row| row.text("event") == event && row.text("sid") == sid);
        found.unwrap_or_else(|| panic!("{event} of {sid} is in the audit"))
    }
}

/// The path of one person.
pub(crate) fn at(person: &Person, rest: &str) -> String {
    format!("/api/v1/people/{}{rest}", percent_encoded(&person.sid))
}

/// A field of an answer as text.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}
