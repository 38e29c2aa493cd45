//! The PROXY protocol, version 2 (the specification in HAProxy's documentation, "proxy-protocol.txt" section 2.2), read
//! from named balancers alone: a header from anybody else is not looked for, and so is garbage to the LDAP door.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};

const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// The header comes at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// Addresses and extensions beyond this are no balancer's.
const LONGEST: u16 = 2048;

/// The address of the balancer's client; `None` for the balancer's own checks (command LOCAL, or an unknown family).
///
/// # Errors
/// When what comes is not such a header, or does not come in time.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    match tokio::time::timeout(PATIENCE, header(stream)).await {
        Ok(result) => result,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

async fn header(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut head = [0u8; 16];
    stream.read_exact(&mut head).await?;
    let (signature, [version_command, family, high, low]) = split(&head).ok_or(io::ErrorKind::InvalidData)?;
    let length = u16::from_be_bytes([high, low]);
    if signature != SIGNATURE || version_command >> 4 != 2 || length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut rest = vec![0u8; usize::from(length)];
    stream.read_exact(&mut rest).await?;
    match (version_command & 0x0f, family) {
        (0, _) | (1, 0x00) => Ok(None),
        (1, 0x11) if rest.len() >= 12 => {
            let source = rest.first_chunk::<4>().ok_or(io::ErrorKind::InvalidData)?;
            Ok(Some(IpAddr::V4(Ipv4Addr::from(*source))))
        }
        (1, 0x21) if rest.len() >= 36 => {
            let source = rest.first_chunk::<16>().ok_or(io::ErrorKind::InvalidData)?;
            Ok(Some(IpAddr::V6(Ipv6Addr::from(*source)).to_canonical()))
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn split(head: &[u8; 16]) -> Option<([u8; 12], [u8; 4])> {
    Some((*head.first_chunk()?, *head.last_chunk()?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn bytes(version_command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [&SIGNATURE[..], &[version_command, family], &length, rest].concat()
    }

    async fn of(bytes: Vec<u8>) -> Option<Option<IpAddr>> {
        header(&mut &bytes[..]).await.ok()
    }

    #[tokio::test]
    async fn an_address_is_read_and_extensions_are_passed_over() {
        let v4 = [192, 0, 2, 7, 127, 0, 0, 1, 0, 1, 0, 2];
        assert_eq!(of(bytes(0x21, 0x11, &v4)).await, Some(Some("192.0.2.7".parse().unwrap())));
        let longer = [&v4[..], &[4, 0, 1, 0]].concat();
        assert_eq!(of(bytes(0x21, 0x11, &longer)).await, Some(Some("192.0.2.7".parse().unwrap())));
        assert_eq!(of(bytes(0x20, 0x00, &[])).await, Some(None));
    }

    #[tokio::test]
    async fn anything_else_is_an_error() {
        let v4 = [192, 0, 2, 7, 127, 0, 0, 1, 0, 1, 0, 2];
        for wrong in [
            b"PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n".to_vec(),
            bytes(0x11, 0x11, &v4),
            bytes(0x22, 0x11, &v4),
            bytes(0x21, 0x12, &v4),
            bytes(0x21, 0x11, v4.get(..11).unwrap()),
            bytes(0x21, 0x21, &v4),
            bytes(0x21, 0x11, &[0; 3000]),
            Vec::new(),
        ] {
            assert_eq!(of(wrong).await, None);
        }
    }
}
