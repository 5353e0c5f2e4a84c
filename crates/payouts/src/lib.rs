//! What a partner earns: attribution, eligibility, the ledger, statements.
//!
//! [`credit`] is the heart: given some people, their leads, loans and what the
//! books say, it says what the books should say and which ledger lines bring
//! them there. It is a function of the facts alone. Around it: [`payout`]
//! (eligibility, amount, grade), [`attribute`] (which lead a loan is credited
//! to), [`figures`] (a statement), [`explain`] (a payout in words). Ports:
//! [`PayoutRuns`], [`Statements`], [`Disputes`].

mod attribution;
mod credit;
mod dispute;
mod dispute_text;
mod explain;
#[cfg(test)]
mod fixture;
mod grade;
mod ledger;
mod partner_desk;
mod payout;
mod repository;
mod run;
mod staff_desk;
mod statement;
mod status;
mod tax;
mod tax_profile;
mod terms;

pub use attribution::{
    Applicant, Application, AttributionRule, Candidate, Decision, LostBy, People, WonBy, attribute,
};
pub use credit::{Circle, Credit, Credits, LeadBooks, LeadOutcome, LoanFacts, credit};
pub use dispute::{Dispute, DisputeAnswer, DisputeStatus, NewDispute};
pub use dispute_text::{DisputeText, DisputeTextError};
pub use explain::{Explanation, HistoryLine, PayoutHistory, explain};
pub use grade::{Grade, GradeError, GradeTable, GradeTableError};
pub use kernel::{Constitution, KeptTaxProfile, TaxIdentity, UnknownWord};
pub use ledger::{Basis, LineKind, LineReason, NewLine};
pub use partner_desk::PartnerStatements;
pub use payout::{
    Disbursal, Earning, LoanStage, Payout, PayoutState, PayoutTransitionError, payout,
};
pub use repository::{
    AnswerDisputeError, CreateRunError, DecideRunError, Disputes, NewRun, OpenDisputeError,
    PayError, PayoutRuns, Statements,
};
#[cfg(feature = "mocks")]
pub use repository::{MockDisputes, MockPayoutRuns, MockStatements};
pub use run::{PayoutRun, RunStatus, is_period};
pub use staff_desk::{OpenedDispute, StaffPayouts};
pub use statement::{
    Account, BankReference, BankReferenceError, Figures, Statement, StatementLine, StatementStatus,
    SumOverflow, Tax, figures, sum,
};
pub use status::{PayoutStatus, UnknownPayoutStatus};
pub use tax::{GstRule, TaxProfile, TaxTable, TdsRule, financial_year};
#[cfg(feature = "mocks")]
pub use tax_profile::MockTaxProfiles;
pub use tax_profile::{NewTaxProfile, SetTaxProfile, SetTaxProfileError, TaxProfiles};
pub use terms::{PayoutPolicy, RuleVersion, RuleVersionError, Terms, Touch};
