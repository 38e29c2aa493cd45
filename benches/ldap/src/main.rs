//! Measures Vestibule's LDAP door side by side with other ways to the same directory: directly, through HAProxy in TCP
//! mode, and through OpenLDAP's own proxy. All of it on this machine, in alternating rounds, so that what disturbs one
//! disturbs all. Nothing is asserted: the report says what came out.

mod certificates;
mod client;
mod load;
mod machine;
mod options;
mod peers;
mod people;
mod rest;
mod results;
mod running;
mod table;

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::LocalSet;

use certificates::Certificates;
use client::Target;
use load::Leg;
use options::Options;
use peers::{Haproxy, Proxy, Slapd, Vestibule};
use people::People;
use table::{Row, SCENARIOS};

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

/// Everything that is measured.
struct House {
    slapd: Slapd,
    haproxy: Haproxy,
    proxy: Proxy,
    vestibule: Vestibule,
    certificates: Certificates,
    people: Rc<People>,
}

impl House {
    fn build(options: &Options, folder: &Path) -> anyhow::Result<Self> {
        let people = Rc::new(People::new(options.people));
        let certificates = Certificates::new(folder)?;
        let slapd = Slapd::start(folder, &people, &certificates)?;
        let haproxy = Haproxy::start(folder, &slapd, &certificates)?;
        let proxy = Proxy::start(folder, &slapd, &certificates)?;
        eprintln!("enrolling {} people", people.count());
        let vestibule = Vestibule::install(&options.vestibule, folder, &slapd, &people, &certificates)?;
        Ok(Self { slapd, haproxy, proxy, vestibule, certificates, people })
    }

    fn target(&self, address: SocketAddr, tls: bool) -> Target {
        Target { address, tls: tls.then(|| Arc::clone(&self.certificates.client)) }
    }

    fn legs(&self, tls: bool, vestibule: SocketAddr) -> [Leg; 4] {
        let of = |clear, secure| self.target(if tls { secure } else { clear }, tls);
        let (slapd, haproxy, proxy) = (&self.slapd, &self.haproxy, &self.proxy);
        [
            Leg { name: "direct", target: of(slapd.clear, slapd.tls), codes: false },
            Leg { name: "haproxy", target: of(haproxy.clear, haproxy.tls), codes: false },
            Leg { name: "back-ldap", target: of(proxy.clear, proxy.tls), codes: false },
            Leg { name: "vestibule", target: of(vestibule, vestibule), codes: true },
        ]
    }
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let folder = &options.folder;
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    let mut report = heading(options, &folder);
    let house = House::build(options, &folder)?;
    for (name, title) in [("clear", "Clear text on both legs"), ("tls", "TLS on both legs")] {
        if options.tables.iter().any(|table| table == name) {
            report += &format!("\n## {title}\n\n{}", table(options, &house, name).await?);
        }
    }
    if options.tables.iter().any(|table| table == "rest") {
        let rest = rest::run(&house.vestibule, |address| house.target(address, true)).await?;
        report += &format!("\n## At rest\n\n{rest}");
    }
    results::write(&options.output, &report)
}

fn heading(options: &Options, folder: &Path) -> String {
    format!(
        "# LDAP door: results\n\nWritten by `benches/ldap/run`. Rates and times of the same machine at other hours differ; \
         ratios are of legs measured one after the other in the same round.\n\n\
         {}- {} people below one OU, `{{SSHA}}` passwords, the same directory for every leg; {} rounds of {:.1} s a leg\n\
         - a login is connect, bind, one search and unbind; through Vestibule the bind carries password and code, and \
         each code's spend and audit row are durable before its answer; the other legs bind with the password alone\n\
         - codes have a step of 15 s, so that ten thousand people suffice; a leg ends early where they run out\n\
         {}",
        machine::describe(&options.vestibule, folder),
        options.people,
        options.rounds,
        options.lasting.as_secs_f64(),
        if options.note.is_empty() { String::new() } else { format!("- {}\n", options.note) },
    )
}

/// All rows, over the clear or the TLS ports.
async fn table(options: &Options, house: &House, name: &str) -> anyhow::Result<String> {
    let serving = house.vestibule.serve(name)?;
    let legs = house.legs(name == "tls", serving.address);
    let legs: Vec<&Leg> = legs.iter().filter(|leg| options.legs.iter().any(|wanted| wanted == leg.name)).collect();
    let mut rows = Vec::new();
    for scenario in SCENARIOS.into_iter().filter(|scenario| scenario.name.contains(&options.only)) {
        let mut row = Row { scenario, legs: legs.iter().map(|leg| (leg.name, Vec::new())).collect() };
        for _ in 0..options.rounds {
            for (leg, (_, samples)) in legs.iter().zip(&mut row.legs) {
                if leg.codes {
                    wait_for_codes(&house.people, load::codes(scenario.work, scenario.connections, options.lasting))
                        .await;
                }
                let sample =
                    load::run(leg, scenario.work, scenario.connections, options.lasting, &house.people).await?;
                eprintln!("{name}, {}, {}: {:.0}/s", scenario.name, leg.name, sample.rate);
                samples.push(sample);
            }
        }
        rows.push(row);
    }
    Ok(table::tables(&rows))
}

/// Until enough codes are unspent; at the latest when all are that ever are at one time.
async fn wait_for_codes(people: &People, wanted: usize) {
    while people.codes_left() < wanted.min(2 * people.count()) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
