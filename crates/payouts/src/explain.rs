//! A payout explained in numbers and words (`GET /dashboard/lead/{id}/payout`).

use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::{LeadId, LedgerLineId, Money};

use crate::{LineKind, LineReason, Payout, PayoutPolicy, PayoutState, Terms};

/// What there is to tell of one lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutHistory {
    /// The lead.
    pub lead: LeadId,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// Whether its verdict was 2005 or 2004: only then can it earn.
    pub open: bool,
    /// The partner's own rate.
    pub rate: Option<kernel::RateBps>,
    /// Whether a loan application is credited to it.
    pub applied: bool,
    /// Its payout.
    pub payout: Option<Payout>,
    /// Its ledger lines, oldest first.
    pub lines: Vec<HistoryLine>,
}

/// A ledger line of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Key.
    pub id: LedgerLineId,
    /// What it did.
    pub kind: LineKind,
    /// Why.
    pub reason: LineReason,
    /// How much.
    pub amount: Money,
    /// When it was booked.
    pub booked_at: DateTime<Utc>,
}

/// A payout, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What it rests on.
    pub history: PayoutHistory,
    /// The terms it was or would be computed by.
    pub terms: Terms,
    /// The last business day on which a disbursal earns.
    pub last_day: NaiveDate,
    /// Whole days from today to `last_day`, today not counted; 0 on the last
    /// day. `None` once it is past or a disbursal decided the matter.
    pub days_left: Option<i64>,
    /// The explanation, a sentence each.
    pub sentences: Vec<String>,
}

/// Explains `history` as of `now`.
pub fn explain(history: PayoutHistory, policy: &PayoutPolicy, now: DateTime<Utc>) -> Explanation {
    let terms = history.payout.as_ref().map_or_else(
        || policy.terms_for(history.rate),
        |payout| payout.terms.clone(),
    );
    let shared_on = policy.calendar.day_of(history.shared_at);
    let last_day = shared_on
        .checked_add_days(Days::new(u64::from(terms.window_days)))
        .unwrap_or(NaiveDate::MAX);
    let left = (last_day - policy.calendar.day_of(now)).num_days();
    let waiting = history.open && history.payout.is_none() && left >= 0;
    let words = Words {
        terms: &terms,
        last_day,
        shared_on,
    };
    let sentences = match &history.payout {
        Some(payout) => words.of_payout(payout, policy),
        None => words.of_waiting(&history, left),
    };
    Explanation {
        days_left: waiting.then_some(left),
        last_day,
        sentences,
        terms,
        history,
    }
}

struct Words<'a> {
    terms: &'a Terms,
    last_day: NaiveDate,
    shared_on: NaiveDate,
}

impl Words<'_> {
    fn of_waiting(&self, history: &PayoutHistory, left: i64) -> Vec<String> {
        if !history.open {
            return vec![
                "The person had an active loan or was barred when the lead was shared (2006), \
                 so this lead cannot earn a payout."
                    .to_owned(),
            ];
        }
        let stage = if history.applied {
            "A loan application is credited to this lead; nothing has been disbursed yet."
        } else {
            "No loan application is credited to this lead yet."
        };
        let Terms {
            rate, window_days, ..
        } = self.terms;
        let window = if left < 0 {
            format!(
                "Its window of {window_days} days ended on {}: a disbursal earns nothing any more.",
                date(self.last_day)
            )
        } else {
            let days = if left == 1 { "day" } else { "days" };
            format!(
                "{left} {days} left: a disbursal up to {} earns {rate} % of its amount.",
                date(self.last_day)
            )
        };
        vec![stage.to_owned(), window]
    }

    fn of_payout(&self, payout: &Payout, policy: &PayoutPolicy) -> Vec<String> {
        let Terms {
            rate,
            window_days,
            rule_version,
            ..
        } = self.terms;
        let disbursed_on = policy.calendar.day_of(payout.disbursal.at);
        let days = payout.days;
        let unit = if days == 1 { "day" } else { "days" };
        let counted = format!(
            "Shared on {} and disbursed on {}, {days} calendar {unit} later; up to \
             {window_days} count (rule {}).",
            date(self.shared_on),
            date(disbursed_on),
            rule_version.as_str()
        );
        let computed = format!(
            "₹ {} × {rate} % = ₹ {}; grade {}.",
            rupees(payout.disbursal.amount),
            rupees(rate.of(payout.disbursal.amount)),
            payout.grade
        );
        if payout.state == PayoutState::Ineligible {
            let last = date(self.last_day);
            let late = format!("The disbursal came after {last}, so nothing is earned.");
            return vec![counted, late];
        }
        vec![counted, computed, standing(&payout.state)]
    }
}

fn standing(state: &PayoutState) -> String {
    match state {
        PayoutState::Ineligible => "Nothing is earned.".to_owned(),
        PayoutState::Reversed => {
            "The loan was cancelled, refunded or corrected afterwards, so the payout was taken \
             back: ₹ 0.00 is owed."
                .to_owned()
        }
        PayoutState::Eligible { amount } => {
            format!("₹ {} is earned and awaits approval.", rupees(*amount))
        }
        PayoutState::Approved { amount, .. } => {
            format!("₹ {} is approved and will be paid.", rupees(*amount))
        }
        PayoutState::Paid { amount, .. } => format!("₹ {} is paid.", rupees(*amount)),
    }
}

/// `21 November 2026`.
fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Indian grouping: `1,00,000.00`.
fn rupees(amount: Money) -> String {
    amount.grouped()
}

#[cfg(test)]
mod tests;
