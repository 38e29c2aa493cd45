//! `[[radius.client]]`: a device that asks by RADIUS, which is one application.

use std::time::Duration;

use vestibule_gate::CodeWay;
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::server::SourceAttribute;

use super::eap;
use super::peer::{self, Peer};
use super::preset::{self, Preset};
use super::reply::{self, ReplyMatch, ReplyRule};
use super::words;
use super::{Around, preset::USUAL_SOURCE};
use crate::config::fault::Wrong;
use crate::config::secret::Secret;
use crate::config::section::Section;
use crate::config::{code, directory, file, value};

/// RULES of a retry window: a device that repeats a login later than this has begun another.
const MOST_RETRY: Duration = Duration::from_secs(15);
/// The secret on RadSec where none is written (RFC 6614 2.3).
const RADSEC: &str = "radsec";
/// A shorter secret is found by trying in no time; AWS refuses it too.
const LEAST_SECRET: usize = 8;
/// RFC 2865 3: a secret should have at least so many octets.
pub(crate) const GOOD_SECRET: usize = 16;
/// What fits one Reply-Message.
const MOST_QUESTION: usize = 253;
/// What people are asked where nothing is written.
const QUESTION: &str = "Code:";

/// A device that asks by RADIUS, or several alike, and the application it stands for.
#[derive(Clone)]
pub(crate) struct RadiusClient {
    /// The application's name, unique whatever the case of its letters.
    pub(crate) name: String,
    /// The product whose defaults hold.
    pub(crate) preset: Option<Preset>,
    /// How the device is known.
    pub(crate) peer: Peer,
    /// The shared secret, 8 octets or more; `radsec` on RadSec where none is written.
    pub(crate) secret: Secret,
    /// Where people type their code.
    pub(crate) code: CodeWay,
    /// What people are asked where the code is asked for, at most 253 octets.
    pub(crate) question: String,
    /// The directory people of this application are in; `None`: any of them.
    pub(crate) directory: Option<String>,
    /// For how long the same login in a new packet gets the same answer; zero for never, at most 15 s.
    pub(crate) retry_window: Duration,
    /// For how long a station that was let in by EAP may come back without a code; zero for never, at most 7 days.
    pub(crate) fast_reconnect: Duration,
    /// Realms cut off the typed name, whether written `name@realm` or `realm\name`; lower case.
    pub(crate) strip_realms: Vec<String>,
    /// How the device writes names and passwords.
    pub(crate) encoding: Encoding,
    /// Attributes that hold the address of the person's own machine; the first that reads as one counts.
    pub(crate) source_attributes: Vec<(String, SourceAttribute)>,
    /// Whether the answer to the question may come inside MS-CHAP2-Response (FortiGate).
    pub(crate) response_holds_code: bool,
    /// What an Access-Accept carries, in order.
    pub(crate) reply: Vec<ReplyRule>,
    /// Which of the rules that fit are applied.
    pub(crate) reply_match: ReplyMatch,
    /// Whether Accounting-Requests are answered.
    pub(crate) accounting: bool,
    /// Whether MS-CHAPv2 without a place for a code is taken from who is exempt.
    pub(crate) dangerous_single_factor: bool,
    /// Whether requests without Message-Authenticator are taken.
    pub(crate) dangerous_message_authenticator_optional: bool,
    /// Whether the code is asked for only after the right password.
    pub(crate) dangerous_challenge_after_password: bool,
    /// Whether replies leave without Message-Authenticator.
    pub(crate) dangerous_reply_without_message_authenticator: bool,
    /// The keys that are written, to tell what comes from where.
    pub(crate) written: Vec<&'static str>,
}

/// How a device writes names and passwords.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Encoding {
    /// UTF-8 (RFC 2865 5).
    Utf8,
    /// ISO 8859-1.
    Latin1,
}

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    /// It is written.
    File,
    /// The preset says so.
    Preset,
    /// Nothing else says so.
    Default,
}

impl Origin {
    /// As it is shown.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Preset => "preset",
            Self::Default => "default",
        }
    }
}

