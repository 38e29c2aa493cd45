//! A portal, a gate over its fakes, and people.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use pollster::block_on;
use vestibule_enroll_web::{Language, Provers, Settings, Shown, Web, router};
use vestibule_gate::fakes::{Fakes, Phone};
use vestibule_gate::ports::{Change, Clock as _, FirstFactor, NewActivation, Records as _};
use vestibule_gate::{
    CodeWay, FirstByPassword, Networks, Officer, Parameters, Person, Policy, Seed, Sid, Timestamp, code_at,
};

use crate::browser::Browser;

pub(crate) const PASSWORD: &str = "Passw0rd!";
pub(crate) const URL: &str = "https://mfa.example.test:8443";
pub(crate) const HOST: &str = "mfa.example.test:8443";

pub(crate) struct House {
    pub(crate) fakes: Arc<Fakes>,
    pub(crate) web: Web,
}

struct FakeProvers(Arc<Fakes>);

impl Provers for FakeProvers {
    fn prover(&self) -> Box<dyn FirstFactor> {
        Box::new(self.0.first())
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        public_url: URL.parse().unwrap(),
        organisation: "Example Ltd".to_owned(),
        issuer: "Example".to_owned(),
        help_desk: Some("help@example.test".to_owned()),
        colour: Some("#ffcc00".parse().unwrap()),
        logo: None,
        language: Language::English,
        applications: vec![
            Shown { name: "webmail".to_owned(), way: CodeWay::Append },
            Shown { name: "VPN".to_owned(), way: CodeWay::Challenge },
        ],
        trusted_proxies: Networks::new(vec![("10.0.0.0".parse().unwrap(), 8)]),
        zone: TimeZone::UTC,
    }
}

/// The administrators' group.
pub(crate) fn admins() -> Sid {
    Sid::new("S-1-5-21-1-2-3-9001")
}

/// The help desk's.
pub(crate) fn help_desk() -> Sid {
    Sid::new("S-1-5-21-1-2-3-9002")
}

/// A password is enough for a first enrolment, from everywhere.
pub(crate) fn open(policy: &mut Policy) {
    let everywhere = Networks::new(vec![("0.0.0.0".parse().unwrap(), 0)]);
    policy.staff.admins = vec![admins()];
    policy.staff.help_desk = vec![help_desk()];
    policy.first_by_password = Some(FirstByPassword { networks: everywhere, window: Duration::from_secs(14 * 86_400) });
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(open)
    }

    pub(crate) fn with(policy: impl FnOnce(&mut Policy)) -> Self {
        Self::set_up(policy, settings())
    }

    pub(crate) fn set_up(policy: impl FnOnce(&mut Policy), settings: Settings) -> Self {
        let fakes = Arc::new(Fakes::with(policy));
        let (clock, chance) = (fakes.clock.clone(), fakes.chance.clone());
        let office = Arc::new(fakes.office());
        let web = router(
            Arc::new(fakes.portal()),
            office,
            settings,
            Arc::new(FakeProvers(fakes.clone())),
            Arc::new(()),
            clock,
            chance,
        );
        Self { fakes, web }
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A person with a phone.
    pub(crate) fn enrolled(&self, name: &str) -> (Person, Phone) {
        let person = self.fakes.person(name, PASSWORD);
        let phone = self.fakes.enrol(&person);
        (person, phone)
    }

    /// Gives somebody an activation code for an hour.
    pub(crate) fn activation(&self, who: &Person, code: &str) {
        let code = self.fakes.activation(who, code);
        let now = self.fakes.clock.now();
        let activation = NewActivation {
            id: "act".to_owned(),
            code,
            operator: "root".to_owned(),
            until: now.plus(Duration::from_secs(3600)),
        };
        let change = Change::AddActivation { person: who.id.clone(), name: who.name.clone(), activation, clear: false };
        // Any event will do for the fake store.
        let _asked = self.browser().begin("nobody", PASSWORD);
        let event = self.fakes.store.events().last().unwrap().clone();
        let _made = block_on(self.fakes.store.change(change, event, now)).unwrap();
    }

    /// A browser of a person who is signed in with a fresh code.
    pub(crate) fn signed_in(&self, name: &str) -> (Browser<'_>, Phone) {
        let (_, phone) = self.enrolled(name);
        let mut browser = self.browser();
        browser.sign_in(name, &self.fakes.code(&phone, 0)).sent_to("/account");
        (browser, phone)
    }

    /// An exemption that somebody at the console asked for.
    pub(crate) fn asked_for(&self, group: &str) -> String {
        let console = Officer::console("root", true);
        block_on(self.fakes.office().exempt(&console, group, "no phones", None)).unwrap().exemption.id
    }

    /// A browser of somebody of the administrators, signed in with a fresh code.
    pub(crate) fn admin(&self, name: &str) -> (Browser<'_>, Phone) {
        let (browser, phone) = self.signed_in(name);
        self.fakes.directory.join(name, &admins());
        (browser, phone)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.fakes.clock.advance(Duration::from_secs(seconds));
    }

    /// What an app shows that was given this key, as the page shows it, some steps from now.
    pub(crate) fn code_of(&self, key: &str, steps: u64) -> String {
        let at = self.fakes.clock.now().as_secs() + 30 * steps;
        code_at(&Seed::new(base32(key)), Parameters::default(), Timestamp::from_secs(at)).unwrap()
    }
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut have, mut bytes) = (0u32, 0, Vec::new());
    for letter in text.bytes().filter(|letter| *letter != b' ') {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter).unwrap();
        bits = bits << 5 | value as u32;
        have += 5;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    bytes
}
