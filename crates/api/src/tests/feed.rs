//! The lender's feed.

use actix_web::test::TestRequest;
use kernel::PortFailure;
use lender::{FeedOutcome, MockFeedRepository};
use serde_json::{Value, json};

use super::world::{Reply, World};

const EVENTS: &str = "/api/v1/internal/events";

fn user() -> Value {
    json!({
        "mobile_number": "7000000001", "pan_number": "TSTAA0001P", "status": "active",
        "registered_at": "2020-01-01T00:00:00Z", "occurred_at": "2020-01-01T00:00:00Z",
        "unknown": "ignored", "type": "user",
    })
}

fn loan(user: i64) -> Value {
    json!({
        "user_id": user, "application_number": "APP1", "status": "disbursed",
        "loan_amount": 50000.5, "created_at": "2020-01-02T00:00:00Z",
        "disbursed_at": null, "occurred_at": "2020-01-02T00:00:00Z",
    })
}

async fn put(world: &World, path: &str, body: &Value) -> Reply {
    let request = TestRequest::put()
        .uri(path)
        .insert_header(world.service_bearer())
        .set_json(body);
    world.call(request).await
}

async fn events(world: &World, body: impl Into<String>) -> Reply {
    let request = TestRequest::post()
        .uri(EVENTS)
        .insert_header(world.service_bearer())
        .insert_header(("content-type", "application/x-ndjson"))
        .set_payload(body.into());
    world.call(request).await
}

fn line(kind: &str, id: i64, mut fields: Value) -> String {
    fields["type"] = kind.into();
    fields["id"] = id.into();
    format!("{fields}\n")
}

#[actix_web::test]
async fn users_and_loans_are_put_one_by_one() {
    let world = World::new();
    let path = "/api/v1/internal/users/12";
    let first = put(&world, path, &user()).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.text(), r#"{"id":12,"result":"applied","errors":[]}"#);
    let again = put(&world, path, &user()).await;
    assert_eq!(
        again.text(),
        r#"{"id":12,"result":"unchanged","errors":[]}"#
    );
    let loans = "/api/v1/internal/loan-applications/3";
    let applied = put(&world, loans, &loan(12)).await;
    assert_eq!(applied.text(), r#"{"id":3,"result":"applied","errors":[]}"#);
}

#[actix_web::test]
async fn a_refusal_is_422_with_a_reason_per_field() {
    let world = World::new();
    let mut bad = user();
    bad["status"] = "sleeping".into();
    bad["mobile_number"] = Value::Null;
    let reply = put(&world, "/api/v1/internal/users/12", &bad).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["result"], "refused");
    let fields: Vec<Value> = reply.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["field"].clone())
        .collect();
    assert_eq!(fields, ["mobile_number", "status"]);
    let orphan = put(&world, "/api/v1/internal/loan-applications/3", &loan(99)).await;
    assert_eq!(
        (orphan.status, &orphan.json()["errors"][0]["field"]),
        (422, &"user_id".into())
    );
}

#[actix_web::test]
async fn the_paths_id_counts_and_the_body_may_not_contradict_it() {
    let world = World::new();
    let mut same = user();
    same["id"] = "12".into();
    assert_eq!(
        put(&world, "/api/v1/internal/users/12", &same).await.status,
        200
    );
    let other = put(&world, "/api/v1/internal/users/13", &same).await;
    assert_eq!(
        (other.status, &other.json()["errors"][0]["field"]),
        (422, &"id".into())
    );
    for id in ["0", "-1", "x", "99999999999999999999"] {
        let reply = put(&world, &format!("/api/v1/internal/users/{id}"), &user()).await;
        assert_eq!(reply.refusal(), (400, 4124), "{id}");
        assert_eq!(reply.json()["parameter"], "id");
    }
}