impl RadiusClient {
    /// Where the value of a key comes from.
    pub(crate) fn origin(&self, key: &str) -> Origin {
        // A preset's window is not for a code that is alone.
        let alone = self.code == CodeWay::CodeOnly;
        let of_preset = matches!(key, "code" | "source-attributes" | "accounting") || key == "retry-window" && !alone;
        match (self.written.contains(&key), self.preset) {
            (true, _) => Origin::File,
            (false, Some(_)) if of_preset => Origin::Preset,
            (false, _) => Origin::Default,
        }
    }

    /// Whether a response of MS-CHAPv2, which holds no code, leaves another place for one.
    pub(crate) const fn has_room_beside_a_response(&self) -> bool {
        match self.code {
            CodeWay::UserName | CodeWay::Challenge | CodeWay::Auto => true,
            CodeWay::Append | CodeWay::Separator(_) | CodeWay::CodeOnly => false,
        }
    }
}

pub(super) fn read(section: &Section<'_>, around: &mut Around<'_, '_>) -> Option<RadiusClient> {
    section.require("name", "\"vpn\"");
    let name = around.neighbours.name(section);
    let peer = peer::read(section, &mut around.taken);
    let secret = secret(section, peer.as_ref());
    let client = rest(section, around);
    let named = client.directory.as_deref();
    let _all_of_them = directory::meant(section, named, around.neighbours.directories);
    check_question(section, &client);
    check_retry(section, &client);
    check_kerberos(section, &client);
    check_dangers(section, &client, around);
    section.finish();
    Some(RadiusClient { name: name?, peer: peer?, secret: secret?, ..client })
}

/// The keys that may be left out; what `read` has to fill in is empty here.
fn rest(section: &Section<'_>, around: &Around<'_, '_>) -> RadiusClient {
    let dictionary: &Dictionary = around.dictionary;
    let preset = section.text("preset", preset::read);
    let about = preset.map(Preset::about);
    let code = code_of(section, about.map(|about| about.code.clone()).unwrap_or(CodeWay::Append));
    let retry_window = section.text("retry-window", |text| value::duration(text, Duration::ZERO, MOST_RETRY));
    // A preset's window is for its usual way of giving the code, not for a code that is alone.
    let usual_retry = about.map(|about| about.retry_window).filter(|_| code != CodeWay::CodeOnly);
    let encodings = [("utf-8", Encoding::Utf8), ("latin-1", Encoding::Latin1)];
    let number = |name: &str| words::source(name, dictionary);
    let sources = section.texts("source-attributes", number);
    let usual_sources = || about.map_or(USUAL_SOURCE, |about| about.source_attributes);
    let (reply, reply_match) = reply::read(section, dictionary);
    RadiusClient {
        name: String::new(),
        preset,
        peer: Peer::Networks(Vec::new()),
        secret: Secret::new(""),
        question: section.text("question", question).unwrap_or_else(|| QUESTION.to_owned()),
        directory: section.text("directory", value::name),
        retry_window: retry_window.or(usual_retry).unwrap_or(Duration::ZERO),
        fast_reconnect: eap::fast_reconnect(section, &code, around),
        strip_realms: section.texts("strip-realms", realm),
        encoding: section.text("encoding", |text| value::choice(text, &encodings, &[])).unwrap_or(Encoding::Utf8),
        source_attributes: match section.has("source-attributes") {
            true => sources,
            false => usual_sources().iter().filter_map(|name| number(name).ok()).collect(),
        },
        response_holds_code: about.is_some_and(|about| about.response_holds_code),
        reply,
        reply_match,
        accounting: section.boolean("accounting", about.is_some_and(|about| about.accounting)),
        dangerous_single_factor: section.boolean("dangerous-single-factor", false),
        dangerous_message_authenticator_optional: section.boolean("dangerous-message-authenticator-optional", false),
        dangerous_challenge_after_password: section.boolean("dangerous-challenge-after-password", false),
        dangerous_reply_without_message_authenticator: section
            .boolean("dangerous-reply-without-message-authenticator", false),
        written: section.written(),
        code,
    }
}

