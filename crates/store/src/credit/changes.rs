//! What changes when some people are decided anew.

use audit::{Entry, Event, MoneyEvent};
use chrono::{DateTime, NaiveDate, Utc};
use dedupe::UserStatus;
use kernel::{Actor, LeadId, LoanApplicationId, Money, PartnerId, PortResult, UserId};
use payouts::{
    Circle, Credit, LeadBooks, LeadOutcome, LineKind, NewLine, Payout, PayoutPolicy, credit,
};
use webhooks::{LeadFacts, lead_events};

use super::around::Around;
use super::groups::Group;
use super::rows::{Lead, Shown};
use super::told::Told;
use super::verdicts::Verdicts;
use crate::columns::days;
use crate::feed_chunk::State;
use crate::line_rows::NewLineRow;
use crate::payout_rows::NewPayoutRow;
use crate::totals::{LeadCounts, Tally};

/// When changes are entered in the books.
#[derive(Clone, Copy)]
pub(super) struct Booking {
    pub(super) at: DateTime<Utc>,
    /// The business day of `at`.
    pub(super) on: NaiveDate,
}

/// A lead's new user and what it shows now.
#[derive(Debug)]
pub(crate) struct SetLead {
    pub(crate) id: LeadId,
    pub(crate) user: Option<UserId>,
    pub(crate) shown: Shown,
}

/// Everything that is to be written.
pub(super) struct Changes<'a> {
    policy: &'a PayoutPolicy,
    state: &'a State<'a>,
    around: &'a Around,
    booking: Booking,
    /// Leads that give up a loan, for another or for none.
    pub(super) released: Vec<LeadId>,
    pub(super) leads: Vec<SetLead>,
    /// Leads whose payout is another one or gone.
    pub(super) outdated: Vec<LeadId>,
    pub(super) payouts: Vec<NewPayoutRow>,
    pub(super) lines: Vec<NewLineRow>,
    pub(super) tally: Tally,
    pub(super) entries: Vec<Entry>,
    pub(super) events: Vec<(PartnerId, webhooks::Event)>,
    /// Leads that show something else now, told of or not.
    pub(super) touched: Vec<(PartnerId, LeadId)>,
}

