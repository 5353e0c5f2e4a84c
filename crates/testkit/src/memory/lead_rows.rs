//! A lead as the fake keeps it, and which filters it passes.

use dedupe::Verdict;
use kernel::{LeadId, PartnerId, UserId};
use leads::{
    CurrentLead, LeadFilter, LeadRecord, LeadSort, LinkedUser, NewLead, SearchTerm, SortField,
};

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: LeadId,
    pub(super) partner: PartnerId,
    pub(super) lead: NewLead,
    pub(super) verdict: Verdict,
    pub(super) user: Option<UserId>,
    pub(super) superseded: bool,
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

    pub(super) fn record(&self, user: Option<LinkedUser>) -> LeadRecord {
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
            user,
            loan: None,
            payout: None,
        }
    }

    /// Whether the row passes. No row has a loan or a payout here.
    pub(super) fn passes(&self, partner: PartnerId, filter: &LeadFilter) -> bool {
        let day = self.lead.shared_on;
        self.partner == partner
            && filter.verdict.is_none_or(|verdict| verdict == self.verdict)
            && filter.from.is_none_or(|from| from <= day)
            && filter.to.is_none_or(|to| day <= to)
            && filter.loan_status.is_none()
            && filter.payout_status.is_none()
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

    /// The row's place in the order of `sort`, ascending.
    pub(super) fn place(&self, sort: LeadSort) -> (i64, LeadId) {
        let value = match sort.field {
            SortField::SharedAt => self.lead.shared_at.timestamp_micros(),
            SortField::DisbursalAmount => 0,
        };
        (value, self.id)
    }
}
