//! Every page of those who manage, in every language: whole, labelled, nothing inline.

use vestibule_enroll_web::{Language, Method, table};

use super::kiosk;
use crate::house::{House, PASSWORD};
use crate::looks::whole;

#[test]
fn pages_of_those_who_manage_are_whole_in_every_language() {
    for language in Language::ALL {
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        house.fakes.directory.join("ada", &kiosk());
        let _bob = house.fakes.person("bob", PASSWORD);
        let (mut browser, _) = house.admin("bea");
        browser.language = language.tag();
        let exemption = house.asked_for(kiosk().as_str());
        let mut addresses: Vec<String> = table()
            .iter()
            .filter(|route| route.path.starts_with("/admin/") && route.method == Method::Get)
            .map(|route| route.path.replace("{person}", ada.id.as_str()).replace("{exemption}", &exemption))
            .map(|path| path.replace("{id}", &phone.id))
            .filter(|path| !path.starts_with("/admin/bypass/") && path != "/admin/handed" && !path.ends_with("/export"))
            .collect();
        assert!(addresses.len() > 10, "the table is walked");
        addresses.push(format!("/admin/exemptions/new?group={}", kiosk()));
        addresses.push("/admin/exemptions/new?q=S-1".to_owned());
        addresses.push("/admin/explain?person=ada&from=192.0.2.9".to_owned());
        addresses.push("/admin/audit?person=ada&outcome=refused&follow=1".to_owned());
        for address in addresses {
            whole(&browser.get(&address).shown(), language);
        }
    }
}