impl<'a> Changes<'a> {
    /// None yet.
    pub(super) fn new(
        policy: &'a PayoutPolicy,
        state: &'a State<'a>,
        around: &'a Around,
        booking: Booking,
    ) -> Self {
        Self {
            policy,
            state,
            around,
            booking,
            released: Vec::new(),
            leads: Vec::new(),
            outdated: Vec::new(),
            payouts: Vec::new(),
            lines: Vec::new(),
            tally: Tally::default(),
            entries: Vec::new(),
            events: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Decides `group` anew and adds what comes of it. `told` is when anything was
    /// told before.
    pub(super) fn credit(&mut self, group: &Group<'_>, told: &Told) -> PortResult<()> {
        if group.leads.is_empty() {
            return Ok(());
        }
        let credits = credit(self.policy, &circle(group));
        let verdicts = Verdicts::before(self.policy, group, self.state);
        let new = verdicts.changed(group, told, &credits.decisions);
        self.entries
            .extend(new.into_iter().map(|event| entry(self.booking, event)));
        for (lead, outcome) in group.leads.iter().zip(&credits.leads) {
            self.lead(lead, outcome)?;
        }
        Ok(())
    }

    fn lead(&mut self, lead: &Lead, outcome: &LeadOutcome) -> PortResult<()> {
        let shown = self.shown(outcome.credit.as_ref());
        self.payout(lead, outcome)?;
        for line in &outcome.lines {
            self.line(lead, line)?;
        }
        let before = facts(lead.user.and_then(|id| self.status_before(id)), &lead.shown);
        let after = facts(outcome.user.and_then(|id| self.status(id)), &shown);
        let partner = lead.candidate.partner;
        let same = lead.user == outcome.user && lead.shown == shown;
        let loans = [&lead.credit, &outcome.credit].map(|one| Some(one.as_ref()?.loan));
        let told = self.state.tells_of([lead.user, outcome.user], loans);
        let touched = (told || !same).then_some((partner, outcome.lead));
        self.touched.extend(touched);
        let events = lead_events(outcome.lead, &before, &after);
        self.events
            .extend(events.into_iter().map(|event| (partner, event)));
        if same {
            return Ok(());
        }
        self.tally.changed(
            partner,
            counts(lead.user, &lead.shown),
            counts(outcome.user, &shown),
        );
        let loan = |shown: &Shown| shown.loan.map(|(id, _)| id);
        if loan(&lead.shown).is_some_and(|held| loan(&shown) != Some(held)) {
            self.released.push(outcome.lead);
        }
        self.leads.push(SetLead {
            id: outcome.lead,
            user: outcome.user,
            shown,
        });
        Ok(())
    }

    fn payout(&mut self, lead: &Lead, outcome: &LeadOutcome) -> PortResult<()> {
        let before = earned(lead.credit.as_ref());
        let after = earned(outcome.credit.as_ref());
        if before == after {
            return Ok(());
        }
        if before.is_some() {
            self.outdated.push(outcome.lead);
        }
        if let Some((loan, payout)) = after {
            self.payouts
                .push(NewPayoutRow::of(outcome.lead, loan, payout)?);
        }
        Ok(())
    }

    fn line(&mut self, lead: &Lead, line: &NewLine) -> PortResult<()> {
        let Booking { at, on } = self.booking;
        self.lines.push(NewLineRow::of(line, at, on)?);
        // What is earned the first time the ledger and the payout tell themselves.
        if line.kind != LineKind::Earning {
            let from = earned(lead.credit.as_ref())
                .filter(|(loan, _)| *loan == line.loan)
                .map_or(Money::ZERO, |(_, payout)| payout.amount());
            let event = MoneyEvent::PayoutChanged {
                lead: line.lead,
                loan: line.loan,
                because: line.reason.as_str(),
                from,
                // Both lie between 0 and a disbursal's amount.
                to: from.checked_add(line.amount).unwrap_or(Money::ZERO),
            };
            self.entries.push(entry(self.booking, event));
        }
        Ok(())
    }

    /// What a lead shows when it has `credit`.
    fn shown(&self, credit: Option<&Credit>) -> Shown {
        let loan = credit.and_then(|credit| self.around.loans.get(&credit.loan));
        let disbursal = loan.and_then(|loan| loan.facts.disbursal);
        let payout = credit.and_then(|credit| credit.payout.as_ref());
        Shown {
            loan: loan.map(|loan| (loan.facts.application.loan, loan.status)),
            disbursed_on: disbursal.map(|paid| days(self.policy.calendar.day_of(paid.at))),
            disbursal: disbursal.map(|paid| paid.amount),
            payout: payout.map(|payout| {
                let grade = payout.grade.as_str().to_owned();
                (payout.status(), payout.amount(), grade)
            }),
        }
    }

    fn status(&self, user: UserId) -> Option<UserStatus> {
        self.around.users.get(&user).map(|user| user.status)
    }

    /// A user's status before the messages; a user they did not change has the
    /// same one now.
    fn status_before(&self, user: UserId) -> Option<UserStatus> {
        match self.state.users.get(&user) {
            Some(state) => state.before.as_ref().map(|before| before.status),
            None => self.status(user),
        }
    }
}

fn circle(group: &Group<'_>) -> Circle {
    let books = |lead: &&Lead| LeadBooks {
        lead: lead.candidate,
        rate: lead.rate,
        credit: lead.credit.clone(),
    };
    Circle {
        leads: group.leads.iter().map(books).collect(),
        users: group.users.iter().map(|user| user.applicant).collect(),
        loans: group.loans.iter().map(|loan| loan.facts).collect(),
    }
}

fn earned(credit: Option<&Credit>) -> Option<(LoanApplicationId, &Payout)> {
    let credit = credit?;
    Some((credit.loan, credit.payout.as_ref()?))
}

const fn entry(booking: Booking, event: MoneyEvent) -> Entry {
    Entry {
        at: booking.at,
        actor: Actor::System,
        event: Event::Money(event),
    }
}

fn facts(user: Option<UserStatus>, shown: &Shown) -> LeadFacts {
    let payout = shown.payout.as_ref();
    LeadFacts {
        user_status: user.map(UserStatus::as_str),
        loan_status: shown.loan.map(|(_, status)| status.as_str()),
        disbursal_amount: shown.disbursal,
        payout_status: payout.map(|(status, ..)| status.as_str()),
        payout_amount: payout.map(|(_, amount, _)| *amount),
    }
}

fn counts(user: Option<UserId>, shown: &Shown) -> LeadCounts {
    let payout = shown.payout.as_ref();
    LeadCounts {
        linked: user.is_some(),
        applied: shown.loan.is_some(),
        disbursed_on: shown.disbursed_on,
        payout: payout.map(|(status, amount, _)| (*status, amount.paise())),
    }
}
