//! Measures the portal's pages over a store of many people, beside nginx, which serves the same octets from files.
//! Nothing is asserted: the report says what came out.

#[expect(dead_code, reason = "programs send more than browsers do")]
mod browser;
#[path = "../../ldap/src/machine.rs"]
mod machine;
mod options;
mod pages;
mod peers;
#[expect(dead_code, reason = "the LDAP door's measurements use more of it")]
#[path = "../../ldap/src/people.rs"]
mod people;
#[path = "../../ldap/src/results.rs"]
mod results;
#[path = "../../ldap/src/running.rs"]
mod running;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::ensure;

use browser::Browser;
use options::Options;
use pages::Scene;
use peers::{HOST, INDICES, Nginx, Slapd, Vestibule};
use people::People;

/// The goal for every page.
const LONGEST: f64 = 50.0;
/// The goal for what a page weighs, with style sheet, script and icon.
const HEAVIEST: usize = 100_000;

fn main() -> ExitCode {
    let measured = Options::read(std::env::args().skip(1)).and_then(|options| options.as_ref().map_or(Ok(()), measure));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> anyhow::Result<()> {
    if options.folder.exists() {
        std::fs::remove_dir_all(&options.folder)?;
    }
    std::fs::create_dir_all(options.folder.join("files"))?;
    let folder = options.folder.canonicalize()?;
    let mut text = heading(options, &folder);
    let (everybody, enrolled) = (People::new(options.people), People::new(options.people - 1));
    eprintln!("loading {} people into the directory", options.people);
    let slapd = Slapd::start(&folder, &everybody.ldif(|_| String::new()), INDICES)?;
    eprintln!("enrolling all but one");
    let vestibule = Vestibule::start(&options.vestibule, &folder, &slapd, &enrolled, "")?;
    pages::history(vestibule.address)?;
    let began = pages::now();
    let mut rows = Vec::new();
    let nginx = Nginx::start(&folder, &folder.join("files"))?;
    for (number, mut scene) in pages::scenes(vestibule.address, &enrolled, options.people - 1)?.into_iter().enumerate()
    {
        rows.push(row(options, &folder, &nginx, &mut scene, number)?);
    }
    text += "| page | octets | p50 ms | p99 ms | p50 ÷ nginx | goal | |\n|---|---|---|---|---|---|---|\n";
    for line in &rows {
        text += line;
    }
    let _ = writeln!(text, "\n- weight with style sheet, script and icon: {}", weight(vestibule.address)?);
    let memory = std::fs::read_to_string(format!("/proc/{}/status", vestibule.running.id())).unwrap_or_default();
    let memory = memory.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown");
    let _ = writeln!(text, "- {} after {} s", memory.replace('\t', " "), pages::now() - began);
    results::write(&options.output, &text)
}

fn row(options: &Options, folder: &Path, nginx: &Nginx, scene: &mut Scene, number: usize) -> anyhow::Result<String> {
    let file = format!("page-{number}");
    scene.browser.again()?;
    let first = scene.browser.get(&scene.path)?;
    ensure!(first.status == 200, "{} is {} {}", scene.path, first.status, first.location);
    std::fs::write(folder.join("files").join(&file), &first.body)?;
    let mut theirs = Browser::open(nginx.address, HOST)?;
    let (mut ours_took, mut theirs_took) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let page = scene.browser.get(&scene.path)?;
        ensure!(page.status == 200, "{} is {}", scene.path, page.status);
        ours_took.push(page.took);
        let page = theirs.get(&format!("/{file}"))?;
        ensure!(page.status == 200 && page.body == first.body, "nginx serves the file");
        theirs_took.push(page.took);
    }
    let (ours, theirs) = (spread(ours_took), spread(theirs_took));
    eprintln!("{}: {:.2} ms, {:.2} ms; nginx {:.2} ms", scene.name, ours.0, ours.1, theirs.0);
    let met = if ours.1 < LONGEST { "met" } else { "**missed**" };
    let (name, octets, ratio) = (scene.name, first.body.len(), ours.0 / theirs.0);
    Ok(format!("| {name} | {octets} | {:.2} | {:.2} | {ratio:.1} | < {LONGEST} | {met} |\n", ours.0, ours.1))
}

/// Median and ninety-ninth percentile, in milliseconds.
fn spread(mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).map_or(0.0, Duration::as_secs_f64) * 1000.0;
    (at(50), at(99))
}

/// What the heaviest way to begin weighs: the page and all it names.
fn weight(at: std::net::SocketAddr) -> anyhow::Result<String> {
    let mut browser = Browser::open(at, HOST)?;
    let page = browser.get("/sign-in")?;
    let mut sum = page.body.len();
    let assets: Vec<&str> = page.body.split('"').filter(|text| text.starts_with("/assets/")).collect();
    for asset in assets {
        sum += browser.get(asset)?.body.len();
    }
    let met = if sum < HEAVIEST { "met" } else { "**missed**" };
    Ok(format!("{sum} octets (goal < {HEAVIEST}: {met})"))
}

fn heading(options: &Options, folder: &Path) -> String {
    format!(
        "# Portal: results\n\nWritten by `benches/web/run`. A time is from the first octet of the request to the last one \
         of the answer, on one kept connection in clear text over loopback.\n\n\
         {}- {} people in one slapd, all but one enrolled in the store; {} requests a page, one after the other\n\
         - nginx serves the octets of the same page from a file: what HTTP itself takes here\n{}\n",
        machine::describe(&options.vestibule, folder),
        options.people,
        options.rounds,
        if options.note.is_empty() { String::new() } else { format!("- {}\n", options.note) },
    )
}
