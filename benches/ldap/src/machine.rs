//! What the figures were measured on.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Durable writes of the trial.
const WRITES: u32 = 200;

/// The machine and the programs, as lines of a report.
pub(crate) fn describe(vestibule: &Path, folder: &Path) -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or("0");
    let memory = memory.parse::<f64>().unwrap_or(0.0) / f64::from(1 << 20);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let lines = [
        format!("{cores} cores, {}, {memory:.0} GiB, Linux {}", model.trim_matches([' ', '\t', ':']), kernel.trim()),
        format!("load average before the run {}", load.split(' ').take(3).collect::<Vec<_>>().join(" ")),
        format!("store on {}, {}", said("stat", &["-f", "-c", "%T", &folder.to_string_lossy()]), durable(folder)),
        said(&vestibule.to_string_lossy(), &["--version"]),
        said("slapd", &["-VV"]),
        said("haproxy", &["-v"]),
        said("rustc", &["--version"]),
        format!("commit {}", said("git", &["describe", "--always", "--dirty"])),
    ];
    lines.iter().map(|line| format!("- {line}\n")).collect()
}

/// The first line a program says.
fn said(program: &str, arguments: &[&str]) -> String {
    let Ok(output) = Command::new(program).args(arguments).output() else { return format!("{program}: not there") };
    let both = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&both).into_owned();
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// How long a small durable write takes where the store is.
fn durable(folder: &Path) -> String {
    let path = folder.join("fdatasync");
    let Ok(mut file) = fs::File::create(&path) else { return "which cannot be written".to_owned() };
    let began = Instant::now();
    for _ in 0..WRITES {
        if file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).is_err() {
            return "which does not take durable writes".to_owned();
        }
    }
    let each = began.elapsed() / WRITES;
    let _left = fs::remove_file(path);
    format!("a durable write of 4 KiB {} µs", each.as_micros())
}
