//! EAP at the RADIUS door, in front of a real Samba AD whose domain proves MS-CHAPv2 responses: machines are those of
//! `eapol_test`, and raw packets come from a client of our own.

mod asked;
mod certificate;
mod house;
mod identity;
mod matrix;
mod reconnect;
mod reconnect_ends;
mod refusals;
mod secrets;
mod wire;
