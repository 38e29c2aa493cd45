//! Every role, every act, every kind of person.

use std::time::Duration;

use vestibule_gate::ports::{Clock as _, PeopleFilter, Records as _};
use vestibule_gate::{Act, ManageError, Mfa, Outcome, Reason, Requirement, Role};

use super::*;

/// Who acts, in the order of the columns: the console, an administrator, one whose code is old, the help desk, a token
/// with every scope but that for protected people, one with that too, one with a scope for something else.
const WHO: [&str; 7] = ["console", "admin", "old", "desk", "token", "mighty", "narrow"];

/// Act, kind of person, and what each of [`WHO`] hears: `y` done, `n` not permitted, `p` protected, `s` for themselves,
/// `c` a fresh code first.
const TABLE: &str = "
unlock      ordinary   y y c y y y n
unlock      protected  y y c p p y n
unlock      oneself    y s c s s s n
disable     ordinary   y y c n y y n
disable     protected  y y c n p y n
disable     oneself    y s c n s s n
remove      ordinary   y y c n y y n
remove      protected  y y c n p y n
remove      oneself    y s c n s s n
recovery    ordinary   y y c n n n n
recovery    protected  y y c n n n n
recovery    oneself    y s c n n n n
activate    ordinary   y y c y y y n
activate    protected  y y c p p y n
activate    oneself    y s c s s s n
anew        ordinary   y y c n y y n
anew        protected  y y c n p y n
anew        oneself    y s c n s s n
grant       ordinary   y y c y y y n
grant       protected  y y c p p y n
grant       oneself    s s c s s s n
revoke      ordinary   y y c n y y n
revoke      protected  y y c n p y n
show        ordinary   y y y y y y n
show        protected  y y y y y y n
show        oneself    y y y y y y n
find        ordinary   y y y y y y n
explain     ordinary   y y y n y y n
audit       ordinary   y y y n y y n
overview    ordinary   y y y n y y n
exemptions  ordinary   y y y n y y n
exempt      ordinary   y y c n y y n
";

fn all_but_protected() -> Vec<Scope> {
    Scope::ALL.iter().map(|(_, scope)| *scope).filter(|scope| *scope != Scope::Protected).collect()
}

struct Scene {
    fakes: Fakes,
    officer: Officer,
    who: Person,
    authenticator: String,
}

/// Somebody of a kind, and who acts on them.
fn scene(acts: &str, kind: &str) -> Scene {
    let fakes = house();
    let myself = kind == "oneself";
    let group = match (kind, acts) {
        ("protected", _) => Some(domain_admins()),
        ("oneself", "admin" | "old") => Some(admins()),
        ("oneself", "desk") => Some(help_desk()),
        _ => None,
    };
    let (who, phone) = member(&fakes, "ada", group.as_ref());
    let maker = if myself { "EXAMPLE\\ada" } else { "root" };
    let person = |role: &Sid| {
        if !myself {
            return self::officer(&fakes, "alice", role);
        }
        let session = sign_in(&fakes, "ada", &fakes.code(&phone, 0));
        block_on(office(&fakes).officer(&session, HERE)).unwrap().unwrap()
    };
    let officer = match acts {
        "console" => Officer::console(maker, false),
        "admin" => person(&admins()),
        "old" => {
            let officer = person(&admins());
            fakes.clock.advance(Duration::from_secs(900));
            officer
        }
        "desk" => person(&help_desk()),
        "token" => token(&fakes, maker, &all_but_protected()),
        "mighty" => token(&fakes, maker, &Scope::ALL.map(|(_, scope)| scope)),
        _ => token(&fakes, maker, &[Scope::Protected]),
    };
    Scene { authenticator: phone.id, fakes, officer, who }
}

fn done(scene: &Scene, act: &str) -> Result<(), ManageError> {
    let (office, officer, who) = (office(&scene.fakes), &scene.officer, &scene.who);
    block_on(async {
        match act {
            "unlock" => office.unlock(officer, &who.id, &who.name).await,
            "disable" => office.set_authenticator(officer, Some(&who.id), &scene.authenticator, false).await,
            "remove" => office.remove_authenticator(officer, None, &scene.authenticator).await,
            "recovery" => office.new_recovery(officer, who).await.map(|_| ()),
            "activate" => {
                scene.fakes.store.remove_authenticators(&who.id);
                office.new_activation(officer, who, HOUR, false).await.map(|_| ())
            }
            "anew" => office.new_activation(officer, who, HOUR, true).await.map(|_| ()),
            "grant" => office.grant_bypass(officer, who, HOUR, "telephone lost").await.map(|_| ()),
            "revoke" => {
                let issued = office.grant_bypass(&console(), who, HOUR, "telephone lost").await.unwrap();
                office.revoke_bypass(officer, &issued.id).await
            }
            "show" => office.sheet(officer, &who.id).await.map(|_| ()),
            "find" => office.search_people(officer, "ad", 10).await.map(|found| assert_eq!(found.found.len(), 1)),
            "explain" => office.explain(officer, who, "webmail", None).await.map(|_| ()),
            "audit" => office.audit(officer, &Default::default()).await.map(|_| ()),
            "overview" => office.overview(officer).await.map(|_| ()),
            "exemptions" => office.exemptions(officer).await.map(|_| ()),
            "exempt" => office.exempt(officer, kiosk().as_str(), "no phones", None).await.map(|_| ()),
            other => panic!("{other}"),
        }
    })
}

