//! The pages, each by somebody who may see it.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};

use crate::browser::{Browser, Page};
use crate::peers::HOST;
use crate::people::{PASSWORD, People, uid};

/// Logins the person whose pages are shown has behind them.
const LOGINS: usize = 100;

/// A page to measure: who looks, and where.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) path: String,
    pub(crate) browser: Browser,
}

/// Everybody who looks at pages, as far as they must have come.
pub(crate) fn scenes(at: std::net::SocketAddr, people: &People, stranger: usize) -> anyhow::Result<Vec<Scene>> {
    let open = || Browser::open(at, HOST);
    let scene = |name, path: &str, browser| Scene { name, path: path.to_owned(), browser };
    let mut begun = open()?;
    sign_in(&mut begun, &uid(1))?;
    let mut enrolling = open()?;
    let began = sign_in(&mut enrolling, &uid(stranger))?;
    ensure!(began.location == "/enroll", "{} was led to {}", uid(stranger), began.location);
    let mut scenes = vec![
        scene("sign in", "/sign-in", open()?),
        scene("type the code", "/sign-in/code", begun),
        scene("enrol, with a QR code", "/enroll", enrolling),
    ];
    let style = link(&scenes.first_mut().context("there are pages")?.browser.get("/sign-in")?.body, "/assets/portal-")?;
    scenes.push(scene("the style sheet", &style, open()?));
    let own = [("account", "/account"), ("own logins", "/account/logins"), ("add an authenticator", "/account/add")];
    for (name, path) in own {
        scenes.push(scene(name, path, signed_in(at, people)?));
    }
    let mut person = signed_in(at, people)?;
    let rename = link(&person.get("/account")?.body, "/account/authenticators/")?;
    scenes.push(scene("rename an authenticator", &rename, person));
    Ok(scenes)
}

/// One login after the other, so that there is something to show.
pub(crate) fn history(at: std::net::SocketAddr) -> anyhow::Result<()> {
    for _ in 0..LOGINS {
        let mut browser = Browser::open(at, HOST)?;
        sign_in(&mut browser, &uid(0))?;
    }
    Ok(())
}

fn sign_in(browser: &mut Browser, name: &str) -> anyhow::Result<Page> {
    let page = browser.post("/sign-in", &[("name", name), ("password", PASSWORD)])?;
    ensure!(page.status == 303, "{name} is not asked: {} {}", page.status, page.body);
    Ok(page)
}

/// A browser of somebody with an unspent code, signed in.
pub(crate) fn signed_in(at: std::net::SocketAddr, people: &People) -> anyhow::Result<Browser> {
    let mut browser = Browser::open(at, HOST)?;
    let (number, typed) = people.with_code().context("there are codes")?;
    sign_in(&mut browser, &uid(number))?;
    let token = field(&browser.get("/sign-in/code")?.body);
    let code = typed.strip_prefix(PASSWORD).unwrap_or_default();
    let page = browser.post("/sign-in/code", &[("token", &token), ("code", code)])?;
    ensure!(page.location == "/account", "{} came to {} {}", uid(number), page.status, page.location);
    Ok(browser)
}

/// The form token of a page.
fn field(body: &str) -> String {
    let behind = body.split("name=\"token\" value=\"").nth(1).unwrap_or_default();
    behind.split('"').next().unwrap_or_default().to_owned()
}

fn link(body: &str, begins: &str) -> anyhow::Result<String> {
    let at = body.find(&format!("\"{begins}")).with_context(|| format!("no link to {begins}"))?;
    let rest = body.get(at + 1..).unwrap_or_default();
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

/// Seconds since 1970, to tell a run from another.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
