//! A portal with an API, a gate over its fakes, people, tokens, and a program that asks.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use jiff::tz::TimeZone;
use pollster::block_on;
use serde_json::Value;
use tower::ServiceExt as _;
use vestibule_enroll_web::{
    Alarm, ApplicationKind, ApplicationState, Language, NotBefore, Operation, Peer, Provers, Settings, Severity,
    Surroundings, Verb, Web, router,
};
use vestibule_gate::fakes::Fakes;
use vestibule_gate::ports::FirstFactor;
use vestibule_gate::{AskedToken, Moment, Networks, Officer, Person, Policy, Scope, Sid};

pub(crate) const HOST: &str = "mfa.example.test:8443";
pub(crate) const PEER: &str = "192.0.2.7";
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

pub(crate) struct House {
    pub(crate) fakes: Arc<Fakes>,
    pub(crate) web: Web,
}

struct FakeProvers(Arc<Fakes>);

impl Provers for FakeProvers {
    fn prover(&self) -> Box<dyn FirstFactor> {
        Box::new(self.0.first())
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) not_before: Option<Moment>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn kind(&self) -> String {
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.strip_prefix("urn:vestibule:problem:").unwrap().to_owned()
    }
}

pub(crate) fn domain_admins() -> Sid {
    Sid::new("S-1-5-21-1-2-3-512")
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Policy)) -> Self {
        let fakes = Arc::new(Fakes::with(change));
        let settings = Settings {
            public_url: format!("https://{HOST}").parse().unwrap(),
            organisation: "Example Ltd".to_owned(),
            issuer: "Example".to_owned(),
            help_desk: None,
            colour: None,
            logo: None,
            language: Language::English,
            applications: Vec::new(),
            trusted_proxies: Networks::new(vec![("10.0.0.0".parse().unwrap(), 8)]),
            zone: TimeZone::UTC,
        };
        let (clock, chance) = (fakes.clock.clone(), fakes.chance.clone());
        let (portal, office) = (Arc::new(fakes.portal()), Arc::new(fakes.office()));
        let web =
            router(portal, office, settings, Arc::new(FakeProvers(fakes.clone())), Arc::new(Watched), clock, chance);
        Self { fakes, web }
    }

    /// Somebody with an authenticator of this id's phone.
    pub(crate) fn enrolled(&self, name: &str) -> (Person, String) {
        let person = self.fakes.person(name, "Passw0rd!");
        let phone = self.fakes.enrol(&person);
        (person, phone.id)
    }

    pub(crate) fn token(&self, scopes: &[Scope]) -> String {
        self.token_from(scopes, Networks::default())
    }

    pub(crate) fn token_from(&self, scopes: &[Scope], networks: Networks) -> String {
        let asked = AskedToken { label: "desk".to_owned(), scopes: scopes.to_vec(), networks, lasts: HOUR };
        let made = block_on(self.fakes.office().new_token(&Officer::console("root", false), asked)).unwrap();
        made.token.to_string()
    }

    /// The token of all scopes.
    pub(crate) fn mighty(&self) -> String {
        self.token(&Scope::ALL.map(|(_, scope)| scope))
    }

    pub(crate) fn ask(&self, request: Request<Body>) -> Answer {
        let response = block_on(self.web.router.clone().oneshot(request)).unwrap();
        let (parts, body) = response.into_parts();
        let not_before = parts.extensions.get::<NotBefore>().map(|NotBefore(moment)| *moment);
        let body = block_on(to_bytes(body, usize::MAX)).unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body, not_before }
    }

    pub(crate) fn send(&self, method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Answer {
        self.ask(request(method, path, token, body))
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, Some(token), None)
    }

    /// How many rows of changes there are.
    pub(crate) fn changes(&self) -> usize {
        let made = |event: &vestibule_gate::Event| event.reason == vestibule_gate::Reason::Administration;
        self.fakes.store.events().iter().filter(|event| made(event)).count()
    }
}

pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Request<Body> {
    let mut request =
        Request::builder().method(method).uri(path).extension(Peer(PEER.parse().unwrap())).header(header::HOST, HOST);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    match body {
        Some(body) => {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned())).unwrap()
        }
        None => request.body(Body::empty()).unwrap(),
    }
}

/// A request of an operation that would be done: for somebody, one of their authenticators, and rows that are there.
pub(crate) struct Example {
    pub(crate) path: String,
    pub(crate) body: Option<String>,
}

/// Makes what the operation needs, and the request that does it.
pub(crate) fn example(house: &House, operation: &Operation, person: &Person, authenticator: &str) -> Example {
    let console = Officer::console("root", false);
    let office = house.fakes.office();
    let bypass = || block_on(office.grant_bypass(&console, person, HOUR, "lost")).unwrap().id;
    let exemption = |waits: bool| {
        let asks = Officer::console("somebody", waits);
        block_on(office.exempt(&asks, "Kiosk", "no phones", None)).unwrap().exemption.id
    };
    let mut path = operation.path.replace("{person}", person.id.as_str()).replace("{authenticator}", authenticator);
    if path.contains("{bypass}") {
        path = path.replace("{bypass}", &bypass());
    }
    if path.contains("{exemption}") {
        path = path.replace("{exemption}", &exemption(path.ends_with("/approve")));
    }
    let (query, body) = match operation.name {
        "explainPerson" => ("?application=webmail&from=10.0.0.9", None),
        "searchGroups" => ("?search=S-1&limit=5", None),
        "previewExemption" => ("?group=S-1-5-21-1-2-3-9003", None),
        "newActivation" => ("", Some(r#"{"remove-all": true, "for": "2h"}"#)),
        "grantBypass" => ("", Some(r#"{"for": "2h", "reason": "telephone lost"}"#)),
        "addExemption" => ("", Some(r#"{"group": "Kiosk", "reason": "no phones", "until": "2199-01-01T00:00:00Z"}"#)),
        _ => ("", None),
    };
    Example { path: format!("{path}{query}"), body: body.map(str::to_owned) }
}

pub(crate) fn method(operation: &Operation) -> &'static str {
    match operation.verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}

/// One application, and one alarm.
struct Watched;

#[async_trait]
impl Surroundings for Watched {
    async fn applications(&self) -> Vec<ApplicationState> {
        vec![ApplicationState {
            name: "webmail".to_owned(),
            kind: ApplicationKind::Ldap,
            settings: vec![("code".to_owned(), "append".to_owned())],
            last_seen: None,
            warnings: vec!["No login was ever seen here.".to_owned()],
        }]
    }

    async fn alarms(&self) -> Vec<Alarm> {
        vec![Alarm { severity: Severity::Warning, text: "A certificate ends within a day.".to_owned() }]
    }
}
