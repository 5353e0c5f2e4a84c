//! Searches by name find the same whatever part of the leads is in the index.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use dedupe::{LoanStatus, Verdict};
use kernel::{
    Actor, LeadId, LeadReference, PageNumber, PageSize, PartnerId, PersonName, PortResult,
};
use leads::{
    Cursor, DayCount, LeadFilter, LeadQuery, LeadRecord, LeadRepository, LeadSort, LeadStats,
    Position, SearchTerm, ShareRequest, Slice, SortField, StoreOutcome, StoreShareError, Total,
};
use payouts::PayoutStatus;
use store::{DieselLeadRepository, LeadNames, Store};
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, leads_contract, midday, new_partner, share_of,
};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    leads_keep_their_contract_while_all_are_indexed,
    leads_keep_their_contract_while_some_are_indexed,
    searches_find_the_same_wherever_the_mark_is,
    many_leads_of_a_name_are_counted_to_the_cap,
    two_workers_index_each_lead_once,
    a_deleted_lead_is_found_no_more,
    a_few_leads_wait_for_more,
}

/// Leads, of which every `every`th share makes the index complete.
struct Indexing {
    leads: DieselLeadRepository,
    names: LeadNames,
    every: i64,
}

impl LeadRepository for Indexing {
    fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        let outcome = self.leads.share(request)?;
        if let StoreOutcome::Shared(shared) = &outcome
            && shared.lead.get() % self.every == 0
        {
            index(&self.names);
        }
        Ok(outcome)
    }

    fn find(&self, partner: PartnerId, id: LeadId) -> PortResult<Option<LeadRecord>> {
        self.leads.find(partner, id)
    }

    fn these(&self, partner: PartnerId, ids: &[LeadId]) -> PortResult<Vec<LeadRecord>> {
        self.leads.these(partner, ids)
    }

    fn page(&self, query: &LeadQuery) -> PortResult<Slice> {
        self.leads.page(query)
    }

    fn count(&self, partner: PartnerId, filter: &LeadFilter) -> PortResult<Total> {
        self.leads.count(partner, filter)
    }

    fn stats(&self, partner: PartnerId) -> PortResult<LeadStats> {
        self.leads.stats(partner)
    }

    fn by_day(
        &self,
        partner: PartnerId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PortResult<Vec<DayCount>> {
        self.leads.by_day(partner, first, last)
    }
}

fn index(names: &LeadNames) -> u64 {
    let mut all = 0;
    while let some @ 1.. = names.index_all(7).unwrap().leads {
        all += some;
    }
    all
}

fn contract_indexing(database: &Arc<Database>, every: i64) {
    let store = database.migrated();
    let leads = Indexing {
        leads: DieselLeadRepository::new(store.clone()),
        names: LeadNames::new(store.clone()),
        every,
    };
    leads_contract(&Harness {
        leads: Arc::new(leads),
        ..over(database, &store)
    });
    let mark = database.integers("SELECT lead_id AS value FROM lead_names_mark");
    assert!(mark[0] > 0);
}

fn leads_keep_their_contract_while_all_are_indexed(database: &Arc<Database>) {
    contract_indexing(database, 1);
}

fn leads_keep_their_contract_while_some_are_indexed(database: &Arc<Database>) {
    contract_indexing(database, 2);
}

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
struct Known {
    id: LeadId,
    names: [String; 2],
    day: i64,
    verdict: Verdict,
    loan: Option<(LoanStatus, Option<i64>)>,
    payout: Option<PayoutStatus>,
}

struct Bench {
    store: Store,
    harness: Harness,
    partner: PartnerId,
}

