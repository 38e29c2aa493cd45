//! A person who holds a phone before the screen: QR codes are read by ZBar, from what the screen shows.

use crate::support::scratch;
use std::fs;
use std::process::Command;

/// What the QR codes on a picture say.
pub(crate) fn read(png: &[u8]) -> Vec<String> {
    let folder = scratch::folder("screen");
    let picture = folder.path().join("screen.png");
    fs::write(&picture, png).expect("the picture can be written");
    let mut command = Command::new("zbarimg");
    command.args(["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"]).arg(&picture);
    let output = command.output().expect("zbarimg is installed (./test installs it)");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}
