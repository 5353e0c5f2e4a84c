//! Leads as crediting reads them.

use dedupe::Verdict;
use diesel::prelude::*;
use kernel::{
    LeadId, LoanApplicationId, Money, PartnerId, PartnerUuid, PortFailure, PortResult, UserId,
};
use payouts::{Candidate, Credit};

use super::rows::{Lead, Shown};
use crate::columns::{index, instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::current::stored_verdict;
use crate::payout_rows::{PayoutRow, payout_columns, stored_rate};
use crate::schema::{leads, partners, payouts as payout_table};
use crate::sqlite::one_of::is_one_of;

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
