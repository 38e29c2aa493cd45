//! The applications as they are configured and seen by this node.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use vestibule_enroll_web::{ApplicationKind, ApplicationState};
use vestibule_gate::ports::{Clock as _, Reports as _};
use vestibule_gate::{Outage, Timestamp};
use vestibule_radius::server::{Counters, Silence};

use super::super::Shared;
use super::time;
use crate::config::{self, Config, RadiusClient, shown};

/// When applications were seen, by name.
pub(super) type Seen = BTreeMap<String, Timestamp>;

/// When they were seen before this start, as far as the store knows.
pub(super) async fn before(shared: &Shared) -> Result<Seen, Outage> {
    Ok(shared.parts.store.seen().await?.into_iter().collect())
}

/// All of them, in the configuration's order.
pub(super) fn all(shared: &Shared, before: Option<&Seen>) -> Vec<ApplicationState> {
    let (config, seen) = (shared.config.load_full(), shared.gate.tally().seen());
    let said = said(&config, time(shared.clock.now()));
    let counters = shared.radius.as_ref().map(|door| door.counters());
    let last = |name: &str| seen.get(name).copied().max(before.and_then(|before| before.get(name).copied()));
    let state = |kind: ApplicationKind, name: &str, settings: Vec<shown::Shown>| {
        let begin = format!("{} {name}: ", kind.as_str());
        ApplicationState {
            name: name.to_owned(),
            kind,
            settings: settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            last_seen: last(name),
            warnings: said.iter().filter_map(|text| text.strip_prefix(&begin)).map(sentence).collect(),
        }
    };
    let never = || "No login was ever seen here.".to_owned();
    let listeners = config.ldap.iter().map(|ldap| {
        let mut state = state(ApplicationKind::Ldap, &ldap.name, shown::of_listener(ldap));
        state.warnings.extend(state.last_seen.is_none().then(never));
        state
    });
    let clients = config.radius_clients().map(|client| {
        let mut state = state(ApplicationKind::Radius, &client.name, shown::of_client(client));
        let met = counters.as_ref().map(|counters| met(client, counters)).unwrap_or_default();
        state.warnings.extend((state.last_seen.is_none() && met.is_empty()).then(never));
        state.warnings.extend(met);
        state
    });
    listeners.chain(clients).collect()
}

/// The standing alarms and notes of a configuration.
fn said(config: &Config, now: jiff::Timestamp) -> Vec<String> {
    let zone = TimeZone::system();
    let mut said = config::alarms(config, now, &zone);
    said.extend(config::notes(config, now, &zone));
    said
}

/// What a client was seen to do since the start.
fn met(client: &RadiusClient, counters: &Counters) -> Vec<String> {
    let silent = |why: Silence| {
        let of = |(of, cause): &(Option<std::sync::Arc<str>>, Silence)| {
            of.as_deref() == Some(&*client.name) && *cause == why
        };
        counters.silent.iter().find(|(key, _)| of(key)).map_or(0, |(_, count)| *count)
    };
    let taken = |signed: bool| {
        let of = |(of, was): &(std::sync::Arc<str>, bool)| **of == *client.name && *was == signed;
        counters.signed.iter().find(|(key, _)| of(key)).map_or(0, |(_, count)| *count)
    };
    let mut met = Vec::new();
    let unsigned = silent(Silence::NoMessageAuthenticator) + silent(Silence::UnsignedProxyState);
    if unsigned > 0 {
        met.push(format!("Sends no Message-Authenticator: its packets are dropped ({unsigned} since the start)."));
    }
    let wrong = silent(Silence::WrongMessageAuthenticator) + silent(Silence::WrongAuthenticator);
    if wrong > 0 {
        met.push(format!("Has another shared secret: its packets are dropped ({wrong} since the start)."));
    }
    if client.dangerous_message_authenticator_optional {
        match (taken(true), taken(false)) {
            (0, 1..) => met.push("Has never sent Message-Authenticator since the start.".to_owned()),
            (1.., 0) => met.push(
                "Has always sent Message-Authenticator since the start: `dangerous-message-authenticator-optional` may \
                 not be needed."
                    .to_owned(),
            ),
            (_, _) => {}
        }
    }
    met
}

/// With a large letter in front.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn configured(keys: &str) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("password");
        std::fs::write(&secret, "passw0rd").unwrap();
        std::fs::set_permissions(&secret, PermissionsExt::from_mode(0o600)).unwrap();
        let text = include_str!("../../cli/desk/tests.toml").replace("code = \"code-only\"", keys);
        config::read(&text, &folder.path().join("vestibule.toml"), None).unwrap_or_else(|faults| panic!("{faults}"))
    }

    fn met_of(keys: &str, silent: &[(Silence, u64)], signed: &[(bool, u64)]) -> Vec<String> {
        let config = configured(keys);
        let client = config.radius_clients().next().unwrap();
        let name: std::sync::Arc<str> = client.name.as_str().into();
        let mut counters = Counters::default();
        counters.silent.extend(silent.iter().map(|(why, count)| ((Some(name.clone()), *why), *count)));
        counters.silent.insert((None, Silence::NoMessageAuthenticator), 9);
        counters.signed.extend(signed.iter().map(|(signed, count)| ((name.clone(), *signed), *count)));
        counters.signed.insert(("another".into(), false), 9);
        met(client, &counters)
    }

    #[test]
    fn what_a_client_was_seen_to_do_is_said_of_that_client_alone() {
        assert!(met_of("", &[], &[(true, 5)]).is_empty());
        let dropped = met_of("", &[(Silence::NoMessageAuthenticator, 2), (Silence::UnderWay, 3)], &[]);
        assert_eq!(dropped, ["Sends no Message-Authenticator: its packets are dropped (2 since the start)."]);
        let wrong = met_of("", &[(Silence::WrongMessageAuthenticator, 1)], &[(true, 1)]);
        assert_eq!(wrong, ["Has another shared secret: its packets are dropped (1 since the start)."]);
    }

    #[test]
    fn who_is_excepted_is_watched_for_whether_it_has_to_be() {
        let optional = "dangerous-message-authenticator-optional = true";
        assert!(met_of(optional, &[], &[]).is_empty() && met_of(optional, &[], &[(true, 1), (false, 1)]).is_empty());
        assert!(met_of(optional, &[], &[(false, 1)]).concat().contains("never sent Message-Authenticator"));
        assert!(met_of(optional, &[], &[(true, 1)]).concat().contains("always sent Message-Authenticator"));
        assert!(met_of("", &[], &[(false, 1)]).is_empty());
    }
}
