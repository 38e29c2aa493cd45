//! Names and passwords: what is asked of the directory, and what is told.

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{AccountState, Person, Reason, Said};

use crate::{admitted, enrolled, judge, last_reason, refused};

#[test]
fn a_wrong_password_with_the_right_code_is_refused_and_the_code_is_not_spent() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "eve");
    let code = fakes.code(&phone, 0);
    assert_eq!(refused(judge(&fakes, "eve", &format!("wrong{code}"))), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::WrongPassword);
    let _by = admitted(judge(&fakes, "eve", &format!("Passw0rd!{code}")));
}

#[test]
fn who_is_not_enrolled_and_proves_the_password_is_told_where_to_enrol() {
    let fakes = Fakes::new();
    let _person = fakes.person("jan", "Passw0rd!");
    let portal = Some("https://mfa.example.test".to_owned());
    assert_eq!(refused(judge(&fakes, "jan", "Passw0rd!")), Said::Enrol(portal));
    assert_eq!(refused(judge(&fakes, "jan", "wrong")), Said::Nothing);
}

#[test]
fn an_account_state_is_told_only_after_both_factors_and_the_code_is_spent() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "lea");
    fakes.directory.set_state("lea", Some(AccountState::PasswordExpired));
    assert_eq!(refused(judge(&fakes, "lea", "Passw0rd!")), Said::Nothing);
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    let change = Some("https://password.example.test".to_owned());
    assert_eq!(refused(judge(&fakes, "lea", &typed)), Said::Account(AccountState::PasswordExpired, change));
    assert_eq!(refused(judge(&fakes, "lea", &typed)), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::CodeReplayed);
}

#[test]
fn a_locked_account_says_nothing_and_spends_nothing() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "lou");
    fakes.directory.set_state("lou", Some(AccountState::Locked));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(refused(judge(&fakes, "lou", &typed)), Said::Nothing);
    fakes.directory.set_state("lou", None);
    let _by = admitted(judge(&fakes, "lou", &typed));
}

#[test]
fn names_with_blanks_or_control_characters_and_passwords_with_nul_are_refused_before_anything() {
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "xia");
    let code = fakes.code(&phone, 0);
    for name in ["", " xia", "xia ", "xi\0a", "xia\n", "\u{a0}xia", "xia\u{85}"] {
        let _said = refused(judge(&fakes, name, &format!("Passw0rd!{code}")));
        assert_eq!(last_reason(&fakes), Reason::BadSyntax, "{name:?}");
    }
    let _said = refused(judge(&fakes, "xia", &format!("Passw0rd!\0{code}")));
    assert_eq!(last_reason(&fakes), Reason::BadSyntax);
    assert_eq!(fakes.directory.asked(), 0);
}

#[test]
fn the_directory_is_asked_at_most_once_whatever_is_typed() {
    struct Once(u32);
    #[async_trait::async_trait]
    impl FirstFactor for Once {
        async fn prove(
            &mut self,
            _who: &Person,
            password: &vestibule_gate::Password,
            _until: vestibule_gate::Moment,
        ) -> Proof {
            assert_eq!(password.expose(), b"Passw0rd!123456");
            self.0 += 1;
            Proof::Wrong
        }
    }
    let fakes = Fakes::new();
    let (_, phone) = enrolled(&fakes, "ike");
    let typed = format!("Passw0rd!123456{}", fakes.code(&phone, 0));
    let mut once = Once(0);
    let _said = refused(block_on(fakes.gate.judge(fakes.attempt("ike", &typed), &mut once)));
    assert_eq!(once.0, 1);
}
