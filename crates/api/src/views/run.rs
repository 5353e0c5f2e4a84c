//! Payout runs as staff see them.

use chrono::NaiveDate;
use payouts::{PayoutRun, Statement};
use serde::Serialize;

use super::{Paging, RunStatusWord, Rupees, StatementView, UtcMillis};

/// A period to be settled; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPayoutRun)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct RunBody {
    /// First day of the period; it only names it.
    #[schema(example = "2026-10-01")]
    from: NaiveDate,
    /// Last day of the period: every line up to it that is in no statement is taken.
    #[schema(example = "2026-10-31")]
    to: NaiveDate,
}

/// A payment; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = Payment)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct PaymentBody {
    /// The bank's reference of the transfer: 6 to 40 letters, digits, hyphens and
    /// slashes; capitals and small letters are one.
    #[schema(
        min_length = 6,
        max_length = 40,
        pattern = "^[A-Za-z0-9/-]+$",
        example = "HDFCR52026112100012345"
    )]
    bank_reference: String,
}

/// A payout run.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PayoutRun)]
pub(crate) struct RunView {
    /// Its id.
    #[schema(example = 3)]
    run_id: i64,
    /// First day of the period.
    #[schema(example = "2026-10-01")]
    from: NaiveDate,
    /// Last day of the period.
    #[schema(example = "2026-10-31")]
    to: NaiveDate,
    /// Where it stands.
    #[schema(value_type = RunStatusWord, inline, example = "draft")]
    status: &'static str,
    /// The staff member who created it.
    #[schema(example = 1)]
    created_by: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// The staff member who approved or rejected it.
    #[schema(required = true)]
    decided_by: Option<i64>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    decided_at: Option<UtcMillis>,
    /// How many statements it has.
    #[schema(example = 12)]
    statement_count: u64,
    /// The sum of its statements' closing balances above 0, in rupees with two
    /// decimals.
    #[schema(value_type = f64, example = 123_456.00)]
    payable: Rupees,
}

/// A page of runs.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PayoutRunPage)]
pub(crate) struct RunPage {
    /// The rows, newest first.
    runs: Vec<RunView>,
    /// Where they lie.
    pagination: Paging,
}

/// A run that was created, with the first of its statements.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CreatedPayoutRun)]
pub(crate) struct NewRunView<'a> {
    /// The run.
    run: RunView,
    /// Its first 200 statements; the run's own list has all.
    statements: Vec<StatementView<'a>>,
}

/// A page of a run's statements.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PayoutRunStatements)]
pub(crate) struct RunStatements<'a> {
    /// The run.
    run: RunView,
    /// The rows in the order of their ids.
    statements: Vec<StatementView<'a>>,
    /// Where they lie.
    pagination: Paging,
}

impl RunView {
    pub(crate) fn of(run: &PayoutRun) -> Self {
        Self {
            run_id: run.id.get(),
            from: run.from,
            to: run.to,
            status: run.status.as_str(),
            created_by: run.created_by.get(),
            created_at: UtcMillis(run.created_at),
            decided_by: run.decided.map(|(staff, _)| staff.get()),
            decided_at: run.decided.map(|(_, at)| UtcMillis(at)),
            statement_count: run.statements,
            payable: Rupees(run.payable),
        }
    }
}

impl RunPage {
    pub(crate) fn of(runs: &[PayoutRun], pagination: Paging) -> Self {
        Self {
            runs: runs.iter().map(RunView::of).collect(),
            pagination,
        }
    }
}

impl<'a> NewRunView<'a> {
    pub(crate) fn of(run: &PayoutRun, statements: &'a [Statement]) -> Self {
        Self {
            run: RunView::of(run),
            statements: statements.iter().map(StatementView::of).collect(),
        }
    }
}

impl<'a> RunStatements<'a> {
    pub(crate) fn of(run: &PayoutRun, statements: &'a [Statement], pagination: Paging) -> Self {
        Self {
            run: RunView::of(run),
            statements: statements.iter().map(StatementView::of).collect(),
            pagination,
        }
    }
}
