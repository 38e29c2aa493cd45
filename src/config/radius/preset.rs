//! What is known of the products that ask by RADIUS: the defaults that suit them, what they must be set to, and what
//! they cannot do. A preset never weakens the gate: where a product needs a `dangerous-` key, it says so.
//!
//! Products age. `tried` says which ones were watched at work, and in which version; of the others only the makers' pages and
//! their users' reports are known.

mod wifi;

use std::time::Duration;

use vestibule_gate::CodeWay;

use crate::config::fault::Wrong;
use crate::config::value;

/// A product whose defaults are known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Preset {
    /// Fortinet FortiGate.
    Fortigate,
    /// Cisco ASA and FTD.
    CiscoAsa,
    /// Palo Alto PAN-OS, GlobalProtect.
    PaloAlto,
    /// Citrix NetScaler.
    Netscaler,
    /// OpenVPN with a RADIUS plugin.
    Openvpn,
    /// strongSwan.
    Strongswan,
    /// AWS Directory Service, AD Connector.
    AwsDirectoryService,
    /// A KDC of MIT Kerberos (RFC 6560).
    MitKrb5,
    /// VMware or Omnissa Horizon.
    Horizon,
    /// Windows Routing and Remote Access.
    Rras,
    /// MikroTik RouterOS.
    Mikrotik,
    /// `pam_radius_auth`.
    Pam,
    /// hostapd.
    Hostapd,
    /// Cisco Meraki.
    Meraki,
    /// HPE Aruba Networking.
    Aruba,
    /// Ubiquiti UniFi.
    Unifi,
    /// Cisco's wireless controllers.
    CiscoWlc,
    /// Ruckus SmartZone.
    Ruckus,
    /// Juniper Mist.
    Mist,
}

/// What is known of a product.
pub(crate) struct About {
    /// The word in the configuration.
    pub(crate) word: &'static str,
    /// The product's name.
    pub(crate) product: &'static str,
    /// The default of `code`.
    pub(crate) code: CodeWay,
    /// The default of `source-attributes`.
    pub(crate) source_attributes: &'static [&'static str],
    /// The default of `retry-window`, where the code is not alone.
    pub(crate) retry_window: Duration,
    /// The default of `accounting`.
    pub(crate) accounting: bool,
    /// Whether people are shown a question; else it is taken for a refusal.
    pub(crate) shows_question: bool,
    /// Whether the code comes inside MS-CHAP2-Response where MS-CHAPv2 was asked for it.
    pub(crate) response_holds_code: bool,
    /// The versions that were watched at work; `None`: known from documentation alone.
    pub(crate) tried: Option<&'static str>,
    /// What the device must be set to.
    pub(crate) device: &'static [&'static str],
    /// What is easily overlooked.
    pub(crate) caveats: &'static [&'static str],
}

/// Every preset, in the order they are listed in.
pub(crate) const ALL: [Preset; 19] = [
    Preset::Fortigate,
    Preset::CiscoAsa,
    Preset::PaloAlto,
    Preset::Netscaler,
    Preset::Openvpn,
    Preset::Strongswan,
    Preset::AwsDirectoryService,
    Preset::MitKrb5,
    Preset::Horizon,
    Preset::Rras,
    Preset::Mikrotik,
    Preset::Pam,
    Preset::Hostapd,
    Preset::Meraki,
    Preset::Aruba,
    Preset::Unifi,
    Preset::CiscoWlc,
    Preset::Ruckus,
    Preset::Mist,
];

pub(super) fn read(text: &str) -> Result<Preset, Wrong> {
    value::choice(text, &ALL.map(|preset| (preset.about().word, preset)), &[])
}

/// Where a device writes the person's address, where nothing better is known of it.
pub(super) const USUAL_SOURCE: &[&str] = &["Calling-Station-Id", "Tunnel-Client-Endpoint"];

