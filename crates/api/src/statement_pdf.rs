//! A statement on paper.

mod lines;

use chrono::NaiveDate;
use kernel::{BusinessCalendar, Gstin, Money, Pan};
use payouts::{Statement, StatementStatus, Tax, TaxIdentity, sum};

use crate::pdf::{Face, LEFT, Paper, RIGHT};

const SIZE: f32 = 9.5;
const SMALL: f32 = 8.0;
const STEP: f32 = 15.0;

/// Where rules are drawn, from the foot of a line.
const BELOW: f32 = -4.0;
const ABOVE: f32 = 10.0;

/// Where the second column of the head begins.
const MIDDLE: f32 = 310.0;
/// Where the facts of the head begin, after their names.
const FACT: f32 = 86.0;

/// Whose statement it is.
pub(crate) struct Parties<'a> {
    /// Who pays.
    pub(crate) lender: &'a str,
    /// Who is paid: name, then slug, which prints in any font.
    pub(crate) partner: &'a str,
    pub(crate) slug: &'a str,
    /// What it told of its taxes.
    pub(crate) taxes: &'a TaxIdentity,
}

/// A statement being written.
pub(crate) struct StatementPaper<'a> {
    paper: Paper,
    parties: Parties<'a>,
    statement: &'a Statement,
    calendar: BusinessCalendar,
}

impl<'a> StatementPaper<'a> {
    /// Its head and figures; days are those of `calendar`'s zone.
    pub(crate) fn begin(
        parties: Parties<'a>,
        statement: &'a Statement,
        calendar: BusinessCalendar,
    ) -> Self {
        let mut written = Self {
            paper: Paper::new(),
            parties,
            statement,
            calendar,
        };
        written.head();
        written.figures();
        written.columns();
        written
    }

    fn head(&mut self) {
        let paper = &mut self.paper;
        paper.wrapped(LEFT, 380.0, Face::Bold, 15.0, self.parties.lender);
        paper.right(RIGHT, Face::Plain, 15.0, "Payout statement");
        paper.rule(BELOW);
        paper.down(26.0);
        for (name, fact, other, second) in facts(self.statement, self.calendar) {
            paper.left(LEFT, Face::Plain, SIZE, name);
            paper.left(LEFT + FACT, Face::Plain, SIZE, &fact);
            paper.left(MIDDLE, Face::Plain, SIZE, other);
            paper.wrapped(MIDDLE + FACT, RIGHT, Face::Plain, SIZE, &second);
            paper.down(STEP);
        }
        paper.left(LEFT, Face::Plain, SIZE, "Partner");
        let name = self.parties.partner;
        paper.wrapped(LEFT + FACT, RIGHT, Face::Bold, SIZE, name);
        paper.down(STEP);
        let slug = format!("{} (id {})", self.parties.slug, self.statement.partner);
        paper.wrapped(LEFT + FACT, RIGHT, Face::Plain, SIZE, &slug);
        if let Some(numbers) = tax_numbers(self.parties.taxes) {
            paper.down(STEP);
            paper.left(LEFT + FACT, Face::Plain, SIZE, &numbers);
        }
        paper.down(28.0);
    }

    fn figures(&mut self) {
        let figures = &self.statement.figures;
        self.paper.left(LEFT, Face::Bold, 11.0, "Figures");
        self.paper.right(RIGHT, Face::Plain, SMALL, "Indian rupees");
        self.paper.rule(BELOW);
        self.paper.down(18.0);
        self.figure("Opening balance", figures.opening);
        self.figure("Earnings", figures.earnings);
        self.figure("Reversals", figures.reversals);
        match &figures.gst {
            Some(gst) => self.tax("GST added", gst, gst.amount),
            None => self.figure("GST added", Money::ZERO),
        }
        match &figures.tds {
            // Deducted: 0 or more, so that the difference cannot overflow.
            Some(tds) => {
                let amount = Money::ZERO.checked_sub(tds.amount);
                self.tax("TDS deducted", tds, amount.unwrap_or(Money::ZERO));
            }
            None => self.figure("TDS deducted", Money::ZERO),
        }
        self.paper.rule(ABOVE);
        self.paper.down(4.0);
        self.paper.left(LEFT, Face::Bold, SIZE, "Closing balance");
        let closing = figures.closing.grouped();
        self.paper.right(RIGHT, Face::Bold, SIZE, &closing);
        self.paper.down(STEP);
        let meaning = meaning(self.statement);
        self.paper.left(LEFT, Face::Plain, SMALL, meaning);
        self.paper.down(28.0);
    }

