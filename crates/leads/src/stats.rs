//! A partner's totals.

use chrono::NaiveDate;
use kernel::Money;

/// Totals over all of a partner's leads, every acknowledged write included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeadStats {
    /// All leads.
    pub total: u64,
    /// Shared with verdict 2005.
    pub fresh: u64,
    /// Shared with verdict 2004.
    pub registered: u64,
    /// Shared with verdict 2006.
    pub active: u64,
    /// Linked to a person whom the lender knows.
    pub linked: u64,
    /// Credited with a loan application.
    pub loan_applications: u64,
    /// Credited with a disbursed loan.
    pub disbursed: u64,
    /// With a payout that is eligible, approved or paid.
    pub payout_eligible: u64,
    /// The sum of those payouts.
    pub payout_total: Money,
    /// Of it, not yet paid.
    pub payout_pending: Money,
    /// Of it, paid.
    pub payout_paid: Money,
    /// With a payout that is paid.
    pub paid: u64,
}

/// What happened on one business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub day: NaiveDate,
    /// Leads shared on it.
    pub leads: u64,
    /// Loans disbursed on it.
    pub disbursals: u64,
}