/// A product of which nothing is assumed but its names.
const PLAIN: About = About {
    word: "",
    product: "",
    code: CodeWay::Append,
    source_attributes: USUAL_SOURCE,
    retry_window: Duration::ZERO,
    accounting: false,
    shows_question: true,
    response_holds_code: false,
    tried: None,
    device: &[],
    caveats: &[],
};

impl Preset {
    /// What is known of it.
    pub(crate) const fn about(self) -> &'static About {
        match self {
            Self::Fortigate => &FORTIGATE,
            Self::CiscoAsa => &CISCO_ASA,
            Self::PaloAlto => &PALO_ALTO,
            Self::Netscaler => &NETSCALER,
            Self::Openvpn => &OPENVPN,
            Self::Strongswan => &STRONGSWAN,
            Self::AwsDirectoryService => &AWS_DIRECTORY_SERVICE,
            Self::MitKrb5 => &MIT_KRB5,
            Self::Horizon => &HORIZON,
            Self::Rras => &RRAS,
            Self::Mikrotik => &MIKROTIK,
            Self::Pam => &PAM,
            Self::Hostapd => &wifi::HOSTAPD,
            Self::Meraki => &wifi::MERAKI,
            Self::Aruba => &wifi::ARUBA,
            Self::Unifi => &wifi::UNIFI,
            Self::CiscoWlc => &wifi::CISCO_WLC,
            Self::Ruckus => &wifi::RUCKUS,
            Self::Mist => &wifi::MIST,
        }
    }
}

static FORTIGATE: About = About {
    word: "fortigate",
    product: "Fortinet FortiGate",
    code: CodeWay::Auto,
    response_holds_code: true,
    device: &[
        "Set `auth-type pap` (or `ms_chap_v2`, with `[winbind]`): `auto` makes up to three logins of one.",
        "Raise `remoteauthtimeout` from 5 to 30 seconds, so that people have time for the second question.",
        "Turn `require-message-authenticator` on (7.2.10, 7.4 and later).",
    ],
    caveats: &[
        "FortiClient on telephones and IPsec with XAuth and PAP show no question: people type the code behind the password.",
        "The text of a refusal is not shown; who is not enrolled reads where to enrol in the question.",
        "Its policies match groups by Fortinet-Group-Name: see `reply`.",
    ],
    ..PLAIN
};

static CISCO_ASA: About = About {
    word: "cisco-asa",
    product: "Cisco ASA, FTD, Secure Client",
    code: CodeWay::Auto,
    device: &[
        "Set the server's `timeout` to 10 seconds and the client's authentication timeout to 30 or more.",
        "Leave `password-management` off unless `[winbind]` is set: it turns to MS-CHAPv2.",
    ],
    caveats: &[
        "As secondary authentication it sends the code alone: write `code = \"code-only\"`, and prove the password in the primary one.",
        "With `password-management` the text of a refusal is replaced by its own; the question is shown.",
        "Requests for downloadable access lists (user #ACSACL#) are refused.",
        "Group policies are chosen by Class, such as `OU=staff;`: see `reply`.",
    ],
    ..PLAIN
};

static PALO_ALTO: About = About {
    word: "palo-alto",
    product: "Palo Alto PAN-OS, GlobalProtect",
    code: CodeWay::Auto,
    source_attributes: &["PaloAlto-Client-Source-IP", "Calling-Station-Id"],
    device: &[
        "Choose PAP in the RADIUS server profile; CHAP is refused here.",
        "Set its timeout to 5 seconds or more; timeout by retries by servers must stay below 25 seconds, when GlobalProtect gives up.",
    ],
    caveats: &["Old releases try CHAP first; that request is refused here, and PAP follows."],
    ..PLAIN
};

static NETSCALER: About = About {
    word: "netscaler",
    product: "Citrix NetScaler, Gateway",
    code: CodeWay::Auto,
    device: &[
        "Set the RADIUS action's time-out from 3 to 10 seconds: later answers are lost.",
        "Turn `callingstationid` on, so that the address of the person is known here.",
    ],
    caveats: &[
        "It logs in again later with what was typed (StoreFront, reconnection); an old code is refused then.",
        "Where LDAP is the first factor and RADIUS the second, write `code = \"code-only\"`: RADIUS carries the code alone.",
    ],
    ..PLAIN
};

