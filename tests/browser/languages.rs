//! The pages in other languages.

use crate::chromium::{Browser, Opening};
use crate::house::house;
use crate::steps::sign_in;
use crate::support::shared::dc;

#[test]
fn language_is_chosen_on_the_page_and_remembered() {
    let person = dc().person("lena");
    let mut phone = house().enroll(&person);
    let browser = Browser::at(house());
    browser.go("/sign-in");
    assert_eq!(language(&browser), ("en".to_owned(), "ltr".to_owned()));
    choose(&browser, "de", "Choose");
    assert_eq!(browser.path(), "/sign-in");
    assert_eq!(language(&browser), ("de".to_owned(), "ltr".to_owned()));
    assert_eq!(browser.read("h1"), "Anmelden");
    choose(&browser, "ar", &browser.read("form.language button"));
    assert_eq!(language(&browser), ("ar".to_owned(), "rtl".to_owned()));
    let heading = browser.read("h1");
    assert!(heading.chars().any(|letter| ('\u{600}'..='\u{6ff}').contains(&letter)), "{heading}");
    // Right to left: the heading begins at the right edge.
    let edges = "const box = document.querySelector('h1').getBoundingClientRect(), \
                 main = document.querySelector('main').getBoundingClientRect(); \
                 return getComputedStyle(document.querySelector('h1')).direction === 'rtl' && box.right <= main.right";
    assert_eq!(browser.run(edges), true);

    // It lasts through a login.
    browser.fill("name", &person.upn);
    browser.fill("password", &person.password);
    browser.press(&browser.read("main form button"));
    assert_eq!(browser.path(), "/sign-in/code");
    browser.fill("code", &phone.code());
    browser.press(&browser.read("main form button"));
    assert_eq!(browser.path(), "/account");
    assert_eq!(language(&browser).0, "ar");
    choose(&browser, "en", &browser.read("form.language button"));
    assert_eq!((browser.path().as_str(), language(&browser).0.as_str()), ("/account", "en"));
}

#[test]
fn language_of_the_browser_is_taken_where_none_was_chosen() {
    for (wished, taken) in
        [("de-AT,de", "de"), ("fr-CA,fr", "fr"), ("es-MX,es", "es"), ("ar-EG,ar", "ar"), ("nl", "en")]
    {
        let browser = Opening::at(house()).language(wished).open();
        browser.go("/sign-in");
        assert_eq!(language(&browser).0, taken, "{wished}");
    }
}

#[test]
fn names_and_labels_of_people_stay_as_they_are_between_arabic_words() {
    let person = dc().person("lena");
    let mut phone = house().enroll(&person);
    let browser = Browser::at(house());
    sign_in(&browser, &person, &mut phone);
    choose(&browser, "ar", "Choose");
    assert!(
        browser.read_all("bdi").iter().any(|name| name == &person.sam || name == &person.upn),
        "{}",
        browser.text()
    );
}

fn choose(browser: &Browser, tag: &str, button: &str) {
    browser.choose("language", tag);
    browser.press(button);
}

/// The page's language and direction.
fn language(browser: &Browser) -> (String, String) {
    (browser.attribute("html", "lang"), browser.attribute("html", "dir"))
}
