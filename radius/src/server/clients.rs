//! Which client a packet is of: by source address on UDP (the longest prefix), by certificate on TLS, never by anything
//! in the packet (RFC 2865 section 3, RFC 6614 section 2.4).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::effect::{From, Transport};
use super::settings::{Client, Limits, Settings};

/// The settings in force, for looking up.
pub(super) struct Clients {
    /// The longest prefix first.
    networks: Vec<(Network, Arc<Client>)>,
    names: HashMap<Arc<str>, Arc<Client>>,
    pub(super) limits: Limits,
    pub(super) eap: Option<Arc<crate::eap::Settings>>,
}

impl Clients {
    pub(super) fn new(settings: Settings) -> Self {
        let clients: Vec<Arc<Client>> = settings.clients.into_iter().map(Arc::new).collect();
        let networks = clients.iter().flat_map(|client| {
            client.networks.iter().map(|(address, prefix)| (Network::new(*address, *prefix), Arc::clone(client)))
        });
        let mut networks: Vec<_> = networks.collect();
        networks.sort_by_key(|(network, _)| std::cmp::Reverse(network.prefix));
        let names = clients.iter().map(|client| (Arc::clone(&client.name), Arc::clone(client))).collect();
        Self { networks, names, limits: settings.limits, eap: settings.eap }
    }

    pub(super) fn of(&self, from: &From) -> Option<&Arc<Client>> {
        match &from.transport {
            Transport::Udp => {
                let address = from.peer.ip().to_canonical();
                self.networks.iter().find(|(network, _)| network.holds(address)).map(|(_, client)| client)
            }
            Transport::Tls { client } => self.names.get(client),
        }
    }
}

struct Network {
    four: bool,
    bits: u128,
    prefix: u8,
}

impl Network {
    fn new(address: IpAddr, prefix: u8) -> Self {
        let canonical = address.to_canonical();
        // A network within ::ffff:0:0/96 is one of IPv4.
        let mapped = address.is_ipv6() && canonical.is_ipv4();
        let (prefix, canonical) = match (mapped, prefix.checked_sub(96)) {
            (true, Some(prefix)) => (prefix, canonical),
            (true, None) => (prefix, address),
            (false, _) => (prefix, canonical),
        };
        let prefix = prefix.min(if canonical.is_ipv4() { 32 } else { 128 });
        Self { four: canonical.is_ipv4(), bits: bits(canonical), prefix }
    }

    /// Whether a canonical address is inside.
    fn holds(&self, address: IpAddr) -> bool {
        let differing = (self.bits ^ bits(address)).checked_shr(128 - u32::from(self.prefix)).unwrap_or(0);
        address.is_ipv4() == self.four && differing == 0
    }
}

/// An address, its first bit highest.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => u128::from(address),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::packet::Secret;

    fn name(clients: &Clients, peer: &str) -> Option<String> {
        let (peer, local) = (peer.parse().unwrap(), "192.0.2.1:1812".parse().unwrap());
        clients.of(&From { peer, local, transport: Transport::Udp }).map(|client| client.name.to_string())
    }

    fn clients(networks: &[(&str, &str, u8)]) -> Clients {
        let client = |(name, address, prefix): &(&str, &str, u8)| {
            let mut client = Client::new(*name, Secret::new(Vec::new()));
            client.networks = vec![(address.parse().unwrap(), *prefix)];
            client
        };
        Clients::new(Settings { clients: networks.iter().map(client).collect(), ..Settings::default() })
    }

    #[test]
    fn the_longest_prefix_decides() {
        let clients = clients(&[("all", "10.0.0.0", 8), ("one", "10.1.2.3", 32), ("some", "10.1.0.0", 16)]);
        for (peer, expected) in [("10.1.2.3:9", "one"), ("10.1.2.4:9", "some"), ("10.2.0.1:9", "all")] {
            assert_eq!(name(&clients, peer).unwrap(), expected);
        }
        assert_eq!(name(&clients, "11.0.0.1:9"), None);
        assert_eq!(name(&clients, "[2001:db8::1]:9"), None);
    }

    #[test]
    fn both_families_and_addresses_mapped_from_one_to_the_other() {
        let clients =
            clients(&[("six", "2001:db8::", 32), ("four", "::ffff:192.0.2.0", 120), ("odd", "10.9.9.9", 200)]);
        assert_eq!(name(&clients, "[2001:db8:1::1]:9").unwrap(), "six");
        assert_eq!(name(&clients, "192.0.2.77:9").unwrap(), "four");
        assert_eq!(name(&clients, "[::ffff:192.0.2.77]:9").unwrap(), "four");
        assert_eq!(name(&clients, "192.0.3.1:9"), None);
        assert_eq!(name(&clients, "10.9.9.9:9").unwrap(), "odd");
        assert_eq!(name(&clients, "10.9.9.8:9"), None);
    }

    #[test]
    fn everywhere_is_everywhere_of_one_family() {
        let clients = clients(&[("any", "0.0.0.0", 0)]);
        assert_eq!(name(&clients, "203.0.113.9:9").unwrap(), "any");
        assert_eq!(name(&clients, "[2001:db8::1]:9"), None);
    }
}
