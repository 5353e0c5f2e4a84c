//! Why leads won and lost before, so that only what is new is told.

use std::collections::{BTreeMap, HashMap};

use audit::MoneyEvent;
use chrono::{DateTime, Utc};
use kernel::{LeadId, LoanApplicationId};
use payouts::{
    Applicant, Application, AttributionRule, Decision, LostBy, PayoutPolicy, People, attribute,
};

use super::groups::Group;
use super::rows::named_partner;
use super::told::Told;
use crate::feed_chunk::{State, UserFacts};

/// Who lost which loan before some messages, and why.
pub(super) struct Verdicts {
    lost: HashMap<(LoanApplicationId, LeadId), LostBy>,
}

impl Verdicts {
    /// What was decided of `group` before the messages of `state`. The log does not
    /// have to be read for it: the decisions follow from what was known then, and a
    /// lead shared since counts as if it had been there.
    pub(super) fn before(policy: &PayoutPolicy, group: &Group<'_>, state: &State<'_>) -> Self {
        let rule = AttributionRule {
            touch: policy.touch,
            window_days: policy.terms.window_days,
            calendar: policy.calendar,
        };
        let people = People {
            leads: group.leads.iter().map(|lead| lead.candidate).collect(),
            users: users_before(group, state),
            loans: loans_before(group, state),
            windows: windows(group),
        };
        let decisions = attribute(rule, &people, &frozen(group));
        let lost = decisions.into_iter().flat_map(|decision| {
            let loan = decision.loan;
            let losers = decision.losers.into_iter();
            losers.map(move |(lead, because)| ((loan, lead), because))
        });
        Self {
            lost: lost.collect(),
        }
    }

    /// What of `decisions` is new: a winner that does not hold the loan yet with
    /// all who lost to it, whoever lost for another reason than before, and whoever
    /// was shared since anything was told of the loan.
    pub(super) fn changed(
        &self,
        group: &Group<'_>,
        told: &Told,
        decisions: &[Decision],
    ) -> Vec<MoneyEvent> {
        let shared: HashMap<LeadId, DateTime<Utc>> = group
            .leads
            .iter()
            .map(|lead| (lead.candidate.lead, lead.candidate.shared_at))
            .collect();
        let holders: HashMap<LoanApplicationId, LeadId> = group
            .leads
            .iter()
            .filter_map(|lead| Some((lead.credit.as_ref()?.loan, lead.candidate.lead)))
            .collect();
        let mut events = Vec::new();
        for decision in decisions {
            let loan = decision.loan;
            let winner = decision.winner.map(|(lead, _)| lead);
            let passed_on = winner != holders.get(&loan).copied();
            if let Some((lead, by)) = decision.winner
                && passed_on
            {
                let by = by.as_str();
                events.push(MoneyEvent::LoanCredited { lead, loan, by });
            }
            for (lead, because) in &decision.losers {
                let since = told
                    .get(&loan)
                    .is_some_and(|told| shared.get(lead) > Some(told));
                if passed_on || since || self.lost.get(&(loan, *lead)) != Some(because) {
                    events.push(MoneyEvent::LoanNotCredited {
                        lead: *lead,
                        loan,
                        because: because.as_str(),
                    });
                }
            }
        }
        events
    }
}

fn users_before(group: &Group<'_>, state: &State<'_>) -> Vec<Applicant> {
    let users = group.users.iter().filter_map(|user| {
        let now = user.applicant;
        match state.users.get(&now.user) {
            None => Some(now),
            Some(changed) => Some(applicant(now, changed.before.as_ref()?)),
        }
    });
    users.collect()
}

fn applicant(now: Applicant, before: &UserFacts) -> Applicant {
    let utm = before.utm.as_ref();
    Applicant {
        user: now.user,
        mobile: before.mobile,
        pan: before.pan,
        utm_source: utm
            .and_then(|utm| utm.source.as_deref())
            .and_then(named_partner),
        campaign: utm.and_then(|utm| utm.campaign),
    }
}

fn loans_before(group: &Group<'_>, state: &State<'_>) -> Vec<Application> {
    let loans = group.loans.iter().filter_map(|loan| {
        let now = loan.facts.application;
        match state.loans.get(&now.loan) {
            None => Some(now),
            Some(changed) => {
                let before = changed.before?;
                Some(Application {
                    loan: now.loan,
                    user: before.user,
                    created_at: before.created_at,
                })
            }
        }
    });
    loans.collect()
}

fn windows(group: &Group<'_>) -> BTreeMap<LoanApplicationId, u32> {
    let credits = group.leads.iter().filter_map(|lead| lead.credit.as_ref());
    credits
        .filter_map(|credit| Some((credit.loan, credit.payout.as_ref()?.terms.window_days)))
        .collect()
}

fn frozen(group: &Group<'_>) -> BTreeMap<LoanApplicationId, LeadId> {
    let frozen = group.leads.iter().filter_map(|lead| {
        let credit = lead.credit.as_ref()?;
        let payout = credit.payout.as_ref()?;
        payout.frozen.then_some((credit.loan, lead.candidate.lead))
    });
    frozen.collect()
}
