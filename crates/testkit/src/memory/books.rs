//! Leads and what they earn, as the fakes keep them, found by what they are
//! known by.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, LeadId, LedgerLineId, LoanApplicationId, PartnerId, UserId};
use payouts::{Credit, NewLine};
use webhooks::Event;

use super::lead_rows::Row;

/// Every lead, the ledger and the outbox.
#[derive(Debug, Default)]
pub(super) struct Books {
    rows: Vec<Row>,
    by_mobile: HashMap<BlindIndex, Vec<usize>>,
    by_pan: HashMap<BlindIndex, Vec<usize>>,
    by_user: HashMap<UserId, BTreeSet<usize>>,
    by_loan: HashMap<LoanApplicationId, usize>,
    lines: Vec<BookedLine>,
    outbox: Vec<(PartnerId, Event)>,
}

/// A ledger line.
#[derive(Debug, Clone)]
pub(super) struct BookedLine {
    pub(super) id: LedgerLineId,
    pub(super) line: NewLine,
    pub(super) booked_at: DateTime<Utc>,
}

impl Books {
    /// Every lead in the order of the keys.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(super) fn row(&self, lead: LeadId) -> Option<&Row> {
        let at = place(lead)?;
        self.rows.get(at)
    }

    /// To change anything but what leads are found by.
    pub(super) fn row_mut(&mut self, lead: LeadId) -> Option<&mut Row> {
        let at = place(lead)?;
        self.rows.get_mut(at)
    }

    pub(super) fn next_id(&self) -> LeadId {
        LeadId::new(i64::try_from(self.rows.len()).map_or(i64::MAX, |rows| rows + 1))
    }

    pub(super) fn open(&mut self, row: Row) {
        let at = self.rows.len();
        let keys = row.lead.keys;
        self.by_mobile.entry(keys.mobile).or_default().push(at);
        self.by_pan.entry(keys.pan).or_default().push(at);
        if let Some(user) = row.user {
            self.by_user.entry(user).or_default().insert(at);
        }
        self.rows.push(row);
    }

    /// The leads of a mobile number.
    pub(super) fn of_mobile(&self, mobile: &BlindIndex) -> impl Iterator<Item = &Row> {
        self.at(self.by_mobile.get(mobile).into_iter().flatten())
    }

    /// The leads of a PAN.
    pub(super) fn of_pan(&self, pan: &BlindIndex) -> impl Iterator<Item = &Row> {
        self.at(self.by_pan.get(pan).into_iter().flatten())
    }

    /// The leads that are linked to a user.
    pub(super) fn of_user(&self, user: UserId) -> impl Iterator<Item = &Row> {
        self.at(self.by_user.get(&user).into_iter().flatten())
    }

    /// The lead a loan is credited to.
    pub(super) fn of_loan(&self, loan: LoanApplicationId) -> Option<&Row> {
        self.rows.get(*self.by_loan.get(&loan)?)
    }

    fn at<'a>(&'a self, places: impl Iterator<Item = &'a usize>) -> impl Iterator<Item = &'a Row> {
        places.filter_map(|at| self.rows.get(*at))
    }

    /// Links `lead` and credits it.
    pub(super) fn settle(&mut self, lead: LeadId, user: Option<UserId>, credit: Option<Credit>) {
        let Some(at) = place(lead) else { return };
        let Some(row) = self.rows.get_mut(at) else {
            return;
        };
        if let Some(before) = row.user {
            self.by_user.entry(before).or_default().remove(&at);
        }
        // Another lead may have got the loan a moment before.
        if let Some(before) = &row.credit
            && self.by_loan.get(&before.loan) == Some(&at)
        {
            self.by_loan.remove(&before.loan);
        }
        if let Some(after) = user {
            self.by_user.entry(after).or_default().insert(at);
        }
        if let Some(after) = &credit {
            self.by_loan.insert(after.loan, at);
        }
        row.user = user;
        row.credit = credit;
    }

    pub(super) fn book(&mut self, line: NewLine, booked_at: DateTime<Utc>) {
        let id = i64::try_from(self.lines.len()).map_or(i64::MAX, |lines| lines + 1);
        self.lines.push(BookedLine {
            id: LedgerLineId::new(id),
            line,
            booked_at,
        });
    }

    /// The ledger, oldest line first.
    pub(super) fn lines(&self) -> &[BookedLine] {
        &self.lines
    }

    pub(super) fn tell(&mut self, partner: PartnerId, event: Event) {
        self.outbox.push((partner, event));
    }

    /// What partners are to be told, oldest first.
    pub(super) fn outbox(&self) -> &[(PartnerId, Event)] {
        &self.outbox
    }
}

fn place(lead: LeadId) -> Option<usize> {
    usize::try_from(lead.get()).ok()?.checked_sub(1)
}
