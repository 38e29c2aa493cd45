//! `try`: log in as a client would, through a running server, at one of its doors.

use std::path::Path;

use clap::Subcommand;

use super::exit::Outcome;
use super::{try_eap, try_ldap, try_radius};

/// Log in as a client would, through a running server, and say what happened.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    door: Door,
}

/// The doors a login can be tried at.
#[derive(Subcommand)]
enum Door {
    Ldap(try_ldap::Ldap),
    Radius(try_radius::Radius),
    Eap(Box<try_eap::Eap>),
}

pub(super) fn run(args: &Args, config: &Path) -> Outcome {
    match &args.door {
        Door::Ldap(args) => try_ldap::run(args, config),
        Door::Radius(args) => try_radius::run(args, config),
        Door::Eap(args) => try_eap::run(args, config),
    }
}
