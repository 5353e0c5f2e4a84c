//! `GET /dashboard/leads` and `GET /dashboard/lead/{id}`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Session;
use crate::feed_client::{Lender, loan, user};
use crate::people::person;
use crate::program::Installation;

both!(
    rows_are_as_documented,
    filters_narrow_the_list,
    every_way_of_paging_sees_each_lead_once,
    bad_parameters_are_named,
);

const LIST_FIELDS: &[&str] = &[
    "id",
    "first_name",
    "last_name",
    "mobile_number",
    "pan_number",
    "dedupe_status",
    "dedupe_code",
    "utm_link",
    "lead_shared_at",
    "user_registered_at",
    "loan_application_id",
    "loan_status",
    "disbursed_at",
    "disbursal_amount",
    "payout_eligible",
    "payout_amount",
    "payout_grade",
    "payout_status",
    "user_id",
    "email",
    "application_number",
    "days_to_disbursal",
];

const DETAIL_FIELDS: &[&str] = &[
    "id",
    "partner_id",
    "partner_uuid",
    "user_id",
    "first_name",
    "last_name",
    "mobile_number",
    "pan_number",
    "dedupe_status",
    "dedupe_code",
    "utm_link",
    "lead_shared_at",
    "user_registered_at",
    "loan_application_id",
    "loan_status",
    "disbursed_at",
    "disbursal_amount",
    "payout_eligible",
    "payout_amount",
    "payout_grade",
    "payout_status",
    "email",
    "user_status",
    "application_number",
    "loan_amount",
    "loan_created_at",
];

/// `fields` must stand in `text` in this order.
#[track_caller]
fn assert_order(text: &str, fields: &[&str]) {
    let mut rest = text;
    for field in fields {
        let key = format!("\"{field}\":");
        let at = rest
            .find(&key)
            .unwrap_or_else(|| panic!("{field} is missing or out of order in {text}"));
        rest = &rest[at + key.len()..];
    }
}

fn rows_are_as_documented(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1).named("Asha", "Rao");
    let shared = session.share(&who.lead()).is(2005);

    let reply = session.get("/dashboard/leads");
    let body = reply.is(2000);
    assert_order(&reply.text, LIST_FIELDS);
    let order = ["status", "code", "message", "data", "leads", "pagination"];
    assert_order(&reply.text, &order);
    let row = &body["data"]["leads"][0];
    assert_eq!(row["id"], shared["lead_id"]);
    assert_eq!(row["first_name"], "Asha");
    assert_eq!(row["mobile_number"], who.mobile.as_str());
    assert_eq!(row["pan_number"], who.pan.as_str());
    assert_eq!(row["dedupe_status"], "fresh_lead");
    assert_eq!(row["dedupe_code"], 2005);
    assert_eq!(row["utm_link"], shared["utm_link"]);
    assert_eq!(row["payout_eligible"], 0);
    for field in LIST_FIELDS.iter().filter(|f| !row[**f].is_null()) {
        let always = LIST_FIELDS[..9].contains(field) || *field == "payout_eligible";
        assert!(always, "{field} is {}", row[*field]);
    }
    let at = row["lead_shared_at"].as_str().unwrap();
    assert_eq!(at.len(), "2025-01-15T10:30:00.000Z".len(), "{at}");
    assert!(at.ends_with('Z'), "{at}");
    let paging = &body["data"]["pagination"];
    let expected = json!({"page": 1, "limit": 50, "total": 1, "total_pages": 1});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&paging[field], value, "{field}");
    }

    let id = row["id"].as_i64().unwrap();
    let reply = session.get(&format!("/dashboard/lead/{id}"));
    assert_order(&reply.text, DETAIL_FIELDS);
    let lead = reply.is(2000)["data"].clone();
    assert_eq!(lead["partner_id"], partner.id);
    assert_eq!(lead["partner_uuid"], partner.uuid.as_str());

    // A lead of a known user is linked to it.
    let known = person(2);
    lender.knows(77, &user(&known, json!({})));
    lender.lends(88, &loan(77, "rejected", json!({})));
    let id = session.share(&known.lead()).is(2004)["lead_id"]
        .as_i64()
        .unwrap();
    let lead = session.lead(id);
    assert_eq!(lead["user_id"], 77);
    assert_eq!(lead["dedupe_status"], "registered_user");
    // Whom the person writes to is for the partner its loan is credited to.
    assert!(lead["email"].is_null(), "{lead}");
    assert_eq!(lead["user_status"], "active");
}