fn code_of(section: &Section<'_>, usual: CodeWay) -> CodeWay {
    let words = [
        ("append", &CodeWay::Append),
        ("separator", &CodeWay::Separator(String::new())),
        ("challenge", &CodeWay::Challenge),
        ("username", &CodeWay::UserName),
        ("code-only", &CodeWay::CodeOnly),
        ("auto", &CodeWay::Auto),
    ];
    let written = section.text("code", |text| value::choice(text, &words, &[]));
    let code = written.cloned().unwrap_or(usual);
    let separated = matches!(code, CodeWay::Separator(_));
    let wanted = if section.has("code") && written.is_none() { None } else { Some(separated) };
    let separator = code::separator(section, wanted);
    if separated { CodeWay::Separator(separator) } else { code }
}

fn secret(section: &Section<'_>, peer: Option<&Peer>) -> Option<Secret> {
    let by_certificate = peer.is_some_and(|peer| !peer.is_udp());
    if by_certificate && !section.has("secret-file") {
        return Some(Secret::new(RADSEC));
    }
    section.require("secret-file", "\"vpn.secret\"");
    section.text("secret-file", |name| {
        let path = section.source.resolve(name);
        let secret = file::secret(&path)?;
        let length = secret.expose().len();
        if length < LEAST_SECRET && !(by_certificate && secret.expose() == RADSEC) {
            return Err(Wrong::new(
                format!("`{}` holds a secret of {length} octets", path.display()),
                format!("write one of {GOOD_SECRET} or more, the same in the device: `openssl rand -hex 16`"),
            ));
        }
        Ok(secret)
    })
}

fn question(text: &str) -> Result<String, Wrong> {
    if text.len() > MOST_QUESTION {
        let what = format!("has {} octets", text.len());
        return Err(Wrong::new(what, format!("write at most {MOST_QUESTION}, which is what devices show")));
    }
    Ok(text.to_owned())
}

fn realm(text: &str) -> Result<String, Wrong> {
    let odd = |mark: char| mark.is_whitespace() || matches!(mark, '@' | '\\' | '/');
    if text.contains(odd) {
        return Err(Wrong::new(
            format!("`{text}` is not a realm"),
            "write it without the mark between name and realm, such as `vpn.example.test`",
        ));
    }
    Ok(text.to_lowercase())
}

fn check_question(section: &Section<'_>, client: &RadiusClient) {
    if section.has("question") && !client.code.asks() {
        section.wrong(
            "question",
            Wrong::new("is never asked", "write `code = \"challenge\"` or `code = \"auto\"`, or remove the key"),
        );
    }
}

fn check_retry(section: &Section<'_>, client: &RadiusClient) {
    if client.code == CodeWay::CodeOnly && !client.retry_window.is_zero() {
        section.wrong(
            "retry-window",
            Wrong::new("would let a code that is alone admit twice", "remove the key: `code = \"code-only\"` has none"),
        );
    }
}

/// A KDC proves no password itself: a code alone would be the only factor there is.
fn check_kerberos(section: &Section<'_>, client: &RadiusClient) {
    if client.preset == Some(Preset::MitKrb5) && client.code == CodeWay::CodeOnly {
        section.wrong(
            "code",
            Wrong::new("leaves the password unproven: a KDC does not prove it", "write `code = \"append\"`"),
        );
    }
}

fn check_dangers(section: &Section<'_>, client: &RadiusClient, around: &Around<'_, '_>) {
    if client.dangerous_single_factor {
        let key = "dangerous-single-factor";
        // Inside PEAP nothing can be asked for, so there a response has no room although the code is asked for elsewhere.
        let always = if around.eap { client.code == CodeWay::UserName } else { client.has_room_beside_a_response() };
        if always {
            let what = "has nothing to hold for: this client has a place for a code";
            section.wrong(key, Wrong::new(what, "remove the key"));
        } else if client.code == CodeWay::CodeOnly {
            section.wrong(key, Wrong::new("contradicts `code = \"code-only\"`", "remove one of the two"));
        } else if !around.winbind {
            let wrong = Wrong::new("is for MS-CHAPv2, which needs `[winbind]`", "write `[winbind]`, or remove the key");
            section.wrong(key, wrong);
        }
    }
    if client.dangerous_challenge_after_password && !client.code.asks() {
        section.wrong(
            "dangerous-challenge-after-password",
            Wrong::new("goes with a question", "write `code = \"challenge\"` or `code = \"auto\"`, or remove the key"),
        );
    }
}
