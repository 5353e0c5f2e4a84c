//! The table of a statement's lines.

use payouts::StatementLine;

use super::{BELOW, SMALL, StatementPaper, date};
use crate::pdf::{Face, LEFT, Paper, RIGHT};

const ROW: f32 = 12.0;

impl StatementPaper<'_> {
    /// The head of the lines; again on every page.
    pub(super) fn columns(&mut self) {
        for (column, name) in COLUMNS.iter().zip(HEADS) {
            column.write(&mut self.paper, Face::Bold, name);
        }
        self.paper.rule(BELOW);
        self.paper.down(ROW + 4.0);
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, line: &StatementLine) {
        let basis = &line.basis;
        let cells = [
            line.id.to_string(),
            date(self.calendar.day_of(line.booked_at)),
            line.lead.to_string(),
            line.loan.to_string(),
            format!("{}: {}", line.kind, line.reason.as_str().replace('_', " ")),
            basis.disbursal.amount.grouped(),
            format!("{} %", basis.terms.rate),
            basis.grade.as_str().to_owned(),
            line.amount.grouped(),
        ];
        for (column, text) in COLUMNS.iter().zip(&cells) {
            column.write(&mut self.paper, Face::Plain, text);
        }
        if self.paper.down(ROW) {
            self.columns();
        }
    }
}

/// Where a column of the lines stands.
enum Column {
    From(f32),
    UpTo(f32),
}

const HEADS: [&str; 9] = [
    "Line",
    "Booked",
    "Lead",
    "Loan",
    "What for",
    "Disbursal",
    "Rate",
    "Grade",
    "Amount",
];

const COLUMNS: [Column; 9] = [
    Column::From(LEFT),
    Column::From(92.0),
    Column::From(150.0),
    Column::From(194.0),
    Column::From(244.0),
    Column::UpTo(430.0),
    Column::UpTo(466.0),
    Column::From(472.0),
    Column::UpTo(RIGHT),
];

impl Column {
    fn write(&self, paper: &mut Paper, face: Face, text: &str) {
        match self {
            Self::From(x) => paper.left(*x, face, SMALL, text),
            Self::UpTo(x) => paper.right(*x, face, SMALL, text),
        }
    }
}
