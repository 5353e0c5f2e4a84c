//! Users and loans after all messages: sorted by `occurred_at`, then by the
//! content's hash; the last one is the state.

use chrono::{DateTime, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{BlindIndex, FieldVault as _, IndexedField, LoanApplicationId, UserId};
use lender::{LoanMessage, Message, UserMessage};

use crate::FakeVault;

/// A user after all messages.
pub(super) struct FoldedUser {
    pub(super) id: UserId,
    pub(super) mobile: String,
    pub(super) pan: Option<String>,
    pub(super) status: UserStatus,
    pub(super) registered_at: DateTime<Utc>,
    pub(super) email: bool,
    pub(super) utm_source: Option<String>,
    pub(super) utm_campaign: Option<String>,
}

/// A loan after all messages.
pub(super) struct FoldedLoan {
    pub(super) id: LoanApplicationId,
    pub(super) user: UserId,
    pub(super) status: LoanStatus,
    pub(super) created_at: DateTime<Utc>,
    /// What the state says of a disbursal.
    own: Option<(DateTime<Utc>, i64)>,
    /// What the last message says that says anything of one.
    reported: Option<(DateTime<Utc>, i64)>,
}

impl FoldedLoan {
    /// The disbursal that stands: going on without repeating it un-earns nothing;
    /// going back takes it away.
    pub(super) fn disbursal(&self) -> Option<(DateTime<Utc>, i64)> {
        is_paid_out(self.status)
            .then(|| self.own.or(self.reported))
            .flatten()
    }
}

fn is_paid_out(status: LoanStatus) -> bool {
    [
        "disbursed",
        "account_manager",
        "cleared",
        "closed",
        "cancelled",
        "refunded",
    ]
    .contains(&status.as_str())
}

/// `messages` in the order of the contract.
fn in_order<T>(
    messages: &[Message],
    pick: impl Fn(&Message) -> Option<(DateTime<Utc>, &T)>,
) -> Vec<&T> {
    let mut picked: Vec<(DateTime<Utc>, BlindIndex, &T)> = messages
        .iter()
        .filter_map(|message| {
            let (at, one) = pick(message)?;
            let content = message.canonical();
            let content = FakeVault.index(IndexedField::FeedMessage, content.as_bytes());
            Some((at, content, one))
        })
        .collect();
    picked.sort_by_key(|(at, content, _)| (*at, *content));
    picked.into_iter().map(|(_, _, one)| one).collect()
}

/// Every user some message is about.
pub(super) fn fold_users(messages: &[Message]) -> Vec<FoldedUser> {
    let ordered = in_order(messages, |message| match message {
        Message::User(user) => Some((user.occurred_at, user)),
        Message::Loan(_) => None,
    });
    let mut users: Vec<FoldedUser> = Vec::new();
    for message in ordered {
        let UserMessage { id, user, .. } = message;
        let before = users.iter().position(|known| known.id == *id);
        let before = before.map(|at| users.remove(at));
        let (source, campaign) = match before {
            Some(kept) if kept.utm_source.is_some() || kept.utm_campaign.is_some() => {
                (kept.utm_source, kept.utm_campaign)
            }
            _ => (user.utm_source.clone(), user.utm_campaign.clone()),
        };
        users.push(FoldedUser {
            id: *id,
            mobile: user.mobile.as_str().to_owned(),
            pan: user.pan.as_ref().map(|pan| pan.as_str().to_owned()),
            status: user.status,
            registered_at: user.registered_at,
            email: user.email.is_some(),
            utm_source: source,
            utm_campaign: campaign,
        });
    }
    users
}

/// Every loan some message is about.
pub(super) fn fold_loans(messages: &[Message]) -> Vec<FoldedLoan> {
    let ordered = in_order(messages, |message| match message {
        Message::Loan(loan) => Some((loan.occurred_at, loan)),
        Message::User(_) => None,
    });
    let mut loans: Vec<FoldedLoan> = Vec::new();
    for message in ordered {
        let LoanMessage { id, loan, .. } = message;
        let own = match (loan.disbursed_at, loan.disbursal_amount) {
            (Some(at), Some(amount)) if is_paid_out(loan.status) => Some((at, amount.paise())),
            _ => None,
        };
        let before = loans.iter().position(|known| known.id == *id);
        let before = before.map(|at| loans.remove(at));
        loans.push(FoldedLoan {
            id: *id,
            user: loan.user,
            status: loan.status,
            created_at: loan.created_at,
            own,
            reported: own.or(before.and_then(|known| known.reported)),
        });
    }
    loans
}
