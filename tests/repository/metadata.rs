//! What Cargo knows of the workspace, as far as the tests ask.

use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// One package of the graph that is built here: other platforms' are left out.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    /// The registry; `None` for a package of the workspace.
    pub(crate) source: Option<String>,
    /// What its manifest names, without what only tests or build scripts use.
    pub(crate) uses: BTreeSet<String>,
}

/// All packages that may be linked on this platform, and some that no feature asks for.
pub(crate) fn packages() -> Vec<Package> {
    list(&metadata()["packages"]).iter().map(package).collect()
}

/// Names of what is really linked, for the part of the graph the arguments of `cargo tree` select.
pub(crate) fn linked_by(arguments: &[&str]) -> BTreeSet<String> {
    let told = cargo("tree", &[&["--locked", "--prefix=none", "--format={p}"], arguments].concat());
    told.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn package(package: &Value) -> Package {
    let is_normal = |dependency: &&Value| dependency["kind"].is_null();
    Package {
        name: text(&package["name"]).to_owned(),
        version: text(&package["version"]).to_owned(),
        licence: package["license"].as_str().unwrap_or("none named").to_owned(),
        source: package["source"].as_str().map(str::to_owned),
        uses: list(&package["dependencies"])
            .iter()
            .filter(is_normal)
            .map(|used| text(&used["name"]).to_owned())
            .collect(),
    }
}

fn metadata() -> Value {
    let host = host();
    let told = cargo("metadata", &["--format-version=1", "--locked", "--filter-platform", &host]);
    serde_json::from_str(&told).expect("cargo writes JSON")
}

fn cargo(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .arg(command)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes text")
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
