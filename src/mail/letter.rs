//! A mail as it is written: to the person, in their words, and to the administrators, in one line.
//!
//! Nothing secret is in a row of the audit, and nothing else but the configuration goes into a mail. What others wrote
//! (names, labels, reasons) is cut and stripped of whatever could pass for a line of ours.

use jiff::tz::TimeZone;

use super::address::Address;
use super::occasion::{Occasion, Row};
use super::texts::{Texts, fill};
use crate::config::Language;

/// What somebody else wrote is cut behind so many characters.
const LONGEST: usize = 200;

/// What all mails are written with.
#[derive(Clone)]
pub(crate) struct Stationery {
    /// Who signs.
    pub(crate) organisation: String,
    /// How the help desk is reached.
    pub(crate) contact: Option<String>,
    /// The portal's address, from the configuration alone.
    pub(crate) portal: Option<String>,
    /// The language of mails to people.
    pub(crate) language: Language,
    /// The zone times are told in.
    pub(crate) zone: TimeZone,
    /// Whom mails come from.
    pub(crate) from: Address,
    /// Where answers go, if not there.
    pub(crate) reply_to: Option<Address>,
}

/// Where a person's mail goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Mailbox {
    /// The address.
    pub(crate) address: Address,
    /// What they are called, if the directory says.
    pub(crate) name: Option<String>,
}

/// A mail to one address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Letter {
    /// To whom.
    pub(crate) to: Address,
    /// One line.
    pub(crate) subject: String,
    /// Lines of plain text.
    pub(crate) body: String,
    /// The same whenever this mail is sent again, and of no other mail: of a Message-ID what stands before the `@`.
    pub(crate) id: String,
}

impl Stationery {
    /// What the person is told. `last`: further mails within the minute are held back.
    pub(crate) fn to_person(&self, occasion: &Occasion, mailbox: &Mailbox, last: bool) -> Letter {
        let texts = Texts::of(self.language);
        let told = texts.told(occasion.kind);
        let name = mailbox.name.as_deref().unwrap_or(&occasion.row.person);
        let mut body = vec![fill(texts.hello, &[("name", &plain(name))]), String::new()];
        body.extend([told.sentence.to_owned(), String::new()]);
        body.extend(self.facts(texts, occasion));
        body.push(String::new());
        let prompt = occasion.kind.is_prompt();
        let portal = self.portal.iter().map(|portal| format!("{}: {portal}", texts.portal));
        if prompt {
            body.extend(portal.clone());
            body.push(String::new());
        }
        let not_me = if occasion.kind.is_login() { texts.not_me_login } else { texts.not_me_change };
        let call = match &self.contact {
            Some(contact) => fill(texts.call, &[("contact", contact)]),
            None => texts.call_somebody.to_owned(),
        };
        body.extend([format!("{not_me} {call}"), String::new()]);
        if !prompt {
            body.extend(portal);
        }
        if last {
            body.push(texts.many.to_owned());
        }
        let sequence = occasion.sequence.to_string();
        let signed = fill(texts.reference, &[("organisation", &self.organisation), ("sequence", &sequence)]);
        body.extend(["-- ".to_owned(), signed]);
        Letter {
            to: mailbox.address.clone(),
            subject: format!("{}: {}", self.organisation, told.subject),
            body: lines(&body),
            id: id(occasion, "person"),
        }
    }

    /// What administrators are told: one line.
    pub(crate) fn to_feed(&self, occasion: &Occasion, to: &Address, place: usize) -> Letter {
        let row = &occasion.row;
        let fields = [
            ("person", Some(row.person.as_str())),
            ("sid", row.sid.as_deref()),
            ("authenticator", row.authenticator.as_deref()),
            ("door", Some(row.door.as_str())),
            ("application", Some(row.application.as_str())),
            ("source", Some(row.source.as_str())),
            ("operator", row.operator.as_deref()),
            ("note", row.note.as_deref()),
            ("node", Some(row.node.as_str())),
        ];
        let written = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let written = written.filter(|(_, value)| !value.is_empty());
        let facts: Vec<String> = written.map(|(name, value)| format!("{name}={:?}", plain(value))).collect();
        let event = event(occasion);
        Letter {
            to: to.clone(),
            subject: format!("{}: {event}: {}", self.organisation, plain(&row.person)),
            body: format!("{} {event} {} row={}\n", self.time(occasion), facts.join(" "), occasion.sequence),
            id: id(occasion, &format!("feed{place}")),
        }
    }

