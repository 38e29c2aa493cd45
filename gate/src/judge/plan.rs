//! From the name to a plan: who it is, whether they may try, what they typed, and what is foreseen to be required.

use zeroize::Zeroizing;

use crate::ports::{Counting, GraceUsed, Inquiry, Remembered, Spend, Standing};
use crate::queue::Turn;
use crate::recovery::Code;
use crate::requirement::{Requirement, requirement};
use crate::split::{self, Eyes, Looked};
use crate::throttle::codes_are_open;
use crate::{CodeWay, Form, Gate, Mac, Outcome, Password, Person, Reason, Said};

use super::case::Case;
use super::decide::Decided;
use super::{Stop, refuse};

/// What is going to be proven, and on what ground they would be admitted then.
pub(super) struct Plan {
    pub(super) ground: Ground,
    pub(super) password: Password,
}

/// The ground foreseen.
pub(super) enum Ground {
    /// A valid code was typed.
    Code { authenticator: String, spend: Spend },
    /// A valid recovery code was typed.
    Recovery { spend: Spend },
    /// A valid bypass code was typed.
    Bypass { id: String, spend: Spend },
    /// The string is remembered.
    Remembered,
    /// The same login as a moment ago, in a new packet.
    Repeated,
    /// The code is asked for once the password is proven.
    Ask,
    /// No code is required.
    Exempt,
    /// There is no authenticator, and the policy lets them in for now.
    Grace { used: GraceUsed, spend: Spend },
    /// There is no authenticator: the password is proven only to tell them where to enrol.
    NotEnrolled,
    /// A service account from a named source.
    Service,
    /// Monitor mode lets the directory's answer stand.
    Monitor,
}

impl Plan {
    /// The code to spend.
    pub(super) fn spend(&self) -> Option<Spend> {
        match &self.ground {
            Ground::Code { spend, .. }
            | Ground::Recovery { spend }
            | Ground::Bypass { spend, .. }
            | Ground::Grace { spend, .. } => Some(spend.clone()),
            Ground::Remembered
            | Ground::Repeated
            | Ground::Ask
            | Ground::Exempt
            | Ground::NotEnrolled
            | Ground::Service
            | Ground::Monitor => None,
        }
    }

    /// The code to spend also where the account cannot be used.
    pub(super) fn code(&self) -> Option<Spend> {
        self.spend().filter(|_| !matches!(self.ground, Ground::Grace { .. }))
    }

    /// What to remember from now on. A string only after a fresh code, only where configured, never for a protected
    /// person; a login that the client may send again, for the application's few seconds.
    pub(super) fn remember(
        &self,
        case: &Case,
        person: &Person,
        standing: &Standing,
        decided: &Decided,
    ) -> Vec<(Mac, Remembered)> {
        let Some(tail) = case.typed.expose().len().checked_sub(self.password.expose().len()) else { return Vec::new() };
        let (fresh, password) = (case.now, person.password.clone());
        let entry = Remembered { fresh, tail, password, epoch: standing.epoch };
        let fresh_code = matches!(self.ground, Ground::Code { .. });
        let window = case.settings().is_some_and(|application| !application.remember.is_zero());
        let string = case.typed_mac.filter(|_| window && fresh_code && !decided.is_protected() && case.code.is_none());
        let repeat = case.repeat_mac.filter(|_| self.code().is_some());
        string.into_iter().chain(repeat).map(|mac| (mac, entry.clone())).collect()
    }
}

impl Case {
    /// Whether this person can be admitted at all here.
    pub(super) fn may_be(&self, person: &Person) -> Result<(), Stop> {
        if self.policy.own_accounts.contains(&person.id) {
            return Err(refuse(Reason::OwnAccount));
        }
        let only = self.settings().and_then(|application| application.directory.as_ref());
        if only.is_some_and(|only| *only != person.directory) {
            return Err(refuse(Reason::OtherDirectory));
        }
        Ok(())
    }
}

