//! Staff see how much partners call, and set how much they may.

use std::thread;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::client::Reply;
use crate::mail_server::wait_until;
use crate::program::Installation;

both!(
    staff_see_everybodys_calls,
    limits_are_set_and_count_within_a_second,
    limits_are_judged_whole,
);

const USAGE: &str = "/api/v1/admin/usage";

fn ask(desk: &Desk, method: Method, path: &str, body: Option<&Value>) -> Reply {
    let request = desk.server.request(method, path).bearer_auth(&desk.token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    Reply::of(request).unwrap()
}

fn get(desk: &Desk, path: &str) -> Reply {
    ask(desk, Method::GET, path, None)
}

fn limits(partner: &str) -> String {
    format!("/api/v1/admin/partners/{partner}/limits")
}

fn staff_see_everybodys_calls(backend: Backend) {
    let home = Installation::new(backend);
    let partners = ["Lead House", "Other House"].map(|name| home.partner(name));
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "operations");
    let [few, many] = [(0, 2), (1, 5)].map(|(at, calls)| {
        let session = server.session(&partners[at]);
        for _ in 0..calls {
            session.get("/dashboard/stats").is(2000);
        }
        session.get("/dashboard/leads?page=0").is(4124);
        &partners[at]
    });
    let data = |query: &str| get(&desk, &format!("{USAGE}{query}")).is(2000)["data"].clone();
    let calls = |data: &Value| {
        let days = data["days"].as_array().unwrap();
        days.iter()
            .map(|day| day["calls"].as_u64().unwrap())
            .sum::<u64>()
    };
    // Each signed in, looked and was refused once.
    wait_until("written", || calls(&data("")) == 2 + 2 + 5 + 2);
    let all = data("");
    let row = |partner: &crate::client::Partner, name: &str, calls: u64, used: u64| {
        json!({
            "partner_id": partner.uuid, "partner_name": name, "calls": calls, "refused": 1,
            "quota_used": used, "quota_allowed": 1_000_000_000_u64,
        })
    };
    let (busy, quiet) = (row(many, "Other House", 7, 6), row(few, "Lead House", 4, 3));
    assert_eq!(all["partners"], json!([busy, quiet]));
    assert_eq!(all["days"].as_array().unwrap().len(), 30);
    assert_eq!(all["days"][29]["refused"], 2);
    assert_eq!(
        all["routes"][0]["route"],
        "GET /api/v1/partner/dashboard/stats"
    );
    assert_eq!(
        all["outcomes"],
        json!([{"outcome": 2000, "calls": 9}, {"outcome": 4124, "calls": 2}])
    );
    let one = data(&format!("?partner={}", few.uuid));
    assert_eq!((calls(&one), &one["partners"]), (4, &json!([quiet])));
    let past = data("?from=2024-01-01&to=2024-01-05");
    assert_eq!((calls(&past), &past["partners"]), (0, &json!([])));
    let nobody = data("?partner=00000000-0000-4000-8000-000000000000");
    assert_eq!((calls(&nobody), &nobody["partners"]), (0, &json!([])));
    for query in [
        "partner=x",
        "from=x",
        "from=2026-01-02&to=2026-01-01",
        "from=2020-01-01",
    ] {
        get(&desk, &format!("{USAGE}?{query}")).is(4124);
    }
    let auditor = Desk::open(&home, server, "auditor");
    get(&auditor, USAGE).is(2000);
    let finance = Desk::open(&home, server, "finance");
    get(&finance, USAGE).is(4030);
    get(&finance, &limits(&few.uuid)).is(4030);
    // The partner's figures have a part of it.
    let figures = desk.get(&format!("/{}/analytics", few.uuid)).json();
    let usage = &figures["data"]["analytics"]["usage"];
    assert_eq!(
        (&usage["callsLast30Days"], &usage["quotaUsed"]),
        (&json!(4), &json!(3)),
        "{figures}"
    );
    assert_eq!(usage["quotaAllowed"], 1_000_000_000_u64);
}

