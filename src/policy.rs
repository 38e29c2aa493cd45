//! From the configuration to the gate's policy: names become identities.
//!
//! What a name was first found to mean is pinned in the store. A group that is deleted and made again under its old
//! name is another group: it exempts nobody until the configuration names its SID.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use vestibule_gate::ports::{Clock, Directory as _, Records as _};
use vestibule_gate::{
    Application, CodeWay, ExemptRule, FirstByPassword, Grace, Networks, Outage, PORTAL, Policy, Sid, Staff, Timestamp,
};

use crate::config::{self, Config};
use crate::parts::{Parts, console};

const FLOOR: Duration = Duration::from_millis(300);
const RADIUS_FLOOR: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);

/// A policy, and what could not be found.
pub(crate) struct Named {
    /// The policy; what could not be found is left out of it, on the safe side.
    pub(crate) policy: Policy,
    /// Sentences for the log and `check --online`.
    pub(crate) troubles: Vec<String>,
    /// The groups of the clients' reply rules: as they are written, what they mean, and their short name.
    pub(crate) reply_groups: HashMap<String, (Sid, String)>,
    /// Whether asking again may help.
    pub(crate) complete: bool,
}

/// Reads the policy out of the configuration, asking the directories for the names in it.
pub(crate) async fn policy(config: &Config, parts: &Parts) -> Named {
    let mut names = Names { parts, config, troubles: Vec::new(), complete: true };
    let (protected, mut protected_unknown) = names.protected(config).await;
    let staff = names.staff(config, &mut protected_unknown).await;
    let reported = names.reported(config).await;
    let exempt = names.exempt(config).await;
    let own_accounts = names.own_accounts().await;
    let mut applications = HashMap::new();
    for ldap in &config.ldap {
        let mut service_accounts = Vec::new();
        for account in &ldap.service_accounts {
            service_accounts.extend(names.person(account).await);
        }
        applications.insert(Arc::from(ldap.name.as_str()), application(ldap, service_accounts));
    }
    for client in config.radius_clients() {
        applications.insert(Arc::from(client.name.as_str()), radius_application(client));
    }
    if config.web.portal.is_some() {
        applications.insert(Arc::from(PORTAL), Application::portal(FLOOR));
    }
    let reply_groups = names.reply_groups(config).await;
    let policy = Policy {
        node: parts.node.clone(),
        enforce: config.policy.enforce,
        totp_window: config.policy.totp_window,
        exempt,
        protected,
        protected_unknown,
        staff,
        reported,
        own_accounts,
        portal: config.web.public_url.clone(),
        grace: config.policy.grace.as_ref().map(grace),
        first_by_password: config.web.portal.as_ref().and_then(first_by_password),
        password_change: config.policy.password_change_url.clone(),
        source_refusals: config.policy.source_refusals,
        source_window: config.policy.source_window,
        applications,
    };
    Named { policy, troubles: names.troubles, reply_groups, complete: names.complete }
}

fn grace(configured: &config::Grace) -> Grace {
    let ends = configured.ends(&jiff::tz::TimeZone::system());
    let until = ends.map(|end| Timestamp(u64::try_from(end.as_millisecond()).unwrap_or_default()));
    Grace { until, logins: configured.logins }
}

fn first_by_password(portal: &config::WebListen) -> Option<FirstByPassword> {
    let first = &portal.first_enrolment;
    match first.how {
        config::How::Password => Some(FirstByPassword { networks: networks(&first.networks), window: first.window }),
        config::How::ActivationCode => None,
    }
}

/// Networks as the gate compares them.
pub(crate) fn networks(networks: &[IpNet]) -> Networks {
    Networks::new(networks.iter().map(|network| (network.addr(), network.prefix_len())).collect())
}

fn application(ldap: &config::Ldap, service_accounts: Vec<Sid>) -> Application {
    Application {
        code: match &ldap.code {
            config::Code::Append => CodeWay::Append,
            config::Code::Separator(separator) => CodeWay::Separator(separator.clone()),
            config::Code::Username => CodeWay::UserName,
        },
        remember: ldap.remember,
        service_accounts,
        service_sources: networks(&ldap.service_sources),
        protected_service_account: ldap.dangerous_protected_service_account,
        directory: ldap.directory.as_deref().map(Arc::from),
        floor: FLOOR,
        single_factor: false,
        challenge_after_password: false,
        retry_window: Duration::ZERO,
        reconnect: Duration::ZERO,
        wants_groups: false,
        portal: false,
    }
}

fn radius_application(client: &config::RadiusClient) -> Application {
    Application {
        code: client.code.clone(),
        remember: Duration::ZERO,
        service_accounts: Vec::new(),
        service_sources: Networks::default(),
        protected_service_account: false,
        directory: client.directory.as_deref().map(Arc::from),
        floor: RADIUS_FLOOR,
        single_factor: client.dangerous_single_factor,
        challenge_after_password: client.dangerous_challenge_after_password,
        retry_window: client.retry_window,
        reconnect: client.fast_reconnect,
        wants_groups: client.reply.iter().any(|rule| rule.group.is_some()),
        portal: false,
    }
}

