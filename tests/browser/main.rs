//! The portal as people see it: Debian's Chromium in front of the real binary, and that in front of a real Samba AD.
//! QR codes are read back from screenshots by another program's decoder. What needs no browser, or what no browser
//! would do, is said by a client that writes its requests itself. Mails go to a real mail server.
//!
//! Run by `./test browser`, in a network namespace of its own. With `VESTIBULE_SCREENSHOTS` set to a folder, a picture
//! of every page is left there.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so and fails"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the doors need more of the house")]
mod support;

mod activation;
mod api;
mod authenticators;
mod bypass;
mod chromium;
mod crawler;
mod crew;
mod crowd;
mod driver;
mod elsewhere;
mod first_login;
mod grace;
mod guards;
mod house;
mod languages;
mod lighthouse;
mod looks;
#[path = "../clients/machine.rs"]
#[expect(dead_code, reason = "other programs need more of a machine")]
mod machine;
mod mail;
mod mail_server;
#[path = "../clients/network.rs"]
#[expect(dead_code, reason = "the machine has a method for other hosts")]
mod network;
mod pages;
mod qr;
mod recovery;
mod sessions;
mod signing_in;
mod staff;
mod steps;
mod telephone;
mod visitor;
mod without_script;
