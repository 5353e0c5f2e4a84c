//! How `SQLite` goes about lists of candidates: by index, whatever the filter.

use candidates::{
    BatchQuery, CandidateFilter, CandidateQuery, CandidateSearch, InviteStatus, ListPlace,
};
use diesel::connection::{Connection as _, InstrumentationEvent};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use kernel::{BatchUuid, BlindIndex, EnrolmentId, PageNumber, PageSize, PartnerId};
use std::sync::{Arc, Mutex};

use super::{batches, list};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::{Store, StoreOptions};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The plans of all statements `read` runs, and the statements.
fn plans<T>(
    fill: &str,
    read: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
) -> Vec<(String, String)> {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&StoreOptions::new(url)).unwrap();
    store.migrate().unwrap();
    let statements = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&statements);
    let fill = fill.to_owned();
    let filled = store.write(
        move |conn| -> Result<(), crate::fault::Fault<kernel::PortFailure>> {
            use diesel::connection::SimpleConnection as _;
            // Whose rows they are does not matter to a plan.
            conn.batch_execute("PRAGMA defer_foreign_keys = ON")?;
            Ok(conn.batch_execute(&fill)?)
        },
    );
    filled.unwrap();
    let plans = store.read(|conn| {
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                noted.lock().unwrap().push(query.to_string());
            }
        });
        read(conn)?;
        let statements = statements.lock().unwrap().clone();
        let plan = |statement: &String| {
            let sql = statement.split(" -- binds").next().unwrap_or_default();
            let steps = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load::<Step>(conn)?;
            let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
            Ok((sql.to_owned(), steps.join("\n")))
        };
        statements
            .iter()
            .map(plan)
            .collect::<Result<Vec<_>, StoreError>>()
    });
    plans.unwrap()
}

const BATCH: &str = "INSERT INTO partners (id, uuid, slug, client_id, name, email_sealed, \
    email_index, status, sandbox, created_at, updated_at) \
    VALUES (1, x'01', 'p', 'p', 'P', x'01', x'01', 'active', 0, 0, 0); \
    INSERT INTO candidate_batches VALUES \
    (1, x'00000000000040008000000000000007', 1, 'A', 'a', 0)";

fn query(filter: CandidateFilter) -> CandidateQuery {
    CandidateQuery {
        partner: PartnerId::new(1),
        filter,
        place: ListPlace::Behind(EnrolmentId::new(1_000)),
        size: PageSize::new(20).unwrap(),
    }
}

/// Asserts that no table is looked through; each list's ranges come from `index`.
fn assert_by_index(plans: &[(String, String)], index: &str) {
    let mut found = false;
    for (sql, plan) in plans {
        for line in plan.lines().filter(|line| line.starts_with("SCAN ")) {
            // Of the rows that were found.
            let known = [
                "SCAN one",
                "SCAN found",
                "SCAN (",
                "SCAN listed",
                "SCAN e\n",
                "SCAN entries",
                "SCAN CONSTANT ROW",
            ];
            let known = known.iter().any(|known| line.starts_with(known.trim_end()));
            assert!(known && !line.contains("INDEX"), "{line}\n{plan}\n{sql}");
        }
        found |= plan.contains(index);
    }
    assert!(found, "{index}: {plans:?}");
}

#[test]
fn every_filter_has_its_index() {
    let batch = uuid::Uuid::parse_str("00000000-0000-4000-8000-000000000007").unwrap();
    for batch in [None, Some(BatchUuid::new(batch))] {
        for invite in [None, Some(InviteStatus::Accepted)] {
            for paid in [None, Some(true)] {
                let filter = CandidateFilter {
                    batch,
                    invite,
                    paid,
                    search: None,
                };
                let index = match (batch, invite, paid) {
                    (None, None, None) => "COVERING INDEX partner_candidates_newest",
                    (None, _, _) => "COVERING INDEX partner_candidates_by_partner",
                    (Some(_), _, _) => "COVERING INDEX partner_candidates_by_batch",
                };
                let plans = plans(BATCH, |conn| list::page(conn, &query(filter)));
                assert_by_index(&plans, index);
                // Ranges come in the order of the list; no more is sorted than the few that
                // were taken of each.
                for (_, plan) in plans.iter().filter(|(sql, _)| sql.contains("AS one")) {
                    let mut before = "";
                    for line in plan.lines() {
                        let sorts = line.contains("TEMP B-TREE");
                        assert!(!sorts || before == "SCAN one", "{plan}");
                        before = line;
                    }
                }
            }
        }
    }
}

#[test]
fn searches_have_theirs() {
    let email = CandidateFilter {
        search: Some(CandidateSearch::Email(BlindIndex::new([7; 32]))),
        ..CandidateFilter::default()
    };
    let found = plans(BATCH, |conn| list::page(conn, &query(email)));
    assert_by_index(&found, "partner_candidates_by_person");
    let many =
        format!("{BATCH}; INSERT INTO candidate_totals VALUES (1, -1, 'pending', 0, 1000000)");
    let name = CandidateFilter {
        search: Some(CandidateSearch::Name("ra".to_owned())),
        ..CandidateFilter::default()
    };
    let found = plans(&many, |conn| list::page(conn, &query(name)));
    assert_by_index(&found, "partner_candidates_by_name");
    assert_by_index(&found, "partner_candidates_by_last");
}

#[test]
fn batches_are_read_by_theirs() {
    let query = BatchQuery {
        partner: PartnerId::new(1),
        page: PageNumber::FIRST,
        limit: 10,
    };
    let plans = plans(BATCH, |conn| batches::page(conn, query));
    assert_by_index(&plans, "candidate_batches_by_partner");
}