fn heard(result: &Result<(), ManageError>) -> &'static str {
    match result {
        Ok(()) => "y",
        Err(ManageError::Forbidden) => "n",
        Err(ManageError::Protected) => "p",
        Err(ManageError::Oneself) => "s",
        Err(ManageError::NotFresh) => "c",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn every_role_may_what_the_table_says_and_nothing_else() {
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (act, kind) = (words.next().unwrap(), words.next().unwrap());
        for who in WHO {
            let scene = scene(who, kind);
            let before = scene.fakes.store.events().len();
            let result = done(&scene, act);
            assert_eq!(heard(&result), words.next().unwrap(), "{who} does {act} for somebody {kind}");
            let made = act == "revoke";
            let rows = scene.fakes.store.events().split_off(before + usize::from(made));
            let changes = !["show", "find", "explain", "audit", "overview", "exemptions"].contains(&act);
            match result {
                Ok(()) if changes => {
                    assert_eq!(rows.len(), 1, "{who} {act} {kind}");
                    assert_eq!(rows[0].operator.as_deref(), Some(scene.officer.name()));
                    assert_eq!((rows[0].outcome, rows[0].reason), (Outcome::Admitted, Reason::Administration));
                }
                Err(ManageError::Forbidden | ManageError::Protected | ManageError::Oneself) => {
                    assert_eq!(rows.len(), 1, "a refusal is on record: {who} {act} {kind}");
                    assert_eq!((rows[0].outcome, rows[0].reason), (Outcome::Refused, Reason::NotPermitted));
                    assert_eq!(rows[0].operator.as_deref(), Some(scene.officer.name()));
                }
                Ok(()) | Err(_) => assert!(rows.is_empty(), "{who} {act} {kind}"),
            }
        }
    }
}

#[test]
fn a_row_says_who_whom_from_where_and_why() {
    let fakes = house();
    let (ada, officer) = (member(&fakes, "ada", None).0, officer(&fakes, "alice", &admins()));
    block_on(office(&fakes).grant_bypass(&officer, &ada, HOUR, "telephone lost")).unwrap();
    let row = fakes.store.events().pop().unwrap();
    assert_eq!((row.event, row.person.as_str(), row.sid), ("bypass-granted", "ada", Some(ada.id)));
    assert_eq!((row.operator.as_deref(), row.note.as_deref()), (Some("alice"), Some("telephone lost")));
    assert_eq!((row.door, row.application.as_str(), row.source.as_str()), ("web", "portal", "10.0.0.7"));
    assert_eq!(row.mfa, Mfa::None);
}

#[test]
fn a_role_is_read_afresh_and_ends_with_the_membership() {
    let fakes = house();
    let (_, phone) = member(&fakes, "alice", Some(&help_desk()));
    let session = sign_in(&fakes, "alice", &fakes.code(&phone, 0));
    let role = || block_on(office(&fakes).officer(&session, HERE)).unwrap().and_then(|officer| officer.role());
    assert_eq!(role(), Some(Role::HelpDesk));
    fakes.directory.join("alice", &admins());
    assert_eq!(role(), Some(Role::Admin), "who is in both is an administrator");
    fakes.directory.leave_all("alice");
    assert_eq!(role(), None);
    fakes.directory.join("alice", &admins());
    fakes.directory.change("alice", |person| person.state = Some(vestibule_gate::AccountState::Disabled));
    assert_eq!(role(), None, "a disabled account manages nothing");
    fakes.directory.set_down(true);
    assert!(block_on(office(&fakes).officer(&session, HERE)).is_err());
}

