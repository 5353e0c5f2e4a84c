//! Lists of candidates: pages, cursors, filters and search (contract candidates.md).

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Session;
use crate::invites_client::{accept, call, guided};
use crate::portal_client::plainly_refused;
use crate::program::Installation;

both!(
    a_list_goes_on_by_page_and_by_cursor,
    filters_and_searches_narrow_it_together,
    parameters_that_are_none_are_named,
    what_is_searched_for_stays_out_of_the_log,
);

impl Session {
    /// A page of candidates; `query` with its question mark.
    #[track_caller]
    fn page(&self, query: &str) -> Value {
        let path = format!("/candidates{query}");
        let reply = call(&self.server, &self.access, Method::GET, &path, None);
        assert_eq!(reply.status, 200, "{query}: {}", reply.text);
        let versioned = format!("/api/v1{path}");
        let same = call(&self.server, &self.access, Method::GET, &versioned, None);
        assert_eq!(same.json(), reply.json(), "{query}");
        reply.json()
    }

    /// Adds somebody; the row.
    #[track_caller]
    fn adds(&self, first: &str, last: &str, email: &str, batch: Option<&str>) -> Value {
        let body = json!({"firstname": first, "lastname": last, "email": email, "batch_id": batch});
        let path = "/candidates";
        let added = call(&self.server, &self.access, Method::POST, path, Some(&body));
        guided(&added, 201)
    }
}

fn emails(page: &Value) -> Vec<String> {
    let rows = page["candidates"].as_array().unwrap().iter();
    rows.map(|row| row["email"].as_str().unwrap().to_owned())
        .collect()
}

