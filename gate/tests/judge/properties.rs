//! What holds for every password, every code and every name (RULES 1, 5 and 10; ATTACKS class 41).

use async_trait::async_trait;
use pollster::block_on;
use proptest::prelude::*;
use vestibule_gate::fakes::{Fakes, Phone};
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{Attempt, CodeWay, Moment, Parameters, Password, Person, Typed, Verdict};

use crate::{admitted, application, exempting, kiosk};

const RECOVERY: &str = "0123456789ABCDEFGHJKMNPQ";

/// Says that every password is right, and keeps what it was asked.
#[derive(Default)]
struct Recorder(Vec<Vec<u8>>);

#[async_trait]
impl FirstFactor for Recorder {
    async fn prove(&mut self, _who: &Person, password: &Password, _until: Moment) -> Proof {
        self.0.push(password.expose().to_vec());
        Proof::Proven { groups: Some(Vec::new()) }
    }
}

fn attempt(fakes: &Fakes, name: &str, typed: Vec<u8>) -> Attempt {
    Attempt { typed: Typed::new(typed), ..fakes.attempt(name, "") }
}

fn judge(fakes: &Fakes, name: &str, typed: Vec<u8>) -> (Verdict, Vec<Vec<u8>>) {
    let mut recorder = Recorder::default();
    let verdict = block_on(fakes.gate.judge(attempt(fakes, name, typed), &mut recorder));
    (verdict, recorder.0)
}

/// Ada with an authenticator of so many digits, where the code stands so.
fn ada(digits: u8, way: CodeWay) -> (Fakes, Person, Phone) {
    let fakes = Fakes::with(|policy| application(policy).code = way);
    let person = fakes.person("ada", "whatever it is");
    let phone = fakes.enrol_with(&person, Parameters { digits, ..Parameters::default() });
    (fakes, person, phone)
}

/// Any bytes but NUL, often with an end that looks like a code or a part of one.
fn password() -> impl Strategy<Value = Vec<u8>> {
    let bytes = proptest::collection::vec(1..=255_u8, 0..30);
    let end = prop_oneof![
        Just(String::new()),
        "[0-9]{1,12}",
        "[0-9A-Za-z]{1,30}",
        "[-,;:+ ]{1,3}",
        Just(RECOVERY.to_owned()),
    ];
    (bytes, end).prop_map(|(bytes, end)| [bytes, end.into_bytes()].concat()).prop_filter("empty", |all| !all.is_empty())
}

fn way() -> impl Strategy<Value = CodeWay> {
    prop_oneof![Just(CodeWay::Append), "[-,;:+#]{1,4}".prop_map(CodeWay::Separator)]
}

fn separator(way: &CodeWay) -> &[u8] {
    match way {
        CodeWay::Separator(separator) => separator.as_bytes(),
        CodeWay::Append | CodeWay::Auto | CodeWay::UserName | CodeWay::Challenge | CodeWay::CodeOnly => b"",
    }
}

/// A recovery code as somebody may type it: hyphens anywhere between its characters, any case.
fn as_typed(hyphens: &[bool], lower: bool) -> Vec<u8> {
    let mut typed = Vec::new();
    for (place, letter) in RECOVERY.bytes().enumerate() {
        if place > 0 && hyphens.get(place).copied().unwrap_or_default() {
            typed.push(b'-');
        }
        typed.push(if lower { letter.to_ascii_lowercase() } else { letter });
    }
    typed
}

