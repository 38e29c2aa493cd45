//! The pages of `docs/clients/`: what they tell an administrator to write is what the tests use.
//!
//! A fenced block belongs to the nearest line above it that names it in backticks. The examples' host,
//! port, certificate, service account, password and shared secret are replaced with the test's own.

use crate::support::house::House;
use crate::support::plan::{WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The file a page's `[[ldap]]` or `[[radius.client]]` section belongs to.
const OURS: &str = "/etc/vestibule/vestibule.toml";
const HOST: &str = "vestibule.example.test";
const PORT: &str = "636";
const AUTHORITY: &str = "/etc/ssl/certs/example-ca.pem";
const SERVICE_PASSWORD: &str = "SERVICE_PASSWORD";
/// What a RADIUS client shares with us, on its page.
const SHARED_SECRET: &str = "SHARED_SECRET";

/// One client's page.
pub(crate) struct Page {
    name: String,
    text: String,
}

impl Page {
    /// The page of a client; its listener has the same name.
    pub(crate) fn of(name: &str) -> Self {
        let path = folder().join(format!("{name}.md"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), text }
    }

    /// All pages of LDAP clients; each has a listener of its own.
    pub(crate) fn with_listeners() -> Vec<Self> {
        let pages = fs::read_dir(folder()).expect("the pages are there").map(|entry| entry.expect("an entry").path());
        let names = pages.filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned()));
        let mut names: Vec<String> = names.filter(|name| name != "README").collect();
        names.sort();
        names.iter().map(|name| Self::of(name)).filter(|page| page.block(OURS).contains("[[ldap]]")).collect()
    }

    /// The page's `[[ldap]]` section, on a port of the system's choice, for clients on this machine.
    pub(crate) fn listener(&self) -> String {
        let lines = self.block(OURS);
        let lines = lines.lines().map(|line| match line.split_once(" = ").map(|(key, _)| key) {
            Some("listen") => "listen = \"127.0.0.1:0\"",
            Some("tls") => "tls = { certificate-file = \"HERE/door.pem\", key-file = \"HERE/door.key\" }",
            Some("service-sources") => "service-sources = [\"127.0.0.1/32\"]",
            Some(_) | None => line,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        assert!(text.contains(&format!("name = \"{}\"", self.name)), "{}: the listener has the page's name", self.name);
        text.replace(&self.service_account(), WEBMAIL_SERVICE)
    }

    /// The page's `[[radius.client]]` section, for a client on this machine; the secret is in `HERE/radius.secret`.
    pub(crate) fn radius_client(&self) -> String {
        let lines = self.block(OURS);
        let lines = lines.lines().map(|line| match line.split_once(" = ").map(|(key, _)| key) {
            Some("from") => "from = \"127.0.0.1/32\"",
            Some("secret-file") => "secret-file = \"HERE/radius.secret\"",
            Some(_) | None => line,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        assert!(text.contains(&format!("name = \"{}\"", self.name)), "{}: the client has the page's name", self.name);
        text
    }

    /// Every `[[radius.client]]` section of the page as it stands, but for the secret's place.
    pub(crate) fn radius_clients(&self) -> Vec<String> {
        let blocks = self.text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
        let place = format!("/etc/vestibule/{}.secret", self.name);
        blocks.map(|block| block.replace(&place, "HERE/radius.secret")).collect()
    }

    /// The page as it is read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// One of a RADIUS client's blocks, for a Vestibule at an address of its own and the usual ports.
    pub(crate) fn radius_file(&self, name: &str, address: IpAddr, secret: &str) -> String {
        self.block(name).replace(HOST, &address.to_string()).replace(SHARED_SECRET, secret)
    }

    /// One of the page's blocks, for this house and the page's own listener.
    pub(crate) fn file(&self, name: &str, house: &House) -> String {
        self.file_for(name, house, house.address(&self.name))
    }

    /// The same for another listener.
    pub(crate) fn file_for(&self, name: &str, house: &House, address: SocketAddr) -> String {
        self.adapt_for(&self.block(name), house, address)
    }

    /// A text of the tests' own, with the page's examples in it.
    pub(crate) fn adapt(&self, text: &str, house: &House) -> String {
        self.adapt_for(text, house, house.address(&self.name))
    }

    fn adapt_for(&self, text: &str, house: &House, address: SocketAddr) -> String {
        let authority = house.authority_file();
        let text = text.replace(HOST, &address.ip().to_string());
        let text = replace_number(&text, PORT, &address.port().to_string());
        text.replace(AUTHORITY, &authority.display().to_string())
            .replace(&self.service_account(), WEBMAIL_SERVICE)
            .replace(SERVICE_PASSWORD, WEBMAIL_SERVICE_PASSWORD)
    }

    fn service_account(&self) -> String {
        format!("svc-{}@ad.example.test", self.name)
    }

    /// The block below the line that names it, as it stands on the page.
    fn block(&self, name: &str) -> String {
        let quoted = format!("`{name}`");
        let (mut heading, mut lines) = ("", self.text.lines());
        while let Some(line) = lines.next() {
            if line.starts_with("```") {
                let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
                if heading.contains(&quoted) {
                    return block.join("\n") + "\n";
                }
            } else if !line.trim().is_empty() {
                heading = line;
            }
        }
        panic!("docs/clients/{}.md has no block named {quoted}", self.name)
    }
}

/// Replaces a number where it is not a part of another.
fn replace_number(text: &str, number: &str, with: &str) -> String {
    let parts: Vec<&str> = text.split(number).collect();
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let mut replaced = String::new();
    for (place, part) in parts.iter().enumerate() {
        replaced += part;
        if let Some(next) = parts.get(place + 1) {
            let alone = !digit(part.chars().last()) && !digit(next.chars().next());
            replaced += if alone { with } else { number };
        }
    }
    replaced
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/clients")
}
