//! Whatever the octets begin with, as one RADIUS packet (RFC 2865 section 3).
#![no_main]

use std::sync::LazyLock;

use vestibule_radius::dictionary::Dictionary;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::standard);

libfuzzer_sys::fuzz_target!(|data: &[u8]| vestibule_radius::fuzz::radius_packet(data, &DICTIONARY));
