//! Who may call what: every served route times every kind of caller. A route
//! without a row fails the test, and so does a row without a route.

mod guide;

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server};
use crate::feed_client::{loan, time, user};
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN};

both!(every_route_opens_to_whom_it_should_and_to_nobody_else);

/// Nobody; the partner that owns what is asked for; another partner; the first
/// partner, suspended; the lender's core system; who may read metrics; the lender's
/// staff, one of each role.
const CALLERS: [&str; 10] = [
    "nobody",
    "owner",
    "other partner",
    "suspended",
    "lender",
    "metrics",
    "admin",
    "operations",
    "finance",
    "auditor",
];

/// What each caller gets: a code of the contract, or the HTTP status where the
/// reply has no code.
type Row = (&'static str, &'static str, [i64; 10]);

/// The routes; `{…}` as in the OpenAPI document.
const ROWS: &[Row] = &[
    // Basic credentials, which no bearer token replaces.
    ("POST", "/api/v1/partner/login", [4110; 10]),
    ("POST", "/api/v1/partner/refresh-token", [4110; 10]),
    ("POST", "/api/v1/partner/logout", PARTNERS),
    ("GET", "/api/v1/partner/profile", PARTNERS),
    ("POST", "/api/v1/partner/credentials/rotate", PARTNERS),
    (
        "POST",
        "/api/v1/partner/lead-dedupe-check",
        [4114, 2005, 2005, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    ("GET", "/api/v1/partner/dashboard/leads", PARTNERS),
    (
        "GET",
        "/api/v1/partner/dashboard/leads.csv",
        [4114, 200, 200, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    ("GET", "/api/v1/partner/dashboard/stats", PARTNERS),
    (
        "GET",
        "/api/v1/partner/dashboard/stream",
        [4114, 200, 200, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    (
        "GET",
        "/api/v1/partner/dashboard/lead/{id}",
        [4114, 2000, 4040, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    (
        "GET",
        "/api/v1/partner/dashboard/lead/{id}/payout",
        [4114, 2000, 4040, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    ("GET", "/api/v1/partner/statements", PARTNERS),
    // Nobody has a statement.
    ("GET", "/api/v1/partner/statements/{id}", PARTNERS_IN_VAIN),
    (
        "GET",
        "/api/v1/partner/statements/{id}.csv",
        PARTNERS_IN_VAIN,
    ),
    (
        "GET",
        "/api/v1/partner/statements/{id}.pdf",
        PARTNERS_IN_VAIN,
    ),
    (
        "POST",
        "/api/v1/partner/statements/{id}/lines/{id}/dispute",
        PARTNERS_IN_VAIN,
    ),
    (
        "GET",
        "/api/v1/partner/statements/{id}/lines/{id}/dispute",
        PARTNERS_IN_VAIN,
    ),
    ("GET", "/api/v1/partner/encryption/public-key", [2000; 10]),
    ("GET", "/api/v1/partner/encryption/nonce", PARTNERS),
    ("GET", "/api/v1/partner/encryption/keys", PARTNERS),
    // With a nonce that nobody gave.
    (
        "POST",
        "/api/v1/partner/encryption/keys",
        [4114, 4220, 4220, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    // Neither partner practises in the sandbox.
    (
        "POST",
        "/api/v1/partner/encryption/diagnose",
        [4114, 4030, 4030, 4116, 4118, 4118, 4118, 4118, 4118, 4118],
    ),
    // There is no run, no dispute, and nothing to settle.
    ("POST", "/api/v1/admin/payout-runs", money(4092, 4030)),
    ("GET", "/api/v1/admin/payout-runs", money(2000, 2000)),
    ("GET", "/api/v1/admin/payout-runs/{id}", money(4040, 4040)),
    (
        "GET",
        "/api/v1/admin/payout-runs/{id}/statements",
        money(4040, 4040),
    ),
    (
        "POST",
        "/api/v1/admin/payout-runs/{id}/approve",
        money(4040, 4030),
    ),
    (
        "POST",
        "/api/v1/admin/payout-runs/{id}/reject",
        money(4040, 4030),
    ),
    (
        "POST",
        "/api/v1/admin/statements/{id}/pay",
        money(4040, 4030),
    ),
    ("GET", "/api/v1/admin/disputes", money(2000, 2000)),
    (
        "POST",
        "/api/v1/admin/disputes/{id}/answer",
        money(4040, 4030),
    ),
    (
        "GET",
        "/api/v1/admin/health",
        [4114, 4118, 4118, 4118, 4118, 4118, 2000, 2000, 2000, 2000],
    ),
    ("GET", "/api/v1/partner/usage", PARTNERS),
    ("GET", "/api/v1/admin/usage", overseeing(2000, 2000)),
    // Nobody has a number for an id.
    (
        "GET",
        "/api/v1/admin/partners/{id}/limits",
        overseeing(4124, 4124),
    ),
    (
        "PUT",
        "/api/v1/admin/partners/{id}/limits",
        overseeing(4124, 4030),
    ),
    // What passes the guard has no body, and asks by a number, which is no id there.
    ("GET", "/api/v1/partner/webhooks", PARTNERS),
    ("POST", "/api/v1/partner/webhooks", partners(4150)),
    ("GET", "/api/v1/partner/webhooks/{id}", partners(4124)),
    ("PATCH", "/api/v1/partner/webhooks/{id}", partners(4124)),
    ("DELETE", "/api/v1/partner/webhooks/{id}", partners(4124)),
    (
        "POST",
        "/api/v1/partner/webhooks/{id}/rotate-secret",
        partners(4124),
    ),
    ("POST", "/api/v1/partner/webhooks/{id}/test", partners(4124)),
    (
        "POST",
        "/api/v1/partner/webhooks/{id}/replay",
        partners(4124),
    ),
    ("GET", "/api/v1/partner/webhook-deliveries", PARTNERS),
    (
        "GET",
        "/api/v1/partner/webhook-deliveries/{id}",
        partners(4124),
    ),
    (
        "POST",
        "/api/v1/partner/webhook-deliveries/{id}/replay",
        partners(4124),
    ),
    ("GET", "/api/v1/admin/webhooks", overseeing(2000, 2000)),
    (
        "PATCH",
        "/api/v1/admin/webhooks/{id}",
        overseeing(4124, 4030),
    ),
    (
        "POST",
        "/api/v1/admin/webhooks/{id}/replay",
        overseeing(4124, 4030),
    ),
    (
        "GET",
        "/api/v1/admin/webhook-deliveries",
        overseeing(2000, 2000),
    ),
    (
        "GET",
        "/api/v1/admin/webhook-deliveries/{id}",
        overseeing(4124, 4124),
    ),
    (
        "POST",
        "/api/v1/admin/webhook-deliveries/{id}/replay",
        overseeing(4124, 4030),
    ),
    ("POST", "/api/v1/admin/maintenance", overseeing(4150, 4030)),
    (
        "GET",
        "/api/v1/admin/maintenance",
        [4114, 4118, 4118, 4118, 4118, 4118, 2000, 2000, 2000, 2000],
    ),
    (
        "DELETE",
        "/api/v1/admin/maintenance/{id}",
        overseeing(4124, 4030),
    ),
    // Public.
    ("GET", "/api/v1/maintenance", [2000; 10]),
    // Nobody has a number for an id there. What passes the guard has no body.
    ("POST", "/api/partners", looking_after(415, 403)),
    ("GET", "/api/partners", looking_after(200, 200)),
    ("GET", "/api/partners/{id}", looking_after(404, 404)),
    ("PUT", "/api/partners/{id}", looking_after(404, 403)),
    ("DELETE", "/api/partners/{id}", looking_after(404, 403)),
    (
        "POST",
        "/api/partners/{id}/restore",
        looking_after(404, 403),
    ),
    ("POST", "/api/partners/{id}/review", looking_after(404, 403)),
    (
        "POST",
        "/api/partners/{id}/credentials/rotate",
        looking_after(404, 403),
    ),
    (
        "POST",
        "/api/partners/{id}/onboarding-token",
        looking_after(404, 403),
    ),
    ("POST", "/api/partners/{id}/notes", looking_after(404, 403)),
    ("GET", "/api/partners/{id}/notes", looking_after(404, 404)),
    (
        "GET",
        "/api/partners/{id}/documents",
        looking_after(404, 404),
    ),
    (
        "GET",
        "/api/partners/{id}/documents/{id}",
        looking_after(404, 404),
    ),
    ("GET", "/api/partners/{id}/analytics", STAFF_OR_ITSELF),
    ("GET", "/api/partners/manage/{id}", STAFF_OR_ITSELF),
    // Public; what comes has no body, and asks for nobody.
    ("POST", "/api/partners/onboarding/start", [415; 10]),
    ("GET", "/api/partners/slug/{id}", [404; 10]),
    // Client id and secret, which no bearer token replaces.
    ("POST", "/api/partners/auth", [401; 10]),
    // An onboarding token, which no bearer token replaces.
    ("GET", "/api/partners/{id}/onboarding", [401; 10]),
    ("PUT", "/api/partners/{id}/business-info", [401; 10]),
    ("PUT", "/api/partners/{id}/api-setup", [401; 10]),
    ("PUT", "/api/partners/{id}/verification", [401; 10]),
    ("PUT", "/api/partners/{id}/activate", [401; 10]),
    ("POST", "/api/partners/{id}/upload-documents", [401; 10]),
    ("POST", "/api/partners/{id}/attach-document/{id}", [401; 10]),
    (
        "DELETE",
        "/api/partners/{id}/delete-attach-document/{id}",
        [401; 10],
    ),
    (
        "GET",
        "/api/partners/{id}/accounts",
        looking_after(404, 404),
    ),
    (
        "POST",
        "/api/partners/{id}/accounts",
        looking_after(415, 403),
    ),
    (
        "PATCH",
        "/api/partners/{id}/accounts/{id}",
        looking_after(415, 403),
    ),
    (
        "POST",
        "/api/partners/{id}/accounts/{id}/set-password-link",
        looking_after(404, 403),
    ),
    ("GET", "/api/v1/admin/staff", ruling(2000, 4030)),
    ("POST", "/api/v1/admin/staff", ruling(4150, 4030)),
    ("PATCH", "/api/v1/admin/staff/{id}", ruling(4124, 4030)),
    ("GET", "/api/v1/admin/audit", ruling(2000, 2000)),
    ("GET", "/api/v1/admin/audit.csv", ruling(200, 200)),
    ("GET", "/api/v1/admin/audit/verify", ruling(2000, 2000)),
    ("PUT", "/api/v1/internal/users/{id}", LENDER),
    ("PUT", "/api/v1/internal/loan-applications/{id}", LENDER),
    ("POST", "/api/v1/internal/events", LENDER),
    // There is no such candidate.
    (
        "PUT",
        "/api/v1/internal/practice-sessions/{id}",
        LENDER_IN_VAIN,
    ),
    // Nobody has a number for an id there.
    (
        "POST",
        "/api/v1/admin/partners/{id}/practice-payouts",
        money(4124, 4030),
    ),
    (
        "GET",
        "/api/v1/admin/partners/{id}/practice-payouts",
        money(4124, 4124),
    ),
    ("GET", "/api/v1/dashboard/practice", guide::partners(200)),
    // Address and password, which no bearer token replaces; here wrong ones.
    ("POST", "/api/v1/auth/login", [401; 10]),
    ("POST", "/auth/login", [401; 10]),
    ("GET", "/api/v1/auth/me", STAFF_THEMSELVES),
    // Public; what comes has no body.
    ("POST", "/api/v1/auth/set-password", [415; 10]),
    ("POST", "/api/v1/auth/password-reset", [415; 10]),
    ("GET", "/healthz", [200; 10]),
    ("GET", "/readyz", [200; 10]),
    (
        "GET",
        "/metrics",
        [4114, 4118, 4118, 4118, 4118, 200, 4118, 4118, 4118, 4118],
    ),
    ("GET", "/api-docs", [200; 10]),
    ("GET", "/api-docs/openapi.json", [200; 10]),
    ("GET", "/api-docs/{id}", [200; 10]),
    // Last, for it ends the logins of staff.
    ("POST", "/api/v1/auth/logout", STAFF_THEMSELVES),
];

/// The guide's rows at both of their paths, then all others.
fn rows() -> Vec<Row> {
    let bare = guide::ROWS.iter().map(|(method, path, expected)| {
        let path = path.strip_prefix("/api/v1").expect("a path below /api/v1");
        (*method, path, *expected)
    });
    guide::ROWS
        .iter()
        .copied()
        .chain(bare)
        .chain(ROWS.iter().copied())
        .collect()
}

/// Whoever signed in with address and password.
const STAFF_THEMSELVES: [i64; 10] = [401, 401, 401, 401, 401, 401, 200, 200, 200, 200];

/// What an admin gets, and an auditor; the others of staff get nothing.
const fn ruling(admin: i64, auditor: i64) -> [i64; 10] {
    [
        4114, 4118, 4118, 4118, 4118, 4118, admin, 4030, 4030, auditor,
    ]
}

const PARTNERS: [i64; 10] = [4114, 2000, 2000, 4116, 4118, 4118, 4118, 4118, 4118, 4118];
const PARTNERS_IN_VAIN: [i64; 10] = [4114, 4040, 4040, 4116, 4118, 4118, 4118, 4118, 4118, 4118];

/// What active partners get.
const fn partners(code: i64) -> [i64; 10] {
    [4114, code, code, 4116, 4118, 4118, 4118, 4118, 4118, 4118]
}

/// What admin and operations get, and what an auditor gets.
const fn overseeing(operations: i64, auditor: i64) -> [i64; 10] {
    [
        4114, 4118, 4118, 4118, 4118, 4118, operations, operations, 4030, auditor,
    ]
}

/// What admin and finance get, and what an auditor gets.
const fn money(finance: i64, auditor: i64) -> [i64; 10] {
    [
        4114, 4118, 4118, 4118, 4118, 4118, finance, 4030, finance, auditor,
    ]
}

/// What admin and operations get of `/api/partners`, and what an auditor gets.
const fn looking_after(operations: i64, auditor: i64) -> [i64; 10] {
    [
        401, 401, 401, 401, 401, 401, operations, operations, 403, auditor,
    ]
}

/// An active partner is let in, and finds nobody else.
const STAFF_OR_ITSELF: [i64; 10] = [401, 404, 404, 401, 401, 401, 404, 404, 403, 404];

const LENDER: [i64; 10] = [4114, 4118, 4118, 4118, 200, 4118, 4118, 4118, 4118, 4118];

/// What is not there for the lender either.
const LENDER_IN_VAIN: [i64; 10] = [4114, 4118, 4118, 4118, 4046, 4118, 4118, 4118, 4118, 4118];

fn every_route_opens_to_whom_it_should_and_to_nobody_else(backend: Backend) {
    let home = Installation::new(backend);
    let (owner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let doomed = home.partner("Doomed House");
    let lender = home.service_token();
    let staff = ["admin", "operations", "finance", "auditor"].map(|role| home.staff(role));
    let running = home.start();
    let server = &running.server;
    assert_complete(server);

    let lead = server.session(&owner).share(&person(1).lead()).is(2005)["lead_id"].clone();
    let suspended = server.session(&doomed).access;
    home.run_ok(&["partner", "suspend", &doomed.client_id]);
    thread::sleep(Duration::from_secs(1));

    let staff = staff.map(|member| (member.role, server.staff_token(&member)));
    let fresh = |partner: &Partner| Some(server.session(partner).access);
    for (method, path, expected) in &rows() {
        for (caller, expected) in CALLERS.iter().zip(expected) {
            // Some routes end the session: each cell has one of its own.
            let token = match *caller {
                "nobody" => None,
                "owner" => fresh(&owner),
                "other partner" => fresh(&other),
                "suspended" => Some(suspended.clone()),
                "lender" => Some(lender.clone()),
                "metrics" => Some(METRICS_TOKEN.to_owned()),
                role => staff
                    .iter()
                    .find(|(known, _)| *known == role)
                    .map(|(_, token)| token.clone()),
            };
            let reply = call(server, method, path, &lead, token.as_deref());
            let got = answer(&reply);
            assert_eq!(
                got, *expected,
                "{method} {path} by {caller}: {}",
                reply.text
            );
        }
    }
}

fn answer(reply: &Reply) -> i64 {
    serde_json::from_str::<Value>(&reply.text)
        .ok()
        .and_then(|body| body["code"].as_i64())
        .unwrap_or_else(|| i64::from(reply.status))
}

fn call(server: &Server, method: &str, path: &str, lead: &Value, token: Option<&str>) -> Reply {
    let concrete = if path.contains("/internal/") {
        path.replace("{id}", "7")
    } else if path.contains("/api-docs/") {
        path.replace("{id}", "swagger-ui.css")
    } else {
        path.replace("{id}", &lead.to_string())
    };
    let mut request = server.request(method.parse::<Method>().unwrap(), &concrete);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request = match path.rsplit('/').nth(usize::from(path.ends_with('}'))) {
        Some("login") => request.json(&json!({"email": "nobody@lender.example", "password": "x"})),
        Some("payout-runs") if method == "POST" => {
            request.json(&json!({"from": "2026-01-01", "to": "2026-01-31"}))
        }
        // Long enough for the secret the callers know to outlast the test.
        Some("rotate") => request.json(&json!({"overlap_hours": 168})),
        Some("pay") => request.json(&json!({"bank_reference": "UTR-000001"})),
        Some("dispute") if method == "POST" => request.json(&json!({"reason": "wrong"})),
        Some("answer") => request.json(&json!({"upheld": false, "answer": "right"})),
        Some("keys") if method == "POST" => {
            request.json(&json!({"public_key": "x", "nonce": "x", "signature": "x"}))
        }
        Some("diagnose") => request.json(&json!({})),
        Some("lead-dedupe-check") => request.json(&person(2).lead()),
        Some("users") => request.json(&user(&person(3), json!({}))),
        Some("loan-applications") => request.json(&loan(7, "closed", json!({}))),
        Some("practice-sessions") => request.json(&json!({
            "candidate_email": "nobody@lender.example", "exam_name": "Mock", "exam_type": "CAT",
            "status": "started", "cost": 1
        })),
        Some("events") => request
            .header("content-type", "application/x-ndjson")
            .body(format!(
                "{{\"type\":\"user\",\"id\":8,\"mobile_number\":\"{}\",\"status\":\"active\",\
             \"registered_at\":\"{1}\",\"occurred_at\":\"{1}\"}}",
                person(4).mobile,
                time(-60)
            )),
        _ => request,
    };
    if path.ends_with("/stream") {
        return opened(request);
    }
    Reply::of(request).unwrap()
}

/// A reply that may never end, as far as is needed to tell.
fn opened(request: RequestBuilder) -> Reply {
    let response = request.send().unwrap();
    let status = response.status().as_u16();
    Reply {
        status,
        headers: response.headers().clone(),
        text: if status == 200 {
            String::new()
        } else {
            response.text().unwrap()
        },
    }
}

/// The rows and the served OpenAPI document must list the same routes.
fn assert_complete(server: &Server) {
    let document = server.get("/api-docs/openapi.json").json();
    let served: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .expect("methods")
                .keys()
                .filter(|key| {
                    matches!(
                        key.as_str(),
                        "get" | "post" | "put" | "patch" | "delete" | "head"
                    )
                })
                .map(|method| (method.to_uppercase(), normal(path)))
        })
        .collect();
    let listed: BTreeSet<(String, String)> = rows()
        .into_iter()
        .map(|(method, path, _)| (method.to_owned(), path.to_owned()))
        .collect();
    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(missing.is_empty(), "served without a row here: {missing:?}");
    assert!(gone.is_empty(), "rows without a served route: {gone:?}");
}

/// A path with every parameter called `id`.
fn normal(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.split_once('}') {
        Some((_, suffix)) => format!("{{id}}{suffix}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}
