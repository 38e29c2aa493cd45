//! The portal as people see it: Debian's Chromium in front of the real binary, and that in front of a real Samba AD.
//! QR codes are read back from screenshots by another program's decoder. What needs no browser, or what no browser
//! would do, is said by a client that writes its requests itself.
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

mod chromium;
mod driver;
mod first_login;
mod house;
mod qr;
mod steps;
