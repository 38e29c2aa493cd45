//! One client's connection as a domain controller would hold it: requests in, answers out.
//!
//! Nothing can be changed here: everything that would change an entry is answered 50.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use vestibule_gate::Timestamp;
use vestibule_gate::ports::Clock;
use vestibule_ldap_proxy::wire::{
    Answer, Authentication, BindRequest, Control, Entry, ExtendedRequest, ExtendedResponse, Filter, LdapResult,
    Message, MessageId, Op, Request, ResultCode, Scope, SearchRequest, Tag, Writer, message, message_with_controls,
    notice_of_disconnection, oid,
};

use super::account::Refused;
use super::matching::{self, Asked};
use super::rootdse;
use super::tree::{Object, Tree, Values};
use super::value::sid;
use crate::demo::cast::{BASE, DOMAIN, NETBIOS};

const NOT_BOUND: &str = "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563\0";
const NO_ACCESS: &str = "00002098: SecErr: DSID-031514A0, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n\0";
const NO_OBJECT: &str =
    "0000208D: NameErr: DSID-0310028D, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'DC=sample,DC=test'\n\0";
const NO_NAME: &str = "0000208F: NameErr: DSID-03100232, problem 2006 (BAD_NAME), data 8350, best match of:\n\t''\n\0";

/// A connection.
pub(super) struct Session {
    tree: Arc<Tree>,
    clock: Arc<dyn Clock>,
    /// The name of the entry that is bound.
    bound: Option<String>,
}

/// What is to be sent, and whether the connection goes on after it.
pub(super) struct Reply {
    pub(super) bytes: BytesMut,
    pub(super) close: bool,
}

impl Session {
    pub(super) fn new(tree: Arc<Tree>, clock: Arc<dyn Clock>) -> Self {
        Self { tree, clock, bound: None }
    }

    /// Answers one whole message.
    pub(super) fn answer(&mut self, bytes: &[u8]) -> Reply {
        let mut out = BytesMut::new();
        let Ok(opened) = Message::decode(bytes) else { return Reply::notice() };
        let Ok(request) = Request::decode(&opened) else { return Reply::notice() };
        if opened.id == MessageId::UNSOLICITED {
            return Reply::notice();
        }
        if let Some(answer) = unknown_control(&opened) {
            out.extend_from_slice(&answer);
            return Reply { bytes: out, close: false };
        }
        let now = self.clock.now();
        let mut close = false;
        match &request {
            Request::Bind(bind) => {
                let (code, text) = self.bind(bind, now);
                out.extend_from_slice(&result(opened.id, Op::BindResponse, code, &text));
            }
            Request::Search(search) => self.search(&opened, search, now, &mut out),
            Request::Compare { dn, attribute, value } => {
                let (code, text) = self.compare(dn, attribute, value);
                out.extend_from_slice(&result(opened.id, Op::CompareResponse, code, text));
            }
            Request::Extended(extended) => out.extend_from_slice(&self.extended(opened.id, extended)),
            Request::Modify(_) | Request::Add(_) | Request::Delete(_) | Request::ModifyDn(_) => {
                out.extend_from_slice(&self.change(&opened));
            }
            Request::Abandon(_) => {}
            Request::Unbind => close = true,
        }
        Reply { bytes: out, close }
    }

    fn bind(&mut self, bind: &BindRequest<'_>, now: Timestamp) -> (ResultCode, String) {
        self.bound = None;
        if bind.version != 3 {
            return (ResultCode::PROTOCOL_ERROR, String::new());
        }
        let Authentication::Simple(password) = bind.authentication else {
            return (ResultCode::AUTH_METHOD_NOT_SUPPORTED, String::new());
        };
        // A name without a password is taken for nobody, as Active Directory does unless told otherwise.
        if password.is_empty() {
            return (ResultCode::SUCCESS, String::new());
        }
        let name = std::str::from_utf8(bind.name).unwrap_or_default();
        let found = self.tree.login(name, DOMAIN, NETBIOS);
        let account = found.and_then(|object| object.account.as_ref());
        match account.map_or(Err(Refused::NoSuchUser), |account| account.logon(password, now)) {
            Ok(()) => {
                self.bound = found.map(|object| object.dn.clone());
                (ResultCode::SUCCESS, String::new())
            }
            Err(refused) => (ResultCode::INVALID_CREDENTIALS, refused.diagnostic()),
        }
    }

    fn search(&self, opened: &Message<'_>, search: &SearchRequest<'_>, now: Timestamp, out: &mut BytesMut) {
        let (code, text) = self.found(opened.id, search, now, out).err().unwrap_or((ResultCode::SUCCESS, ""));
        let matched = if code == ResultCode::NO_SUCH_OBJECT { BASE } else { "" };
        let result = LdapResult { matched_dn: matched.as_bytes(), ..LdapResult::new(code).with_diagnostic(text) };
        let done = Answer { op: Op::SearchResultDone, result };
        if opened.controls.named(oid::control::PAGED_RESULTS).is_none() {
            out.extend_from_slice(&message(opened.id, &done));
            return;
        }
        // Everything is on the first page: no estimate, and an empty cookie.
        let mut last = Writer::default();
        last.nest(Tag::SEQUENCE, |last| {
            last.number(Tag::INTEGER, 0);
            last.octets(b"");
        });
        let (oid, value) = (oid::control::PAGED_RESULTS.as_bytes(), last.finish());
        let page = Control { oid, critical: false, value: Some(&value) };
        out.extend_from_slice(&message_with_controls(opened.id, &done, &[page]));
    }

