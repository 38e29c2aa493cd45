//! A server that serves EAP, a gate over its fakes, and what the program does between them.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use pollster::block_on;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use vestibule_gate::fakes::{APPLICATION, Fakes, Phone};
use vestibule_gate::ports::{Clock as _, Proof};
use vestibule_gate::{Application, CodeWay, Moment, Verdict};
use vestibule_radius::eap;
use vestibule_radius::mschap::NtHash;
use vestibule_radius::packet::Secret;
use vestibule_radius::server::{
    Client, Effect, Facts, From, Limits, Needs, Reply, Server, Settings, Silence, Ticket, Transport,
};

use crate::device::SECRET;
use crate::prover;

pub(crate) const PASSWORD: &str = "Passw0rd!";
pub(crate) const NAME: &str = "radius.example.test";
const PEER: &str = "192.0.2.7";
/// Where another client asks from.
const OTHER_PEER: &str = "192.0.2.8";

/// A server and its surroundings.
pub(crate) struct House {
    pub(crate) fakes: Fakes,
    pub(crate) server: Server,
    roots: Arc<RootCertStore>,
    /// What the domain says instead, until it is changed.
    pub(crate) proof: Cell<Option<Proof>>,
    /// How often the gate was asked, and how often it admitted.
    pub(crate) asked: Cell<usize>,
    pub(crate) admitted: Cell<usize>,
}

impl House {
    /// Two clients that give the code this way.
    pub(crate) fn new(code: CodeWay) -> Self {
        Self::with(code, |_| {}, |_| {}, Limits::default(), 1_024)
    }

    pub(crate) fn with(
        code: CodeWay,
        change: impl Fn(&mut Client),
        application: impl FnOnce(&mut Application),
        limits: Limits,
        fragment: usize,
    ) -> Self {
        let fakes = Fakes::with(|policy| {
            let app = policy.applications.get_mut(APPLICATION).unwrap();
            (app.code, app.floor) = (code.clone(), Duration::from_secs(1));
            application(app);
            let other = app.clone();
            policy.applications.insert("other".into(), other);
        });
        let client = |name: &str, address: &str| {
            let mut client = Client::new(name, Secret::new(SECRET.to_vec()));
            client.networks = vec![(address.parse().unwrap(), 32)];
            client.code = code.clone();
            change(&mut client);
            client
        };
        let (certified, roots) = certificate();
        let eap = Some(Arc::new(eap::Settings::new(&certified, fragment).unwrap()));
        let clients = vec![client(APPLICATION, PEER), client("other", OTHER_PEER)];
        let server = Server::new(Settings { clients, limits, eap }, fakes.chance.clone());
        let (asked, admitted) = (Cell::default(), Cell::default());
        Self { fakes, server, roots, proof: Cell::default(), asked, admitted }
    }

    /// A person with a phone.
    pub(crate) fn enrolled(&self, name: &str) -> Phone {
        self.fakes.enrol(&self.fakes.person(name, PASSWORD))
    }

    /// Password and code behind each other.
    pub(crate) fn appended(&self, phone: &Phone) -> String {
        format!("{PASSWORD}{}", self.fakes.code(phone, 0))
    }

    pub(crate) fn now(&self) -> Moment {
        self.fakes.clock.moment()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.fakes.clock.advance(Duration::from_secs(seconds));
    }

    /// TLS of a client that trusts this house alone.
    pub(crate) fn tls(&self, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let versions = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
        Arc::new(versions.with_root_certificates(self.roots.clone()).with_no_client_auth())
    }

    /// Does what the server asks until something leaves, or nothing.
    pub(crate) fn ask(&self, from: &From, octets: &[u8]) -> Result<Reply, Silence> {
        let effect = self.server.receive(self.now(), from, octets);
        self.settle(effect)
    }

    pub(crate) fn settle(&self, mut effect: Effect) -> Result<Reply, Silence> {
        loop {
            effect = match effect {
                Effect::Silent(why) => return Err(why),
                Effect::Send(reply) => return Ok(reply),
                Effect::Turn(turn) => self.server.turned(self.now(), turn.run(self.now())),
                Effect::Judge(judge) => {
                    let verdict = block_on(self.fakes.gate.judge(judge.attempt, &mut self.first(&judge.needs)));
                    self.verdict(judge.ticket, verdict, &judge.needs)
                }
                Effect::Answer(second) => {
                    let mut first = self.first(&second.needs);
                    let verdict = block_on(self.fakes.gate.answer(second.pending, second.answer, &mut first));
                    self.verdict(second.ticket, verdict, &second.needs)
                }
                Effect::Return(returning) => {
                    let verdict = block_on(self.fakes.gate.reconnect(&returning.reconnection, returning.again));
                    self.verdict(returning.ticket, verdict, &Needs::Nothing)
                }
                Effect::Status(ticket) => self.server.status(self.now(), ticket, true),
                Effect::Account(ticket, _) => self.server.accounted(self.now(), ticket, true),
            };
        }
    }

    pub(crate) fn verdict(&self, ticket: Ticket, verdict: Verdict, needs: &Needs) -> Effect {
        self.asked.set(self.asked.get() + 1);
        self.admitted.set(self.admitted.get() + usize::from(matches!(verdict, Verdict::Admit(_))));
        let key = matches!(needs, Needs::Response { .. }).then(|| NtHash::of(PASSWORD).session_key());
        self.server.verdict(self.now(), ticket, verdict, Facts { key, ..Facts::default() })
    }

    fn first(&self, needs: &Needs) -> vestibule_gate::fakes::FakeFirst {
        let mut first = self.fakes.first();
        first.instead = match needs {
            Needs::Password => self.proof.take(),
            Needs::Nothing => Some(Proof::Proven { groups: None }),
            Needs::Response { challenge_hash, nt_response } => {
                let right = prover::is_right(PASSWORD, *challenge_hash, *nt_response);
                Some(if right { Proof::Proven { groups: None } } else { Proof::Wrong })
            }
        };
        first
    }
}

/// Where the first client's packets come from.
pub(crate) fn from() -> From {
    at(PEER)
}

/// Where the other client's come from.
pub(crate) fn from_other() -> From {
    at(OTHER_PEER)
}

fn at(peer: &str) -> From {
    let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
    From { peer, local: "192.0.2.1:1812".parse().unwrap(), transport: Transport::Udp }
}

pub(crate) fn server_name() -> ServerName<'static> {
    ServerName::try_from(NAME).unwrap()
}

pub(crate) fn certificate() -> (CertifiedKey, Arc<RootCertStore>) {
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let certified = CertifiedKey::from_der(vec![certificate.clone()], key, &provider).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    (certified, Arc::new(roots))
}
