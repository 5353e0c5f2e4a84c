//! What the audit log records of money.

use kernel::{DisputeId, LeadId, LoanApplicationId, Money, PartnerId, PayoutRunId, StatementId};

/// What can happen to money and to who earns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyEvent {
    /// A loan was credited to a lead.
    LoanCredited {
        /// The lead.
        lead: LeadId,
        /// The loan.
        loan: LoanApplicationId,
        /// Why this lead.
        by: &'static str,
    },
    /// A lead of the same person was not credited with a loan.
    LoanNotCredited {
        /// The lead.
        lead: LeadId,
        /// The loan.
        loan: LoanApplicationId,
        /// Why not.
        because: &'static str,
    },
    /// What a lead's payout owes changed.
    PayoutChanged {
        /// The lead.
        lead: LeadId,
        /// The loan.
        loan: LoanApplicationId,
        /// The ledger line's reason.
        because: &'static str,
        /// What was owed before.
        from: Money,
        /// What is owed now.
        to: Money,
    },
    /// A payout run was created.
    RunCreated {
        /// The run.
        run: PayoutRunId,
        /// How many statements it has.
        statements: u64,
    },
    /// A payout run was approved.
    RunApproved {
        /// The run.
        run: PayoutRunId,
    },
    /// A payout run was rejected.
    RunRejected {
        /// The run.
        run: PayoutRunId,
    },
    /// A statement was paid.
    StatementPaid {
        /// The statement.
        statement: StatementId,
        /// How much.
        amount: Money,
    },
    /// A partner disputes a line.
    DisputeOpened {
        /// The dispute.
        dispute: DisputeId,
    },
    /// A dispute was answered.
    DisputeAnswered {
        /// The dispute.
        dispute: DisputeId,
        /// Whether the partner was right.
        upheld: bool,
    },
    /// What a partner's taxes depend on changed.
    TaxProfileChanged {
        /// The partner.
        partner: PartnerId,
        /// The names of the fields that changed.
        fields: &'static str,
    },
}

impl MoneyEvent {
    pub(crate) const fn action(&self) -> &'static str {
        match self {
            Self::LoanCredited { .. } => "lead.loan_credited",
            Self::LoanNotCredited { .. } => "lead.loan_not_credited",
            Self::PayoutChanged { .. } => "lead.payout_changed",
            Self::RunCreated { .. } => "payout_run.created",
            Self::RunApproved { .. } => "payout_run.approved",
            Self::RunRejected { .. } => "payout_run.rejected",
            Self::StatementPaid { .. } => "statement.paid",
            Self::DisputeOpened { .. } => "dispute.opened",
            Self::DisputeAnswered { .. } => "dispute.answered",
            Self::TaxProfileChanged { .. } => "partner.tax_profile_changed",
        }
    }

    pub(crate) const fn subject(&self) -> i64 {
        match self {
            Self::LoanCredited { lead, .. }
            | Self::LoanNotCredited { lead, .. }
            | Self::PayoutChanged { lead, .. } => lead.get(),
            Self::RunCreated { run, .. }
            | Self::RunApproved { run }
            | Self::RunRejected { run } => run.get(),
            Self::StatementPaid { statement, .. } => statement.get(),
            Self::DisputeOpened { dispute } | Self::DisputeAnswered { dispute, .. } => {
                dispute.get()
            }
            Self::TaxProfileChanged { partner, .. } => partner.get(),
        }
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::LoanCredited { loan, by, .. } => {
                vec![("loan", loan.to_string()), ("by", (*by).to_owned())]
            }
            Self::LoanNotCredited { loan, because, .. } => vec![
                ("loan", loan.to_string()),
                ("because", (*because).to_owned()),
            ],
            Self::PayoutChanged {
                loan,
                because,
                from,
                to,
                ..
            } => vec![
                ("loan", loan.to_string()),
                ("because", (*because).to_owned()),
                ("from", from.to_string()),
                ("to", to.to_string()),
            ],
            Self::RunCreated { statements, .. } => {
                vec![("statements", statements.to_string())]
            }
            Self::StatementPaid { amount, .. } => vec![("amount", amount.to_string())],
            Self::DisputeAnswered { upheld, .. } => vec![("upheld", upheld.to_string())],
            Self::TaxProfileChanged { fields, .. } => vec![("fields", (*fields).to_owned())],
            Self::RunApproved { .. } | Self::RunRejected { .. } | Self::DisputeOpened { .. } => {
                Vec::new()
            }
        }
    }
}
