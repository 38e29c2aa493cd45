//! One session with a client on one side, a directory on the other and a gate over fakes beside it.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use vestibule_gate::fakes::{APPLICATION, Fakes, PEER, Phone};
use vestibule_gate::{Attempt, Moment, Networks, Person, Source};
use vestibule_ldap_proxy::session::{Act, Session, Settings, Transport, Whose};
use vestibule_ldap_proxy::wire::frame::{self, Peek};
use vestibule_ldap_proxy::wire::{
    Abandon, Answer, BindRequest, Control, Encode, Entry, ExtendedRequest, Filter, LdapResult, Message, MessageId, Op,
    Reader, ResultCode, Scope, Search, Tag, Unbind, Writer, message, message_with_controls,
};

/// An act without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Did {
    Judge,
    Adopt,
    DropUpstream,
    OpenAnonymous,
    StartTls,
    Whose(Vec<u8>),
    Close,
}

/// A message one side was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) id: u32,
    pub(crate) op: Op,
    pub(crate) code: u32,
    pub(crate) text: String,
}

pub(crate) struct Line {
    pub(crate) fakes: Fakes,
    pub(crate) session: Session,
    pub(crate) client: BytesMut,
    upstream: BytesMut,
    to_client: BytesMut,
    to_upstream: BytesMut,
    pub(crate) did: Vec<Did>,
    attempt: Option<Attempt>,
    /// Whether judgements wait for [`Line::judge`].
    pub(crate) slow: bool,
}

/// Somebody with a password and an authenticator.
pub(crate) struct Ada {
    pub(crate) person: Person,
    pub(crate) phone: Phone,
}

impl Line {
    pub(crate) fn new(transport: Transport) -> Self {
        Self::with(transport, |_| {})
    }

    pub(crate) fn with(transport: Transport, change: impl FnOnce(&mut Settings)) -> Self {
        let fakes = Fakes::new();
        let mut settings = Settings::new(APPLICATION, transport);
        change(&mut settings);
        let now = vestibule_gate::ports::Clock::moment(&*fakes.clock);
        let session = Session::new(Arc::new(settings), Source { peer: PEER, end_user: None }, now);
        let [client, upstream, to_client, to_upstream] = std::array::from_fn(|_| BytesMut::new());
        Self { fakes, session, client, upstream, to_client, to_upstream, did: Vec::new(), attempt: None, slow: false }
    }

    pub(crate) fn ada(&self) -> Ada {
        let person = self.fakes.person("ada", "geheim");
        let phone = self.fakes.enrol(&person);
        Ada { person, phone }
    }

    /// A session in which Ada is bound; what was done and heard until then is forgotten.
    pub(crate) fn bound(transport: Transport) -> Self {
        Self::bound_with(transport, |_| {})
    }

    pub(crate) fn bound_with(transport: Transport, change: impl FnOnce(&mut Settings)) -> Self {
        let mut line = Self::with(transport, change);
        let ada = line.ada();
        line.bind_as(&ada, 1);
        line
    }

    pub(crate) fn bind_as(&mut self, ada: &Ada, id: u32) {
        let typed = format!("geheim{}", self.fakes.code(&ada.phone, 0));
        self.send(&bind(id, "ada", &typed));
        assert_eq!(self.codes(), [(id, Op::BindResponse, 0)]);
        assert!(self.session.bound().is_some());
        self.did.clear();
    }

    /// A session of a service account.
    pub(crate) fn bound_as_service() -> Self {
        let mut line = Self::new(Transport::Tls);
        add_service(&line.fakes);
        line.send(&bind(1, "svc", "geheim"));
        assert_eq!(line.codes(), [(1, Op::BindResponse, 0)]);
        line.did.clear();
        line
    }

    pub(crate) fn now(&self) -> Moment {
        vestibule_gate::ports::Clock::moment(&*self.fakes.clock)
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.client.extend_from_slice(bytes);
        self.go_on();
    }

    pub(crate) fn directory_sends(&mut self, bytes: &[u8]) {
        self.upstream.extend_from_slice(bytes);
        let now = self.now();
        self.session.upstream(now, &mut self.upstream);
        self.go_on();
    }

    pub(crate) fn directory_closes(&mut self) {
        self.session.upstream_closed();
        self.go_on();
    }

    pub(crate) fn wait(&mut self, time: Duration) {
        self.fakes.clock.advance(time);
        let now = self.now();
        self.session.tick(now);
        self.go_on();
    }

    /// Waits until the session's deadline.
    pub(crate) fn wait_for_deadline(&mut self) {
        let time = self.now().until(self.session.deadline().unwrap());
        self.wait(time);
    }

