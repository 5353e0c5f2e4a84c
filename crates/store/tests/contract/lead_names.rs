//! Searches by name find the same whatever part of the leads is in the index.

mod filters;
mod known;

use std::sync::Arc;

use chrono::NaiveDate;
use dedupe::{LoanStatus, Verdict};
use kernel::{LeadId, PartnerId, PortResult};
use leads::{
    DayCount, LeadFilter, LeadQuery, LeadRecord, LeadRepository, LeadSort, LeadStats, ShareRequest,
    Slice, StoreOutcome, StoreShareError, Total,
};
use store::{DieselLeadRepository, LeadNames};
use testkit::{Harness, leads_contract};

use self::filters::{filters, named};
use self::known::Bench;
use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    leads_keep_their_contract_while_all_are_indexed,
    leads_keep_their_contract_while_some_are_indexed,
    searches_find_the_same_wherever_the_mark_is,
    many_leads_of_a_name_are_counted_to_the_cap,
    lists_of_a_common_name_are_walked,
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

impl Bench {
    fn count(&self, text: &str, verdict: Option<Verdict>) -> (u64, bool) {
        let filter = LeadFilter {
            search: named(text),
            verdict,
            ..LeadFilter::default()
        };
        let total = self.harness.leads.count(self.partner, &filter).unwrap();
        (total.count, total.capped)
    }

    /// How many leads the first page has, and whether there are more.
    fn first(&self, text: &str, loan_status: Option<LoanStatus>) -> (usize, bool) {
        let filter = LeadFilter {
            search: named(text),
            loan_status,
            ..LeadFilter::default()
        };
        let query = self.query(filter, LeadSort::default());
        let page = self.harness.leads.page(&query).unwrap();
        (page.leads.len(), page.more)
    }
}

fn many_leads_of_a_name_are_counted_to_the_cap(database: &Arc<Database>) {
    let bench = Bench::new(database);
    bench.share(1, "Common", "Common", 0);
    bench.share(2, "Rare", "Uncommon", 1);
    multiply(database, 10_000);
    for _ in 0..2 {
        // 10 000 have it as both names, one more in one of them.
        assert_eq!(bench.count("common", None), (10_000, true));
        assert_eq!(bench.count("rare", None), (1, false));
        assert_eq!(bench.count("co", None), (10_000, false));
        assert_eq!(bench.count("co", Some(Verdict::Active)), (0, false));
        assert_eq!(bench.first("common", None), (9, true));
        assert_eq!(bench.first("common", Some(LoanStatus::Closed)), (0, false));
        bench.names().index_all(20_000).unwrap();
    }
}

/// So many entries match that the list is walked where a loan's status narrows.
fn lists_of_a_common_name_are_walked(database: &Arc<Database>) {
    let bench = Bench::new(database);
    bench.share(1, "Common", "Common", 0);
    multiply(database, 20_002);
    database.run("UPDATE leads SET last_name_folded = 'commoner' WHERE id <= 9000");
    for _ in 0..2 {
        assert_eq!(bench.count("common", None), (10_000, true));
        assert_eq!(bench.count("commoner", None), (9_000, false));
        assert_eq!(bench.first("common", Some(LoanStatus::Closed)), (0, false));
        assert_eq!(bench.first("common", None), (9, true));
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
