//! Leads a test knows all about.

use std::sync::Arc;

use chrono::TimeDelta;
use dedupe::{LoanStatus, Verdict};
use kernel::{Actor, LeadId, LeadReference, PageNumber, PageSize, PartnerId, PersonName};
use leads::{
    Cursor, LeadFilter, LeadQuery, LeadSort, Position, SearchTerm, SortField, StoreOutcome,
};
use payouts::PayoutStatus;
use store::{LeadNames, Store};
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, share_of};

use crate::database::Database;
use crate::harness::over;

const FIRST: [&str; 9] = [
    "Asha",
    "ASHOK",
    "Ánanda",
    "आशा",
    "A%da",
    "B_c\\d",
    "Ss",
    "Sß",
    "An",
];
const LAST: [&str; 7] = ["Rao", "Raonan", "Asha", "Anand", "राव", "N'Da", "An-an"];

/// A lead as the test knows it.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) id: LeadId,
    names: [String; 2],
    day: i64,
    verdict: Verdict,
    loan: Option<(LoanStatus, Option<i64>)>,
    payout: Option<PayoutStatus>,
}

pub(super) struct Bench {
    pub(super) store: Store,
    pub(super) harness: Harness,
    pub(super) partner: PartnerId,
}

impl Bench {
    pub(super) fn new(database: &Arc<Database>) -> Self {
        let store = database.migrated();
        let harness = over(database, &store);
        let created = harness.partners.create(new_partner(1), Actor::Operator);
        let partner = created.unwrap().id;
        Self {
            store,
            harness,
            partner,
        }
    }

    pub(super) fn names(&self) -> LeadNames {
        LeadNames::new(self.store.clone())
    }

    pub(super) fn share(&self, number: u32, first: &str, last: &str, day: i64) -> LeadId {
        let person = Person {
            first_name: PersonName::parse(first).unwrap(),
            last_name: PersonName::parse(last).unwrap(),
            ..Person::numbered(number)
        };
        let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
        let at = midday() + TimeDelta::days(day);
        let request = share_of(self.partner, &person, reference, at);
        match self.harness.leads.share(request) {
            Ok(StoreOutcome::Shared(shared)) => shared.lead,
            other => panic!("{other:?}"),
        }
    }

    /// Eighty leads over ten days, not in the order of their keys, some with a loan
    /// and a payout.
    pub(super) fn eighty(&self, database: &Database) -> Vec<Known> {
        let mut known: Vec<Known> = (0..80_u32)
            .map(|number| {
                let pick = |names: &[&'static str], salt: u32| {
                    names[usize::try_from(number * salt).unwrap() % names.len()]
                };
                let names = [pick(&FIRST, 5), pick(&LAST, 3)];
                let day = i64::from(number * 7 % 10);
                let id = self.share(number, names[0], names[1], day);
                let (loan, payout) = match number % 6 {
                    0 => (
                        Some((LoanStatus::Disbursed, Some(i64::from(number / 12 + 1)))),
                        Some(PayoutStatus::Eligible),
                    ),
                    1 => (
                        Some((LoanStatus::Closed, Some(5))),
                        Some(PayoutStatus::Paid),
                    ),
                    2 => (Some((LoanStatus::Rejected, None)), None),
                    _ => (None, None),
                };
                Known {
                    id,
                    names: names.map(str::to_lowercase),
                    day,
                    verdict: Verdict::Fresh,
                    loan,
                    payout,
                }
            })
            .collect();
        for lead in &mut known {
            lead.dress(database);
        }
        known
    }

    pub(super) fn query(&self, filter: LeadFilter, sort: LeadSort) -> LeadQuery {
        LeadQuery {
            partner: self.partner,
            filter,
            sort,
            position: Position::Page(PageNumber::FIRST),
            size: PageSize::new(9).unwrap(),
        }
    }

    /// The whole list, page by page by number.
    pub(super) fn by_number(&self, query: &LeadQuery) -> Vec<LeadId> {
        let mut found = Vec::new();
        for page in 1.. {
            let query = LeadQuery {
                position: Position::Page(PageNumber::new(page).unwrap()),
                ..query.clone()
            };
            let slice = self.harness.leads.page(&query).unwrap();
            found.extend(slice.leads.iter().map(|lead| lead.id));
            if !slice.more {
                break;
            }
        }
        found
    }

