//! The loans of a drawn world.

use chrono::{DateTime, Utc};
use dedupe::LoanStatus;
use kernel::{LoanApplicationId, Money, UserId};
use lender::{RawLoan, RawMessage};

use super::credits_world::{Drawing, Share, instant};
use crate::{loan_message, text};

impl Drawing<'_> {
    /// The messages about a loan.
    pub(super) fn loan(
        &self,
        id: LoanApplicationId,
        users: &[UserId],
        shares: &[Share],
    ) -> impl Iterator<Item = RawMessage> {
        let user = *self.pick(users);
        let created = self.after_share(shares, 0);
        let paid_out = self.after_share(shares, 24);
        let some = 1 + self.index(3);
        (0..some)
            .map(move |_| {
                let status = match self.index(4) {
                    0 => *self.pick(LoanStatus::ALL),
                    1 => *self.pick(&[LoanStatus::Cancelled, LoanStatus::Refunded]),
                    _ => *self.pick(&[LoanStatus::Disbursed, LoanStatus::Closed]),
                };
                // Now and then a message corrects what the others say.
                let user = if self.one_in(8) {
                    *self.pick(users)
                } else {
                    user
                };
                let created = if self.one_in(8) {
                    self.after_share(shares, 0)
                } else {
                    created
                };
                let paid_out = if self.one_in(6) {
                    self.after_share(shares, 24)
                } else {
                    paid_out
                };
                let mut message = loan_message(id, user, status, self.told_at());
                message.created_at = instant(created);
                self.disburse(&mut message, paid_out);
                RawMessage::Loan(message)
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn disburse(&self, message: &mut RawLoan, at: DateTime<Utc>) {
        const EDGES: [i64; 10] = [
            24, 25, 75, 999_999, 1_000_000, 2_499_999, 2_500_000, 4_999_999, 5_000_000, 10_000_000,
        ];
        if !self.one_in(5) {
            message.disbursed_at = instant(at);
        }
        if !self.one_in(5) {
            let paise = if self.one_in(2) {
                *self.pick(&EDGES)
            } else {
                1 + self.below(20_000_000)
            };
            message.disbursal_amount = text(Money::from_paise(paise).to_string());
        }
    }
}
