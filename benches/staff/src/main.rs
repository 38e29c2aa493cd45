//! Measures the pages and the API of those who manage over a directory of many people. Nothing is asserted: the report says
//! what came out.

#[path = "../../web/src/browser.rs"]
mod browser;
mod floor;
mod groups;
#[path = "../../ldap/src/machine.rs"]
mod machine;
mod options;
#[expect(dead_code, reason = "pages for everybody are measured elsewhere")]
#[path = "../../web/src/pages.rs"]
mod pages;
#[expect(dead_code, reason = "no web server stands beside these pages")]
#[path = "../../web/src/peers.rs"]
mod peers;
#[expect(dead_code, reason = "the LDAP door's measurements use more of it")]
#[path = "../../ldap/src/people.rs"]
mod people;
#[path = "../../ldap/src/results.rs"]
mod results;
#[path = "../../ldap/src/running.rs"]
mod running;
mod scenes;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::ensure;

use options::Options;
use peers::{Slapd, Vestibule};
use people::People;
use scenes::{Askers, Scene};

/// What is asked for before anything is measured.
const WARM: usize = 3;

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
    std::fs::create_dir_all(&options.folder)?;
    let folder = options.folder.canonicalize()?;
    let mut text = heading(options, &folder);
    let everybody = People::new(options.people);
    eprintln!("loading {} people into the directory", options.people);
    let ldif = format!("{}{}", everybody.ldif(|_| String::new()), groups::ldif(options.people));
    let slapd = Slapd::start(&folder, &ldif, groups::INDICES)?;
    eprintln!("enrolling them");
    let vestibule = Vestibule::start(&options.vestibule, &folder, &slapd, &everybody, groups::WEB)?;
    let mut askers = Askers::begin(&options.vestibule, &folder, &vestibule)?;
    text += "| asked for | octets | p50 ms | p95 ms | goal | |\n|---|---|---|---|---|---|\n";
    for scene in scenes::scenes(&mut askers)? {
        text += &row(options, &mut askers, &scene)?;
    }
    text += "\n`ldapsearch` with the same filter and as many entries, its start and its bind included:\n\n\
             | typed | p50 ms | p95 ms |\n|---|---|---|\n";
    for (typed, most) in floor::TYPED {
        let took: Vec<Duration> =
            (0..options.rounds).map(|_| floor::search(&slapd, typed, most)).collect::<anyhow::Result<_>>()?;
        let (half, most_of_all) = spread(took);
        let _ = writeln!(text, "| {typed} | {half:.2} | {most_of_all:.2} |");
    }
    let memory = std::fs::read_to_string(format!("/proc/{}/status", vestibule.running.id())).unwrap_or_default();
    let memory = memory.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown");
    let _ = writeln!(text, "\n- {}", memory.replace('\t', " "));
    results::write(&options.output, &text)
}

fn row(options: &Options, askers: &mut Askers, scene: &Scene) -> anyhow::Result<String> {
    let browser = askers.of(scene);
    browser.again()?;
    let (mut took, mut octets) = (Vec::new(), 0);
    for round in 0..WARM + options.rounds {
        let page = browser.get(&scene.path)?;
        ensure!(page.status == 200, "{} is {} {} {}", scene.path, page.status, page.location, page.body);
        octets = page.body.len();
        took.extend((round >= WARM).then_some(page.took));
    }
    let (half, most) = spread(took);
    eprintln!("{}: {half:.2} ms, {most:.2} ms", scene.name);
    let met = if most < scene.goal { "met" } else { "**missed**" };
    Ok(format!("| {} | {octets} | {half:.2} | {most:.2} | < {} | {met} |\n", scene.name, scene.goal))
}

/// Median and ninety-fifth percentile, in milliseconds.
fn spread(mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).map_or(0.0, Duration::as_secs_f64) * 1000.0;
    (at(50), at(95))
}

fn heading(options: &Options, folder: &Path) -> String {
    let indices: Vec<String> = groups::INDICES.lines().map(|line| format!("`{line}`")).collect();
    format!(
        "# Those who manage: results\n\nWritten by `benches/staff/run`. A time is from the first octet of the request to \
         the last one of the answer, on one kept connection in clear text over loopback; the goal is for the \
         ninety-fifth percentile.\n\n\
         {}- {} people in one slapd and in the store, all enrolled, in groups of 1,000 that are all in one; {} requests \
         each, one after the other, after {WARM} that are not counted\n\
         - in slapd: {}\n{}\n",
        machine::describe(&options.vestibule, folder),
        options.people,
        options.rounds,
        indices.join(", "),
        if options.note.is_empty() { String::new() } else { format!("- {}\n", options.note) },
    )
}
