//! The provisioned tree of the domain controller: built once by `samba/build_tree.py`, kept under
//! `target/lab/` by the recipe's digest, and copied for each controller.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

const RECIPE: &str = include_str!("samba/build_tree.py");

/// Copies the provisioned tree to a folder that does not exist yet.
pub(crate) fn copy_tree(to: &Path) {
    run(Command::new("cp").args(["--recursive", "--preserve=mode", "--sparse=always"]).arg(built_tree()).arg(to));
}

/// The tree all copies are made of. Several test processes may ask at once: one builds, the others wait.
fn built_tree() -> PathBuf {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../lab");
    fs::create_dir_all(&kept).expect("target/lab can be made");
    let lock = File::create(kept.join("lock")).expect("the lock can be opened");
    lock.lock().expect("the lock can be taken");
    let tree = kept.join(format!("tree-{}", digest()));
    if !tree.exists() {
        let unfinished = kept.join("unfinished");
        let _ = fs::remove_dir_all(&unfinished);
        build(&unfinished);
        fs::rename(&unfinished, &tree).expect("the finished tree can be named");
    }
    tree
}

/// Debian's Python has Samba's modules; another one in the PATH has not.
fn build(tree: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/samba/build_tree.py");
    run(Command::new("/usr/bin/python3").arg(script).arg(tree));
}

/// The digest covers Samba's version too: a tree of another version is not taken.
fn digest() -> String {
    let version = Command::new("samba").arg("--version").output().expect("samba is installed (./test installs it)");
    let mut hasher = DefaultHasher::new();
    (RECIPE, version.stdout).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    assert!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
}
