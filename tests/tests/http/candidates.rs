//! Candidates and batches: who may, what is shared, what is once (contract candidates.md).

use std::thread;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, at_once};
use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::invites_client::{
    PASSWORD as CANDIDATES, accept, call, candidate, candidate_token, guided,
};
use crate::portal_client::{PASSWORD, enter, person, plainly_refused};
use crate::program::Installation;

both!(
    whoever_speaks_for_a_partner_is_let_in_and_nobody_else,
    a_token_ends_and_a_suspended_partner_is_out,
    a_person_of_two_partners_is_paid_and_invited_by_each_alone,
    a_person_is_once_in_a_batch_and_once_in_none,
    a_batchs_name_is_one_of_the_partners,
    what_is_wrong_with_a_body_is_told,
    marking_as_paid_is_done_once_and_by_its_partner_alone,
    of_simultaneous_adds_of_one_address_one_counts,
);

const PATHS: [&str; 2] = ["/api/v1/candidates", "/candidates"];
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// Somebody to be added.
fn somebody(first: &str, last: &str, email: &str, batch: Option<&str>) -> Value {
    json!({"firstname": first, "lastname": last, "email": email, "batch_id": batch})
}

fn add(server: &Server, token: &str, body: &Value) -> Reply {
    call(server, token, Method::POST, PATHS[0], Some(body))
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().expect(field).to_owned()
}

/// The whole list, which must be one page.
#[track_caller]
fn list(server: &Server, token: &str) -> Value {
    let reply = call(server, token, Method::GET, PATHS[1], None);
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

fn paid(server: &Server, token: &str, id: &str) -> Reply {
    let path = format!("/candidates/{id}/mark-paid");
    call(server, token, Method::PATCH, &path, None)
}

fn whoever_speaks_for_a_partner_is_let_in_and_nobody_else(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, "asha@lead-house.example");
    let portal = enter(server, "asha@lead-house.example", PASSWORD);
    candidate(&home, &session, "candidate@example.com");
    let candidate = candidate_token(server, "candidate@example.com", CANDIDATES);
    let lender = home.service_token();
    let only = "Dashboard is only available for partner accounts";
    for path in PATHS
        .into_iter()
        .chain(["/candidates/batches", "/api/v1/candidates/batches"])
    {
        let ask = |token: &str| call(server, token, Method::GET, path, None);
        plainly_refused(&server.get(path), 401, "Authentication required");
        plainly_refused(&ask("invalid_token"), 401, "Invalid token");
        plainly_refused(&ask(&lender), 401, "Invalid token");
        plainly_refused(&ask(&session.refresh), 401, "Invalid token");
        plainly_refused(&ask(&desk.token), 400, only);
        plainly_refused(&ask(&candidate), 400, only);
        for token in [&portal, &session.access] {
            let reply = ask(token);
            assert_eq!(reply.status, 200, "{}", reply.text);
            // The same whoever asks, and wherever.
            assert_eq!(reply.json(), ask(&session.access).json());
        }
    }
    // Whoever speaks for the partner writes its rows.
    let batch = call(
        server,
        &portal,
        Method::POST,
        "/candidates/batches",
        Some(&json!({"batch_name": "A"})),
    );
    let batch = guided(&batch, 201);
    assert_eq!(batch["_id"], batch["batch_id"]);
    for (n, (path, token)) in PATHS.iter().zip([&portal, &session.access]).enumerate() {
        let body = somebody(
            "Asha",
            "Rao",
            &format!("asha{n}@example.com"),
            batch["_id"].as_str(),
        );
        let added = call(server, token, Method::POST, path, Some(&body));
        assert_eq!(added.json()["message"], "Candidate added successfully");
        assert_eq!(guided(&added, 201)["batch_name"], "A");
    }
    let all = list(server, &portal);
    assert_eq!(
        (&all["total_candidates"], &all["total_batches"]),
        (&json!(3), &json!(1))
    );
    let entries = home.database.lines(
        "SELECT action || ' ' || actor_kind AS line FROM audit_entries \
         WHERE action LIKE 'partner.candidate%' ORDER BY id",
    );
    assert_eq!(
        entries
            .iter()
            .filter(|line| *line == "partner.candidates_enrolled partner")
            .count(),
        3
    );
    assert!(
        entries.contains(&"partner.candidate_batch_created partner".to_owned()),
        "{entries:?}"
    );
}

