//! The address of the person's own machine, from the attributes configured for the client. A device's own address is
//! never it: everybody behind the device would be throttled together.

use std::net::{IpAddr, SocketAddr};

use super::settings::SourceAttribute;
use crate::packet::{Packet, number, tunnel};

/// What holds addresses as octets, not as text.
const FRAMED_IPV6_ADDRESS: u8 = 168;

/// The first of these attributes that reads as an address, of those that are not `peer`'s own. Where none does, the
/// machine's MAC address (Wi-Fi), as the link-local address made of it: strangers and the person do not share one count
/// of wrong codes then.
pub(super) fn end_user(packet: &Packet<'_>, from: &[SourceAttribute], peer: IpAddr) -> Option<IpAddr> {
    let own = |address: &IpAddr| {
        *address == peer.to_canonical() || nas(packet).any(|nas| nas == *address) || address.is_unspecified()
    };
    let address = from.iter().filter_map(|attribute| read(packet, *attribute)).find(|address| !own(address));
    address.or_else(|| from.iter().find_map(|attribute| link_local(packet, *attribute)))
}

/// The link-local address of the MAC address in Calling-Station-Id (RFC 4291 appendix A).
fn link_local(packet: &Packet<'_>, attribute: SourceAttribute) -> Option<IpAddr> {
    if attribute != SourceAttribute::Standard(number::CALLING_STATION_ID) {
        return None;
    }
    let digits = machine(packet.first(number::CALLING_STATION_ID)?);
    let text = std::str::from_utf8(&digits).ok().filter(|text| text.len() == MAC_DIGITS)?;
    let [_, _, a, b, c, d, e, f] = u64::from_str_radix(text, 16).ok().filter(|mac| *mac != 0)?.to_be_bytes();
    let pair = |high, low| u16::from_be_bytes([high, low]);
    Some(IpAddr::from([0xfe80, 0, 0, 0, pair(a ^ 2, b), pair(c, 0xff), pair(0xfe, d), pair(e, f)]))
}

/// Hexadecimal digits of a MAC address.
const MAC_DIGITS: usize = 12;

fn read(packet: &Packet<'_>, attribute: SourceAttribute) -> Option<IpAddr> {
    match attribute {
        SourceAttribute::Standard(number::NAS_IP_ADDRESS | number::NAS_IPV6_ADDRESS) => None,
        SourceAttribute::Standard(number @ (number::FRAMED_IP_ADDRESS | FRAMED_IPV6_ADDRESS)) => {
            packet.first(number).and_then(octets)
        }
        SourceAttribute::Standard(number @ number::TUNNEL_CLIENT_ENDPOINT) => {
            packet.first(number).and_then(|value| text(tunnel::split_text(value).1))
        }
        SourceAttribute::Standard(number) => packet.first(number).and_then(text),
        SourceAttribute::Vendor(vendor, number) => {
            let value = packet.vendor(vendor, number).next()?;
            text(value).or_else(|| octets(value))
        }
    }
}

/// The addresses the device says are its own.
fn nas(packet: &Packet<'_>) -> impl Iterator<Item = IpAddr> {
    packet.all(number::NAS_IP_ADDRESS).chain(packet.all(number::NAS_IPV6_ADDRESS)).filter_map(octets)
}

