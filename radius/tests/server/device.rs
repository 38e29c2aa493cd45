//! A device that asks by RADIUS, on the crate `radius`; what that one lacks (Message-Authenticator) is computed here.

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;
use radius::core::avp::AVP;
use radius::core::code::Code;
use radius::core::packet::Packet;

pub(crate) const SECRET: &[u8] = b"between device and server";
const MESSAGE_AUTHENTICATOR: u8 = 80;

/// How a request is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    First,
    Last,
    Not,
}

/// A request to be.
#[derive(Clone)]
pub(crate) struct Request {
    packet: Packet,
    secret: Vec<u8>,
    sign: Sign,
    attributes: Vec<(u8, Vec<u8>)>,
}

impl Request {
    pub(crate) fn new(code: Code) -> Self {
        Self { packet: Packet::new(code, SECRET), secret: SECRET.to_vec(), sign: Sign::First, attributes: Vec::new() }
    }

    /// Access-Request with User-Name and User-Password.
    pub(crate) fn login(name: &str, typed: &str) -> Self {
        Self::named(name).typed(typed.as_bytes())
    }

    /// Access-Request with User-Name alone.
    pub(crate) fn named(name: &str) -> Self {
        Self::new(Code::AccessRequest).with(1, name.as_bytes())
    }

    /// The answer to a question.
    pub(crate) fn code(name: &str, code: &str, state: &[u8]) -> Self {
        Self::login(name, code).with(24, state)
    }

    pub(crate) fn typed(self, typed: &[u8]) -> Self {
        let hidden = AVP::from_user_password(2, typed, &self.secret, self.packet.get_authenticator()).unwrap();
        self.with(2, &hidden.encode_bytes())
    }

    pub(crate) fn with(mut self, number: u8, value: &[u8]) -> Self {
        self.attributes.push((number, value.to_vec()));
        self
    }

    pub(crate) fn vendor(self, vendor: u32, number: u8, value: &[u8]) -> Self {
        let length = u8::try_from(value.len() + 2).unwrap();
        self.with(26, &[&vendor.to_be_bytes(), [number, length].as_slice(), value].concat())
    }

    pub(crate) fn sign(mut self, sign: Sign) -> Self {
        self.sign = sign;
        self
    }

    /// With another secret; to be said before anything is hidden with it.
    pub(crate) fn secret(mut self, secret: &[u8]) -> Self {
        self.packet = Packet::new(self.packet.get_code(), secret);
        self.secret = secret.to_vec();
        self
    }

    /// As it goes over the wire.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let signature = (MESSAGE_AUTHENTICATOR, vec![0; 16]);
        let mut attributes = self.attributes.clone();
        match self.sign {
            Sign::First => attributes.insert(0, signature),
            Sign::Last => attributes.push(signature),
            Sign::Not => {}
        }
        let mut packet = self.packet.clone();
        for (number, value) in &attributes {
            packet.add(AVP::from_bytes(*number, value));
        }
        let mut octets = packet.encode().unwrap();
        let at = match self.sign {
            Sign::First => 22,
            Sign::Last => octets.len() - 16,
            Sign::Not => return octets,
        };
        let mac = hmac(&octets, &self.secret);
        octets[at..at + 16].copy_from_slice(&mac);
        octets
    }
}

/// Signs a packet again that holds one Message-Authenticator first.
pub(crate) fn sign_again(octets: &mut [u8]) {
    octets[22..38].fill(0);
    let mac = hmac(octets, SECRET);
    octets[22..38].copy_from_slice(&mac);
}

/// A reply, believed.
pub(crate) struct Heard {
    pub(crate) octets: Vec<u8>,
    packet: Packet,
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "code {} with {:?}", self.code(), self.numbers())
    }
}

impl Heard {
    /// Checks what every device checks; panics at the first thing that is wrong. `signed` says whether a
    /// Message-Authenticator must be first, or must not be there.
    pub(crate) fn check(octets: &[u8], request: &[u8], signed: bool) -> Self {
        assert!(Packet::is_authentic_response(octets, request, SECRET), "Response Authenticator");
        assert_eq!(octets[1], request[1], "identifier");
        let packet = Packet::decode(octets, SECRET).unwrap();
        if octets[0] == 5 || !signed {
            assert!(packet.lookup(MESSAGE_AUTHENTICATOR).is_none(), "a Message-Authenticator");
        } else {
            assert_eq!(octets[20..22], [MESSAGE_AUTHENTICATOR, 18], "Message-Authenticator is first");
            let mut plain = octets.to_vec();
            plain[4..20].copy_from_slice(&request[4..20]);
            plain[22..38].fill(0);
            assert_eq!(hmac(&plain, SECRET)[..], octets[22..38], "Message-Authenticator");
            assert_eq!(packet.lookup_all(MESSAGE_AUTHENTICATOR).len(), 1, "one Message-Authenticator");
        }
        Self { octets: octets.to_vec(), packet }
    }

    pub(crate) fn code(&self) -> u8 {
        self.octets[0]
    }

    pub(crate) fn all(&self, number: u8) -> Vec<Vec<u8>> {
        self.packet.lookup_all(number).into_iter().map(AVP::encode_bytes).collect()
    }

    pub(crate) fn one(&self, number: u8) -> Vec<u8> {
        let [one] = self.all(number).try_into().unwrap();
        one
    }

    /// Reply-Message.
    pub(crate) fn message(&self) -> String {
        String::from_utf8(self.one(18)).unwrap()
    }

    /// The numbers of all attributes, in their order.
    pub(crate) fn numbers(&self) -> Vec<u8> {
        let (mut numbers, mut rest) = (Vec::new(), &self.octets[20..]);
        while let [number, length, ..] = rest {
            numbers.push(*number);
            rest = &rest[usize::from(*length)..];
        }
        numbers
    }

    /// Attributes of a vendor, each in a Vendor-Specific of its own.
    pub(crate) fn vendor(&self, vendor: u32, number: u8) -> Option<Vec<u8>> {
        let head = [&vendor.to_be_bytes(), [number].as_slice()].concat();
        self.all(26).into_iter().find(|value| value.starts_with(&head)).map(|value| value[6..].to_vec())
    }
}

fn hmac(octets: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Md5>::new_from_slice(secret).unwrap();
    mac.update(octets);
    mac.finalize().into_bytes().to_vec()
}