    fn found(
        &self,
        id: MessageId,
        search: &SearchRequest<'_>,
        now: Timestamp,
        out: &mut BytesMut,
    ) -> Result<(), (ResultCode, &'static str)> {
        let filter = search.filter().map_err(|_| (ResultCode::PROTOCOL_ERROR, ""))?;
        let base = std::str::from_utf8(search.base).map_err(|_| (ResultCode::INVALID_DN_SYNTAX, NO_NAME))?;
        let asked: Vec<&str> = search.attributes().filter_map(|name| std::str::from_utf8(name).ok()).collect();
        if base.is_empty() && search.scope == Scope::Base {
            let attributes = rootdse::read(&asked, self.tokens().as_deref(), now);
            out.extend_from_slice(&entry(id, "", attributes, search.types_only));
            return Ok(());
        }
        if self.bound.is_none() {
            return Err((ResultCode::OPERATIONS_ERROR, NOT_BOUND));
        }
        let base = self.tree.named(base).map_err(|()| (ResultCode::INVALID_DN_SYNTAX, NO_NAME))?;
        let base = base.ok_or((ResultCode::NO_SUCH_OBJECT, NO_OBJECT))?;
        let alone = search.scope == Scope::Base;
        let mut left = search.size_limit;
        for object in self.below(base, search.scope, &filter) {
            if search.size_limit > 0 {
                left = left.checked_sub(1).ok_or((ResultCode::SIZE_LIMIT_EXCEEDED, ""))?;
            }
            let attributes = self.tree.selected(object, &asked, alone, now);
            out.extend_from_slice(&entry(id, &object.dn, attributes, search.types_only));
        }
        Ok(())
    }

    fn below<'a>(&'a self, base: &'a Object, scope: Scope, filter: &'a Filter) -> impl Iterator<Item = &'a Object> {
        let within = move |object: &Object| match scope {
            Scope::Base => object.key == base.key,
            Scope::One => object.key.is_child_of(&base.key),
            Scope::Subtree => object.key.is_within(&base.key),
            Scope::Subordinates => object.key.is_within(&base.key) && object.key != base.key,
        };
        let objects = self.tree.iter().filter(move |object| within(object));
        objects.filter(|object| matching::matches(filter, &self.tree.asked(object)))
    }

    fn compare(&self, dn: &[u8], attribute: &[u8], value: &[u8]) -> (ResultCode, &'static str) {
        if self.bound.is_none() {
            return (ResultCode::OPERATIONS_ERROR, NOT_BOUND);
        }
        let object = std::str::from_utf8(dn).ok().and_then(|dn| self.tree.named(dn).ok().flatten());
        let Some(object) = object else { return (ResultCode::NO_SUCH_OBJECT, NO_OBJECT) };
        let attribute = String::from_utf8_lossy(attribute);
        if self.tree.asked(object).values(&attribute).is_empty() {
            return (ResultCode::NO_SUCH_ATTRIBUTE, "");
        }
        let same = matching::matches(&Filter::equal(&attribute, value), &self.tree.asked(object));
        (if same { ResultCode::COMPARE_TRUE } else { ResultCode::COMPARE_FALSE }, "")
    }

    fn extended(&self, id: MessageId, request: &ExtendedRequest<'_>) -> Bytes {
        if !request.is(oid::extended::WHO_AM_I) {
            return result(id, Op::ExtendedResponse, ResultCode::PROTOCOL_ERROR, "");
        }
        let name = self.me().and_then(|object| object.stored("sAMAccountName").pop());
        let said = name.map(|name| format!("u:{NETBIOS}\\{}", String::from_utf8_lossy(&name))).unwrap_or_default();
        let response =
            ExtendedResponse { result: LdapResult::new(ResultCode::SUCCESS), name: None, value: Some(said.as_bytes()) };
        message(id, &response)
    }

    fn change(&self, opened: &Message<'_>) -> Bytes {
        let op = opened.op.final_answer().unwrap_or(Op::ExtendedResponse);
        match self.bound {
            Some(_) => result(opened.id, op, ResultCode::INSUFFICIENT_ACCESS_RIGHTS, NO_ACCESS),
            None => result(opened.id, op, ResultCode::OPERATIONS_ERROR, NOT_BOUND),
        }
    }

    /// What the bound connection is: the person, their groups, everybody, all who proved who they are.
    fn tokens(&self) -> Option<Values> {
        let object = self.me()?;
        let mut tokens: Values = self.tree.token_groups(object).into_iter().collect();
        tokens.extend([object.sid(), sid(&[11]), vec![1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]]);
        Some(tokens)
    }

    fn me(&self) -> Option<&Object> {
        self.tree.named(self.bound.as_deref()?).ok().flatten()
    }
}

impl Reply {
    /// The end of a connection that speaks no LDAP, or none that is known here.
    pub(super) fn notice() -> Self {
        let bytes = notice_of_disconnection(ResultCode::PROTOCOL_ERROR, "");
        Self { bytes: BytesMut::from(bytes.as_ref()), close: true }
    }
}

/// The answer to a request with a critical control that is not known here.
fn unknown_control(opened: &Message<'_>) -> Option<Bytes> {
    let op = opened.op.final_answer()?;
    let mut controls = opened.controls.clone();
    let unknown = controls.any(|control| control.critical && control.oid != oid::control::PAGED_RESULTS.as_bytes());
    unknown.then(|| result(opened.id, op, ResultCode::UNAVAILABLE_CRITICAL_EXTENSION, ""))
}

fn result(id: MessageId, op: Op, code: ResultCode, text: &str) -> Bytes {
    message(id, &Answer { op, result: LdapResult::new(code).with_diagnostic(text) })
}

fn entry(id: MessageId, dn: &str, mut attributes: Vec<(String, Values)>, types_only: bool) -> Bytes {
    if types_only {
        attributes.iter_mut().for_each(|(_, values)| values.clear());
    }
    message(id, &Entry { dn, attributes: &attributes })
}
