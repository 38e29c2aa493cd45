//! What a client says inside EAP-TTLS, without the tunnel (RFC 5281 section 10).
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vestibule_radius::fuzz::ttls_avps(data));