    fn facts(&self, texts: &Texts, occasion: &Occasion) -> Vec<String> {
        let row = &occasion.row;
        let label = row.note.as_ref().filter(|_| occasion.kind.has_label());
        let mut facts = vec![format!("{}: {}", texts.account, plain(&row.person))];
        facts.extend(label.map(|label| format!("{}: {}", texts.label, plain(label))));
        facts.push(format!("{}: {}", texts.when, self.time(occasion)));
        facts.push(format!("{}: {}", texts.place, place(texts, row)));
        facts
    }

    /// Local time, with the zone by its short name and by its distance from UTC.
    fn time(&self, occasion: &Occasion) -> String {
        occasion.time.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z (UTC%:z)").to_string()
    }
}

/// The door, and the address where there is one.
fn place(texts: &Texts, row: &Row) -> String {
    let door = match row.door.as_str() {
        "web" => texts.at_portal.to_owned(),
        "cli" => texts.by_command.to_owned(),
        _ if row.application.is_empty() => row.door.clone(),
        door => format!("{} ({})", plain(&row.application), door.to_uppercase()),
    };
    if row.source.is_empty() { door } else { format!("{}, {door}", plain(&row.source)) }
}

/// The event by its own name; a login by what stood for the code.
fn event(occasion: &Occasion) -> String {
    use super::occasion::Kind;
    match occasion.kind {
        Kind::RecoveryUsed => "login with a recovery code".to_owned(),
        Kind::BypassUsed => "login with a bypass code".to_owned(),
        Kind::Added
        | Kind::Replaced
        | Kind::Removed
        | Kind::Renamed
        | Kind::Enabled
        | Kind::Disabled
        | Kind::Resynchronised
        | Kind::RecoveryReplaced
        | Kind::SignedOut
        | Kind::ActivationMade
        | Kind::BypassGranted
        | Kind::BypassRevoked
        | Kind::Unlocked
        | Kind::NotEnrolled
        | Kind::Grace => plain(&occasion.row.event),
    }
}

/// Row and time: of a store that was made anew, the same number is another row.
fn id(occasion: &Occasion, to: &str) -> String {
    format!("vestibule.{}.{}.{to}", occasion.time.as_millisecond(), occasion.sequence)
}