struct Names<'a> {
    parts: &'a Parts,
    config: &'a Config,
    troubles: Vec<String>,
    complete: bool,
}

impl Names<'_> {
    /// The configured protected groups and DnsAdmins, which has no well-known SID; true while one is not known.
    async fn protected(&mut self, config: &Config) -> (Vec<Sid>, bool) {
        let (mut found, mut unknown) = (Vec::new(), false);
        for name in &config.policy.protected {
            match self.group(name).await {
                Some((sid, _)) => found.push(sid),
                None => unknown = true,
            }
        }
        match self.identity("group", "DnsAdmins").await {
            Ok(Some((sid, _))) => found.push(sid),
            Ok(None) => {}
            Err(_) => {
                self.complete = false;
                unknown = true;
            }
        }
        (found, unknown)
    }

    /// Who manages. A group that is not found gives nobody a role, and nobody is exempt while its members are not known.
    async fn staff(&mut self, config: &Config, unknown: &mut bool) -> Staff {
        let written = &config.web.staff;
        let mut staff = Staff { approval: written.approval, ..Staff::default() };
        for (names, into) in [(&written.admins, &mut staff.admins), (&written.help_desk, &mut staff.help_desk)] {
            for name in names {
                match self.group(name).await {
                    Some((sid, _)) => into.push(sid),
                    None => *unknown = true,
                }
            }
        }
        staff
    }

    /// Groups whose coverage is kept; nothing is decided on one that is not found.
    async fn reported(&mut self, config: &Config) -> Vec<(Sid, String)> {
        let mut found = Vec::new();
        for name in &config.web.staff.reported {
            found.extend(self.group(name).await);
        }
        found
    }

    /// Our own accounts. Asked anew each time: they need no pin, since nothing is granted to them.
    async fn own_accounts(&mut self) -> Vec<Sid> {
        let until = self.parts.clock.moment().plus(PATIENCE);
        match self.parts.directories.own_accounts(until).await {
            Ok(found) => found,
            Err(outage) => {
                self.complete = false;
                self.troubles.push(format!("our own account could not be looked up: {outage}"));
                Vec::new()
            }
        }
    }

    async fn exempt(&mut self, config: &Config) -> Vec<ExemptRule> {
        let zone = jiff::tz::TimeZone::system();
        let mut rules = Vec::new();
        for (number, exempt) in config.policy.exempt.iter().enumerate() {
            let Some((group, group_name)) = self.group(&exempt.group).await else { continue };
            let until = exempt.ends(&zone).and_then(|end| u64::try_from(end.as_millisecond()).ok());
            rules.push(ExemptRule {
                id: format!("exempt-{}", number + 1),
                group,
                group_name,
                reason: exempt.reason.clone(),
                until: until.map(Timestamp),
            });
        }
        rules
    }

    /// What the groups of reply rules mean. A rule whose group is not known gives its attributes to nobody.
    async fn reply_groups(&mut self, config: &Config) -> HashMap<String, (Sid, String)> {
        let mut found = HashMap::new();
        let mut asked = HashSet::new();
        for name in config.radius_clients().flat_map(|client| &client.reply).filter_map(|rule| rule.group.as_ref()) {
            if asked.insert(name)
                && let Some(meant) = self.reply_group(name).await
            {
                found.insert(name.clone(), meant);
            }
        }
        found
    }

    /// A group with the name the directory gives it now, however it is written in the configuration: devices compare it.
    async fn reply_group(&mut self, name: &str) -> Option<(Sid, String)> {
        let (sid, _) = self.group(name).await?;
        let shown = self.ask("group", &sid.to_string()).await;
        self.note("group", name, shown)
    }

    async fn group(&mut self, name: &str) -> Option<(Sid, String)> {
        let found = self.identity("group", name).await;
        self.note("group", name, found)
    }

    async fn person(&mut self, name: &str) -> Option<Sid> {
        let found = self.identity("person", name).await;
        self.note("person", name, found).map(|(sid, _)| sid)
    }

    fn note(&mut self, kind: &str, name: &str, found: Result<Option<(Sid, String)>, Outage>) -> Option<(Sid, String)> {
        match found {
            Ok(Some(found)) => Some(found),
            Ok(None) => {
                self.complete = false;
                self.troubles.push(format!("{name}: names not exactly one {kind} in the configured directories"));
                None
            }
            Err(outage) => {
                self.complete = false;
                self.troubles.push(format!("{name}: this {kind} could not be looked up: {outage}"));
                None
            }
        }
    }

    /// The pinned identity of a name, else what the directory says now, which is pinned then.
    async fn identity(&mut self, kind: &str, name: &str) -> Result<Option<(Sid, String)>, Outage> {
        if name.starts_with("S-1-") {
            return Ok(Some((Sid::new(name), name.to_owned())));
        }
        let key = format!("{kind}:{name}");
        let pin = self.parts.store.pin(&key).await?;
        let now = self.ask(kind, name).await;
        match (pin, now) {
            (Some(pin), Ok(Some((sid, _)))) if sid != pin.id => {
                self.troubles.push(format!(
                    "{name}: this {kind} is another object ({sid}) than the one first meant ({}), which stays in force; \
                     write the SID that you mean into the configuration",
                    pin.id
                ));
                Ok(Some((pin.id, name.to_owned())))
            }
            (Some(pin), _) => Ok(Some((pin.id, name.to_owned()))),
            (None, Ok(Some((sid, shown)))) => {
                let pinned = self.parts.office(None).pin(&console(self.config), &key, &sid).await;
                pinned.map_err(|_| Outage::Store)?;
                Ok(Some((sid, shown)))
            }
            (None, found) => found,
        }
    }

    async fn ask(&self, kind: &str, name: &str) -> Result<Option<(Sid, String)>, Outage> {
        let until = self.parts.clock.moment().plus(PATIENCE);
        if kind == "group" {
            let group = self.parts.directories.group(name, until).await?;
            return Ok(group.map(|group| (group.id, group.name)));
        }
        let person = self.parts.directories.resolve(name, until).await?;
        Ok(person.map(|person| (person.id, person.name)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const CONFIG: &str = include_str!("cli/desk/tests.toml");

    /// The application of a client with these keys.
    fn client(keys: &str) -> Application {
        radius_application(configured(keys).radius_clients().next().unwrap())
    }

    fn configured(keys: &str) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("password");
        std::fs::write(&secret, "passw0rd").unwrap();
        std::fs::set_permissions(&secret, PermissionsExt::from_mode(0o600)).unwrap();
        let text = CONFIG.replace("code = \"code-only\"", keys) + "\n[winbind]\ndomain = \"EXAMPLE\"\n";
        let config = config::read(&text, &folder.path().join("vestibule.toml"), None);
        config.unwrap_or_else(|faults| panic!("{faults}"))
    }

    #[test]
    fn a_radius_client_is_an_application_without_remembering_and_service_accounts() {
        let plain = client("");
        assert_eq!((&plain.code, plain.floor, plain.remember), (&CodeWay::Append, RADIUS_FLOOR, Duration::ZERO));
        assert!(plain.service_accounts.is_empty() && !plain.protected_service_account && plain.directory.is_none());
        assert!(!plain.single_factor && !plain.challenge_after_password && !plain.wants_groups);
        assert_eq!((plain.retry_window, plain.reconnect), (Duration::ZERO, Duration::ZERO));
        let home = client("directory = \"ad\"\nretry-window = \"3s\"\ncode = \"separator\"\nseparator = \"/\"");
        assert_eq!(home.directory.as_deref(), Some("ad"));
        assert_eq!((home.code, home.retry_window), (CodeWay::Separator("/".into()), Duration::from_secs(3)));
    }

    #[test]
    fn its_stations_come_back_for_as_long_as_is_written() {
        let mut config = configured("");
        let client = config.radius.as_mut().and_then(|radius| radius.clients.first_mut()).unwrap();
        client.fast_reconnect = Duration::from_secs(8 * 3600);
        assert_eq!(radius_application(client).reconnect, client.fast_reconnect);
    }

    #[test]
    fn its_dangers_are_the_gates() {
        assert!(client("dangerous-single-factor = true").single_factor);
        assert!(client("code = \"auto\"\ndangerous-challenge-after-password = true").challenge_after_password);
    }

    #[test]
    fn a_rule_whose_group_is_not_found_is_for_nobody_and_not_for_everybody() {
        let config = configured("reply = [{ group = \"Staff\", attributes = { Class = \"{group}\" } }]");
        let (radius, client) = (config.radius.as_ref().unwrap(), config.radius_clients().next().unwrap());
        let staff = Sid::new("S-1-5-21-1-2-3-7000");
        let known = HashMap::from([("Staff".to_owned(), (staff.clone(), "staff".to_owned()))]);
        assert!(radius.rules(client, &known).groups().contains(&staff));
        let unknown = radius.rules(client, &HashMap::new());
        assert_eq!(unknown.groups().into_iter().collect::<Vec<_>>(), [Sid::new("S-1-0-0")]);
    }

    #[test]
    fn groups_are_read_where_a_reply_depends_on_them() {
        assert!(!client("reply = [{ attributes = { Class = \"a\" } }]").wants_groups);
        assert!(client("reply = [{ group = \"Staff\", attributes = { Class = \"a\" } }]").wants_groups);
    }
}
