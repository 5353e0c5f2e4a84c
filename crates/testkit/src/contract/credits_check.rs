//! Compares what is shown and owed with what the reference works out.

use std::collections::HashMap;

use kernel::{LeadId, PageSize, PartnerId};
use leads::{LeadFilter, LeadQuery, LeadRecord, LeadSort, Position};
use lender::Message;

use super::credits_course::Course;
use super::credits_permutations::Test;
use crate::{ReferenceLead, ReferenceLoan, ReferenceUser, ReferenceView, reference};

impl Test<'_> {
    /// Compares every lead, balance and total with the reference.
    pub(super) fn check(&self) {
        let shown = self.shown();
        let mut owed: HashMap<PartnerId, i64> = HashMap::new();
        let mut by_lead: HashMap<(LeadId, i64), i64> = HashMap::new();
        for course in &self.courses {
            let messages = course.messages();
            let expected = reference(&course.leads, &messages);
            for (lead, expected) in course.leads.iter().zip(&expected) {
                let shown = shown.get(&lead.id).map(view);
                if shown.as_ref() != Some(expected) {
                    self.report(course, lead, shown.as_ref(), expected, &messages);
                }
                let loan = expected.loan.as_ref();
                if let (Some(loan), Some((_, paise, _))) = (loan, expected.payout) {
                    *owed.entry(lead.partner).or_default() += paise;
                    by_lead.insert((lead.id, loan.id.get()), paise);
                }
            }
        }
        self.check_balances(&owed, by_lead);
    }

    fn report(
        &self,
        course: &Course,
        lead: &ReferenceLead,
        shown: Option<&ReferenceView>,
        expected: &ReferenceView,
        messages: &[Message],
    ) {
        let leads = course.leads.iter().map(|lead| format!("{lead:?}"));
        let leads: Vec<String> = leads.collect();
        let messages: Vec<String> = messages.iter().map(Message::canonical).collect();
        panic!(
            "seed {}, world {}, lead {}:\nshown    {shown:?}\nexpected {expected:?}\nleads:\n{}\n\
             messages in the order of arrival:\n{}",
            self.seed,
            course.world.number,
            lead.id,
            leads.join("\n"),
            messages.join("\n").replace('\u{1f}', " | "),
        );
    }

    fn check_balances(
        &self,
        owed: &HashMap<PartnerId, i64>,
        mut by_lead: HashMap<(LeadId, i64), i64>,
    ) {
        for sharer in self.sharers {
            let owed = owed.get(&sharer.id).copied().unwrap_or_default();
            let stats = self.harness.leads.stats(sharer.id);
            let stats = stats.expect("the store answers");
            assert_eq!(stats.payout_pending.paise(), owed, "seed {}", self.seed);
            assert_eq!(stats.payout_total.paise(), owed, "seed {}", self.seed);
            let mut balance = 0;
            for line in self.harness.probe.ledger(sharer.id) {
                assert_ne!(line.paise, 0, "seed {}", self.seed);
                balance += line.paise;
                *by_lead.entry((line.lead, line.loan.get())).or_default() -= line.paise;
            }
            assert_eq!(balance, owed, "seed {}", self.seed);
        }
        by_lead.retain(|_, rest| *rest != 0);
        assert!(by_lead.is_empty(), "seed {}: {by_lead:?}", self.seed);
    }

    /// Every lead as its partner sees it.
    fn shown(&self) -> HashMap<LeadId, LeadRecord> {
        let mut shown = HashMap::new();
        for sharer in self.sharers {
            let mut query = LeadQuery {
                partner: sharer.id,
                filter: LeadFilter::default(),
                sort: LeadSort::default(),
                position: Position::Page(kernel::PageNumber::FIRST),
                size: PageSize::new(PageSize::MAX).expect("the most"),
            };
            loop {
                let slice = self.harness.leads.page(&query).expect("the store answers");
                if let Some(last) = slice.leads.last() {
                    query.position = Position::After(leads::Cursor {
                        sort: query.sort,
                        value: last.shared_at.timestamp_micros(),
                        id: last.id,
                    });
                }
                shown.extend(slice.leads.into_iter().map(|lead| (lead.id, lead)));
                if !slice.more {
                    break;
                }
            }
        }
        shown
    }
}

/// What is compared of a lead.
fn view(record: &LeadRecord) -> ReferenceView {
    let loan = record.loan.as_ref();
    ReferenceView {
        user: record.user.as_ref().map(|user| ReferenceUser {
            id: user.id,
            status: user.status,
            registered_at: user.registered_at,
            email: user.email.is_some(),
        }),
        loan: loan.map(|loan| ReferenceLoan {
            id: loan.id,
            status: loan.status,
            created_at: loan.created_at,
            disbursal: loan
                .disbursed_at
                .zip(loan.disbursal_amount)
                .map(|(at, amount)| (at, amount.paise())),
        }),
        payout: record.payout.as_ref().map(|payout| {
            let grades = ["A+", "A", "B", "C", "D"];
            let grade = grades.into_iter().find(|grade| *grade == payout.grade);
            (
                payout.status.as_str(),
                payout.amount.paise(),
                grade.unwrap_or("?"),
            )
        }),
    }
}
