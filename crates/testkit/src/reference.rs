//! What leads must show and partners must be owed, worked out the slow way.
//!
//! Written from the contract (`lender-feed.md`, "Attribution" and "Payout") and
//! nothing else: it asks none of the functions it is a check on. It knows the
//! contract's own rules only: 2 % or the partner's rate, 20 days, its grades, days
//! that begin at midnight in India.

mod days;
mod fold;
mod money;
pub(crate) mod practice;

use chrono::{DateTime, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{LeadId, LoanApplicationId, PartnerId, UserId};
use lender::Message;

use days::days_between;
use fold::{FoldedLoan, FoldedUser, fold_loans, fold_users};
use money::{grade, share};

/// A lead as it was shared.
#[derive(Debug, Clone)]
pub struct ReferenceLead {
    /// Key.
    pub id: LeadId,
    /// Whose.
    pub partner: PartnerId,
    /// The partner's own rate in basis points.
    pub rate_bps: Option<u16>,
    /// `utm_source` of its link.
    pub utm_source: String,
    /// `utm_campaign` of its link.
    pub utm_campaign: String,
    /// Mobile number.
    pub mobile: String,
    /// PAN.
    pub pan: String,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// Whether its verdict was 2005 or 2004.
    pub open: bool,
}

/// What a lead must show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReferenceView {
    /// The linked user.
    pub user: Option<ReferenceUser>,
    /// The credited loan.
    pub loan: Option<ReferenceLoan>,
    /// Status, amount in paise and grade of the payout.
    pub payout: Option<(&'static str, i64, &'static str)>,
}

/// What a lead must show of its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceUser {
    /// Key.
    pub id: UserId,
    /// Status.
    pub status: UserStatus,
    /// When the user registered.
    pub registered_at: DateTime<Utc>,
    /// Whether the e-mail address is shown.
    pub email: bool,
}

/// What a lead must show of its loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceLoan {
    /// Key.
    pub id: LoanApplicationId,
    /// Status.
    pub status: LoanStatus,
    /// When it was applied for.
    pub created_at: DateTime<Utc>,
    /// When and what, in paise, was paid out.
    pub disbursal: Option<(DateTime<Utc>, i64)>,
}

/// What each of `leads` must show after `messages`, which may come in any order
/// and more than once, in the order of `leads`.
pub fn reference(leads: &[ReferenceLead], messages: &[Message]) -> Vec<ReferenceView> {
    let users = fold_users(messages);
    let loans = fold_loans(messages);
    let winners = winners(leads, &users, &loans);
    leads
        .iter()
        .map(|lead| {
            let won = winners.iter().find(|(id, _)| *id == lead.id);
            match won {
                Some((_, loan)) => credited(lead, loan, &users),
                None => ReferenceView {
                    user: linked(lead, &users).map(|user| shown(user, false)),
                    ..ReferenceView::default()
                },
            }
        })
        .collect()
}

/// The leads that won a loan, and which.
fn winners<'a>(
    leads: &[ReferenceLead],
    users: &[FoldedUser],
    loans: &'a [FoldedLoan],
) -> Vec<(LeadId, &'a FoldedLoan)> {
    let mut by_age: Vec<&FoldedLoan> = loans.iter().collect();
    by_age.sort_by_key(|loan| (loan.created_at, loan.id));
    let mut winners: Vec<(LeadId, &FoldedLoan)> = Vec::new();
    for loan in by_age {
        let Some(user) = users.iter().find(|user| user.id == loan.user) else {
            continue;
        };
        let mut candidates: Vec<&ReferenceLead> = leads
            .iter()
            .filter(|lead| lead.open)
            .filter(|lead| is_about(lead, user))
            .filter(|lead| lead.shared_at < loan.created_at)
            .filter(|lead| days_between(lead.shared_at, loan.created_at) <= 20)
            .filter(|lead| winners.iter().all(|(won, _)| *won != lead.id))
            .collect();
        // The contract leaves equal moments open; the lower key stands first.
        candidates.sort_by_key(|lead| (lead.shared_at, lead.id));
        let followed = candidates.iter().find(|lead| {
            user.utm_source.as_deref() == Some(&lead.utm_source)
                && user.utm_campaign.as_deref() == Some(&lead.utm_campaign)
        });
        if let Some(winner) = followed.or(candidates.first()) {
            winners.push((winner.id, loan));
        }
    }
    winners
}

fn is_about(lead: &ReferenceLead, user: &FoldedUser) -> bool {
    lead.mobile == user.mobile || user.pan.as_deref() == Some(&lead.pan)
}

/// The user with the lead's PAN, else the one with its mobile number; the lowest
/// key of several.
fn linked<'a>(lead: &ReferenceLead, users: &'a [FoldedUser]) -> Option<&'a FoldedUser> {
    let lowest = |fits: &dyn Fn(&FoldedUser) -> bool| {
        let fitting = users.iter().filter(|user| fits(user));
        fitting.min_by_key(|user| user.id)
    };
    lowest(&|user| user.pan.as_deref() == Some(&lead.pan))
        .or_else(|| lowest(&|user| user.mobile == lead.mobile))
}

fn shown(user: &FoldedUser, won: bool) -> ReferenceUser {
    ReferenceUser {
        id: user.id,
        status: user.status,
        registered_at: user.registered_at,
        email: won && user.email,
    }
}

fn credited(lead: &ReferenceLead, loan: &FoldedLoan, users: &[FoldedUser]) -> ReferenceView {
    let disbursal = loan.disbursal();
    let user = users.iter().find(|user| user.id == loan.user);
    ReferenceView {
        user: user.map(|user| shown(user, true)),
        loan: Some(ReferenceLoan {
            id: loan.id,
            status: loan.status,
            created_at: loan.created_at,
            disbursal,
        }),
        payout: disbursal.map(|(at, paise)| {
            let given_back = matches!(loan.status, LoanStatus::Cancelled | LoanStatus::Refunded);
            let (status, owed) = if days_between(lead.shared_at, at) > 20 {
                ("ineligible", 0)
            } else if given_back {
                ("reversed", 0)
            } else {
                ("eligible", share(paise, lead.rate_bps.unwrap_or(200)))
            };
            (status, owed, grade(paise))
        }),
    }
}

#[cfg(test)]
mod tests;