#[actix_web::test]
async fn a_batch_answers_line_by_line_in_order_and_keeps_the_good_ones() {
    let world = World::new();
    let mut body = line("user", 1, user());
    body.push_str("\r\n  \n");
    body.push_str("not json\n");
    body.push_str(&line("planet", 4, user()));
    body.push_str("{\"type\":\"user\",\"id\":5,\"id\":6}\n");
    body.push_str(&line("loan", 7, loan(1)));
    body.push_str(line("loan", 8, loan(2)).trim_end());
    let reply = events(&world, body).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let text = reply.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            r#"{"id":1,"result":"applied","errors":[]}"#,
            r#"{"id":null,"result":"refused","errors":[{"field":"line","reason":"is not a JSON object"}]}"#,
            r#"{"id":4,"result":"refused","errors":[{"field":"type","reason":"must be \"user\" or \"loan\""}]}"#,
            r#"{"id":null,"result":"refused","errors":[{"field":"line","reason":"has a key twice"}]}"#,
            r#"{"id":7,"result":"applied","errors":[]}"#,
            r#"{"id":8,"result":"refused","errors":[{"field":"user_id","reason":"is not a known user"}]}"#,
        ]
    );
    assert!(text.ends_with('\n'));
}

#[actix_web::test]
async fn a_batch_may_be_empty_and_has_its_limits() {
    let world = World::new();
    assert_eq!(events(&world, "").await.text(), "");
    let most = "{}\n".repeat(10_000);
    let reply = events(&world, most.clone()).await;
    assert_eq!(reply.text().lines().count(), 10_000);
    assert_eq!(events(&world, most + "{}").await.refusal(), (413, 4130));
    let padding = " ".repeat(16 * 1024 * 1024 + 1);
    assert_eq!(events(&world, padding).await.refusal(), (413, 4130));
}

#[actix_web::test]
async fn a_partners_token_opens_none_of_it() {
    let world = World::new();
    let bearer = world.bearer().await;
    for path in [
        "/api/v1/internal/users/1",
        "/api/v1/internal/loan-applications/1",
    ] {
        let request = TestRequest::put()
            .uri(path)
            .insert_header(bearer.clone())
            .set_json(user());
        assert_eq!(world.call(request).await.refusal(), (401, 4118));
    }
    let request = TestRequest::post().uri(EVENTS).insert_header(bearer);
    assert_eq!(world.call(request).await.refusal(), (401, 4118));
}

fn away() -> PortFailure {
    PortFailure::Unavailable("database away".to_owned())
}

#[actix_web::test]
async fn a_store_that_is_away_is_5030() {
    let mut feed = MockFeedRepository::new();
    feed.expect_apply()
        .returning(|messages| messages.iter().map(|_| Err(away())).collect());
    let world = World::with_feed(feed);
    let single = put(&world, "/api/v1/internal/users/1", &user()).await;
    assert_eq!(single.refusal(), (503, 5030));
    let batch = events(&world, line("user", 1, user())).await;
    assert_eq!(batch.refusal(), (503, 5030));
}

#[actix_web::test]
async fn a_store_that_goes_away_mid_batch_asks_for_the_rest_again() {
    let mut feed = MockFeedRepository::new();
    feed.expect_apply().once().returning(|messages| {
        let first = messages.iter().take(1).map(|_| Ok(FeedOutcome::Applied));
        first
            .chain(messages.iter().skip(1).map(|_| Err(away())))
            .collect()
    });
    let world = World::with_feed(feed);
    let body: String = (1..=600).map(|id| line("user", id, user())).collect();
    let reply = events(&world, body).await;
    assert_eq!(reply.status, 200);
    let text = reply.text();
    let results: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(results.len(), 600);
    assert_eq!(results[0]["result"], "applied");
    assert_eq!(results[599]["id"], 600);
    for result in &results[1..] {
        assert_eq!(result["result"], "refused");
        assert_eq!(
            result["errors"][0]["reason"],
            "could not be stored now; send it again"
        );
    }
}
