//! What `check`, the log and the page keep saying about a configuration that has no faults: settings that
//! weaken the gate, certificates that end, and what follows from the choices made.

use ipnet::IpNet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustls_pki_types::CertificateDer;

use super::policy::{SOURCE_REFUSALS, SOURCE_WINDOW};
use super::value::spell;
use super::{
    Config, Directory, Exempt, Grace, How, Ldap, Mail, MailSecurity, Policy, Referrals, Tls, Transport, WebListen,
    radius,
};

/// The standing alarms: one sentence for each setting that weakens the gate. They do not go away by waiting.
pub(crate) fn alarms(config: &Config, now: Timestamp, zone: &TimeZone) -> Vec<String> {
    let mut alarms = of_policy(&config.policy);
    alarms.extend(config.policy.grace.map(|grace| of_grace(grace, now, zone)));
    alarms.extend(config.directories.iter().filter_map(of_directory));
    alarms.extend(config.ldap.iter().flat_map(of_listener));
    for client in config.radius_clients() {
        alarms.extend(radius::dangers(client).iter().map(|danger| format!("radius {}: {danger}", client.name)));
    }
    alarms.extend(config.web.portal.iter().flat_map(of_portal));
    alarms.extend(config.mail.as_ref().and_then(of_mail));
    alarms
}

/// Certificates that have ended, are not valid yet or end within 30 days, with the certificate's file, and what people's
/// stations reject in EAP's.
pub(crate) fn certificates(config: &Config, now: Timestamp) -> Vec<String> {
    let listeners = config.ldap.iter().filter_map(|ldap| match &ldap.transport {
        Transport::Ldaps(tls) | Transport::StartTls(tls) => Some(tls),
        Transport::Clear => None,
    });
    let radsec = config.radius.as_ref().and_then(|radius| radius.radsec.as_ref());
    let eap = config.radius.as_ref().and_then(|radius| radius.eap.as_ref());
    let portal = config.web.portal.as_ref().and_then(|portal| portal.tls.as_ref());
    let shown = listeners.chain(radsec.map(|radsec| &radsec.tls)).chain(eap.map(|eap| &eap.tls)).chain(portal);
    let shown = shown.filter_map(|tls: &Tls| Some((&tls.certificate_file, tls.certified.cert.first()?)));
    let issuers = radsec.map(|radsec| (&radsec.client_ca_file, radsec.client_ca.iter()));
    let pinned = eap.and_then(|eap| eap.authority.as_ref()).map(|pinned| (&pinned.file, pinned.certificates.iter()));
    let mail = config.mail.as_ref().and_then(|mail| Some((mail.server.ca_file.as_ref()?, mail.server.ca.iter())));
    let authorities =
        config.directories.iter().filter_map(|directory| Some((directory.ca_file.as_ref()?, directory.ca.iter())));
    let authorities = authorities
        .chain(issuers)
        .chain(pinned)
        .chain(mail)
        .flat_map(|(file, ca)| ca.map(move |certificate| (file, certificate)));
    let mut sentences: Vec<String> = shown
        .chain(authorities)
        .filter_map(|(file, certificate)| {
            Some(format!("The certificate in {} {}.", file.display(), ending(certificate, now)?))
        })
        .collect();
    sentences.extend(eap.iter().flat_map(|eap| radius::troubles(eap, now)));
    sentences.dedup();
    sentences
}

/// What follows from the settings and is easily overlooked, without being a weakness.
pub(crate) fn notes(config: &Config, now: Timestamp, zone: &TimeZone) -> Vec<String> {
    let mut notes = Vec::new();
    for ldap in config.ldap.iter().filter(|ldap| ldap.proxy_protocol_from.is_empty()) {
        notes.push(format!(
            "ldap {}: the addresses of the people behind the application are not known here (no `proxy-protocol-from`), so wrong codes of strangers and of the person count together.",
            ldap.name
        ));
    }
    for client in config.radius_clients() {
        let of_client = radius::notes(client, config.winbind.is_some());
        notes.extend(of_client.iter().map(|note| format!("radius {}: {note}", client.name)));
    }
    if config.web.public_url.is_none() {
        notes.push(
            "People who are not enrolled cannot be told where to enrol: `[web] public-url` is not set.".to_owned(),
        );
    }
    notes.extend(config.web.portal.iter().flat_map(about_portal));
    if config.web.portal.is_some() && config.web.staff.admins.is_empty() {
        notes.push("Nobody manages beside the command line: `[web] admin-groups` names no group.".to_owned());
    }
    if config.mail.as_ref().is_some_and(|mail| mail.prompt) && config.web.public_url.is_none() {
        notes.push("No mail says where to enrol (`[mail] prompt`): `[web] public-url` is not set.".to_owned());
    }
    let over = |exempt: &&Exempt| exempt.ends(zone).is_some_and(|end| end <= now);
    for exempt in config.policy.exempt.iter().filter(over) {
        notes.push(format!("The exemption of {} is over and can be removed.", exempt.group));
    }
    if !config.store.path.exists() {
        notes.push(format!("The store {} does not exist yet: run `vestibule init`.", config.store.path.display()));
    } else if !config.store.key_file.exists() {
        notes.push(format!(
            "The sealing key {} is missing: bring it back, the store cannot be read without it.",
            config.store.key_file.display()
        ));
    }
    notes
}

