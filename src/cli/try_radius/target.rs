//! Whom to ask, with which secret, and where the code is typed: from the options, else from the configuration.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use ipnet::IpNet;
use vestibule_gate::CodeWay;
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::packet::Secret;

use crate::cli::exit::Failure;
use crate::cli::{input, printable, try_ldap};
use crate::config::{self, Eap, Peer, RadiusClient};

/// The port where none is said (RFC 2865 section 3).
const PORT: u16 = 1812;

/// What the options say of it.
pub(in crate::cli) struct Wanted<'a> {
    pub(in crate::cli) client: Option<&'a str>,
    pub(in crate::cli) server: Option<&'a str>,
    pub(in crate::cli) secret_file: Option<&'a Path>,
    pub(in crate::cli) password_file: Option<&'a Path>,
}

/// A door to try.
pub(in crate::cli) struct Target {
    /// As it is shown.
    pub(in crate::cli) server: String,
    pub(in crate::cli) address: SocketAddr,
    /// Where packets of the client come from; empty where that is not known here.
    pub(in crate::cli) from: Vec<IpNet>,
    /// The client of the configuration.
    pub(in crate::cli) client: Option<String>,
    /// Where people type the code; `None` where that is not known here.
    pub(in crate::cli) code: Option<CodeWay>,
    pub(in crate::cli) secret: Secret,
    /// Names for what comes.
    pub(in crate::cli) dictionary: Arc<Dictionary>,
    /// What EAP is configured with; `None` where that is not known here.
    pub(in crate::cli) eap: Option<Eap>,
    /// False where the client is configured to get replies without Message-Authenticator.
    pub(in crate::cli) signed: bool,
}

/// Finds the door.
///
/// # Errors
/// The options do not fit together, or the configuration has faults or no such client.
pub(in crate::cli) fn find(wanted: &Wanted<'_>, file: &Path) -> Result<Target, Failure> {
    if let (Some(server), Some(secret)) = (wanted.server, wanted.secret_file) {
        if wanted.password_file == Some(secret) && secret == Path::new("-") {
            return Err(Failure::Usage("secret and password cannot both come from standard input".to_owned()));
        }
        let secret = Secret::new(input::secret_file(secret)?.as_bytes().to_vec());
        let (server, address) = look_up(server)?;
        return Ok(Target {
            server,
            address,
            from: Vec::new(),
            client: None,
            code: None,
            secret,
            dictionary: Arc::new(Dictionary::standard()),
            eap: None,
            signed: true,
        });
    }
    let config = config::load(file)?;
    let radius = config.radius.as_ref();
    let radius = radius.ok_or_else(|| Failure::Refused("the configuration has no [radius]".to_owned()))?;
    let client = client(wanted.client, &radius.clients)?;
    let Peer::Networks(from) = &client.peer else {
        let why = "this client comes by RadSec with its certificate; only clients that come by UDP can be tried";
        return Err(Failure::Usage(why.to_owned()));
    };
    let (server, address) = match (wanted.server, radius.listen.first()) {
        (Some(server), _) => look_up(server)?,
        (None, Some(at)) if at.port() == 0 => {
            return Err(Failure::Usage("the port is chosen when the server starts; name it with --server".to_owned()));
        }
        (None, Some(at)) => {
            let at = try_ldap::reachable(*at);
            (at.to_string(), at)
        }
        (None, None) => {
            return Err(Failure::Usage("the server listens on no UDP port; name one with --server".to_owned()));
        }
    };
    let secret = Secret::new(client.secret.expose().as_bytes().to_vec());
    let (name, code) = (Some(client.name.clone()), Some(client.code.clone()));
    let signed = !client.dangerous_reply_without_message_authenticator;
    let (from, dictionary, eap) = (from.clone(), radius.dictionary.clone(), radius.eap.clone());
    Ok(Target { server, address, from, client: name, code, secret, dictionary, eap, signed })
}

fn client<'a>(named: Option<&str>, clients: &'a [RadiusClient]) -> Result<&'a RadiusClient, Failure> {
    let names = || clients.iter().map(|client| client.name.as_str()).collect::<Vec<_>>().join(", ");
    match (named, clients) {
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::Usage(format!("say which one with --client: {}", names()))),
        (Some(name), all) => all
            .iter()
            .find(|client| client.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| Failure::Refused(format!("there is no such client; there are: {}", names()))),
    }
}

/// The server as it is shown, and its first address.
fn look_up(text: &str) -> Result<(String, SocketAddr), Failure> {
    let usage = |why: &str| Failure::Usage(format!("--server {}: {why}", printable(text)));
    let (host, port) = match text.parse::<IpAddr>() {
        Ok(address) => (address.to_string(), None),
        Err(_) => try_ldap::host_and_port(text).ok_or_else(|| usage("this is no host and port"))?,
    };
    let port = port.unwrap_or(PORT);
    let found = (host.as_str(), port).to_socket_addrs().ok().and_then(|mut found| found.next());
    let address = found.ok_or_else(|| Failure::Refused(format!("{} has no address", printable(&host))))?;
    let shown = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    Ok((shown, address))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_have_a_port_and_brackets() {
        for (text, shown) in [
            ("127.0.0.1", "127.0.0.1:1812"),
            ("127.0.0.1:1645", "127.0.0.1:1645"),
            ("::1", "[::1]:1812"),
            ("[::1]:1645", "[::1]:1645"),
        ] {
            assert_eq!(look_up(text).unwrap().0, shown);
        }
        assert!(matches!(look_up("127.0.0.1:x"), Err(Failure::Usage(_))));
    }
}
