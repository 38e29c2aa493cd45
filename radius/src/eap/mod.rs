//! EAP as pure state (RFC 3748, 3579): EAP-TTLS version 0 (RFC 5281, 9427) and PEAP version 0 (MS-PEAP) over rustls, which
//! is fed by fragments and knows no socket.
//!
//! A [`Conversation`] takes what the client sent and says what comes next; who may come in is the gate's, and the end of
//! a conversation is made of its `Admitted` alone. What TLS would keep for a resumption is held back until then
//! (see [`Sessions`]).
//!
//! ```text
//! Conversation ─ Tunnel ─ rustls          phase 1: the TLS handshake, in fragments
//!              └ Phase2 ─ Ttls | Peap     phase 2: what is said inside
//!                           └ Inner       EAP inside: Identity, GTC, MSCHAPv2
//! ```

pub mod avp;
mod conversation;
pub(crate) mod driven;
mod exports;
mod fragment;
mod inner;
pub mod keys;
pub mod mschapv2;
pub mod packet;
pub mod peer;
mod phase2;
mod sessions;
mod settings;
mod step;
pub mod tlv;
mod tunnel;

pub(crate) use conversation::{Conversation, Waiting};
pub use fragment::{Flags, LARGEST};
pub use packet::Method;
pub(crate) use phase2::Chances;
pub use sessions::Sessions;
pub(crate) use settings::Head;
pub use settings::{LEAST_FRAGMENT, MOST_FRAGMENT, Settings, Unusable};
pub(crate) use step::{Accepted, Credentials, Shown, Step};
