//! What a client says inside PEAP, without the tunnel, to a gate over its fakes.
#![no_main]

mod ada;

libfuzzer_sys::fuzz_target!(|data: &[u8]| ada::with(data, vestibule_radius::fuzz::peap_inner));
