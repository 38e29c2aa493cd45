//! A person's authenticator app. Codes come from `oathtool`, so that our own arithmetic is held
//! against another implementation of RFC 6238.

use super::process::wait_until;
use super::scratch::random_text;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

const PERIOD: u64 = 30;
/// A code of the step before is only handed out while the current step lasts this long.
const SAFE_SECONDS: u64 = 8;

/// An app with one seed, which gives each code once, in rising order.
pub(crate) struct Phone {
    seed: String,
    last_given: u64,
}

impl Phone {
    /// A phone with a seed of its own, 160 bits.
    pub(crate) fn new() -> Self {
        Self::from_seed(&random_text(32))
    }

    /// A phone into which this seed was typed or scanned.
    pub(crate) fn from_seed(seed: &str) -> Self {
        Self { seed: seed.to_owned(), last_given: 0 }
    }

    /// The phone of somebody who scanned this `otpauth` address.
    pub(crate) fn from_address(address: &str) -> Self {
        let (_, settings) = address.split_once('?').expect("an address with settings");
        let seed = settings.split('&').find_map(|setting| setting.strip_prefix("secret="));
        Self::from_seed(seed.expect("an address with a secret"))
    }

    /// Three codes, one after the other, of the same phone when its clock is so many steps behind.
    pub(crate) fn codes_behind(&self, steps: u64) -> [String; 3] {
        let (current, _) = now();
        [0, 1, 2].map(|later| self.code_of(current - steps + later))
    }

    /// The seed in base32, as it is typed into an app.
    pub(crate) fn seed(&self) -> &str {
        &self.seed
    }

    /// A code that is valid now and was not given before. Three are at hand at any time (those of the
    /// step before, of this one and of the next); the fourth waits for the clock.
    pub(crate) fn code(&mut self) -> String {
        let step = wait_until("the clock to reach an unused step", || {
            let (current, left) = now();
            let oldest = if left > SAFE_SECONDS { current - 1 } else { current };
            let next = oldest.max(self.last_given + 1);
            (next <= current + 1).then_some(next)
        });
        self.last_given = step;
        self.code_of(step)
    }

    /// Six digits that are no code of this phone now, soon or a little while ago.
    pub(crate) fn wrong_code(&self) -> String {
        self.wrong_code_ending(7)
    }

    /// The same with a last digit of the test's choice, for guesses that differ.
    pub(crate) fn wrong_code_ending(&self, digit: u32) -> String {
        let (current, _) = now();
        let near: Vec<String> = (current - 3..=current + 3).map(|step| self.code_of(step)).collect();
        let mut wrong = (0..100_000).map(|number| format!("{:05}{digit}", (number * 7919 + 27_182) % 100_000));
        wrong.find(|code| !near.contains(code)).expect("most codes are wrong")
    }

    fn code_of(&self, step: u64) -> String {
        let mut tool = Command::new("oathtool")
            .args(["--totp", "--base32", &format!("--now=@{}", step * PERIOD), "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("oathtool is installed (./test installs it)");
        let mut input = tool.stdin.take().expect("its input is ours");
        writeln!(input, "{}", self.seed).expect("the seed can be written");
        drop(input);
        let output = tool.wait_with_output().expect("oathtool ends");
        assert!(output.status.success(), "oathtool refuses the seed");
        String::from_utf8(output.stdout).expect("digits").trim().to_owned()
    }
}

/// The running step, and the seconds it still lasts.
#[expect(clippy::disallowed_methods, reason = "a telephone has a clock of its own")]
fn now() -> (u64, u64) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970").as_secs();
    (since / PERIOD, PERIOD - since % PERIOD)
}
