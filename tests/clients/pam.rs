//! Logins by PAM, as pamtester makes them on a machine of the test's own.

use crate::machine::Running;
use crate::support::house::both;
use std::io::Write;
use std::process::Stdio;

/// The PAM service of the pages.
const SERVICE: &str = "example";

/// Whether PAM lets somebody in.
pub(crate) fn pam_lets_in(machine: &Running, name: &str, password: &str) -> Result<bool, String> {
    let mut tester = machine
        .command("pamtester")
        .args([SERVICE, name, "authenticate"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("nsenter starts");
    let mut input = tester.stdin.take().expect("its input is ours");
    // Nobody is asked for the password of a name that is not known.
    let _ = writeln!(input, "{password}");
    drop(input);
    let output = tester.wait_with_output().expect("pamtester ends");
    let said = both(&output);
    let refused = ["Authentication failure", "User not known to the underlying authentication module"];
    if output.status.success() || refused.iter().any(|reason| said.contains(reason)) {
        return Ok(output.status.success());
    }
    Err(format!("{said}{}", machine.log()))
}