impl Gate {
    /// A known source that was refused too often is refused outright.
    pub(super) async fn source_is_open(&self, case: &Case) -> Result<(), Stop> {
        let Some(source) = case.source.end_user.filter(|_| case.enforces()) else { return Ok(()) };
        let since = case.now.minus(case.policy.source_window);
        let refusals = self.ports.store.refusals(source, since).await?;
        if refusals >= case.policy.source_refusals { Err(refuse(Reason::SourceThrottled)) } else { Ok(()) }
    }

    /// The one person the name names.
    pub(super) async fn person(&self, case: &mut Case) -> Result<Person, Stop> {
        let name = checked(case)?;
        let in_name = case.settings().is_some_and(|application| application.code == CodeWay::UserName);
        let split = if in_name { split::code_in_name(&name) } else { None };
        let name = match split {
            Some((rest, code)) => {
                if self.ports.directory.resolve(&name, case.until()).await?.is_some() {
                    return Err(refuse(Reason::UnknownPerson));
                }
                case.code = Some(Zeroizing::new(code));
                rest
            }
            None => name,
        };
        let person = match &case.signed_in {
            Some(person) => self.ports.directory.again(person, case.until()).await?,
            None => self.ports.directory.resolve(&name, case.until()).await?,
        };
        case.step("resolve", &self.ports);
        let person = person.ok_or_else(|| refuse(Reason::UnknownPerson))?;
        case.about(&person);
        case.may_be(&person)?;
        Ok(person)
    }

