//! The management commands over the gate's fakes: what they change, and what they refuse to.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod book;
mod staff;

use std::path::PathBuf;

use clap::Parser;
use vestibule_gate::Timestamp;
use vestibule_gate::fakes::{FakeHash, Fakes};
use vestibule_gate::ports::{
    AuthenticatorRow, BypassRow, Exemption, PersonRow, ReconnectionRow, RequestedExemption, StoredToken, TokenRow,
};

use book::Book;

use super::*;
use crate::cli::{Cli, Command, manage, wifi};

/// A desk over fakes, with its folder.
struct Room {
    desk: Desk,
    book: Arc<Book>,
    fakes: Fakes,
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vestibule.toml");
        std::fs::write(folder.path().join("password"), "passw0rd").unwrap();
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(folder.path().join("password"), closed).unwrap();
        let config = config::read(include_str!("tests.toml"), &file, None).unwrap_or_else(|faults| panic!("{faults}"));
        let (fakes, book) = (Fakes::new(), Arc::<Book>::default());
        let office = Office {
            records: book.clone(),
            directory: fakes.directory.clone(),
            clock: fakes.clock.clone(),
            chance: fakes.chance.clone(),
            slow: Arc::new(FakeHash),
            sealer: fakes.sealer.clone(),
            node: "node".to_owned(),
            gate: None,
            lists: vestibule_gate::Lists::default(),
        };
        let ports = vestibule_gate::Ports {
            store: book.clone(),
            directory: fakes.directory.clone(),
            clock: fakes.clock.clone(),
            slow: Arc::new(FakeHash),
            sealer: fakes.sealer.clone(),
            chance: fakes.chance.clone(),
        };
        let gate = Gate::new(ports, (*fakes.gate.policy()).clone());
        let judging = Judging::Gate(Arc::new(gate));
        Self {
            desk: Desk { office, officer: vestibule_gate::Officer::console("tester", false), config, judging },
            book,
            fakes,
            folder,
        }
    }

    fn exempt(&self, id: &str) {
        let (group, group_name) = (Sid::new("Kiosk"), "Kiosk".to_owned());
        let (reason, owner) = ("r".to_owned(), "root".to_owned());
        let id = id.to_owned();
        let held = Exemption { id, group, group_name, reason, owner, created: Timestamp(0), until: None };
        self.book.exemptions.lock().unwrap().push(held);
    }

    fn requested(&self, id: &str, owner: &str) {
        let (group, group_name) = (Sid::new("Kiosk"), "Kiosk".to_owned());
        let (reason, owner) = ("r".to_owned(), owner.to_owned());
        let (id, behind) = (id.to_owned(), owner.clone());
        let exemption = Exemption { id, group, group_name, reason, owner, created: Timestamp(0), until: None };
        self.book.requested.lock().unwrap().push(RequestedExemption { exemption, behind });
    }

    fn token(&self, id: &str, revoked: Option<Timestamp>) {
        let row = TokenRow {
            id: id.to_owned(),
            label: "desk".to_owned(),
            scopes: vec![vestibule_gate::Scope::People],
            networks: vestibule_gate::Networks::default(),
            operator: "root".to_owned(),
            created: Timestamp(0),
            until: Timestamp(u64::MAX),
            revoked,
            last_used: None,
        };
        self.book.tokens.lock().unwrap().push(StoredToken { row, secret: vestibule_gate::Mac([0; 32]) });
    }

    /// Somebody the store knows, whether or not the directory does.
    fn known(&self, id: &str, name: &str) {
        let id = Sid::new(id);
        let name = name.to_owned();
        let row = PersonRow { id, name, authenticators: 0, wrong_codes: 0, pools: Vec::new(), last_admission: None };
        self.book.people.lock().unwrap().push(row);
    }

    fn bypass(&self, of: &Sid, id: &str) {
        self.book.bypasses.lock().unwrap().push(BypassRow {
            id: id.to_owned(),
            person: of.clone(),
            person_name: "x".to_owned(),
            operator: "root".to_owned(),
            reason: "lost".to_owned(),
            created: Timestamp(0),
            until: Timestamp(u64::MAX),
            last_used: None,
        });
    }

    fn reconnection(&self, of: &Sid, id: &str, station: &str) {
        self.book.reconnections.lock().unwrap().push(ReconnectionRow {
            id: id.to_owned(),
            person: of.clone(),
            person_name: "x".to_owned(),
            application: "webmail".to_owned(),
            station: station.to_owned(),
            node: "node".to_owned(),
            fresh: Timestamp(0),
            until: Timestamp(u64::MAX),
            exempt: false,
            last_used: None,
        });
    }

    fn authenticator(&self, of: &Sid, id: &str) {
        self.book.authenticators.lock().unwrap().push(AuthenticatorRow {
            id: id.to_owned(),
            person: of.clone(),
            person_name: "x".to_owned(),
            label: "phone".to_owned(),
            parameters: vestibule_gate::Parameters::default(),
            enabled: true,
            created: Timestamp(0),
            last_used: None,
        });
    }

    /// Runs a command line; the exit code.
    fn run(&self, arguments: &[&str]) -> u8 {
        let cli = Cli::try_parse_from([&["vestibule"], arguments].concat()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let done = match cli.command {
            Command::Manage(command) => runtime.block_on(manage(&command, &self.desk)),
            Command::Wifi(args) => match &args.word {
                wifi::Word::Store(verb) => runtime.block_on(wifi::work(verb, &self.desk)),
                wifi::Word::Profile(_) => panic!("needs no desk"),
            },
            Command::Demo(_)
            | Command::Init(_)
            | Command::Check(_)
            | Command::Serve(_)
            | Command::Try(_)
            | Command::Completions(_) => panic!("{arguments:?} does not work on the store"),
        };
        done.map_or_else(|failure| failure.code(), |()| 0)
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn changes(&self) -> Vec<String> {
        self.book.changes.lock().unwrap().drain(..).collect()
    }
}

#[test]
fn people_are_found_by_sid_by_the_directory_and_when_gone_by_the_store() {
    let room = Room::new();
    let ada = room.fakes.person("ada", "pw");
    room.known("S-1-5-21-9-9-9-1", "gone");
    room.known("S-1-5-21-9-9-9-2", "twin");
    room.known("S-1-5-21-9-9-9-3", "Twin");
    room.known("S-1-5-21-9-9-9-4", "ada");
    for (name, id) in [("ada", ada.id.as_str()), ("S-1-5-21-9-9-9-4", "S-1-5-21-9-9-9-4"), ("GONE", "S-1-5-21-9-9-9-1")]
    {
        assert_eq!(room.run(&["person", "unlock", name]), 0, "{name}");
        assert_eq!(room.changes(), [format!("unlock {id}")]);
    }
    for name in ["twin", "nobody", ""] {
        assert_eq!(room.run(&["person", "unlock", name]), 1, "{name}");
    }
    room.fakes.directory.set_down(true);
    assert_eq!(room.run(&["person", "unlock", "gone"]), 1, "an outage is not an absence");
    assert_eq!(room.changes(), [""; 0]);
}

#[test]
fn an_authenticator_is_changed_only_as_its_own_persons_and_by_an_id_that_fits_once() {
    let room = Room::new();
    let (ada, bob) = (room.fakes.person("ada", "pw"), room.fakes.person("bob", "pw"));
    room.authenticator(&ada.id, "aaaa1111");
    room.authenticator(&ada.id, "aaaa2222");
    room.authenticator(&bob.id, "bbbb1111");
    for id in ["bbbb1111", "aaaa", "aaa", "", "ffff0000"] {
        assert_eq!(room.run(&["authenticator", "remove", "ada", id, "--yes"]), 1, "{id}");
        assert_eq!(room.run(&["authenticator", "disable", "ada", id]), 1, "{id}");
    }
    assert_eq!(room.changes(), [""; 0]);
    assert_eq!(room.run(&["authenticator", "remove", "ada", "AAAA2", "--yes"]), 0);
    assert_eq!(room.run(&["authenticator", "disable", "bob", "bbbb"]), 0);
    assert_eq!(room.changes(), ["remove aaaa2222", "set bbbb1111 false"]);
}

#[test]
fn secrets_come_from_files_and_must_be_long_enough() {
    let room = Room::new();
    room.fakes.person("ada", "pw");
    let good = room.file("good", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n");
    let (short, broken) = (room.file("short", "GEZDGNBV\n"), room.file("broken", "not a secret!\n"));
    let add = |file: &PathBuf| {
        room.run(&["authenticator", "add", "ada", "--label", "t", "--secret-file", file.to_str().unwrap()])
    };
    assert_eq!((add(&good), add(&short), add(&broken)), (0, 1, 1));
    assert_eq!(room.run(&["authenticator", "add", "nobody"]), 1);
    assert_eq!(room.run(&["authenticator", "add", "ada", "--qr", "--digits", "8"]), 0);
    assert_eq!(room.changes(), ["add ada t", "add ada "]);
}

#[test]
fn an_import_reads_the_whole_file_before_it_adds_the_first() {
    let room = Room::new();
    room.fakes.person("ada", "pw");
    let head = "name,secret,label\n";
    let line = |name: &str| format!("{name},GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,t\n");
    let import =
        |content: String| room.run(&["authenticator", "import", room.file("t.csv", &content).to_str().unwrap()]);
    assert_eq!(import(format!("{head}{}ada,broken!,t\n", line("ada"))), 1);
    assert_eq!(room.changes(), [""; 0]);
    assert_eq!(import(format!("{head}{}{}", line("ada"), line("nobody"))), 1);
    assert_eq!(room.changes(), ["add ada t"]);
    assert_eq!(import(format!("{head}{}", line("ada"))), 0);
    assert_eq!(room.run(&["authenticator", "import", room.file("tokens", head).to_str().unwrap()]), 2);
}

#[test]
fn exemptions_end_in_the_future_and_those_of_the_configuration_stay_there() {
    let room = Room::new();
    let add = |more: &[&str]| room.run(&[&["exempt", "add", "--group", "Kiosk", "--reason", "r"], more].concat());
    assert_eq!(add(&["--until", "2001-01-01"]), 2);
    assert_eq!(room.run(&["exempt", "add", "--group", "Kiosk", "--reason", " "]), 2);
    assert_eq!(room.changes(), [""; 0]);
    assert_eq!((add(&[]), add(&["--until", "2199-01-01"])), (0, 0));
    let changes = room.changes();
    assert!(changes.first().unwrap().ends_with("None") && changes.last().unwrap().contains("Some"), "{changes:?}");
    room.exempt("ab12");
    assert_eq!((room.run(&["exempt", "remove", "exempt-1"]), room.run(&["exempt", "remove", "ab12"])), (1, 0));
    assert_eq!(room.run(&["exempt", "remove", "cd34"]), 1);
    assert_eq!(room.changes(), ["unexempt ab12"]);
}

#[test]
fn what_is_taken_away_for_an_activation_code_is_asked_for() {
    let room = Room::new();
    let ada = room.fakes.person("ada", "pw");
    assert_eq!(room.run(&["activation", "new", "nobody"]), 1);
    assert_eq!(room.run(&["activation", "new", "ada", "--for", "7d"]), 0);
    room.authenticator(&ada.id, "aaaa1111");
    assert_eq!(room.changes(), ["activation ada false"]);
    assert_eq!(room.run(&["activation", "new", "ada", "--remove-all", "--yes", "--json"]), 0);
    assert_eq!(room.changes(), ["activation ada true"]);
}

#[test]
fn a_bypass_code_is_for_another_and_is_revoked_by_an_id_that_fits_once() {
    let room = Room::new();
    let (ada, _) = (room.fakes.person("ada", "pw"), room.fakes.person("tester", "pw"));
    let grant = |name: &str, reason: &str| room.run(&["bypass", "grant", name, "--for", "2h", "--reason", reason]);
    assert_eq!(
        (grant("ada", "lost"), grant("ada", " "), grant("nobody", "lost"), grant("tester", "lost")),
        (0, 1, 1, 1)
    );
    assert_eq!(room.changes(), ["bypass ada lost"]);
    room.bypass(&ada.id, "aaaa1111");
    room.bypass(&ada.id, "aaaa2222");
    for id in ["aaaa", "aaa", "", "ffff0000"] {
        assert_eq!(room.run(&["bypass", "revoke", id]), 1, "{id}");
    }
    assert_eq!(room.changes(), [""; 0]);
    assert_eq!(room.run(&["bypass", "revoke", "AAAA2"]), 0);
    assert_eq!(room.changes(), ["revoke aaaa2222"]);
}

#[test]
fn machines_come_back_no_more_by_id_person_or_address_in_any_spelling() {
    let room = Room::new();
    let ada = room.fakes.person("ada", "pw");
    let bob = room.fakes.person("bob", "pw");
    let (first, second) = ("02-00-5E-10-00-01", "02-00-5E-10-00-02");
    room.reconnection(&ada.id, "aaaa1111", first);
    room.reconnection(&ada.id, "aaaa2222", second);
    let nothing: [&[&str]; 5] =
        [&["aaaa"], &["aaa"], &["ffff0000"], &["--person", "bob"], &["--station", "02-00-5e-10-00-03"]];
    for which in nothing {
        assert_eq!(room.run(&[&["wifi", "revoke"], which].concat()), 1, "{which:?}");
    }
    assert_eq!(room.changes(), [""; 0]);
    let each: [(&[&str], String); 4] = [
        (&["AAAA2"], "wifi One(\"aaaa2222\")".to_owned()),
        (&["--person", "ada"], format!("wifi Person({})", ada.id)),
        (&["--station", "02:00:5e:10:00:01"], format!("wifi Station(\"{first}\")")),
        (&["--all"], "wifi All".to_owned()),
    ];
    for (which, change) in each {
        assert_eq!(room.run(&[&["wifi", "revoke"], which].concat()), 0, "{which:?}");
        assert_eq!(room.changes(), [change]);
    }
    // One of the four, and one only.
    let usage: [&[&str]; 3] = [&[], &["aaaa2", "--all"], &["--person", "ada", "--station", first]];
    for which in usage {
        assert!(Cli::try_parse_from([&["vestibule", "wifi", "revoke"], which].concat()).is_err(), "{which:?}");
    }
    room.book.reconnections.lock().unwrap().clear();
    assert_eq!(room.run(&["wifi", "revoke", "--all"]), 1);
    assert_eq!((room.changes(), bob.name.as_str()), (Vec::new(), "bob"));
}

#[test]
fn what_is_not_there_is_one_and_what_is_shown_is_nought() {
    let room = Room::new();
    let ada = room.fakes.person("ada", "pw");
    room.authenticator(&ada.id, "aaaa1111");
    room.bypass(&ada.id, "bbbb1111");
    room.reconnection(&ada.id, "cccc1111", "02-00-5E-10-00-01");
    let shown: [&[&str]; 14] = [
        &["person", "list"],
        &["person", "show", "ada", "--json"],
        &["person", "show", "ada"],
        &["authenticator", "list", "ada"],
        &["bypass", "list"],
        &["bypass", "list", "--person", "ada", "--json"],
        &["bypass", "grant", "ada", "--for", "24h", "--reason", "lost", "--json"],
        &["wifi", "list"],
        &["wifi", "list", "--person", "ada", "--client", "webmail", "--json"],
        &["exempt", "list"],
        &["explain", "ada", "--application", "webmail", "--from", "10.0.0.9"],
        &["explain", "ada", "--application", "vpn"],
        &["audit", "--since", "2h"],
        &["recovery", "new", "ada", "--yes"],
    ];
    for arguments in shown {
        assert_eq!(room.run(arguments), 0, "{arguments:?}");
    }
    let missing: [&[&str]; 7] = [
        &["person", "show", "nobody"],
        &["bypass", "list", "--person", "nobody"],
        &["wifi", "list", "--person", "nobody"],
        &["wifi", "list", "--client", "x"],
        &["explain", "nobody"],
        &["explain", "ada", "--application", "x"],
        &["audit", "verify"],
    ];
    for arguments in missing {
        assert_eq!(room.run(arguments), 1, "{arguments:?}");
    }
    assert_eq!(room.changes(), ["bypass ada lost", "recovery ada 10"]);
}
