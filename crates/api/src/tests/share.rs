//! Sharing a lead.

use actix_web::test::TestRequest;
use kernel::PortFailure;
use leads::{MockLeadRepository, StoreShareError};

use super::world::{Reply, World, lead_of};

async fn share_with_key(world: &World, key: &str, body: &str) -> Reply {
    let request = TestRequest::post()
        .uri("/api/v1/partner/lead-dedupe-check")
        .insert_header(world.bearer().await)
        .insert_header(("content-type", "application/json; charset=utf-8"))
        .insert_header(("Idempotency-Key", key))
        .set_payload(body.to_owned());
    world.call(request).await
}

#[actix_web::test]
async fn a_fresh_lead_gets_the_documented_reply() {
    let world = World::new();
    let reply = world.share(&world.bearer().await, &lead_of(1)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let json = reply.json();
    let link = json["utm_link"].as_str().expect("a link");
    let id = &json["lead_id"];
    assert!(link.contains(&world.partner.partner.uuid.to_string()));
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"status":true,"code":2005,"message":"Fresh Lead Registered Successfully!","utm_link":"{link}","redirect_url":"{link}","lead_id":{id}}}"#
        )
    );
}

#[actix_web::test]
async fn known_people_are_2004_and_borrowers_2006_without_a_link() {
    let world = World::new();
    let bearer = world.bearer().await;
    let person = testkit::Person::numbered(3);
    let user = serde_json::json!({
        "mobile_number": person.mobile.as_str(), "pan_number": person.pan.as_str(),
        "status": "active", "registered_at": "2020-01-01T00:00:00Z",
        "occurred_at": "2020-01-01T00:00:00Z",
    });
    let put = |path: &str, body: &serde_json::Value| {
        TestRequest::put()
            .uri(path)
            .insert_header(world.service_bearer())
            .set_json(body)
    };
    let users = "/api/v1/internal/users/5";
    assert_eq!(world.call(put(users, &user)).await.status, 200);
    let registered = world.share(&bearer, &lead_of(3)).await;
    assert_eq!(registered.json()["code"], 2004);
    assert_eq!(registered.json()["message"], "Registered User");

    let mut held = user;
    held["status"] = "on_hold".into();
    held["occurred_at"] = "2020-01-02T00:00:00Z".into();
    assert_eq!(world.call(put(users, &held)).await.status, 200);
    let active = world.share(&bearer, &lead_of(3)).await;
    let id = active.json()["lead_id"].clone();
    assert_eq!(active.status, 200);
    assert_eq!(
        active.text(),
        format!(r#"{{"status":false,"code":2006,"message":"Active Loan User","lead_id":{id}}}"#)
    );
}

#[actix_web::test]
async fn a_missing_field_is_named() {
    let world = World::new();
    let body = r#"{"first_name":7,"last_name":" ","mobile_number":"9876543210"}"#;
    let reply = world.share(&world.bearer().await, body).await;
    assert_eq!(reply.status, 400);
    let id = reply.header("x-request-id").expect("an id");
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"status":false,"code":2003,"message":"Missing Parameters!","missing":["last_name","pan_number"],"invalid":["first_name"],"request_id":"{id}"}}"#
        )
    );
}

#[actix_web::test]
async fn what_is_no_object_or_has_a_key_twice_is_2003() {
    let world = World::new();
    let bearer = world.bearer().await;
    for (body, named) in [
        ("", "body"),
        ("[]", "body"),
        ("{", "body"),
        (
            r#"{"mobile_number":"1","mobile_number":"2"}"#,
            "mobile_number",
        ),
        (r#"{"x":{"y":1,"y":2}}"#, "y"),
    ] {
        let reply = world.share(&bearer, body).await;
        assert_eq!(reply.refusal(), (400, 2003), "{body}");
        assert_eq!(reply.json()["invalid"][0], named, "{body}");
    }
}

#[actix_web::test]
async fn every_failed_funnel_check_is_listed() {
    let world = World::new();
    let mut body: serde_json::Value = serde_json::from_str(&lead_of(1)).expect("JSON");
    body["date_of_birth"] = "1950-01-01".into();
    body["employment_type"] = "self".into();
    body["monthly_salary"] = 19_999.99.into();
    body["payment_mode"] = "cash".into();
    let reply = world.share(&world.bearer().await, &body.to_string()).await;
    assert_eq!(reply.refusal(), (400, 4121));
    let errors = reply.json()["errors"].clone();
    let checks: Vec<&str> = errors
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| {
            assert!(error["reason"].is_string());
            error["check"].as_str().expect("a check")
        })
        .collect();
    assert_eq!(
        checks,
        ["age", "employment_type", "monthly_salary", "payment_mode"]
    );
}

#[actix_web::test]
async fn mobile_number_and_pan_have_their_codes() {
    let world = World::new();
    let bearer = world.bearer().await;
    let mut body: serde_json::Value = serde_json::from_str(&lead_of(1)).expect("JSON");
    body["pan_number"] = "abcde1234f".into();
    let reply = world.share(&bearer, &body.to_string()).await;
    assert_eq!(reply.refusal(), (400, 4120));
    body["mobile_number"] = "+919876543210".into();
    let reply = world.share(&bearer, &body.to_string()).await;
    assert_eq!(reply.refusal(), (400, 4119));
}

#[actix_web::test]
async fn a_lower_case_pan_is_taken_where_that_is_configured() {
    let world = World::new().but(|api| api.options.accept_lowercase_pan = true);
    let body = lead_of(1).replace("TST", "tst");
    let reply = world.share(&world.bearer().await, &body).await;
    assert_eq!(reply.json()["code"], 2005);
}

#[actix_web::test]
async fn the_same_key_and_body_get_the_same_bytes_again() {
    let world = World::new();
    let first = share_with_key(&world, "key-1", &lead_of(1)).await;
    let again = share_with_key(&world, "key-1", &lead_of(1)).await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.body, again.body);
    let other = share_with_key(&world, "key-1", &lead_of(2)).await;
    assert_eq!(other.refusal(), (422, 4091));
    let bad = share_with_key(&world, "not a key", &lead_of(1)).await;
    assert_eq!(bad.refusal(), (400, 4124));
    assert_eq!(bad.json()["parameter"], "Idempotency-Key");
}

#[actix_web::test]
async fn what_the_store_refuses_has_its_code() {
    let away = || PortFailure::Unavailable("disk full".to_owned());
    for (error, refusal) in [
        (StoreShareError::KeyInFlight, (409, 4090)),
        (StoreShareError::Port(away()), (503, 5030)),
        (
            StoreShareError::Port(PortFailure::corrupt("leads.verdict")),
            (500, 5000),
        ),
    ] {
        let mut leads = MockLeadRepository::new();
        leads.expect_share().return_once(move |_| Err(error));
        let world = World::with_leads(leads);
        let reply = world.share(&world.bearer().await, &lead_of(1)).await;
        assert_eq!(reply.refusal(), refusal);
    }
}

#[actix_web::test]
async fn a_store_that_does_not_answer_is_given_up_within_two_seconds() {
    let mut leads = MockLeadRepository::new();
    leads.expect_share().return_once(|_| {
        std::thread::sleep(std::time::Duration::from_millis(2_200));
        Err(StoreShareError::KeyInFlight)
    });
    let world = World::with_leads(leads);
    let bearer = world.bearer().await;
    let started = std::time::Instant::now();
    let reply = world.share(&bearer, &lead_of(1)).await;
    assert_eq!(reply.refusal(), (503, 5030));
    assert!(started.elapsed() < std::time::Duration::from_secs(2));
}
