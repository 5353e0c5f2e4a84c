//! Folding messages into the state in memory.

use lender::{
    FeedOutcome, Folded, ProtectedLoan, ProtectedMessage, ProtectedUser, RefusedBecause, Report,
    Stamp, StoredMessage, fold,
};

use super::credits::Concerned;
use super::feed::{LoanRow, State, UserRow, keys_of};
use crate::Utm;

impl State {
    /// Whom `message` speaks of, and whom its user or loan was before.
    pub(super) fn concerned(&self, message: &StoredMessage) -> Concerned {
        let mut concerned = Concerned::default();
        match &message.state {
            ProtectedMessage::User(user) => {
                concerned.users.insert(user.id);
                if let Some(row) = self.users.get(&user.id) {
                    concerned.keys.extend(keys_of(&row.user));
                }
            }
            ProtectedMessage::Loan(loan) => {
                concerned.users.insert(loan.loan.user);
                let before = self.loans.get(&loan.id);
                concerned
                    .users
                    .extend(before.map(|row| row.state.loan.user));
            }
        }
        concerned
    }

    pub(super) fn receive(&mut self, message: StoredMessage) -> FeedOutcome {
        let stamp = message.stamp;
        if self.received.contains(&stamp.content) {
            return FeedOutcome::Unchanged;
        }
        let folded = match message.state {
            ProtectedMessage::User(user) => self.receive_user(stamp, user),
            ProtectedMessage::Loan(loan) if self.users.contains_key(&loan.loan.user) => {
                self.receive_loan(stamp, loan)
            }
            ProtectedMessage::Loan(_) => {
                return FeedOutcome::Refused(RefusedBecause::UnknownUser);
            }
        };
        self.received.insert(stamp.content);
        match folded {
            Folded::Applies => FeedOutcome::Applied,
            Folded::Stale => FeedOutcome::Stale,
            Folded::Known => FeedOutcome::Unchanged,
        }
    }

    fn receive_user(&mut self, stamp: Stamp, user: ProtectedUser) -> Folded {
        let known = self.users.get(&user.id);
        let folded = fold(&stamp, known.map(|row| &row.stamp), false);
        let gives = user.utm_source.is_some() || user.utm_campaign.is_some();
        let utm = gives.then(|| {
            let utm = Utm {
                source: user.utm_source.clone(),
                campaign: user.utm_campaign,
            };
            (stamp, utm)
        });
        let kept = known.and_then(|row| row.utm.clone());
        let earliest = [kept, utm].into_iter().flatten().min_by_key(|utm| utm.0);
        if folded == Folded::Applies {
            if let Some(row) = known {
                for key in keys_of(&row.user) {
                    self.by_key.entry(key).or_default().remove(&user.id);
                }
            }
            for key in keys_of(&user) {
                self.by_key.entry(key).or_default().insert(user.id);
            }
            let utm = earliest;
            self.users.insert(user.id, UserRow { stamp, user, utm });
        } else if let Some(row) = self.users.get_mut(&user.id) {
            row.utm = earliest;
        }
        folded
    }

    fn receive_loan(&mut self, stamp: Stamp, state: ProtectedLoan) -> Folded {
        let id = state.id;
        let own = Report::of(stamp, &state.loan);
        let known = self.loans.get(&id);
        let folded = fold(&stamp, known.map(|row| &row.stamp), false);
        let report = Report::later(known.and_then(|row| row.report), own);
        if folded == Folded::Applies {
            if let Some(row) = known {
                let loans = self.by_user.entry(row.state.loan.user).or_default();
                loans.remove(&id);
            }
            let loans = self.by_user.entry(state.loan.user).or_default();
            loans.insert(id);
            let row = LoanRow {
                stamp,
                state,
                report,
            };
            self.loans.insert(id, row);
        } else if let Some(row) = self.loans.get_mut(&id) {
            row.report = report;
        }
        folded
    }
}
