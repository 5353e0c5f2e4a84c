//! How `SQLite` goes about what is read of practice: by key, however many rows there are.

use std::sync::{Arc, Mutex};

use candidates::{ActivitiesAsk, ActivityPlace, Look, QuarterRange};
use chrono::DateTime;
use diesel::connection::{Connection as _, InstrumentationEvent};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use kernel::{PartnerId, TimeZoneName};

use super::{activities, figures};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::{Store, StoreOptions};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The plans of all statements `read` runs.
fn plans<T>(read: impl FnOnce(&mut Conn) -> Result<T, StoreError>) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&StoreOptions::new(url)).unwrap();
    store.migrate().unwrap();
    let statements = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&statements);
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
            Ok(steps.join("\n"))
        };
        statements
            .iter()
            .map(plan)
            .collect::<Result<Vec<_>, StoreError>>()
    });
    plans.unwrap()
}

/// Asserts that nothing is looked through or sorted but the page itself, whose name is `p`.
fn assert_by_key(plans: &[String], statements: usize) {
    assert_eq!(plans.len(), statements, "{plans:?}");
    for plan in plans {
        let through = plan.lines().filter(|line| line.starts_with("SCAN "));
        let tables: Vec<&str> = through.filter(|line| *line != "SCAN p").collect();
        assert!(tables.is_empty(), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

fn partner() -> PartnerId {
    PartnerId::new(1)
}

#[test]
fn a_dashboard_is_read_by_key() {
    let look = Look {
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        otherwise: TimeZoneName::parse("Asia/Kolkata").unwrap().calendar(),
    };
    let plans = plans(|conn| figures::figures(conn, partner(), look));
    assert_by_key(&plans, 5);
    let all = plans.join("\n");
    assert!(
        !all.contains("practice_sessions") && !all.contains("partner_sessions"),
        "{all}"
    );
    assert!(
        all.contains("practice_exam_types USING COVERING INDEX practice_exam_types_by_count"),
        "{all}"
    );
}

#[test]
fn activities_are_read_from_their_place_on() {
    let behind = ActivityPlace {
        completed_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        key: 7,
    };
    let ask = ActivitiesAsk {
        behind: Some(behind),
        limit: 10,
    };
    let plans = plans(|conn| activities::activities(conn, partner(), ask));
    assert_by_key(&plans, 1);
    let place =
        "partner_sessions USING PRIMARY KEY (partner_id=? AND (completed_at,session_id)<(?,?))";
    assert!(plans[0].contains(place), "{}", plans[0]);
}

#[test]
fn days_are_read_by_key() {
    let range = QuarterRange { from: 1, to: 9 };
    let plans = plans(|conn| figures::finished(conn, partner(), range));
    assert_by_key(&plans, 1);
}
