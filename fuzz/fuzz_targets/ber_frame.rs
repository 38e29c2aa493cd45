//! Whatever the bytes begin with, as one LDAP message (RFC 4511 section 4.1.1).
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vestibule_ldap_proxy::fuzz::ber_frame(data));
