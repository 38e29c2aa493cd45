//! What a house shall be like: the builder of its configuration file.

use super::certificates::write_secret;
use super::dc::Dc;
use super::house::{House, WEBMAIL};
use std::fs;
use std::path::Path;

/// Our own service account's password, as the recipe sets it.
pub(crate) const OWN_SERVICE_PASSWORD: &str = "Keeper-Of-The-Door-7";
/// An application's service account, allowed on the usual listener.
pub(crate) const WEBMAIL_SERVICE: &str = "svc-webmail@ad.example.test";
/// Its password.
pub(crate) const WEBMAIL_SERVICE_PASSWORD: &str = "Reader-Of-Letters-7";
/// What a RADIUS client of a house shares with it.
pub(crate) const RADIUS_SECRET: &str = "a-secret-of-the-lab-7";
/// Where people are told to enrol.
pub(crate) const PUBLIC_URL: &str = "https://mfa.example.test:8443";

const ACTIVE_DIRECTORY: &str = "kind = \"active-directory\"
domain = \"ad.example.test\"
netbios = \"EXAMPLE\"
base-dn = \"DC=ad,DC=example,DC=test\"
service-account = \"svc-vestibule@ad.example.test\"
";
const OPENLDAP: &str = "kind = \"openldap\"
base-dn = \"dc=example,dc=test\"
service-account = \"uid=svc-vestibule,ou=services,dc=example,dc=test\"
";

/// A configuration in the making.
pub(crate) struct Plan {
    kind: &'static str,
    store: String,
    urls: Vec<String>,
    authorities: String,
    directory: String,
    policy: String,
    exempt: Vec<String>,
    listeners: String,
    web: String,
}

impl Plan {
    /// One domain controller, and the usual listener: code appended, LDAPS, one service account from
    /// 127.0.0.1 alone.
    pub(crate) fn behind(dc: &Dc) -> Self {
        let plan = Self::empty(ACTIVE_DIRECTORY);
        let service = format!("service-accounts = [\"{WEBMAIL_SERVICE}\"]\nservice-sources = [\"127.0.0.1/32\"]");
        plan.and_behind(dc).listener(WEBMAIL, &format!("code = \"append\"\n{service}"))
    }

    /// One more domain controller, used after those named before.
    pub(crate) fn and_behind(mut self, dc: &Dc) -> Self {
        self.urls.push(format!("\"{}\"", dc.url()));
        self.authorities += &fs::read_to_string(dc.authority_file()).expect("the controller wrote its authority");
        self
    }

    /// One OpenLDAP server, and the usual listener: code appended, LDAPS, no service account.
    pub(crate) fn behind_openldap(url: &str, authority_file: &Path) -> Self {
        Self::empty(OPENLDAP).and_behind_openldap(url, authority_file).listener(WEBMAIL, "code = \"append\"")
    }

    /// One more OpenLDAP server, used after those named before.
    pub(crate) fn and_behind_openldap(mut self, url: &str, authority_file: &Path) -> Self {
        self.urls.push(format!("\"{url}\""));
        self.authorities += &fs::read_to_string(authority_file).expect("the server wrote its authority");
        self
    }

    fn empty(kind: &'static str) -> Self {
        Self {
            kind,
            store: "HERE/vestibule.db".to_owned(),
            urls: Vec::new(),
            authorities: String::new(),
            directory: String::new(),
            policy: String::new(),
            exempt: Vec::new(),
            listeners: String::new(),
            web: String::new(),
        }
    }

    /// Keeps the store in a file elsewhere.
    pub(crate) fn store(mut self, file: &Path) -> Self {
        self.store = file.display().to_string();
        self
    }

    /// One more line in `[[directory]]`.
    pub(crate) fn directory(mut self, line: &str) -> Self {
        self.directory += &format!("{line}\n");
        self
    }

    /// One more line in `[policy]`.
    pub(crate) fn policy(mut self, line: &str) -> Self {
        self.policy += &format!("{line}\n");
        self
    }

    /// Exempts a group, named by its DN.
    pub(crate) fn exempt(self, group: &str) -> Self {
        self.exempt_rule(&format!("{{ group = \"{group}\", reason = \"no phones on the floor\" }}"))
    }

    /// Adds an exemption as it is written in the file.
    pub(crate) fn exempt_rule(mut self, rule: &str) -> Self {
        self.exempt.push(rule.to_owned());
        self
    }

    /// One more listener with TLS from the start.
    pub(crate) fn listener(self, name: &str, lines: &str) -> Self {
        let section = "[[ldap]]\nlisten = \"127.0.0.1:0\"\n\
                       tls = { certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\" }";
        self.section(&format!("{section}\nname = \"{name}\"\n{lines}"))
    }

    /// The RADIUS door on free ports, with further lines of `[radius]`.
    pub(crate) fn radius(self, lines: &str) -> Self {
        self.section(&format!("[radius]\nlisten = \"127.0.0.1:0\"\n{lines}"))
    }

    /// One more RADIUS client, known by an address of its own; its secret is [`RADIUS_SECRET`].
    pub(crate) fn radius_client(self, name: &str, from: &str, lines: &str) -> Self {
        let section = "[[radius.client]]\nsecret-file = \"HERE/radius.secret\"";
        self.section(&format!("{section}\nname = \"{name}\"\nfrom = \"{from}\"\n{lines}"))
    }

    /// The portal on a free port.
    pub(crate) fn portal(self) -> Self {
        let tls = "tls = { certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\" }";
        self.web(&format!("listen = \"127.0.0.1:0\"\n{tls}"))
    }

    /// One more line in `[web]`.
    pub(crate) fn web(mut self, line: &str) -> Self {
        self.web += &format!("{line}\n");
        self
    }

    /// One more section as it is written in the file.
    pub(crate) fn section(mut self, text: &str) -> Self {
        self.listeners += &format!("{text}\n\n");
        self
    }

    /// Serves by this plan.
    pub(crate) fn open(&self) -> House {
        House::open(self)
    }

    /// Writes the configuration and the files it names.
    pub(crate) fn write(&self, folder: &Path) {
        write_secret(&folder.join("service.password"), OWN_SERVICE_PASSWORD);
        write_secret(&folder.join("radius.secret"), RADIUS_SECRET);
        fs::write(folder.join("directory.pem"), &self.authorities).expect("the authorities can be written");
        let text = self.text().replace("HERE", &folder.display().to_string());
        fs::write(folder.join("vestibule.toml"), text).expect("the configuration can be written");
    }

    fn text(&self) -> String {
        let Self { kind, store, directory, policy, listeners, web, .. } = self;
        let (urls, exempt) = (self.urls.join(", "), self.exempt.join(", "));
        format!(
            "[store]
url = \"sqlite:{store}\"
key-file = \"HERE/seal.key\"

[[directory]]
name = \"ad\"
{kind}urls = [{urls}]
ca-file = \"HERE/directory.pem\"
service-password-file = \"HERE/service.password\"
timeout = \"2500ms\"
{directory}
[policy]
enforce = true
exempt = [{exempt}]
{policy}
{listeners}
[web]
public-url = \"{PUBLIC_URL}\"
{web}
[audit]
file = \"HERE/audit.jsonl\"
"
        )
    }
}
