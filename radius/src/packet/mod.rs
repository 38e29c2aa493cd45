//! RADIUS packets (RFC 2865 section 3), read strictly and with limits, and written.
//!
//! Nothing here knows names of attributes or what a packet is for. What was read is not yet believed: call
//! [`Packet::message_authenticator`] or [`Packet::accounting_authenticator`] first.

mod authenticator;
mod code;
mod decode;
mod encode;
pub mod number;
mod password;
mod salted;
mod secret;
pub mod stream;
pub mod tunnel;
mod vendor;

pub use authenticator::{BadMessageAuthenticator, Forged};
pub use code::Code;
pub use decode::{Attribute, Iter, Malformed, Packet, Repeated};
pub use encode::{Attributes, Signed, TooLarge, accounting_request, reply, request};
pub use password::{BadPassword, hide_password, unhide_password};
pub use salted::{BadSalted, Salts, hide_salted, unhide_salted};
pub use secret::Secret;
pub use vendor::{Format, SubAttributes, vendor_specific};

/// The authenticator field of a packet: 16 octets.
pub type Authenticator = [u8; 16];

/// The shortest packet: a header alone (RFC 2865 section 3).
pub const MIN_PACKET: usize = 20;
/// The longest packet (RFC 2865 section 3).
pub const MAX_PACKET: usize = 4096;
/// The most attributes in one packet. Real requests have some thirty; each costs work before anything is verified.
pub const MAX_ATTRIBUTES: usize = 200;
/// The longest value of one attribute: 255 less type and length.
pub const MAX_VALUE: usize = 253;

/// What an answer must know of the request it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The request's code.
    pub code: Code,
    /// The request's identifier.
    pub id: u8,
    /// The request's authenticator.
    pub authenticator: Authenticator,
}
