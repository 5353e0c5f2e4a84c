//! Users, loans and their messages in memory.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use dedupe::{KnownUser, MatchedBy, PersonKeys, UserDirectory, UserStatus};
use kernel::{BlindIndex, LoanApplicationId, PartnerId, PortResult, RateBps, UserId};
use lender::{
    FeedOutcome, FeedRepository, ProtectedLoan, ProtectedUser, Report, Stamp, StoredMessage,
};
use payouts::PayoutPolicy;

use super::books::Books;
use super::credits::Settling;
use super::{InMemoryAudit, InMemoryPartners, locked};
use crate::Utm;

/// Fake of [`FeedRepository`] and [`UserDirectory`]. It keeps the leads and the
/// ledger as well, so that one lock is one transaction.
#[derive(Debug, Clone)]
pub struct InMemoryFeed {
    state: Arc<Mutex<State>>,
    policy: Arc<PayoutPolicy>,
    partners: InMemoryPartners,
    audit: InMemoryAudit,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) received: HashSet<BlindIndex>,
    pub(super) users: HashMap<UserId, UserRow>,
    pub(super) loans: HashMap<LoanApplicationId, LoanRow>,
    pub(super) by_key: HashMap<BlindIndex, BTreeSet<UserId>>,
    pub(super) by_user: HashMap<UserId, BTreeSet<LoanApplicationId>>,
    pub(super) books: Books,
}

#[derive(Debug)]
pub(super) struct UserRow {
    pub(super) stamp: Stamp,
    pub(super) user: ProtectedUser,
    /// The earliest message that gave either, and what it gave.
    pub(super) utm: Option<(Stamp, Utm)>,
}

#[derive(Debug)]
pub(super) struct LoanRow {
    pub(super) stamp: Stamp,
    pub(super) state: ProtectedLoan,
    /// The latest disbursal any message reported.
    pub(super) report: Option<Report>,
}

impl InMemoryFeed {
    /// Nobody is known; loans are credited by `policy` to leads of `partners`.
    pub fn new(policy: PayoutPolicy, partners: InMemoryPartners, audit: InMemoryAudit) -> Self {
        Self {
            state: Arc::default(),
            policy: Arc::new(policy),
            partners,
            audit,
        }
    }

    /// Everything, as of one instant.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    pub(super) fn policy(&self) -> &PayoutPolicy {
        &self.policy
    }

    /// A partner's own rate.
    pub(super) fn rate_of(&self, partner: PartnerId) -> Option<RateBps> {
        self.partners.link_and_rate(partner)?.1
    }

    pub(super) fn utm(&self, user: UserId) -> Option<Utm> {
        let state = self.state();
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
        self.state().known_users(keys)
    }

    fn receive(&self, state: &mut State, message: StoredMessage) -> FeedOutcome {
        let received_at = message.received_at;
        let concerned = state.concerned(&message);
        let outcome = state.receive(message);
        if let FeedOutcome::Applied | FeedOutcome::Stale = outcome {
            Settling {
                policy: &self.policy,
                partners: &self.partners,
                audit: &self.audit,
                at: received_at,
            }
            .settle(state, concerned);
        }
        outcome
    }
}

impl State {
    /// A user's state and registration, as its leads show them.
    pub(super) fn registration(&self, user: UserId) -> Option<(UserStatus, DateTime<Utc>)> {
        let row = self.users.get(&user)?;
        Some((row.user.status, row.user.registered_at))
    }

    pub(super) fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        let of = |key| self.users_of(key);
        let ids: BTreeSet<UserId> = of(&keys.mobile).chain(of(&keys.pan)).collect();
        ids.into_iter()
            .filter_map(|id| self.known(&self.users.get(&id)?.user, keys))
            .collect()
    }

    /// The users with a mobile number or PAN of this index.
    pub(super) fn users_of(&self, key: &BlindIndex) -> impl Iterator<Item = UserId> {
        self.by_key.get(key).into_iter().flatten().copied()
    }

    /// A user's loans.
    pub(super) fn loans_of(&self, user: UserId) -> impl Iterator<Item = LoanApplicationId> {
        self.by_user.get(&user).into_iter().flatten().copied()
    }

    fn known(&self, user: &ProtectedUser, keys: &PersonKeys) -> Option<KnownUser> {
        let matched_by =
            MatchedBy::from_keys(user.mobile == keys.mobile, user.pan == Some(keys.pan))?;
        let loans = self.loans_of(user.id);
        let loans = loans.filter_map(|loan| Some(self.loans.get(&loan)?.state.loan.status));
        Some(KnownUser {
            id: user.id,
            matched_by,
            status: user.status,
            hold_until: user.hold_until,
            registered_at: user.registered_at,
            loans: loans.collect(),
        })
    }
}

/// What a user is known by.
pub(super) fn keys_of(user: &ProtectedUser) -> impl Iterator<Item = BlindIndex> + use<> {
    [Some(user.mobile), user.pan].into_iter().flatten()
}

impl FeedRepository for InMemoryFeed {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let mut state = self.state();
        messages
            .into_iter()
            .map(|message| Ok(self.receive(&mut state, message)))
            .collect()
    }
}

impl UserDirectory for InMemoryFeed {
    fn find(&mut self, keys: &PersonKeys) -> PortResult<Vec<KnownUser>> {
        Ok(self.known_users(keys))
    }
}
