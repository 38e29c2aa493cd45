//! What the gate said, made into a reply; and the replies to what was not a login.

use vestibule_gate::{Admitted, Answer, Moment, Pending, Refusal, Verdict};

use super::Server;
use super::effect::{Effect, Facts, Reply, Second};
use super::login::needs;
use super::questions::{Bound, Question, State};
use super::reply::{self, Bare, Chances};
use super::silence::Silence;
use super::ticket::{EapRound, Round, Slip, Ticket, Work};
use crate::packet::Code;
use crate::reply::Note;

/// A reply before it is noted: code, octets, when it may leave, and what was left out of it.
pub(super) struct Made {
    pub(super) code: Code,
    pub(super) bytes: bytes::Bytes,
    pub(super) not_before: Moment,
    pub(super) notes: Vec<Note>,
}

impl Server {
    /// Takes what the gate said. What comes back is to be done like that of [`Server::receive`]: mostly a reply.
    pub fn verdict(&self, now: Moment, ticket: Ticket, verdict: Verdict, facts: Facts) -> Effect {
        let (slip, round) = match ticket {
            Ticket { slip, work: Work::Login(round) } => (slip, round),
            Ticket { slip, work: Work::Eap(round) } => return self.eap_verdict(now, slip, *round, verdict, facts),
            Ticket { work: Work::Status | Work::Accounting, .. } => return Effect::Silent(Silence::Outage),
        };
        match verdict {
            Verdict::Admit(admitted) => self.admitted(slip, &round, admitted, facts),
            Verdict::Ask(pending) => self.asked(now, slip, *round, pending),
            Verdict::Refuse(refusal) => self.refused(slip, &round, &refusal),
            Verdict::Unavailable(_) => self.lost(now, &slip, *round, Silence::Outage),
        }
    }

    fn eap_verdict(&self, now: Moment, slip: Slip, round: EapRound, verdict: Verdict, facts: Facts) -> Effect {
        let EapRound { context, waiting } = round;
        let step = match verdict {
            Verdict::Admit(admitted) => waiting.admitted(admitted, facts.reply, facts.key.as_ref(), context.chances),
            Verdict::Ask(pending) => waiting.asked(pending, context.chances),
            Verdict::Refuse(refusal) => waiting.refused(&refusal, context.chances),
            Verdict::Unavailable(_) => {
                let mut tables = self.tables();
                tables.duplicates.forget(&slip.key);
                if let Some(state) = &context.state {
                    tables.conversations.lose(state, now);
                }
                drop(tables);
                return self.silent(Some(&slip.client.name), Silence::Outage);
            }
        };
        self.step(now, slip, context, step)
    }

    /// Answers Status-Server, or keeps silent where logins cannot be served (RFC 5997 section 4.2).
    pub fn status(&self, now: Moment, ticket: Ticket, healthy: bool) -> Effect {
        let Ticket { slip, work: Work::Status } = ticket else { return Effect::Silent(Silence::Outage) };
        // The next one is asked anew: an old answer would say nothing of now.
        self.tables().duplicates.forget(&slip.key);
        if !healthy {
            return self.silent(Some(&slip.client.name), Silence::Outage);
        }
        let Ok(bytes) = reply::bare(&slip, Bare::Alive) else {
            return self.silent(Some(&slip.client.name), Silence::TooLarge);
        };
        self.tally.replied(&slip.client.name, Bare::Alive.code());
        Effect::Send(Reply { bytes, not_before: now, refused: None, notes: Vec::new() })
    }

    /// Answers an Accounting-Request whose record was written; keeps silent where it was not.
    pub fn accounted(&self, now: Moment, ticket: Ticket, written: bool) -> Effect {
        let Ticket { slip, work: Work::Accounting } = ticket else { return Effect::Silent(Silence::Outage) };
        if !written {
            self.tables().duplicates.forget(&slip.key);
            return self.silent(Some(&slip.client.name), Silence::NotWritten);
        }
        match reply::bare(&slip, Bare::Accounted) {
            Ok(bytes) => {
                let code = Bare::Accounted.code();
                self.send(slip, Made { code, bytes, not_before: now, notes: Vec::new() })
            }
            Err(_) => self.silent(Some(&slip.client.name), Silence::TooLarge),
        }
    }

