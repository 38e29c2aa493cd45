//! Who acts at the desk: the console, somebody signed in at the portal, or an API token. Whoever it is, an act is refused
//! here and nowhere else.
//!
//! - **Nobody helps themselves** past their own second factor: whoever acts at the portal or by a token changes nothing of
//!   their own, the console grants no bypass code to its operator, and nobody exempts a group that would exempt them.
//! - **Protected people** are changed by administrators only, or by a token that has that scope.
//! - **The help desk** does the few acts the table names, and no other.
//! - **A person** who changes something typed a code within 15 minutes.

use std::sync::Arc;

use super::act::Terms;
use super::{Act, ManageError, Office, Scope, is_oneself};
use crate::audit::{Event, Outcome, Reason};
use crate::ports::Conclusion;
use crate::protect::is_protected;
use crate::{Door, Moment, Outage, PORTAL, Person, Policy, Session, Sid, Source, Staff};

/// The application of what a token does, in the audit.
pub(super) const API: &str = "api";

/// What somebody at the portal may do for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Unlocks, and gives activation and bypass codes to people who are not protected.
    HelpDesk,
    /// Everything.
    Admin,
}

impl Staff {
    /// The role that these groups give.
    pub fn role(&self, groups: &[Sid]) -> Option<Role> {
        let any = |of: &[Sid]| groups.iter().any(|group| of.contains(group));
        match (any(&self.admins), any(&self.help_desk)) {
            (true, _) => Some(Role::Admin),
            (false, true) => Some(Role::HelpDesk),
            (false, false) => None,
        }
    }
}

/// Who acts. A person's and a token's are made by the [`Office`] alone, for one request: roles are not kept.
#[derive(Debug)]
pub struct Officer {
    name: String,
    kind: Kind,
}

/// The answer of [`Office::managing`].
#[derive(Debug)]
pub enum Managing {
    /// They manage.
    Officer(Officer),
    /// They would, but signed in too long ago.
    SignInAnew,
    /// They manage nothing.
    Nothing,
}

#[derive(Debug)]
enum Kind {
    Console { approval: bool },
    Person(Box<Signed>),
    Token(Box<Bearing>),
}

#[derive(Debug)]
struct Signed {
    id: Sid,
    role: Role,
    /// Until when they may change something.
    until: Option<Moment>,
    source: Source,
    policy: Arc<Policy>,
}

/// A token that was found good.
#[derive(Debug)]
pub(super) struct Bearing {
    pub(super) id: String,
    pub(super) scopes: Vec<Scope>,
    /// Who made it: nobody helps themselves by a token either.
    pub(super) maker: String,
    pub(super) source: Source,
    pub(super) policy: Arc<Policy>,
}

impl Officer {
    /// The command line, run by this operator. Whoever can run it has the store's files and key; `approval` says whether
    /// exemptions wait for another administrator nevertheless.
    pub fn console(operator: impl Into<String>, approval: bool) -> Self {
        Self { name: operator.into(), kind: Kind::Console { approval } }
    }

    pub(super) fn token(label: &str, bearing: Bearing) -> Self {
        let name = format!("token {} ({label})", bearing.id);
        Self { name, kind: Kind::Token(Box::new(bearing)) }
    }

    /// The name in the audit.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role of somebody signed in; `None` for the console and for tokens.
    pub fn role(&self) -> Option<Role> {
        match &self.kind {
            Kind::Person(signed) => Some(signed.role),
            Kind::Console { .. } | Kind::Token(_) => None,
        }
    }

    /// Whether it would be done now, but for whom it is about: for menus and buttons, and the first check of each act.
    ///
    /// # Errors
    /// [`ManageError::Forbidden`], or [`ManageError::NotFresh`].
    pub fn may(&self, act: Act, now: Moment) -> Result<(), ManageError> {
        let Terms { changes, help_desk, scopes } = act.terms();
        match &self.kind {
            Kind::Console { .. } => Ok(()),
            Kind::Person(signed) => {
                let theirs = match signed.role {
                    Role::Admin => act.is_for_admins(),
                    Role::HelpDesk => act.is_for_admins() && help_desk,
                };
                let fresh = !changes || signed.until.is_some_and(|until| now < until);
                match (theirs, fresh) {
                    (true, true) => Ok(()),
                    (true, false) => Err(ManageError::NotFresh),
                    (false, _) => Err(ManageError::Forbidden),
                }
            }
            Kind::Token(token) => {
                let has = !scopes.is_empty() && scopes.iter().all(|scope| token.scopes.contains(scope));
                if has { Ok(()) } else { Err(ManageError::Forbidden) }
            }
        }
    }

