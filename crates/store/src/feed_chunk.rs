//! Some messages, folded into the state in one transaction.
//!
//! What the messages speak of is loaded first, the fold happens in memory, and
//! what came of it is written with a few statements, however many messages
//! there are.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use dedupe::UserStatus;
use kernel::{BlindIndex, LoanApplicationId, PortFailure, UserId};
use lender::{
    FeedOutcome, Folded, ProtectedLoan, ProtectedMessage, ProtectedUser, RefusedBecause, Report,
    Stamp, StoredMessage, fold,
};

use crate::conn::Conn;
use crate::credit::{self, Books};
use crate::fault::Fault;
use crate::postgres::turn::{Turn, wait_for};
use crate::{feed_load, feed_write};

/// What `utm_*` a user came with, and which message said so.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Utm {
    pub(crate) stamp: Stamp,
    pub(crate) source: Option<String>,
    pub(crate) campaign: Option<BlindIndex>,
}

/// What leads depend on of a user.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct UserFacts {
    pub(crate) mobile: BlindIndex,
    pub(crate) pan: Option<BlindIndex>,
    pub(crate) status: UserStatus,
    pub(crate) utm: Option<Utm>,
}

/// A user, as far as the fold has come.
pub(crate) struct UserState<'a> {
    /// The message the state came from.
    pub(crate) stamp: Stamp,
    pub(crate) utm: Option<Utm>,
    /// Whether `utm` is not what the database has.
    pub(crate) utm_changed: bool,
    /// The new state; `None` while the database's stands.
    pub(crate) user: Option<&'a ProtectedUser>,
    /// What the database has, if it has a row.
    pub(crate) before: Option<UserFacts>,
}

impl UserState<'_> {
    /// What the chunk makes of the user; `None` while nothing is known of it.
    pub(crate) fn after(&self) -> Option<UserFacts> {
        let (mobile, pan, status) = match (self.user, &self.before) {
            (Some(user), _) => (user.mobile, user.pan, user.status),
            (None, Some(before)) => (before.mobile, before.pan, before.status),
            (None, None) => return None,
        };
        Some(UserFacts {
            mobile,
            pan,
            status,
            utm: self.utm.clone(),
        })
    }
}

/// What decisions depend on of a loan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct LoanFacts {
    pub(crate) user: UserId,
    pub(crate) created_at: DateTime<Utc>,
}

/// A loan, as far as the fold has come.
pub(crate) struct LoanState<'a> {
    /// The message the state came from.
    pub(crate) stamp: Stamp,
    /// The new state; `None` while the database's stands.
    pub(crate) loan: Option<&'a ProtectedLoan>,
    /// The latest report of a disbursal.
    pub(crate) report: Option<Report>,
    /// Whether `report` is not what the database has.
    pub(crate) report_changed: bool,
    /// What the database has, if it has a row.
    pub(crate) before: Option<LoanFacts>,
}

/// Everything the messages of a chunk speak of.
#[derive(Default)]
pub(crate) struct State<'a> {
    /// Messages received before.
    pub(crate) received: HashSet<BlindIndex>,
    pub(crate) users: HashMap<UserId, UserState<'a>>,
    pub(crate) loans: HashMap<LoanApplicationId, LoanState<'a>>,
    /// Messages to be kept.
    pub(crate) kept: Vec<&'a StoredMessage>,
}

/// Folds `messages` into the state, in the order given, credits the leads of
/// everyone concerned, and returns one outcome for each message.
pub(crate) fn apply(
    conn: &mut Conn,
    books: &Books,
    messages: &[StoredMessage],
) -> Result<Vec<FeedOutcome>, Fault<PortFailure>> {
    match conn {
        Conn::Postgres(postgres) => wait_for(postgres, Turn::Feed)?,
        // There is but one writer.
        Conn::Sqlite(_) => {}
    }
    let mut state = feed_load::load(conn, messages)?;
    let outcomes = messages
        .iter()
        .map(|message| state.receive(message))
        .collect();
    feed_write::write(conn, &state)?;
    credit::settle(conn, books, &state)?;
    Ok(outcomes)
}

impl<'a> State<'a> {
    /// Whether the messages say anything new of a user or a loan among these, be it what
    /// a lead repeats nothing of: a date, a number, an address.
    pub(crate) fn tells_of(
        &self,
        users: [Option<UserId>; 2],
        loans: [Option<LoanApplicationId>; 2],
    ) -> bool {
        let user = |id: &UserId| self.users.get(id).is_some_and(|one| one.user.is_some());
        let new = |state: &LoanState<'_>| state.loan.is_some() || state.report_changed;
        let loan = |id: &LoanApplicationId| self.loans.get(id).is_some_and(new);
        users.iter().flatten().any(user) || loans.iter().flatten().any(loan)
    }

    fn receive(&mut self, message: &'a StoredMessage) -> FeedOutcome {
        let stamp = message.stamp;
        if self.received.contains(&stamp.content) {
            return FeedOutcome::Unchanged;
        }
        let folded = match &message.state {
            ProtectedMessage::User(user) => self.receive_user(stamp, user),
            ProtectedMessage::Loan(loan) if self.users.contains_key(&loan.loan.user) => {
                self.receive_loan(stamp, loan)
            }
            ProtectedMessage::Loan(_) => {
                return FeedOutcome::Refused(RefusedBecause::UnknownUser);
            }
        };
        self.received.insert(stamp.content);
        self.kept.push(message);
        match folded {
            Folded::Applies => FeedOutcome::Applied,
            Folded::Stale => FeedOutcome::Stale,
            Folded::Known => FeedOutcome::Unchanged,
        }
    }

    fn receive_user(&mut self, stamp: Stamp, user: &'a ProtectedUser) -> Folded {
        let known = self.users.get(&user.id).map(|state| state.stamp);
        let folded = fold(&stamp, known.as_ref(), false);
        let state = self.users.entry(user.id).or_insert(UserState {
            stamp,
            utm: None,
            utm_changed: false,
            user: Some(user),
            before: None,
        });
        if folded == Folded::Applies {
            state.stamp = stamp;
            state.user = Some(user);
        }
        let gives = user.utm_source.is_some() || user.utm_campaign.is_some();
        if gives && state.utm.as_ref().is_none_or(|utm| stamp < utm.stamp) {
            state.utm = Some(Utm {
                stamp,
                source: user.utm_source.clone(),
                campaign: user.utm_campaign,
            });
            state.utm_changed = true;
        }
        folded
    }

    fn receive_loan(&mut self, stamp: Stamp, loan: &'a ProtectedLoan) -> Folded {
        let known = self.loans.get(&loan.id).map(|state| state.stamp);
        let folded = fold(&stamp, known.as_ref(), false);
        let state = self.loans.entry(loan.id).or_insert(LoanState {
            stamp,
            loan: Some(loan),
            report: None,
            report_changed: false,
            before: None,
        });
        if folded == Folded::Applies {
            state.stamp = stamp;
            state.loan = Some(loan);
        }
        let report = Report::later(state.report, Report::of(stamp, &loan.loan));
        state.report_changed |= report != state.report;
        state.report = report;
        folded
    }
}
