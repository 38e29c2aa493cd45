//! Grace: people without an authenticator are let in for a while, and told how long.

use crate::chromium::Browser;
use crate::house::{VPN, plan, radius};
use crate::steps::{assert_says, enrol};
use crate::support::dc::BASE;
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;

#[test]
fn grace_counts_down_at_every_door_and_then_ends() {
    let house = plan()
        .policy("unenrolled = \"grace\"\ngrace-logins = 2")
        .listener("files", "code = \"append\"")
        .section("[web.first-enrollment]\nhow = \"password\"\nnetworks = [\"127.0.0.1/32\"]")
        .open();
    let person = dc().person("greta");
    let first = house.bind(&person.upn, &person.password);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.diagnostic.contains("1 login is left") && first.diagnostic.contains(PUBLIC_URL), "{first:?}");
    let again = house.bind(&person.upn, &person.password);
    assert_eq!((again.code, again.diagnostic), (0, first.diagnostic), "one login of an application counts for hours");
    assert_eq!(house.bind(&person.upn, "not the password").code, 49);

    let second = radius(&house, VPN, &person.upn, &person.password);
    assert!(second.accepts(), "{second:?}");
    let told = second.text("Reply-Message");
    assert!(told.contains("this was the last login") && told.contains(PUBLIC_URL), "{second:?}");
    let third = house.connect_to("files").bind(&person.upn, &person.password);
    assert_eq!(third.code, 49);
    assert!(third.diagnostic.contains(PUBLIC_URL), "{third:?}");

    // There is no grace at the portal, and none for who is enrolled or protected.
    let browser = Browser::at(&house);
    let (mut phone, _) = enrol(&browser, &person);
    assert_says(&browser, "files");
    assert_eq!(house.bind(&person.upn, &person.password).code, 49);
    assert_eq!(house.bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    let protected = dc().person("greta");
    dc().join(&protected.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
    assert_eq!(house.bind(&protected.upn, &protected.password).code, 49);
}
