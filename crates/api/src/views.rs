//! What is shown, field by field, in the seed's order.

mod cells;
mod feed;
mod lead;
mod scalar;
mod stats;
mod verdict;
mod words;

pub(crate) use cells::{COLUMNS, Cell};
pub(crate) use feed::{AnswerView, LoanMessage, UserMessage};
pub(crate) use lead::{LeadDetail, LeadRow, Page};
pub(crate) use scalar::{Rupees, UtcMillis};
pub(crate) use stats::StatsView;
pub(crate) use verdict::{VerdictReply, write_verdict};
pub(crate) use words::{
    DedupeStatusWord, FeedResultWord, LoanStatusWord, PayoutStatusWord, SortWord, UserStatusWord,
};
