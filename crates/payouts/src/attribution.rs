//! Which lead a loan is credited to (contract `lender-feed.md`, "Attribution").
//!
//! Everything here is a function of what is known of some people: their leads,
//! the users they became, those users' loans. Nothing depends on the order in
//! which it was heard of. Only what was approved stays where it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use kernel::{
    BlindIndex, BusinessCalendar, LeadId, LoanApplicationId, PartnerId, PartnerUuid, UserId,
};

use crate::Touch;

mod reasons;

pub use reasons::{LostBy, WonBy};

/// A lead, as attribution sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Key.
    pub lead: LeadId,
    /// Whose.
    pub partner: PartnerId,
    /// The `utm_source` of its link.
    pub utm_source: PartnerUuid,
    /// Index of the `utm_campaign` of its link.
    pub campaign: BlindIndex,
    /// Index of the mobile number.
    pub mobile: BlindIndex,
    /// Index of the PAN.
    pub pan: BlindIndex,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
    /// Whether its verdict was 2005 or 2004.
    pub open: bool,
}

/// A user, as attribution sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    /// Key.
    pub user: UserId,
    /// Index of the mobile number.
    pub mobile: BlindIndex,
    /// Index of the PAN.
    pub pan: Option<BlindIndex>,
    /// The partner the user's `utm_source` names.
    pub utm_source: Option<PartnerUuid>,
    /// Index of the user's `utm_campaign`.
    pub campaign: Option<BlindIndex>,
}

/// A loan application, as attribution sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application {
    /// Key.
    pub loan: LoanApplicationId,
    /// Who applied.
    pub user: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What became of one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The application.
    pub loan: LoanApplicationId,
    /// The lead it is credited to, and why.
    pub winner: Option<(LeadId, WonBy)>,
    /// Every other lead of the applicant, and why not.
    pub losers: Vec<(LeadId, LostBy)>,
}

/// How leads are chosen.
#[derive(Debug, Clone, Copy)]
pub struct AttributionRule {
    /// Which share wins when no link was followed.
    pub touch: Touch,
    /// How long a lead stays its partner's, in calendar days of `calendar`.
    pub window_days: u32,
    /// Counts days.
    pub calendar: BusinessCalendar,
}

/// Some people with all that belongs to them.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Every lead that shares a mobile number or PAN with one of the users.
    pub leads: Vec<Candidate>,
    /// Every user that shares a mobile number or PAN with one of the leads.
    pub users: Vec<Applicant>,
    /// Every application of the users.
    pub loans: Vec<Application>,
    /// The windows, in days, by which applications were computed that earned: they
    /// stand for them, whatever the rule says now (contract `lender-feed.md`,
    /// "Payout": a later change of configuration changes nothing already earned).
    pub windows: BTreeMap<LoanApplicationId, u32>,
}

/// Decides every application of `people`, the earliest created first, so that a
/// lead is credited with the first of its loans. `frozen` are the credits that
/// stand whatever is known now.
pub fn attribute(
    rule: AttributionRule,
    people: &People,
    frozen: &BTreeMap<LoanApplicationId, LeadId>,
) -> Vec<Decision> {
    let users: HashMap<UserId, &Applicant> =
        people.users.iter().map(|user| (user.user, user)).collect();
    let mut bound: HashSet<LeadId> = frozen.values().copied().collect();
    let mut loans: Vec<&Application> = people.loans.iter().collect();
    loans.sort_unstable_by_key(|loan| (loan.created_at, loan.loan));
    loans
        .into_iter()
        .filter_map(|loan| {
            let applicant = users.get(&loan.user).copied();
            let decision = match frozen.get(&loan.loan) {
                Some(lead) => frozen_decision(people, applicant, loan, *lead),
                None => decide(
                    rule_for(rule, people, loan),
                    people,
                    applicant?,
                    loan,
                    &bound,
                ),
            };
            bound.extend(decision.winner.map(|(lead, _)| lead));
            Some(decision)
        })
        .collect()
}

fn rule_for(rule: AttributionRule, people: &People, loan: &Application) -> AttributionRule {
    let kept = people.windows.get(&loan.loan).copied();
    AttributionRule {
        window_days: kept.unwrap_or(rule.window_days),
        ..rule
    }
}

/// Whether `lead` is about the same person as `user`.
pub(crate) fn matches(lead: &Candidate, user: &Applicant) -> bool {
    lead.mobile == user.mobile || Some(lead.pan) == user.pan
}

fn leads_of<'a>(
    people: &'a People,
    user: &'a Applicant,
) -> impl Iterator<Item = &'a Candidate> + 'a {
    people.leads.iter().filter(|lead| matches(lead, user))
}

fn frozen_decision(
    people: &People,
    user: Option<&Applicant>,
    loan: &Application,
    winner: LeadId,
) -> Decision {
    let leads = user.into_iter().flat_map(|user| leads_of(people, user));
    let losers = leads.filter(|lead| lead.lead != winner);
    Decision {
        loan: loan.loan,
        winner: Some((winner, WonBy::Frozen)),
        losers: losers
            .map(|lead| (lead.lead, LostBy::OtherApproved))
            .collect(),
    }
}

fn decide(
    rule: AttributionRule,
    people: &People,
    user: &Applicant,
    loan: &Application,
    bound: &HashSet<LeadId>,
) -> Decision {
    let mut losers = Vec::new();
    let mut standing = Vec::new();
    for lead in leads_of(people, user) {
        match hindrance(rule, lead, loan, bound) {
            Some(why) => losers.push((lead.lead, why)),
            None => standing.push(lead),
        }
    }
    let won = choose(rule, user, &standing);
    for lead in standing {
        if let Some((winner, by)) = won
            && winner != lead.lead
        {
            losers.push((lead.lead, LostBy::to(by)));
        }
    }
    losers.sort_unstable_by_key(|(lead, _)| *lead);
    Decision {
        loan: loan.loan,
        winner: won,
        losers,
    }
}

/// What keeps `lead` from being credited with `loan`, whoever else there is.
fn hindrance(
    rule: AttributionRule,
    lead: &Candidate,
    loan: &Application,
    bound: &HashSet<LeadId>,
) -> Option<LostBy> {
    let age = rule.calendar.days_between(lead.shared_at, loan.created_at);
    if !lead.open {
        Some(LostBy::ActiveWhenShared)
    } else if lead.shared_at >= loan.created_at {
        Some(LostBy::SharedTooLate)
    } else if bound.contains(&lead.lead) {
        Some(LostBy::BoundToAnotherLoan)
    } else if age > i64::from(rule.window_days) {
        Some(LostBy::WindowLapsed)
    } else {
        None
    }
}

fn choose(
    rule: AttributionRule,
    user: &Applicant,
    standing: &[&Candidate],
) -> Option<(LeadId, WonBy)> {
    let place = |lead: &&&Candidate| (lead.shared_at, lead.lead);
    let followed = standing.iter().filter(|lead| {
        Some(lead.utm_source) == user.utm_source && Some(lead.campaign) == user.campaign
    });
    if let Some(lead) = followed.min_by_key(place) {
        return Some((lead.lead, WonBy::Link));
    }
    let (lead, by) = match rule.touch {
        Touch::First => (standing.iter().min_by_key(place)?, WonBy::FirstTouch),
        Touch::Last => (standing.iter().max_by_key(place)?, WonBy::LastTouch),
    };
    Some((lead.lead, by))
}

#[cfg(test)]
mod tests;
