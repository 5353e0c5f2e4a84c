//! What some messages come to: which lead is credited with which loan, what
//! that earns, and which ledger lines take the books there.

use std::collections::{BTreeMap, HashMap};

use kernel::{LeadId, LoanApplicationId, RateBps, UserId};

use crate::attribution::matches;
use crate::ledger::Entry;
use crate::{
    Applicant, Application, AttributionRule, Candidate, Decision, Disbursal, Earning, LoanStage,
    NewLine, Payout, PayoutPolicy, People, attribute, payout,
};

/// A lead as the books have it.
#[derive(Debug, Clone)]
pub struct LeadBooks {
    /// The lead.
    pub lead: Candidate,
    /// Its partner's own rate.
    pub rate: Option<RateBps>,
    /// The loan it is credited with.
    pub credit: Option<Credit>,
}

/// A loan credited to a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The loan.
    pub loan: LoanApplicationId,
    /// What it earns; `None` before a disbursal.
    pub payout: Option<Payout>,
}

/// A loan as it stands now.
#[derive(Debug, Clone, Copy)]
pub struct LoanFacts {
    /// The application.
    pub application: Application,
    /// How far it has come.
    pub stage: LoanStage,
    /// The disbursal that was reported.
    pub disbursal: Option<Disbursal>,
}

/// Some people and what the books say of them. Closed: every lead that shares a
/// mobile number or PAN with one of the users, every user that shares one with
/// one of the leads, every loan of the users, and for each credited loan its
/// user and lead.
#[derive(Debug, Clone, Default)]
pub struct Circle {
    /// The leads.
    pub leads: Vec<LeadBooks>,
    /// The users.
    pub users: Vec<Applicant>,
    /// The loans.
    pub loans: Vec<LoanFacts>,
}

/// What becomes of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadOutcome {
    /// The lead.
    pub lead: LeadId,
    /// The user it is linked to: the credited loan's; else the one with its PAN,
    /// else the one with its mobile number, of several the lowest key.
    pub user: Option<UserId>,
    /// The loan it is credited with.
    pub credit: Option<Credit>,
    /// The lines that bring the ledger there.
    pub lines: Vec<NewLine>,
}

/// What becomes of a circle.
#[derive(Debug, Clone, Default)]
pub struct Credits {
    /// One for each lead, in the order given.
    pub leads: Vec<LeadOutcome>,
    /// One for each loan, the earliest created first; for the audit log.
    pub decisions: Vec<Decision>,
}

/// Decides a circle anew. Deciding what has been decided changes nothing and
/// writes no line.
pub fn credit(policy: &PayoutPolicy, circle: &Circle) -> Credits {
    let decisions = attribute(rule(policy), &people(circle), &frozen(circle));
    let loans: HashMap<LoanApplicationId, &LoanFacts> = circle
        .loans
        .iter()
        .map(|loan| (loan.application.loan, loan))
        .collect();
    let won: HashMap<LeadId, &LoanFacts> = decisions
        .iter()
        .filter_map(|decision| {
            let (lead, _) = decision.winner?;
            Some((lead, *loans.get(&decision.loan)?))
        })
        .collect();
    let leads = circle
        .leads
        .iter()
        .map(|books| outcome(policy, circle, books, won.get(&books.lead.lead).copied()))
        .collect();
    Credits { leads, decisions }
}

fn rule(policy: &PayoutPolicy) -> AttributionRule {
    AttributionRule {
        touch: policy.touch,
        window_days: policy.terms.window_days,
        calendar: policy.calendar,
    }
}

fn people(circle: &Circle) -> People {
    People {
        leads: circle.leads.iter().map(|books| books.lead).collect(),
        users: circle.users.clone(),
        loans: circle.loans.iter().map(|loan| loan.application).collect(),
        windows: windows(circle),
    }
}

fn windows(circle: &Circle) -> BTreeMap<LoanApplicationId, u32> {
    let credits = circle
        .leads
        .iter()
        .filter_map(|books| books.credit.as_ref());
    credits
        .filter_map(|credit| Some((credit.loan, credit.payout.as_ref()?.terms.window_days)))
        .collect()
}

fn frozen(circle: &Circle) -> BTreeMap<LoanApplicationId, LeadId> {
    circle
        .leads
        .iter()
        .filter_map(|books| {
            let credit = books.credit.as_ref()?;
            let frozen = credit.payout.as_ref().is_some_and(|payout| payout.frozen);
            frozen.then_some((credit.loan, books.lead.lead))
        })
        .collect()
}

fn outcome(
    policy: &PayoutPolicy,
    circle: &Circle,
    books: &LeadBooks,
    loan: Option<&LoanFacts>,
) -> LeadOutcome {
    let before = books.credit.as_ref();
    let kept = |loan: LoanApplicationId| before.filter(|credit| credit.loan == loan);
    let entry = |loan| Entry {
        partner: books.lead.partner,
        lead: books.lead.lead,
        loan,
    };
    let after = loan.map(|loan| {
        let earned = kept(loan.application.loan).and_then(|credit| credit.payout.as_ref());
        Credit {
            loan: loan.application.loan,
            payout: payout_of(policy, books, loan, earned),
        }
    });
    let mut lines = Vec::new();
    if let Some(before) = before
        && after.as_ref().is_none_or(|after| after.loan != before.loan)
    {
        lines.extend(entry(before.loan).line(before.payout.as_ref(), None, None));
    }
    if let (Some(after), Some(loan)) = (&after, loan) {
        let earned = kept(after.loan).and_then(|credit| credit.payout.as_ref());
        let stage = Some(loan.stage);
        lines.extend(entry(after.loan).line(earned, after.payout.as_ref(), stage));
    }
    LeadOutcome {
        lead: books.lead.lead,
        user: loan.map_or_else(
            || linked_user(&books.lead, &circle.users),
            |loan| Some(loan.application.user),
        ),
        credit: after,
        lines,
    }
}

fn payout_of(
    policy: &PayoutPolicy,
    books: &LeadBooks,
    loan: &LoanFacts,
    before: Option<&Payout>,
) -> Option<Payout> {
    let earning = Earning {
        shared_at: books.lead.shared_at,
        stage: loan.stage,
        disbursal: loan.disbursal,
    };
    let terms = policy.terms_for(books.rate);
    payout(&earning, before, &terms, &policy.calendar)
}

fn linked_user(lead: &Candidate, users: &[Applicant]) -> Option<UserId> {
    let known = || users.iter().filter(|user| matches(lead, user));
    known()
        .filter(|user| Some(lead.pan) == user.pan)
        .map(|user| user.user)
        .min()
        .or_else(|| known().map(|user| user.user).min())
}

#[cfg(test)]
mod tests;
