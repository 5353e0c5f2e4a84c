//! A lead's payout, explained.

use chrono::NaiveDate;
use payouts::{Explanation, HistoryLine, Payout};
use serde::Serialize;

use super::{LineKindWord, LineReasonWord, PayoutStatusWord, Percent, Rupees, UtcMillis};

/// What a lead earns, and why.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LeadPayout)]
pub(crate) struct PayoutView<'a> {
    /// The lead.
    #[schema(example = 1)]
    lead_id: i64,
    /// Null before a disbursal.
    #[schema(value_type = Option<PayoutStatusWord>, inline, required = true, example = "eligible")]
    payout_status: Option<&'static str>,
    /// 1 where money is owed or was paid.
    #[schema(minimum = 0, maximum = 1, example = 1)]
    payout_eligible: u8,
    /// In rupees with two decimals; null before a disbursal.
    #[schema(value_type = Option<f64>, required = true, example = 1000.00)]
    payout_amount: Option<Rupees>,
    /// Grade of the disbursal; null before it.
    #[schema(required = true, example = "A")]
    payout_grade: Option<&'a str>,
    /// Whole days from today to `last_day`; null once it is past or a disbursal
    /// decided the matter.
    #[schema(required = true, example = 5)]
    days_left: Option<i64>,
    /// The last business day on which a disbursal earns.
    #[schema(example = "2026-11-21")]
    last_day: NaiveDate,
    /// What it is computed from.
    inputs: Inputs<'a>,
    /// The explanation, a sentence each.
    explanation: &'a [String],
    /// The sentences in one.
    summary: String,
    /// The lead's ledger lines, oldest first.
    lines: Vec<LineView>,
}

/// What a payout is computed from: of an earned one as it was computed, of one
/// still to come by today's rules.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PayoutInputs)]
struct Inputs<'a> {
    /// When the lead was shared.
    #[schema(value_type = String, format = DateTime)]
    lead_shared_at: UtcMillis,
    /// When the loan was paid out.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    disbursed_at: Option<UtcMillis>,
    /// What was paid out, in rupees with two decimals.
    #[schema(value_type = Option<f64>, required = true, example = 50000.00)]
    disbursal_amount: Option<Rupees>,
    /// Calendar days from share to disbursal, in the business time zone.
    #[schema(required = true, example = 12)]
    days_to_disbursal: Option<i64>,
    /// Days that earn; the last one counts.
    #[schema(example = 20)]
    window_days: u32,
    /// The share in basis points.
    #[schema(example = 200)]
    rate_bps: u16,
    /// The share in per cent with two decimals.
    #[schema(value_type = f64, example = 2.00)]
    rate_percent: Percent,
    /// The name of the rules.
    #[schema(example = "2026-1")]
    rule_version: &'a str,
    /// The grades, greatest amount first.
    grades: Vec<GradeStep<'a>>,
}

/// A step of the grade table.
#[derive(Serialize, utoipa::ToSchema)]
struct GradeStep<'a> {
    /// The grade.
    #[schema(example = "A+")]
    grade: &'a str,
    /// The disbursal it begins at, in rupees with two decimals.
    #[schema(value_type = f64, example = 100_000.00)]
    from_amount: Rupees,
}

/// A ledger line of a lead.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LedgerLine)]
struct LineView {
    /// Its id.
    #[schema(example = 7)]
    line_id: i64,
    /// What it did.
    #[schema(value_type = LineKindWord, inline, example = "earning")]
    kind: &'static str,
    /// Why.
    #[schema(value_type = LineReasonWord, inline, example = "disbursed")]
    reason: &'static str,
    /// In rupees with two decimals; below 0 where something is taken back.
    #[schema(value_type = f64, example = 1000.00)]
    amount: Rupees,
    /// When it was booked.
    #[schema(value_type = String, format = DateTime)]
    booked_at: UtcMillis,
}

impl<'a> PayoutView<'a> {
    pub(crate) fn of(explained: &'a Explanation) -> Self {
        let payout = explained.history.payout.as_ref();
        Self {
            lead_id: explained.history.lead.get(),
            payout_status: payout.map(|payout| payout.status().as_str()),
            payout_eligible: payout.map_or(0, |payout| u8::from(payout.status().is_eligible())),
            payout_amount: payout.map(|payout| Rupees(payout.amount())),
            payout_grade: payout.map(|payout| payout.grade.as_str()),
            days_left: explained.days_left,
            last_day: explained.last_day,
            inputs: Inputs::of(explained, payout),
            explanation: &explained.sentences,
            summary: explained.sentences.join(" "),
            lines: explained.history.lines.iter().map(line).collect(),
        }
    }
}

impl<'a> Inputs<'a> {
    fn of(explained: &'a Explanation, payout: Option<&Payout>) -> Self {
        let terms = &explained.terms;
        let steps = terms.grades.steps().iter();
        Self {
            lead_shared_at: UtcMillis(explained.history.shared_at),
            disbursed_at: payout.map(|payout| UtcMillis(payout.disbursal.at)),
            disbursal_amount: payout.map(|payout| Rupees(payout.disbursal.amount)),
            days_to_disbursal: payout.map(|payout| payout.days),
            window_days: terms.window_days,
            rate_bps: terms.rate.get(),
            rate_percent: Percent(terms.rate),
            rule_version: terms.rule_version.as_str(),
            grades: steps
                .map(|(grade, from)| GradeStep {
                    grade: grade.as_str(),
                    from_amount: Rupees(*from),
                })
                .collect(),
        }
    }
}

fn line(line: &HistoryLine) -> LineView {
    LineView {
        line_id: line.id.get(),
        kind: line.kind.as_str(),
        reason: line.reason.as_str(),
        amount: Rupees(line.amount),
        booked_at: UtcMillis(line.booked_at),
    }
}
