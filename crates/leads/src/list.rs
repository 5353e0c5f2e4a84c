//! Which leads, in which order, how many.

use chrono::NaiveDate;
use dedupe::{LoanStatus, Verdict};
use kernel::{LeadId, PageNumber, PageSize, PartnerId};
use payouts::PayoutStatus;

use crate::{LeadRecord, SearchTerm};

/// Which leads of a partner. `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    /// Verdict when shared.
    pub verdict: Option<Verdict>,
    /// First business day, inclusive.
    pub from: Option<NaiveDate>,
    /// Last business day, inclusive.
    pub to: Option<NaiveDate>,
    /// State of the credited loan.
    pub loan_status: Option<LoanStatus>,
    /// State of the payout.
    pub payout_status: Option<PayoutStatus>,
    /// Name, mobile number or PAN.
    pub search: Option<SearchTerm>,
}

impl LeadFilter {
    /// Whether only verdict and days narrow: such totals are kept up, not counted.
    pub const fn is_counted(&self) -> bool {
        self.loan_status.is_none() && self.payout_status.is_none() && self.search.is_none()
    }
}

/// What leads are ordered by; ties are broken by key in the same direction, after the
/// time of sharing where nothing was paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortField {
    /// When the lead was shared.
    #[default]
    SharedAt,
    /// What was paid out; leads without a disbursal count as 0.
    DisbursalAmount,
}

/// Order of a list. The default is newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadSort {
    /// By what.
    pub field: SortField,
    /// Greatest first.
    pub descending: bool,
}

impl Default for LeadSort {
    fn default() -> Self {
        Self {
            field: SortField::SharedAt,
            descending: true,
        }
    }
}

/// The place of a row in an order: its sort value (microseconds since the epoch,
/// or paise) and its key. The page after a cursor starts with the next row, no
/// matter what was shared in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The order it is a place in.
    pub sort: LeadSort,
    /// The row's sort value.
    pub value: i64,
    /// The row's key.
    pub id: LeadId,
}

/// Where a page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// At page N.
    Page(PageNumber),
    /// After a row.
    After(Cursor),
}

/// A page of leads.
#[derive(Debug, Clone)]
pub struct LeadQuery {
    /// Whose; always the token's partner.
    pub partner: PartnerId,
    /// Which.
    pub filter: LeadFilter,
    /// In which order. Equals the cursor's where there is one.
    pub sort: LeadSort,
    /// From where.
    pub position: Position,
    /// How many at most.
    pub size: PageSize,
}

/// The rows of one page, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The rows, at most a page of them.
    pub leads: Vec<LeadRecord>,
    /// Whether the list goes on behind them.
    pub more: bool,
}

impl Slice {
    /// Cuts a page of `size` from `rows`, which were asked for with
    /// [`PageSize::and_one_more`].
    pub fn cut(mut rows: Vec<LeadRecord>, size: PageSize) -> Self {
        let size = usize::try_from(size.get()).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        Self { leads: rows, more }
    }
}

/// How many leads there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The number, at most [`Total::NAME_SEARCH_CAP`] for a name search.
    pub count: u64,
    /// Whether there are more than `count`.
    pub capped: bool,
}

impl Total {
    /// Up to here the total of a name search is exact (contract, "Lists").
    pub const NAME_SEARCH_CAP: u32 = 10_000;
}