fn lines(body: &[String]) -> String {
    body.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// What others wrote, in one line that keeps its direction, not too long.
pub(super) fn plain(text: &str) -> String {
    let turns = |character: char| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}');
    let shown = text.chars().map(|character| match character {
        _ if character.is_control() || turns(character) => ' ',
        _ => character,
    });
    let cut: String = shown.take(LONGEST).collect();
    cut.trim().to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::mail::occasion::Kind;

    fn stationery(language: Language) -> Stationery {
        Stationery {
            organisation: "ACME".to_owned(),
            contact: Some("+49 30 1234".to_owned()),
            portal: Some("https://mfa.example.test".to_owned()),
            language,
            zone: TimeZone::posix("CET-1").unwrap(),
            from: Address::parse("it@example.test").unwrap(),
            reply_to: None,
        }
    }

    fn ada() -> Mailbox {
        Mailbox { address: Address::parse("ada@example.test").unwrap(), name: Some("Ada Lovelace".to_owned()) }
    }

    fn occasion(fields: &str) -> Occasion {
        let json = format!(
            r#"{{"time":"2026-11-28T12:00:00.123Z","outcome":"admitted","reason":"x","mfa":"none","person":"ada",
                "sid":"S-1-5-21-1-2-3-900","node":"n1",{fields}}}"#
        );
        Occasion::read(42, &json).unwrap()
    }

    #[test]
    fn a_person_reads_what_changed_when_from_where_and_whom_to_call() {
        let fields = r#""event":"authenticator-added","door":"web","application":"portal","source":"192.0.2.7","note":"Phone","authenticator":"00ff""#;
        let letter = stationery(Language::En).to_person(&occasion(fields), &ada(), false);
        assert_eq!(letter.subject, "ACME: an authenticator was added");
        assert_eq!(letter.id, "vestibule.1795867200123.42.person");
        assert_eq!(
            letter.body,
            "Hello Ada Lovelace,\n\nan authenticator was added to your account.\n\nAccount: ada\nName: Phone\nWhen: \
             2026-11-28 13:00:00 CET (UTC+01:00)\nWhere: 192.0.2.7, at the portal\n\nThis was not me: somebody may be \
             taking over your account. Call the help desk at once: +49 30 1234\n\nYour authenticators: \
             https://mfa.example.test\n-- \nACME, reference 42. This mail was sent automatically.\n"
        );
    }

    #[test]
    fn a_login_that_was_somebody_elses_means_a_known_password() {
        let fields = r#""event":"login","mfa":"recovery","door":"radius","application":"vpn","source":"2001:db8::7""#;
        let row = fields.replace("\"mfa\":\"recovery\",", "");
        let json_kind = occasion(&format!("{row},\"note\":\"x\"").replace("login", "person-unlocked"));
        assert_eq!(json_kind.kind, Kind::Unlocked);
        let used = Occasion { kind: Kind::RecoveryUsed, ..json_kind };
        let letter = stationery(Language::De).to_person(&used, &ada(), false);
        assert!(letter.body.contains("Wo: 2001:db8::7, vpn (RADIUS)\n"), "{}", letter.body);
        assert!(letter.body.contains("Jemand kennt Ihr Passwort. Ändern Sie es. Rufen Sie sofort den Helpdesk: +49"));
        let unknown = Stationery { contact: None, portal: None, ..stationery(Language::En) };
        let letter = unknown.to_person(&used, &Mailbox { name: None, ..ada() }, true);
        assert!(letter.body.starts_with("Hello ada,\n") && letter.body.contains("Call the help desk at once.\n"));
        assert!(!letter.body.contains("https://") && letter.body.contains("those of the next minute"));
    }

    #[test]
    fn a_prompt_shows_the_address_first() {
        let fields = r#""event":"person-unlocked","door":"ldap","application":"webmail","source":"""#;
        let prompt = Occasion { kind: Kind::NotEnrolled, ..occasion(fields) };
        let body = stationery(Language::En).to_person(&prompt, &ada(), false).body;
        assert!(body.find("https://mfa").unwrap() < body.find("This was not me").unwrap(), "{body}");
        assert!(body.contains("Where: webmail (LDAP)\n"), "{body}");
    }

    #[test]
    fn administrators_read_one_line() {
        let fields = r#""event":"bypass-granted","door":"cli","application":"","source":"","operator":"root","note":"lost \"phone\"\nFrom: x""#;
        let letter =
            stationery(Language::De).to_feed(&occasion(fields), &Address::parse("sec@example.test").unwrap(), 0);
        assert_eq!(letter.subject, "ACME: bypass-granted: ada");
        assert_eq!(
            letter.body,
            "2026-11-28 13:00:00 CET (UTC+01:00) bypass-granted person=\"ada\" sid=\"S-1-5-21-1-2-3-900\" door=\"cli\" \
             operator=\"root\" note=\"lost \\\"phone\\\" From: x\" node=\"n1\" row=42\n"
        );
    }

    #[test]
    fn nothing_others_wrote_begins_a_line_or_turns_one() {
        let fields = r#""event":"authenticator-added","door":"web","application":"portal","source":"x","note":"a\r\n\r\nYour new help desk: \u202ehttps://evil.example""#;
        let mailbox = Mailbox { name: Some("Ada\nSubject: x".to_owned()), ..ada() };
        for (_, language) in Language::ALL {
            let letter = stationery(language).to_person(&occasion(fields), &mailbox, false);
            assert!(!letter.subject.contains('\n') && !letter.body.contains('\u{202e}'));
            assert!(!letter.body.lines().any(|line| line.starts_with("Your new") || line.starts_with("Subject")));
        }
        assert_eq!(plain(&"x".repeat(1000)).len(), LONGEST);
    }
}
