//! Debian's Chromium: headless, each with a profile of its own, in which the portal's name leads to the house.

use crate::driver::{Way, address, wait_for};
use crate::support::house::House;
use crate::support::plan::PUBLIC_URL;
use crate::support::process::wait_until;
use crate::support::scratch;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{
    By, CapabilitiesHelper, ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement,
};

/// Without these Chromium does not start as root, or waits for servers that a closed network has not.
pub(crate) const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--window-size=1100,1000",
];

/// A browser somebody sits at. It ends with its value.
pub(crate) struct Browser {
    session: Option<WebDriver>,
    _profile: TempDir,
}

/// A browser to be started.
pub(crate) struct Opening {
    capabilities: ChromeCapabilities,
    preferences: Vec<(&'static str, Value)>,
}

impl Opening {
    /// A browser for this house's portal, in English.
    pub(crate) fn at(house: &House) -> Self {
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag).expect("a flag");
        }
        let rule = format!("--host-resolver-rules=MAP mfa.example.test {}", house.address("web"));
        capabilities.add_arg(&rule).expect("a flag");
        capabilities.accept_insecure_certs(true).expect("a capability");
        Self { capabilities, preferences: Vec::new() }.language("en")
    }

    /// With scripts switched off, as some people have it.
    pub(crate) fn without_script(self) -> Self {
        self.preference("profile.managed_default_content_settings.javascript", json!(2))
    }

    /// That wishes another language.
    pub(crate) fn language(self, tag: &str) -> Self {
        self.preference("intl.accept_languages", json!(tag))
    }

    /// Of a telephone: a small screen that is touched.
    pub(crate) fn telephone(mut self) -> Self {
        let screen = json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true, "mobile": true });
        let emulated = json!({ "deviceMetrics": screen });
        self.capabilities.add_experimental_option("mobileEmulation", emulated).expect("an option");
        self
    }

    fn preference(mut self, name: &'static str, value: Value) -> Self {
        self.preferences.retain(|(other, _)| *other != name);
        self.preferences.push((name, value));
        self
    }

    /// Starts it.
    pub(crate) fn open(mut self) -> Browser {
        let profile = scratch::folder("profile");
        let folder = format!("--user-data-dir={}", profile.path().display());
        self.capabilities.add_arg(&folder).expect("a flag");
        let preferences: serde_json::Map<_, _> =
            self.preferences.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.capabilities.add_experimental_option("prefs", preferences).expect("an option");
        let connecting = WebDriver::builder(format!("http://{}", address()), self.capabilities).client(Way(address()));
        let session = wait_for(connecting.connect()).expect("Chromium starts (./test installs it)");
        Browser { session: Some(session), _profile: profile }
    }
}

impl Browser {
    /// A usual one.
    pub(crate) fn at(house: &House) -> Self {
        Opening::at(house).open()
    }

    fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("it is open as long as it lives")
    }

    /// Opens a page of the portal.
    pub(crate) fn go(&self, path: &str) {
        wait_for(self.session().goto(format!("{PUBLIC_URL}{path}"))).expect("the portal answers");
    }

    /// Loads the page again.
    pub(crate) fn reload(&self) {
        wait_for(self.session().refresh()).expect("the portal answers");
    }

    /// Goes back to the page before.
    pub(crate) fn back(&self) {
        wait_for(self.session().back()).expect("there is a page before");
    }

    /// Waits until it is at a page, wherever it is led through.
    pub(crate) fn wait_at(&self, path: &str) {
        let there = || (self.path() == path && self.run("return document.readyState") == "complete").then_some(());
        wait_until(&format!("{path} from {}", self.path()), there);
    }

    /// The address of the page, without the portal's own.
    pub(crate) fn path(&self) -> String {
        let url = wait_for(self.session().current_url()).expect("there is a page").to_string();
        url.strip_prefix(PUBLIC_URL).map_or(url.clone(), str::to_owned)
    }

    /// The page's title.
    pub(crate) fn title(&self) -> String {
        wait_for(self.session().title()).expect("there is a page")
    }

    /// All that can be read on the page.
    pub(crate) fn text(&self) -> String {
        self.read("body")
    }

    /// What can be read in one element.
    pub(crate) fn read(&self, css: &str) -> String {
        wait_for(async { self.session().find(By::Css(css)).await?.text().await })
            .unwrap_or_else(|error| panic!("{css} is on the page: {error}"))
    }

    /// What can be read in each of several elements.
    pub(crate) fn read_all(&self, css: &str) -> Vec<String> {
        let found: Vec<WebElement> = wait_for(self.session().find_all(By::Css(css))).expect("a selector");
        found.iter().map(|element| wait_for(element.text()).expect("it is still there")).collect()
    }

    /// Whether an element is there and can be seen.
    pub(crate) fn shows(&self, css: &str) -> bool {
        let shown = wait_for(async { self.session().find(By::Css(css)).await?.is_displayed().await });
        shown.unwrap_or(false)
    }

    /// An attribute of an element as it stands in the page.
    pub(crate) fn attribute(&self, css: &str, name: &str) -> String {
        let value = wait_for(async { self.session().find(By::Css(css)).await?.attr(name).await });
        value.expect("the element is on the page").unwrap_or_default()
    }

    /// Types into a field, in the place of what it holds.
    pub(crate) fn fill(&self, name: &str, text: &str) {
        let typed: WebDriverResult<()> = wait_for(async {
            let field = self.session().find(By::Css(format!("main [name=\"{name}\"]"))).await?;
            field.clear().await?;
            field.send_keys(text).await
        });
        typed.unwrap_or_else(|error| panic!("{name} is a field of the page: {error}\n{}", self.text()));
    }

    /// Chooses from a list.
    pub(crate) fn choose(&self, name: &str, value: &str) {
        let chosen = wait_for(async {
            self.session().find(By::Css(format!("[name=\"{name}\"] option[value=\"{value}\"]"))).await?.click().await
        });
        chosen.expect("the list has it");
    }

    /// Presses the button, or follows the link, with these words, and waits for the page behind it.
    pub(crate) fn press(&self, words: &str) {
        self.leave(&named(words));
    }

    /// Sends the form of the page, whatever its button is called.
    pub(crate) fn submit(&self) {
        self.leave(&By::Css("main form button:not([type=button])"));
    }

    /// Follows the link to an address of the portal.
    pub(crate) fn follow(&self, path: &str) {
        self.leave(&By::Css(format!("main a[href=\"{path}\"]")));
    }

    /// Presses the first of what a selector finds, and waits for the page behind it.
    pub(crate) fn press_at(&self, css: &str) {
        self.leave(&By::Css(css.to_owned()));
    }

    /// Waits until a text can be read in an element.
    pub(crate) fn wait_for_text(&self, css: &str, text: &str) {
        wait_until(&format!("{text:?} in {css}"), || self.read(css).contains(text).then_some(()));
    }

    /// Presses something of a form that leads nowhere.
    pub(crate) fn click_at(&self, css: &str) {
        self.click_on(&By::Css(css.to_owned()));
    }

    /// Presses what leads to no other page.
    pub(crate) fn click(&self, words: &str) {
        self.click_on(&named(words));
    }

    fn leave(&self, what: &By) {
        self.run("window.before = true");
        self.click_on(what);
        wait_until("the next page", || {
            let there = "return !window.before && document.readyState === 'complete'";
            (self.try_run(there) == Some(Value::Bool(true))).then_some(())
        });
    }

    fn click_on(&self, what: &By) {
        let clicked = wait_for(async { self.session().find(what.clone()).await?.click().await });
        clicked.unwrap_or_else(|error| panic!("{what:?} at {}: {error}\n{}", self.path(), self.text()));
    }

    /// Runs a script in the page, from outside: also where the page itself may run none.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.try_run(script).unwrap_or_else(|| panic!("{script} can be run at {}", self.path()))
    }

    fn try_run(&self, script: &str) -> Option<Value> {
        wait_for(self.session().execute(script.to_owned(), Vec::new())).ok().map(|done| done.json().clone())
    }

    /// The same, for what answers later by calling its last argument.
    pub(crate) fn run_until_answer(&self, script: &str) -> Value {
        let done = wait_for(self.session().execute_async(script.to_owned(), Vec::new()));
        done.unwrap_or_else(|error| panic!("a script at {}: {error}", self.path())).json().clone()
    }

    /// Has the browser do what no person could: a command of its DevTools protocol.
    pub(crate) fn command(&self, name: &str, parameters: Value) -> Value {
        wait_for(self.session().cdp().send_raw(name, parameters)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What the screen shows.
    pub(crate) fn picture(&self) -> Vec<u8> {
        wait_for(self.session().screenshot_as_png()).expect("a picture can be made")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _gone = self.session.take().map(|session| wait_for(session.quit()));
    }
}

/// What can be pressed, by its words.
fn named(words: &str) -> By {
    let kinds = ["button", "a", "summary"].map(|kind| format!("//{kind}[normalize-space()=\"{words}\"]"));
    By::XPath(kinds.join(" | "))
}
