//! Crediting loans to leads, as part of receiving a message.

use std::collections::BTreeSet;

use audit::{Event, MoneyEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, LeadId, LoanApplicationId, PartnerUuid, UserId};
use lender::loan_facts;
use payouts::{
    Applicant, Candidate, Circle, Credits, Decision, LeadBooks, LeadOutcome, LineKind, LoanFacts,
    Payout, PayoutPolicy, credit,
};
use uuid::Uuid;
use webhooks::lead_events;

use super::feed::{State, keys_of};
use super::lead_rows::Row;
use super::{InMemoryAudit, InMemoryPartners};

/// Whom a message is about, before it is received.
#[derive(Debug, Default)]
pub(super) struct Concerned {
    pub(super) users: BTreeSet<UserId>,
    /// What its user was known by.
    pub(super) keys: BTreeSet<BlindIndex>,
}

/// Credits everyone concerned anew and writes what comes of it.
pub(super) struct Settling<'a> {
    pub(super) policy: &'a PayoutPolicy,
    pub(super) partners: &'a InMemoryPartners,
    pub(super) audit: &'a InMemoryAudit,
    pub(super) at: DateTime<Utc>,
}

impl Settling<'_> {
    pub(super) fn settle(&self, state: &mut State, concerned: Concerned) {
        let circle = self.circle(state, &Found::around(state, concerned));
        let credits = credit(self.policy, &circle);
        self.record(&circle, &credits);
        for outcome in credits.leads {
            let LeadOutcome {
                lead,
                user,
                credit,
                lines,
            } = outcome;
            state.books.settle(lead, user, credit);
            for line in lines {
                state.books.book(line, self.at);
            }
        }
        for books in &circle.leads {
            tell(state, books.lead.lead);
        }
    }

    fn circle(&self, state: &State, found: &Found) -> Circle {
        let leads = found.leads.iter();
        let users = found.users.iter();
        let loans = found.loans.iter();
        Circle {
            leads: leads
                .filter_map(|lead| Some(self.lead_books(state.books.row(*lead)?)))
                .collect(),
            users: users.filter_map(|user| applicant(state, *user)).collect(),
            loans: loans.filter_map(|loan| facts_of(state, *loan)).collect(),
        }
    }

    fn lead_books(&self, row: &Row) -> LeadBooks {
        let (uuid, rate) = self
            .partners
            .link_and_rate(row.partner)
            .unwrap_or((PartnerUuid::new(Uuid::nil()), None));
        LeadBooks {
            lead: Candidate {
                lead: row.id,
                partner: row.partner,
                utm_source: uuid,
                campaign: row.lead.campaign_index,
                mobile: row.lead.keys.mobile,
                pan: row.lead.keys.pan,
                shared_at: row.lead.shared_at,
                open: row.verdict.is_open(),
            },
            rate,
            credit: row.credit.clone(),
        }
    }

    /// Tells the audit log of every loan that changed hands, who got it and why
    /// the others did not, and of every amount that changed.
    fn record(&self, circle: &Circle, credits: &Credits) {
        for decision in &credits.decisions {
            let holder = circle.leads.iter().find(|books| {
                let credit = books.credit.as_ref();
                credit.is_some_and(|credit| credit.loan == decision.loan)
            });
            let winner = decision.winner.map(|(lead, _)| lead);
            if holder.map(|books| books.lead.lead) != winner {
                self.record_decision(decision);
            }
        }
        for (books, outcome) in circle.leads.iter().zip(&credits.leads) {
            for line in &outcome.lines {
                if line.kind == LineKind::Earning {
                    continue;
                }
                let owed = |payout: Option<&Payout>| payout.map(Payout::amount).unwrap_or_default();
                let before = books.credit.as_ref();
                let before = before.filter(|credit| credit.loan == line.loan);
                let from = owed(before.and_then(|credit| credit.payout.as_ref()));
                let Some(to) = from.checked_add(line.amount) else {
                    continue;
                };
                self.write(MoneyEvent::PayoutChanged {
                    lead: line.lead,
                    loan: line.loan,
                    because: line.reason.as_str(),
                    from,
                    to,
                });
            }
        }
    }

    fn record_decision(&self, decision: &Decision) {
        let loan = decision.loan;
        if let Some((lead, by)) = decision.winner {
            let by = by.as_str();
            self.write(MoneyEvent::LoanCredited { lead, loan, by });
        }
        for (lead, because) in &decision.losers {
            self.write(MoneyEvent::LoanNotCredited {
                lead: *lead,
                loan,
                because: because.as_str(),
            });
        }
    }

    fn write(&self, event: MoneyEvent) {
        self.audit
            .record(self.at, Actor::System, Event::Money(event));
    }
}

