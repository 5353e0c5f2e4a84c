//! Users, loans and their messages in memory.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use dedupe::{KnownUser, MatchedBy, PersonKeys, UserDirectory, UserStatus};
use kernel::{BlindIndex, LoanApplicationId, PortResult, UserId};
use lender::{
    FeedOutcome, FeedRepository, Folded, ProtectedLoan, ProtectedMessage, ProtectedUser,
    RefusedBecause, Stamp, StoredMessage, fold,
};

use super::locked;
use crate::Utm;

/// Fake of [`FeedRepository`] and [`UserDirectory`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryFeed(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    received: HashSet<BlindIndex>,
    users: HashMap<UserId, UserRow>,
    loans: HashMap<LoanApplicationId, (Stamp, ProtectedLoan)>,
}

#[derive(Debug)]
struct UserRow {
    stamp: Stamp,
    user: ProtectedUser,
    /// The earliest message that gave either, and what it gave.
    utm: Option<(Stamp, Utm)>,
}

impl InMemoryFeed {
    /// A user's state and registration, as its leads show them.
    pub(super) fn registration(&self, user: UserId) -> Option<(UserStatus, DateTime<Utc>)> {
        let state = locked(&self.0);
        let row = state.users.get(&user)?;
        Some((row.user.status, row.user.registered_at))
    }

    pub(super) fn utm(&self, user: UserId) -> Option<Utm> {
        let state = locked(&self.0);
        let row = state.users.get(&user)?;
        Some(row.utm.as_ref().map_or_else(
            || Utm {
                source: None,
                campaign: None,
            },
            |(_, utm)| utm.clone(),
        ))
    }

    pub(super) fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        let state = locked(&self.0);
        let mut users: Vec<KnownUser> = state
            .users
            .values()
            .filter_map(|row| state.known(&row.user, keys))
            .collect();
        users.sort_by_key(|user| user.id);
        users
    }
}

impl State {
    fn known(&self, user: &ProtectedUser, keys: &PersonKeys) -> Option<KnownUser> {
        let matched_by =
            MatchedBy::from_keys(user.mobile == keys.mobile, user.pan == Some(keys.pan))?;
        let loans = self
            .loans
            .values()
            .filter(|(_, loan)| loan.loan.user == user.id)
            .map(|(_, loan)| loan.loan.status)
            .collect();
        Some(KnownUser {
            id: user.id,
            matched_by,
            status: user.status,
            hold_until: user.hold_until,
            registered_at: user.registered_at,
            loans,
        })
    }

    fn receive(&mut self, message: StoredMessage) -> FeedOutcome {
        let stamp = message.stamp;
        if self.received.contains(&stamp.content) {
            return FeedOutcome::Unchanged;
        }
        let folded = match message.state {
            ProtectedMessage::User(user) => self.receive_user(stamp, user),
            ProtectedMessage::Loan(loan) if self.users.contains_key(&loan.loan.user) => {
                self.receive_loan(stamp, loan)
            }
            ProtectedMessage::Loan(_) => {
                return FeedOutcome::Refused(RefusedBecause::UnknownUser);
            }
        };
        self.received.insert(stamp.content);
        match folded {
            Folded::Applies => FeedOutcome::Applied,
            Folded::Stale => FeedOutcome::Stale,
            Folded::Known => FeedOutcome::Unchanged,
        }
    }

    fn receive_user(&mut self, stamp: Stamp, user: ProtectedUser) -> Folded {
        let state = self.users.get(&user.id).map(|row| row.stamp);
        let folded = fold(&stamp, state.as_ref(), false);
        let gives = user.utm_source.is_some() || user.utm_campaign.is_some();
        let utm = gives.then(|| {
            let utm = Utm {
                source: user.utm_source.clone(),
                campaign: user.utm_campaign,
            };
            (stamp, utm)
        });
        let row = self.users.entry(user.id).or_insert_with(|| UserRow {
            stamp,
            user: user.clone(),
            utm: None,
        });
        if folded == Folded::Applies {
            row.stamp = stamp;
            row.user = user;
        }
        if let Some((stamp, utm)) = utm
            && row.utm.as_ref().is_none_or(|(kept, _)| stamp < *kept)
        {
            row.utm = Some((stamp, utm));
        }
        folded
    }

    fn receive_loan(&mut self, stamp: Stamp, loan: ProtectedLoan) -> Folded {
        let state = self.loans.get(&loan.id).map(|(stamp, _)| *stamp);
        let folded = fold(&stamp, state.as_ref(), false);
        if folded == Folded::Applies {
            self.loans.insert(loan.id, (stamp, loan));
        }
        folded
    }
}

impl FeedRepository for InMemoryFeed {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let mut state = locked(&self.0);
        messages
            .into_iter()
            .map(|message| Ok(state.receive(message)))
            .collect()
    }
}

impl UserDirectory for InMemoryFeed {
    fn find(&mut self, keys: &PersonKeys) -> PortResult<Vec<KnownUser>> {
        Ok(self.known_users(keys))
    }
}
