//! A directory of a few people, and the prover over it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use crate::ports::{Directory, FirstFactor, Found, Group, MemberCount, MemberRow, Proof};
use crate::{AccountState, BadPasswords, Moment, Outage, Password, PasswordVersion, Person, Sid};

/// A directory in memory. Names are compared as they are; a DN is a name too.
#[derive(Default)]
pub struct FakeDirectory {
    people: Mutex<HashMap<String, Entry>>,
    down: AtomicBool,
    asked: AtomicU32,
    listed: AtomicU32,
}

#[derive(Clone)]
struct Entry {
    person: Person,
    password: String,
    groups: Vec<Sid>,
    state: Option<AccountState>,
}

impl FakeDirectory {
    pub(super) fn add(&self, name: &str, password: &str) -> Person {
        let mut people = self.people.lock().unwrap();
        let person = Person {
            id: Sid::new(format!("S-1-5-21-1-2-3-{}", 1000 + people.len())),
            directory: "ad".into(),
            dn: format!("CN={name},DC=ad,DC=example,DC=test"),
            name: name.to_owned(),
            state: None,
            password: PasswordVersion("1".to_owned()),
            admin_count: false,
            bad_passwords: BadPasswords { threshold: 5, ..BadPasswords::default() },
        };
        let entry = Entry { person: person.clone(), password: password.to_owned(), groups: Vec::new(), state: None };
        people.insert(name.to_owned(), entry);
        person
    }

    /// Puts a person into a group.
    pub fn join(&self, name: &str, group: &Sid) {
        self.edit(name, |entry| entry.groups.push(group.clone()));
    }

    /// Takes a person out of all groups.
    pub fn leave_all(&self, name: &str) {
        self.edit(name, |entry| entry.groups.clear());
    }

    /// Changes what is read of a person.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Person)) {
        self.edit(name, |entry| change(&mut entry.person));
    }

    /// Lets a right password end in this state.
    pub fn set_state(&self, name: &str, state: Option<AccountState>) {
        self.edit(name, |entry| entry.state = state);
    }

    /// Changes a password.
    pub fn set_password(&self, name: &str, password: &str) {
        self.edit(name, |entry| {
            entry.password = password.to_owned();
            entry.person.password.0.push('+');
        });
    }

    /// Takes the directory away, or brings it back.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// How often a password was asked for.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    /// How often a list of people was read.
    pub fn listed(&self) -> u32 {
        self.listed.load(Ordering::SeqCst)
    }

    fn edit(&self, name: &str, edit: impl FnOnce(&mut Entry)) {
        edit(self.people.lock().unwrap().get_mut(name).unwrap());
    }

    fn rows(&self, which: impl Fn(&Entry) -> bool) -> Result<Found<MemberRow>, Outage> {
        self.health()?;
        self.listed.fetch_add(1, Ordering::SeqCst);
        let row = |entry: &Entry| MemberRow {
            id: entry.person.id.clone(),
            name: entry.person.name.clone(),
            disabled: entry.person.state == Some(AccountState::Disabled),
        };
        let people = self.people.lock().unwrap();
        let mut found: Vec<MemberRow> = people.values().filter(|entry| which(entry)).map(row).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Found { found, more: false })
    }

    fn read<T>(&self, id: &Sid, read: impl FnOnce(&Entry) -> T) -> Result<Option<T>, Outage> {
        self.health()?;
        Ok(self.people.lock().unwrap().values().find(|entry| entry.person.id == *id).map(read))
    }
}

#[async_trait]
impl Directory for FakeDirectory {
    fn health(&self) -> Result<(), Outage> {
        if self.down.load(Ordering::SeqCst) { Err(Outage::Directory) } else { Ok(()) }
    }

    async fn resolve(&self, name: &str, _until: Moment) -> Result<Option<Person>, Outage> {
        self.health()?;
        let people = self.people.lock().unwrap();
        let by_dn = || people.values().find(|entry| entry.person.dn == name);
        Ok(people.get(name).or_else(by_dn).map(|entry| entry.person.clone()))
    }

