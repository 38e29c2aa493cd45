//! The demo for scripts: one JSON document on one line.

use serde::Serialize;
use vestibule_gate::Outage;
use vestibule_gate::ports::Clock as _;

use super::configuration::{APPLICATION, CLIENTS};
use super::house::{House, Resident};

/// What `demo --json` prints.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    url: &'a str,
    ca_file: String,
    config: String,
    folder: String,
    application: &'static str,
    radius: Radius<'a>,
    portal: &'a str,
    directory: String,
    people: Vec<Person<'a>>,
}

/// The RADIUS door.
#[derive(Serialize)]
struct Radius<'a> {
    server: String,
    secret: &'a str,
    clients: Vec<Client>,
}

/// Who may ask there, from which address, and how the code is given.
#[derive(Serialize)]
struct Client {
    name: &'static str,
    from: String,
    code: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Person<'a> {
    name: &'static str,
    user_principal_name: String,
    dn: String,
    password: &'static str,
    /// Whether password and code, where there is one, admit.
    admitted: bool,
    expect: &'static str,
    authenticators: Vec<Authenticator<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Authenticator<'a> {
    id: &'a str,
    label: &'static str,
    address: &'a str,
    /// Not used yet, and good for half a minute at least.
    code: String,
}

/// Everything a script needs to log in.
///
/// # Errors
/// The store cannot be read.
pub(super) async fn document(house: &House) -> Result<String, Outage> {
    let mut people = Vec::new();
    for resident in &house.residents {
        people.push(person(house, resident).await?);
    }
    let document = Document {
        url: &house.lines.url,
        ca_file: house.lines.ca_file.display().to_string(),
        config: house.lines.config_file.display().to_string(),
        folder: house.folder().display().to_string(),
        application: APPLICATION,
        radius: Radius {
            server: house.lines.radius.to_string(),
            secret: &house.lines.secret,
            clients: CLIENTS.map(|(name, from, code)| Client { name, from: from.to_string(), code }).into(),
        },
        portal: &house.lines.portal,
        directory: format!("ldaps://{}", house.directory),
        people,
    };
    // Text and truth values can always be written.
    Ok(serde_json::to_string(&document).unwrap_or_default())
}

async fn person<'a>(house: &House, resident: &'a Resident) -> Result<Person<'a>, Outage> {
    let codes = resident.codes(house, house.parts.clock.now()).await?.unwrap_or_default();
    let of = |use_of| codes.iter().find(|(of, _)| *of == use_of).map(|(_, code)| code.digits.clone());
    let authenticators = resident.authenticators.iter().map(|authenticator| Authenticator {
        id: &authenticator.id,
        label: authenticator.of.label(),
        address: &authenticator.address,
        code: of(authenticator.of).unwrap_or_default(),
    });
    let actor = resident.actor;
    Ok(Person {
        name: actor.name,
        user_principal_name: actor.upn(),
        dn: actor.dn(),
        password: actor.password,
        admitted: actor.admitted,
        expect: actor.expect,
        authenticators: authenticators.collect(),
    })
}
