//! The prover over programs that answer, lie, stall or end. The real one is asked in tests/lab.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use vestibule_gate::ports::{Clock, FirstFactor, Proof};
use vestibule_gate::{AccountState, BadPasswords, Outage, Password, PasswordVersion, Person, Sid};

use super::{Response, SessionKey, Settings, Winbind};
use crate::ports::SystemClock;

/// What a right response is answered with.
const YES: &str = "echo 'Authenticated: Yes'; echo 'User-Session-Key: 000102030405060708090A0B0C0D0E0F'; echo .";
const WRONG: &str = "echo 'Authenticated: No'; echo 'Authentication-Error: NT_STATUS_WRONG_PASSWORD'; echo .; echo .";

/// Winbind with a program of the test's making.
struct House {
    folder: TempDir,
    clock: Arc<dyn Clock>,
    winbind: Arc<Winbind>,
    /// Winbind's socket, which nobody needs to take anything from.
    socket: Option<UnixListener>,
}

impl House {
    /// With a program that does `what` for each question; `$name` is the account's, in base64. It notes each start in
    /// the file `starts` and each question in `questions`.
    fn with(what: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut house = Self::of(folder);
        house.becomes(what);
        house.listen();
        house
    }

    fn of(folder: TempDir) -> Self {
        let settings = Settings {
            program: folder.path().join("ntlm_auth"),
            socket: folder.path().to_owned(),
            domain: "EXAMPLE".into(),
            directories: vec!["ad".into()],
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let winbind = Arc::new(Winbind::new(settings, clock.clone()));
        Self { folder, clock, winbind, socket: None }
    }

    fn listen(&mut self) {
        self.socket = Some(UnixListener::bind(self.folder.path().join("pipe")).unwrap());
    }

    fn becomes(&self, what: &str) {
        let here = self.folder.path().display();
        let script = format!(
            "#!/bin/sh\necho \"$*\" >> {here}/starts\nwhile read -r line; do\n echo \"$line\" >> {here}/questions\n \
             case \"$line\" in Username::*) name=${{line#Username:: }} ;; .) {what} ;; esac\ndone\n"
        );
        let (new, program) = (self.folder.path().join("new"), self.folder.path().join("ntlm_auth"));
        fs::write(&new, script).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o700)).unwrap();
        fs::rename(new, program).unwrap();
    }

    async fn prove_as(&self, who: &Person, millis: u64) -> (Proof, Option<SessionKey>) {
        let response = Response { challenge: [1; 8], nt_response: [2; 24] };
        let mut prover = self.winbind.clone().prover(response);
        let until = self.clock.moment().plus(Duration::from_millis(millis));
        let proof = prover.prove(who, &Password::new(b"not looked at".to_vec()), until).await;
        (proof, prover.take_key())
    }

    async fn prove(&self, name: &str) -> Proof {
        self.prove_as(&person(name), 20_000).await.0
    }

    fn lines(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn person(name: &str) -> Person {
    Person {
        id: Sid::new("S-1-5-21-1-2-3-1104"),
        directory: "ad".into(),
        dn: format!("CN={name}"),
        name: name.to_owned(),
        state: None,
        password: PasswordVersion("1".into()),
        admin_count: false,
        bad_passwords: BadPasswords::default(),
    }
}

fn outage(proof: &Proof) -> Option<bool> {
    match proof {
        Proof::Outage { outage: Outage::Directory, sent } => Some(*sent),
        Proof::Outage { .. } | Proof::Proven { .. } | Proof::Wrong | Proof::Locked | Proof::Account(_) => None,
    }
}

#[tokio::test]
async fn a_right_response_brings_the_key_of_its_session() {
    let house = House::with(YES);
    let (proof, key) = house.prove_as(&person("ada"), 20_000).await;
    assert!(matches!(proof, Proof::Proven { groups: None }), "{proof:?}");
    assert_eq!(key.unwrap().last(), Some(&15));
    let questions = house.lines("questions");
    assert_eq!(
        questions,
        [
            "Username:: YWRh",
            "NT-Domain:: RVhBTVBMRQ==",
            "LANMAN-Challenge: 0101010101010101",
            "NT-Response: 020202020202020202020202020202020202020202020202",
            "Request-User-Session-Key: Yes",
            "."
        ]
    );
    assert_eq!(house.lines("starts"), ["--helper-protocol=ntlm-server-1 --allow-mschapv2"], "no secret, no name");
}

#[tokio::test]
async fn one_program_answers_many_and_no_answer_reaches_another() {
    let house = House::with(&format!("case $name in YWRh) {YES} ;; *) {WRONG} ;; esac"));
    for _ in 0..20 {
        assert!(matches!(house.prove("bo").await, Proof::Wrong));
        assert!(matches!(house.prove("ada").await, Proof::Proven { .. }));
    }
    assert_eq!(house.lines("starts").len(), 1);
}

#[tokio::test]
async fn many_at_once_share_a_few_programs() {
    let house = Arc::new(House::with(&format!("case $name in YWRh) {YES} ;; *) {WRONG} ;; esac")));
    let tasks = (0..60).map(|turn| {
        let house = house.clone();
        tokio::spawn(async move {
            let right = turn % 3 == 0;
            let proof = house.prove(if right { "ada" } else { "bo" }).await;
            assert_eq!(right, matches!(proof, Proof::Proven { .. }), "{proof:?}");
            assert_eq!(!right, matches!(proof, Proof::Wrong), "{proof:?}");
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert!((1..=4).contains(&house.lines("starts").len()));
}

#[tokio::test]
async fn refusals_mean_what_winbind_says() {
    let of = |words: &str| format!("echo 'Authenticated: No'; echo 'Authentication-Error: {words}'; echo .; echo .");
    let house = House::with(&of("The user account has expired."));
    assert!(matches!(house.prove("ada").await, Proof::Account(AccountState::AccountExpired)));
    let house = House::with(&of("NT_STATUS_ACCOUNT_LOCKED_OUT"));
    assert!(matches!(house.prove("ada").await, Proof::Locked));
    for (words, sent) in [("The specified account does not exist.", false), ("Reading winbind reply failed!", true)] {
        let proof = House::with(&of(words)).prove("ada").await;
        assert_eq!(outage(&proof), Some(sent), "{words}: {proof:?}");
    }
}

#[tokio::test]
async fn what_is_no_answer_admits_nobody() {
    for what in [
        "exit 0",
        "printf 'Authenticated: Yes'; exit 0",
        "echo 'Authenticated: Yes'; exit 0",
        "echo 'Authenticated: Yes'; echo .",
        "echo 'Authenticated: Yes'; echo 'User-Session-Key: 00'; echo .",
        "echo 'Authenticated: Yes'; echo 'User-Session-Key: 000102030405060708090A0B0C0D0E0F'; echo 'Error: no'; echo .",
        "echo 'Error: Cannot process'; echo .",
        "while :; do echo x; done",
        "head -c 100000 /dev/zero | tr '\\0' a; echo; echo .",
    ] {
        let (proof, key) = House::with(what).prove_as(&person("ada"), 20_000).await;
        assert_eq!((outage(&proof), key), (Some(true), None), "{what}: {proof:?}");
    }
}

#[tokio::test]
async fn a_late_answer_reaches_nobody() {
    let house = House::with(&format!("sleep 1; {YES}"));
    let (proof, key) = house.prove_as(&person("ada"), 300).await;
    assert_eq!((outage(&proof), key), (Some(true), None));
    house.becomes(WRONG);
    assert!(matches!(house.prove("bo").await, Proof::Wrong), "a new program was asked");
    assert_eq!(house.lines("starts").len(), 2);
}

#[tokio::test]
async fn an_answer_nobody_asked_for_reaches_nobody() {
    // Both in one write, as a program's buffer does it.
    let answer = "Authenticated: Yes\\nUser-Session-Key: 000102030405060708090A0B0C0D0E0F\\n.\\n";
    let house = House::with(&format!("printf '{answer}{answer}'"));
    assert!(matches!(house.prove("ada").await, Proof::Proven { .. }));
    house.becomes(WRONG);
    assert!(matches!(house.prove("bo").await, Proof::Wrong));
}

#[tokio::test]
async fn one_that_ended_is_replaced() {
    let house = House::with(&format!("{YES}; sleep 0.1; exit 0"));
    assert!(matches!(house.prove("ada").await, Proof::Proven { .. }));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(matches!(house.prove("ada").await, Proof::Proven { .. }));
    assert_eq!(house.lines("starts").len(), 2);
}

#[tokio::test]
async fn a_program_that_ends_at_once_is_not_started_over_and_over() {
    let house = House::with("exit 1");
    for _ in 0..20 {
        assert!(outage(&house.prove("ada").await).is_some());
    }
    let starts = house.lines("starts").len();
    assert!((1..=4).contains(&starts), "{starts}");
    let until = house.clock.moment().plus(Duration::from_secs(20));
    house.becomes(YES);
    while !matches!(house.prove("ada").await, Proof::Proven { .. }) {
        assert!(house.clock.moment() < until, "it is tried again after a while");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn nobody_is_asked_without_winbind_or_for_another_domains_people() {
    let mut house = House::with(YES);
    let elsewhere = Person { directory: "other".into(), ..person("ada") };
    assert_eq!(outage(&house.prove_as(&elsewhere, 20_000).await.0), Some(false));
    assert_eq!(outage(&house.prove("ada\0x").await), Some(false));
    house.socket = None;
    assert_eq!(outage(&house.prove("ada").await), Some(false), "the socket is there, but nobody listens");
    fs::remove_file(house.folder.path().join("pipe")).unwrap();
    assert_eq!(outage(&house.prove("ada").await), Some(false));
    assert!(house.lines("starts").is_empty());
    let mut nothing = House::of(tempfile::tempdir().unwrap());
    nothing.listen();
    assert_eq!(outage(&nothing.prove("ada").await), Some(false), "no program");
}
