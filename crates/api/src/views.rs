//! What is shown, field by field, in the seed's order.

mod cells;
mod diagnosis;
mod dispute;
mod encryption;
mod feed;
mod lead;
mod payout;
mod profile;
mod run;
mod scalar;
mod statement;
mod statement_csv;
mod statement_line;
mod stats;
mod tokens;
mod verdict;
mod words;

pub(crate) use cells::{COLUMNS, Cell};
pub(crate) use diagnosis::DiagnosisView;
pub(crate) use dispute::{
    AnswerBody, DisputeBody, DisputePage, DisputeView, OpenedDisputeView, OwnDisputeView,
};
pub(crate) use encryption::{EncryptionView, EnrolBody, EnrolledView, NonceView, PlatformKeysView};
pub(crate) use feed::{AnswerView, LoanMessage, UserMessage};
pub(crate) use lead::{LeadDetail, LeadRow, Page};
pub(crate) use payout::PayoutView;
pub(crate) use profile::{ProfileView, RotateBody, RotatedView};
pub(crate) use run::{NewRunView, PaymentBody, RunBody, RunPage, RunStatements, RunView};
pub(crate) use scalar::{Percent, Rupees, UtcMillis};
pub(crate) use statement::{Paging, StatementDetail, StatementPage, StatementView};
pub(crate) use statement_csv::{STATEMENT_COLUMNS, line_cells, total_cells};
use statement_line::StatementLineView;
pub(crate) use stats::StatsView;
pub(crate) use tokens::{RefreshedTokens, Tokens};
pub(crate) use verdict::{VerdictReply, write_verdict};
pub(crate) use words::{
    DedupeStatusWord, DisputeStatusWord, FeedResultWord, LineKindWord, LineReasonWord,
    LoanStatusWord, PayoutStatusWord, RunStatusWord, SortWord, StatementStatusWord, UserStatusWord,
};
