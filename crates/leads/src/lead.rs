//! A lead as it is stored and read.

use chrono::{DateTime, NaiveDate, Utc};
use dedupe::{LoanStatus, PersonKeys, UserStatus, Verdict};
use kernel::{
    BlindIndex, LeadId, LeadReference, LoanApplicationId, Money, PersonName, Sealed, UserId,
};
use payouts::PayoutStatus;

use crate::CampaignForm;

/// Everything a new row needs, but its key, its verdict and its user.
#[derive(Debug, Clone)]
pub struct NewLead {
    /// Random name of the row; the sealed fields are bound to it.
    pub reference: LeadReference,
    /// First name as sent, trimmed.
    pub first_name: PersonName,
    /// Last name as sent, trimmed.
    pub last_name: PersonName,
    /// Indexes of mobile number and PAN.
    pub keys: PersonKeys,
    /// Index of the last four digits of the mobile number, for searching.
    pub mobile_last_four: BlindIndex,
    /// The mobile number, sealed.
    pub mobile: Sealed,
    /// The PAN, sealed.
    pub pan: Sealed,
    /// How its campaign is written.
    pub campaign: CampaignForm,
    /// Index of the campaign, by which a registration is matched.
    pub campaign_index: BlindIndex,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// The business day of `shared_at`.
    pub shared_on: NaiveDate,
}

/// The user a lead is linked to, as far as its partner may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedUser {
    /// The lender's key.
    pub id: UserId,
    /// The user's state now.
    pub status: UserStatus,
    /// When the user registered.
    pub registered_at: DateTime<Utc>,
    /// The user's e-mail address, sealed; only on a lead that won attribution.
    pub email: Option<Sealed>,
}

/// The loan a lead is credited with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributedLoan {
    /// The lender's key.
    pub id: LoanApplicationId,
    /// The number printed on the application.
    pub application_number: String,
    /// The loan's state now.
    pub status: LoanStatus,
    /// What was applied for.
    pub amount: Money,
    /// When it was applied for.
    pub created_at: DateTime<Utc>,
    /// When it was paid out.
    pub disbursed_at: Option<DateTime<Utc>>,
    /// What was paid out.
    pub disbursal_amount: Option<Money>,
}

/// What a lead has earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutSummary {
    /// The payout's state.
    pub status: PayoutStatus,
    /// What is owed or was paid.
    pub amount: Money,
    /// The grade by disbursal amount.
    pub grade: String,
}

/// A stored lead with what it is linked to. Mobile number and PAN are sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadRecord {
    /// Key.
    pub id: LeadId,
    /// Random name.
    pub reference: LeadReference,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Mobile number.
    pub mobile: Sealed,
    /// PAN.
    pub pan: Sealed,
    /// The verdict when it was shared; later shares do not change it.
    pub verdict: Verdict,
    /// How its campaign is written.
    pub campaign: CampaignForm,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// The user it is linked to.
    pub user: Option<LinkedUser>,
    /// The loan it is credited with.
    pub loan: Option<AttributedLoan>,
    /// What it earned.
    pub payout: Option<PayoutSummary>,
}