#[test]
fn whoever_signed_in_by_a_bypass_code_looks_and_changes_nothing() {
    let fakes = house();
    let (alice, ada) = (member(&fakes, "alice", Some(&admins())).0, member(&fakes, "ada", None).0);
    fakes.bypass(&alice, "1234567890", fakes.clock.now().plus(HOUR));
    let session = sign_in(&fakes, "alice", "1234567890");
    let officer = block_on(office(&fakes).officer(&session, HERE)).unwrap().unwrap();
    assert!(officer.may(Act::ReadAudit, fakes.clock.moment()).is_ok());
    let refused = block_on(office(&fakes).unlock(&officer, &ada.id, "ada"));
    assert!(matches!(refused, Err(ManageError::NotFresh)));
}

#[test]
fn a_code_is_fresh_enough_for_fifteen_minutes() {
    let fakes = house();
    let (_, phone) = member(&fakes, "alice", Some(&admins()));
    let session = sign_in(&fakes, "alice", &fakes.code(&phone, 0));
    fakes.clock.advance(Duration::from_secs(899));
    let officer = || block_on(office(&fakes).officer(&session, HERE)).unwrap().unwrap();
    assert!(officer().may(Act::Unlock, fakes.clock.moment()).is_ok());
    fakes.clock.advance(Duration::from_secs(1));
    assert!(matches!(officer().may(Act::Unlock, fakes.clock.moment()), Err(ManageError::NotFresh)));
    assert!(officer().may(Act::ShowPerson, fakes.clock.moment()).is_ok());
}

#[test]
fn whoever_manages_is_protected() {
    for group in [admins(), help_desk()] {
        let fakes = house_with(|policy| {
            let group_name = "Kiosk".to_owned();
            let (id, reason, until) = ("exempt-1".to_owned(), "r".to_owned(), None);
            policy.exempt = vec![vestibule_gate::ExemptRule { id, group: kiosk(), group_name, reason, until }];
        });
        let (alice, _) = member(&fakes, "alice", Some(&kiosk()));
        let asked = || block_on(fakes.gate.explain(&alice, &"webmail".into(), None)).unwrap().requirement;
        assert!(matches!(asked(), Requirement::Exempt { .. }));
        fakes.directory.join("alice", &group);
        assert_eq!(asked(), Requirement::Code);
    }
}

#[test]
fn who_is_not_in_the_directory_is_changed_by_who_may_change_protected_people_alone() {
    let fakes = house();
    let (ada, _) = member(&fakes, "ada", None);
    let gone = Sid::new("S-1-5-21-9-9-9-1");
    let desk = officer(&fakes, "dora", &help_desk());
    let unlocked = |officer: &Officer, id: &Sid| block_on(office(&fakes).unlock(officer, id, "x"));
    assert!(unlocked(&desk, &ada.id).is_ok());
    assert!(matches!(unlocked(&desk, &gone), Err(ManageError::NobodyNamed(_))));
    assert!(matches!(unlocked(&officer(&fakes, "alice", &admins()), &gone), Err(ManageError::NotFound(_))));
    fakes.directory.set_down(true);
    assert!(matches!(unlocked(&desk, &ada.id), Err(ManageError::Outage(_))), "an outage permits nothing");
}

#[test]
fn an_authenticator_is_changed_as_its_own_persons_only() {
    let fakes = house();
    let (ada, _) = member(&fakes, "ada", None);
    let (bob, phone) = member(&fakes, "bob", None);
    let alice = officer(&fakes, "alice", &admins());
    let desk = office(&fakes);
    let set = |of: &Person| block_on(desk.set_authenticator(&alice, Some(&of.id), &phone.id, false));
    assert!(matches!(set(&ada), Err(ManageError::NotFound(_))));
    assert!(matches!(
        block_on(desk.remove_authenticator(&alice, Some(&ada.id), &phone.id)),
        Err(ManageError::NotFound(_))
    ));
    assert!(set(&bob).is_ok());
    let rows = block_on(fakes.store.authenticators(Some(&bob.id))).unwrap();
    assert!(!rows[0].enabled);
}

#[test]
fn people_come_in_pages() {
    let fakes = house();
    for name in ["ada", "Bob", "carl", "dora"] {
        member(&fakes, name, None);
    }
    let alice = console();
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let filter = PeopleFilter { limit: 3, after: after.take(), ..PeopleFilter::default() };
        let page = block_on(office(&fakes).known_people(&alice, &filter)).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.name.clone(), last.id.clone()));
        names.extend(page.into_iter().map(|row| row.name));
    }
    assert_eq!(names, ["ada", "Bob", "carl", "dora"]);
    for text in ["", "  ", "a\nb", &"x".repeat(129)] {
        assert!(matches!(block_on(office(&fakes).search_people(&alice, text, 9)), Err(ManageError::BadSearch)));
    }
}