fn a_token_ends_and_a_suspended_partner_is_out(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, "asha@lead-house.example");
    let portal = enter(server, "asha@lead-house.example", PASSWORD);
    home.run_ok(&["partner", "suspend", &partner.client_id]);
    thread::sleep(Duration::from_secs(1));
    for token in [&portal, &session.access] {
        let refused = call(server, token, Method::GET, PATHS[1], None);
        plainly_refused(&refused, 401, "Partner not found or inactive");
    }
    running.kill();
    home.set("clock.offset_seconds", (30 * 24 * 3_600).to_string());
    let running = home.start();
    for token in [&portal, &session.access, &desk.token] {
        let refused = call(&running.server, token, Method::GET, PATHS[1], None);
        plainly_refused(&refused, 401, "Session expired");
    }
}

fn a_person_of_two_partners_is_paid_and_invited_by_each_alone(backend: Backend) {
    let home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let (one, two) = (server.session(&one), server.session(&two));
    let (batch, theirs) = (one.batch("A"), two.batch("A"));
    let own = guided(
        &add(
            server,
            &one.access,
            &somebody("Jon", "Doe", "John.Doe@example.com", Some(&batch)),
        ),
        201,
    );
    let other = guided(
        &add(
            server,
            &two.access,
            &somebody("John", "DOE", "john.doe@EXAMPLE.com", Some(&theirs)),
        ),
        201,
    );
    assert_eq!(own["_id"], other["_id"], "one person");
    assert_ne!(own["partner_candidate_id"], other["partner_candidate_id"]);
    let id = text(&own, "_id");
    assert_eq!(
        guided(&paid(server, &one.access, &id), 200)["is_paid_for"],
        true
    );
    guided(
        &accept(server, &text(&other, "partner_candidate_id"), None),
        200,
    );
    let shown = |token: &str| {
        let all = list(server, token);
        assert_eq!(
            (&all["total_candidates"], &all["pagination"]["total"]),
            (&json!(1), &json!(1))
        );
        let row = &all["candidates"][0];
        let fields = [
            "firstname",
            "lastname",
            "email",
            "is_paid_for",
            "invite_status",
            "batch_id",
        ];
        fields.map(|field| row[field].clone())
    };
    let expected = json!(["Jon", "Doe", "John.Doe@example.com", true, "pending", batch]);
    assert_eq!(json!(shown(&one.access)), expected);
    let expected = json!([
        "John",
        "DOE",
        "john.doe@EXAMPLE.com",
        false,
        "accepted",
        theirs
    ]);
    assert_eq!(json!(shown(&two.access)), expected);
    for (session, paid, accepted) in [(&one, 1, 0), (&two, 0, 1)] {
        let batches = call(
            server,
            &session.access,
            Method::GET,
            "/candidates/batches",
            None,
        );
        let batch = guided(&batches, 200)[0].clone();
        assert_eq!(
            (&batch["total_candidates"], &batch["candidates_paid"]),
            (&json!(1), &json!(paid))
        );
        assert_eq!(batch["candidates_pending_payment"], 1 - paid);
        assert_eq!(
            (&batch["invites_accepted"], &batch["invites_pending"]),
            (&json!(accepted), &json!(1 - accepted))
        );
    }
    // Nobody fills or sees another's batch, and none tells whether it is there.
    for foreign in [theirs.as_str(), NOBODY, "batch", "1"] {
        let body = somebody("Jo", "Doe", "jo@example.com", Some(foreign));
        plainly_refused(&add(server, &one.access, &body), 404, "Batch not found");
        let path = format!("/candidates?batch_id={foreign}");
        let reply = call(server, &one.access, Method::GET, &path, None);
        plainly_refused(&reply, 404, "Batch not found");
    }
    // A spelling of another's finds nothing, nor does it in the dashboard's search.
    let found = call(
        server,
        &one.access,
        Method::GET,
        "/candidates?search=john",
        None,
    );
    assert_eq!(found.json()["pagination"]["total"], 0);
}

