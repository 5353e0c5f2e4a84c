//! Usage (contract onboarding.md): every answered call of a partner is counted, once, by
//! route, outcome and day; the quota counts those of its systems; the partner is told.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::mail_server::wait_until;
use crate::people::person;
use crate::portal_client::letters;
use crate::program::Installation;
use crate::usage_client::{LEADS, LOGIN, SHARE, STATS, by_dashboard, own, wait_for};

both!(
    counts_are_exact_by_route_and_outcome,
    what_is_refused_costs_nothing_of_the_quota,
    a_rate_that_is_exceeded_is_counted,
    thresholds_are_told_once_each,
    days_are_asked_for_within_reason,
    nobody_is_limited_where_limits_are_off,
);

fn sum(list: &Value, field: &str) -> u64 {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one[field].as_u64().unwrap()).sum()
}

fn counts_are_exact_by_route_and_outcome(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    server.login(&partner.client_id, "wrong").is(4111);
    let session = server.session(&partner);
    for n in 1..=5 {
        session.share(&person(n).lead()).is(2005);
    }
    for _ in 0..3 {
        session.share(&json!({"mobile_number": 1, "pan_number": "x"}));
    }
    for _ in 0..4 {
        session.get("/dashboard/leads").is(2000);
    }
    for _ in 0..2 {
        assert_eq!(session.get("/dashboard/leads.csv").status, 200);
        session.get("/dashboard/lead/999999").is(4040);
    }
    session.get("/dashboard/leads?page=0").is(4124);
    for _ in 0..3 {
        by_dashboard(&session, "/dashboard/stats").is(2000);
    }
    session.get("/dashboard/stats").is(2000);
    // Neither is a route of the partner's.
    session.get("/nowhere").is(4040);
    assert_eq!(session.post("/usage").status, 405);

    let invalid = session.share(&json!({"mobile_number": 1, "pan_number": "x"}));
    let invalid = u64::try_from(invalid.code()).unwrap();
    let data = wait_for(
        &session,
        &[
            (LOGIN, 2000, 1),
            (SHARE, 2005, 5),
            (SHARE, invalid, 4),
            (LEADS, 2000, 4),
            (LEADS, 4124, 1),
            (&format!("{LEADS}.csv"), 2000, 2),
            ("GET /api/v1/partner/dashboard/lead/{leadId}", 4040, 2),
            (STATS, 2000, 4),
        ],
    );
    // Without the login, looking at usage and the dashboard's three.
    assert_eq!(data["quota"]["used"], 5 + 4 + 5 + 2 + 2 + 1, "{data}");
    let refused_share = if invalid >= 4000 { 4 } else { 0 };
    let today = data["days"].as_array().unwrap().last().unwrap();
    assert_eq!(today["refused"], refused_share + 1 + 2, "{data}");
    for list in ["routes", "outcomes", "rows"] {
        let calls = sum(&data[list], "calls");
        assert_eq!(calls, sum(&data["days"], "calls"), "{list}");
    }
    assert_eq!(data["days"].as_array().unwrap().len(), 30);
    assert_eq!(data["time_zone"], "Asia/Kolkata");
    assert_eq!(today["day"], data["to"]);
    assert_eq!(
        (&data["limited"], &data["limits"]["per_second"]),
        (&json!(true), &json!(10_000))
    );

    // Nobody else's.
    let stranger = server.session(&other);
    wait_for(&stranger, &[(LOGIN, 2000, 1)]);
    assert_eq!(own(&stranger)["quota"]["used"], 0);
}

fn what_is_refused_costs_nothing_of_the_quota(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.monthly_quota", "10");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for n in 1..=10 {
        session.share(&person(n).lead()).is(2005);
    }
    for n in 11..=17 {
        let refused = session.share(&person(n).lead());
        assert_eq!(
            (refused.status, refused.code()),
            (429, 4290),
            "{}",
            refused.text
        );
    }
    // The dashboard goes on, and shows why.
    by_dashboard(&session, "/dashboard/stats").is(2000);
    let data = wait_for(
        &session,
        &[
            (LOGIN, 2000, 1),
            (SHARE, 2005, 10),
            (SHARE, 4290, 7),
            (STATS, 2000, 1),
        ],
    );
    let quota = &data["quota"];
    assert_eq!(
        (&quota["used"], &quota["allowed"]),
        (&json!(10), &json!(10))
    );
    assert_eq!(quota["remaining"], 0);
    let route = &data["routes"][0];
    assert_eq!(
        (&route["route"], &route["calls"], &route["refused"]),
        (&json!(SHARE), &json!(17), &json!(7))
    );
    // A restart does not give anything back, but for the second it takes to learn.
    drop(running);
    let running = home.start();
    let session = running.server.session(&partner);
    let started = Instant::now();
    let mut slipped = 0;
    while session.get("/dashboard/leads").code() != 4290 {
        slipped += 1;
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{slipped} slipped through"
        );
        thread::sleep(Duration::from_millis(100));
    }
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "{slipped} slipped through"
    );
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(own(&session)["quota"]["used"], 10 + slipped);
}

