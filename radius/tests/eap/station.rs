//! A machine at an access point: EAP goes into packets of RADIUS and out again.

use std::time::Duration;

use rustls::SupportedProtocolVersion;
use vestibule_gate::Typed;
use vestibule_radius::eap::packet as eap;
use vestibule_radius::eap::peer::{Did, Peer, Way, Who, Why};
use vestibule_radius::packet::{Secret, unhide_salted};
use vestibule_radius::server::{From, Refused, Silence};
use zeroize::Zeroizing;

use crate::device::{Heard, Request, SECRET};
use crate::house::{self, House, PASSWORD};

const MICROSOFT: u32 = 311;
pub(crate) const OUTER: &str = "anonymous";
pub(crate) const MAC: &str = "02-00-5E-10-00-01";
pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS12, &rustls::version::TLS13];

/// A machine at an access point.
pub(crate) struct Station<'h> {
    pub(crate) house: &'h House,
    pub(crate) from: From,
    pub(crate) user_name: String,
    pub(crate) mac: String,
    /// The State of the last Access-Challenge.
    pub(crate) state: Option<Vec<u8>>,
    /// What the access point says besides.
    pub(crate) more: Vec<(u8, Vec<u8>)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) heard: Heard,
    pub(crate) after: Duration,
    pub(crate) refused: Option<Refused>,
    /// The Request Authenticator, with which keys are hidden.
    authenticator: [u8; 16],
}

impl<'h> Station<'h> {
    pub(crate) fn new(house: &'h House) -> Self {
        let (user_name, mac) = (OUTER.to_owned(), MAC.to_owned());
        Self { house, from: house::from(), user_name, mac, state: None, more: Vec::new() }
    }

    /// The packet with this EAP in it.
    pub(crate) fn request(&self, octets: &[u8]) -> Request {
        let mut request = Request::named(&self.user_name).with(31, self.mac.as_bytes());
        for part in octets.chunks(253) {
            request = request.with(79, part);
        }
        for (number, value) in &self.more {
            request = request.with(*number, value);
        }
        match &self.state {
            Some(state) => request.with(24, state),
            None => request,
        }
    }

    /// Sends EAP and hears what comes back.
    pub(crate) fn send(&mut self, octets: &[u8]) -> Result<Answer, Silence> {
        let request = self.request(octets).octets();
        self.send_packet(&request)
    }

    pub(crate) fn send_packet(&mut self, request: &[u8]) -> Result<Answer, Silence> {
        let reply = self.house.ask(&self.from, request)?;
        let heard = Heard::check(&reply.bytes, request, true);
        let after = self.house.now().until(reply.not_before);
        let authenticator = request[4..20].try_into().unwrap();
        let answer = Answer { heard, after, refused: reply.refused, authenticator };
        answer.check();
        if answer.is_challenge() {
            self.state = Some(answer.heard.one(24));
        }
        Ok(answer)
    }

    /// Sends EAP, and a request of EAP must come back.
    pub(crate) fn go_on(&mut self, octets: &[u8]) -> Vec<u8> {
        let answer = self.send(octets).unwrap();
        assert!(answer.is_challenge(), "{answer:?}");
        answer.eap()
    }

    /// Logs in, and answers questions with what is given.
    pub(crate) fn log_in(&mut self, mut peer: Peer, answers: &[&str]) -> Ended {
        let (mut octets, mut answers) = (peer.begin(), answers.iter());
        loop {
            let answer = self.send(&octets).unwrap();
            let mut did = peer.receive(&answer.eap());
            if let Did::Asked(_) = &did {
                let typed = answers.next().copied().unwrap_or_default();
                did = peer.answer(&Typed::new(typed.as_bytes().to_vec()));
            }
            match did {
                Did::Say(next) => octets = next,
                Did::Asked(_) => panic!("asked twice"),
                Did::Succeeded(keys) => {
                    return Ended { answer, peer, session_id: keys.session_id, result: Ok(*keys.msk) };
                }
                Did::Failed(why) => return Ended { answer, peer, session_id: None, result: Err(why) },
            }
        }
    }
}

/// How a login ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) answer: Answer,
    pub(crate) peer: Peer,
    /// The name of the key.
    pub(crate) session_id: Option<Vec<u8>>,
    pub(crate) result: Result<[u8; 64], Why>,
}

impl Ended {
    /// Both ends are of one mind, and have the same keys.
    pub(crate) fn accepted(self) -> (Answer, Peer) {
        assert!(self.answer.is_accept(), "{self:?}");
        assert_eq!(self.result.unwrap(), self.answer.msk(), "the same key on both ends");
        (self.answer, self.peer)
    }

    /// Refused, not before a second has passed.
    pub(crate) fn rejected(self) -> (Answer, Peer) {
        assert!(self.answer.is_reject(), "{self:?}");
        assert!(matches!(self.result, Err(Why::Refused)), "{:?}", self.result);
        assert!(self.answer.after >= Duration::from_secs(1), "after {:?}", self.answer.after);
        (self.answer, self.peer)
    }
}

impl Answer {
    /// What every reply to EAP is.
    fn check(&self) {
        let octets = self.eap();
        match self.heard.code() {
            2 => assert!(eap::is_success(&octets), "Access-Accept without Success: {octets:?}"),
            3 => assert!(eap::is_failure(&octets), "Access-Reject without Failure: {octets:?}"),
            11 => assert!(eap::Packet::request(&octets).is_ok(), "Access-Challenge without a request: {octets:?}"),
            other => panic!("code {other}"),
        }
        let keys = self.heard.vendor(MICROSOFT, 16).is_some() || self.heard.vendor(MICROSOFT, 17).is_some();
        assert_eq!(keys, self.is_accept(), "keys come with an Access-Accept, and with nothing else");
    }

    pub(crate) fn eap(&self) -> Vec<u8> {
        self.heard.all(79).concat()
    }

    pub(crate) fn is_accept(&self) -> bool {
        self.heard.code() == 2
    }

    pub(crate) fn is_reject(&self) -> bool {
        self.heard.code() == 3
    }

    pub(crate) fn is_challenge(&self) -> bool {
        self.heard.code() == 11
    }

    /// The key as the access point gets it: MS-MPPE-Recv-Key, then MS-MPPE-Send-Key.
    pub(crate) fn msk(&self) -> [u8; 64] {
        let secret = Secret::new(SECRET.to_vec());
        let key = |number| {
            let hidden = self.heard.vendor(MICROSOFT, number).unwrap();
            unhide_salted(&hidden, &self.authenticator, &secret).unwrap().to_vec()
        };
        [key(17), key(16)].concat().try_into().unwrap()
    }
}

/// A client that logs in this way.
pub(crate) fn who(house: &House, way: Way, version: &'static SupportedProtocolVersion, name: &str) -> Who {
    Who {
        way,
        outer: OUTER.as_bytes().to_vec(),
        name: name.as_bytes().to_vec(),
        password: Zeroizing::new(PASSWORD.to_owned()),
        tls: house.tls(version),
        server: house::server_name(),
        fragment: 1_400,
        chance: [0x21; 16],
    }
}
