//! How directories write names: distinguished names (RFC 4514), SIDs, and the addresses of directory servers.
//!
//! These checks find slips of the pen; what a name means is decided by the directory alone.

use std::net::Ipv6Addr;

use super::fault::Wrong;

/// One directory server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Server {
    /// Whether TLS begins with the connection (`ldaps://`).
    pub(crate) tls: bool,
    /// Host name or address, without brackets.
    pub(crate) host: String,
    /// TCP port: as written, else 636 with TLS and 389 without.
    pub(crate) port: u16,
}

impl Server {
    /// Whether the host is this machine by a literal address or by the name `localhost`.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// Whether a host is this machine by a literal address or by the name `localhost`.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    address.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

/// `ldaps://host[:port]` or `ldap://host[:port]`.
pub(super) fn server(text: &str) -> Result<Server, Wrong> {
    let example = "write for instance `ldaps://dc1.ad.example.test`";
    let (tls, rest) = match text.split_once("://") {
        Some(("ldaps", rest)) => (true, rest),
        Some(("ldap", rest)) => (false, rest),
        Some((scheme, _)) => {
            return Err(Wrong::new(
                format!("the scheme `{scheme}` is not a directory's"),
                "write `ldaps://` or `ldap://`",
            ));
        }
        None => {
            return Err(Wrong::new(format!("`{text}` is not the address of a directory server"), example));
        }
    };
    let (host, port) = host_and_port(rest.strip_suffix('/').unwrap_or(rest))
        .ok_or_else(|| Wrong::new(format!("`{text}` has no valid host and port"), example))?;
    let port = port.unwrap_or(if tls { 636 } else { 389 });
    Ok(Server { tls, host, port })
}

/// `https://host[:port][/path]`, without query and fragment; a slash at the end is taken off.
pub(super) fn https(text: &str) -> Result<String, Wrong> {
    let example = "write for instance `https://mfa.example.test`";
    let Some(rest) = text.strip_prefix("https://") else {
        return Err(Wrong::new(format!("`{text}` is not an https address"), example));
    };
    let plain = rest.chars().all(|character| {
        character.is_ascii_graphic() && !matches!(character, '?' | '#' | '@' | '"' | '<' | '>' | '\\')
    });
    let authority = rest.split('/').next().unwrap_or_default();
    if !plain || host_and_port(authority).is_none() {
        return Err(Wrong::new(format!("`{text}` is not an address people can be sent to"), example));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// `https://host[:port]`: an https address without a path.
pub(super) fn origin(text: &str) -> Result<String, Wrong> {
    let address = https(text)?;
    let authority = address.strip_prefix("https://").unwrap_or_default();
    if authority.contains('/') {
        return Err(Wrong::new(
            format!("`{text}` has a path, and the portal stands at the root"),
            format!("write `https://{}`", authority.split('/').next().unwrap_or_default()),
        ));
    }
    Ok(address)
}

/// `smtps://host[:port]` or `smtp://host[:port]`: whether TLS begins with the connection, host, and port where written.
pub(super) fn mail_server(text: &str) -> Result<(bool, String, Option<u16>), Wrong> {
    let example = "write for instance `smtps://mail.example.test`";
    let (tls, rest) = match text.split_once("://") {
        Some(("smtps", rest)) => (true, rest),
        Some(("smtp", rest)) => (false, rest),
        Some((scheme, _)) => {
            let what = format!("the scheme `{scheme}` is not a mail server's");
            return Err(Wrong::new(what, "write `smtps://`, or `smtp://` for StartTLS"));
        }
        None => return Err(Wrong::new(format!("`{text}` is not the address of a mail server"), example)),
    };
    let (host, port) = host_and_port(rest.strip_suffix('/').unwrap_or(rest))
        .ok_or_else(|| Wrong::new(format!("`{text}` has no valid host and port"), example))?;
    Ok((tls, host, port))
}

/// A DNS domain name.
pub(super) fn domain(text: &str) -> Result<String, Wrong> {
    if text.contains('.') && is_host(text) {
        return Ok(text.trim_end_matches('.').to_ascii_lowercase());
    }
    Err(Wrong::new(format!("`{text}` is not a DNS domain"), "write for instance `ad.example.test`"))
}

/// The name of a machine as certificates hold it, in lower case.
pub(crate) fn host_name(text: &str) -> Result<String, Wrong> {
    if is_host(text) && text.parse::<std::net::IpAddr>().is_err() {
        return Ok(text.trim_end_matches('.').to_ascii_lowercase());
    }
    Err(Wrong::new(format!("`{text}` is not the name of a machine"), "write for instance `vpn1.example.test`"))
}

/// A NetBIOS domain name: at most 15 characters.
pub(super) fn netbios(text: &str) -> Result<String, Wrong> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '&' | '!' | '.');
    if text.len() <= 15 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        format!("`{text}` is not a NetBIOS domain name"),
        "write the short name of the domain, at most 15 letters and digits",
    ))
}

/// A distinguished name in the string form of RFC 4514.
pub(super) fn distinguished_name(text: &str) -> Result<String, Wrong> {
    match parts(text) {
        Some(parts) if parts.iter().all(|part| is_rdn(part)) => Ok(text.to_owned()),
        Some(_) | None => Err(Wrong::new(
            format!("`{text}` is not a distinguished name"),
            "write for instance `DC=ad,DC=example,DC=test`; inside a value write `\\,` for a comma",
        )),
    }
}

