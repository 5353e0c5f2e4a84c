//! Leads, users and loans as crediting sees them.

use dedupe::{LoanStatus, UserStatus};
use diesel::prelude::*;
use kernel::{BlindIndex, LoanApplicationId, Money, PartnerUuid, PortResult, RateBps, UserId};
use payouts::{Applicant, Application, Candidate, Credit, Disbursal, LoanFacts, PayoutStatus};
use uuid::Uuid;

use crate::columns::{index, instant, word};
use crate::loan_rows::disbursal;

/// What leads are found by.
#[derive(Debug, Default)]
pub(crate) struct LeadKeys {
    pub(crate) mobiles: Vec<BlindIndex>,
    pub(crate) pans: Vec<BlindIndex>,
    /// Loans they hold.
    pub(crate) loans: Vec<i64>,
}

impl LeadKeys {
    pub(super) const fn is_empty(&self) -> bool {
        self.mobiles.is_empty() && self.pans.is_empty() && self.loans.is_empty()
    }

    /// In order, each once.
    pub(super) fn tidy(&mut self) {
        for keys in [&mut self.mobiles, &mut self.pans] {
            keys.sort_unstable();
            keys.dedup();
        }
        self.loans.sort_unstable();
        self.loans.dedup();
    }
}

/// What users are found by.
#[derive(Debug, Default)]
pub(crate) struct UserKeys {
    pub(crate) mobiles: Vec<BlindIndex>,
    pub(crate) pans: Vec<BlindIndex>,
    pub(crate) ids: Vec<i64>,
}

/// A lead with what the books say of it.
#[derive(Debug)]
pub(super) struct Lead {
    pub(super) candidate: Candidate,
    pub(super) rate: Option<RateBps>,
    pub(super) user: Option<UserId>,
    pub(super) shown: Shown,
    pub(super) credit: Option<Credit>,
}

/// What a lead repeats of its loan and payout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shown {
    pub(crate) loan: Option<(LoanApplicationId, LoanStatus)>,
    /// The business day of the standing disbursal.
    pub(crate) disbursed_on: Option<i32>,
    /// Its amount.
    pub(crate) disbursal: Option<Money>,
    /// State, what is owed, and grade.
    pub(crate) payout: Option<(PayoutStatus, Money, String)>,
}

/// A user as leads see it.
#[derive(Debug)]
pub(super) struct User {
    pub(super) applicant: Applicant,
    pub(super) status: UserStatus,
}

/// A loan as leads see it.
#[derive(Debug)]
pub(super) struct Loan {
    pub(super) facts: LoanFacts,
    pub(super) status: LoanStatus,
}

/// A user's key, mobile and PAN index, status, `utm_source`, campaign index.
#[derive(Queryable)]
pub(crate) struct UserRow {
    id: i64,
    mobile: Vec<u8>,
    pan: Option<Vec<u8>>,
    status: String,
    utm_source: Option<String>,
    utm_campaign: Option<Vec<u8>>,
}

impl UserRow {
    pub(super) fn into_user(self) -> PortResult<User> {
        let indexed = |bytes: Option<Vec<u8>>, what| {
            let bytes = bytes.map(|bytes| index(&bytes, what));
            bytes.transpose()
        };
        Ok(User {
            applicant: Applicant {
                user: UserId::new(self.id),
                mobile: index(&self.mobile, "users.mobile_index")?,
                pan: indexed(self.pan, "users.pan_index")?,
                utm_source: self.utm_source.as_deref().and_then(named_partner),
                campaign: indexed(self.utm_campaign, "users.utm_campaign_index")?,
            },
            status: word(&self.status, "users.status")?,
        })
    }
}

/// The partner a `utm_source` names, if it names one.
pub(super) fn named_partner(source: &str) -> Option<PartnerUuid> {
    Uuid::try_parse(source).ok().map(PartnerUuid::new)
}

/// A loan's key, user, status, creation, its state's disbursal and the one that
/// was reported last.
#[derive(Queryable)]
pub(crate) struct LoanRow {
    id: i64,
    user_id: i64,
    status: String,
    created_at: i64,
    disbursed_at: Option<i64>,
    disbursal_paise: Option<i64>,
    reported_at: Option<i64>,
    reported_paise: Option<i64>,
}

impl LoanRow {
    pub(super) fn into_loan(self) -> PortResult<Loan> {
        let status: LoanStatus = word(&self.status, "loan_applications.status")?;
        let own: Option<Disbursal> = disbursal(self.disbursed_at, self.disbursal_paise)?;
        let reported = disbursal(self.reported_at, self.reported_paise)?;
        Ok(Loan {
            facts: LoanFacts {
                application: Application {
                    loan: LoanApplicationId::new(self.id),
                    user: UserId::new(self.user_id),
                    created_at: instant(self.created_at, "loan_applications.created_at")?,
                },
                stage: lender::stage_of(status),
                disbursal: lender::standing_disbursal(status, own, reported),
            },
            status,
        })
    }
}
