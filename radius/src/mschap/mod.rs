//! MS-CHAPv2 as a server needs it: challenge and response (RFC 2759), their attributes (RFC 2548), keys (RFC 3079).
//!
//! Whether a response is right is for the prover to say, who asks the domain. The algorithms are broken (a response
//! gives the NT hash away to 2^56 work); use it inside TLS or an IPsec tunnel. MS-CHAPv1 and LAN Manager are not here.

mod failure;
mod hash;
mod keys;
mod response;

pub use failure::Failure;
pub use hash::NtHash;
pub use keys::{Mppe, SessionKey};
pub use response::{BadResponse, CHALLENGE, Response, without_domain};

/// Microsoft's number among vendors (RFC 2548 section 2).
pub const MICROSOFT: u32 = 311;

/// Microsoft's attribute numbers (RFC 2548).
pub mod number {
    /// MS-CHAP-Response (section 2.1.3): MS-CHAPv1, which is refused.
    pub const MS_CHAP_RESPONSE: u8 = 1;
    /// MS-CHAP-Error (section 2.1.5).
    pub const MS_CHAP_ERROR: u8 = 2;
    /// MS-CHAP-Domain (section 2.1.4).
    pub const MS_CHAP_DOMAIN: u8 = 10;
    /// MS-CHAP-Challenge (section 2.1.2).
    pub const MS_CHAP_CHALLENGE: u8 = 11;
    /// MS-MPPE-Encryption-Policy (section 2.4.4).
    pub const MS_MPPE_ENCRYPTION_POLICY: u8 = 7;
    /// MS-MPPE-Encryption-Types (section 2.4.5).
    pub const MS_MPPE_ENCRYPTION_TYPES: u8 = 8;
    /// MS-MPPE-Send-Key (section 2.4.2).
    pub const MS_MPPE_SEND_KEY: u8 = 16;
    /// MS-MPPE-Recv-Key (section 2.4.3).
    pub const MS_MPPE_RECV_KEY: u8 = 17;
    /// MS-CHAP2-Response (section 2.3.2).
    pub const MS_CHAP2_RESPONSE: u8 = 25;
    /// MS-CHAP2-Success (section 2.3.3).
    pub const MS_CHAP2_SUCCESS: u8 = 26;
    /// MS-CHAP2-CPW (section 2.3.4): a change of the password.
    pub const MS_CHAP2_CPW: u8 = 27;
}
