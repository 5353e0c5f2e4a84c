//! A statement: what a partner's lines of a period come to.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    LeadId, LedgerLineId, LoanApplicationId, Money, PartnerId, PayoutRunId, RateBps, StatementId,
    words,
};

use crate::{Basis, DisputeStatus, LineKind, LineReason, TaxProfile, TaxTable};

/// What a statement is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// What the statement before left to be set off; 0 or below.
    pub opening: Money,
    /// The sum of the lines above 0.
    pub earnings: Money,
    /// The sum of the lines below 0.
    pub reversals: Money,
    /// The sum of all lines of the partner's earlier statements of the financial year.
    pub year_earned: Money,
    /// The part of that from which tax was deducted.
    pub year_taxed: Money,
}

/// A tax on a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    /// What it is computed from.
    pub base: Money,
    /// The share.
    pub rate: RateBps,
    /// The tax; 0 or more for TDS, of the base's sign for GST.
    pub amount: Money,
    /// The law.
    pub section: String,
}

/// The figures of a statement: closing = opening + earnings + reversals + gst − tds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// What was left to be set off; 0 or below.
    pub opening: Money,
    /// The lines above 0.
    pub earnings: Money,
    /// The lines below 0.
    pub reversals: Money,
    /// Deducted; `None` where no rule applies or the threshold is not passed.
    pub tds: Option<Tax>,
    /// Added; `None` where no rule applies.
    pub gst: Option<Tax>,
    /// What is paid if it is above 0, and else carried forward.
    pub closing: Money,
}

/// A sum beyond 64-bit paise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sum of money overflowed")]
pub struct SumOverflow;

/// The figures of an account, taxed by the rules of `day` (the period's last).
///
/// TDS is due once what was earned in the financial year passes the threshold,
/// and then on all of it that was not taxed yet; GST is no part of its base.
///
/// # Errors
/// [`SumOverflow`].
pub fn figures(
    account: &Account,
    profile: TaxProfile,
    table: &TaxTable,
    day: NaiveDate,
) -> Result<Figures, SumOverflow> {
    let net = sum(&[account.earnings, account.reversals])?;
    let tds = tds(account, net, profile, table, day)?;
    let gst = table.gst(profile, day).map(|rule| Tax {
        base: net,
        rate: rule.rate,
        amount: rule.rate.of(net),
        section: rule.section.clone(),
    });
    let amount = |tax: &Option<Tax>| tax.as_ref().map_or(Money::ZERO, |tax| tax.amount);
    let closing = sum(&[account.opening, net, amount(&gst)])?
        .checked_sub(amount(&tds))
        .ok_or(SumOverflow)?;
    Ok(Figures {
        opening: account.opening,
        earnings: account.earnings,
        reversals: account.reversals,
        tds,
        gst,
        closing,
    })
}

fn tds(
    account: &Account,
    net: Money,
    profile: TaxProfile,
    table: &TaxTable,
    day: NaiveDate,
) -> Result<Option<Tax>, SumOverflow> {
    let Some(rule) = table.tds(profile, day) else {
        return Ok(None);
    };
    let earned = sum(&[account.year_earned, net])?;
    let base = earned.checked_sub(account.year_taxed).ok_or(SumOverflow)?;
    if earned <= rule.threshold || base <= Money::ZERO {
        return Ok(None);
    }
    let rate = if profile.has_pan {
        rule.rate
    } else {
        rule.rate_without_pan
    };
    Ok(Some(Tax {
        base,
        rate,
        amount: rate.of(base),
        section: rule.section.clone(),
    }))
}

/// The sum of `amounts`.
///
/// # Errors
/// [`SumOverflow`].
pub fn sum(amounts: &[Money]) -> Result<Money, SumOverflow> {
    let mut amounts = amounts.iter();
    amounts
        .try_fold(Money::ZERO, |sum, amount| sum.checked_add(*amount))
        .ok_or(SumOverflow)
}

words! {
    /// Where a statement stands.
    StatementStatus {
        /// In a run that awaits approval.
        Draft = "draft",
        /// Approved; its closing balance is to be paid.
        Approved = "approved",
        /// Approved; nothing is to be paid, its closing balance opens the next one.
        Carried = "carried",
        /// Paid by bank transfer.
        Paid = "paid",
        /// In a run that was rejected; its lines are free for another run.
        Rejected = "rejected",
    }
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Key.
    pub id: StatementId,
    /// The run it belongs to.
    pub run: PayoutRunId,
    /// Whose.
    pub partner: PartnerId,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period; every line up to it that was in no statement is in this one.
    pub to: NaiveDate,
    /// The figures.
    pub figures: Figures,
    /// How many lines.
    pub lines: u64,
    /// Where it stands.
    pub status: StatementStatus,
    /// The bank's reference of the payment.
    pub bank_reference: Option<BankReference>,
    /// When its run was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// When it was paid.
    pub paid_at: Option<DateTime<Utc>>,
}

/// A line on a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Key.
    pub id: LedgerLineId,
    /// By which lead.
    pub lead: LeadId,
    /// By which loan.
    pub loan: LoanApplicationId,
    /// What it does.
    pub kind: LineKind,
    /// Why.
    pub reason: LineReason,
    /// How much.
    pub amount: Money,
    /// What it was computed from.
    pub basis: Basis,
    /// When it was booked.
    pub booked_at: DateTime<Utc>,
    /// The partner's dispute of it.
    pub dispute: Option<DisputeStatus>,
}

/// The bank's reference of a transfer (a UTR or the like): 6–40 letters, digits,
/// hyphens and slashes; capitals and small letters are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankReference(String);

/// A text that is no bank reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 6 to 40 letters, digits, hyphens and slashes")]
pub struct BankReferenceError;

impl BankReference {
    /// The text, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for BankReference {
    type Err = BankReferenceError;

    fn from_str(text: &str) -> Result<Self, BankReferenceError> {
        let sane = (6..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'/');
        if sane {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(BankReferenceError)
        }
    }
}

#[cfg(test)]
mod tests;