    /// Whether an exemption waits for somebody else.
    pub fn needs_approval(&self) -> bool {
        match &self.kind {
            Kind::Console { approval } => *approval,
            Kind::Person(signed) => signed.policy.staff.approval,
            Kind::Token(token) => token.policy.staff.approval,
        }
    }

    /// Who stands behind it, as one compares who asked and who approves.
    pub(super) fn behind(&self) -> String {
        match &self.kind {
            Kind::Console { .. } => self.name.clone(),
            Kind::Person(signed) => signed.id.to_string(),
            Kind::Token(token) => token.maker.clone(),
        }
    }

    /// The name of who stands behind it.
    pub(super) fn person_behind(&self) -> &str {
        match &self.kind {
            Kind::Console { .. } | Kind::Person(_) => &self.name,
            Kind::Token(token) => &token.maker,
        }
    }

    /// The identity of somebody signed in.
    pub(super) fn id(&self) -> Option<&Sid> {
        match &self.kind {
            Kind::Person(signed) => Some(&signed.id),
            Kind::Console { .. } | Kind::Token(_) => None,
        }
    }

    pub(super) fn policy(&self) -> Option<&Arc<Policy>> {
        match &self.kind {
            Kind::Console { .. } => None,
            Kind::Person(signed) => Some(&signed.policy),
            Kind::Token(token) => Some(&token.policy),
        }
    }

    fn is(&self, id: &Sid, name: &str) -> bool {
        match &self.kind {
            Kind::Person(signed) => signed.id == *id,
            Kind::Console { .. } | Kind::Token(_) => is_oneself(self.person_behind(), name),
        }
    }

    /// The console's operator may enrol themselves: the first administrator has nobody else.
    fn may_for_oneself(&self, act: Act) -> bool {
        !act.changes() || (matches!(self.kind, Kind::Console { .. }) && act != Act::GrantBypass)
    }

    fn may_touch_protected(&self) -> bool {
        match &self.kind {
            Kind::Console { .. } => true,
            Kind::Person(signed) => signed.role == Role::Admin,
            Kind::Token(token) => token.scopes.contains(&Scope::Protected),
        }
    }

    pub(super) fn dress(&self, event: Event) -> Event {
        let (door, application, source) = match &self.kind {
            Kind::Console { .. } => (Door::Cli, "", String::new()),
            Kind::Person(signed) => (Door::Web, PORTAL, signed.source.address().to_string()),
            Kind::Token(token) => (Door::Web, API, token.source.address().to_string()),
        };
        let operator = Some(self.name.clone());
        Event { door: door.as_str(), application: application.to_owned(), source, operator, ..event }
    }
}

impl Office {
    /// What somebody signed in may do for others; `None` where nothing, now or at all. As [`Office::managing`].
    ///
    /// # Errors
    /// An [`Outage`] when that cannot be said now.
    pub async fn officer(&self, session: &Session, source: Source) -> Result<Option<Officer>, Outage> {
        Ok(match self.managing(session, source).await? {
            Managing::Officer(officer) => Some(officer),
            Managing::SignInAnew | Managing::Nothing => None,
        })
    }

    /// What somebody signed in may do for others, by their groups as read now. To be asked for each request, of a session
    /// that still stands ([`crate::Portal::still`]).
    ///
    /// # Errors
    /// An [`Outage`] when that cannot be said now.
    pub async fn managing(&self, session: &Session, source: Source) -> Result<Managing, Outage> {
        let policy = self.gate.as_ref().ok_or(Outage::Busy)?.policy();
        if !session.has_factor() {
            return Ok(Managing::Nothing);
        }
        let person = self.directory.again(session.person(), self.until()).await?;
        let Some(person) = person.filter(|person| !person.state.is_some_and(crate::AccountState::ends_sessions)) else {
            return Ok(Managing::Nothing);
        };
        let groups = self.directory.groups(&person, self.until()).await?;
        let Some(role) = policy.staff.role(&groups) else { return Ok(Managing::Nothing) };
        if !session.may_manage(self.clock.moment()) {
            return Ok(Managing::SignInAnew);
        }
        let (name, id, until) = (person.name, person.id, session.manages_until());
        let kind = Kind::Person(Box::new(Signed { id, role, until, source, policy }));
        Ok(Managing::Officer(Officer { name, kind }))
    }

