//! A lead as the fake keeps it, and which filters it passes.

use dedupe::Verdict;
use kernel::{LeadId, Money, PartnerId, UserId};
use leads::{
    AttributedLoan, CurrentLead, LeadFilter, LeadRecord, LeadSort, LeadStats, LinkedUser, NewLead,
    PayoutSummary, SearchTerm, SortField,
};
use lender::{ProtectedLoan, loan_facts};
use payouts::{Credit, Disbursal, Payout, PayoutStatus};
use webhooks::LeadFacts;

use super::feed::{LoanRow, State};

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: LeadId,
    pub(super) partner: PartnerId,
    pub(super) lead: NewLead,
    pub(super) verdict: Verdict,
    pub(super) user: Option<UserId>,
    pub(super) superseded: bool,
    pub(super) credit: Option<Credit>,
    /// What its partner was told last.
    pub(super) told: LeadFacts,
}

impl Row {
    pub(super) fn current(&self) -> CurrentLead {
        CurrentLead {
            id: self.id,
            reference: self.lead.reference,
            verdict: self.verdict,
            campaign: self.lead.campaign,
            shared_at: self.lead.shared_at,
        }
    }

    /// The loan it is credited with.
    fn loan<'a>(&self, state: &'a State) -> Option<&'a LoanRow> {
        state.loans.get(&self.credit.as_ref()?.loan)
    }

    /// What it earns.
    pub(super) fn payout(&self) -> Option<&Payout> {
        self.credit.as_ref()?.payout.as_ref()
    }

    /// What was paid out on its loan.
    pub(super) fn disbursal(&self, state: &State) -> Option<Disbursal> {
        let row = self.loan(state)?;
        loan_facts(row.state.id, &row.state.loan, row.report.as_ref()).disbursal
    }

    pub(super) fn record(&self, state: &State) -> LeadRecord {
        LeadRecord {
            id: self.id,
            reference: self.lead.reference,
            first_name: self.lead.first_name.clone(),
            last_name: self.lead.last_name.clone(),
            mobile: self.lead.mobile.clone(),
            pan: self.lead.pan.clone(),
            verdict: self.verdict,
            campaign: self.lead.campaign,
            shared_at: self.lead.shared_at,
            user: self.linked_user(state),
            loan: self.attributed_loan(state),
            payout: self.payout().map(|payout| PayoutSummary {
                status: payout.status(),
                amount: payout.amount(),
                grade: payout.grade.to_string(),
            }),
        }
    }

    fn linked_user(&self, state: &State) -> Option<LinkedUser> {
        let row = state.users.get(&self.user?)?;
        Some(LinkedUser {
            id: row.user.id,
            status: row.user.status,
            registered_at: row.user.registered_at,
            email: row.user.email.clone().filter(|_| self.credit.is_some()),
        })
    }

    fn attributed_loan(&self, state: &State) -> Option<AttributedLoan> {
        let ProtectedLoan { id, loan } = &self.loan(state)?.state;
        let disbursal = self.disbursal(state);
        Some(AttributedLoan {
            id: *id,
            application_number: loan.application_number.clone(),
            status: loan.status,
            amount: loan.amount,
            created_at: loan.created_at,
            disbursed_at: disbursal.map(|disbursal| disbursal.at),
            disbursal_amount: disbursal.map(|disbursal| disbursal.amount),
        })
    }

    /// What there is to tell of it.
    pub(super) fn facts(&self, state: &State) -> LeadFacts {
        let user = self.user.and_then(|user| state.registration(user));
        let loan = self.loan(state);
        let disbursal = self.disbursal(state);
        let payout = self.payout();
        LeadFacts {
            user_status: user.map(|(status, _)| status.as_str()),
            loan_status: loan.map(|row| row.state.loan.status.as_str()),
            disbursal_amount: disbursal.map(|disbursal| disbursal.amount),
            payout_status: payout.map(|payout| payout.status().as_str()),
            payout_amount: payout.map(Payout::amount),
        }
    }

    /// Adds what the lead comes to.
    pub(super) fn count(&self, state: &State, sums: &mut LeadStats) {
        sums.total += 1;
        match self.verdict {
            Verdict::Fresh => sums.fresh += 1,
            Verdict::Registered => sums.registered += 1,
            Verdict::Active => sums.active += 1,
        }
        sums.linked += u64::from(self.user.is_some());
        sums.loan_applications += u64::from(self.credit.is_some());
        sums.disbursed += u64::from(self.disbursal(state).is_some());
        let Some(payout) = self.payout().filter(|payout| payout.status().is_eligible()) else {
            return;
        };
        sums.payout_eligible += 1;
        let paid = payout.status() == PayoutStatus::Paid;
        sums.paid += u64::from(paid);
        let part = if paid {
            &mut sums.payout_paid
        } else {
            &mut sums.payout_pending
        };
        *part = plus(*part, payout.amount());
        sums.payout_total = plus(sums.payout_total, payout.amount());
    }

    /// Whether the row passes.
    pub(super) fn passes(&self, state: &State, partner: PartnerId, filter: &LeadFilter) -> bool {
        let day = self.lead.shared_on;
        let loan_status = || Some(self.loan(state)?.state.loan.status);
        let payout_status = || self.payout().map(Payout::status);
        self.partner == partner
            && filter.verdict.is_none_or(|verdict| verdict == self.verdict)
            && filter.from.is_none_or(|from| from <= day)
            && filter.to.is_none_or(|to| day <= to)
            && (filter.loan_status.is_none() || filter.loan_status == loan_status())
            && (filter.payout_status.is_none() || filter.payout_status == payout_status())
            && filter
                .search
                .as_ref()
                .is_none_or(|term| self.is_found(term))
    }

    fn is_found(&self, term: &SearchTerm) -> bool {
        let names = [self.lead.first_name.folded(), self.lead.last_name.folded()];
        match term {
            SearchTerm::Mobile(index) => self.lead.keys.mobile == *index,
            SearchTerm::Pan(index) => self.lead.keys.pan == *index,
            SearchTerm::MobileLastFour(index) => self.lead.mobile_last_four == *index,
            SearchTerm::NamePrefix(start) => names.iter().any(|name| name.starts_with(start)),
            SearchTerm::NameContains(part) => names.iter().any(|name| name.contains(part)),
        }
    }

    /// The row's place in the order of `sort`, ascending: what was paid out, or else
    /// when it was shared; and its key.
    pub(super) fn place(&self, state: &State, sort: LeadSort) -> (i64, i64, LeadId) {
        let shared_at = self.lead.shared_at.timestamp_micros();
        let disbursal = self.disbursal(state);
        match (sort.field, disbursal) {
            (SortField::DisbursalAmount, Some(paid)) => (paid.amount.paise(), 0, self.id),
            _ => (0, shared_at, self.id),
        }
    }
}

fn plus(sum: Money, amount: Money) -> Money {
    sum.checked_add(amount).expect("sums in tests are small")
}
