//! What people and those who look after them are told: what to set on Android, what to type, which file is for whom.

use vestibule_gate::CodeWay;

use super::facts::{Facts, Network};
use crate::config::radius::{Method, Place};

/// What to set on Android, which takes no file.
pub(super) fn android(facts: &Facts, network: &Network, authorities: &[String]) -> String {
    let Network::Wifi(ssid) = network else {
        return String::new();
    };
    let (outer, inner) = match facts.method {
        Method::TtlsPap => ("TTLS", "PAP"),
        Method::TtlsGtc => ("TTLS", "GTC"),
        Method::TtlsMschapv2 => ("TTLS", "MSCHAPV2"),
        Method::TtlsEapMschapv2 => ("TTLS", "MSCHAPV2 (Android sends it without EAP)"),
        Method::PeapGtc => ("PEAP", "GTC"),
        Method::PeapMschapv2 => ("PEAP", "MSCHAPV2"),
    };
    let mut text = format!(
        "Android takes no file and no QR code for a network with names and passwords. On each telephone:\n\n\
         1. Copy {} to the telephone, and install it: Settings, Security, Install from storage, Wi-Fi certificate.\n\
         2. Settings, Wi-Fi, {}:\n\n\
         \x20  EAP method          {outer}\n\
         \x20  Phase 2             {inner}\n\
         \x20  CA certificate      the one of step 1 (never \"Do not validate\", nor \"Trust on first use\")\n\
         \x20  Domain              {}\n\
         \x20  Identity            {}\n\
         \x20  Anonymous identity  {}\n\
         \x20  Password            {}\n",
        authorities.join(" and "),
        ssid.text(),
        facts.names.join(";"),
        identity(facts),
        facts.anonymous,
        password(facts),
    );
    if facts.typed_once() {
        text += "\nAndroid keeps what was typed and sends it again at the next connection. With a code in it that is refused, and\n\
                 counts as a wrong code: `fast-reconnect` on the server makes that rare, a device for the house is better exempt.\n";
    }
    text
}

/// Which file is for whom, and what is typed.
pub(super) fn overview(facts: &Facts, files: &[(String, &'static str)]) -> String {
    let width = files.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let rows: String = files.iter().map(|(name, what)| format!("  {name:width$}  {what}\n")).collect();
    let left_out = match (facts.only_asked(), facts.method.asks()) {
        (true, _) => {
            "There is a file for wpa_supplicant alone: Apple, Android and NetworkManager answer the question for the code with\n\
             the password again, and Windows has no GTC. With `code = \"auto\"` or \"append\" all of them can log in.\n"
        }
        (false, true) => "Windows has no GTC: there is no file for it. With `--method ttls-pap` there is one.\n",
        (false, false) => "",
    };
    format!(
        "Profiles of {}\n\n{rows}\n\
         Each of them trusts {} and no other server. Give people nothing that leaves that out: a station that does not\n\
         check shows the password to whoever asks for it.\n\n\
         Name:      {}\nPassword:  {}\n\n{left_out}\
         Windows: `certutil -addstore -f Root ca.cer` first, then `netsh wlan add profile filename=FILE` (or `netsh lan`).\n",
        facts.organisation,
        facts.names.join(" and "),
        identity(facts),
        password(facts),
    )
}

fn identity(facts: &Facts) -> &'static str {
    match facts.place {
        Place::Name => "your name, `-` and the code of the moment, such as ada-123456",
        Place::Password
        | Place::Question
        | Place::PasswordOrQuestion
        | Place::Unproven
        | Place::ExemptOnly
        | Place::Nowhere
        | Place::NoWinbind => "your name",
    }
}

fn password(facts: &Facts) -> String {
    match (facts.place, &facts.code) {
        (Place::Password | Place::PasswordOrQuestion, CodeWay::Separator(mark)) => {
            format!("your password, {mark} and the code of the moment, in one")
        }
        (Place::Password, _) => "your password and right behind it the code of the moment".to_owned(),
        (Place::PasswordOrQuestion, _) => {
            "your password and right behind it the code of the moment; or the password, and the code when asked"
                .to_owned()
        }
        (Place::Question, _) => "your password; the code when asked".to_owned(),
        (Place::ExemptOnly, _) => "your password (this network is for who needs no code)".to_owned(),
        (Place::Name | Place::Unproven | Place::Nowhere | Place::NoWinbind, _) => "your password".to_owned(),
    }
}