fn a_rate_that_is_exceeded_is_counted(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.partner_per_second", "1");
    home.set("rate_limit.partner_burst", "4");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let codes: Vec<i64> = (0..12)
        .map(|_| session.get("/dashboard/stats").code())
        .collect();
    let of = |code| u64::try_from(codes.iter().filter(|it| **it == code).count()).unwrap();
    let (fine, refused) = (of(2000), of(4290));
    assert_eq!(fine + refused, 12, "{codes:?}");
    assert!(refused >= 6, "{codes:?}");
    // Enough of the rate is left to look again.
    thread::sleep(Duration::from_secs(4));
    let data = own(&session);
    let counts = crate::usage_client::counts(&data);
    let expected = [
        (LOGIN, 2000, 1),
        (STATS, 2000, fine),
        (STATS, 4290, refused),
    ];
    assert_eq!(counts, crate::usage_client::expected(&expected));
    assert_eq!(data["quota"]["used"], fine);
}

/// The events of usage in the outbox.
fn events(home: &Installation) -> usize {
    let sql = "SELECT event AS line FROM outbox WHERE event = 'usage.threshold_reached'";
    home.database.lines(sql).len()
}

fn thresholds_are_told_once_each(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.monthly_quota", "10");
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let alerts = || {
        let data = own(&session);
        let alerts = data["quota"]["alerts"].as_array().unwrap().clone();
        let percent = |alert: &Value| alert["percent"].as_u64().unwrap();
        alerts.iter().map(percent).collect::<Vec<_>>()
    };
    for _ in 0..7 {
        session.get("/dashboard/stats").is(2000);
    }
    thread::sleep(Duration::from_millis(2_500));
    assert!(alerts().is_empty());
    session.get("/dashboard/stats").is(2000);
    wait_until("told of 80 %", || alerts() == [80]);
    session.get("/dashboard/stats").is(2000);
    thread::sleep(Duration::from_millis(2_500));
    assert_eq!((alerts(), events(&home)), (vec![80], 1));
    session.get("/dashboard/stats").is(2000);
    wait_until("told of 100 %", || alerts() == [80, 100]);
    for _ in 0..5 {
        assert_eq!(session.get("/dashboard/stats").code(), 4290);
    }
    // A new process knows nothing of what was told.
    drop(running);
    let running = home.start();
    let session = running.server.session(&partner);
    session.get("/dashboard/stats");
    wait_until("mailed", || letters(&home, &partner.email).len() == 2);
    thread::sleep(Duration::from_millis(2_500));
    assert_eq!(events(&home), 2);
    let mails = letters(&home, &partner.email);
    assert_eq!(mails.len(), 2, "{mails:?}");
    let (first, second) = (&mails[0], &mails[1]);
    assert!(first.contains("80"), "{first}");
    assert!(
        second.contains("100") || second.contains("used up"),
        "{second}"
    );
    assert!(letters(&home, &other.email).is_empty());
    // One page jumps over both.
    let own_session = running.server.session(&other);
    for _ in 0..10 {
        own_session.get("/dashboard/stats").is(2000);
    }
    wait_until("told of both", || events(&home) == 4);
}

fn days_are_asked_for_within_reason(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for (query, parameter) in [
        ("from=2026-02-30", "from"),
        ("from=today", "from"),
        ("to=2026-1-1", "to"),
        ("to=", "to"),
        ("from=2026-01-02&to=2026-01-01", "to"),
        ("from=2025-01-01&to=2026-01-02", "from"),
        ("from=0000-01-01", "from"),
        ("from=2026-01-01&from=2026-01-01", "from"),
        ("from=9999-12-31", "to"),
    ] {
        let refused = session.get(&format!("/usage?{query}")).is(4124);
        assert_eq!(refused["parameter"], parameter, "{query}: {refused}");
    }
    for (query, days) in [
        ("from=2025-01-01&to=2026-01-01", 366),
        ("from=2026-01-01&to=2026-01-01", 1),
        ("to=2020-02-29", 30),
        ("from=9999-12-31&to=9999-12-31", 1),
        ("utm_source=mail", 30),
    ] {
        let data = session.get(&format!("/usage?{query}")).is(2000)["data"].clone();
        assert_eq!(data["days"].as_array().unwrap().len(), days, "{query}");
    }
    let data = session.get("/usage?from=2026-01-30&to=2026-02-01").is(2000)["data"].clone();
    let none = |day: &str| json!({"day": day, "calls": 0, "refused": 0});
    let days = json!([none("2026-01-30"), none("2026-01-31"), none("2026-02-01")]);
    assert_eq!(data["days"], days);
    assert_eq!((&data["rows"], &data["routes"]), (&json!([]), &json!([])));
}

fn nobody_is_limited_where_limits_are_off(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.enabled", "false");
    home.set("rate_limit.monthly_quota", "3");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for _ in 0..6 {
        session.get("/dashboard/stats").is(2000);
    }
    let data = wait_for(&session, &[(LOGIN, 2000, 1), (STATS, 2000, 6)]);
    assert_eq!(
        (&data["limited"], &data["quota"]["used"]),
        (&json!(false), &json!(6))
    );
    assert_eq!(data["quota"]["alerts"], json!([]));
    assert_eq!(events(&home), 0);
}
