//! The laboratory itself: what these tests rely on of the directory, without Vestibule in between.

use crate::support::dc::{COMMON_PASSWORD, Dc};
use crate::support::phone::Phone;

#[test]
fn a_controller_knows_its_people_and_tells_wrong_passwords_apart() {
    let dc = Dc::start();
    let person = dc.person("mara");
    let mut session = dc.connect().expect("the controller takes connections");
    assert_eq!(session.bind(&person.upn, &person.password).code, 0);
    assert!(session.token_groups().contains(&person.sid));
    assert_eq!(session.bind(&person.upn, "not the password").code, 49);
    assert_eq!(dc.wrong_passwords(&person), 1);
    assert_eq!(session.bind("otto@ad.example.test", COMMON_PASSWORD).diagnostic.contains("data 532"), true);
    let petra = dc.resident("petra");
    assert_eq!(session.bind(&petra.dn, COMMON_PASSWORD).code, 0);
    dc.lock(&person);
    dc.freeze();
    dc.thaw();
    dc.kill9();
    dc.start_again();
    let mut phone = Phone::new();
    assert_ne!(phone.code(), phone.code());
}
