//! What pages are made of: words in five languages, styles that turn with them, nothing inline, little weight.

use vestibule_enroll_web::{Language, Logo, Method, table};

use crate::browser::Page;
use crate::house::{House, PASSWORD, open, settings};

/// Every page that can be shown, as somebody sees it who goes all the way.
fn pages(house: &House, language: &'static str) -> Vec<Page> {
    let mut pages = Vec::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.language = language;
    pages.push(browser.get("/sign-in").shown());
    pages.push(browser.get("/nowhere").is(404));
    browser.begin("una", PASSWORD).sent_to("/enroll");
    let offer = browser.get("/enroll").shown();
    pages.push(browser.post("/enroll", &[("label", "x"), ("code", "000000")]).is(422));
    let code = house.code_of(&offer.key(), 0);
    pages.push(offer);
    browser.post("/enroll", &[("label", "x"), ("code", &code)]).sent_to("/recovery-codes");
    pages.push(browser.get("/recovery-codes").shown());
    browser.post("/recovery-codes/saved", &[]).sent_to("/done");
    pages.push(browser.get("/done").shown());
    let (_, phone) = house.enrolled("ada");
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    pages.push(browser.get("/sign-in/code").shown());
    browser.post("/sign-in/code", &[("code", &house.fakes.code(&phone, 0))]).sent_to("/account");
    for route in table().iter().filter(|route| route.path.starts_with("/account") && route.method == Method::Get) {
        pages.push(browser.get(&route.path.replace("{id}", &phone.id)).shown());
    }
    browser.begin("ada", "wrong").sent_to("/sign-in/code");
    browser.get("/sign-in/code").shown();
    pages.push(browser.post("/sign-in/code", &[("code", "000000")]).is(403));
    pages
}

#[test]
fn pages_are_whole_in_every_language() {
    for language in Language::ALL {
        let house = House::new();
        for page in pages(&house, language.tag()) {
            whole(&page, language);
        }
    }
}

/// One heading, one main part, everything that every page has, nothing inline, labels.
pub(crate) fn whole(page: &Page, language: Language) {
    let direction = if language == Language::Arabic { "rtl" } else { "ltr" };
    let head = format!("<html lang=\"{}\" dir=\"{direction}\">", language.tag());
    assert!(page.body.contains(&head), "{}", page.body);
    let count = |text: &str| page.body.matches(text).count();
    assert_eq!((count("<h1>"), count("<main "), count("<title>")), (1, 1, 1), "{}", page.body);
    for part in ["id=\"main\"", "class=\"skip\" href=\"#main\"", "<header ", "<footer ", "name=\"viewport\""] {
        assert_eq!(count(part), 1, "{part} {}", page.body);
    }
    for inline in ["style=", "<style", "onclick", "onload", "javascript:", "<script>", "http://"] {
        assert_eq!(count(inline), 0, "{inline} {}", page.body);
    }
    labels(&page.body);
}

/// Every field has a label, every id stands once, every reference leads somewhere.
fn labels(body: &str) {
    let attribute = |name: &str| -> Vec<String> {
        let before = format!(" {name}=\"");
        let parts = body.split(before.as_str()).skip(1);
        parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = attribute("id");
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "an id stands twice: {ids:?}");
    for field in body.split("<input ").skip(1).filter(|rest| !rest.starts_with("type=\"hidden\"")) {
        let id = field.split("id=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(body.contains(&format!("<label for=\"{id}\">")), "{id} has no label");
    }
    for reference in attribute("aria-describedby").iter().chain(&attribute("aria-labelledby")) {
        assert!(reference.split(' ').all(|id| ids.iter().any(|known| known == id)), "{reference}");
    }
    for reference in attribute("href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(ids.iter().any(|known| known == reference), "{reference}");
    }
}

#[test]
fn a_mistake_is_told_at_the_head_and_at_its_field() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    browser.get("/enroll").shown();
    let page = browser.post("/enroll", &[("label", "Mine"), ("code", "1")]).is(422);
    let page = page.says("<title>Error: ").says("role=\"alert\"").says("<a href=\"#code\">").says("value=\"Mine\"");
    page.says("aria-invalid=\"true\" aria-describedby=\"code-hint code-wrong\"");
}

#[test]
fn a_language_is_chosen_and_kept_and_leads_back_to_known_pages_only() {
    let house = House::new();
    let mut browser = house.browser();
    browser.language = "it, de-AT;q=0.8";
    browser.get("/sign-in").shown().says("lang=\"de\"");
    browser.post("/language", &[("language", "ar"), ("page", "/sign-in")]).sent_to("/sign-in");
    browser.get("/sign-in").shown().says("<html lang=\"ar\" dir=\"rtl\">");
    for page in [
        "https://evil.example",
        "//evil.example",
        "/nowhere",
        "/assets/{name}",
        "/account/authenticators/{id}/rename",
        "/recovery-codes/download",
        "",
        "javascript:alert(1)",
        "/sign-in/../x",
        "/sign-out",
    ] {
        browser.post("/language", &[("language", "fr"), ("page", page)]).sent_to("/");
    }
    browser.post("/language", &[("language", "xx"), ("page", "/")]).is(404);
}

#[test]
fn a_page_with_all_it_needs_weighs_less_than_100_kilobytes() {
    let mut settings = settings();
    let picture = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", " ".repeat(40_000));
    settings.logo = Some(Logo::new(picture.into_bytes()).unwrap());
    let house = House::set_up(open, settings);
    for page in pages(&house, "ar") {
        let mut weight = page.body.len();
        let mut browser = house.browser();
        for asset in page.body.split("\"/assets/").skip(1) {
            let path = format!("/assets/{}", asset.split('"').next().unwrap());
            weight += browser.get(&path).shown().body.len();
        }
        assert!(weight < 100_000, "{weight}");
    }
}

#[test]
fn files_are_kept_for_ever_under_the_name_of_their_content() {
    let house = House::new();
    let page = house.browser().get("/sign-in").body;
    for asset in page.split("\"/assets/").skip(1) {
        let name = asset.split('"').next().unwrap();
        let file = house.browser().get(&format!("/assets/{name}")).shown();
        assert_eq!(file.headers["cache-control"], "public, max-age=31536000, immutable");
        let media_type = file.headers["content-type"].to_str().unwrap().to_owned();
        assert!(["text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"].contains(&&*media_type));
        house.browser().get(&format!("/assets/x{name}")).is(404);
    }
    assert!(page.contains("/assets/brand-"));
    house.browser().get("/assets/portal.css").is(404);
}

#[test]
fn styles_turn_with_the_direction_of_writing() {
    let sheet = include_str!("../../assets/portal.css");
    for side in ["left", "right", "top", "bottom"] {
        for property in [
            format!("margin-{side}"),
            format!("padding-{side}"),
            format!("border-{side}"),
            format!(" {side}:"),
            format!("text-align: {side}"),
            format!("float: {side}"),
        ] {
            assert!(!sheet.contains(&property), "{property}");
        }
    }
    for property in [" width:", " height:", "max-width:", "min-width:", "max-height:", "min-height:"] {
        assert!(!sheet.lines().any(|line| line.starts_with("   ") && line.contains(property)), "{property}");
    }
    for line in sheet.lines().filter(|line| line.contains("padding:") || line.contains("margin:")) {
        let values = line.split(':').nth(1).unwrap().split_whitespace().count();
        assert!(values <= 2 || line.contains("clamp"), "{line}");
    }
}
