//! Receiving messages: the use case behind all three ways in.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, FieldRef, FieldVault, IndexedField, PortResult, Sealed};

use crate::{
    FeedLimits, FeedOutcome, FeedRepository, FieldError, Judge, LoanMessage, Message,
    ProtectedLoan, ProtectedMessage, ProtectedUser, Raw, RawMessage, RefusedBecause, Stamp,
    StoredMessage, UserMessage,
};

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedResult {
    /// It became the state.
    Applied,
    /// It was received before.
    Unchanged,
    /// It is older than the state; it was kept.
    Stale,
    /// It was not kept; why, field by field.
    Refused(Vec<FieldError>),
}

impl FeedResult {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Unchanged => "unchanged",
            Self::Stale => "stale",
            Self::Refused(_) => "refused",
        }
    }
}

/// The answer to one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedAnswer {
    /// The id it gave, if it is one.
    pub id: Option<i64>,
    /// What became of it.
    pub result: FeedResult,
}

/// A message that was judged and, if it makes sense, protected.
pub struct Prepared {
    id: Option<i64>,
    judged: Result<PortResult<StoredMessage>, Vec<FieldError>>,
}

/// What is left of a [`Prepared`] once its message went to the repository.
type Judged = Result<PortResult<()>, Vec<FieldError>>;

/// Judges, protects and stores messages.
#[derive(Clone)]
pub struct ReceiveFeed {
    /// Where they are kept.
    pub repository: Arc<dyn FeedRepository>,
    /// Protects personal data.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What is accepted.
    pub limits: FeedLimits,
}

impl ReceiveFeed {
    /// One result for each message, in order. A port's failure is that message's
    /// alone.
    pub fn execute(&self, messages: &[RawMessage]) -> Vec<PortResult<FeedAnswer>> {
        self.settle(messages.iter().map(|raw| self.prepare(raw)).collect())
    }

    /// The first half of [`ReceiveFeed::execute`]: judges and protects. It takes
    /// nothing but the processor, so it may go on beside the second.
    pub fn prepare(&self, raw: &RawMessage) -> Prepared {
        let now = self.clock.now();
        Prepared {
            id: id_of(raw),
            judged: Judge::judge(raw, self.limits, now).map(|message| self.protect(&message, now)),
        }
    }

    /// The second half: stores what was accepted. Results as for
    /// [`ReceiveFeed::execute`].
    pub fn settle(&self, prepared: Vec<Prepared>) -> Vec<PortResult<FeedAnswer>> {
        let mut accepted = Vec::with_capacity(prepared.len());
        let judged: Vec<(Option<i64>, Judged)> = prepared
            .into_iter()
            .map(|Prepared { id, judged }| {
                let judged = judged.map(|message| message.map(|message| accepted.push(message)));
                (id, judged)
            })
            .collect();
        let mut outcomes = if accepted.is_empty() {
            Vec::new()
        } else {
            self.repository.apply(accepted)
        }
        .into_iter();
        judged
            .into_iter()
            .map(|(id, judged)| {
                let result = match judged {
                    Err(errors) => FeedResult::Refused(errors),
                    Ok(Err(failure)) => return Err(failure),
                    Ok(Ok(())) => result_of(outcomes.next().unwrap_or_else(|| {
                        Err(kernel::PortFailure::Unforeseen(
                            "a message got no outcome".to_owned(),
                        ))
                    })?),
                };
                Ok(FeedAnswer { id, result })
            })
            .collect()
    }

    fn protect(&self, message: &Message, now: DateTime<Utc>) -> PortResult<StoredMessage> {
        let canonical = message.canonical();
        let content = self
            .vault
            .index(IndexedField::FeedMessage, canonical.as_bytes());
        let (occurred_at, state) = match message {
            Message::User(user) => (user.occurred_at, ProtectedMessage::User(self.user(user)?)),
            Message::Loan(loan) => (loan.occurred_at, ProtectedMessage::Loan(protect_loan(loan))),
        };
        let field = FieldRef {
            table: "feed_messages",
            column: "content_sealed",
            row: content.as_bytes(),
        };
        Ok(StoredMessage {
            stamp: Stamp {
                occurred_at,
                content,
            },
            content: self.vault.seal(field, canonical.as_bytes())?,
            received_at: now,
            state,
        })
    }

    fn user(&self, message: &UserMessage) -> PortResult<ProtectedUser> {
        let row = message.id.get().to_be_bytes();
        let seal = |column, plain: &[u8]| -> PortResult<Sealed> {
            let field = FieldRef {
                table: "users",
                column,
                row: &row,
            };
            self.vault.seal(field, plain)
        };
        let user = &message.user;
        let mobile = self.vault.digest(user.mobile.as_str().as_bytes());
        let pan = user
            .pan
            .as_ref()
            .map(|pan| self.vault.digest(pan.as_str().as_bytes()));
        Ok(ProtectedUser {
            id: message.id,
            mobile: self.vault.index_digest(IndexedField::Mobile, &mobile),
            mobile_digest: seal("mobile_digest_sealed", mobile.as_bytes())?,
            pan: pan.map(|pan| self.vault.index_digest(IndexedField::Pan, &pan)),
            pan_digest: pan
                .map(|pan| seal("pan_digest_sealed", pan.as_bytes()))
                .transpose()?,
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user
                .email
                .as_ref()
                .map(|email| seal("email_sealed", email.as_str().as_bytes()))
                .transpose()?,
            status: user.status,
            hold_until: user.hold_until,
            registered_at: user.registered_at,
            utm_source: user.utm_source.clone(),
            utm_campaign: user.utm_campaign.as_ref().map(|campaign| {
                self.vault
                    .index(IndexedField::Campaign, campaign.as_bytes())
            }),
        })
    }
}

fn protect_loan(message: &LoanMessage) -> ProtectedLoan {
    ProtectedLoan {
        id: message.id,
        loan: message.loan.clone(),
    }
}

fn result_of(outcome: FeedOutcome) -> FeedResult {
    match outcome {
        FeedOutcome::Applied => FeedResult::Applied,
        FeedOutcome::Unchanged => FeedResult::Unchanged,
        FeedOutcome::Stale => FeedResult::Stale,
        FeedOutcome::Refused(RefusedBecause::UnknownUser) => {
            FeedResult::Refused(vec![FieldError {
                field: "user_id",
                reason: "is not a known user".to_owned(),
            }])
        }
    }
}

fn id_of(raw: &RawMessage) -> Option<i64> {
    let id = match raw {
        RawMessage::User(user) => &user.id,
        RawMessage::Loan(loan) => &loan.id,
    };
    match id {
        Raw::Text(text) | Raw::Number(text) => text.parse().ok(),
        Raw::Absent | Raw::Other => None,
    }
}
