//! curl as a browser and as a mail program. Name and password go by standard input.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

/// Fetches what is at an address, by HTTP or IMAP.
pub(crate) fn curl(url: &str, name: &str, password: &str, options: &[&str]) -> Output {
    let mut curl = Command::new("curl")
        .args(["--silent", "--show-error", "--config", "-"])
        .args(options)
        .arg(url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("curl is installed (./test installs it)");
    let mut input = curl.stdin.take().expect("its input is ours");
    writeln!(input, "user = \"{name}:{password}\"").expect("curl reads");
    drop(input);
    curl.wait_with_output().expect("curl ends")
}

/// An address for a server of a test's own. No connection begins at these, so none can have the port.
pub(crate) fn own_address() -> SocketAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    SocketAddr::from(([127, 0, 1, NEXT.fetch_add(1, Ordering::Relaxed)], 8000))
}
