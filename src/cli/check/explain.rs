//! `check --explain CLIENT`: what holds for one RADIUS client and where each setting comes from, who proves the
//! password, what is known of the person's address, what protects the code on the way, and what the device must be
//! set to. No secret is shown.

use serde::Serialize;

use crate::cli::exit::Failure;
use crate::cli::output::{self, Row};
use crate::config::{Config, RadiusClient, ReplyRule, radius, shown};

/// What is said of a client.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Explained {
    client: String,
    preset: Option<&'static str>,
    product: Option<&'static str>,
    /// The versions of the product that were watched; nothing where only its documentation is known.
    tried: Option<&'static str>,
    settings: Vec<Setting>,
    /// What an Access-Accept carries, rule by rule.
    reply: Vec<String>,
    password: String,
    ms_chapv2: &'static str,
    /// EAP's methods, and where the code is typed in each; empty where EAP is not offered.
    eap: Vec<Way>,
    /// How long a station may come back without a code; nothing where EAP is not offered.
    fast_reconnect: Option<String>,
    source: String,
    wire: String,
    /// What the device must be set to.
    device: &'static [&'static str],
    caveats: &'static [&'static str],
    /// Settings that weaken the gate.
    dangers: Vec<String>,
}

impl Explained {
    /// Looks the client up, whatever the case of its letters.
    ///
    /// # Errors
    /// There is no such client.
    pub(super) fn of(config: &Config, name: &str) -> Result<Self, Failure> {
        let found = config.radius_clients().find(|client| client.name.eq_ignore_ascii_case(name));
        let client = found.ok_or_else(|| {
            let names: Vec<&str> = config.radius_clients().map(|client| client.name.as_str()).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            Failure::Refused(format!("there is no such RADIUS client; there are: {known}"))
        })?;
        let winbind = config.winbind.is_some();
        let eap = config.radius.as_ref().and_then(|radius| radius.eap.as_ref());
        let about = client.preset.map(|preset| preset.about());
        Ok(Self {
            client: client.name.clone(),
            preset: about.map(|about| about.word),
            product: about.map(|about| about.product),
            tried: about.and_then(|about| about.tried),
            settings: settings(client),
            reply: client.reply.iter().map(spelled).collect(),
            password: radius::prover(client),
            ms_chapv2: radius::mschapv2(client, winbind),
            eap: eap.iter().flat_map(|_| ways(client, winbind)).collect(),
            fast_reconnect: eap.map(|eap| reconnection(client, eap)),
            source: radius::source(client),
            wire: radius::wire(client),
            device: about.map_or(&[], |about| about.device),
            caveats: about.map_or(&[], |about| about.caveats),
            dangers: radius::dangers(client),
        })
    }

    pub(super) fn show(&self, json: bool) -> std::io::Result<()> {
        if json {
            return output::json(self);
        }
        output::line(&self.head())?;
        output::line("")?;
        output::rows(&self.settings, false)?;
        let sentence = |text: &str| {
            let mut letters = text.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        };
        let holds: Vec<String> = [&*self.password, self.ms_chapv2, &self.source, &self.wire]
            .into_iter()
            .chain(self.fast_reconnect.as_deref())
            .map(sentence)
            .collect();
        list("What holds", &holds)?;
        let ways: Vec<String> = self.eap.iter().map(|way| format!("{}: {}", way.method, way.code)).collect();
        list("Methods of EAP", &ways)?;
        list("What an Access-Accept carries", &self.reply)?;
        list("To be set on the device", self.device)?;
        list("To be known", self.caveats)?;
        list("Standing alarms", &self.dangers.iter().map(|danger| sentence(danger)).collect::<Vec<_>>())
    }

    fn head(&self) -> String {
        match (self.product, self.tried) {
            (Some(product), Some(versions)) => {
                format!("{}: {product}. What is said of it was seen with {versions}.", self.client)
            }
            (Some(product), None) => format!(
                "{}: {product}. This preset is unproven: it follows the maker's pages, no device was tried.",
                self.client
            ),
            (None, _) => format!("{}: no preset.", self.client),
        }
    }
}

fn list<T: AsRef<str>>(head: &str, sentences: &[T]) -> std::io::Result<()> {
    if sentences.is_empty() {
        return Ok(());
    }
    let lines = sentences.iter().map(|sentence| format!("  {}\n", output::printable(sentence.as_ref())));
    output::print(&format!("\n{head}\n{}", lines.collect::<String>()))
}

/// One setting in force.
#[derive(Serialize)]
struct Setting {
    key: &'static str,
    value: String,
    /// `file`, `preset` or `default`.
    from: &'static str,
}

impl Row for Setting {
    const HEADS: &'static [&'static str] = &["SETTING", "VALUE", "FROM"];

    fn cells(&self) -> Vec<String> {
        vec![self.key.to_owned(), self.value.clone(), self.from.to_owned()]
    }
}

/// A method of EAP.
#[derive(Serialize)]
struct Way {
    method: &'static str,
    /// Where the code is typed.
    code: &'static str,
}

fn ways(client: &RadiusClient, winbind: bool) -> Vec<Way> {
    let way = |method: radius::Method| Way {
        method: method.word(),
        code: radius::Place::of(method, client, winbind).sentence(),
    };
    radius::METHODS.into_iter().map(way).collect()
}

fn reconnection(client: &RadiusClient, eap: &radius::Eap) -> String {
    format!("by EAP, in packets of up to {} octets, {}", eap.fragment_size, radius::reconnect(client))
}

fn settings(client: &RadiusClient) -> Vec<Setting> {
    let row = |(key, value)| Setting { key, value, from: client.origin(key).word() };
    shown::of_client(client).into_iter().map(row).collect()
}

fn spelled(rule: &ReplyRule) -> String {
    let attributes: Vec<String> = rule.attributes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{}: {}", rule.group.as_deref().unwrap_or("everybody"), attributes.join("; "))
}
