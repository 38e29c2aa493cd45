//! A second host for VPN clients: a network namespace at the other end of a cable, so that what comes out
//! of a tunnel has been through it.

use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use tempfile::TempDir;

/// The other host. It holds nothing but its end of the cable; files are those of the real machine.
pub(crate) struct Elsewhere {
    holder: ProcessTree,
    /// The folder the holder's watchdog removes.
    _folder: TempDir,
    number: u8,
}

impl Elsewhere {
    /// Lays the cable.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU8 = AtomicU8::new(1);
        let (number, folder) = (NEXT.fetch_add(1, Ordering::Relaxed), scratch::folder("elsewhere"));
        let mut command = Command::new("unshare");
        command.args(["--net", "sh", "-c", "ip link set lo up && touch \"$0/there\" && exec sleep infinity"]);
        command.arg(folder.path());
        let holder = ProcessTree::start(&mut command, folder.path());
        let other = Self { holder, _folder: folder, number };
        wait_until("the other host", || other._folder.path().join("there").exists().then_some(()));
        let (here, there) = (format!("here{number}"), format!("there{number}"));
        ip(&["link", "add", &here, "type", "veth", "peer", "name", &there, "netns", &other.holder.id().to_string()]);
        ip(&["addr", "add", &format!("{}/24", other.our_address()), "dev", &here]);
        ip(&["link", "set", &here, "up"]);
        let address = format!("10.9.{number}.2/24");
        for line in [vec!["addr", "add", &address, "dev", &there], vec!["link", "set", &there, "up"]] {
            run(other.command("ip").args(line));
        }
        other
    }

    /// Where the other host finds this one.
    pub(crate) fn our_address(&self) -> Ipv4Addr {
        Ipv4Addr::new(10, 9, self.number, 1)
    }

    /// Which of the cables it is: no other host has the number.
    pub(crate) fn number(&self) -> u8 {
        self.number
    }

    /// Whether the other host can read a word from an address of this one.
    pub(crate) fn reads_from(&self, address: Ipv4Addr) -> bool {
        let server = TcpListener::bind((address, 0)).expect("the address is ours");
        let port = server.local_addr().expect("it is bound").port();
        thread::spawn(move || server.accept().map(|(mut stream, _)| stream.write_all(b"inside\n")));
        let line = format!("read -r word < /dev/tcp/{address}/{port} && echo \"$word\"");
        let output = self.command("timeout").args(["20", "bash", "-c", &line]).output().expect("nsenter starts");
        output.stdout == b"inside\n"
    }

    /// A program on the other host, which still lies on this machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(self.option()).arg(program);
        command
    }

    /// The option that has `nsenter` enter the other host's network.
    pub(crate) fn option(&self) -> String {
        format!("--net=/proc/{}/ns/net", self.holder.id())
    }
}

fn ip(arguments: &[&str]) {
    run(Command::new("ip").args(arguments));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} starts (./test installs it): {error}"));
    assert!(output.status.success(), "{command:?}: {}", crate::support::house::both(&output));
}
