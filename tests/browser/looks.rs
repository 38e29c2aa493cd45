//! Whether a page can be used by everybody: axe-core finds nothing, nothing runs off a narrow screen, little is loaded.
//! On the way a picture of each page is made, where somebody wants to see them.

use crate::chromium::Browser;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

/// A page with all it loads is lighter than this.
const HEAVIEST: u64 = 100_000;

static AXE: LazyLock<String> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{} (./test installs it): {error}", file.display()))
});

/// How much a page is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// Everything.
    All,
    /// What another language can change: not the colours.
    Words,
}

/// Holds the page against all of that, in light and dark.
pub(crate) fn inspect(browser: &Browser, care: Care, place: &str) {
    for colours in ["light", "dark"] {
        let feature = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        browser.command("Emulation.setEmulatedMedia", json!({ "features": feature }));
        let background = browser.run("return getComputedStyle(document.body).backgroundColor");
        assert_eq!(is_dark(&background), colours == "dark", "{place}: the background is {background} in {colours}");
        if care == Care::All || colours == "light" {
            assert_accessible(browser, &format!("{place}-{colours}"));
        }
        keep_picture(browser, &format!("{place}-{colours}"));
    }
    browser.command("Emulation.setEmulatedMedia", json!({ "features": [] }));
    screen(browser, 360, 740, 2);
    keep_picture(browser, &format!("{place}-phone"));
    // 320 pixels are a small telephone, and a window of 640 or 1280 at 200 or 400 percent.
    screen(browser, 320, 640, 2);
    assert_fits(browser, place, "on 320 pixels");
    if care == Care::All {
        assert_accessible(browser, &format!("{place}-narrow"));
    }
    screen(browser, 640, 900, 1);
    browser.run("document.documentElement.style.fontSize = '200%'");
    assert_fits(browser, place, "with letters of double size");
    browser.run("document.documentElement.style.fontSize = ''");
    browser.command("Emulation.clearDeviceMetricsOverride", json!({}));
    assert_light(browser, place);
}

fn screen(browser: &Browser, width: u32, height: u32, scale: u32) {
    let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
    browser.command("Emulation.setDeviceMetricsOverride", screen);
}

fn assert_accessible(browser: &Browser, place: &str) {
    if browser.run("return typeof axe") == "undefined" {
        // As a script from outside; the page's own policy would take no such thing.
        browser.run(&format!("{};window.axe = axe", *AXE));
    }
    let found = browser.run_until_answer(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'] }).then(
             (found) => done(found.violations.map((one) => [one.id, one.help, one.nodes.map((node) => node.html)])),
             (error) => done([String(error)]))",
    );
    assert_eq!(found, json!([]), "axe-core at {place}: {found:#}");
}

fn assert_fits(browser: &Browser, place: &str, how: &str) {
    let widths = browser.run("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]");
    let number = |place: usize| widths[place].as_u64().unwrap_or(u64::MAX);
    assert!(number(0) <= number(1), "{place} runs off the screen {how}: {widths} at {}", widest(browser));
}

/// The elements that reach farthest to the right, for a message.
fn widest(browser: &Browser) -> Value {
    browser.run(
        "const wide = [...document.querySelectorAll('body *')]
             .map((one) => [one.getBoundingClientRect(), one])
             .filter(([box]) => box.right > document.documentElement.clientWidth || box.left < 0)
             .map(([box, one]) => `${one.tagName}.${one.className} ${box.left} ${box.right}`);
         return wide.slice(0, 5)",
    )
}

fn assert_light(browser: &Browser, place: &str) {
    let weight = browser.run(
        "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
             .reduce((sum, one) => sum + Math.max(one.transferSize, one.encodedBodySize), 0)",
    );
    let weight = weight.as_f64().unwrap_or(f64::MAX);
    assert!(weight > 0.0 && weight < HEAVIEST as f64, "{place} weighs {weight}");
}

/// A picture of the whole page, as long as it is.
fn keep_picture(browser: &Browser, name: &str) {
    let Some(folder) = env::var_os("VESTIBULE_SCREENSHOTS") else { return };
    fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    let sizes = browser.run("return [innerWidth, document.documentElement.scrollHeight, devicePixelRatio]");
    let [width, height, scale] = [0, 1, 2].map(|place| sizes[place].as_f64().unwrap_or(1.0));
    let whole = json!({ "width": width, "height": height.ceil(), "deviceScaleFactor": scale, "mobile": false });
    browser.command("Emulation.setDeviceMetricsOverride", whole);
    fs::write(Path::new(&folder).join(format!("{name}.png")), browser.picture()).expect("a picture can be written");
    browser.command("Emulation.clearDeviceMetricsOverride", json!({}));
}

/// `rgb(18, 20, 24)`: darker than the middle?
fn is_dark(colour: &Value) -> bool {
    let text = colour.as_str().unwrap_or_default();
    let numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter_map(|part| part.parse::<u32>().ok());
    numbers.take(3).sum::<u32>() < 3 * 128
}
