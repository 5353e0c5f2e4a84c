//! Leads, users and loans as crediting sees them.

use dedupe::{LoanStatus, UserStatus, Verdict};
use diesel::prelude::*;
use kernel::{
    BlindIndex, LeadId, LoanApplicationId, Money, PartnerId, PartnerUuid, PortFailure, PortResult,
    RateBps, UserId,
};
use payouts::{Applicant, Application, Candidate, Credit, Disbursal, LoanFacts, PayoutStatus};
use uuid::Uuid;

use crate::columns::{index, instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::current::stored_verdict;
use crate::loan_rows::{disbursal, standing};
use crate::payout_rows::{PayoutRow, payout_columns, stored_rate};
use crate::schema::{leads, partners, payouts as payout_table};
use crate::sqlite::one_of::is_one_of;

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

#[derive(Queryable)]
struct LeadColumns {
    id: i64,
    partner_id: i64,
    campaign: Vec<u8>,
    mobile: Vec<u8>,
    pan: Vec<u8>,
    shared_at: i64,
    verdict: i16,
    user_id: Option<i64>,
    loan: Option<i64>,
    loan_status: Option<String>,
    disbursed_on: Option<i32>,
    disbursal_paise: Option<i64>,
    payout_status: Option<String>,
    payout_paise: Option<i64>,
    payout_grade: Option<String>,
}

type LeadRow = (LeadColumns, (Vec<u8>, Option<i32>), Option<PayoutRow>);

/// The leads `ids`.
pub(super) fn leads(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Lead>, StoreError> {
    let query = leads::table
        .inner_join(partners::table.on(partners::id.eq(leads::partner_id)))
        .left_join(payout_table::table.on(payout_table::lead_id.eq(leads::id)))
        .select((
            (
                leads::id,
                leads::partner_id,
                leads::campaign_index,
                leads::mobile_index,
                leads::pan_index,
                leads::shared_at,
                leads::verdict,
                leads::user_id,
                leads::loan_application_id,
                leads::loan_status,
                leads::disbursed_on,
                leads::disbursal_amount_paise,
                leads::payout_status,
                leads::payout_amount_paise,
                leads::payout_grade,
            ),
            (partners::uuid, partners::rate_bps),
            payout_columns!().nullable(),
        ));
    let rows: Vec<LeadRow> = match conn {
        Conn::Postgres(one) => query.filter(leads::id.eq_any(ids)).load(one)?,
        Conn::Sqlite(one) => query.filter(is_one_of("leads.id", ids)).load(one)?,
    };
    Ok(rows.into_iter().map(lead).collect::<PortResult<_>>()?)
}

fn lead((lead, (partner, rate), payout): LeadRow) -> PortResult<Lead> {
    let verdict = stored_verdict(lead.verdict)?;
    let loan = lead.loan.map(LoanApplicationId::new);
    let payout = payout.map(PayoutRow::into_payout).transpose()?;
    if payout.as_ref().is_some_and(|(of, _)| Some(*of) != loan) {
        return Err(PortFailure::corrupt("payouts.loan_application_id"));
    }
    Ok(Lead {
        candidate: Candidate {
            lead: LeadId::new(lead.id),
            partner: PartnerId::new(lead.partner_id),
            utm_source: PartnerUuid::new(uuid(&partner, "partners.uuid")?),
            campaign: index(&lead.campaign, "leads.campaign_index")?,
            mobile: index(&lead.mobile, "leads.mobile_index")?,
            pan: index(&lead.pan, "leads.pan_index")?,
            shared_at: instant(lead.shared_at, "leads.shared_at")?,
            open: matches!(verdict, Verdict::Fresh | Verdict::Registered),
        },
        rate: rate
            .map(|bps| stored_rate(bps, "partners.rate_bps"))
            .transpose()?,
        user: lead.user_id.map(UserId::new),
        credit: loan.map(|loan| Credit {
            loan,
            payout: payout.map(|(_, payout)| payout),
        }),
        shown: lead.shown()?,
    })
}

impl LeadColumns {
    fn shown(self) -> PortResult<Shown> {
        let loan = match (self.loan, self.loan_status) {
            (Some(id), Some(status)) => Some((
                LoanApplicationId::new(id),
                word(&status, "leads.loan_status")?,
            )),
            (None, None) => None,
            _ => return Err(PortFailure::corrupt("leads.loan_status")),
        };
        let payout = match (self.payout_status, self.payout_paise, self.payout_grade) {
            (Some(status), Some(paise), Some(grade)) => Some((
                word(&status, "leads.payout_status")?,
                Money::from_paise(paise),
                grade,
            )),
            (None, None, None) => None,
            _ => return Err(PortFailure::corrupt("leads.payout_status")),
        };
        Ok(Shown {
            loan,
            disbursed_on: self.disbursed_on,
            disbursal: self.disbursal_paise.map(Money::from_paise),
            payout,
        })
    }
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
                disbursal: standing(status, own, reported),
            },
            status,
        })
    }
}
