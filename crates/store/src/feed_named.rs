//! What some messages speak of.

use lender::{ProtectedMessage, StoredMessage};

use crate::columns::micros;

/// The keys that occur in some messages.
pub(crate) struct Named {
    /// The earliest `occurred_at`, microseconds.
    pub(crate) earliest: i64,
    /// The latest.
    pub(crate) latest: i64,
    /// Users that messages are about.
    pub(crate) reported_users: Vec<i64>,
    /// Those and the ones loans belong to.
    pub(crate) users: Vec<i64>,
    /// Loans that messages are about.
    pub(crate) loans: Vec<i64>,
}

impl Named {
    /// The keys in `messages`, each once and in order.
    pub(crate) fn of(messages: &[StoredMessage]) -> Self {
        let mut named = Self {
            earliest: i64::MAX,
            latest: i64::MIN,
            reported_users: Vec::new(),
            users: Vec::new(),
            loans: Vec::new(),
        };
        for message in messages {
            let at = micros(message.stamp.occurred_at);
            named.earliest = named.earliest.min(at);
            named.latest = named.latest.max(at);
            match &message.state {
                ProtectedMessage::User(user) => named.reported_users.push(user.id.get()),
                ProtectedMessage::Loan(loan) => {
                    named.loans.push(loan.id.get());
                    named.users.push(loan.loan.user.get());
                }
            }
        }
        named.users.extend(&named.reported_users);
        for ids in [
            &mut named.reported_users,
            &mut named.users,
            &mut named.loans,
        ] {
            ids.sort_unstable();
            ids.dedup();
        }
        named
    }
}