/// Everyone who has to do with each other.
#[derive(Default)]
struct Found {
    leads: BTreeSet<LeadId>,
    users: BTreeSet<UserId>,
    loans: BTreeSet<LoanApplicationId>,
}

impl Found {
    /// Goes from users to their leads and loans and from those to users until
    /// nobody new is found.
    fn around(state: &State, concerned: Concerned) -> Self {
        let mut found = Self::default();
        let mut waiting: Vec<UserId> = concerned.users.into_iter().collect();
        for key in &concerned.keys {
            found.meet(state, key, &mut waiting);
        }
        while let Some(user) = waiting.pop() {
            if !found.users.insert(user) {
                continue;
            }
            let row = state.users.get(&user);
            for key in row.into_iter().flat_map(|row| keys_of(&row.user)) {
                found.meet(state, &key, &mut waiting);
            }
            for lead in state.books.of_user(user) {
                found.add(state, lead, &mut waiting);
            }
            for loan in state.loans_of(user) {
                found.loans.insert(loan);
                if let Some(lead) = state.books.of_loan(loan) {
                    found.add(state, lead, &mut waiting);
                }
            }
        }
        found
    }

    fn meet(&mut self, state: &State, key: &BlindIndex, waiting: &mut Vec<UserId>) {
        waiting.extend(state.users_of(key));
        let books = &state.books;
        for lead in books.of_mobile(key).chain(books.of_pan(key)) {
            self.add(state, lead, waiting);
        }
    }

    fn add(&mut self, state: &State, lead: &Row, waiting: &mut Vec<UserId>) {
        if !self.leads.insert(lead.id) {
            return;
        }
        waiting.extend(state.users_of(&lead.lead.keys.mobile));
        waiting.extend(state.users_of(&lead.lead.keys.pan));
        if let Some(credit) = &lead.credit {
            self.loans.insert(credit.loan);
            let loan = state.loans.get(&credit.loan);
            waiting.extend(loan.map(|loan| loan.state.loan.user));
        }
    }
}

fn applicant(state: &State, user: UserId) -> Option<Applicant> {
    let row = state.users.get(&user)?;
    let utm = row.utm.as_ref().map(|(_, utm)| utm);
    let source = utm.and_then(|utm| utm.source.as_ref());
    Some(Applicant {
        user,
        mobile: row.user.mobile,
        pan: row.user.pan,
        utm_source: source
            .and_then(|source| Uuid::parse_str(source).ok())
            .map(PartnerUuid::new),
        campaign: utm.and_then(|utm| utm.campaign),
    })
}

fn facts_of(state: &State, loan: LoanApplicationId) -> Option<LoanFacts> {
    let row = state.loans.get(&loan)?;
    Some(loan_facts(loan, &row.state.loan, row.report.as_ref()))
}

/// Tells the partner of a lead what is new of it.
pub(super) fn tell(state: &mut State, lead: LeadId) {
    let Some(facts) = state.books.row(lead).map(|row| row.facts(state)) else {
        return;
    };
    let Some(row) = state.books.row_mut(lead) else {
        return;
    };
    let (before, partner) = (std::mem::replace(&mut row.told, facts), row.partner);
    for event in lead_events(lead, &before, &facts) {
        state.books.tell(partner, event);
    }
}