    pub(crate) fn judge(&mut self) {
        let attempt = self.attempt.take().unwrap();
        let verdict = pollster::block_on(self.fakes.gate.judge(attempt, &mut self.fakes.first()));
        let now = self.now();
        self.session.verdict(now, verdict);
        self.go_on();
    }

    pub(crate) fn whose(&mut self, whose: Whose) {
        self.session.whose(whose);
        self.go_on();
    }

    pub(crate) fn tls_started(&mut self) {
        let now = self.now();
        self.session.tls_started(now);
        self.go_on();
    }

    /// As the program does: carries out what is due, then offers the client's bytes again.
    pub(crate) fn go_on(&mut self) {
        loop {
            let now = self.now();
            self.session.client(now, &mut self.client);
            let mut any = false;
            while let Some(act) = self.session.act() {
                any = true;
                self.carry_out(act);
            }
            if !any {
                return;
            }
        }
    }

    fn carry_out(&mut self, act: Act) {
        assert_ne!(self.did.last(), Some(&Did::Close), "an act behind the end: {act:?}");
        match act {
            Act::ToClient(bytes) => self.to_client.extend_from_slice(&bytes),
            Act::ToUpstream(bytes) => self.to_upstream.extend_from_slice(&bytes),
            Act::Judge(attempt) => {
                self.did.push(Did::Judge);
                self.attempt = Some(attempt);
                if !self.slow {
                    self.judge();
                }
            }
            Act::Adopt => self.did.push(Did::Adopt),
            Act::DropUpstream => {
                self.upstream.clear();
                self.did.push(Did::DropUpstream);
            }
            Act::OpenAnonymous => self.did.push(Did::OpenAnonymous),
            Act::StartTls => self.did.push(Did::StartTls),
            Act::Whose(name) => self.did.push(Did::Whose(name.to_vec())),
            Act::Close => self.did.push(Did::Close),
        }
    }

    /// Everything the client was sent since the last call.
    pub(crate) fn heard_bytes(&mut self) -> Bytes {
        self.to_client.split().freeze()
    }

    /// Everything the directory was sent since the last call.
    pub(crate) fn forwarded(&mut self) -> Bytes {
        self.to_upstream.split().freeze()
    }

    pub(crate) fn heard(&mut self) -> Vec<Heard> {
        messages(&self.heard_bytes())
    }

    /// Id, operation and code of everything heard.
    pub(crate) fn codes(&mut self) -> Vec<(u32, Op, u32)> {
        self.heard().into_iter().map(|heard| (heard.id, heard.op, heard.code)).collect()
    }

    /// That the session has ended with a notice of this code.
    pub(crate) fn assert_disconnected(&mut self, code: u32) {
        let last = self.heard().pop().unwrap();
        assert_eq!((last.id, last.op, last.code), (0, Op::ExtendedResponse, code));
        self.assert_closed();
    }

    pub(crate) fn assert_closed(&mut self) {
        assert_eq!(self.did.last(), Some(&Did::Close));
        assert!(self.session.is_closed() && self.session.bound().is_none() && self.session.deadline().is_none());
        let before = (self.to_client.len(), self.to_upstream.len());
        self.send(&search(99));
        self.directory_sends(&answer(99, Op::SearchResultDone, 0));
        assert_eq!((self.to_client.len(), self.to_upstream.len()), before);
    }
}

/// A service account `svc` with the password `geheim`.
pub(crate) fn add_service(fakes: &Fakes) {
    let service = fakes.person("svc", "geheim");
    let mut policy = (*fakes.gate.policy()).clone();
    let application = policy.applications.get_mut(APPLICATION).unwrap();
    application.service_accounts.push(service.id);
    application.service_sources = Networks::new(vec![(PEER, 32)]);
    fakes.gate.set_policy(policy);
}

/// Splits bytes into whole messages.
pub(crate) fn messages(mut bytes: &[u8]) -> Vec<Heard> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let Peek::Frame(frame) = frame::peek(bytes, bytes.len()) else { panic!("not whole messages: {bytes:02x?}") };
        let (whole, rest) = bytes.split_at(frame.total);
        let message = Message::decode(whole).unwrap();
        let result = LdapResult::read(&mut Reader::new(message.content)).ok().filter(|_| message.op.is_final_answer());
        let (code, text) = result.map_or((u32::MAX, String::new()), |result| {
            (result.code.0, String::from_utf8(result.diagnostic.to_vec()).unwrap())
        });
        found.push(Heard { id: message.id.get(), op: message.op, code, text });
        bytes = rest;
    }
    found
}

pub(crate) fn id(number: u32) -> MessageId {
    MessageId::new(number).unwrap()
}

