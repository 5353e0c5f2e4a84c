//! Disputes in memory.

use audit::MoneyEvent;
use kernel::{
    Actor, DisputeId, LedgerLineId, PageNumber, PageSize, PartnerId, PortResult, StatementId,
};
use payouts::{
    AnswerDisputeError, Dispute, DisputeAnswer, DisputeStatus, Disputes, NewDispute,
    OpenDisputeError,
};

use super::InMemoryMoney;
use super::money::{next, paged};

impl Disputes for InMemoryMoney {
    fn open(&self, new: NewDispute) -> Result<Dispute, OpenDisputeError> {
        let mut kept = self.kept();
        let seen = kept.seen(new.partner, new.statement).is_some();
        if !seen || kept.places.get(&new.line) != Some(&new.statement) {
            return Err(OpenDisputeError::Unknown);
        }
        let same = |it: &Dispute| it.statement == new.statement && it.line == new.line;
        if kept.disputes.iter().any(same) {
            return Err(OpenDisputeError::Disputed);
        }
        let dispute = Dispute {
            id: DisputeId::new(next(kept.disputes.len())),
            partner: new.partner,
            statement: new.statement,
            line: new.line,
            status: DisputeStatus::Open,
            reason: new.reason,
            answer: None,
            opened_at: new.at,
            answered: None,
        };
        kept.disputes.push(dispute.clone());
        let event = MoneyEvent::DisputeOpened {
            dispute: dispute.id,
        };
        self.record(new.at, Actor::Partner(new.partner), event);
        Ok(dispute)
    }

    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<Dispute>, u64)> {
        let kept = self.kept();
        let mut all: Vec<Dispute> = kept.disputes.iter().rev().cloned().collect();
        all.sort_by_key(|dispute| dispute.status != DisputeStatus::Open);
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        Ok((paged(all.into_iter(), page, size), total))
    }

    fn find(&self, dispute: DisputeId) -> PortResult<Option<Dispute>> {
        let kept = self.kept();
        Ok(kept.disputes.iter().find(|it| it.id == dispute).cloned())
    }

    fn of_line(
        &self,
        partner: PartnerId,
        statement: StatementId,
        line: LedgerLineId,
    ) -> PortResult<Option<Dispute>> {
        let place = (partner, statement, line);
        let kept = self.kept();
        let mut disputes = kept.disputes.iter();
        let found = disputes.find(|it| (it.partner, it.statement, it.line) == place);
        Ok(found.cloned())
    }

    fn answer(&self, answer: DisputeAnswer) -> Result<Dispute, AnswerDisputeError> {
        let mut kept = self.kept();
        let mut disputes = kept.disputes.iter_mut();
        let found = disputes.find(|it| it.id == answer.dispute);
        let found = found.ok_or(AnswerDisputeError::Unknown)?;
        if found.status != DisputeStatus::Open {
            return Err(AnswerDisputeError::Answered);
        }
        found.status = if answer.upheld {
            DisputeStatus::Upheld
        } else {
            DisputeStatus::Rejected
        };
        found.answer = Some(answer.answer);
        found.answered = Some((answer.by, answer.at));
        let event = MoneyEvent::DisputeAnswered {
            dispute: answer.dispute,
            upheld: answer.upheld,
        };
        self.record(answer.at, Actor::Staff(answer.by), event);
        Ok(found.clone())
    }
}
