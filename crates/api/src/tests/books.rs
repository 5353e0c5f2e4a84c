//! Invented statements.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{BusinessCalendar, PayoutRunId};
use kernel::{LeadId, LedgerLineId, LoanApplicationId, Money, PartnerId, RateBps, StatementId};
use payouts::{
    Basis, Disbursal, Figures, GradeTable, LineKind, LineReason, PayoutPolicy, Statement,
    StatementLine, StatementStatus, Tax, Terms, Touch,
};
use testkit::midday;

pub(crate) fn rupees(amount: i64) -> Money {
    Money::from_paise(amount * 100)
}

pub(crate) fn terms() -> Terms {
    Terms {
        rate: RateBps::new(200).expect("a rate"),
        window_days: 20,
        grades: GradeTable::default(),
        rule_version: "2026-1".parse().expect("a name"),
    }
}

pub(crate) fn policy() -> PayoutPolicy {
    PayoutPolicy {
        touch: Touch::First,
        terms: terms(),
        calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, day).expect("a day")
}

/// A paid statement of partner 1.
pub(crate) fn statement(id: i64) -> Statement {
    let tax = |bps, amount, section: &str| Tax {
        base: rupees(49_000),
        rate: RateBps::new(bps).expect("a rate"),
        amount: rupees(amount),
        section: section.to_owned(),
    };
    Statement {
        id: StatementId::new(id),
        run: PayoutRunId::new(3),
        partner: PartnerId::new(1),
        from: day(1),
        to: day(31),
        figures: Figures {
            opening: rupees(-5),
            earnings: rupees(50_000),
            reversals: rupees(-1_000),
            tds: Some(tax(200, 980, "393(1), Income-tax Act 2025")),
            gst: Some(tax(1_800, 8_820, "9, CGST Act 2017")),
            closing: rupees(56_835),
        },
        lines: 1,
        status: StatementStatus::Paid,
        bank_reference: Some("utr-000005".parse().expect("a reference")),
        approved_at: Some(midday()),
        paid_at: Some(midday() + TimeDelta::hours(1)),
    }
}

pub(crate) fn at() -> DateTime<Utc> {
    midday()
}

/// The line of this key, of 1000 rupees.
pub(crate) fn line(id: i64) -> StatementLine {
    let disbursal = Disbursal {
        at: at(),
        amount: rupees(50_000),
    };
    let terms = terms();
    StatementLine {
        id: LedgerLineId::new(id),
        lead: LeadId::new(11),
        loan: LoanApplicationId::new(12),
        kind: LineKind::Earning,
        reason: LineReason::Disbursed,
        amount: rupees(1_000),
        basis: Basis {
            disbursal,
            days: 20,
            grade: terms.grades.grade(disbursal.amount).clone(),
            terms,
        },
        booked_at: at(),
        dispute: None,
    }
}