    async fn again(&self, who: &Person, _until: Moment) -> Result<Option<Person>, Outage> {
        self.read(&who.id, |entry| entry.person.clone())
    }

    async fn groups(&self, who: &Person, _until: Moment) -> Result<Vec<Sid>, Outage> {
        self.read(&who.id, |entry| entry.groups.clone())?.ok_or(Outage::Directory)
    }

    async fn group(&self, name: &str, _until: Moment) -> Result<Option<Group>, Outage> {
        self.health()?;
        Ok(Some(Group { id: Sid::new(name), dn: name.to_owned(), name: name.to_owned(), members: None }))
    }

    async fn identified(&self, id: &Sid, _until: Moment) -> Result<Option<Person>, Outage> {
        self.read(id, |entry| entry.person.clone())
    }

    async fn search_people(&self, text: &str, most: usize, _until: Moment) -> Result<Found<Person>, Outage> {
        self.health()?;
        let people = self.people.lock().unwrap();
        let begins = |entry: &&Entry| entry.person.name.to_lowercase().starts_with(&text.to_lowercase());
        let mut found: Vec<Person> = people.values().filter(begins).map(|entry| entry.person.clone()).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let more = found.len() > most;
        found.truncate(most);
        Ok(Found { found, more })
    }

    async fn search_groups(&self, text: &str, most: usize, _until: Moment) -> Result<Found<Group>, Outage> {
        self.health()?;
        let people = self.people.lock().unwrap();
        let groups: std::collections::BTreeSet<Sid> = people.values().flat_map(|entry| entry.groups.clone()).collect();
        let begins = groups.into_iter().filter(|group| group.as_str().starts_with(text));
        let count = |id: &Sid| people.values().filter(|entry| entry.groups.contains(id)).count();
        let members = |id: &Sid| Some(MemberCount { number: count(id), exact: true });
        let group = |id: Sid| Group { dn: id.to_string(), name: id.to_string(), members: members(&id), id };
        let mut found: Vec<Group> = begins.map(group).collect();
        let more = found.len() > most;
        found.truncate(most);
        Ok(Found { found, more })
    }

    async fn members(&self, group: &Group, _until: Moment) -> Result<Found<MemberRow>, Outage> {
        self.rows(|entry| entry.groups.contains(&group.id))
    }

    async fn way(&self, who: &Person, group: &Sid, _until: Moment) -> Result<Vec<String>, Outage> {
        let inside = self.read(&who.id, |entry| entry.groups.contains(group))?;
        Ok(inside.filter(|inside| *inside).map(|_| group.to_string()).into_iter().collect())
    }

    async fn everybody(&self, _until: Moment) -> Result<Found<MemberRow>, Outage> {
        self.rows(|_| true)
    }
}

/// Proves passwords of a [`FakeDirectory`], as a fresh connection would.
pub struct FakeFirst {
    directory: Arc<FakeDirectory>,
    /// Answers this instead, once.
    pub instead: Option<Proof>,
    /// Groups of the bound connection, where they shall differ from the object's.
    pub bound_groups: Option<Vec<Sid>>,
}

impl FakeFirst {
    pub(super) const fn new(directory: Arc<FakeDirectory>) -> Self {
        Self { directory, instead: None, bound_groups: None }
    }
}

#[async_trait]
impl FirstFactor for FakeFirst {
    async fn prove(&mut self, who: &Person, password: &Password, _until: Moment) -> Proof {
        self.directory.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(instead) = self.instead.take() {
            return instead;
        }
        let entry = match self.directory.read(&who.id, Entry::clone) {
            Ok(Some(entry)) => entry,
            Ok(None) => return Proof::Wrong,
            Err(outage) => return Proof::Outage { outage, sent: false },
        };
        match entry.state {
            Some(AccountState::Locked) => Proof::Locked,
            _ if entry.password.as_bytes() != password.expose() => Proof::Wrong,
            Some(state) => Proof::Account(state),
            None => Proof::Proven { groups: Some(self.bound_groups.take().unwrap_or(entry.groups)) },
        }
    }
}
