//! Rows of `statements` and what they mean.

use diesel::prelude::*;
use kernel::{Money, PartnerId, PayoutRunId, PortFailure, PortResult, StatementId};
use payouts::{Figures, Statement, Tax};

use crate::columns::{date, instant, word};
use crate::payout_rows::stored_rate;

/// A whole row.
#[derive(Queryable)]
pub(super) struct StatementRow {
    id: i64,
    run_id: i64,
    partner_id: i64,
    period_from: i32,
    period_to: i32,
    status: String,
    opening_paise: i64,
    earnings_paise: i64,
    reversals_paise: i64,
    tds_base_paise: Option<i64>,
    tds_rate_bps: Option<i32>,
    tds_paise: i64,
    tds_section: Option<String>,
    gst_base_paise: Option<i64>,
    gst_rate_bps: Option<i32>,
    gst_paise: i64,
    gst_section: Option<String>,
    closing_paise: i64,
    lines: i64,
    bank_reference: Option<String>,
    approved_at: Option<i64>,
    paid_at: Option<i64>,
}

impl StatementRow {
    /// The statement the row describes.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] naming the column that does not fit.
    pub(super) fn into_statement(self) -> PortResult<Statement> {
        let figures = self.figures()?;
        let time = |at: Option<i64>, what| at.map(|at| instant(at, what)).transpose();
        let reference = self.bank_reference.as_deref();
        let reference = reference.map(|text| word(text, "statements.bank_reference"));
        Ok(Statement {
            id: StatementId::new(self.id),
            run: PayoutRunId::new(self.run_id),
            partner: PartnerId::new(self.partner_id),
            from: date(self.period_from, "statements.period_from")?,
            to: date(self.period_to, "statements.period_to")?,
            figures,
            lines: u64::try_from(self.lines)
                .map_err(|_| PortFailure::corrupt("statements.lines"))?,
            status: word(&self.status, "statements.status")?,
            bank_reference: reference.transpose()?,
            approved_at: time(self.approved_at, "statements.approved_at")?,
            paid_at: time(self.paid_at, "statements.paid_at")?,
        })
    }

    fn figures(&self) -> PortResult<Figures> {
        let tds = (self.tds_base_paise, self.tds_rate_bps, &self.tds_section);
        let gst = (self.gst_base_paise, self.gst_rate_bps, &self.gst_section);
        Ok(Figures {
            opening: Money::from_paise(self.opening_paise),
            earnings: Money::from_paise(self.earnings_paise),
            reversals: Money::from_paise(self.reversals_paise),
            tds: tax(tds, self.tds_paise, "statements.tds_rate_bps")?,
            gst: tax(gst, self.gst_paise, "statements.gst_rate_bps")?,
            closing: Money::from_paise(self.closing_paise),
        })
    }
}

fn tax(
    columns: (Option<i64>, Option<i32>, &Option<String>),
    paise: i64,
    what: &'static str,
) -> PortResult<Option<Tax>> {
    match columns {
        (Some(base), Some(rate), Some(section)) => Ok(Some(Tax {
            base: Money::from_paise(base),
            rate: stored_rate(rate, what)?,
            amount: Money::from_paise(paise),
            section: section.clone(),
        })),
        (None, None, None) if paise == 0 => Ok(None),
        _ => Err(PortFailure::corrupt(what)),
    }
}
