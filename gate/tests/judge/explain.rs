//! What would be asked of somebody, without a login.

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, Fakes};
use vestibule_gate::{CodeWay, Explanation, Person, Policy, Requirement};

use crate::{enrolled, exempting, kiosk};

fn explained(fakes: &Fakes, who: &Person) -> Explanation {
    block_on(fakes.gate.explain(who, &APPLICATION.into(), None)).unwrap()
}

fn code_only(policy: &mut Policy) {
    exempting(policy);
    for application in policy.applications.values_mut() {
        application.code = CodeWay::CodeOnly;
    }
}

#[test]
fn an_exemption_is_named_with_its_reason() {
    let fakes = Fakes::with(exempting);
    let person = fakes.person("eva", "Passw0rd!");
    fakes.directory.join("eva", &kiosk());
    let said = explained(&fakes, &person);
    assert_eq!(said.requirement, Requirement::Exempt { rule: "exempt-1".into(), group: kiosk() });
    assert_eq!(said.exempt_by, Some(("Kiosk".into(), "no phones on the floor".into())));
    assert!(!said.code_only);
}

#[test]
fn where_the_code_is_alone_no_exemption_counts() {
    let fakes = Fakes::with(code_only);
    let (enrolled, _phone) = enrolled(&fakes, "emil");
    let without = fakes.person("elsa", "Passw0rd!");
    for name in ["emil", "elsa"] {
        fakes.directory.join(name, &kiosk());
    }
    for (person, requirement) in [(enrolled, Requirement::Code), (without, Requirement::Enrol)] {
        let said = explained(&fakes, &person);
        assert_eq!((said.requirement, said.exempt_by, said.code_only), (requirement, None, true), "{}", person.name);
    }
}
