//! Measures EAP-TTLS/PAP and PEAP/MSCHAPv2 of Vestibule side by side with FreeRADIUS, with the same certificates and the
//! same client, in alternating rounds: full authentications, resumptions, and conversations that are left open. Nothing
//! is asserted: the report says what came out.

mod certificates;
mod crowd;
mod eapol;
mod helper;
mod load;
#[path = "../../ldap/src/machine.rs"]
mod machine;
mod open;
mod options;
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
mod scenario;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;

use anyhow::Context as _;
use rustls::version::{TLS12, TLS13};

use certificates::{Certificate, Key};
use crowd::Crowd;
use load::{Leg, Load};
use options::Options;
use peers::{Directory, Domain, FreeRadius, Slapd, Vestibule};
use people::People;
use report::Row;
use scenario::{Method, Scenario};

/// The clients' shared secret; it guards nothing.
pub(crate) const SECRET: &str = "bench-bench-bench-16";

fn main() -> ExitCode {
    if std::env::args().any(|word| word == helper::PROTOCOL) {
        return ended(helper::run());
    }
    ended(Options::read(std::env::args().skip(1)).and_then(|options| options.as_ref().map_or(Ok(()), measure)))
}

fn ended(result: anyhow::Result<()>) -> ExitCode {
    match result {
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
    let mut text = report::heading(options, &folder);
    let made = Key::ALL.into_iter().map(|key| Ok((key, Certificate::new(&folder, key)?)));
    let certificates: Vec<(Key, Certificate)> = made.collect::<anyhow::Result<_>>()?;
    let slapd = Slapd::start(
        &folder,
        &People::new(options.people),
        options.people.saturating_sub(crowd::EXEMPT)..options.people,
    )?;
    let domain = Domain::start()?;
    let peers = Peers { options, folder: &folder, certificates, slapd, domain };
    text += &report::tables(&peers.handshakes()?);
    if options.only.is_empty() || "open".contains(&options.only) {
        text += &peers.open()?;
    }
    results::write(&options.output, &text)
}

/// What servers stand on.
struct Peers<'a> {
    options: &'a Options,
    folder: &'a Path,
    certificates: Vec<(Key, Certificate)>,
    slapd: Slapd,
    domain: Domain,
}

impl Peers<'_> {
    /// Full authentications and resumptions, all rounds of a scenario behind each other.
    fn handshakes(&self) -> anyhow::Result<Vec<Row>> {
        let scenarios: Vec<_> =
            Scenario::all().into_iter().filter(|scenario| scenario.name().contains(&self.options.only)).collect();
        if scenarios.is_empty() {
            return Ok(Vec::new());
        }
        let crowd = Crowd::new(self.options.people);
        let freeradius = FreeRadius::start(self.folder, &self.certificates, self.options.people)?;
        let mut ours = Vec::new();
        for (key, certificate) in &self.certificates {
            eprintln!("enrolling {} people", crowd.enrolled().count());
            let start = |name: &str, directory, enrolled| {
                let folder = self.folder.join(format!("vestibule-{name}-{key:?}"));
                Vestibule::start(&self.options.vestibule, &folder, directory, certificate, enrolled)
            };
            let ttls = start("slapd", Directory::OpenLdap(&self.slapd), Some(crowd.enrolled()))?;
            let peap = start("domain", Directory::Domain(&self.domain), None)?;
            ours.push((*key, Method::TtlsPap, ttls));
            ours.push((*key, Method::PeapMsChapV2, peap));
        }
        let crowd = Mutex::new(crowd);
        let mut rows = Vec::new();
        for scenario in scenarios {
            let vestibule = ours.iter().find(|(key, method, _)| (*key, *method) == (scenario.key, scenario.method));
            let legs = legs(&scenario, &freeradius, &vestibule.context("Vestibule")?.2)?;
            rows.push(self.row(scenario, &legs, &crowd)?);
        }
        Ok(rows)
    }

    fn row(&self, scenario: Scenario, legs: &[Leg], crowd: &Mutex<Crowd>) -> anyhow::Result<Row> {
        let (options, folder) = (self.options, self.folder);
        let authority = &self.certificate(scenario.key)?.authority;
        let load = Load { folder, authority, crowd, loops: options.loops, lasting: options.lasting };
        let mut row = Row { scenario, legs: Vec::new() };
        for _ in 0..options.rounds {
            for leg in legs {
                let sample = load.measure(*leg, &scenario)?;
                eprintln!(
                    "{}, {}: {:.0}/s, {:.0} µs; resumed {:.0}/s, {:.0} µs; {} lost",
                    scenario.name(),
                    leg.name,
                    sample.full_rate,
                    sample.full,
                    sample.resumed_rate.unwrap_or(f64::NAN),
                    sample.resumed.unwrap_or(f64::NAN),
                    sample.lost
                );
                row.add(leg.name, sample);
            }
        }
        Ok(row)
    }

    /// Each version's server is started anew, so that it has nothing else to remember. FreeRADIUS is not asked: it takes
    /// longer for so many than it keeps one.
    fn open(&self) -> anyhow::Result<String> {
        let (count, mut legs) = (self.options.open, Vec::new());
        for (name, version) in [("TLS 1.2", &TLS12), ("TLS 1.3", &TLS13)] {
            let folder = self.folder.join(format!("open-{name}").replace(' ', "-"));
            let certificate = self.certificate(Key::Rsa)?;
            let directory = Directory::OpenLdap(&self.slapd);
            let vestibule = Vestibule::start(&self.options.vestibule, &folder, directory, certificate, None)?;
            let taken = open::run(vestibule.address, vestibule.process(), count, version)?;
            eprintln!("open, vestibule, {name}: {:.0} MiB in {:.0} s", taken.open, taken.seconds);
            legs.push((format!("vestibule, {name}"), taken));
        }
        Ok(report::open(count, &legs))
    }

    fn certificate(&self, key: Key) -> anyhow::Result<&Certificate> {
        let found = self.certificates.iter().find(|(kind, _)| *kind == key);
        Ok(&found.context("a certificate")?.1)
    }
}

fn legs(scenario: &Scenario, freeradius: &FreeRadius, vestibule: &Vestibule) -> anyhow::Result<[Leg; 2]> {
    Ok([
        Leg {
            name: "freeradius",
            server: freeradius.address(scenario.key, scenario.kept)?,
            from: peers::KEPT,
            codes: false,
            process: freeradius.process(),
        },
        Leg {
            name: "vestibule",
            server: vestibule.address,
            from: if scenario.kept { peers::KEPT } else { peers::NOT_KEPT },
            codes: true,
            process: vestibule.process(),
        },
    ])
}
