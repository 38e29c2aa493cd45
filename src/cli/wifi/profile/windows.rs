//! A profile for Windows: XML for `netsh wlan add profile` or `netsh lan add profile`.

use sha1::{Digest, Sha1};

use super::facts::{Facts, Network};
use super::xml::Xml;
use crate::config::radius::Method;

const WLAN: &str = "http://www.microsoft.com/networking/WLAN/profile/v1";
const LAN: &str = "http://www.microsoft.com/networking/LAN/profile/v1";
const ONEX: &str = "http://www.microsoft.com/networking/OneX/v1";
const HOST: &str = "http://www.microsoft.com/provisioning/EapHostConfig";
const COMMON: &str = "http://www.microsoft.com/provisioning/EapCommon";
const BASE: &str = "http://www.microsoft.com/provisioning/BaseEapConnectionPropertiesV1";
const PEAP: &str = "http://www.microsoft.com/provisioning/MsPeapConnectionPropertiesV1";
const PEAP_2: &str = "http://www.microsoft.com/provisioning/MsPeapConnectionPropertiesV2";
const MSCHAPV2: &str = "http://www.microsoft.com/provisioning/MsChapV2ConnectionPropertiesV1";
const TTLS: &str = "http://www.microsoft.com/provisioning/EapTtlsConnectionPropertiesV1";

/// The profile; `None` where Windows does not know the method: it has no GTC.
pub(super) fn profile(facts: &Facts, network: &Network) -> Option<String> {
    if facts.method.asks() {
        return None;
    }
    let mut xml = Xml::new("");
    match network {
        Network::Wifi(ssid) => xml.element("WLANProfile", &[("xmlns", WLAN)], |xml| {
            xml.text("name", ssid.text());
            xml.element("SSIDConfig", &[], |xml| {
                xml.element("SSID", &[], |xml| {
                    xml.text("hex", &ssid.hex().to_uppercase());
                    xml.text("name", ssid.text());
                });
            });
            xml.text("connectionType", "ESS");
            xml.text("connectionMode", "auto");
            security(xml, |xml| {
                xml.element("authEncryption", &[], |xml| {
                    xml.text("authentication", "WPA2");
                    xml.text("encryption", "AES");
                    xml.text("useOneX", "true");
                });
                one_x(xml, facts);
            });
        }),
        Network::Wired => xml.element("LANProfile", &[("xmlns", LAN)], |xml| {
            security(xml, |xml| {
                xml.text("OneXEnforced", "false");
                xml.text("OneXEnabled", "true");
                one_x(xml, facts);
            });
        }),
    }
    Some(xml.finish())
}

fn security(xml: &mut Xml, inside: impl FnOnce(&mut Xml)) {
    xml.element("MSM", &[], |xml| xml.element("security", &[], inside));
}

fn one_x(xml: &mut Xml, facts: &Facts) {
    xml.element("OneX", &[("xmlns", ONEX)], |xml| {
        xml.text("cacheUserData", yes(!facts.typed_once()));
        xml.text("authMode", "user");
        xml.element("EAPConfig", &[], |xml| {
            let (outer, author) = if facts.method == Method::PeapMschapv2 { ("25", "0") } else { ("21", "311") };
            host(xml, outer, author, |xml| match facts.method {
                Method::PeapMschapv2 => peap(xml, facts),
                Method::TtlsPap
                | Method::TtlsGtc
                | Method::TtlsMschapv2
                | Method::TtlsEapMschapv2
                | Method::PeapGtc => {
                    ttls(xml, facts);
                }
            });
        });
    });
}

/// A method of EAP by its number and by who wrote it, with its settings.
fn host(xml: &mut Xml, number: &str, author: &str, settings: impl FnOnce(&mut Xml)) {
    xml.element("EapHostConfig", &[("xmlns", HOST)], |xml| {
        xml.element("EapMethod", &[], |xml| {
            for (name, value) in [("Type", number), ("VendorId", "0"), ("VendorType", "0"), ("AuthorId", author)] {
                xml.text_of(name, &[("xmlns", COMMON)], value);
            }
        });
        xml.element("Config", &[("xmlns", HOST)], settings);
    });
}

fn peap(xml: &mut Xml, facts: &Facts) {
    base(xml, "25", PEAP, |xml| {
        xml.element("ServerValidation", &[], |xml| {
            xml.text("DisableUserPromptForServerValidation", "true");
            xml.text("ServerNames", &facts.names.join(";"));
            prints(facts).iter().for_each(|print| xml.text("TrustedRootCA", print));
        });
        xml.text("FastReconnect", "true");
        xml.text("InnerEapOptional", "false");
        mschapv2(xml);
        xml.text("EnableQuarantineChecks", "false");
        xml.text("RequireCryptoBinding", "true");
        xml.element("PeapExtensions", &[], |xml| {
            xml.text_of("PerformServerValidation", &[("xmlns", PEAP_2)], "true");
            xml.text_of("AcceptServerName", &[("xmlns", PEAP_2)], "true");
            xml.element("IdentityPrivacy", &[("xmlns", PEAP_2)], |xml| {
                xml.text("EnableIdentityPrivacy", "true");
                xml.text("AnonymousUserName", &facts.anonymous);
            });
        });
    });
}

fn ttls(xml: &mut Xml, facts: &Facts) {
    xml.element("EapTtls", &[("xmlns", TTLS)], |xml| {
        xml.element("ServerValidation", &[], |xml| {
            xml.text("ServerNames", &facts.names.join(";"));
            prints(facts).iter().for_each(|print| xml.text("TrustedRootCAHash", print));
            xml.text("DisablePrompt", "true");
        });
        xml.element("Phase2Authentication", &[], |xml| match facts.method {
            Method::TtlsMschapv2 => xml.element("MSCHAPv2Authentication", &[], |xml| {
                xml.text("UseWinlogonCredentials", "false");
            }),
            Method::TtlsEapMschapv2 => host(xml, "26", "0", mschapv2),
            Method::TtlsPap | Method::TtlsGtc | Method::PeapGtc | Method::PeapMschapv2 => {
                xml.empty("PAPAuthentication")
            }
        });
        xml.element("Phase1Identity", &[], |xml| {
            xml.text("IdentityPrivacy", "true");
            xml.text("AnonymousIdentity", &facts.anonymous);
        });
    });
}

fn mschapv2(xml: &mut Xml) {
    base(xml, "26", MSCHAPV2, |xml| xml.text("UseWinLogonCredentials", "false"));
}

fn base(xml: &mut Xml, number: &str, kind: &str, settings: impl FnOnce(&mut Xml)) {
    xml.element("Eap", &[("xmlns", BASE)], |xml| {
        xml.text("Type", number);
        xml.element("EapType", &[("xmlns", kind)], settings);
    });
}

/// The roots by the SHA-1 of their certificates, which is how Windows finds them among its own.
fn prints(facts: &Facts) -> Vec<String> {
    let print =
        |root: &[u8]| Sha1::digest(root).iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(" ");
    facts.roots.iter().map(|root| print(root)).collect()
}

const fn yes(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
