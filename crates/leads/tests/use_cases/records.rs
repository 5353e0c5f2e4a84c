//! Stored leads, made up.

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, Verdict};
use kernel::{
    FieldRef, FieldVault, LeadId, LeadReference, LoanApplicationId, Money, PersonName, Sealed,
};
use leads::{AttributedLoan, CampaignForm, CampaignStyle, LeadRecord};
use testkit::{FakeVault, midday};
use uuid::Uuid;

/// Seals `plain` for the table, column and row given.
pub(crate) fn sealed(table: &'static str, column: &'static str, row: &[u8], plain: &str) -> Sealed {
    let at = FieldRef { table, column, row };
    FakeVault.seal(at, plain.as_bytes()).expect("sealed")
}

pub(crate) fn lead(id: i64, shared_at: DateTime<Utc>) -> LeadRecord {
    let reference = Uuid::from_u128(u128::try_from(id).expect("positive"));
    let row = reference.as_bytes();
    LeadRecord {
        id: LeadId::new(id),
        reference: LeadReference::new(reference),
        first_name: PersonName::parse("Asha").expect("a name"),
        last_name: PersonName::parse("Rani").expect("a name"),
        mobile: sealed("leads", "mobile_sealed", row, "9000000001"),
        pan: sealed("leads", "pan_sealed", row, "AAAPA0001A"),
        verdict: Verdict::Fresh,
        campaign: CampaignForm(CampaignStyle::Documented),
        shared_at,
        user: None,
        loan: None,
        payout: None,
    }
}

/// A loan of which so many paise were paid out three days after midday.
pub(crate) fn loan(paise: Option<i64>) -> AttributedLoan {
    AttributedLoan {
        id: LoanApplicationId::new(9),
        application_number: "APP-9".to_owned(),
        status: LoanStatus::Disbursed,
        amount: Money::from_paise(5_000_000),
        created_at: midday(),
        disbursed_at: paise.map(|_| midday() + TimeDelta::days(3)),
        disbursal_amount: paise.map(Money::from_paise),
    }
}