    /// Their turn. A service account with the password that was right last time does not queue.
    pub(super) async fn turn(&self, case: &mut Case, person: &Person) -> Result<Option<Turn<'_>>, Stop> {
        if let Some(plan) = as_service(case, person)? {
            let standing = self.standing(case, person).await?;
            if standing.service_proof == Some(case.password_mac(&self.ports, person, &plan)) {
                return Ok(None);
            }
        }
        let turn = self.queue.enter(&person.id).await?;
        if turn.waited {
            case.step("wait", &self.ports);
        }
        Ok(Some(turn))
    }

    /// The person read again after waiting, because the count of wrong passwords may have moved.
    pub(super) async fn again(&self, case: &Case, person: &Person) -> Result<Person, Stop> {
        let again = self.ports.directory.again(person, case.until()).await?;
        again.ok_or_else(|| refuse(Reason::UnknownPerson))
    }

    pub(super) async fn standing(&self, case: &mut Case, person: &Person) -> Result<Standing, Stop> {
        let typed = case.string_mac(&self.ports, person);
        case.typed_mac = Some(typed);
        let repeat = case.repeat_mac(&self.ports, person);
        case.repeat_mac = repeat;
        let Some(pool) = case.pool.clone() else { return Err(refuse(Reason::UnknownPerson)) };
        Ok(self.ports.store.standing(&Inquiry { pool, typed, repeat, now: case.now }).await?)
    }

    /// Looks at the code, and foresees what is required of who typed none.
    pub(super) async fn plan(&self, case: &mut Case, person: &Person, standing: &Standing) -> Result<Plan, Stop> {
        if let Some(plan) = as_service(case, person)? {
            case.service = true;
            return Ok(plan);
        }
        if let Some(plan) = as_repeated(case, person, standing) {
            return Ok(plan);
        }
        place_for_a_code(case)?;
        let open = codes_are_open(&standing.pool, standing.wrong_everywhere, case.now);
        // A string that was counted as a wrong code is one guess for a day, not a new one at every step.
        let look = open && !standing.counted_before;
        let looked = if look { self.look(case, person, standing).await? } else { Looked::Nothing };
        case.step("code", &self.ports);
        match looked {
            Looked::Valid { spend, rest } => Ok(with_code(case, spend, rest)),
            Looked::Spent => self.without_code(case, person, standing, Reason::CodeReplayed).await,
            Looked::Nothing if look => self.without_code(case, person, standing, Reason::WrongCode).await,
            Looked::Nothing if open => self.without_code(case, person, standing, Reason::RepeatedString).await,
            Looked::Nothing => self.without_code(case, person, standing, Reason::CodeThrottled).await,
        }
    }

    async fn look(&self, case: &Case, person: &Person, standing: &Standing) -> Result<Looked, Stop> {
        let (sealer, slow) = (&*self.ports.sealer, &*self.ports.slow);
        let bypass = case.form != Form::Code;
        let eyes = Eyes { sealer, slow, policy: &case.policy, person: &person.id, standing, now: case.now, bypass };
        let typed = case.typed.expose();
        Ok(match (&case.code, case.way(), case.form) {
            (Some(code), _, _) => eyes.alone(code, typed.len()).await?,
            (None, Some(CodeWay::CodeOnly), Form::Text | Form::Code) => eyes.alone(typed, 0).await?,
            (None, Some(way @ (CodeWay::Append | CodeWay::Auto | CodeWay::Separator(_))), Form::Text) => {
                eyes.at_end(typed, way).await?
            }
            (None, Some(CodeWay::UserName | CodeWay::Challenge) | None, Form::Text)
            | (None, _, Form::Response | Form::Code) => Looked::Nothing,
        })
    }

    async fn without_code(
        &self,
        case: &mut Case,
        person: &Person,
        standing: &Standing,
        reason: Reason,
    ) -> Result<Plan, Stop> {
        if let Some(plan) = as_remembered(case, person, standing) {
            return Ok(plan);
        }
        let counting = match (reason, case.typed_mac) {
            (Reason::WrongCode | Reason::CodeReplayed, Some(mac)) => Counting::WrongCode(mac),
            _ => Counting::Nothing,
        };
        if case.way() == Some(&CodeWay::CodeOnly) {
            // Nobody proves the password here: nothing but a code admits, in monitor mode too.
            let reason = if standing.is_enrolled() { reason } else { Reason::NotEnrolled };
            return Err(Stop::Refuse { reason, said: Said::Nothing, counting });
        }
        let groups = self.ports.directory.groups(person, case.until()).await?;
        let portal = case.is_portal();
        let rules = if portal { Vec::new() } else { self.rules(&case.policy).await? };
        let holds = if portal { standing.holds_without_grace() } else { standing.holds() };
        case.step("groups", &self.ports);
        let ground = match requirement(&case.policy, &rules, person, &groups, holds, case.now) {
            Requirement::Exempt { .. } => Ground::Exempt,
            Requirement::Grace(_) if !case.enforces() => Ground::Monitor,
            Requirement::Code | Requirement::Enrol if !case.enforces() => {
                case.would_be = Some(Outcome::Refused);
                Ground::Monitor
            }
            Requirement::Code | Requirement::Grace(_) | Requirement::Enrol
                if !case.may_ask() && case.form == Form::Response && !room(case) =>
            {
                return Err(refuse(Reason::NoPlaceForCode));
            }
            Requirement::Code if !case.may_ask() && !room(case) => return Err(refuse(Reason::NoPlaceForCode)),
            Requirement::Grace(_) => {
                let most = case.policy.grace.and_then(|grace| grace.logins);
                Ground::Grace { used: standing.grace, spend: Spend::Grace { most } }
            }
            Requirement::Enrol => Ground::NotEnrolled,
            Requirement::Code if case.may_ask() => {
                let counting = if tried_a_code(case, standing) { counting } else { Counting::Nothing };
                let after_password = case.settings().is_some_and(|application| application.challenge_after_password);
                if !after_password || counting != Counting::Nothing {
                    return Err(Stop::Ask { counting });
                }
                Ground::Ask
            }
            Requirement::Code => return Err(Stop::Refuse { reason, said: Said::Nothing, counting }),
        };
        Ok(Plan { ground, password: Password::new(case.typed.expose().to_vec()) })
    }
}

/// Whether there is a place for a code, beside a response if it is one.
fn room(case: &Case) -> bool {
    let text = case.form != Form::Response;
    match case.way() {
        Some(CodeWay::UserName) => true,
        Some(CodeWay::Challenge) => case.asks,
        Some(CodeWay::Auto) => case.asks || text,
        Some(CodeWay::Append | CodeWay::Separator(_) | CodeWay::CodeOnly) | None => text,
    }
}

/// A response can hold no code. Where the client has no other place for one it is refused before anything is looked
/// at, but where it is declared to be single-factor; then it is for those who are exempt.
pub(super) fn place_for_a_code(case: &Case) -> Result<(), Stop> {
    let declared = case.settings().is_some_and(|application| application.single_factor);
    let code_only = case.way() == Some(&CodeWay::CodeOnly);
    if case.form == Form::Response && !room(case) && (code_only || !declared) {
        return Err(refuse(Reason::NoPlaceForCode));
    }
    Ok(())
}