fn of_policy(policy: &Policy) -> Vec<String> {
    let mut alarms = Vec::new();
    if !policy.enforce {
        alarms.push("Nobody is asked for a code: `[policy] enforce = false`; decisions are only recorded.".to_owned());
    }
    if policy.source_refusals > SOURCE_REFUSALS || policy.source_window < SOURCE_WINDOW {
        alarms.push(format!(
            "A source may be refused {} times in {} before it is shut out; {SOURCE_REFUSALS} in {} is usual.",
            policy.source_refusals,
            spell(policy.source_window),
            spell(SOURCE_WINDOW)
        ));
    }
    alarms
}

fn of_grace(grace: Grace, now: Timestamp, zone: &TimeZone) -> String {
    let logins = grace.logins.map(|logins| match logins {
        1 => "for one login each".to_owned(),
        _ => format!("for {logins} logins each"),
    });
    if let (Some(last), Some(end)) = (grace.until, grace.ends(zone))
        && end <= now
    {
        return format!(
            "Grace is over since the end of {last}: people without an authenticator are refused, as with \
             `unenrolled = \"refuse\"`."
        );
    }
    let until = grace.until.map(|last| format!("until {last}"));
    let limits: Vec<String> = until.into_iter().chain(logins).collect();
    format!("People without an authenticator are let in {} (`unenrolled = \"grace\"`).", limits.join(" and "))
}

fn of_portal(portal: &WebListen) -> Vec<String> {
    let anywhere = |networks: &[IpNet]| networks.iter().any(|network| network.prefix_len() == 0);
    let first = &portal.first_enrolment;
    let cases = [
        (portal.tls.is_none(), "passwords and codes are taken in the clear on this machine (`dangerous-clear-text`)."),
        (anywhere(&portal.trusted_proxies), "anybody may claim any address (`trusted-proxies`)."),
        (
            first.how == How::Password && anywhere(&first.networks),
            "a first authenticator needs no more than the password, from anywhere (`[web.first-enrollment] networks`).",
        ),
    ];
    cases.into_iter().filter(|(raised, _)| *raised).map(|(_, what)| format!("web: {what}")).collect()
}

fn of_mail(mail: &Mail) -> Option<String> {
    let clear = mail.server.security == MailSecurity::Clear;
    clear.then(|| "mail: mails leave in the clear to a server on this machine (`dangerous-clear-text`).".to_owned())
}

/// What is easily overlooked at the portal.
fn about_portal(portal: &WebListen) -> Vec<String> {
    let first = &portal.first_enrolment;
    let mut notes = Vec::new();
    if portal.tls.is_none() && portal.trusted_proxies.is_empty() {
        notes.push(
            "web: the addresses of the people behind the proxy are not known here (no `trusted-proxies`): all come from \
             this machine."
                .to_owned(),
        );
    }
    if first.how == How::ActivationCode {
        notes.push("web: a first authenticator needs an activation code: `vestibule activation new NAME`.".to_owned());
    }
    notes
}

fn of_directory(directory: &Directory) -> Option<String> {
    directory.dangerous_clear_text.then(|| {
        format!("directory {}: passwords travel in the clear on this machine (`dangerous-clear-text`).", directory.name)
    })
}

fn of_listener(ldap: &Ldap) -> Vec<String> {
    let anywhere = |networks: &[IpNet]| networks.iter().any(|network| network.prefix_len() == 0);
    let mut alarms = Vec::new();
    let mut say = |when: bool, what: &str| {
        if when {
            alarms.push(format!("ldap {}: {what}", ldap.name));
        }
    };
    say(
        matches!(ldap.transport, Transport::Clear),
        "passwords and codes are taken in the clear (`dangerous-clear-text`).",
    );
    say(
        ldap.dangerous_protected_service_account,
        "a protected account may bind with its password alone (`dangerous-protected-service-account`).",
    );
    say(
        ldap.referrals == Referrals::Pass,
        "clients are sent past Vestibule to other servers (`referrals = \"pass\"`) and may show them passwords and codes.",
    );
    say(
        !ldap.service_accounts.is_empty() && anywhere(&ldap.service_sources),
        "service accounts may bind from anywhere (`service-sources`).",
    );
    say(anywhere(&ldap.proxy_protocol_from), "anybody may claim any address (`proxy-protocol-from`).");
    say(
        !ldap.remember.is_zero(),
        &format!("the same password and code are accepted again for {} (`remember`).", spell(ldap.remember)),
    );
    alarms
}

fn ending(certificate: &CertificateDer<'_>, now: Timestamp) -> Option<String> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let validity = parsed.validity();
    let left = validity.not_after.timestamp().saturating_sub(now.as_second());
    match left {
        _ if validity.not_before.timestamp() > now.as_second() => Some("is not valid yet".to_owned()),
        ..=0 => Some("has ended; clients refuse it".to_owned()),
        1..=86_400 => Some("ends within a day".to_owned()),
        86_401..=2_592_000 => Some(format!("ends in {} days", left / 86_400)),
        _ => None,
    }
}
