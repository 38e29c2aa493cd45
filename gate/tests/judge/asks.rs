//! Doors that cannot put a question (EAP outside of GTC): where the code goes, and who comes in without one.

use vestibule_gate::fakes::Fakes;
use vestibule_gate::{By, CodeWay, Form, Reason, Said};

use crate::reconnect::{admission, come_back, exempt, left, login, login_as, reconnecting};
use crate::{application, enrolled, kiosk, last_reason, refused};

#[test]
fn without_a_question_an_auto_client_takes_the_code_behind_the_password() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        application(policy).code = CodeWay::Auto;
    });
    let (_, phone) = enrolled(&fakes, "ada");
    let _new = fakes.person("new", "Passw0rd!");
    assert_eq!((refused(login(&fakes, "ada", "Passw0rd!")), last_reason(&fakes)), (Said::Nothing, Reason::WrongCode));
    assert!(matches!(refused(login(&fakes, "new", "Passw0rd!")), Said::Enrol(_)));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert!(matches!(admission(login(&fakes, "ada", &typed)).bound().by(), By::Code(_)));
    exempt(&fakes, "kit");
}

#[test]
fn without_a_question_a_challenge_client_has_no_place_for_a_code() {
    let fakes = Fakes::with(|policy| {
        reconnecting(policy);
        application(policy).code = CodeWay::Challenge;
    });
    let (_, phone) = enrolled(&fakes, "ada");
    let asked = fakes.directory.asked();
    for typed in ["Passw0rd!".to_owned(), format!("Passw0rd!{}", fakes.code(&phone, 0))] {
        let verdict = login(&fakes, "ada", &typed);
        assert_eq!((refused(verdict), last_reason(&fakes)), (Said::Nothing, Reason::NoPlaceForCode));
    }
    assert_eq!(fakes.directory.asked(), asked);
    let _new = fakes.person("new", "Passw0rd!");
    assert!(matches!(refused(login(&fakes, "new", "Passw0rd!")), Said::Enrol(_)));
    assert_eq!(refused(login(&fakes, "new", "wrong")), Said::Nothing);
    exempt(&fakes, "kit");
}

#[test]
fn without_a_question_a_response_has_no_room_and_single_factor_is_for_the_exempt() {
    for way in [CodeWay::Auto, CodeWay::Challenge] {
        for single_factor in [false, true] {
            let fakes = Fakes::with(|policy| {
                reconnecting(policy);
                application(policy).code = way.clone();
                application(policy).single_factor = single_factor;
            });
            let respond = |name: &str| login_as(&fakes, name, "Passw0rd!", Form::Response);
            let (_, _phone) = enrolled(&fakes, "ada");
            let _new = fakes.person("new", "Passw0rd!");
            let _exempt = fakes.person("kit", "Passw0rd!");
            fakes.directory.join("kit", &kiosk());
            for name in ["ada", "new"] {
                assert_eq!(refused(respond(name)), Said::Nothing, "{name} {way:?}");
                assert_eq!(last_reason(&fakes), Reason::NoPlaceForCode, "{name} {way:?}");
            }
            assert_eq!(fakes.directory.asked(), 0);
            if single_factor {
                let what = left(respond("kit"));
                let _admitted = admission(come_back(&fakes, &what));
                let mut policy = (*fakes.gate.policy()).clone();
                application(&mut policy).single_factor = false;
                fakes.gate.set_policy(policy);
                let verdict = come_back(&fakes, &what);
                assert_eq!((refused(verdict), last_reason(&fakes)), (Said::Nothing, Reason::NoPlaceForCode));
            } else {
                assert_eq!((refused(respond("kit")), last_reason(&fakes)), (Said::Nothing, Reason::NoPlaceForCode));
            }
        }
    }
}
