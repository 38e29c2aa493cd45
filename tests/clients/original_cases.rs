//! What is asked of both servers.

use crate::packet::{
    ACCESS_ACCEPT, ACCESS_REQUEST, ACCOUNTING_REQUEST, ACCT_SESSION_ID, ACCT_STATUS_TYPE, CALLING_STATION_ID, Draft,
    MESSAGE_AUTHENTICATOR, PROXY_STATE, STATE, STATUS_SERVER, USER_NAME, USER_PASSWORD,
};

const CHAP_PASSWORD: u8 = 3;
const VENDOR_SPECIFIC: u8 = 26;
const EAP_MESSAGE: u8 = 79;
const UNASSIGNED: u8 = 222;
const COA_REQUEST: u8 = 43;
const LENGTH: std::ops::Range<usize> = 2..4;

/// Somebody who may come in, as a server knows them.
pub(crate) struct Given {
    pub(crate) secret: String,
    pub(crate) name: String,
    /// The directory's password.
    pub(crate) alone: String,
    /// The same with a wrong password, and no other fault.
    pub(crate) wrong: String,
    /// What this server takes from them.
    pub(crate) password: String,
}

/// Where a request goes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Port {
    /// As a device whose people append the code.
    Authentication,
    /// As a device whose people are asked for it.
    Asking,
    Accounting,
}

/// One request.
pub(crate) struct Case {
    /// As on the page.
    pub(crate) name: &'static str,
    pub(crate) port: Port,
    pub(crate) packet: fn(&Given) -> Vec<u8>,
}

impl Case {
    /// How somebody for it is called.
    pub(crate) fn person(&self) -> &'static str {
        if self.name == ASKED { "asked" } else { "clara" }
    }
}

const ASKED: &str = "a password that leads to a question";

const fn login(name: &'static str, packet: fn(&Given) -> Vec<u8>) -> Case {
    Case { name, port: Port::Authentication, packet }
}

const fn report(name: &'static str, packet: fn(&Given) -> Vec<u8>) -> Case {
    Case { name, port: Port::Accounting, packet }
}

/// All of them; each has a person of its own.
pub(crate) const CASES: [Case; 49] = [
    login("a right login", |given| right(given).octets()),
    login("a wrong password", |given| named(given).password(given.wrong.as_bytes()).octets()),
    login("somebody unknown", |given| Draft::login(&given.secret, "nobody-at-all", &given.password).octets()),
    Case { name: ASKED, port: Port::Asking, packet: |given| named(given).password(given.alone.as_bytes()).octets() },
    login("an empty password", |given| named(given).password(b"").octets()),
    login("no password", |given| named(given).octets()),
    login("no name", |given| signed(given).password(given.password.as_bytes()).octets()),
    login("an empty name", |given| signed(given).with(USER_NAME, "").password(given.password.as_bytes()).octets()),
    login("a name with a NUL in it", |given| {
        let name = format!("{}\0x", given.name);
        signed(given).with(USER_NAME, name).password(given.password.as_bytes()).octets()
    }),
    login("a password with a NUL in it", |given| {
        named(given).password(format!("{}\0x", given.password).as_bytes()).octets()
    }),
    login("a password of 15 octets", |given| named(given).with(USER_PASSWORD, [7; 15]).octets()),
    login("a password whose last octet is cut off", |given| {
        let draft = named(given);
        let mut hidden = draft.hidden(given.password.as_bytes());
        hidden.pop();
        draft.with(USER_PASSWORD, hidden).octets()
    }),
    login("a password of 144 octets", |given| named(given).with(USER_PASSWORD, [7; 144]).octets()),
    login("two names", |given| right(given).with(USER_NAME, "nobody-at-all").octets()),
    login("two passwords", |given| right(given).password(given.password.as_bytes()).octets()),
    login("CHAP", |given| chap(given).octets()),
    login("a password and CHAP", |given| chap(given).password(given.password.as_bytes()).octets()),
    login("EAP", |given| named(given).with(EAP_MESSAGE, eap(given)).octets()),
    login("EAP without Message-Authenticator", |given| {
        unsigned(given).with(USER_NAME, &given.name).with(EAP_MESSAGE, eap(given)).octets()
    }),
    login("a State nobody gave", |given| right(given).with(STATE, "not-one-of-ours").octets()),
    login("Proxy-State, three times", |given| {
        right(given).with(PROXY_STATE, "one").with(PROXY_STATE, [0, 255]).with(PROXY_STATE, "one").octets()
    }),
    login("Proxy-State at a refusal", |given| {
        named(given).password(given.wrong.as_bytes()).with(PROXY_STATE, "one").octets()
    }),
    login("an attribute nobody knows", |given| right(given).with(UNASSIGNED, "x").octets()),
    login("Vendor-Specific that is cut off", |given| right(given).with(VENDOR_SPECIFIC, [0, 0, 0, 9, 1, 9]).octets()),
    login("a right login without Message-Authenticator", |given| login_of(unsigned(given), given).octets()),
    login("Proxy-State without Message-Authenticator", |given| {
        login_of(unsigned(given), given).with(PROXY_STATE, "one").octets()
    }),
    login("Message-Authenticator behind all else", |given| login_of(unsigned(given), given).signed().octets()),
    login("a wrong Message-Authenticator", |given| {
        login_of(unsigned(given).with(MESSAGE_AUTHENTICATOR, [7; 16]), given).octets()
    }),
    login("a Message-Authenticator of 15 octets", |given| {
        login_of(unsigned(given).with(MESSAGE_AUTHENTICATOR, [7; 15]), given).octets()
    }),
    login("a Message-Authenticator of 17 octets", |given| {
        login_of(unsigned(given).with(MESSAGE_AUTHENTICATOR, [7; 17]), given).octets()
    }),
    login("two right Message-Authenticators", |given| right(given).signed().octets()),
    login("a right and a wrong Message-Authenticator", |given| {
        right(given).with(MESSAGE_AUTHENTICATOR, [7; 16]).octets()
    }),
    login("a wrong secret", |given| right(&with_wrong_secret(given)).octets()),
    login("a wrong secret without Message-Authenticator", |given| {
        let given = with_wrong_secret(given);
        login_of(unsigned(&given), &given).octets()
    }),
    login("Status-Server", |given| Draft::new(STATUS_SERVER, &given.secret).signed().octets()),
    login("Status-Server without Message-Authenticator", |given| Draft::new(STATUS_SERVER, &given.secret).octets()),
    login("an attribute of length 0", |given| right(given).raw(&[UNASSIGNED, 0]).octets()),
    login("an attribute of length 1", |given| right(given).raw(&[UNASSIGNED, 1]).octets()),
    login("an attribute longer than the packet", |given| right(given).raw(&[UNASSIGNED, 200, 0]).octets()),
    login("a length greater than the datagram", |given| with_length(right(given).octets(), 4)),
    login("octets behind the packet", |given| [right(given).octets(), vec![7; 9]].concat()),
    login("201 attributes", |given| (0..201).fold(right(given), |draft, _| draft.with(UNASSIGNED, "x")).octets()),
    login("a header that is cut off", |given| right(given).octets()[..19].to_vec()),
    login("a reply in place of a request", |given| login_of(of_code(ACCESS_ACCEPT, given), given).octets()),
    login("CoA-Request", |given| login_of(of_code(COA_REQUEST, given), given).octets()),
    report("Accounting-Request, Start", |given| session(given, 1).octets()),
    report("Accounting-Request, Stop", |given| session(given, 2).octets()),
    report("Accounting-Request with a wrong authenticator", |given| session(&with_wrong_secret(given), 1).octets()),
    report("Accounting-Request without Acct-Status-Type", |given| {
        Draft::new(ACCOUNTING_REQUEST, &given.secret).with(USER_NAME, &given.name).with(ACCT_SESSION_ID, "x").octets()
    }),
];