pub(crate) fn bind(number: u32, name: &str, typed: &str) -> Bytes {
    message(id(number), &BindRequest::simple(name.as_bytes(), typed.as_bytes()))
}

pub(crate) fn unbind(number: u32) -> Bytes {
    message(id(number), &Unbind)
}

pub(crate) fn abandon(number: u32, target: u32) -> Bytes {
    message(id(number), &Abandon(id(target)))
}

/// A subtree search, as an application makes them.
pub(crate) fn search(number: u32) -> Bytes {
    search_of(number, "DC=ad,DC=example,DC=test", Scope::Subtree, &["mail"], &[])
}

pub(crate) fn root_dse(number: u32, attributes: &[&str]) -> Bytes {
    search_of(number, "", Scope::Base, attributes, &[])
}

pub(crate) fn search_of(number: u32, base: &str, scope: Scope, attributes: &[&str], controls: &[Control<'_>]) -> Bytes {
    let filter = Filter::any();
    let search = Search { base, scope, filter: &filter, attributes, size_limit: 0, time_limit: 0 };
    message_with_controls(id(number), &search, controls)
}

pub(crate) fn extended(number: u32, oid: &str, value: Option<&[u8]>) -> Bytes {
    message(id(number), &ExtendedRequest { name: oid.as_bytes(), value })
}

/// One change of one attribute; `operation` is 0 to add, 1 to delete, 2 to replace.
pub(crate) fn modify(number: u32, dn: &str, changes: &[(u32, &str)]) -> Bytes {
    let mut content = Writer::default();
    content.octets(dn.as_bytes());
    content.nest(Tag::SEQUENCE, |list| {
        for (operation, attribute) in changes {
            list.nest(Tag::SEQUENCE, |change| {
                change.number(Tag::ENUMERATED, *operation);
                change.nest(Tag::SEQUENCE, |parts| {
                    parts.octets(attribute.as_bytes());
                    parts.nest(Tag::SET, |values| values.octets(b"value"));
                });
            });
        }
    });
    raw(number, Op::ModifyRequest.tag(), &content.finish(), &[])
}

pub(crate) fn raw(number: u32, tag: Tag, content: &[u8], controls: &[Control<'_>]) -> Bytes {
    struct Raw<'a>(Tag, &'a [u8]);
    impl Encode for Raw<'_> {
        fn write(&self, writer: &mut Writer) {
            writer.element(self.0, self.1);
        }
    }
    message_with_controls(id(number), &Raw(tag, content), controls)
}

pub(crate) fn answer(number: u32, op: Op, code: u32) -> Bytes {
    message(id(number), &Answer { op, result: LdapResult::new(ResultCode(code)) })
}

pub(crate) fn entry(number: u32, dn: &str, attributes: &[(&str, Vec<&str>)]) -> Bytes {
    message(id(number), &Entry { dn, attributes })
}

/// Each request that has an answer, with that answer, none of which may be served before a bind.
pub(crate) fn every_operation(number: u32) -> Vec<(Bytes, Op)> {
    let mut rdn = Writer::default();
    rdn.octets(b"CN=x");
    rdn.octets(b"CN=y");
    rdn.boolean(Tag::BOOLEAN, true);
    let mut comparison = Writer::default();
    comparison.octets(b"CN=x");
    comparison.nest(Tag::SEQUENCE, |pair| {
        pair.octets(b"cn");
        pair.octets(b"x");
    });
    let who = "1.3.6.1.4.1.4203.1.11.3";
    vec![
        (search(number), Op::SearchResultDone),
        (search_of(number, "", Scope::Subtree, &[], &[]), Op::SearchResultDone),
        (search_of(number, "CN=x", Scope::Base, &[], &[]), Op::SearchResultDone),
        (modify(number, "CN=x", &[(2, "mail")]), Op::ModifyResponse),
        (modify(number, "CN=x", &[(1, "unicodePwd"), (0, "unicodePwd")]), Op::ModifyResponse),
        (raw(number, Op::AddRequest.tag(), &[4, 4, b'C', b'N', b'=', b'x', 0x30, 0], &[]), Op::AddResponse),
        (raw(number, Op::DelRequest.tag(), b"CN=x", &[]), Op::DelResponse),
        (raw(number, Op::ModifyDnRequest.tag(), &rdn.finish(), &[]), Op::ModifyDnResponse),
        (raw(number, Op::CompareRequest.tag(), &comparison.finish(), &[]), Op::CompareResponse),
        (extended(number, who, None), Op::ExtendedResponse),
        (extended(number, "1.3.6.1.4.1.4203.1.11.1", None), Op::ExtendedResponse),
    ]
}
