//! Measures Vestibule's RADIUS door side by side with FreeRADIUS and its modules for LDAP and TOTP, over the same
//! directory, under the same clients' load, in alternating rounds. Nothing is asserted: the report says what came out.

mod load;
#[path = "../../ldap/src/machine.rs"]
mod machine;
mod options;
mod overload;
mod packet;
mod peers;
#[expect(dead_code, reason = "the LDAP door's measurements use more of it")]
#[path = "../../ldap/src/people.rs"]
mod people;
mod report;
#[path = "../../ldap/src/results.rs"]
mod results;
#[path = "../../ldap/src/running.rs"]
mod running;

use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::LocalSet;

use load::{Leg, Way};
use options::Options;
use peers::{FreeRadius, Slapd, Vestibule};
use people::People;
use report::{Row, SCENARIOS};

/// The clients' shared secret; it guards nothing.
pub(crate) const SECRET: &str = "bench-bench-bench-16";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let Some(options) = Options::read(std::env::args().skip(1))? else { return Ok(()) };
    // One thread: the load must not take more of the machine than it needs.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(measure(&options)))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    if options.folder.exists() {
        std::fs::remove_dir_all(&options.folder)?;
    }
    std::fs::create_dir_all(&options.folder)?;
    let folder = options.folder.canonicalize()?;
    let mut text = report::heading(options, &folder);
    let people = Rc::new(People::new(options.people));
    let slapd = Slapd::start(&folder, &people)?;
    let freeradius = FreeRadius::start(&folder, slapd.address)?;
    eprintln!("enrolling {} people", people.count());
    let vestibule = Vestibule::start(&options.vestibule, &folder, &slapd, &people)?;
    let legs = |way| legs(way, &slapd, &freeradius, &vestibule);
    for leg in [legs(Way::Append), legs(Way::Challenge)].concat() {
        load::wait_for(leg, &people).await?;
    }
    let mut rows = Vec::new();
    for scenario in SCENARIOS.into_iter().filter(|scenario| scenario.name.contains(&options.only)) {
        let mut row = Row { scenario, legs: Vec::new() };
        for _ in 0..options.rounds {
            for leg in legs(scenario.way) {
                wait_for_codes(leg, &people, options.lasting).await;
                let sample = load::run(leg, scenario.window, options.lasting, &people).await?;
                eprintln!(
                    "{}, {}: {:.0}/s, {:.0} µs, {} lost",
                    scenario.name, leg.name, sample.rate, sample.cpu, sample.lost
                );
                row.add(leg.name, sample);
            }
        }
        rows.push(row);
    }
    text += &report::tables(&rows);
    if options.only.is_empty() || "overload".contains(&options.only) {
        text += "\n## Ten times as many new requests as can be served\n\n";
        for leg in legs(Way::Challenge) {
            wait_for_codes(leg, &people, options.lasting).await;
            let most = load::run(leg, 2_000, options.lasting, &people).await?.rate;
            wait_for_codes(leg, &people, options.lasting).await;
            let lasting = Duration::from_secs(8);
            let (finished, sessions) = overload::run(leg, most * 10.0, lasting, &people).await?;
            eprintln!("overload, {}: {finished} of {sessions}", leg.name);
            text += &format!(
                "- {}: {finished} of {sessions} sessions under way finished, beside {:.0} new requests a second\n",
                leg.name,
                most * 10.0
            );
        }
    }
    results::write(&options.output, &text)
}

fn legs(way: Way, slapd: &Slapd, freeradius: &FreeRadius, vestibule: &Vestibule) -> Vec<Leg> {
    let (theirs, from) = match way {
        Way::Append => (freeradius.append, peers::APPEND),
        Way::Challenge => (freeradius.challenge, peers::CHALLENGE),
    };
    let directory = slapd.process();
    vec![
        Leg {
            name: "freeradius",
            server: theirs,
            from: peers::APPEND,
            way,
            once: false,
            process: freeradius.process(),
            directory,
        },
        Leg {
            name: "vestibule",
            server: vestibule.address,
            from,
            way,
            once: true,
            process: vestibule.process(),
            directory,
        },
    ]
}

/// Until enough codes are unspent; at the latest when all are that ever are at one time.
async fn wait_for_codes(leg: Leg, people: &People, lasting: Duration) {
    let wanted = (lasting.as_millis() as usize * 10).min(2 * people.count());
    while leg.once && people.codes_left() < wanted {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
