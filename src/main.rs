//! Vestibule asks a second factor of whoever comes to Active Directory over LDAP.
//!
//! This is the program: it reads the command line and the configuration, and wires the gate to sockets,
//! directory and store. Who may come in is decided in `vestibule_gate` alone.
#![doc = include_str!("../README.md")]

mod audit;
mod cli;
mod config;
mod demo;
mod directory;
mod encoding;
mod mail;
mod parts;
mod policy;
mod ports;
mod serve;
mod store;
mod trust;
mod winbind;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