static OPENVPN: About = About {
    word: "openvpn",
    product: "OpenVPN with openvpn-auth-radius",
    source_attributes: &["Calling-Station-Id"],
    retry_window: Duration::from_secs(10),
    accounting: true,
    tried: Some("OpenVPN 2.6.14 with openvpn-auth-radius 2.1"),
    shows_question: false,
    device: &[
        "The plugin sends no Message-Authenticator: it needs `dangerous-message-authenticator-optional = true` here. Keep it on this machine or on a closed network.",
        "Set `wait` to 3 and `retry` to 2 in the plugin's file (it reads no answer to its last packet), and `acctport`: a login fails unless its accounting is answered.",
        "Set `auth-gen-token` or `reneg-sec 0`: otherwise the same code comes again after an hour and is refused.",
    ],
    caveats: &[
        "The plugin takes a question for a refusal: the code is typed behind the password, or with `static-challenge`.",
        "A repeated packet has a new port and authenticator, hence the `retry-window`.",
        "The plugin keeps four digits of a port.",
    ],
    ..PLAIN
};

static STRONGSWAN: About = About {
    word: "strongswan",
    product: "strongSwan",
    source_attributes: &["Calling-Station-Id"],
    tried: Some("strongSwan 5.9.8, IKEv1 with xauth-radius"),
    shows_question: false,
    device: &[
        "Use `xauth-radius`, which sends name and password; for `eap-radius` this server needs `[radius] eap`, and clients that speak EAP-TTLS or PEAP.",
        "`retransmit_timeout` may stay at 2 seconds.",
    ],
    caveats: &["XAuth takes a question for a refusal: the code is typed behind the password."],
    ..PLAIN
};

static AWS_DIRECTORY_SERVICE: About = About {
    word: "aws-directory-service",
    product: "AWS Directory Service, AD Connector",
    code: CodeWay::CodeOnly,
    source_attributes: &[],
    shows_question: false,
    device: &[
        "Choose PAP, a port from 1025 up, a time-out of 5 seconds or more, and a secret of 8 to 512 characters.",
        "Name both addresses of the directory in `from`.",
        "People's names must be those of the Active Directory.",
    ],
    caveats: &[
        "RADIUS carries the code alone; AWS proves the password.",
        "Turning it on, AWS logs in as `fakeusername` from both addresses; that is refused, as it expects.",
        "Whether it sends Message-Authenticator is not known: if requests are dropped for want of one, it needs `dangerous-message-authenticator-optional = true`.",
    ],
    ..PLAIN
};

static MIT_KRB5: About = About {
    word: "mit-krb5",
    product: "a KDC of MIT Kerberos with OTP preauthentication",
    source_attributes: &[],
    tried: Some("krb5 1.20.1 and 1.22.2"),
    shows_question: false,
    device: &[
        "Give principals no key (`-randkey`) and `+requires_preauth`: with a key, kinit without armor asks for that password alone.",
        "Leave `timeout` at 5 and `retries` at 3 in `[otp]`; `strip_realm = true` unless people's names hold the realm.",
        "Before 1.21.4 the KDC sends no Message-Authenticator and drops replies that hold one: it needs `dangerous-message-authenticator-optional = true` and `dangerous-reply-without-message-authenticator = true`; put it on this machine then.",
    ],
    caveats: &[
        "People type password and code in the one field; nobody else proves the password.",
        "The KDC takes a question for a refusal, and drops replies with attributes above 63 other than Message-Authenticator: no such attributes in `reply`.",
        "The address of the person is not sent.",
    ],
    ..PLAIN
};

