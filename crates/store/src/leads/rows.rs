//! A lead as it is read: its row, its user and its loan.

use diesel::Queryable;
use kernel::{
    LeadId, LeadReference, LoanApplicationId, Money, PortFailure, PortResult, Sealed, UserId,
};
use leads::{AttributedLoan, LeadRecord, LinkedUser, PayoutSummary};

use super::current::{stored_campaign, stored_verdict};
use crate::columns::{instant, name, uuid, word};
use crate::loan_rows::disbursal;

/// Columns of `leads`, in this order.
#[derive(Queryable)]
pub(crate) struct LeadRow {
    id: i64,
    reference: Vec<u8>,
    first_name: String,
    last_name: String,
    mobile_sealed: Vec<u8>,
    pan_sealed: Vec<u8>,
    verdict: i16,
    campaign: String,
    shared_at: i64,
    user_id: Option<i64>,
    loan_application_id: Option<i64>,
    payout_status: Option<String>,
    payout_amount_paise: Option<i64>,
    payout_grade: Option<String>,
}

/// Columns of `users`, in this order.
#[derive(Queryable)]
pub(crate) struct UserRow {
    id: i64,
    status: String,
    registered_at: i64,
    email_sealed: Option<Vec<u8>>,
}

/// Columns of `loan_applications`, in this order.
#[derive(Queryable)]
pub(crate) struct LoanRow {
    id: i64,
    application_number: String,
    status: String,
    loan_amount_paise: i64,
    created_at: i64,
    disbursed_at: Option<i64>,
    disbursal_amount_paise: Option<i64>,
    reported_disbursed_at: Option<i64>,
    reported_disbursal_paise: Option<i64>,
}

/// A lead with what it is joined to.
pub(crate) type JoinedRow = (LeadRow, Option<UserRow>, Option<LoanRow>);

/// Judges a row.
///
/// # Errors
/// [`PortFailure::Corrupt`] naming the column.
pub(crate) fn record((lead, user, loan): JoinedRow) -> PortResult<LeadRecord> {
    let payout = lead.payout()?;
    let user = match (lead.user_id, user) {
        (None, _) => None,
        // The e-mail address belongs to whoever won the loan.
        (Some(_), Some(user)) => Some(user.into_user(lead.loan_application_id.is_some())?),
        (Some(_), None) => return Err(PortFailure::corrupt("leads.user_id")),
    };
    let loan = match (lead.loan_application_id, loan) {
        (None, _) => None,
        (Some(_), Some(loan)) => Some(loan.into_loan()?),
        (Some(_), None) => return Err(PortFailure::corrupt("leads.loan_application_id")),
    };
    Ok(LeadRecord {
        id: LeadId::new(lead.id),
        reference: LeadReference::new(uuid(&lead.reference, "leads.reference")?),
        first_name: name(&lead.first_name, "leads.first_name")?,
        last_name: name(&lead.last_name, "leads.last_name")?,
        mobile: Sealed::new(lead.mobile_sealed),
        pan: Sealed::new(lead.pan_sealed),
        verdict: stored_verdict(lead.verdict)?,
        campaign: stored_campaign(&lead.campaign)?,
        shared_at: instant(lead.shared_at, "leads.shared_at")?,
        user,
        loan,
        payout,
    })
}

impl LeadRow {
    fn payout(&self) -> PortResult<Option<PayoutSummary>> {
        let Some(status) = &self.payout_status else {
            return Ok(None);
        };
        let amount = self
            .payout_amount_paise
            .ok_or(PortFailure::corrupt("leads.payout_amount_paise"))?;
        let grade = self
            .payout_grade
            .clone()
            .ok_or(PortFailure::corrupt("leads.payout_grade"))?;
        Ok(Some(PayoutSummary {
            status: word(status, "leads.payout_status")?,
            amount: Money::from_paise(amount),
            grade,
        }))
    }
}

impl UserRow {
    fn into_user(self, with_email: bool) -> PortResult<LinkedUser> {
        Ok(LinkedUser {
            id: UserId::new(self.id),
            status: word(&self.status, "users.status")?,
            registered_at: instant(self.registered_at, "users.registered_at")?,
            email: self.email_sealed.filter(|_| with_email).map(Sealed::new),
        })
    }
}

impl LoanRow {
    fn into_loan(self) -> PortResult<AttributedLoan> {
        let status = word(&self.status, "loan_applications.status")?;
        let own = disbursal(self.disbursed_at, self.disbursal_amount_paise)?;
        let reported = disbursal(self.reported_disbursed_at, self.reported_disbursal_paise)?;
        let paid = lender::standing_disbursal(status, own, reported);
        Ok(AttributedLoan {
            id: LoanApplicationId::new(self.id),
            application_number: self.application_number,
            status,
            amount: Money::from_paise(self.loan_amount_paise),
            created_at: instant(self.created_at, "loan_applications.created_at")?,
            disbursed_at: paid.map(|paid| paid.at),
            disbursal_amount: paid.map(|paid| paid.amount),
        })
    }
}
