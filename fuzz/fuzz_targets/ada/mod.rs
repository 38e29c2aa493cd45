//! A gate over its fakes, in which Ada has a password and a phone.

use std::time::Duration;

use pollster::block_on;
use vestibule_gate::fakes::{APPLICATION, Fakes};
use vestibule_gate::ports::{Clock, Proof};
use vestibule_radius::fuzz::{Ask, Surroundings, code_way};
use vestibule_radius::server::Needs;

/// Runs a target with it.
pub fn with(data: &[u8], target: impl FnOnce(&[u8], &mut Surroundings<'_>)) {
    let fakes = Fakes::with(|policy| {
        if let Some(application) = policy.applications.get_mut(APPLICATION) {
            (application.code, application.floor) = (code_way(data), Duration::from_secs(1));
        }
    });
    let phone = fakes.enrol(&fakes.person("ada", "geheim"));
    let code = fakes.code(&phone, 0);
    let way = data.first().copied().unwrap_or_default() & 7;
    let (name, typed) = match way {
        0 | 1 => ("ada".to_owned(), format!("geheim{code}")),
        2 => ("ada".to_owned(), format!("geheim,{code}")),
        3 => (format!("ada-{code}"), "geheim".to_owned()),
        4..=6 => ("ada".to_owned(), "geheim".to_owned()),
        _ => ("ada".to_owned(), code.clone()),
    };
    let mut judge = |ask| {
        let (Ask::First(_, needs) | Ask::Second(_, _, needs)) = &ask;
        let mut first = fakes.first();
        // Without a password there is nothing that the fake directory could look at.
        first.instead = match needs {
            Needs::Password => None,
            Needs::Nothing => Some(Proof::Proven { groups: None }),
            Needs::Response { .. } => Some(Proof::Wrong),
        };
        match ask {
            Ask::First(attempt, _) => block_on(fakes.gate.judge(attempt, &mut first)),
            Ask::Second(pending, answer, _) => block_on(fakes.gate.answer(pending, answer, &mut first)),
        }
    };
    let mut around = Surroundings {
        judge: &mut judge,
        application: APPLICATION,
        chance: fakes.chance.clone(),
        now: fakes.clock.moment(),
        name: name.as_bytes(),
        typed: [typed.as_bytes(), code.as_bytes()],
    };
    target(data, &mut around);
}
