//! Exemptions and protected people.

use pollster::block_on;
use vestibule_gate::fakes::{FakeFirst, Fakes};
use vestibule_gate::ports::Exemption;
use vestibule_gate::{By, Reason, Said, Sid};

use crate::{MINUTE, admitted, enrolled, exempting, judge, kiosk, last_reason, refused};

#[test]
fn members_of_an_exempt_group_need_no_code_but_a_valid_one_is_spent() {
    let fakes = Fakes::with(exempting);
    let (_, phone) = enrolled(&fakes, "mia");
    fakes.directory.join("mia", &kiosk());
    assert!(matches!(admitted(judge(&fakes, "mia", "Passw0rd!")), By::Exempt { .. }));
    let typed = format!("Passw0rd!{}", fakes.code(&phone, 0));
    assert_eq!(admitted(judge(&fakes, "mia", &typed)), By::Code(phone.id.clone()));
    fakes.directory.leave_all("mia");
    assert_eq!(refused(judge(&fakes, "mia", "Passw0rd!")), Said::Nothing);
}

#[test]
fn protected_people_are_never_exempt() {
    let fakes = Fakes::with(exempting);
    for (name, group) in [("ned", "S-1-5-21-1-2-3-512"), ("nat", "S-1-5-32-548"), ("nan", "S-1-5-21-1-2-3-527")] {
        let _person = fakes.person(name, "Passw0rd!");
        fakes.directory.join(name, &kiosk());
        fakes.directory.join(name, &Sid::new(group));
        assert!(matches!(refused(judge(&fakes, name, "Passw0rd!")), Said::Enrol(_)), "{name}");
    }
    let _person = fakes.person("noa", "Passw0rd!");
    fakes.directory.join("noa", &kiosk());
    fakes.directory.change("noa", |person| person.admin_count = true);
    assert!(matches!(refused(judge(&fakes, "noa", "Passw0rd!")), Said::Enrol(_)));
}

#[test]
fn an_exemption_must_also_stand_on_the_bound_connections_groups() {
    let fakes = Fakes::with(exempting);
    let _person = fakes.person("oli", "Passw0rd!");
    fakes.directory.join("oli", &kiosk());
    let mut first: FakeFirst = fakes.first();
    first.bound_groups = Some(vec![kiosk(), Sid::new("S-1-5-21-1-2-3-512")]);
    let verdict = block_on(fakes.gate.judge(fakes.attempt("oli", "Passw0rd!"), &mut first));
    assert_eq!(refused(verdict), Said::Nothing);
    assert_eq!(last_reason(&fakes), Reason::StricterThanForeseen);
}

#[test]
fn an_exemption_ends_at_its_date() {
    let fakes = Fakes::new();
    let _person = fakes.person("pam", "Passw0rd!");
    fakes.directory.join("pam", &kiosk());
    fakes.store.exempt(Exemption {
        id: "e1".into(),
        group: kiosk(),
        group_name: "Kiosk".into(),
        reason: "until they have phones".into(),
        owner: "test".into(),
        created: vestibule_gate::Timestamp(0),
        until: Some(vestibule_gate::Timestamp(1_700_000_000_000).plus(5 * MINUTE)),
    });
    assert!(matches!(admitted(judge(&fakes, "pam", "Passw0rd!")), By::Exempt { .. }));
    fakes.clock.advance(5 * MINUTE);
    assert!(matches!(refused(judge(&fakes, "pam", "Passw0rd!")), Said::Enrol(_)));
}
