//! What is asked for, by whom, and how long it may take.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use crate::browser::Browser;
use crate::groups;
use crate::pages::signed_in;
use crate::peers::{HOST, Vestibule};
use crate::people::People;

/// The goal for a page, in milliseconds.
const PAGE: f64 = 50.0;
/// The goal for a search of the directory.
const SEARCH: f64 = 200.0;

/// Something to ask for.
pub(crate) struct Scene {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) goal: f64,
    /// Whether a program asks.
    pub(crate) program: bool,
}

/// An administrator at a browser, and a program with a token.
pub(crate) struct Askers {
    pub(crate) admin: Browser,
    pub(crate) program: Browser,
}

impl Askers {
    pub(crate) fn begin(binary: &Path, folder: &Path, vestibule: &Vestibule) -> anyhow::Result<Self> {
        let admin = signed_in(vestibule.address, &People::new(1))?;
        let line = format!("Authorization: Bearer {}", token(binary, folder)?);
        Ok(Self { admin, program: Browser::open(vestibule.address, HOST)?.with(&line) })
    }

    pub(crate) fn of(&mut self, scene: &Scene) -> &mut Browser {
        if scene.program { &mut self.program } else { &mut self.admin }
    }
}

/// A token of all scopes, made as an operator makes one.
fn token(binary: &Path, folder: &Path) -> anyhow::Result<String> {
    let mut command = Command::new(binary);
    command.args(["token", "new", "--json", "--label", "bench", "-c"]).arg(folder.join("vestibule/vestibule.toml"));
    for scope in ["people:read", "exemptions:read", "explain:read", "audit:read"] {
        command.args(["--scope", scope]);
    }
    let output = command.output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    text(&String::from_utf8_lossy(&output.stdout), "token")
}

/// A field of a JSON text.
fn text(json: &str, field: &str) -> anyhow::Result<String> {
    let after = json.split(&format!("\"{field}\"")).nth(1).and_then(|rest| rest.split('"').nth(1));
    Ok(after.with_context(|| format!("{field} in {json}"))?.to_owned())
}

/// Everything that is asked for.
pub(crate) fn scenes(askers: &mut Askers) -> anyhow::Result<Vec<Scene>> {
    let found = askers.program.get("/api/v1/people?search=u00007&limit=1")?;
    ensure!(found.status == 200, "{} {}", found.status, found.body);
    let person = format!("/admin/people/{}", text(&found.body, "id")?.replace(':', "%3A"));
    let sheet = askers.admin.get(&person)?;
    let Some(disable) = sheet.body.split('"').find(|part| part.ends_with("/disable")).map(str::to_owned) else {
        bail!("{person} is {} {}", sheet.status, sheet.body)
    };
    let group = |name: &str| format!("cn%3D{name}%2C{}", groups::PLACE.replace(',', "%2C").replace('=', "%3D"));
    let (department, everybody) = (group("department-0"), group("everybody"));
    let page = |name: &str, path: String| Scene { name: name.to_owned(), path, goal: PAGE, program: false };
    let search = |name: &str, path: String| Scene { name: name.to_owned(), path, goal: SEARCH, program: false };
    let program = |path: String, goal: f64| Scene {
        name: path.replace("%3D", "=").replace("%2C", ","),
        path,
        goal,
        program: true,
    };
    Ok(vec![
        page("overview", "/admin".to_owned()),
        page("coverage of groups", "/admin/coverage".to_owned()),
        page("applications", "/admin/applications".to_owned()),
        page("people known here", "/admin/people".to_owned()),
        page("one person", person.clone()),
        page("unlock", format!("{person}/unlock")),
        page("activation code", format!("{person}/activation")),
        page("bypass code", format!("{person}/bypass")),
        page("recovery codes", format!("{person}/recovery-codes")),
        page("disable an authenticator", disable),
        page("bypass codes", "/admin/bypass".to_owned()),
        page("exemptions", "/admin/exemptions".to_owned()),
        page("a group to exempt", "/admin/exemptions/new".to_owned()),
        page("explain", "/admin/explain".to_owned()),
        page("explained, at every application", "/admin/explain?person=u00007&application=&from=".to_owned()),
        page("audit", "/admin/audit".to_owned()),
        search("people, a name that one has", "/admin/people?q=u00007".to_owned()),
        search("people, a name that 1,000 have", "/admin/people?q=u01".to_owned()),
        search("people, a name that all have", "/admin/people?q=Person".to_owned()),
        search("groups", "/admin/exemptions/new?q=department".to_owned()),
        search("who becomes exempt, of 1,000 people", format!("/admin/exemptions/new?group={department}")),
        search("who becomes exempt, of all by nested groups", format!("/admin/exemptions/new?group={everybody}")),
        program("/api/v1/people?search=u00007".to_owned(), SEARCH),
        program("/api/v1/people?search=u01".to_owned(), SEARCH),
        program("/api/v1/people?search=Person".to_owned(), SEARCH),
        program("/api/v1/groups?search=department".to_owned(), SEARCH),
        program(format!("/api/v1/exemptions/preview?group={department}&limit=25"), SEARCH),
        program(format!("/api/v1/exemptions/preview?group={everybody}&limit=25"), SEARCH),
        program("/api/v1/people?limit=50".to_owned(), PAGE),
        program("/api/v1/exemptions".to_owned(), PAGE),
        program("/api/v1/overview".to_owned(), PAGE),
        program("/api/v1/audit?limit=50".to_owned(), PAGE),
        // None is found: as many rows are looked through as for one page at most.
        program("/api/v1/audit?event=bypass-granted".to_owned(), PAGE),
    ])
}