    /// The whole list, from cursor to cursor.
    fn by_cursor(&self, query: &LeadQuery) -> Vec<LeadId> {
        let mut query = query.clone();
        let mut found = Vec::new();
        loop {
            let slice = self.harness.leads.page(&query).unwrap();
            found.extend(slice.leads.iter().map(|lead| lead.id));
            let Some(last) = slice.leads.last().filter(|_| slice.more) else {
                return found;
            };
            let value = match query.sort.field {
                SortField::SharedAt => last.shared_at.timestamp_micros(),
                SortField::DisbursalAmount => last
                    .loan
                    .as_ref()
                    .and_then(|loan| loan.disbursal_amount)
                    .map_or(0, kernel::Money::paise),
            };
            query.position = Position::After(Cursor {
                sort: query.sort,
                value,
                id: last.id,
            });
        }
    }

    pub(super) fn check(&self, known: &[Known], filter: &LeadFilter) {
        let total = self.harness.leads.count(self.partner, filter).unwrap();
        for field in [SortField::SharedAt, SortField::DisbursalAmount] {
            for descending in [true, false] {
                let sort = LeadSort { field, descending };
                let expected = expected(known, filter, sort);
                assert_eq!(total.count, u64::try_from(expected.len()).unwrap());
                assert!(!total.capped);
                let query = self.query(filter.clone(), sort);
                assert_eq!(self.by_number(&query), expected, "{filter:?} {sort:?}");
                assert_eq!(self.by_cursor(&query), expected, "{filter:?} {sort:?}");
            }
        }
    }
}

impl Known {
    /// Writes what the test made up behind the store's back, the totals included.
    fn dress(&mut self, database: &Database) {
        let id = self.id;
        if id.get() % 4 == 0 {
            self.verdict = Verdict::Registered;
            database.run(&format!("UPDATE leads SET verdict = 2004 WHERE id = {id}"));
        }
        let Some((status, amount)) = self.loan else {
            return;
        };
        let number = |value: Option<i64>| value.map_or("NULL".to_owned(), |n| n.to_string());
        let payout = self.payout.map_or("NULL, NULL, NULL".to_owned(), |status| {
            format!("'{}', 1, 'A'", status.as_str())
        });
        let paid = amount.map(|_| midday().timestamp_micros());
        database.run(&format!(
            "INSERT INTO users (id, mobile_index, mobile_digest_sealed, status, registered_at, \
                 state_occurred_at, state_content) \
                 SELECT id, mobile_index, mobile_sealed, 'active', 0, 0, mobile_index \
                 FROM leads WHERE id = {id}; \
             INSERT INTO loan_applications (id, user_id, application_number, status, \
                 loan_amount_paise, created_at, disbursed_at, disbursal_amount_paise, \
                 state_occurred_at, state_content) \
                 SELECT id, id, 'A', '{status}', 1, 0, {paid}, {amount}, 0, mobile_index \
                 FROM leads WHERE id = {id}; \
             UPDATE leads SET (user_id, loan_application_id, loan_status, disbursed_on, \
                 disbursal_amount_paise, payout_status, payout_amount_paise, payout_grade) = \
                 ({id}, {id}, '{status}', {on}, {amount}, {payout}) WHERE id = {id}",
            status = status.as_str(),
            paid = number(paid),
            on = number(amount.map(|_| 20_000)),
            amount = number(amount),
        ));
    }

    fn passes(&self, filter: &LeadFilter) -> bool {
        let day = (midday() + TimeDelta::days(self.day)).date_naive();
        let named = |is: &dyn Fn(&String) -> bool| self.names.iter().any(is);
        filter.verdict.is_none_or(|verdict| verdict == self.verdict)
            && filter.from.is_none_or(|from| from <= day)
            && filter.to.is_none_or(|to| day <= to)
            && (filter.loan_status.is_none()
                || filter.loan_status == self.loan.map(|(status, _)| status))
            && (filter.payout_status.is_none() || filter.payout_status == self.payout)
            && match &filter.search {
                Some(SearchTerm::NamePrefix(start)) => named(&|name| name.starts_with(start)),
                Some(SearchTerm::NameContains(part)) => named(&|name| name.contains(part)),
                _ => true,
            }
    }
}

fn expected(known: &[Known], filter: &LeadFilter, sort: LeadSort) -> Vec<LeadId> {
    let mut found: Vec<&Known> = known.iter().filter(|lead| lead.passes(filter)).collect();
    found.sort_by_key(|lead| {
        let amount = lead.loan.and_then(|(_, amount)| amount);
        match (sort.field, amount) {
            (SortField::DisbursalAmount, Some(amount)) => (amount, 0, lead.id),
            _ => (0, lead.day, lead.id),
        }
    });
    if sort.descending {
        found.reverse();
    }
    found.iter().map(|lead| lead.id).collect()
}