static HORIZON: About = About {
    word: "horizon",
    product: "VMware or Omnissa Horizon",
    code: CodeWay::Challenge,
    device: &[
        "Choose PAP and a server timeout of 5 seconds or more; accounting port 0 turns accounting off.",
        "Turn on `use the same user name and password for RADIUS and Windows authentication`: people type their password first and are asked for the code.",
    ],
    caveats: &[
        "A realm prefix or suffix that it adds is cut off by `strip-realms`.",
        "Where it is set to ask for the code alone, write `code = \"code-only\"`: Horizon proves the password afterwards.",
    ],
    ..PLAIN
};

static RRAS: About = About {
    word: "rras",
    product: "Windows Routing and Remote Access",
    code: CodeWay::UserName,
    shows_question: false,
    device: &[
        "Turn on `Always use message authenticator` for the server, and set its time-out to 5 seconds or more.",
        "Choose MS-CHAPv2 (with `[winbind]`), or PAP where the tunnel protects it.",
    ],
    caveats: &[
        "Windows shows no question: people type the code behind their name, as in ada-123456.",
        "RD Gateway asks by NPS and cannot ask for a code.",
    ],
    ..PLAIN
};

static MIKROTIK: About = About {
    word: "mikrotik",
    product: "MikroTik RouterOS",
    shows_question: false,
    device: &[
        "Set `/radius timeout` to 3 seconds or more; its default is shorter than a login takes.",
        "Set `require-message-auth` for requests and responses, where the release has it.",
        "Allow PAP alone for the service, or write `code = \"username\"` with `[winbind]` for MS-CHAPv2.",
    ],
    caveats: &["RouterOS shows no question: the code is typed behind the password, or behind the name."],
    ..PLAIN
};

static PAM: About = About {
    word: "pam",
    product: "pam_radius_auth",
    code: CodeWay::Auto,
    source_attributes: &["Calling-Station-Id"],
    tried: Some("pam_radius 2.0.0 and 3.0.0+9"),
    device: &[
        "Give the server line a time of 5 seconds or more; the module sends once, unless `retry=` is set.",
        "2.0.0 (Debian 12) sends no Message-Authenticator: it needs `dangerous-message-authenticator-optional = true` here. 3.0.0 sends one; set `require_message_authenticator` there.",
        "Set `prompt_attribute`, or the typed code is shown on the screen.",
    ],
    caveats: &[
        "Only the first Reply-Message of a question is shown, and no text of a refusal.",
        "Calling-Station-Id is PAM's rhost: a name there (sshd with `UseDNS yes`) is no address, and all sources of the person share one pool.",
    ],
    ..PLAIN
};

#[cfg(test)]
mod tests {
    use vestibule_radius::dictionary::Dictionary;

    use super::super::words;
    use super::*;

    #[test]
    fn every_preset_is_read_by_its_word_and_says_what_to_set() {
        for preset in ALL {
            let about = preset.about();
            assert_eq!(read(about.word).ok(), Some(preset));
            assert!(!about.product.is_empty() && !about.device.is_empty() && !about.caveats.is_empty(), "{preset:?}");
            assert!(about.retry_window <= Duration::from_secs(15), "{preset:?}");
            assert!(about.shows_question || !about.code.asks(), "{preset:?}");
        }
        let wrong = read("fortigat").map_err(|wrong| wrong.remedy);
        assert!(wrong.is_err_and(|remedy| remedy.contains("did you mean `fortigate`")));
    }

    #[test]
    fn their_attributes_are_in_our_dictionaries() {
        let dictionary = Dictionary::standard();
        for name in ALL.iter().flat_map(|preset| preset.about().source_attributes).chain(USUAL_SOURCE) {
            assert!(words::source(name, &dictionary).is_ok_and(|(known, _)| known == *name), "{name}");
        }
    }

    #[test]
    fn nobody_repeats_a_code_that_is_alone() {
        for about in ALL.map(Preset::about) {
            assert!(about.code != CodeWay::CodeOnly || about.retry_window.is_zero(), "{}", about.word);
        }
    }
}
