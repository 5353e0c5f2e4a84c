//! Users, loans and their messages in memory.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use dedupe::{KnownUser, MatchedBy, PersonKeys, UserDirectory, UserStatus};
use kernel::{BlindIndex, LoanApplicationId, PartnerId, PortResult, RateBps, UserId};
use lender::{
    FeedOutcome, FeedRepository, Folded, ProtectedLoan, ProtectedMessage, ProtectedUser,
    RefusedBecause, Report, Stamp, StoredMessage, fold,
};
use payouts::PayoutPolicy;

use super::books::Books;
use super::credits::{Concerned, Settling};
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
    received: HashSet<BlindIndex>,
    pub(super) users: HashMap<UserId, UserRow>,
    pub(super) loans: HashMap<LoanApplicationId, LoanRow>,
    by_key: HashMap<BlindIndex, BTreeSet<UserId>>,
    by_user: HashMap<UserId, BTreeSet<LoanApplicationId>>,
    pub(super) books: Books,
}

#[derive(Debug)]
pub(super) struct UserRow {
    stamp: Stamp,
    pub(super) user: ProtectedUser,
    /// The earliest message that gave either, and what it gave.
    pub(super) utm: Option<(Stamp, Utm)>,
}

#[derive(Debug)]
pub(super) struct LoanRow {
    stamp: Stamp,
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

    /// Whom `message` speaks of, and whom its user or loan was before.
    fn concerned(&self, message: &StoredMessage) -> Concerned {
        let mut concerned = Concerned::default();
        match &message.state {
            ProtectedMessage::User(user) => {
                concerned.users.insert(user.id);
                if let Some(row) = self.users.get(&user.id) {
                    concerned.keys.extend(keys_of(&row.user));
                }
            }
            ProtectedMessage::Loan(loan) => {
                concerned.users.insert(loan.loan.user);
                let before = self.loans.get(&loan.id);
                concerned
                    .users
                    .extend(before.map(|row| row.state.loan.user));
            }
        }
        concerned
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
        let known = self.users.get(&user.id);
        let folded = fold(&stamp, known.map(|row| &row.stamp), false);
        let gives = user.utm_source.is_some() || user.utm_campaign.is_some();
        let utm = gives.then(|| {
            let utm = Utm {
                source: user.utm_source.clone(),
                campaign: user.utm_campaign,
            };
            (stamp, utm)
        });
        let kept = known.and_then(|row| row.utm.clone());
        let earliest = [kept, utm].into_iter().flatten().min_by_key(|utm| utm.0);
        if folded == Folded::Applies {
            if let Some(row) = known {
                for key in keys_of(&row.user) {
                    self.by_key.entry(key).or_default().remove(&user.id);
                }
            }
            for key in keys_of(&user) {
                self.by_key.entry(key).or_default().insert(user.id);
            }
            let utm = earliest;
            self.users.insert(user.id, UserRow { stamp, user, utm });
        } else if let Some(row) = self.users.get_mut(&user.id) {
            row.utm = earliest;
        }
        folded
    }

    fn receive_loan(&mut self, stamp: Stamp, state: ProtectedLoan) -> Folded {
        let id = state.id;
        let own = Report::of(stamp, &state.loan);
        let known = self.loans.get(&id);
        let folded = fold(&stamp, known.map(|row| &row.stamp), false);
        let report = Report::later(known.and_then(|row| row.report), own);
        if folded == Folded::Applies {
            if let Some(row) = known {
                let loans = self.by_user.entry(row.state.loan.user).or_default();
                loans.remove(&id);
            }
            let loans = self.by_user.entry(state.loan.user).or_default();
            loans.insert(id);
            let row = LoanRow {
                stamp,
                state,
                report,
            };
            self.loans.insert(id, row);
        } else if let Some(row) = self.loans.get_mut(&id) {
            row.report = report;
        }
        folded
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