fn filters_narrow_the_list(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    lender.knows(2, &user(&person(2), json!({})));
    lender.knows(3, &user(&person(3), json!({"status": "suspended"})));
    session.share(&person(1).lead()).is(2005);
    session.share(&person(2).lead()).is(2004);
    session.share(&person(3).lead()).is(2006);
    for (status, n) in [
        ("fresh_lead", 1),
        ("registered_user", 2),
        ("active_user", 3),
    ] {
        let rows = session.leads(&format!("status={status}"));
        assert_eq!(rows.len(), 1, "{status}");
        assert_eq!(rows[0]["mobile_number"], person(n).mobile.as_str());
    }
    // Days of the business zone, both included.
    let today = |shift: i64| {
        let zone = chrono::FixedOffset::east_opt(19_800).unwrap();
        let at = crate::feed_client::now() + chrono::TimeDelta::days(shift);
        at.with_timezone(&zone).date_naive().to_string()
    };
    let count = |query: String| session.leads(&query).len();
    assert_eq!(count(format!("start_date={0}&end_date={0}", today(0))), 3);
    assert_eq!(count(format!("start_date={}", today(1))), 0);
    assert_eq!(count(format!("end_date={}", today(-1))), 0);
    assert_eq!(
        count(format!("start_date={}&status=fresh_lead", today(-1))),
        1
    );
    assert_eq!(count("loan_status=disbursed".to_owned()), 0);
    assert_eq!(count("payout_status=eligible".to_owned()), 0);
    // A search for nothing does not narrow.
    assert_eq!(count("search=".to_owned()), 3);
}

fn every_way_of_paging_sees_each_lead_once(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let shared: Vec<i64> = (1..=23)
        .map(|n| {
            session.share(&person(n).lead()).is(2005)["lead_id"]
                .as_i64()
                .unwrap()
        })
        .collect();
    let newest_first: Vec<i64> = shared.iter().rev().copied().collect();
    let ids = |rows: &[Value]| -> Vec<i64> {
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };

    let mut by_page = Vec::new();
    for page in 1..=5 {
        let body = session
            .get(&format!("/dashboard/leads?page={page}&limit=5"))
            .is(2000);
        assert_eq!(body["data"]["pagination"]["total_pages"], 5);
        by_page.extend(ids(body["data"]["leads"].as_array().unwrap()));
    }
    assert_eq!(by_page, newest_first);
    assert!(session.leads("page=6&limit=5").is_empty());

    for (sort, expected) in [
        ("-lead_shared_at", newest_first.clone()),
        ("lead_shared_at", shared.clone()),
        ("-disbursal_amount", newest_first.clone()),
        ("disbursal_amount", shared.clone()),
    ] {
        assert_eq!(by_cursor(&session, sort, || ()), expected, "{sort}");
    }

    // Leads that arrive meanwhile shift nothing.
    let mut next = 100;
    let seen = by_cursor(&session, "-lead_shared_at", || {
        session.share(&person(next).lead()).is(2005);
        next += 1;
    });
    assert_eq!(seen, newest_first);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 23);
}

/// All ids from the first page on, page after page, with `between` in between.
fn by_cursor(session: &Session, sort: &str, mut between: impl FnMut()) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for _ in 0..20 {
        let body = session
            .get(&format!("/dashboard/leads?limit=5&sort={sort}{cursor}"))
            .is(2000);
        let data = &body["data"];
        let rows = data["leads"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["id"].as_i64().unwrap()));
        match data["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
        between();
    }
    panic!("the cursor leads nowhere");
}

fn bad_parameters_are_named(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for (parameter, values) in [
        ("page", &["0", "-1", "x", "1.5", "99999999999999999999"][..]),
        ("limit", &["0", "201", "-5", "many"]),
        ("status", &["fresh", "FRESH_LEAD", "2005"]),
        (
            "start_date",
            &[
                "2025-13-01",
                "2025-02-30",
                "01-01-2025",
                "2025-1-1",
                "today",
            ],
        ),
        ("end_date", &["2025-00-10", "2025/01/01"]),
        (
            "sort",
            &["id", "--lead_shared_at", "lead_shared_at%20desc", "1;drop"],
        ),
        ("loan_status", &["lent", "Disbursed"]),
        ("payout_status", &["due", "none"]),
        ("cursor", &["nonsense", "AAAA", "-"]),
    ] {
        for value in values {
            for path in ["leads", "leads.csv"] {
                if path == "leads.csv" && matches!(parameter, "page" | "limit" | "cursor") {
                    continue;
                }
                let reply = session.get(&format!("/dashboard/{path}?{parameter}={value}"));
                assert_eq!(
                    reply.is(4124)["parameter"],
                    parameter,
                    "{value}: {}",
                    reply.text
                );
            }
        }
    }
    let reversed = session.get("/dashboard/leads?start_date=2025-02-01&end_date=2025-01-01");
    assert!(matches!(reversed.code(), 2000 | 4124), "{}", reversed.text);
    let long = format!("/dashboard/leads?search={}", "x".repeat(101));
    assert_eq!(session.get(&long).is(4124)["parameter"], "search");
    for id in ["abc", "1.5", "99999999999999999999", "-1x"] {
        let reply = session.get(&format!("/dashboard/lead/{id}"));
        assert!(!reply.is(4124)["parameter"].is_null(), "{}", reply.text);
    }
    for id in ["0", "-1"] {
        let code = session.get(&format!("/dashboard/lead/{id}")).code();
        assert!(matches!(code, 4040 | 4124), "{id}: {code}");
    }
    for days in ["0", "-1", "x", "100000"] {
        let reply = session.get(&format!("/dashboard/stats?days={days}"));
        assert_eq!(reply.is(4124)["parameter"], "days", "{}", reply.text);
    }
}
