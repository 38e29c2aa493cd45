//! What is printed: as text, or as JSON.

use serde::Serialize;
use vestibule_radius::eap::peer::Way;

use super::exchange::{End, Tried};
use super::trust::Trusted;
use super::{Eap, words};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::cli::try_ldap::trust::Certificate;
use crate::cli::try_radius::exchange::Shown;
use crate::cli::try_radius::target::Target;

/// What happened.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Report {
    admitted: bool,
    name: String,
    server: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    method: &'static str,
    anonymous: String,
    station: String,
    /// Against what the certificate is checked.
    trusted: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Certificate>,
    logins: Vec<Login>,
}

/// One login.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Login {
    admitted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<&'static str>,
    resumed: bool,
    packets: usize,
    took_ms: u64,
    said: Vec<String>,
    /// Whether the inner method was bound to the tunnel (PEAP).
    bound: bool,
    /// Whether access point and client have the same keys; `null` where it was not let in.
    same_keys: Option<bool>,
    attributes: Vec<Shown>,
    meaning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Report {
    pub(super) fn of(
        args: &Eap,
        target: &Target,
        way: Way,
        outer: &str,
        trusted: &Trusted,
        logins: Vec<Tried>,
    ) -> Self {
        Self {
            admitted: logins.iter().all(Tried::is_admitted),
            name: output::printable(&args.name),
            server: target.server.clone(),
            client: target.client.as_deref().map(output::printable),
            method: way.as_str(),
            anonymous: output::printable(outer),
            station: output::printable(&args.station),
            trusted: output::printable(&trusted.what),
            certificate: trusted.witness.saw().map(|(certificate, _)| certificate),
            logins: logins.into_iter().map(|tried| Login::of(tried, &args.name)).collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut rows = vec![("server", self.server.clone())];
        rows.extend(self.client.as_ref().map(|client| ("client", client.clone())));
        rows.push(("method", format!("{}, as {} from {}", self.method, self.anonymous, self.station)));
        rows.push(("checked by", self.trusted.clone()));
        rows.extend(self.certificate.as_ref().map(|certificate| ("certificate", certificate.to_string())));
        self.logins.iter().for_each(|login| rows.extend(login.rows()));
        let lines = rows.iter().map(|(name, value)| format!("{name:<13} {value}\n"));
        let verdict = if self.admitted { "admitted" } else { "not admitted" };
        lines.chain([format!("{:<13} {} is {verdict}\n", "verdict", self.name)]).collect()
    }

    pub(super) fn outcome(&self) -> Outcome {
        let bad = match self.logins.last() {
            Some(last) if !last.admitted => last,
            Some(_) | None => return Ok(()),
        };
        let hint = bad.hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default();
        Err(Failure::Refused(format!("{} was not admitted: {}{hint}", self.name, bad.meaning)))
    }
}

impl Login {
    fn of(tried: Tried, who: &str) -> Self {
        let (meaning, hint) = words::of(&tried, who);
        let same_keys = match &tried.end {
            End::Admitted { same_keys } => Some(*same_keys),
            End::Refused | End::GaveUp(_) | End::Odd(_) | End::NotResumed | End::Trouble(_) => None,
        };
        Self {
            admitted: tried.is_admitted(),
            tls: tried.tls,
            resumed: tried.resumed,
            packets: tried.packets,
            took_ms: u64::try_from(tried.took.as_millis()).unwrap_or(u64::MAX),
            said: tried.said,
            bound: tried.bound,
            same_keys,
            attributes: tried.attributes,
            meaning,
            hint,
        }
    }

    fn rows(&self) -> Vec<(&'static str, String)> {
        let tls = self.tls.map(|tls| format!("TLS {tls}, ")).unwrap_or_default();
        let resumed = if self.resumed { "a session resumed, " } else { "" };
        let mut rows = vec![("login", format!("{tls}{resumed}{} packets in {} ms", self.packets, self.took_ms))];
        rows.extend(self.said.iter().map(|said| ("asked", said.clone())));
        rows.extend(
            self.attributes
                .iter()
                .map(|shown| ("attribute", format!("{} = {}", shown.name, output::printable(&shown.value)))),
        );
        rows.extend(self.same_keys.map(|same| {
            let bound = if self.bound { ", and the inner method is bound to the tunnel" } else { "" };
            let keys = if same { "the same at the access point and the client" } else { "NOT the same on both ends" };
            ("keys", format!("{keys}{bound}"))
        }));
        rows.push(("that means", self.meaning.clone()));
        rows
    }
}
