//! Where months and weeks begin, and what partners are paid for practice.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, audited};
use crate::backend::Backend;
use crate::client::Reply;
use crate::feed_client::{Lender, now};
use crate::onboarding_client::business;
use crate::people::overlay;
use crate::practice_client::{House, reported, session};
use crate::program::Installation;

both!(
    months_and_weeks_begin_in_the_partners_zone,
    finance_books_what_a_partner_is_paid,
);

/// Moves the clock to `instant` from the next start on.
fn travel(home: &mut Installation, instant: &str) {
    let instant: DateTime<Utc> = instant.parse().unwrap();
    let offset = (instant - now()).num_seconds();
    home.set("clock.offset_seconds", offset.to_string());
}

fn months_and_weeks_begin_in_the_partners_zone(backend: Backend) {
    let mut home = Installation::new(backend);
    let partners = [home.partner("Lead House"), home.partner("Other House")];
    let token = home.service_token();
    // Monday, 1 March 2027 begins in Auckland while it is Sunday, 28 February in India.
    let midnight: DateTime<Utc> = "2027-02-28T11:00:00Z".parse().unwrap();
    travel(&mut home, "2027-02-28T11:00:20Z");
    {
        let running = home.start();
        let desk = Desk::open(&home, &running.server, "admin");
        let [auckland, india] = partners.clone().map(|one| House::new(&running.server, one));
        let zone = overlay(business(), json!({"timeZone": "Pacific/Auckland"}));
        let zone = json!({"businessInfo": zone});
        let changed = desk.put(&auckland.partner.uuid, &zone);
        assert_eq!(changed.status, 200, "{}", changed.text);
        let platform = Lender::new(&running.server, token.clone());
        for house in [&auckland, &india] {
            house.enrols("Anita", "anita@example.com");
        }
        for (id, seconds) in [("before", -1), ("at", 0), ("after", 10)] {
            let at = (midnight + TimeDelta::seconds(seconds)).to_rfc3339();
            let body = session("anita@example.com", json!({"completed_at": at}));
            reported(&platform, id, &body, "applied");
        }
        assert_eq!(auckland.taken(), [3, 2, 2]);
        assert_eq!(india.taken(), [3, 3, 3]);
        let plot = auckland.get("/api/v1/dashboard/practice?from=2027-02-28&to=2027-03-01");
        assert_eq!(plot["data"]["time_zone"], "Pacific/Auckland");
        let days =
            json!([{"day": "2027-02-28", "finished": 1}, {"day": "2027-03-01", "finished": 2}]);
        assert_eq!(plot["data"]["days"], days);
    }
    // Seven and a half hours later it is Monday in India as well.
    travel(&mut home, "2027-02-28T18:30:05Z");
    let running = home.start();
    let [auckland, india] = partners.map(|one| House::new(&running.server, one));
    assert_eq!(auckland.taken(), [3, 2, 2]);
    assert_eq!(india.taken(), [3, 0, 0]);
}

fn finance_books_what_a_partner_is_paid(backend: Backend) {
    let home = Installation::new(backend);
    let partners = [home.partner("Lead House"), home.partner("Other House")];
    let running = home.start();
    let [house, other] = partners.map(|partner| House::new(&running.server, partner));
    let desks = ["finance", "admin", "auditor", "operations"];
    let [finance, admin, auditor, operations] =
        desks.map(|role| Desk::open(&home, &running.server, role));
    let path = format!(
        "/api/v1/admin/partners/{}/practice-payouts",
        house.partner.uuid
    );
    let ask = |desk: &Desk, method: Method, path: &str, body: Option<&Value>| {
        let request = running
            .server
            .request(method, path)
            .bearer_auth(&desk.token);
        Reply::of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .unwrap()
    };
    let book = |desk: &Desk, amount: Value, reference: &str| {
        let body = json!({"amount": amount, "reference": reference});
        ask(desk, Method::POST, &path, Some(&body))
    };
    for desk in [&auditor, &operations] {
        assert_eq!(book(desk, json!(1), "UTR-000001").code(), 4030);
    }
    let booked = book(&finance, json!(1000.50), "utr-000001");
    assert_eq!(booked.status, 201, "{}", booked.text);
    let payout = booked.json()["data"].clone();
    assert_eq!(
        (&payout["kind"], &payout["reference"]),
        (&json!("practice"), &json!("UTR-000001"))
    );
    assert!(
        booked.text.contains("\"amount\":1000.50,"),
        "{}",
        booked.text
    );
    let again = book(&admin, json!(7), "UTR-000001");
    assert_eq!(
        (again.status, &again.json()["reason"]),
        (409, &json!("reference_taken"))
    );
    assert_eq!(book(&admin, json!(7), "UTR-000002").status, 201);
    for (amount, reference) in [
        (json!(0), "UTR-3000"),
        (json!(-1), "UTR-3000"),
        (json!(1.005), "UTR-3000"),
        (json!("1"), "UTR-3000"),
        (json!(1), "x"),
    ] {
        let refused = book(&finance, amount, reference);
        assert_eq!(
            (refused.status, refused.code()),
            (422, 4220),
            "{}",
            refused.text
        );
    }
    let listed = ask(&finance, Method::GET, &format!("{path}?limit=1"), None).json();
    assert_eq!(listed["data"]["payouts"][0]["reference"], "UTR-000002");
    let cursor = listed["data"]["next_cursor"].as_str().unwrap();
    let older = ask(
        &admin,
        Method::GET,
        &format!("{path}?limit=2&cursor={cursor}"),
        None,
    )
    .json();
    assert_eq!(older["data"]["payouts"], json!([payout]));
    assert_eq!(older["data"]["next_cursor"], Value::Null);
    let nobody = "/api/v1/admin/partners/00000000-0000-4000-8000-000000000000/practice-payouts";
    let nobody = ask(&finance, Method::GET, nobody, None);
    assert_eq!((nobody.status, nobody.code()), (404, 4041));
    // The partner sees it at once, nobody else does, and payment is set up.
    let money = |house: &House| house.dashboard()["finance_metrics"]["revenue_and_payouts"].clone();
    assert_eq!(money(&house)["total_payouts"], json!(1007.5));
    assert_eq!(money(&house)["pending_payout"], json!(-1007.5));
    assert_eq!(money(&other)["total_payouts"], json!(0.0));
    let steps = house.dashboard()["next_steps"].as_array().unwrap().len();
    assert_eq!(steps, 1, "only candidates are to be added");
    let log = audited(&home, &house.partner.uuid);
    let entries = log
        .iter()
        .filter(|line| line.contains("practice_payout_recorded"));
    assert_eq!(entries.count(), 2, "{log:?}");
    home.run_ok(&["doctor", "--reconcile"]);
}
