//! Mails about changes, and the prompt to enrol, as a real mail server takes them.

use crate::chromium::Browser;
use crate::house::{VPN, plan, radius, run};
use crate::mail_server::{Mail, MailServer, PASSWORD};
use crate::steps::{assert_says, bypass_code, enrol, give_code, give_password, sign_in, take_offer};
use crate::support::certificates::write_secret;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::plan::PUBLIC_URL;
use crate::support::scratch;
use crate::support::shared::dc;
use tempfile::TempDir;

const FEED: &str = "security@example.test";
const NOT_ME: &str = "This was not me";

struct Post {
    house: House,
    // It ends after the house that sends to it.
    server: MailServer,
    _folder: TempDir,
}

impl Post {
    fn open() -> Self {
        let (server, folder) = (MailServer::start(), scratch::folder("mail"));
        let password = folder.path().join("mail.password");
        write_secret(&password, PASSWORD);
        let section = format!("{}\nfeed = [\"{FEED}\"]", server.section(&password.display().to_string()));
        let here = "[web.first-enrollment]\nhow = \"password\"\nnetworks = [\"127.0.0.1/32\"]";
        let house = plan().section(&section).section(here).open();
        Self { house, server, _folder: folder }
    }

    /// Somebody with a mailbox.
    fn person(&self) -> (Person, String) {
        let person = dc().person("mia");
        let address = format!("{}@example.test", person.sam);
        dc().set(&person.dn, "mail", &address);
        (person, address)
    }

    /// The newest mail to somebody, when there are so many.
    fn newest(&self, count: usize, address: &str) -> Mail {
        let mails = self.server.wait_for(count, address);
        assert_eq!(mails.len(), count, "{mails:#?}\n{}", self.server.log());
        mails.into_iter().next_back().expect("one at least")
    }
}

#[test]
fn every_change_is_mailed_to_its_person_and_to_the_administrators() {
    let post = Post::open();
    let (person, address) = post.person();
    let browser = Browser::at(&post.house);
    let (mut phone, codes) = enrol(&browser, &person);
    let mut told = 1;
    let mut tells = |words: &str| {
        let mail = post.newest(told, &address);
        let subject = mail.subject();
        assert!(subject.contains(words), "{words:?} in mail {told}: {mail:#?}");
        assert!(mail.body.contains(NOT_ME) && mail.body.contains("helpdesk@example.test"), "{mail:#?}");
        assert!(mail.head.contains("it@example.test") && subject.contains("Example Works"), "{mail:#?}");
        assert!(mail.body.contains(PUBLIC_URL), "{mail:#?}");
        told += 1;
    };
    tells("an authenticator was added");

    sign_in(&browser, &person, &mut phone);
    browser.press("Add an authenticator");
    take_offer(&browser, "Second");
    tells("an authenticator was added");
    browser.press("Rename Second");
    browser.fill("label", "Tablet");
    browser.press("Save");
    tells("an authenticator was renamed");
    browser.press("Remove Tablet");
    browser.press("Remove");
    tells("an authenticator was removed");
    browser.press("Replace Phone");
    let phone = take_offer(&browser, "New phone");
    tells("an authenticator was replaced");
    browser.press("Sign out everywhere");
    tells("signed out everywhere");
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &codes[0]);
    tells("a recovery code was used");
    browser.press("Cancel");
    browser.press("Make new recovery codes");
    browser.press("Make new codes");
    tells("new recovery codes");

    let (feed, own) = (post.server.wait_for(told - 1, FEED), post.server.mails_to(&address));
    assert!(feed.iter().all(|mail| mail.body.contains(&person.sam)), "{feed:#?}");
    let sent: String = own.iter().chain(&feed).map(|mail| format!("{}{}", mail.head, mail.body)).collect();
    for secret in codes.iter().map(String::as_str).chain([person.password.as_str(), phone.seed()]) {
        assert!(!sent.contains(secret), "no secret is mailed");
    }
}

#[test]
fn what_administrators_do_for_somebody_is_mailed_too() {
    let post = Post::open();
    let (person, address) = post.person();
    run(&post.house, &["activation", "new", &person.dn]);
    let mail = post.newest(1, &address);
    assert!(mail.subject().contains("an activation code was made for you") && mail.body.contains(NOT_ME), "{mail:#?}");
    post.house.enroll(&person);
    assert!(post.newest(2, &address).subject().contains("an authenticator was added"));
    let bypass = bypass_code(&post.house, &person);
    let mail = post.newest(3, &address);
    assert!(mail.subject().contains("a temporary code was made for you") && !mail.body.contains(&bypass), "{mail:#?}");
    assert_eq!(post.house.bind(&person.upn, &format!("{}{bypass}", person.password)).code, 0);
    let mail = post.newest(4, &address);
    assert!(mail.subject().contains("a temporary code was used") && mail.body.contains(NOT_ME), "{mail:#?}");
    assert!(mail.body.contains("webmail"), "{mail:#?}");
}

#[test]
fn prompt_to_enrol_is_mailed_once_a_day_with_the_portal_s_address() {
    let post = Post::open();
    let (person, address) = post.person();
    let (silent, others) = post.person();
    for _ in 0..2 {
        assert!(post.house.bind(&person.upn, &person.password).diagnostic.contains(PUBLIC_URL));
        assert!(radius(&post.house, VPN, &person.upn, &person.password).text("Reply-Message").contains(PUBLIC_URL));
    }
    assert_eq!(post.house.bind(&silent.upn, "not the password").code, 49);
    let prompt = post.newest(1, &address);
    assert!(prompt.subject().contains("please set up your second factor"), "{prompt:#?}");
    assert!(prompt.body.contains(PUBLIC_URL) && prompt.body.contains("webmail"), "{prompt:#?}");

    // A later mail shows that the logins before it have been looked at.
    let browser = Browser::at(&post.house);
    give_password(&browser, &person.upn, &person.password);
    assert_says(&browser, "Set up your authenticator app");
    enrol(&browser, &person);
    let next = post.newest(2, &address);
    assert!(next.subject().contains("an authenticator was added"), "{next:#?}");
    assert!(post.server.mails_to(&others).is_empty(), "who did not prove the password is not prompted");
    assert!(post.server.mails_to(FEED).iter().all(|mail| !mail.subject().contains("second factor")));
}
