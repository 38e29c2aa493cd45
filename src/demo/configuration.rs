//! The demo's configuration, as one would write it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::cast::{
    ADMINISTRATORS, BASE, DOMAIN, ENGINEERING, EXEMPT_GROUP, HELPERS, NETBIOS, OWN_ACCOUNT, SERVICE_ACCOUNT, VPN_GROUP,
};
use super::house::portal_at;

/// The LDAP application's name.
pub(super) const APPLICATION: &str = "webmail";
/// The RADIUS client that takes the code behind the password, or asks for it.
pub(super) const VPN: &str = "vpn";
/// The RADIUS client that brings the code alone.
pub(super) const DESKTOPS: &str = "desktops";

/// The RADIUS client whose people come in by EAP, and come back for a while.
pub(super) const WIFI: &str = "wifi";

/// The RADIUS clients, where their packets come from, and how the code is given there. A client is known by its
/// address, so each needs one of its own.
pub(super) const CLIENTS: [(&str, Ipv4Addr, &str); 3] = [
    (VPN, Ipv4Addr::LOCALHOST, "auto"),
    (DESKTOPS, Ipv4Addr::new(127, 0, 0, 3), "code-only"),
    (WIFI, Ipv4Addr::new(127, 0, 0, 4), "append"),
];

/// Where everything is.
pub(super) struct Addresses {
    pub(super) directory: SocketAddr,
    pub(super) ldap: SocketAddr,
    pub(super) radius: SocketAddr,
    pub(super) web: SocketAddr,
}

/// The whole file.
pub(super) fn text(folder: &Path, at: &Addresses) -> String {
    let file = |name: &str| toml::Value::String(folder.join(name).display().to_string()).to_string();
    let store = toml::Value::String(format!("sqlite:{}", folder.join("vestibule.db").display()));
    let (key, ca, password) = (file("seal.key"), file("ca.pem"), file("directory.password"));
    let (certificate, server_key, audit) = (file("server.pem"), file("server.key"), file("audit.jsonl"));
    let Addresses { directory, ldap, radius, web } = at;
    let portal = portal_at(*web);
    let clients: String = CLIENTS.iter().map(|client| client_text(client, &file("radius.secret"))).collect();
    format!(
        r#"# Made by `vestibule demo`; gone when it ends.

[store]
url = {store}
key-file = {key}

[[directory]]
name = "sample"
kind = "active-directory"
domain = "{DOMAIN}"
netbios = "{NETBIOS}"
urls = ["ldaps://{directory}"]
base-dn = "{BASE}"
ca-file = {ca}
service-account = "{OWN_ACCOUNT}@{DOMAIN}"
service-password-file = {password}

[policy]
exempt = [{{ group = "{EXEMPT_GROUP}", reason = "no phones at the tills", owner = "it@{DOMAIN}" }}]

[[ldap]]
name = "{APPLICATION}"
listen = "{ldap}"
tls = {{ certificate-file = {certificate}, key-file = {server_key} }}
service-accounts = ["{SERVICE_ACCOUNT}@{DOMAIN}"]
service-sources = ["127.0.0.0/8"]
max-connections = 100

[radius]
listen = "{radius}"
eap = {{ certificate-file = {certificate}, key-file = {server_key}, ca-file = {ca} }}
{clients}
[web]
listen = "{web}"
public-url = "{portal}"
tls = {{ certificate-file = {certificate}, key-file = {server_key} }}
organisation = "Sample"
help-desk-contact = "help@{DOMAIN}"
admin-groups = "{ADMINISTRATORS}"
helpdesk-groups = "{HELPERS}"
report-groups = "{ENGINEERING}"

[web.first-enrollment]
how = "password"
networks = ["127.0.0.0/8", "::1"]

[audit]
file = {audit}
"#
    )
}

fn client_text((name, from, code): &(&str, Ipv4Addr, &str), secret: &str) -> String {
    let reconnect = if *name == WIFI { "fast-reconnect = \"8h\"\n" } else { "" };
    format!(
        r#"
[[radius.client]]
name = "{name}"
from = "{from}"
secret-file = {secret}
code = "{code}"
{reconnect}reply = [{{ group = "{VPN_GROUP}", attributes = {{ Class = "OU={{group}};" }} }}]
"#
    )
}