/// An address as text, perhaps with a port: `192.0.2.7`, `192.0.2.7[4500]`, `192.0.2.7:4500`, `[2001:db8::7]:4500`.
fn text(value: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(value).ok()?.trim_matches(['\0', ' ']);
    let before = match text.split_once('[') {
        Some(("", _)) | None => text,
        Some((address, _)) => address,
    };
    let plain = before.parse::<IpAddr>().ok();
    let address = plain.or_else(|| before.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(address.to_canonical())
}

/// A machine as Calling-Station-Id names it: a MAC address in one spelling, whatever the device writes between its digits
/// (RFC 3580 section 3.21); anything else as it is.
pub(super) fn machine(value: &[u8]) -> Vec<u8> {
    let is_between = |octet: &&u8| matches!(octet, b'-' | b':' | b'.');
    let digits: Vec<u8> = value.iter().filter(|octet| !is_between(octet)).map(u8::to_ascii_lowercase).collect();
    if digits.len() == MAC_DIGITS && digits.iter().all(u8::is_ascii_hexdigit) { digits } else { value.to_vec() }
}

pub(super) fn octets(value: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(value) {
        return Some(IpAddr::from(four));
    }
    <[u8; 16]>::try_from(value).ok().map(|six| IpAddr::from(six).to_canonical())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::packet::{Attributes, Code, Secret, Signed, request};

    const PEER: &str = "192.0.2.1";
    const STATION: SourceAttribute = SourceAttribute::Standard(number::CALLING_STATION_ID);

    fn found(from: &[SourceAttribute], fill: impl FnOnce(&mut Attributes)) -> Option<String> {
        let mut attributes = Attributes::new();
        fill(&mut attributes);
        let secret = Secret::new(Vec::new());
        let octets = request(Code::AccessRequest, 1, &[0; 16], &attributes, &secret, Signed::Without).unwrap();
        end_user(&Packet::decode(&octets).unwrap(), from, PEER.parse().unwrap()).map(|address| address.to_string())
    }

    fn station(text: &str) -> Option<String> {
        found(&[STATION], |to| to.push(number::CALLING_STATION_ID, text.as_bytes()).unwrap())
    }

    #[test]
    fn an_address_reads_in_the_ways_devices_write_it() {
        let ways = [
            ("198.51.100.7", "198.51.100.7"),
            ("198.51.100.7[4500]", "198.51.100.7"),
            ("198.51.100.7:4500", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("2001:db8::7[4500]", "2001:db8::7"),
            ("[2001:db8::7]:4500", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
        ];
        for (text, expected) in ways {
            assert_eq!(station(text).as_deref(), Some(expected), "{text}");
        }
        for other in ["00-00-00-00-00-00", "", "198.51.100", "[", "+49 30 1234", "0.0.0.0", "::"] {
            assert_eq!(station(other), None, "{other}");
        }
    }

    #[test]
    fn the_first_that_reads_as_an_address_counts() {
        let palo_alto = SourceAttribute::Vendor(25461, 7);
        let endpoint = SourceAttribute::Standard(number::TUNNEL_CLIENT_ENDPOINT);
        let fill = |to: &mut Attributes| {
            to.push(number::CALLING_STATION_ID, b"00-11-22-33-44-55").unwrap();
            to.push(number::TUNNEL_CLIENT_ENDPOINT, b"\x01198.51.100.8").unwrap();
            to.push_vendor(25461, 7, b"198.51.100.9").unwrap();
        };
        assert_eq!(found(&[STATION, palo_alto, endpoint], fill).unwrap(), "198.51.100.9");
        assert_eq!(found(&[STATION, endpoint, palo_alto], fill).unwrap(), "198.51.100.8");
        assert_eq!(found(&[], fill), None);
        let framed = SourceAttribute::Standard(number::FRAMED_IP_ADDRESS);
        assert_eq!(found(&[framed], |to| to.push(8, &[10, 0, 0, 9]).unwrap()).unwrap(), "10.0.0.9");
    }

    #[test]
    fn a_mac_address_stands_in_where_there_is_no_other() {
        let expected = "fe80::11:22ff:fe33:4455";
        assert_eq!(station("02-11-22-33-44-55").as_deref(), Some(expected));
        assert_eq!(station("0211.2233.4455").as_deref(), Some(expected));
        let named = |to: &mut Attributes| to.push(number::NAS_IDENTIFIER, b"02-11-22-33-44-55").unwrap();
        assert_eq!(found(&[SourceAttribute::Standard(number::NAS_IDENTIFIER)], named), None);
    }

    #[test]
    fn a_machine_has_one_spelling() {
        for spelling in ["02-00-5E-10-00-01", "02:00:5e:10:00:01", "0200.5e10.0001", "02005E100001"] {
            assert_eq!(machine(spelling.as_bytes()), b"02005e100001", "{spelling}");
        }
        assert_eq!(machine(b"198.51.100.7"), b"198.51.100.7");
        assert_eq!(machine(b"02-00-5E-10-00-0G"), b"02-00-5E-10-00-0G");
    }

    #[test]
    fn a_device_is_never_the_person() {
        assert_eq!(station(PEER), None);
        let nas = |to: &mut Attributes| {
            to.push(number::NAS_IP_ADDRESS, &[10, 0, 0, 1]).unwrap();
            to.push(number::CALLING_STATION_ID, b"10.0.0.1").unwrap();
        };
        assert_eq!(found(&[SourceAttribute::Standard(number::NAS_IP_ADDRESS), STATION], nas), None);
    }
}
