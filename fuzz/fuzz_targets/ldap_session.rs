//! One LDAP session with a client, a directory and a gate over its fakes, in which Ada has a password and a phone.
#![no_main]

use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::Clock;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let fakes = Fakes::new();
    fakes.enrol(&fakes.person("ada", "geheim"));
    vestibule_ldap_proxy::fuzz::ldap_session(data, fakes.clock.moment(), &mut |attempt| {
        pollster::block_on(fakes.gate.judge(attempt, &mut fakes.first()))
    });
});
