//! Service accounts.

use pollster::block_on;
use vestibule_gate::fakes::Fakes;
use vestibule_gate::{By, Networks, Reason, Sid};

use crate::{admitted, application, judge, last_reason, refused};

#[test]
fn service_accounts_bind_with_the_password_alone_from_named_sources_only() {
    let fakes = Fakes::new();
    let person = fakes.person("svc-mail", "Svc-Passw0rd!");
    let mut policy = (*fakes.gate.policy()).clone();
    application(&mut policy).service_accounts = vec![person.id.clone()];
    application(&mut policy).service_sources = Networks::new(vec![("127.0.0.0".parse().unwrap(), 8)]);
    fakes.gate.set_policy(policy);
    assert_eq!(admitted(judge(&fakes, "svc-mail", "Svc-Passw0rd!")), By::Service);
    let mut elsewhere = fakes.attempt("svc-mail", "Svc-Passw0rd!");
    elsewhere.source.peer = "192.0.2.1".parse().unwrap();
    let _said = refused(block_on(fakes.gate.judge(elsewhere, &mut fakes.first())));
    assert_eq!(last_reason(&fakes), Reason::ServiceElsewhere);
    for guess in 0..20 {
        let _said = refused(judge(&fakes, "svc-mail", &format!("guess-{guess}")));
    }
    assert_eq!(fakes.directory.asked(), 3);
    assert_eq!(admitted(judge(&fakes, "svc-mail", "Svc-Passw0rd!")), By::Service);
}

#[test]
fn a_protected_person_is_no_service_account_and_our_own_is_let_in_nowhere() {
    let fakes = Fakes::new();
    let (service, own) = (fakes.person("svc-admin", "Passw0rd!"), fakes.person("svc-own", "Passw0rd!"));
    fakes.directory.join("svc-admin", &Sid::new("S-1-5-21-1-2-3-512"));
    let mut policy = (*fakes.gate.policy()).clone();
    application(&mut policy).service_accounts = vec![service.id, own.id.clone()];
    application(&mut policy).service_sources = Networks::new(vec![("127.0.0.0".parse().unwrap(), 8)]);
    policy.own_accounts = vec![own.id];
    fakes.gate.set_policy(policy);
    let _said = refused(judge(&fakes, "svc-admin", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::ProtectedServiceAccount);
    let _said = refused(judge(&fakes, "svc-own", "Passw0rd!"));
    assert_eq!(last_reason(&fakes), Reason::OwnAccount);
}
