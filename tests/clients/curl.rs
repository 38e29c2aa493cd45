//! curl as a browser and as a mail program. Name and password go by standard input.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output, Stdio};

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

/// An address nobody listens on at this moment.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