impl Bench {
    fn new(database: &Arc<Database>) -> Self {
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

    fn names(&self) -> LeadNames {
        LeadNames::new(self.store.clone())
    }

    fn share(&self, number: u32, first: &str, last: &str, day: i64) -> LeadId {
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
    fn eighty(&self, database: &Database) -> Vec<Known> {
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

    fn query(&self, filter: LeadFilter, sort: LeadSort) -> LeadQuery {
        LeadQuery {
            partner: self.partner,
            filter,
            sort,
            position: Position::Page(PageNumber::FIRST),
            size: PageSize::new(9).unwrap(),
        }
    }

    /// The whole list, page by page by number.
    fn by_number(&self, query: &LeadQuery) -> Vec<LeadId> {
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

    fn check(&self, known: &[Known], filter: &LeadFilter) {
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

fn named(text: &str) -> Option<SearchTerm> {
    SearchTerm::parse(text, &FakeVault).unwrap()
}

/// Searches of every form with the other filters, and filters alone.
fn filters() -> Vec<LeadFilter> {
    let day = |day| Some((midday() + TimeDelta::days(day)).date_naive());
    let texts = [
        "asha",
        "ao",
        "RAO",
        "nan",
        "an",
        "a%",
        "a%d",
        "_c\\",
        "b_c",
        "ß",
        "ánan",
        "आश",
        "आशा",
        "राव",
        "n'd",
        "-an",
        "nobody",
        "x",
    ];
    let mut all = Vec::new();
    for search in texts.iter().map(|text| named(text)).chain([None]) {
        let only = LeadFilter {
            search,
            ..LeadFilter::default()
        };
        let verdict = Some(Verdict::Registered);
        let (from, to) = (day(3), day(6));
        let disbursed = Some(LoanStatus::Disbursed);
        all.push(LeadFilter {
            verdict,
            ..only.clone()
        });
        all.push(LeadFilter {
            from,
            to,
            ..only.clone()
        });
        all.push(LeadFilter {
            from,
            verdict,
            ..only.clone()
        });
        all.push(LeadFilter {
            loan_status: disbursed,
            ..only.clone()
        });
        all.push(LeadFilter {
            payout_status: Some(PayoutStatus::Paid),
            to,
            ..only.clone()
        });
        all.push(LeadFilter {
            loan_status: disbursed,
            payout_status: Some(PayoutStatus::Eligible),
            verdict,
            ..only.clone()
        });
        if only.search.is_some() {
            all.push(only);
        }
    }
    all
}

fn searches_find_the_same_wherever_the_mark_is(database: &Arc<Database>) {
    let bench = Bench::new(database);
    let known = bench.eighty(database);
    // The totals of verdicts were changed behind the store's back.
    database.run(
        "DELETE FROM partner_days; INSERT INTO partner_days (partner_id, day, shard, fresh, \
         registered, active) SELECT partner_id, shared_on, 0, \
         SUM(CASE verdict WHEN 2005 THEN 1 ELSE 0 END), \
         SUM(CASE verdict WHEN 2004 THEN 1 ELSE 0 END), 0 \
         FROM leads GROUP BY partner_id, shared_on; \
         UPDATE partner_totals SET fresh = (SELECT count(*) FROM leads WHERE verdict = 2005), \
         registered = (SELECT count(*) FROM leads WHERE verdict = 2004)",
    );
    // Nothing, a part, everything is in the index.
    for batch in [None, Some(33), Some(100)] {
        if let Some(batch) = batch {
            bench.names().index_all(batch).unwrap();
        }
        for filter in filters() {
            bench.check(&known, &filter);
        }
    }
    let mark = database.integers("SELECT lead_id AS value FROM lead_names_mark");
    assert_eq!(mark, [known.last().unwrap().id.get()]);
}

/// Copies the one lead there is, so that there are `leads` of its names.
fn multiply(database: &Database, leads: i64) {
    let hash = |salt: &str| match database {
        Database::Sqlite(_) => "randomblob(32)".to_owned(),
        Database::Postgres { .. } => format!("sha256(convert_to('{salt} {leads} ' || n, 'UTF8'))"),
    };
    database.run(&format!(
        "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {}) \
         INSERT INTO leads (reference, partner_id, first_name, last_name, first_name_folded, \
             last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index, pan_index, \
             pan_sealed, verdict, campaign, campaign_index, shared_at, shared_on) \
         SELECT reference, partner_id, first_name, last_name, first_name_folded, \
             last_name_folded, {}, mobile_sealed, mobile_last_four_index, {}, \
             pan_sealed, verdict, campaign, campaign_index, shared_at + n, shared_on \
         FROM leads CROSS JOIN many WHERE id = 1",
        leads - 1,
        hash("mobile"),
        hash("pan"),
    ));
}

fn many_leads_of_a_name_are_counted_to_the_cap(database: &Arc<Database>) {
    let bench = Bench::new(database);
    bench.share(1, "Common", "Common", 0);
    bench.share(2, "Rare", "Uncommon", 1);
    multiply(database, 10_000);
    let count = |text: &str, verdict: Option<Verdict>| {
        let filter = LeadFilter {
            search: named(text),
            verdict,
            ..LeadFilter::default()
        };
        let total = bench.harness.leads.count(bench.partner, &filter).unwrap();
        (total.count, total.capped)
    };
    let first = |text: &str, loan_status: Option<LoanStatus>| {
        let filter = LeadFilter {
            search: named(text),
            loan_status,
            ..LeadFilter::default()
        };
        let query = bench.query(filter, LeadSort::default());
        let page = bench.harness.leads.page(&query).unwrap();
        (page.leads.len(), page.more)
    };
    for _ in 0..2 {
        // 10 000 have both names, one more has one of them.
        assert_eq!(count("common", None), (10_000, true));
        assert_eq!(count("rare", None), (1, false));
        assert_eq!(count("co", None), (10_000, false));
        assert_eq!(count("co", Some(Verdict::Active)), (0, false));
        assert_eq!(first("common", None), (9, true));
        assert_eq!(first("common", Some(LoanStatus::Closed)), (0, false));
        bench.names().index_all(20_000).unwrap();
    }
    // Another lead each, and names of their own: 30 000 entries.
    database.run("UPDATE leads SET last_name_folded = 'commoner' WHERE id % 2 = 0");
    database.run(
        "DELETE FROM lead_names; DELETE FROM partner_names; \
         UPDATE lead_names_mark SET lead_id = 0",
    );
    multiply(database, 20_001);
    let commoner = database
        .integers("SELECT count(*) AS value FROM leads WHERE last_name_folded = 'commoner'")[0];
    for _ in 0..2 {
        assert_eq!(count("common", None), (10_000, true));
        assert_eq!(
            count("commoner", None),
            (u64::try_from(commoner).unwrap(), false)
        );
        assert_eq!(first("common", Some(LoanStatus::Closed)), (0, false));
        assert_eq!(first("common", None), (9, true));
        bench.names().index_all(50_000).unwrap();
    }
}

fn two_workers_index_each_lead_once(database: &Arc<Database>) {
    let bench = Bench::new(database);
    bench.eighty(database);
    let stores = [bench.store.clone(), database.open()];
    let indexed: Vec<u64> = std::thread::scope(|scope| {
        let workers: Vec<_> = stores
            .iter()
            .map(|store| scope.spawn(|| index(&LeadNames::new(store.clone()))))
            .collect();
        workers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(indexed.iter().sum::<u64>(), 80, "{indexed:?}");
    let twice = "SELECT count(*) - count(DISTINCT lead_id) AS value FROM lead_names";
    let same = "SELECT count(*) AS value FROM leads WHERE first_name_folded = last_name_folded";
    let (twice, same) = (database.integers(twice)[0], database.integers(same)[0]);
    assert_eq!(twice + same, 80);
}

fn a_deleted_lead_is_found_no_more(database: &Arc<Database>) {
    let bench = Bench::new(database);
    let kept = bench.share(1, "Asha", "Rao", 0);
    let gone = bench.share(2, "Asha", "Rao", 1);
    assert_eq!(index(&bench.names()), 2);
    database.run(&format!("DELETE FROM leads WHERE id = {gone}"));
    let found = |text: &str| {
        let filter = LeadFilter {
            search: named(text),
            ..LeadFilter::default()
        };
        let total = bench.harness.leads.count(bench.partner, &filter).unwrap();
        let found = bench.by_number(&bench.query(filter, LeadSort::default()));
        assert_eq!(total.count, u64::try_from(found.len()).unwrap());
        found
    };
    assert_eq!(found("asha"), [kept]);
    // It may get the key of the one that is gone.
    let new = bench.share(3, "Ashok", "Rao", 2);
    assert_eq!(found("ashok"), [new]);
    assert_eq!(index(&bench.names()), 1);
    assert_eq!(found("ashok"), [new]);
    assert_eq!(found("rao"), [new, kept]);
}

fn a_few_leads_wait_for_more(database: &Arc<Database>) {
    let bench = Bench::new(database);
    bench.share(1, "Asha", "Rao", 0);
    assert_eq!(bench.names().index(10).unwrap().leads, 0);
    multiply(database, 2_001);
    let indexed = bench.names().index(10).unwrap();
    assert_eq!((indexed.leads, indexed.more), (10, true));
}

/// A lead whose key was drawn before another's and that is committed after it.
#[test]
fn a_lead_that_commits_late_is_not_passed_over() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let bench = Bench::new(&database);
    bench.share(1, "Asha", "Rao", 0);
    let mut late = database.holding(
        "SELECT pg_advisory_xact_lock_shared(7020105131976909939); \
         INSERT INTO leads (reference, partner_id, first_name, last_name, first_name_folded, \
             last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index, pan_index, \
             pan_sealed, verdict, campaign, campaign_index, shared_at, shared_on) \
         SELECT reference, partner_id, 'Late', 'Comer', 'late', 'comer', campaign_index, \
             mobile_sealed, mobile_last_four_index, pan_index, pan_sealed, verdict, campaign, \
             campaign_index, shared_at, shared_on FROM leads",
    );
    bench.share(2, "Early", "Bird", 0);
    assert_eq!(bench.names().index_all(10).unwrap().leads, 0);
    diesel::connection::SimpleConnection::batch_execute(&mut late, "COMMIT").unwrap();
    assert_eq!(bench.names().index_all(10).unwrap().leads, 3);
    for text in ["late", "early", "asha"] {
        let filter = LeadFilter {
            search: named(text),
            ..LeadFilter::default()
        };
        let total = bench.harness.leads.count(bench.partner, &filter).unwrap();
        assert_eq!(total.count, 1, "{text}");
    }
}
