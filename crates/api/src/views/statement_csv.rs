//! A statement as CSV: a line per ledger line, then its totals under the same
//! columns.

use kernel::Money;
use payouts::{Statement, StatementLine, Tax, sum};

use super::{Cell, UtcMillis};

/// The header.
pub(crate) const STATEMENT_COLUMNS: &[&str] = &[
    "line_id",
    "lead_id",
    "loan_application_id",
    "kind",
    "reason",
    "amount",
    "disbursed_at",
    "disbursal_amount",
    "days_to_disbursal",
    "rate_percent",
    "payout_grade",
    "rule_version",
    "booked_at",
    "dispute",
];

/// The cells of a ledger line.
pub(crate) fn line_cells(line: &StatementLine) -> Vec<Cell<'_>> {
    let ours = |text: &dyn std::fmt::Display| Cell::Ours(text.to_string());
    let basis = &line.basis;
    vec![
        ours(&line.id),
        ours(&line.lead),
        ours(&line.loan),
        ours(&line.kind),
        ours(&line.reason),
        ours(&line.amount),
        ours(&UtcMillis(basis.disbursal.at)),
        ours(&basis.disbursal.amount),
        ours(&basis.days),
        ours(&basis.terms.rate),
        // Both come from the deployment's configuration.
        Cell::Text(basis.grade.as_str()),
        Cell::Text(basis.terms.rule_version.as_str()),
        ours(&UtcMillis(line.booked_at)),
        line.dispute.map_or(Cell::Empty, |status| ours(&status)),
    ]
}

/// The totals: `line_id` names each, `reason` says how a tax came about.
pub(crate) fn total_cells(statement: &Statement) -> Vec<Vec<Cell<'static>>> {
    let figures = &statement.figures;
    // The statement could not have been written if this overflowed.
    let lines = sum(&[figures.earnings, figures.reversals]).unwrap_or(Money::ZERO);
    let mut totals = vec![
        total("opening_balance", None, figures.opening),
        total("earnings", None, figures.earnings),
        total("reversals", None, figures.reversals),
        total("lines_total", None, lines),
    ];
    let taxed = |name, tax: &Tax| total(name, Some(how(tax)), tax.amount);
    totals.extend(figures.gst.as_ref().map(|tax| taxed("gst_added", tax)));
    totals.extend(figures.tds.as_ref().map(|tax| taxed("tds_deducted", tax)));
    totals.push(total("closing_balance", None, figures.closing));
    totals
}

fn how(tax: &Tax) -> String {
    format!(
        "{} % of {} under section {}",
        tax.rate, tax.base, tax.section
    )
}

fn total(name: &str, how: Option<String>, amount: Money) -> Vec<Cell<'static>> {
    let mut cells = vec![
        Cell::Ours(name.to_owned()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        how.map_or(Cell::Empty, Cell::Ours),
        Cell::Ours(amount.to_string()),
    ];
    cells.resize_with(STATEMENT_COLUMNS.len(), || Cell::Empty);
    cells
}
