//! What the demo prints: who there is, what to type, what will happen.

use std::fmt::Write as _;

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{Outage, Timestamp};
use zeroize::Zeroizing;

use super::cast::{ADMINISTRATOR, CAST, HELP_DESK, NETBIOS, Part};
use super::codes::{Authenticator, Code, Next, Use};
use super::configuration::{APPLICATION, CLIENTS};
use super::house::{House, Resident};
use super::qr;
use super::style::{Style, local_time};

/// The person whose QR code is shown.
const ON_THE_PHONE: &str = "ada";

/// Who can enrol, and what they meet.
const NEWCOMERS: [(&str, &str); 2] =
    [("nora", "scan, type the code, done"), ("dora", "an administrator, so an activation code is asked for first:")];

/// Who manages, and what they meet.
const STAFF: [(&str, &str); 2] = [
    (ADMINISTRATOR, "everything there is; exempt a group, and see before who that is"),
    (HELP_DESK, "unlocks people, and gives them codes"),
];

/// What is shown once, at the beginning.
pub(super) fn welcome(house: &House, style: Style) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    let folder = house.folder().display().to_string();
    let clients = CLIENTS.map(|(name, from, _)| format!("`{name}` from {from}")).join(", ");
    let head = style
        .strong("Vestibule: a sample Active Directory, two doors that ask for a code, and the portal to enrol at.");
    let rows = [
        ("LDAP", format!("{}  (application `{APPLICATION}`)", house.lines.url)),
        ("RADIUS", format!("{}  ({clients})", house.lines.radius)),
        ("Portal", format!("{}  (the browser warns of the demo's own certificate)", house.lines.portal)),
        ("Directory", format!("ldaps://{}  (domain {NETBIOS}, made up, in memory)", house.directory)),
        ("Files", format!("{folder}  (configuration, store, audit; gone when the demo ends)")),
    ];
    // Writing to a String does not fail.
    let _written = write!(text, "\n{head}\n\n");
    for (name, value) in rows {
        let _written = writeln!(text, "  {name:<10} {value}");
    }
    let phone = house.residents.iter().find(|resident| resident.actor.name == ON_THE_PHONE);
    if let Some(phone) = phone.and_then(|resident| resident.authenticator(Use::Phone)) {
        let _written =
            write!(text, "\nScan this with an authenticator app and log in as {ON_THE_PHONE} with its codes:\n\n");
        if let Some(picture) = qr::picture(&phone.address, style.is_coloured()) {
            text.push_str(&picture);
        }
        let _written = write!(text, "\n{}\n", *phone.address);
    }
    text
}

/// The people with lines to copy. `Err` holds the time from which on there are codes for all.
pub(super) async fn people(house: &House, style: Style) -> Result<Result<String, Timestamp>, Outage> {
    let now = house.parts.clock.now();
    let mut text = String::new();
    let (mut until, mut wait) = (None::<Timestamp>, None);
    for resident in &house.residents {
        match resident.codes(house, now).await? {
            Ok(codes) => {
                let lines = codes.iter().filter(|(of, _)| *of != Use::Phone);
                let ends = lines.map(|(_, code)| code.until);
                until = until.into_iter().chain(ends).min();
                text.push_str(&person(house, resident, &codes, style));
            }
            Err(from) => wait = wait.max(Some(from)),
        }
    }
    if let Some(from) = wait {
        return Ok(Err(from));
    }
    let until = until.map(|until| format!(" and until {}", local_time(until))).unwrap_or_default();
    let head = format!("Log in, from another terminal. Each line with a code works once{until}.");
    Ok(Ok(format!("\n{}\n{text}", style.strong(&head))))
}

/// What else there is to see.
pub(super) fn more(house: &House, style: Style, keys: bool) -> String {
    let manage = |command: &str| style.faint(&format!("  {}", house.lines.manage(command)));
    let keys =
        if keys { "Enter prints fresh lines; q and Enter, or Ctrl-C, ends the demo." } else { "Ctrl-C ends the demo." };
    let portal_lines = NEWCOMERS.map(|name| visitor(&house.lines.portal, name)).concat();
    let desk = format!("{}/admin", house.lines.portal);
    let staff_lines = STAFF.map(|name| visitor(&desk, name)).concat();
    format!(
        "\n{}\n{portal_lines}{}\n\n{}\n{staff_lines}\n{}\n{}\n{}\n{}\n{}\n\n{}\n{keys}\n\n",
        style.strong("Enrol at the portal, with an authenticator app of your own:"),
        manage("activation new dora"),
        style.strong("Manage at the portal, with the code shown above:"),
        style.strong("Or at the command line:"),
        manage("explain kim"),
        manage("person list"),
        manage("bypass grant ada --for 1h --reason 'left the phone at home'"),
        manage("audit"),
        style.strong("Every decision appears below as it is made."),
    )
}

/// Somebody at the portal, and what they meet there.
fn visitor(portal: &str, (name, meets): (&str, &str)) -> String {
    let password = CAST.iter().find(|actor| actor.name == name).map_or("", |actor| actor.password);
    format!("  {portal}  as {name} with {password}: {meets}\n")
}

fn person(house: &House, resident: &Resident, codes: &[(Use, Code)], style: Style) -> String {
    let actor = resident.actor;
    let code = |of: Use| codes.iter().find(|(found, _)| *found == of).map(|(_, code)| code);
    let typed = |of: Use| format!("{}{}", actor.password, code(of).map_or("", |code| code.digits.as_str()));
    let shown = match code(Use::Phone) {
        Some(code) => format!("code now {} (until {})", code.digits, local_time(code.until)),
        None => "no code".to_owned(),
    };
    let expect = if actor.admitted { style.good(actor.expect) } else { style.bad(actor.expect) };
    let name = format!("{:<14}", actor.name);
    let mut text = format!("\n{} {expect}\n", style.strong(&name));
    let _written = writeln!(text, "  password {}   {shown}", actor.password);
    let mut lines = vec![house.lines.client(actor, &typed(Use::Client)), house.lines.attempt(actor, &typed(Use::Try))];
    if actor.part != Part::ServiceAccount {
        // Whoever has no code and needs one is asked all the same.
        let asked = code(Use::Asked).map(|code| code.digits.as_str()).or((!actor.admitted).then_some("000000"));
        lines.push(house.lines.radtest(actor, &typed(Use::Radtest)));
        lines.push(house.lines.asked(actor, actor.password, asked));
    }
    lines.extend(code(Use::Alone).map(|code| house.lines.alone(actor, &code.digits)));
    lines.extend(code(Use::Wireless).map(|_| house.lines.wireless(actor, &typed(Use::Wireless))));
    for line in lines {
        for part in line.lines() {
            let _written = writeln!(text, "    {}", style.faint(part));
        }
    }
    text
}

impl Resident {
    pub(super) fn authenticator(&self, of: Use) -> Option<&Authenticator> {
        self.authenticators.iter().find(|authenticator| authenticator.of == of)
    }

    /// An unused code for each use; `Err` says from when on there is one.
    pub(super) async fn codes(
        &self,
        house: &House,
        now: Timestamp,
    ) -> Result<Result<Vec<(Use, Code)>, Timestamp>, Outage> {
        let mut codes = Vec::new();
        for authenticator in &self.authenticators {
            match authenticator.next(&*house.parts.store, now).await? {
                Next::Code(code) => codes.push((authenticator.of, code)),
                Next::From(from) => return Ok(Err(from)),
            }
        }
        Ok(Ok(codes))
    }
}
