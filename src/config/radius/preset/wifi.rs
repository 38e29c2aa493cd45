//! What is known of access points and their controllers, which ask by EAP.
//!
//! Calling-Station-Id is the station's MAC address, which stands for the person's address. What the code is typed into is
//! the station's, not theirs, so they have the code behind the password, which every station can send.

use super::{About, PLAIN};

/// What holds for all of them.
const ACCESS_POINT: About = About { source_attributes: &["Calling-Station-Id"], ..PLAIN };

const REAUTHENTICATION: &str = "Turn off periodic reauthentication, or make it longer than `fast-reconnect`: each one \
                                past that asks people for a code.";
const VLAN: &str =
    "A VLAN is given by `reply`: Tunnel-Type VLAN, Tunnel-Medium-Type IEEE-802, Tunnel-Private-Group-Id.";
const METHOD: &str =
    "The method is chosen on people's stations, not here: `vestibule wifi profile` writes their settings.";

pub(super) static HOSTAPD: About = About {
    word: "hostapd",
    product: "hostapd",
    tried: Some("hostapd 2.10 with wpa_supplicant 2.10"),
    device: &[
        "Set `ieee8021x=1`, `auth_server_addr`, `auth_server_port` and `auth_server_shared_secret`; for Wi-Fi also `wpa=2` and `wpa_key_mgmt=WPA-EAP`.",
        "Leave `eap_reauth_period` at 3600 with `fast-reconnect`, or set it to 0.",
    ],
    caveats: &[
        METHOD,
        VLAN,
        "It takes VLANs with `dynamic_vlan=1`, and Session-Timeout in an Access-Accept as the next reauthentication.",
    ],
    ..ACCESS_POINT
};

pub(super) static MERAKI: About = About {
    word: "meraki",
    product: "Cisco Meraki MR, MS",
    device: &[
        "Choose WPA2-Enterprise with `my RADIUS server`; set the RADIUS timeout to 5 seconds or more under the advanced settings.",
        "For VLANs set `RADIUS override` of the VLAN tag; for group policies name Filter-Id.",
        "Name the address of every access point in `from`, or that of the RADIUS proxy.",
    ],
    caveats: &[
        METHOD,
        VLAN,
        "RADIUS testing logs in as `meraki_8021x_test`; that is refused, which it takes for an answer.",
        "RadSec is offered from MR 30; the access points' own certificates are to be trusted then.",
    ],
    ..ACCESS_POINT
};

pub(super) static ARUBA: About = About {
    word: "aruba",
    product: "HPE Aruba Networking, controllers and Instant",
    device: &[
        "Leave the server's `timeout` at 5 seconds and `retransmit` at 3.",
        "Turn off `termination` in the 802.1X profile: the controller would end the tunnel itself and send the password on.",
        REAUTHENTICATION,
    ],
    caveats: &[
        METHOD,
        VLAN,
        "Roles are given by `Aruba-User-Role`, VLANs also by `Aruba-User-Vlan`.",
        "RadSec is turned on by `enable-radsec` in the server's settings.",
    ],
    ..ACCESS_POINT
};

pub(super) static UNIFI: About = About {
    word: "unifi",
    product: "Ubiquiti UniFi",
    device: &[
        "Make a RADIUS profile with Vestibule's address, port 1812 and the secret, and choose WPA2 Enterprise with it.",
        "Turn on `RADIUS Assigned VLAN` in the profile, for wireless and for wired networks apart.",
        "Name the address of every access point and switch in `from`: each asks by itself.",
    ],
    caveats: &[METHOD, VLAN, "Newer releases offer RadSec in the RADIUS profile, with a certificate of its own."],
    ..ACCESS_POINT
};

pub(super) static CISCO_WLC: About = About {
    word: "cisco-wlc",
    product: "Cisco Catalyst 9800, AireOS",
    device: &[
        "Leave `timeout` at 5 seconds and `retransmit` at 3 for the server.",
        "Turn on `aaa-override` in the policy profile, for VLANs and other attributes.",
        "Turn off local EAP and the AAA cache: they would let people in without asking here.",
        REAUTHENTICATION,
    ],
    caveats: &[
        METHOD,
        VLAN,
        "Give Session-Timeout by `reply` where the policy profile's own time is shorter than people should be asked.",
        "RadSec (`tls` below `radius server`) needs a trustpoint with a certificate that is named here.",
    ],
    ..ACCESS_POINT
};

pub(super) static RUCKUS: About = About {
    word: "ruckus",
    product: "Ruckus SmartZone, Unleashed",
    device: &[
        "Make an authentication service of type RADIUS; where SmartZone asks for the access points, name the controller alone in `from`.",
        "Turn on dynamic VLAN in the WLAN's advanced options.",
        "Set the response window to 5 seconds or more.",
    ],
    caveats: &[METHOD, VLAN, "SmartZone can ask by RadSec (`TLS encryption` of the service)."],
    ..ACCESS_POINT
};

pub(super) static MIST: About = About {
    word: "mist",
    product: "Juniper Mist",
    device: &[
        "Choose WPA2 or WPA3 with Enterprise (802.1X), and Vestibule's address as RADIUS server; leave its timeout at 5 seconds.",
        "Choose dynamic VLANs by Tunnel-Private-Group-Id, and list the VLANs: others are not taken.",
        "Name the address of every access point in `from`, or that of the Mist Edge that asks for them.",
    ],
    caveats: &[
        METHOD,
        VLAN,
        "RadSec is chosen for the WLAN's servers; the organisation's certificates are to be trusted then.",
    ],
    ..ACCESS_POINT
};
