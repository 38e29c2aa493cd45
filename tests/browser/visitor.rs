//! A client of the portal that writes its requests itself, octet by octet, and keeps cookies as a browser does.

use crate::support::house::House;
use crate::support::plan::PUBLIC_URL;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// What the portal's own pages are called by.
pub(crate) const HOST: &str = "mfa.example.test:8443";
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody with a client of their own.
#[derive(Clone)]
pub(crate) struct Visitor {
    to: SocketAddr,
    from: IpAddr,
    config: Arc<ClientConfig>,
    cookies: BTreeMap<String, String>,
}

/// A request.
#[derive(Clone)]
pub(crate) struct Ask {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Ask {
    /// A request as a browser would send it for this method.
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let headers = vec![("Host".to_owned(), HOST.to_owned())];
        Self { method: method.to_owned(), target: target.to_owned(), headers, body: String::new() }
    }

    /// A page.
    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A form of one of our pages.
    pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value)));
        let mut ask = Self::new("POST", path).with("Origin", PUBLIC_URL);
        ask.body = pairs.collect::<Vec<_>>().join("&");
        ask.with("Content-Type", "application/x-www-form-urlencoded")
    }

    /// A request of a program, with a body where there is one.
    pub(crate) fn json(method: &str, path: &str, body: Option<&Value>) -> Self {
        let ask = Self::new(method, path);
        match body {
            Some(body) => Self { body: body.to_string(), ..ask.with("Content-Type", "application/json") },
            None => ask,
        }
    }

    /// What is asked for.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// With one more header.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// With another value of a header.
    pub(crate) fn but(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }
}

impl Said {
    /// A header's value; all of them where it comes several times.
    pub(crate) fn header(&self, name: &str) -> String {
        self.all(name).join(", ")
    }

    /// Every value of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("JSON ({error}): {self:?}"))
    }

    /// The word for what is wrong, in an answer of the API; the status where nothing is.
    pub(crate) fn problem(&self) -> String {
        if self.status < 400 {
            return self.status.to_string();
        }
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self:?}");
        let kind = problem["type"].as_str().unwrap_or_default();
        kind.strip_prefix("urn:vestibule:problem:").unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }

    /// Status, and where it leads.
    pub(crate) fn brief(&self) -> String {
        format!("{} {}", self.status, self.header("location")).trim_end().to_owned()
    }

    /// The token in the forms of the page; those of a page without a session have none.
    pub(crate) fn token(&self) -> String {
        let after = self.body.split("name=\"token\" value=\"").nth(1);
        after.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

impl Visitor {
    /// Somebody at 127.0.0.1.
    pub(crate) fn at(house: &House) -> Self {
        Self::from([127, 0, 0, 1], house)
    }

    /// Somebody at an address of the test's choice.
    pub(crate) fn from(from: [u8; 4], house: &House) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(house.authority().certificate()).expect("an authority of our own making");
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        Self { to: house.address("web"), from: from.into(), config: Arc::new(config), cookies: BTreeMap::new() }
    }

    /// Sends a request with the cookies there are, and keeps those that come back.
    pub(crate) fn ask(&mut self, ask: &Ask) -> Said {
        let said = self.send(&self.written(ask));
        for line in said.all("set-cookie") {
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            match value {
                "" => self.cookies.remove(name),
                _ => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        said
    }

    /// Opens a page.
    pub(crate) fn get(&mut self, path: &str) -> Said {
        self.ask(&Ask::get(path))
    }

    /// Sends a form with the token of a page.
    pub(crate) fn post(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Said {
        let token = self.get(page).token();
        let fields = [&[("token", token.as_str())], fields].concat();
        self.ask(&Ask::form(path, &fields))
    }

    /// Types name and password.
    pub(crate) fn give_password(&mut self, name: &str, password: &str) -> Said {
        self.ask(&Ask::form("/sign-in", &[("name", name), ("password", password)]))
    }

    /// Signs in with password and code.
    pub(crate) fn sign_in(&mut self, name: &str, password: &str, code: &str) -> Said {
        let asked = self.give_password(name, password);
        assert_eq!(asked.brief(), "303 /sign-in/code", "{asked:?}");
        self.post("/sign-in/code", "/sign-in/code", &[("code", code)])
    }

    /// The cookies there are.
    pub(crate) fn cookies(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.cookies
    }

    /// The request as it goes over the wire.
    fn written(&self, ask: &Ask) -> String {
        let Ask { method, target, headers, body } = ask;
        let mut text = format!("{method} {target} HTTP/1.1\r\n");
        headers.iter().for_each(|(name, value)| text += &format!("{name}: {value}\r\n"));
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            text += &format!("Cookie: {}\r\n", pairs.join("; "));
        }
        if !body.is_empty() || method == "POST" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        format!("{text}Connection: close\r\n\r\n{body}")
    }

    /// Sends whatever a test wants to be on the wire.
    pub(crate) fn send(&self, request: &str) -> Said {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::new(self.from, 0).into()).expect("the address is ours");
        socket.connect(&self.to.into()).expect("the portal takes connections");
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
        let name = ServerName::try_from("mfa.example.test").expect("a name");
        let session = ClientConnection::new(self.config.clone(), name).expect("a TLS client");
        let mut stream = StreamOwned::new(session, stream);
        stream.write_all(request.as_bytes()).expect("the portal reads");
        let mut octets = Vec::new();
        // An end without TLS's farewell is an end too.
        let _ended = stream.read_to_end(&mut octets);
        read(&String::from_utf8_lossy(&octets))
    }
}

fn read(text: &str) -> Said {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    Said { status, headers, body: body.to_owned() }
}

/// A value as it stands in a form, or in an address.
pub(crate) fn percent_encoded(value: &str) -> String {
    let one = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.as_bytes().iter().map(one).collect()
}
