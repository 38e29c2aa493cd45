//! One RADIUS server with a client and a gate over its fakes, in which Ada has a password and a phone.
#![no_main]

mod ada;

libfuzzer_sys::fuzz_target!(|data: &[u8]| ada::with(data, vestibule_radius::fuzz::radius_server));