fn a_person_is_once_in_a_batch_and_once_in_none(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let (a, b) = (session.batch("A"), session.batch("B"));
    let there = "Candidate with this email already exists in this batch";
    let outside = "Candidate with this email already exists";
    for (batch, message) in [
        (Some(a.as_str()), there),
        (Some(b.as_str()), there),
        (None, outside),
    ] {
        let added = add(
            server,
            &session.access,
            &somebody("Asha", "Rao", "Asha@Example.com", batch),
        );
        let added = guided(&added, 201);
        assert_eq!(added["batch_id"], json!(batch));
        assert_eq!(
            (&added["is_paid_for"], &added["is_active"]),
            (&json!(false), &json!(true))
        );
        for (name, email) in [("Asha", "Asha@Example.com"), ("Other", "aSHA@example.COM")] {
            let body = somebody(name, "Rao", email, batch);
            for path in PATHS {
                let again = call(server, &session.access, Method::POST, path, Some(&body));
                plainly_refused(&again, 409, message);
            }
        }
    }
    let all = list(server, &session.access);
    assert_eq!(
        (&all["total_candidates"], &all["total_batches"]),
        (&json!(3), &json!(2))
    );
    let ids: Vec<&Value> = all["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["_id"])
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

fn a_batchs_name_is_one_of_the_partners(backend: Backend) {
    let home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let (one, two) = (server.session(&one), server.session(&two));
    let create = |token: &str, name: &str| {
        let body = json!({ "batch_name": name });
        call(
            server,
            token,
            Method::POST,
            "/candidates/batches",
            Some(&body),
        )
    };
    let first = create(&one.access, " Batch A ");
    assert_eq!(first.json()["message"], "Batch created successfully");
    let first = guided(&first, 201);
    assert_eq!(
        (&first["batch_name"], &first["total_candidates"]),
        (&json!("Batch A"), &json!(0))
    );
    assert_eq!(first["createdAt"], first["updatedAt"]);
    plainly_refused(
        &create(&one.access, "BATCH a"),
        409,
        "Batch with this name already exists",
    );
    guided(&create(&two.access, "Batch A"), 201);
    let second = guided(&create(&one.access, "Batch B"), 201);
    let listed = |query: &str| {
        let path = format!("/api/v1/candidates/batches{query}");
        let reply = call(server, &one.access, Method::GET, &path, None);
        let batches = guided(&reply, 200);
        let ids = batches.as_array().unwrap().iter();
        ids.map(|batch| batch["_id"].clone()).collect::<Vec<_>>()
    };
    let (first, second) = (first["_id"].clone(), second["_id"].clone());
    assert_eq!(listed(""), [second.clone(), first.clone()]);
    assert_eq!(listed("?limit=1"), [second]);
    assert_eq!(listed("?limit=1&page=2"), [first]);
    assert_eq!(listed("?limit=1&page=3"), [Value::Null; 0]);
    for (query, message) in [
        ("limit=0", "limit is invalid"),
        ("limit=1001", "limit is invalid"),
        ("page=0", "page is invalid"),
    ] {
        let path = format!("/candidates/batches?{query}");
        let reply = call(server, &one.access, Method::GET, &path, None);
        plainly_refused(&reply, 400, message);
    }
    for (name, message) in [
        ("", "batch_name must not be blank"),
        (
            &"x".repeat(101),
            "batch_name must have at most 100 characters",
        ),
    ] {
        plainly_refused(&create(&one.access, name), 400, message);
    }
}

fn what_is_wrong_with_a_body_is_told(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    for (body, message) in [
        (
            json!({}),
            "firstname is required; lastname is required; email is required",
        ),
        (
            somebody("=1+1", "Rao", "asha@example.com", None),
            "firstname must not begin with = + - or @",
        ),
        (
            somebody("Asha", " @Rao", "asha@example.com", None),
            "lastname must not begin with = + - or @",
        ),
        (
            somebody("Asha", "Rao", "nobody", None),
            "email must be an e-mail address",
        ),
        (
            somebody(&"x".repeat(101), "Rao", "a@b.example", None),
            "firstname must have at most 100 characters",
        ),
        (
            json!({"firstname": "A", "lastname": "B", "email": "a@b.example", "partner_id": 7}),
            "partner_id is unknown",
        ),
        (
            json!({"firstname": 7, "lastname": "B", "email": "a@b.example"}),
            "firstname must be a text",
        ),
        (json!([]), "body is invalid"),
    ] {
        plainly_refused(&add(server, &session.access, &body), 400, message);
    }
    assert_eq!(list(server, &session.access)["total_candidates"], 0);
}

fn marking_as_paid_is_done_once_and_by_its_partner_alone(backend: Backend) {
    let home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let (one, two) = (server.session(&one), server.session(&two));
    let batch = one.batch("A");
    let alone = somebody("Only", "Theirs", "only@example.com", None);
    let theirs = guided(&add(server, &two.access, &alone), 201);
    let mut id = String::new();
    for place in [Some(batch.as_str()), None] {
        let body = somebody("Asha", "Rao", "asha@example.com", place);
        id = text(&guided(&add(server, &one.access, &body), 201), "_id");
    }
    for other in [text(&theirs, "_id").as_str(), NOBODY, "1", "me"] {
        plainly_refused(
            &paid(server, &one.access, other),
            404,
            "Candidate not found",
        );
    }
    let first = paid(server, &one.access, &id);
    assert_eq!(first.json()["message"], "Candidate marked as paid");
    let first = guided(&first, 200);
    assert_eq!(first["candidates"].as_array().unwrap().len(), 2);
    for row in first["candidates"].as_array().unwrap() {
        assert_eq!(
            (&row["_id"], &row["is_paid_for"]),
            (&json!(id), &json!(true))
        );
    }
    assert_eq!(
        guided(&paid(server, &one.access, &id), 200),
        first,
        "idempotent"
    );
    plainly_refused(&paid(server, &two.access, &id), 404, "Candidate not found");
    assert_eq!(
        list(server, &two.access)["candidates"][0]["is_paid_for"],
        false
    );
    let entries = home.database.lines(
        "SELECT details AS line FROM audit_entries WHERE action = 'partner.candidate_marked_paid'",
    );
    assert_eq!(
        entries,
        [format!(r#"{{"candidate":"{id}","enrolments":"2"}}"#)]
    );
}

fn of_simultaneous_adds_of_one_address_one_counts(backend: Backend) {
    let home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let sessions = [server.session(&one), server.session(&two)];
    // Sixteen of each of two partners, which share the person.
    let replies = at_once(|n| {
        let email = if n % 3 == 0 {
            "ASHA@example.com"
        } else {
            "asha@example.com"
        };
        add(
            server,
            &sessions[n % 2].access,
            &somebody("Asha", "Rao", email, None),
        )
    });
    let added: Vec<Value> = replies
        .iter()
        .filter(|reply| reply.status == 201)
        .map(Reply::json)
        .collect();
    assert_eq!(added.len(), 2, "one of each");
    assert_eq!(added[0]["data"]["_id"], added[1]["data"]["_id"]);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        plainly_refused(reply, 409, "Candidate with this email already exists");
    }
    for session in &sessions {
        assert_eq!(list(server, &session.access)["total_candidates"], 1);
    }
}