    fn admitted(&self, slip: Slip, round: &Round, admitted: Admitted, facts: Facts) -> Effect {
        let not_before = admitted.not_before();
        match reply::accept(&slip, round, admitted, facts, self.chances()) {
            Ok((bytes, notes)) => self.send(slip, Made { code: Code::AccessAccept, bytes, not_before, notes }),
            Err(_) => self.silent(Some(&slip.client.name), Silence::TooLarge),
        }
    }

    fn refused(&self, slip: Slip, round: &Round, refusal: &Refusal) -> Effect {
        match reply::reject(&slip, round, refusal, self.chances()) {
            Ok(bytes) => {
                let (code, not_before) = (Code::AccessReject, refusal.not_before());
                self.send(slip, Made { code, bytes, not_before, notes: Vec::new() })
            }
            Err(_) => self.silent(Some(&slip.client.name), Silence::TooLarge),
        }
    }

    /// Asks for the code; who gave it already is not asked.
    fn asked(&self, now: Moment, slip: Slip, mut round: Round, pending: Pending) -> Effect {
        if let Some(typed) = round.early.take() {
            let needs = needs(&slip.client, round.response.as_ref(), &round.user_name);
            let answer = Answer { source: round.source, typed, arrived: now };
            let ticket = Ticket { slip, work: Work::Login(Box::new(round)) };
            return Effect::Answer(Box::new(Second { ticket, pending, answer, needs }));
        }
        let Ok(state) = State::new(&*self.chance) else { return self.lost(now, &slip, round, Silence::NoChance) };
        let Ok(bytes) = reply::challenge(&slip, pending.said(), &state) else {
            return self.silent(Some(&slip.client.name), Silence::TooLarge);
        };
        let (limits, not_before) = (self.clients().limits, pending.not_before());
        {
            let mut tables = self.tables();
            tables.purge_where(now, |tables| tables.questions.count() >= limits.pending);
            if tables.questions.count() >= limits.pending {
                tables.duplicates.forget(&slip.key);
                return self.silent(Some(&slip.client.name), Silence::TooManyPending);
            }
            let bound = Bound { client: slip.client.name.clone(), user_name: round.user_name };
            let question = Question { pending, response: round.response };
            tables.questions.put(state, bound, slip.arrived, question);
        }
        self.send(slip, Made { code: Code::AccessChallenge, bytes, not_before, notes: Vec::new() })
    }

    /// Nobody could judge. The device may send the same again; a question that was answered is not refused for it.
    fn lost(&self, now: Moment, slip: &Slip, round: Round, why: Silence) -> Effect {
        {
            let mut tables = self.tables();
            tables.duplicates.forget(&slip.key);
            if let Some(state) = round.state {
                let bound = Bound { client: slip.client.name.clone(), user_name: round.user_name };
                tables.questions.lose(state, bound, now);
            }
        }
        self.silent(Some(&slip.client.name), why)
    }

    /// Notes a reply for duplicates and sends it.
    pub(super) fn send(&self, slip: Slip, made: Made) -> Effect {
        let Made { code, bytes, not_before, notes } = made;
        let most = self.clients().limits.replies;
        self.tally.replied(&slip.client.name, code);
        self.tables().duplicates.answer(slip.key, bytes.clone(), not_before, most);
        Effect::Send(Reply { bytes, not_before, refused: None, notes })
    }

    /// Chance for a reply. Where there is none, zeros: a salt must only differ from others in its packet (RFC 2868
    /// section 3.5), and the challenge of a refusal is answered by nobody.
    pub(super) fn chances(&self) -> Chances {
        let mut chances = [0; 18];
        if self.chance.fill(&mut chances).is_err() {
            chances = [0; 18];
        }
        chances
    }
}