/// A group: by distinguished name, SID or name. The directory says whether it exists.
pub(super) fn group(text: &str) -> Result<String, Wrong> {
    if text.starts_with("S-1-") || text.starts_with("s-1-") {
        let numbers = text.split('-').skip(1).all(|number| number.parse::<u64>().is_ok());
        let count = text.split('-').count();
        if numbers && (4..=18).contains(&count) {
            return Ok(text.to_ascii_uppercase());
        }
        return Err(Wrong::new(format!("`{text}` is not a SID"), "write it as `S-1-5-21-…-…-…-RID`"));
    }
    if text.contains('=') { distinguished_name(text) } else { super::value::plain(text) }
}

fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        let port = if port.is_empty() { None } else { Some(port_number(port.strip_prefix(':')?)?) };
        return Some((address.to_owned(), port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port_number(port)?)),
        None => (text, None),
    };
    is_host(host).then(|| (host.to_owned(), port))
}

fn port_number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port > 0)
}

fn is_host(text: &str) -> bool {
    let labels = text.strip_suffix('.').unwrap_or(text);
    let plain = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
    };
    text.len() <= 253 && labels.split('.').all(plain)
}

/// Cuts a distinguished name at its unescaped commas and plus signs; `None` for a broken escape.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let last = parts.last_mut()?;
        match character {
            ',' | '+' => parts.push(String::new()),
            '\\' => {
                let escaped = characters.next()?;
                if escaped.is_ascii_hexdigit() {
                    characters.next().filter(char::is_ascii_hexdigit)?;
                } else if !" \"#+,;<=>\\".contains(escaped) {
                    return None;
                }
                last.push('x');
            }
            '"' | ';' | '<' | '>' | '\0' => return None,
            _ => last.push(character),
        }
    }
    Some(parts)
}

fn is_rdn(part: &str) -> bool {
    let Some((kind, value)) = part.split_once('=') else {
        return false;
    };
    let kind = kind.trim_start();
    let descriptor = kind.starts_with(|first: char| first.is_ascii_alphabetic())
        && kind.chars().all(|character| character.is_ascii_alphanumeric() || character == '-');
    let object_identifier = kind.contains('.') && kind.split('.').all(|number| number.parse::<u64>().is_ok());
    (descriptor || object_identifier) && !value.trim().is_empty()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn directory_addresses() {
        let read = |text| server(text).map(|server| (server.tls, server.host, server.port)).ok();
        assert_eq!(read("ldaps://dc1.ad.example.test"), Some((true, "dc1.ad.example.test".to_owned(), 636)));
        assert_eq!(read("ldap://[::1]:1389/"), Some((false, "::1".to_owned(), 1389)));
        for text in [
            "dc1",
            "https://dc1",
            "ldaps://",
            "ldaps://dc1:0",
            "ldaps://dc1:99999",
            "ldaps://dc1/dc=x",
            "ldaps://a b",
            "ldaps://[::1",
            "ldaps://u@dc1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(server("ldap://127.9.9.9").unwrap().is_loopback());
        assert!(!server("ldap://localhost.evil.test").unwrap().is_loopback());
    }

    #[test]
    fn distinguished_names() {
        for text in [
            "DC=ad,DC=example,DC=test",
            "CN=Kiosk\\, first floor,OU=Groups,DC=x",
            "cn=a+uid=b,o=c",
            "2.5.4.3=x",
            "CN=J\\C3\\A9,DC=x",
            "CN=#42,DC=x",
        ] {
            assert!(distinguished_name(text).is_ok(), "{text}");
        }
        for text in
            ["ad.example.test", "DC=ad,", "DC=,DC=x", "=x", "DC=a;DC=b", "CN=x\\", "CN=\\zz", "C N=x", "DC=ad,,DC=x"]
        {
            assert!(distinguished_name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn groups_by_sid_name_or_distinguished_name() {
        assert_eq!(group("s-1-5-32-544").unwrap(), "S-1-5-32-544");
        assert_eq!(group("Domain Admins").unwrap(), "Domain Admins");
        assert!(group("S-1-5-21-x").is_err());
        assert!(group("S-1-").is_err());
        assert!(group("CN=x,").is_err());
    }

    #[test]
    fn public_addresses() {
        assert_eq!(https("https://mfa.example.test:8443/").unwrap(), "https://mfa.example.test:8443");
        for text in [
            "http://mfa.example.test",
            "https://",
            "https://a b",
            "https://x/?q",
            "https://u@h",
            "mfa.example.test",
            "https://h:x",
        ] {
            assert!(https(text).is_err(), "{text}");
        }
        assert_eq!(origin("https://mfa.example.test:8443/").unwrap(), "https://mfa.example.test:8443");
        assert!(https("https://mfa.example.test/portal").is_ok());
        assert!(origin("https://mfa.example.test/portal").unwrap_err().remedy.contains("`https://mfa.example.test`"));
    }

    #[test]
    fn mail_servers() {
        assert_eq!(mail_server("smtps://mail.example.test").unwrap(), (true, "mail.example.test".to_owned(), None));
        assert_eq!(mail_server("smtp://[::1]:2525/").unwrap(), (false, "::1".to_owned(), Some(2525)));
        for text in ["mail.example.test", "https://mail", "smtps://", "smtp://u:p@mail", "smtps://a/b", "smtps://a:0"] {
            assert!(mail_server(text).is_err(), "{text}");
        }
    }
}
