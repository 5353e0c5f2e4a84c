//! Tax on what partners earn, from dated configuration (contract
//! `lender-feed.md`, "Payout runs and statements").

use chrono::{Datelike as _, NaiveDate};
use kernel::{Constitution, Money, RateBps};

/// What tax depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaxProfile {
    /// What the partner is in law, if it said so.
    pub constitution: Option<Constitution>,
    /// Whether it gave a PAN.
    pub has_pan: bool,
    /// Whether it gave a GSTIN: only then is GST added.
    pub has_gstin: bool,
}

/// Tax deducted at source on commission, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TdsRule {
    /// The first day it counts.
    pub from: NaiveDate,
    /// Whom it concerns; everybody when empty.
    pub constitutions: Vec<Constitution>,
    /// The share that is deducted.
    pub rate: RateBps,
    /// The share that is deducted from who gave no PAN.
    pub rate_without_pan: RateBps,
    /// What may be earned in a financial year before anything is deducted; then
    /// it is deducted from all of it.
    pub threshold: Money,
    /// The law, as it is printed on the statement.
    pub section: String,
}

/// Goods and services tax on commission, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GstRule {
    /// The first day it counts.
    pub from: NaiveDate,
    /// The share that is added.
    pub rate: RateBps,
    /// The law, as it is printed on the statement.
    pub section: String,
}

/// Every rule there is (configuration `tax.*`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxTable {
    /// Deducted.
    pub tds: Vec<TdsRule>,
    /// Added.
    pub gst: Vec<GstRule>,
}

impl TaxTable {
    /// The rule for a statement up to `day`: the one that began last; of equals
    /// the one that names the constitution.
    pub fn tds(&self, profile: TaxProfile, day: NaiveDate) -> Option<&TdsRule> {
        let concerns = |rule: &&TdsRule| {
            rule.constitutions.is_empty()
                || profile
                    .constitution
                    .is_some_and(|constitution| rule.constitutions.contains(&constitution))
        };
        self.tds
            .iter()
            .filter(|rule| rule.from <= day)
            .filter(concerns)
            .max_by_key(|rule| (rule.from, !rule.constitutions.is_empty()))
    }

    /// The rule for a statement up to `day`, for who gave a GSTIN.
    pub fn gst(&self, profile: TaxProfile, day: NaiveDate) -> Option<&GstRule> {
        if !profile.has_gstin {
            return None;
        }
        let began = self.gst.iter().filter(|rule| rule.from <= day);
        began.max_by_key(|rule| rule.from)
    }
}

/// The first day of the financial year `day` lies in: 1 April.
pub fn financial_year(day: NaiveDate) -> NaiveDate {
    let year = if day.month() < 4 {
        day.year() - 1
    } else {
        day.year()
    };
    NaiveDate::from_ymd_opt(year, 4, 1).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests;