fn limits_are_set_and_count_within_a_second(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "operations");
    let path = limits(&partner.uuid);
    let before = get(&desk, &path).is(2000)["data"].clone();
    let none = json!({"per_second": null, "burst": null, "monthly_quota": null});
    assert_eq!(before["own"], none);
    assert_eq!(before["effective"], before["defaults"]);
    assert_eq!(before["defaults"]["burst"], 100_000);
    let session = server.session(&partner);
    for _ in 0..4 {
        session.get("/dashboard/stats").is(2000);
    }

    let body = json!({"per_second": null, "burst": 7, "monthly_quota": 5});
    let set = ask(&desk, Method::PUT, &path, Some(&body)).is(2000)["data"].clone();
    assert_eq!(set["own"], body);
    let effective = json!({"per_second": 10_000, "burst": 7, "monthly_quota": 5});
    assert_eq!(
        (&set["effective"], &set["defaults"]),
        (&effective, &before["defaults"])
    );
    assert_eq!(get(&desk, &path).is(2000)["data"]["own"], body);
    thread::sleep(Duration::from_secs(1));
    session.get("/dashboard/stats").is(2000);
    assert_eq!(
        session.get("/dashboard/stats").code(),
        4290,
        "five were allowed"
    );
    server.session(&other).get("/dashboard/stats").is(2000);
    wait_until("shown", || {
        let quota = get(&desk, &path).is(2000)["data"]["quota"].clone();
        quota["used"] == 5
            && quota["remaining"] == 0
            && quota["alerts"].as_array().unwrap().len() == 2
    });

    // Given back, it goes on.
    ask(&desk, Method::PUT, &path, Some(&none)).is(2000);
    thread::sleep(Duration::from_secs(1));
    session.get("/dashboard/stats").is(2000);
    let audit = get(
        &Desk::open(&home, server, "auditor"),
        "/api/v1/admin/audit?action=partner.limits_changed",
    );
    let entries = audit.is(2000)["data"]["entries"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(entries.len(), 2, "{entries:?}");
    let details = &entries[1]["details"];
    assert_eq!(
        (&details["monthly_quota_from"], &details["monthly_quota_to"]),
        (&json!("default"), &json!("5")),
        "{entries:?}"
    );
    assert!(details.get("per_second_to").is_none(), "{details}");
}

fn limits_are_judged_whole(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let path = limits(&partner.uuid);
    let put = |body: &Value| ask(&desk, Method::PUT, &path, Some(body));
    let fields = |body: &Value| {
        let refused = put(body).is(4220);
        let errors = refused["errors"].as_array().unwrap();
        let field = |error: &Value| error["field"].as_str().unwrap().to_owned();
        errors.iter().map(field).collect::<Vec<_>>()
    };
    assert_eq!(fields(&json!({})), ["per_second", "burst", "monthly_quota"]);
    for (field, wrong) in [
        ("per_second", json!(0)),
        ("per_second", json!(10_001)),
        ("per_second", json!(1.5)),
        ("per_second", json!("10")),
        ("burst", json!(0)),
        ("burst", json!(100_001)),
        ("burst", json!(-1)),
        ("monthly_quota", json!(-1)),
        ("monthly_quota", json!(1_000_000_000_001_u64)),
        ("monthly_quota", json!(true)),
    ] {
        let mut body = json!({"per_second": null, "burst": null, "monthly_quota": null});
        body[field] = wrong;
        assert_eq!(fields(&body), [field], "{body}");
    }
    let body = json!({"per_second": 1, "burst": 1, "monthly_quota": 1, "daily_quota": 1});
    assert_eq!(fields(&body), ["daily_quota"]);
    let most =
        json!({"per_second": 10_000, "burst": 100_000, "monthly_quota": 1_000_000_000_000_u64});
    assert_eq!(put(&most).is(2000)["data"]["own"], most);
    let least = json!({"per_second": 1, "burst": 1, "monthly_quota": 0});
    assert_eq!(put(&least).is(2000)["data"]["own"], least);

    for (nobody, code) in [
        ("00000000-0000-4000-8000-000000000000", 4040),
        ("first", 4124),
    ] {
        get(&desk, &limits(nobody)).is(code);
        ask(&desk, Method::PUT, &limits(nobody), Some(&least)).is(code);
    }
    let auditor = Desk::open(&home, server, "auditor");
    get(&auditor, &path).is(2000);
    ask(&auditor, Method::PUT, &path, Some(&most)).is(4030);
    assert_eq!(get(&desk, &path).is(2000)["data"]["own"], least);
    // Who was deleted has none.
    assert_eq!(desk.delete(&partner.uuid).status, 200);
    get(&desk, &path).is(4040);
    ask(&desk, Method::PUT, &path, Some(&most)).is(4040);
    desk.restore(&partner.uuid);
    assert_eq!(get(&desk, &path).is(2000)["data"]["own"], least);
}
