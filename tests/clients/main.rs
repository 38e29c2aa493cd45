//! Real client programs in front of Vestibule: those that search with a service account and then bind as
//! the person, each in its own manner. Nothing of them is patched and no log of theirs is believed: what
//! counts is whether they let somebody in. Their configuration is that of `docs/clients/`.
//!
//! Run by `./test clients`, and what is below `more` by `./test clients-all`; each in a network namespace
//! of its own.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "client programs need a part of the house")]
mod support;

mod apache;
mod curl;
mod dialogue;
mod door;
mod dovecot;
mod freeradius;
mod hostapd;
mod kerberos;
mod logins;
mod machine;
mod more;
mod network;
mod ocserv;
mod openldap;
mod openvpn;
mod original;
mod original_cases;
mod original_eap;
mod original_eap_cases;
mod original_mschap;
mod packet;
mod page;
mod pages;
mod pam;
mod pam_radius;
mod postgres;
mod presets;
mod program;
mod pyrad;
mod radclient;
mod radius_house;
mod radsec;
mod radsec_house;
mod radsecproxy;
mod relay;
mod sssd;
mod strongswan;
mod wire;