/// What somebody sends who may come in.
fn right(given: &Given) -> Draft {
    login_of(signed(given), given)
}

fn login_of(draft: Draft, given: &Given) -> Draft {
    draft.with(USER_NAME, &given.name).password(given.password.as_bytes())
}

fn named(given: &Given) -> Draft {
    signed(given).with(USER_NAME, &given.name)
}

fn signed(given: &Given) -> Draft {
    unsigned(given).signed()
}

/// From an address of the person's own: refusals count by it.
fn unsigned(given: &Given) -> Draft {
    of_code(ACCESS_REQUEST, given)
}

fn of_code(code: u8, given: &Given) -> Draft {
    let number = given.name.rsplit('-').next().and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    let address = format!("198.51.{}.{}", 100 + number / 256, number % 256);
    Draft::new(code, &given.secret).with(CALLING_STATION_ID, address)
}

/// The answer to a challenge of the sender's own (RFC 2865 section 2.2).
fn chap(given: &Given) -> Draft {
    use md5::{Digest as _, Md5};
    const CHAP_CHALLENGE: u8 = 60;
    let response = Md5::new().chain_update([1]).chain_update(&given.password).chain_update([9; 16]).finalize();
    named(given).with(CHAP_CHALLENGE, [9; 16]).with(CHAP_PASSWORD, [&[1], &response[..]].concat())
}

/// EAP-Response/Identity (RFC 3748 section 5.1).
fn eap(given: &Given) -> Vec<u8> {
    let length = u8::try_from(given.name.len() + 5).expect("a short name");
    [&[2, 1, 0, length, 1], given.name.as_bytes()].concat()
}

fn session(given: &Given, status: u32) -> Draft {
    let draft = Draft::new(ACCOUNTING_REQUEST, &given.secret).with(ACCT_STATUS_TYPE, status.to_be_bytes());
    draft.with(USER_NAME, &given.name).with(ACCT_SESSION_ID, format!("session-of-{}", given.name))
}

fn with_wrong_secret(given: &Given) -> Given {
    Given {
        secret: "not-the-secret-we-share".to_owned(),
        name: given.name.clone(),
        alone: given.alone.clone(),
        wrong: given.wrong.clone(),
        password: given.password.clone(),
    }
}

fn with_length(mut packet: Vec<u8>, more: u16) -> Vec<u8> {
    let length = u16::try_from(packet.len()).expect("a short packet") + more;
    packet[LENGTH].copy_from_slice(&length.to_be_bytes());
    packet
}
