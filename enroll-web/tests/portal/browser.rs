//! A browser: keeps cookies, sends forms with what the page before held, and follows nothing by itself.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use pollster::block_on;
use tower::ServiceExt as _;
use vestibule_enroll_web::{NotBefore, Peer};
use vestibule_gate::Moment;

use crate::house::{HOST, House, PASSWORD, URL};

pub(crate) const PEER: &str = "192.0.2.7";

#[derive(Clone)]
pub(crate) struct Browser<'a> {
    house: &'a House,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
    /// The form token of the last page that had one.
    pub(crate) token: Option<String>,
}

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) not_before: Option<Moment>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(house: &'a House) -> Self {
        Self { house, cookies: BTreeMap::new(), language: "en", token: None }
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.send(request)
    }

    /// Sends a form, with the token of the last page.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token.clone();
        let mut fields = fields.to_vec();
        if let Some(token) = &token {
            fields.push(("token", token));
        }
        let request = self.form(path).body(Body::from(encode(&fields))).unwrap();
        self.send(request)
    }

    /// A request to begin with: right host, cookies, language, peer.
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .extension(Peer(PEER.parse().unwrap()))
            .header(header::HOST, HOST)
            .header(header::ACCEPT_LANGUAGE, self.language);
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    /// A form's request to begin with.
    pub(crate) fn form(&self, path: &str) -> axum::http::request::Builder {
        let media_type = "application/x-www-form-urlencoded";
        self.request("POST", path).header(header::ORIGIN, URL).header(header::CONTENT_TYPE, media_type)
    }

    pub(crate) fn send(&mut self, request: Request<Body>) -> Page {
        let page = ask(self.house, request);
        for line in page.headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(token) = page.hidden("token") {
            self.token = Some(token);
        }
        page
    }

    /// Name, password and code; the answer to the code.
    pub(crate) fn sign_in(&mut self, name: &str, code: &str) -> Page {
        self.begin(name, PASSWORD).sent_to("/sign-in/code");
        self.get("/sign-in/code").shown();
        self.post("/sign-in/code", &[("code", code)])
    }

    /// Name and password.
    pub(crate) fn begin(&mut self, name: &str, password: &str) -> Page {
        self.token = None;
        self.post("/sign-in", &[("name", name), ("password", password)])
    }
}

pub(crate) fn ask(house: &House, request: Request<Body>) -> Page {
    let response = block_on(house.web.router.clone().oneshot(request)).unwrap();
    let (parts, body) = response.into_parts();
    let body = block_on(to_bytes(body, usize::MAX)).unwrap();
    let not_before = parts.extensions.get::<NotBefore>().map(|NotBefore(moment)| *moment);
    let body = String::from_utf8(body.to_vec()).unwrap_or_default();
    Page { status: parts.status, headers: parts.headers, body, not_before }
}

impl Page {
    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }

    pub(crate) fn sent_to(self, path: &str) -> Self {
        assert_eq!((self.status, self.location()), (StatusCode::SEE_OTHER, Some(path)), "{}", self.body);
        self
    }

    pub(crate) fn shown(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{:?} {}", self.location(), self.body);
        self
    }

    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:?} {}", self.location(), self.body);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.body.contains(text), "{text:?} is not in {}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn says_nothing_of(self, text: &str) -> Self {
        assert!(!self.body.contains(text), "{text:?} is in {}", self.body);
        self
    }

    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        self.between(&format!("<input type=\"hidden\" name=\"{name}\" value=\""), "\"")
    }

    /// The key of an offer.
    pub(crate) fn key(&self) -> String {
        self.between("<code id=\"key\" class=\"key\" dir=\"ltr\">", "<").unwrap()
    }

    /// What is listed in `<code>`.
    pub(crate) fn codes(&self) -> Vec<String> {
        let parts = self.body.split("<li><code>").skip(1);
        parts.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    }

    fn between(&self, before: &str, after: &str) -> Option<String> {
        Some(self.body.split(before).nth(1)?.split(after).next()?.to_owned())
    }
}

pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}