proptest! {
    #[test]
    fn exactly_the_password_before_a_valid_code_is_proven(
        password in password(), way in way(), eight in any::<bool>(), step in -1..=1_i64,
    ) {
        let (fakes, _, phone) = ada(if eight { 8 } else { 6 }, way.clone());
        let typed = [&password[..], separator(&way), fakes.code(&phone, step).as_bytes()].concat();
        let (verdict, proven) = judge(&fakes, "ada", typed.clone());
        let _by = admitted(verdict);
        prop_assert_eq!(proven, vec![password]);
        let (again, proven) = judge(&fakes, "ada", typed);
        prop_assert!(matches!(again, Verdict::Refuse(_)) && proven.is_empty(), "a code is good once");
    }

    #[test]
    fn exactly_the_password_before_a_recovery_code_is_proven(
        password in password(), way in way(), hyphens in proptest::collection::vec(any::<bool>(), 24), lower in any::<bool>(),
    ) {
        let (fakes, person, _) = ada(6, way.clone());
        fakes.store.add_recovery(&person.id, RECOVERY);
        let typed = [&password[..], separator(&way), &as_typed(&hyphens, lower)].concat();
        let (verdict, proven) = judge(&fakes, "ada", typed);
        let _by = admitted(verdict);
        prop_assert_eq!(proven, vec![password]);
    }

    #[test]
    fn of_several_authenticators_the_one_whose_code_was_typed_decides(password in password(), eight in any::<bool>()) {
        let (fakes, person, six) = ada(6, CodeWay::Append);
        let other = fakes.enrol_with(&person, Parameters { digits: 8, ..Parameters::default() });
        let phone = if eight { &other } else { &six };
        let typed = [&password[..], fakes.code(phone, 0).as_bytes()].concat();
        let (verdict, proven) = judge(&fakes, "ada", typed);
        prop_assert_eq!(admitted(verdict), vestibule_gate::By::Code(phone.id.clone()));
        prop_assert_eq!(proven, vec![password]);
    }

    #[test]
    fn without_a_valid_code_no_password_of_an_enrolled_person_is_tried(typed in password(), way in way()) {
        let (fakes, _, phone) = ada(6, way);
        let valid: Vec<String> = (-1..=1).map(|step| fakes.code(&phone, step)).collect();
        prop_assume!(!valid.iter().any(|code| typed.ends_with(code.as_bytes())));
        let (verdict, proven) = judge(&fakes, "ada", typed);
        prop_assert!(matches!(verdict, Verdict::Refuse(_)));
        prop_assert!(proven.is_empty());
    }

    /// Whoever it is and whatever they typed: once at most, and never with an empty password.
    #[test]
    fn the_directory_is_asked_once_at_most(
        typed in proptest::collection::vec(any::<u8>(), 0..60), enrolled in any::<bool>(), exempt in any::<bool>(),
        enforce in any::<bool>(),
    ) {
        let fakes = Fakes::with(|policy| {
            policy.enforce = enforce;
            exempting(policy);
        });
        let person = fakes.person("ada", "whatever it is");
        if enrolled {
            let _phone = fakes.enrol(&person);
        }
        if exempt {
            fakes.directory.join("ada", &kiosk());
        }
        let (_, proven) = judge(&fakes, "ada", typed.clone());
        prop_assert!(proven.len() <= 1);
        prop_assert!(proven.iter().all(|password| !password.is_empty() && typed.starts_with(password)));
    }

    /// A name that means nobody proves nothing, and none stops the gate.
    #[test]
    fn no_name_stops_the_gate(name in any::<String>(), bytes in proptest::collection::vec(any::<u8>(), 0..20), in_name in any::<bool>()) {
        let way = if in_name { CodeWay::UserName } else { CodeWay::Append };
        let (fakes, _, phone) = ada(6, way);
        let code = fakes.code(&phone, 0);
        for name in [name.clone().into_bytes(), format!("{name}-{code}").into_bytes(), bytes] {
            prop_assume!(!name.starts_with(b"ada"));
            let mut recorder = Recorder::default();
            let attempt = Attempt { name, ..fakes.attempt("", &format!("Passw0rd!{code}")) };
            let verdict = block_on(fakes.gate.judge(attempt, &mut recorder));
            prop_assert!(matches!(verdict, Verdict::Refuse(_)));
            prop_assert!(recorder.0.is_empty());
        }
    }

    #[test]
    fn a_code_behind_any_name_is_that_persons(name in "[^\\p{Cc}@=\\\\/]{1,20}", suffix in "(@[a-z.]{1,10})?") {
        prop_assume!(name.trim() == name);
        let fakes = Fakes::with(|policy| application(policy).code = CodeWay::UserName);
        let whole = format!("{name}{suffix}");
        prop_assume!(whole.trim() == whole);
        let phone = fakes.enrol(&fakes.person(&whole, "whatever it is"));
        let typed = b"no code in here: 123456".to_vec();
        let (verdict, proven) = judge(&fakes, &format!("{name}-{}{suffix}", fakes.code(&phone, 0)), typed.clone());
        let _by = admitted(verdict);
        prop_assert_eq!(proven, vec![typed]);
    }
}
