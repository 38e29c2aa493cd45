//! The two rounds of a challenge.
//!
//! The first ends for everyone, known or not, at the same moment: in an admission, or in one and the same question. It
//! never ends in a refusal, which would tell a wrong password from a right one; what was decided against somebody is
//! kept for the second round. Only the proven password of somebody who is not enrolled changes the question's text.

use std::time::Duration;

use crate::ports::{Conclusion, Counting, FirstFactor};
use crate::verdict::Doom;
use crate::{Answer, Gate, Outage, Outcome, Pending, Reason, Said, Verdict};

use super::case::Case;

/// When the first round of a challenge ends.
pub(super) const FIRST_ROUND: Duration = Duration::from_millis(300);
/// How long a question stays open.
pub(crate) const OPEN: Duration = Duration::from_secs(120);

impl Gate {
    /// Judges the second round: what came back on a question. `first` proves what the first round brought.
    ///
    /// As [`Gate::judge`], it makes exactly one audit event and one counter.
    pub async fn answer(&self, mut pending: Pending, answer: Answer, first: &mut dyn FirstFactor) -> Verdict {
        let doom = pending.doom.take();
        let over = pending.born.until(answer.arrived) > OPEN;
        let opened = self.ports.sealer.open_typed(&pending.typed);
        let (mut case, typed) = match opened {
            Ok(typed) => (Case::answering(pending, answer, self.policy(), &self.ports), typed),
            Err(outage) => {
                let case = Case::answering(pending, answer, self.policy(), &self.ports);
                return self.unavailable(case, outage).await;
            }
        };
        case.typed = typed;
        if let Err(outage) = self.ports.store.health().and_then(|()| self.ports.directory.health()) {
            return self.unavailable(case, outage).await;
        }
        if let Some(Doom { reason, said, who }) = doom {
            case.who(who);
            case.source_counted = true;
            return self.refused(case, reason, said, Counting::Nothing).await;
        }
        if over {
            return self.refused(case, Reason::ChallengeOver, Said::Nothing, Counting::Nothing).await;
        }
        self.run(case, first).await
    }

    /// Asks for the code of somebody who may still come in.
    pub(super) async fn ask(&self, case: Case, counting: Counting) -> Verdict {
        self.asked(case, Reason::CodeAsked, Said::Nothing, counting, false).await
    }

    /// Asks somebody whose login is lost already, so that this cannot be seen.
    pub(super) async fn ask_in_vain(&self, case: Case, reason: Reason, said: Said, counting: Counting) -> Verdict {
        self.asked(case, reason, said, counting, true).await
    }

    async fn asked(&self, case: Case, reason: Reason, said: Said, counting: Counting, lost: bool) -> Verdict {
        let event = self.flood.hold(case.event(&self.ports, Outcome::Asked, reason));
        let refused_source = case.source.end_user.filter(|_| lost && reason != Reason::ServiceElsewhere);
        let told = said.is_where_to_enrol();
        if event.is_some() || counting != Counting::Nothing || refused_source.is_some() {
            let pool = case.pool.clone();
            let conclusion = Conclusion { pool, count: counting, refused_source, told, event, ..Conclusion::default() };
            if let Err(outage) = self.ports.store.conclude(conclusion, self.ports.clock.now()).await {
                return self.unavailable(case, outage).await;
            }
        }
        let typed = match self.ports.sealer.seal_typed(&case.typed, &*self.ports.chance) {
            Ok(typed) => typed,
            Err(outage @ (Outage::Seal | Outage::Chance | Outage::Store | Outage::Directory | Outage::Busy)) => {
                return self.unavailable(case, outage).await;
            }
        };
        self.tally.add(self.ports.clock.now(), case.door, &case.application, Outcome::Asked, reason);
        let shown = match &said {
            Said::Enrol(_) => said.clone(),
            Said::Nothing | Said::Account(..) => Said::Nothing,
        };
        let doom = lost.then(|| Doom { reason, said, who: case.known() });
        Verdict::Ask(case.into_pending(typed, shown, doom))
    }
}