    /// Whether somebody is protected, by their groups as read now; `None` where the directory does not know them.
    ///
    /// # Errors
    /// An [`Outage`] when that cannot be said now.
    pub(super) async fn protection(&self, policy: &Policy, id: &Sid) -> Result<Option<(Person, bool)>, Outage> {
        let Some(person) = self.directory.identified(id, self.until()).await? else { return Ok(None) };
        let groups = self.directory.groups(&person, self.until()).await?;
        let protected = policy.protected_unknown || is_protected(policy, &person, &groups);
        Ok(Some((person, protected)))
    }

    /// Whether `officer` may do `act` at all: for a door to ask before it reads anything of the request. Each act asks
    /// again, and for whom it is about. A refusal is on record.
    ///
    /// # Errors
    /// As [`Officer::may`], or an outage.
    pub async fn check(&self, officer: &Officer, act: Act) -> Result<(), ManageError> {
        self.permit(officer, act).await
    }

    /// Whether `officer` may do `act`, whomever it is about. A refusal is on record.
    pub(super) async fn permit(&self, officer: &Officer, act: Act) -> Result<(), ManageError> {
        let may = officer.may(act, self.clock.moment());
        self.recorded(officer, act, None, may).await
    }

    /// Whether `officer` may do `act` for this person. A refusal is on record.
    pub(super) async fn permit_for(
        &self,
        officer: &Officer,
        act: Act,
        id: &Sid,
        name: &str,
    ) -> Result<(), ManageError> {
        let may = self.weigh(officer, act, id, name).await;
        self.recorded(officer, act, Some((id, name)), may).await
    }

    async fn weigh(&self, officer: &Officer, act: Act, id: &Sid, name: &str) -> Result<(), ManageError> {
        officer.may(act, self.clock.moment())?;
        if officer.is(id, name) && !officer.may_for_oneself(act) {
            return Err(ManageError::Oneself);
        }
        let Some(policy) = officer.policy().filter(|_| act.changes() && !officer.may_touch_protected()) else {
            return Ok(());
        };
        match self.protection(policy, id).await? {
            Some((_, false)) => Ok(()),
            Some((_, true)) => Err(ManageError::Protected),
            // Whoever is not in the directory cannot be known to be unprotected.
            None => Err(ManageError::NobodyNamed(name.to_owned())),
        }
    }

    /// A refusal that an act comes to by itself, on record.
    pub(super) async fn refuse<T>(&self, officer: &Officer, act: Act, why: ManageError) -> Result<T, ManageError> {
        self.recorded(officer, act, None, Err(why)).await.and(Err(ManageError::Forbidden))
    }

    async fn recorded(
        &self,
        officer: &Officer,
        act: Act,
        who: Option<(&Sid, &str)>,
        may: Result<(), ManageError>,
    ) -> Result<(), ManageError> {
        let Err(refused @ (ManageError::Forbidden | ManageError::Protected | ManageError::Oneself)) = &may else {
            return may;
        };
        let Some(gate) = &self.gate else { return may };
        let event = Event {
            outcome: Outcome::Refused,
            reason: Reason::NotPermitted,
            sid: who.map(|(id, _)| id.clone()),
            person: who.map(|(_, name)| name.to_owned()).unwrap_or_default(),
            ..self.event(officer, act.as_str(), None, None, &refused.to_string())
        };
        self.count(&event.application, event.event, Outcome::Refused);
        if let Some(event) = gate.flood.hold(event) {
            let conclusion = Conclusion { event: Some(event), ..Conclusion::default() };
            let _done = self.records.conclude(conclusion, self.clock.now()).await?;
        }
        may
    }
}