fn a_list_goes_on_by_page_and_by_cursor(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let nothing = session.page("");
    assert_eq!(
        nothing,
        json!({
            "candidates": [],
            "pagination": {
                "current_page": 1, "per_page": 20, "total_pages": 0, "total": 0,
                "has_next": false, "has_previous": false, "next_cursor": null,
            },
            "total_candidates": 0, "total_batches": 0,
        })
    );
    let batch = session.batch("A");
    for n in 0..23 {
        let row = session.adds("Asha", "Rao", &format!("p{n:02}@example.com"), Some(&batch));
        assert_eq!(row["batch_name"], "A");
    }
    let newest: Vec<String> = (0..23)
        .rev()
        .map(|n| format!("p{n:02}@example.com"))
        .collect();
    let first = session.page("");
    assert_eq!(emails(&first), newest[..20]);
    let pagination = &first["pagination"];
    assert_eq!(
        (&pagination["total"], &pagination["total_pages"]),
        (&json!(23), &json!(2))
    );
    assert_eq!(
        (&pagination["has_next"], &pagination["has_previous"]),
        (&json!(true), &json!(false))
    );
    let second = session.page("?page=2");
    assert_eq!(emails(&second), newest[20..]);
    let pagination = &second["pagination"];
    assert_eq!(
        (&pagination["has_next"], &pagination["has_previous"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&pagination["current_page"], &pagination["next_cursor"]),
        (&json!(2), &Value::Null)
    );
    let cursor = first["pagination"]["next_cursor"].as_str().unwrap();
    let by_cursor = session.page(&format!("?page=2&cursor={cursor}"));
    assert_eq!(by_cursor, second);
    // Somebody new does not move what comes behind a cursor.
    session.adds("Late", "Comer", "late@example.com", None);
    assert_eq!(
        emails(&session.page(&format!("?cursor={cursor}"))),
        newest[20..]
    );
    let mut seen = Vec::new();
    let mut query = "?limit=7".to_owned();
    loop {
        let page = session.page(&query);
        seen.extend(emails(&page));
        assert_eq!(page["pagination"]["total_pages"], 4);
        match page["pagination"]["next_cursor"].as_str() {
            Some(cursor) => query = format!("?limit=7&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 24);
    assert_eq!(seen[1..], newest);
    assert_eq!(emails(&session.page("?page=99")), Vec::<String>::new());
}

fn filters_and_searches_narrow_it_together(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let (session, other) = (
        running.server.session(&partner),
        running.server.session(&other),
    );
    let (a, b) = (session.batch("A"), session.batch("B"));
    let asha = session.adds("Asha", "Rao", "asha@example.com", Some(&a));
    let ravi = session.adds("Ravi", "Asher", "ravi@example.com", Some(&b));
    session.adds("Mary Ann", "O'Neil", "mary@example.com", Some(&a));
    session.adds("Asha", "Rao", "asha@example.com", None);
    other.adds("Asha", "Rao", "asha@example.com", None);
    let path = format!("/candidates/{}/mark-paid", ravi["_id"].as_str().unwrap());
    guided(
        &call(&session.server, &session.access, Method::PATCH, &path, None),
        200,
    );
    let enrolment = asha["partner_candidate_id"].as_str().unwrap();
    guided(&accept(&session.server, enrolment, None), 200);
    let [mary, ravi, asha] = ["mary@example.com", "ravi@example.com", "asha@example.com"];
    for (query, expected) in [
        (format!("?batch_id={a}"), &[mary, asha][..]),
        (format!("?batch_id={b}"), &[ravi]),
        ("?invite_status=accepted".to_owned(), &[asha]),
        ("?invite_status=pending".to_owned(), &[asha, mary, ravi]),
        ("?is_paid_for=true".to_owned(), &[ravi]),
        (format!("?is_paid_for=false&batch_id={a}"), &[mary, asha]),
        (
            format!("?is_paid_for=false&batch_id={a}&invite_status=pending"),
            &[mary],
        ),
        ("?search=ASH".to_owned(), &[asha, ravi, asha]),
        ("?search=asha%20r".to_owned(), &[asha, asha]),
        ("?search=mary%20ann%20o".to_owned(), &[mary]),
        ("?search=O%27".to_owned(), &[mary]),
        ("?search=ann".to_owned(), &[]),
        ("?search=%25".to_owned(), &[]),
        ("?search=%20RAVI%40Example.COM%20".to_owned(), &[ravi]),
        ("?search=ravi%40example.co".to_owned(), &[]),
        (format!("?search=ash&batch_id={a}"), &[asha]),
        (format!("?search=asha%40example.com&batch_id={b}"), &[]),
        (
            "?search=ash&is_paid_for=true&invite_status=pending".to_owned(),
            &[ravi],
        ),
    ] {
        let page = session.page(&query);
        assert_eq!(emails(&page), expected, "{query}");
        assert_eq!(page["pagination"]["total"], expected.len(), "{query}");
        // What there is in all is told whatever narrows.
        assert_eq!(
            (&page["total_candidates"], &page["total_batches"]),
            (&json!(4), &json!(2))
        );
    }
}

fn parameters_that_are_none_are_named(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let long = format!("search={}", "x".repeat(255));
    for (query, name) in [
        ("page=0", "page"),
        ("limit=101", "limit"),
        ("limit=0", "limit"),
        ("limit=ten", "limit"),
        ("invite_status=expired", "invite_status"),
        ("is_paid_for=1", "is_paid_for"),
        ("cursor=nothing", "cursor"),
        ("page=1&page=2", "page"),
        (long.as_str(), "search"),
        ("search=a%00b", "search"),
    ] {
        let path = format!("/candidates?{query}");
        let reply = call(&session.server, &session.access, Method::GET, &path, None);
        plainly_refused(&reply, 400, &format!("{name} is invalid"));
    }
}

fn what_is_searched_for_stays_out_of_the_log(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    session.adds("Qwertz", "Uiopan", "qwertz@example.com", None);
    session.page("?search=qwertz");
    session.page("?search=qwertz%40example.com");
    let log = running.log().to_lowercase();
    assert!(log.contains("/candidates"), "{log}");
    for secret in ["qwertz", "uiopan"] {
        assert!(!log.contains(secret), "{log}");
    }
}
