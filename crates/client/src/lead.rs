//! What is sent and what comes back.

use serde::{Deserialize, Serialize};

/// A person to be shared. Optional facts are judged by the lender's funnel.
#[derive(Clone, Serialize)]
pub struct NewLead {
    first_name: String,
    last_name: String,
    mobile_number: String,
    pan_number: String,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// Such as `Salaried`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment_type: Option<String>,
    /// Rupees a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_salary: Option<u64>,
    /// Such as `Bank Transfer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_mode: Option<String>,
}

impl NewLead {
    /// A person with the required facts only.
    pub fn new(first_name: &str, last_name: &str, mobile_number: &str, pan_number: &str) -> Self {
        Self {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            mobile_number: mobile_number.to_owned(),
            pan_number: pan_number.to_owned(),
            date_of_birth: None,
            employment_type: None,
            monthly_salary: None,
            payment_mode: None,
        }
    }
}

/// Hides the person.
impl std::fmt::Debug for NewLead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewLead(redacted)")
    }
}

/// The lender's verdict on a shared lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 2005: nobody the lender knows.
    Fresh {
        /// The lead's id.
        lead_id: i64,
        /// Where to send the customer.
        link: String,
    },
    /// 2004: a user of the lender without an active loan.
    Registered {
        /// The lead's id.
        lead_id: i64,
        /// Where to send the customer.
        link: String,
    },
    /// 2006: has an active loan, or may not borrow.
    Active {
        /// The lead's id.
        lead_id: i64,
    },
}

impl Verdict {
    /// The documented code: 2005, 2004 or 2006.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Fresh { .. } => 2005,
            Self::Registered { .. } => 2004,
            Self::Active { .. } => 2006,
        }
    }

    /// The lead's id.
    pub const fn lead_id(&self) -> i64 {
        match self {
            Self::Fresh { lead_id, .. }
            | Self::Registered { lead_id, .. }
            | Self::Active { lead_id } => *lead_id,
        }
    }
}

/// Which leads to list; everything is optional.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LeadQuery {
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows on a page, 1–200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `fresh_lead`, `registered_user` or `active_user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// First day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Continue after the page whose `next_cursor` this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A lead in a list. Further documented fields are in `other`.
#[derive(Clone, Deserialize)]
pub struct LeadRow {
    /// The lead's id.
    pub id: i64,
    /// Verdict when shared: 2005, 2004 or 2006.
    pub dedupe_code: u16,
    /// When it was shared, RFC 3339 in UTC.
    pub lead_shared_at: String,
    /// State of the credited loan.
    pub loan_status: Option<String>,
    /// State of the payout.
    pub payout_status: Option<String>,
    /// Everything else the platform tells of it.
    #[serde(flatten)]
    pub other: serde_json::Map<String, serde_json::Value>,
}

/// Hides the person.
impl std::fmt::Debug for LeadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LeadRow")
            .field("id", &self.id)
            .field("dedupe_code", &self.dedupe_code)
            .finish_non_exhaustive()
    }
}

/// Where a page stands in the list.
#[derive(Debug, Clone, Deserialize)]
pub struct Pagination {
    /// This page.
    pub page: u32,
    /// Rows on a page.
    pub limit: u32,
    /// Rows in all.
    pub total: u64,
    /// Pages in all.
    pub total_pages: u64,
    /// Where the next page starts; `None` on the last.
    pub next_cursor: Option<String>,
}

/// A page of leads.
#[derive(Debug, Clone, Deserialize)]
pub struct LeadList {
    /// The rows.
    pub leads: Vec<LeadRow>,
    /// Where they stand.
    pub pagination: Pagination,
}

/// A partner's totals.
#[derive(Debug, Clone, Deserialize)]
pub struct Stats {
    /// All leads.
    pub total_leads: u64,
    /// Shared with verdict 2005.
    pub fresh_leads: u64,
    /// Shared with verdict 2004.
    pub registered_users: u64,
    /// Shared with verdict 2006.
    pub active_users: u64,
    /// Credited with a loan application.
    pub loan_applications: u64,
    /// Credited with a disbursed loan.
    pub disbursed_loans: u64,
    /// Earning a payout.
    pub payout_eligible_leads: u64,
}