/// Whether the first round of an `auto` application ended in what looks like a code of this person.
fn tried_a_code(case: &Case, standing: &Standing) -> bool {
    let typed = case.typed.expose();
    let digits = typed.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let as_long = standing.authenticators.iter().any(|stored| digits >= usize::from(stored.parameters.digits))
        || (digits >= split::BYPASS_DIGITS && !standing.bypasses.is_empty());
    case.way() == Some(&CodeWay::Auto) && case.form == Form::Text && (as_long || Code::at_end(typed).is_some())
}

/// A name that can be, and a password without NUL.
fn checked(case: &Case) -> Result<String, Stop> {
    let name = std::str::from_utf8(&case.name).map_err(|_| refuse(Reason::BadSyntax))?;
    let odd = name.is_empty() || name.trim() != name || name.chars().any(char::is_control);
    if odd || case.typed.expose().contains(&0) || case.settings().is_none() {
        return Err(refuse(Reason::BadSyntax));
    }
    if case.typed.is_empty() {
        return Err(refuse(Reason::EmptyPassword));
    }
    Ok(name.to_owned())
}

/// A service account binds with the password alone, from where it is named; elsewhere it is refused uncounted.
pub(super) fn as_service(case: &Case, person: &Person) -> Result<Option<Plan>, Stop> {
    let here = case.settings().is_some_and(|app| app.service_accounts.contains(&person.id));
    let named = here && case.settings().is_some_and(|app| app.service_sources.contain(&case.source));
    if named {
        let password = Password::new(case.typed.expose().to_vec());
        return Ok(Some(Plan { ground: Ground::Service, password }));
    }
    let anywhere = case.policy.applications.values().any(|app| app.service_accounts.contains(&person.id));
    if anywhere { Err(refuse(Reason::ServiceElsewhere)) } else { Ok(None) }
}

fn with_code(case: &mut Case, spend: Spend, rest: usize) -> Plan {
    let password = Password::new(case.typed.expose().get(..rest).unwrap_or_default().to_vec());
    let ground = match spend.clone() {
        Spend::Totp { authenticator, .. } => {
            case.authenticator = Some(authenticator.clone());
            Ground::Code { authenticator, spend }
        }
        Spend::Recovery { .. } => Ground::Recovery { spend },
        Spend::Bypass { id } => Ground::Bypass { id, spend },
        // Neither is a code, so none was found.
        Spend::Grace { .. } | Spend::Reconnect { .. } => Ground::NotEnrolled,
    };
    Plan { ground, password }
}

/// The same login in a new packet within the application's few seconds. The password is proven again.
fn as_repeated(case: &Case, person: &Person, standing: &Standing) -> Option<Plan> {
    let window = case.settings()?.retry_window;
    let entry = standing.repeated.as_ref().filter(|_| !case.second_round)?;
    stands(entry, window, case, person, standing).then_some(())?;
    let rest = case.typed.expose().len().checked_sub(entry.tail)?;
    let password = Password::new(case.typed.expose().get(..rest)?.to_vec());
    Some(Plan { ground: Ground::Repeated, password })
}

fn stands(entry: &Remembered, window: std::time::Duration, case: &Case, person: &Person, standing: &Standing) -> bool {
    !window.is_zero()
        && case.now < entry.fresh.plus(window)
        && entry.fresh <= case.now
        && entry.password == person.password
        && entry.epoch == standing.epoch
}

fn as_remembered(case: &Case, person: &Person, standing: &Standing) -> Option<Plan> {
    let window = case.settings()?.remember;
    let entry = standing.remembered.as_ref()?;
    let stands = stands(entry, window, case, person, standing) && !standing.authenticators.is_empty();
    let rest = case.typed.expose().len().checked_sub(entry.tail)?;
    let password = Password::new(case.typed.expose().get(..rest)?.to_vec());
    stands.then_some(Plan { ground: Ground::Remembered, password })
}
