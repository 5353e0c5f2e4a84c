//! Candidates: enrolled once however many do it, listed by index, searched in long lists.

use std::sync::Arc;

use candidates::{
    BatchName, CandidateFilter, CandidatePage, CandidateQuery, CandidateSearch, ListPlace, NewBatch,
};
use kernel::{Actor, BatchUuid, PageNumber, PageSize, PartnerId};
use testkit::{
    FakeVault, Harness, SeededEntropy, candidates_at_once_contract, candidates_contract, midday,
    new_partner,
};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    candidates_keep_their_contract,
    candidates_keep_their_contract_from_many_sides_at_once,
    candidates_of_several_instances_keep_it_as_well,
    a_long_list_is_searched_whole,
}

fn candidates_keep_their_contract(database: &Arc<Database>) {
    candidates_contract(&harness(database));
}

fn candidates_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    candidates_at_once_contract(&[harness(database)]);
}

fn candidates_of_several_instances_keep_it_as_well(database: &Arc<Database>) {
    let mut instances = vec![harness(database)];
    instances.push(over(database, &database.open()));
    candidates_at_once_contract(&instances);
}

/// Enrolments of one partner.
const ROWS: i64 = 30_000;

/// Thirty thousand enrolments, of people without an address. The first 8000, the oldest, are
/// called Old and a number; the others New. Every hundredth has the last name Rare, every
/// thousandth of the first 8000 the last name Oldest.
#[expect(clippy::too_many_lines, reason = "one table after the other")]
fn fill(database: &Database, harness: &Harness) -> (PartnerId, BatchUuid) {
    let partner = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = partner.unwrap().id;
    let batch = harness.batches.create(NewBatch {
        uuid: BatchUuid::draw(&SeededEntropy::new(1)),
        partner,
        name: BatchName::parse("Long").unwrap(),
        by: Actor::Operator,
        at: midday(),
    });
    let batch = batch.unwrap();
    let (numbers, bytes) = match database {
        Database::Sqlite(_) => (
            format!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
            ),
            "CAST(printf('%016d', i) AS BLOB)",
        ),
        Database::Postgres { .. } => (
            format!("WITH n (i) AS (SELECT generate_series(1, {ROWS}))"),
            "decode(lpad(i::text, 32, '0'), 'hex')",
        ),
    };
    database.run(&format!(
        "{numbers} INSERT INTO candidates (id, uuid, email_sealed, email_index, status, created_at) \
         SELECT i, {bytes}, {bytes}, {bytes}, 'active', 0 FROM n"
    ));
    let (first, last) = (
        "CASE WHEN i <= 8000 THEN 'old' ELSE 'new' END || CAST(i AS TEXT)",
        "CASE WHEN i <= 8000 AND i % 1000 = 0 THEN 'oldest' \
         WHEN i % 100 = 0 THEN 'rare' ELSE 'many' END",
    );
    database.run(&format!(
        "{numbers} INSERT INTO partner_candidates (uuid, partner_id, candidate_id, batch_id, \
         batch_key, first_name, last_name, name_key, last_key, email_sealed, is_active, \
         is_paid_for, invite_status, invite_sent_at, invite_expires_at, invites, invites_from, \
         created_at, updated_at) \
         SELECT {bytes}, {partner}, i, {batch}, {batch}, {first}, {last}, {first} || ' ' || {last}, \
         {last}, {bytes}, TRUE, FALSE, 'pending', 0, 0, 1, 0, 0, 0 FROM n",
        batch = batch.id
    ));
    for key in [batch.id.get(), -1] {
        database.run(&format!(
            "INSERT INTO candidate_totals VALUES ({partner}, {key}, 'pending', FALSE, {ROWS})"
        ));
    }
    (partner, batch.uuid)
}

#[expect(clippy::too_many_lines, reason = "one search after the other")]
fn a_long_list_is_searched_whole(database: &Arc<Database>) {
    let harness = harness(database);
    let (partner, batch) = fill(database, &harness);
    let page = |search: &str, batch, place| -> CandidatePage {
        let query = CandidateQuery {
            partner,
            filter: CandidateFilter {
                batch,
                search: CandidateSearch::of(search, &FakeVault),
                ..CandidateFilter::default()
            },
            place,
            size: PageSize::new(5).unwrap(),
        };
        harness.enrolments.page(&query).unwrap()
    };
    let first = ListPlace::Page(PageNumber::FIRST);
    let names = |page: &CandidatePage| -> Vec<String> {
        let rows = page.rows.iter();
        rows.map(|row| row.first_name.as_str().to_owned()).collect()
    };
    // Few, many near the top, and many of which none is near the top; those that are both
    // once; the cap.
    for (search, expected, total) in [
        (
            "rare",
            ["new30000", "new29900", "new29800", "new29700", "new29600"],
            292,
        ),
        (
            "New",
            ["new30000", "new29999", "new29998", "new29997", "new29996"],
            10_000,
        ),
        (
            "old",
            ["old8000", "old7999", "old7998", "old7997", "old7996"],
            8_000,
        ),
        (
            "oldest",
            ["old8000", "old7000", "old6000", "old5000", "old4000"],
            8,
        ),
        (
            "old500",
            ["old5009", "old5008", "old5007", "old5006", "old5005"],
            11,
        ),
    ] {
        for batch in [None, Some(batch)] {
            let found = page(search, batch, first);
            assert_eq!(names(&found), expected, "{search}");
            assert_eq!((found.total, found.more), (total, true), "{search}");
        }
    }
    // To the end, by cursor.
    let mut found = page("old", Some(batch), first);
    let mut seen = 5;
    let mut last = found.rows.last().unwrap().id;
    last = kernel::EnrolmentId::new(last.get() - 7_988);
    found = page("old", Some(batch), ListPlace::Behind(last));
    seen += found.rows.len();
    assert_eq!((seen, found.more), (10, true));
    let last = found.rows.last().unwrap().id;
    found = page("old", Some(batch), ListPlace::Behind(last));
    assert_eq!((found.rows.len(), found.more), (2, false));
}
