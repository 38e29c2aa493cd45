//! What `check` keeps saying of RADIUS clients: settings that weaken the gate, and what follows from the choices made.

use vestibule_gate::CodeWay;

use super::{GOOD_SECRET, Peer, RadiusClient};
use crate::config::spell;

/// The standing alarms of a client, without its name.
pub(crate) fn dangers(client: &RadiusClient) -> Vec<String> {
    let mut dangers = Vec::new();
    let mut say = |when: bool, what: &str| {
        if when {
            dangers.push(what.to_owned());
        }
    };
    let anywhere = match &client.peer {
        Peer::Networks(networks) => networks.iter().any(|network| network.prefix_len() == 0),
        Peer::Certificate(_) => false,
    };
    say(anywhere, "requests are taken from anywhere (`from`).");
    say(
        client.dangerous_single_factor,
        "who is exempt logs in by MS-CHAPv2 where no code could be typed at all (`dangerous-single-factor`).",
    );
    say(
        client.dangerous_message_authenticator_optional,
        "requests without Message-Authenticator are taken: between here and the device an answer can be forged \
         (`dangerous-message-authenticator-optional`).",
    );
    say(
        client.dangerous_challenge_after_password,
        "the question tells a right password from a wrong one (`dangerous-challenge-after-password`).",
    );
    // On loopback nobody stands in between.
    say(
        client.dangerous_reply_without_message_authenticator && !client.peer.is_loopback(),
        "replies leave without Message-Authenticator: the device cannot tell them from forged ones \
         (`dangerous-reply-without-message-authenticator`).",
    );
    dangers
}

/// What is easily overlooked of a client, without its name.
pub(crate) fn notes(client: &RadiusClient, winbind: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if !client.fast_reconnect.is_zero() {
        notes.push(reconnect(client));
    }
    if client.code == CodeWay::CodeOnly {
        notes.push(prover(client));
    }
    if client.source_attributes.is_empty() {
        notes.push(source(client));
    }
    if client.peer.is_udp() && !client.peer.is_loopback() {
        notes.push(wire(client));
        let length = client.secret.expose().len();
        if length < GOOD_SECRET {
            notes.push(format!(
                "the shared secret has {length} octets; who sees one packet can try secrets: use {GOOD_SECRET} or more."
            ));
        }
    }
    let mute = client.preset.map(|preset| preset.about()).filter(|about| !about.shows_question);
    if let Some(about) = mute.filter(|_| client.code == CodeWay::Challenge) {
        notes.push(format!(
            "{} takes a question for a refusal: with `code = \"challenge\"` nobody comes in.",
            about.product
        ));
    }
    if !winbind && client.preset == Some(super::Preset::Rras) {
        notes.push("MS-CHAPv2 is refused, since there is no `[winbind]`; the device must use PAP.".to_owned());
    }
    notes
}

/// Who proves the password.
pub(crate) fn prover(client: &RadiusClient) -> String {
    if client.code != CodeWay::CodeOnly {
        return "the directory proves the password, and a code is asked of all but the exempt.".to_owned();
    }
    let by = client.preset.map_or("the device", |preset| preset.about().product);
    format!(
        "the code alone admits: {by} is said to prove the password, and nothing here does. Nobody is exempt there, and \
         who is not enrolled is refused."
    )
}

/// Whether the address of the person is known.
pub(crate) fn source(client: &RadiusClient) -> String {
    if client.source_attributes.is_empty() {
        return "the address of the person is not known here (no `source-attributes`), so wrong codes of strangers and \
                of the person count together."
            .to_owned();
    }
    format!(
        "the address of the person is taken from {}; where that holds none, wrong codes of strangers and of the person \
         count together.",
        client.source_attributes.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", else ")
    )
}

/// How long a station may come back, and what ends it before.
pub(crate) fn reconnect(client: &RadiusClient) -> String {
    if client.fast_reconnect.is_zero() {
        return "each connection by EAP needs password and code (no `fast-reconnect`).".to_owned();
    }
    format!(
        "a station that was let in by EAP with a fresh code or by an exemption comes back for {} without password and code \
         (`fast-reconnect`), unless the password or the authenticator is changed, the account is disabled or becomes \
         protected, or `vestibule wifi revoke` ends it.",
        spell(client.fast_reconnect)
    )
}

/// What protects password and code between the device and us.
pub(crate) fn wire(client: &RadiusClient) -> String {
    match (client.peer.is_udp(), client.peer.is_loopback()) {
        (false, _) => "password and code cross the network under TLS (RadSec).".to_owned(),
        (true, true) => "password and code do not leave this machine.".to_owned(),
        (true, false) => {
            "password and code cross the network protected only by the shared secret (MD5); use RadSec or \
                          a closed network where the device can."
                .to_owned()
        }
    }
}

/// Whether MS-CHAPv2 is taken, whose responses hold no code.
pub(crate) fn mschapv2(client: &RadiusClient, winbind: bool) -> &'static str {
    if !winbind {
        return "MS-CHAPv2 is refused: there is no `[winbind]`.";
    }
    match client.code {
        CodeWay::UserName => "MS-CHAPv2 is taken, the code being typed behind the name.",
        CodeWay::Challenge | CodeWay::Auto if client.response_holds_code => {
            "MS-CHAPv2 is taken; the code is asked for and comes inside MS-CHAP2-Response, as this product sends it."
        }
        CodeWay::Challenge | CodeWay::Auto => "MS-CHAPv2 is taken, and the code is asked for.",
        CodeWay::Append | CodeWay::Separator(_) if client.dangerous_single_factor => {
            "MS-CHAPv2 is taken from who is exempt, and from nobody else: a response holds no code."
        }
        CodeWay::Append | CodeWay::Separator(_) => {
            "MS-CHAPv2 is refused: a response holds no code. It needs `code` to be username, challenge or auto."
        }
        CodeWay::CodeOnly => "MS-CHAPv2 is refused: a response holds no code.",
    }
}
