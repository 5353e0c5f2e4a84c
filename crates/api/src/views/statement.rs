//! A statement as partners and staff see it.

use chrono::NaiveDate;
use kernel::{LedgerLineId, PageNumber, PageSize};
use payouts::{BankReference, Statement, StatementLine, Tax};
use serde::Serialize;

use super::{Percent, Rupees, StatementLineView, StatementStatusWord, UtcMillis};
use crate::cursor;

/// A statement's figures: closing = opening + earnings + reversals + gst − tds.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Statement)]
pub(crate) struct StatementView<'a> {
    /// Its id.
    #[schema(example = 5)]
    statement_id: i64,
    /// The payout run it came from.
    #[schema(example = 3)]
    run_id: i64,
    /// Whose it is.
    #[schema(example = 1)]
    partner_id: i64,
    /// Where it stands.
    #[schema(value_type = StatementStatusWord, inline, example = "approved")]
    status: &'static str,
    /// First day of the period.
    #[schema(example = "2026-10-01")]
    from: NaiveDate,
    /// Last day of the period.
    #[schema(example = "2026-10-31")]
    to: NaiveDate,
    /// Left to be set off by the statement before; 0 or below. All amounts are in
    /// rupees with two decimals.
    #[schema(value_type = f64, example = 0.00)]
    opening_balance: Rupees,
    /// The sum of the lines above 0.
    #[schema(value_type = f64, example = 25000.00)]
    earnings: Rupees,
    /// The sum of the lines below 0.
    #[schema(value_type = f64, example = -1000.00)]
    reversals: Rupees,
    /// Tax deducted at source; null where none is due.
    #[schema(required = true)]
    tds: Option<TaxView<'a>>,
    /// Goods and services tax added; null where none is due.
    #[schema(required = true)]
    gst: Option<TaxView<'a>>,
    /// What is paid if it is above 0, and else carried forward.
    #[schema(value_type = f64, example = 23520.00)]
    closing_balance: Rupees,
    /// How many lines it has.
    #[schema(example = 25)]
    line_count: u64,
    /// The bank's reference of the payment.
    #[schema(required = true)]
    bank_reference: Option<&'a str>,
    /// When it was approved.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    approved_at: Option<UtcMillis>,
    /// When it was paid.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    paid_at: Option<UtcMillis>,
}

/// A tax on a statement.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StatementTax)]
struct TaxView<'a> {
    /// What it is computed from.
    #[schema(value_type = f64, example = 24000.00)]
    base: Rupees,
    /// The share in basis points.
    #[schema(example = 200)]
    rate_bps: u16,
    /// The share in per cent with two decimals.
    #[schema(value_type = f64, example = 2.00)]
    rate_percent: Percent,
    /// The tax.
    #[schema(value_type = f64, example = 480.00)]
    amount: Rupees,
    /// The law.
    #[schema(example = "393(1), Income-tax Act 2025")]
    section: &'a str,
}

/// A statement with its lines.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StatementDetail<'a> {
    #[serde(flatten)]
    statement: StatementView<'a>,
    /// Its lines in the order of their ids.
    lines: Vec<StatementLineView<'a>>,
    /// What `cursor` continues after the last line; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// Where a numbered page lies.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Paging {
    /// The page asked for.
    #[schema(example = 1)]
    page: u32,
    /// Rows asked for.
    #[schema(example = 50)]
    limit: u32,
    /// Rows there are.
    #[schema(example = 12)]
    total: u64,
    /// Pages of `limit` rows in `total`.
    #[schema(example = 1)]
    total_pages: u64,
}

/// A page of statements.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StatementPage<'a> {
    /// The rows, newest first.
    statements: Vec<StatementView<'a>>,
    /// Where they lie.
    pagination: Paging,
}

impl Paging {
    pub(crate) fn of(page: PageNumber, size: PageSize, total: u64) -> Self {
        Self {
            page: page.get(),
            limit: size.get(),
            total,
            total_pages: size.pages(total),
        }
    }
}

impl<'a> StatementPage<'a> {
    pub(crate) fn of(statements: &'a [Statement], pagination: Paging) -> Self {
        Self {
            statements: statements.iter().map(StatementView::of).collect(),
            pagination,
        }
    }
}

impl<'a> StatementView<'a> {
    pub(crate) fn of(statement: &'a Statement) -> Self {
        let figures = &statement.figures;
        Self {
            statement_id: statement.id.get(),
            run_id: statement.run.get(),
            partner_id: statement.partner.get(),
            status: statement.status.as_str(),
            from: statement.from,
            to: statement.to,
            opening_balance: Rupees(figures.opening),
            earnings: Rupees(figures.earnings),
            reversals: Rupees(figures.reversals),
            tds: figures.tds.as_ref().map(tax),
            gst: figures.gst.as_ref().map(tax),
            closing_balance: Rupees(figures.closing),
            line_count: statement.lines,
            bank_reference: statement.bank_reference.as_ref().map(BankReference::as_str),
            approved_at: statement.approved_at.map(UtcMillis),
            paid_at: statement.paid_at.map(UtcMillis),
        }
    }
}

fn tax(tax: &Tax) -> TaxView<'_> {
    TaxView {
        base: Rupees(tax.base),
        rate_bps: tax.rate.get(),
        rate_percent: Percent(tax.rate),
        amount: Rupees(tax.amount),
        section: &tax.section,
    }
}

impl<'a> StatementDetail<'a> {
    pub(crate) fn of(
        statement: &'a Statement,
        lines: &'a [StatementLine],
        next: Option<LedgerLineId>,
    ) -> Self {
        Self {
            statement: StatementView::of(statement),
            lines: lines.iter().map(StatementLineView::of).collect(),
            next_cursor: next.map(cursor::write_line),
        }
    }
}