    fn figure(&mut self, name: &str, amount: Money) {
        self.paper.left(LEFT, Face::Plain, SIZE, name);
        let amount = amount.grouped();
        self.paper.right(RIGHT, Face::Plain, SIZE, &amount);
        self.paper.down(STEP);
    }

    fn tax(&mut self, name: &str, tax: &Tax, amount: Money) {
        let amount = amount.grouped();
        self.paper.left(LEFT, Face::Plain, SIZE, name);
        self.paper.right(RIGHT, Face::Plain, SIZE, &amount);
        let how = format!(
            "{} % of {}, section {}",
            tax.rate,
            tax.base.grouped(),
            tax.section
        );
        self.paper
            .wrapped(LEFT + FACT, 440.0, Face::Plain, SIZE, &how);
        self.paper.down(STEP);
    }

    /// The sum of the lines, and the document.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let figures = &self.statement.figures;
        // The statement could not have been written if this overflowed.
        let lines = sum(&[figures.earnings, figures.reversals]).unwrap_or(Money::ZERO);
        self.paper.rule(ABOVE - 2.0);
        self.paper.down(4.0);
        let name = format!("Sum of {} lines", self.statement.lines);
        self.paper.left(LEFT, Face::Bold, SMALL, &name);
        let lines = lines.grouped();
        self.paper.right(RIGHT, Face::Bold, SMALL, &lines);
        let title = format!("Payout statement {}", self.statement.id);
        let foot = format!("{} - {title}", self.parties.lender);
        self.paper.finish(&title, &foot)
    }
}

/// `PAN …, GSTIN …`, as far as they are known.
fn tax_numbers(taxes: &TaxIdentity) -> Option<String> {
    let pan = taxes.pan.as_ref().map(Pan::as_str);
    let gstin = taxes.gstin.as_ref().map(Gstin::as_str);
    match (pan, gstin) {
        (Some(pan), Some(gstin)) => Some(format!("PAN {pan}, GSTIN {gstin}")),
        (Some(pan), None) => Some(format!("PAN {pan}")),
        (None, Some(gstin)) => Some(format!("GSTIN {gstin}")),
        (None, None) => None,
    }
}

/// The facts of the head, two on a line.
fn facts(
    statement: &Statement,
    calendar: BusinessCalendar,
) -> [(&'static str, String, &'static str, String); 4] {
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(|| "-".to_owned(), |at| date(calendar.day_of(at)))
    };
    let reference = statement.bank_reference.as_ref();
    let period = format!("{} to {}", date(statement.from), date(statement.to));
    [
        (
            "Statement",
            statement.id.to_string(),
            "Status",
            standing(statement),
        ),
        ("Period", period, "Approved", day(statement.approved_at)),
        (
            "Payout run",
            statement.run.to_string(),
            "Paid",
            day(statement.paid_at),
        ),
        (
            "Lines",
            statement.lines.to_string(),
            "Bank reference",
            reference.map_or_else(|| "-".to_owned(), |r| r.as_str().to_owned()),
        ),
    ]
}

fn standing(statement: &Statement) -> String {
    statement.status.as_str().to_owned()
}

const fn meaning(statement: &Statement) -> &'static str {
    match statement.status {
        StatementStatus::Draft | StatementStatus::Rejected => "Not approved.",
        StatementStatus::Approved => "To be paid by bank transfer.",
        StatementStatus::Carried => {
            "Nothing is to be paid: the closing balance opens the next statement."
        }
        StatementStatus::Paid => "Paid by bank transfer.",
    }
}

/// `21 Nov 2026`.
fn date(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;
