//! Vestibule asks a second factor of whoever comes to Active Directory over LDAP.
//!
//! This is the program: it reads the command line and the configuration, and wires the gate to sockets,
//! directory and store. Who may come in is decided in `vestibule_gate` alone.
#![expect(
    dead_code,
    unused_imports,
    reason = "`serve` and the management commands, which use the rest, are being built"
)]

mod cli;
#[expect(
    dead_code,
    reason = "`serve` and the management commands, which read the rest of it, are being built"
)]
mod config;
mod directory;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
