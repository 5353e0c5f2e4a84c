//! The stream of changes, from its opening to its end.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::dev::ServiceResponse;
use actix_web::test::{self, TestRequest};
use actix_web::web;
use chrono::TimeDelta;
use envelope::{Enrolment, Policy, PolicyChange};
use futures_util::future::poll_fn;
use kernel::{Actor, Clock as _};
use testkit::FakeCipher;

use super::world::{World, lead_of};
use crate::routes::docs::DocumentText;
use crate::server::{Parts, app};

const STREAM: &str = "/api/v1/partner/dashboard/stream";

/// A stream that is listened to.
struct Listening {
    reply: ServiceResponse<()>,
    body: Pin<Box<BoxBody>>,
}

async fn open(world: &World, headers: &[(&'static str, String)]) -> Listening {
    let parts = Parts {
        api: web::Data::from(Arc::clone(&world.api)),
        document: web::Data::new(DocumentText("{}".into())),
    };
    let service = test::init_service(app(&parts)).await;
    let mut request = TestRequest::get()
        .uri(STREAM)
        .insert_header(("Accept-Encoding", "gzip"));
    for header in headers {
        request = request.insert_header(header.clone());
    }
    let reply = test::call_service(&service, request.to_request()).await;
    let (request, reply) = reply.into_parts();
    let (reply, body) = reply.into_parts();
    Listening {
        reply: ServiceResponse::new(request, reply),
        body: Box::pin(body),
    }
}

impl Listening {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let piece = poll_fn(|cx| self.body.as_mut().poll_next(cx));
        let piece = tokio::time::timeout(Duration::from_secs(4), piece).await;
        let piece = piece.expect("something within seconds")?;
        let piece = piece.unwrap_or_else(|error| panic!("{error}"));
        Some(String::from_utf8(piece.to_vec()).expect("UTF-8"))
    }

    fn header(&self, name: &str) -> &str {
        let value = self.reply.headers().get(name);
        value.map_or("", |value| value.to_str().expect("ASCII"))
    }
}

#[actix_web::test]
async fn it_begins_with_the_totals_and_goes_on_with_what_changes() {
    let world = World::new();
    let bearer = world.bearer().await;
    let mut stream = open(&world, std::slice::from_ref(&bearer)).await;
    assert_eq!(stream.reply.status(), 200);
    assert_eq!(stream.header("content-type"), "text/event-stream");
    assert_eq!(stream.header("cache-control"), "no-store");
    assert_eq!(stream.header("x-accel-buffering"), "no");
    assert_eq!(stream.header("content-encoding"), "");
    let first = stream.next().await.expect("a beginning");
    let totals = "retry: 2000\n\nevent: stats\ndata: {\"total_leads\":0,";
    assert!(
        first.starts_with(totals) && first.ends_with("}\n\n"),
        "{first}"
    );

    assert_eq!(world.share(&bearer, &lead_of(1)).await.status, 200);
    let lead = stream.next().await.expect("the lead");
    let list = world.get(&bearer, "/api/v1/partner/dashboard/leads").await;
    let row = lead.strip_prefix("event: lead\ndata: ").expect("a lead");
    let text = list.text();
    assert!(text.contains(row.trim_end()), "{row} of {text}");
    let totals = stream.next().await.expect("the totals");
    assert!(totals.starts_with("event: stats\ndata: {\"total_leads\":1,"));
}

#[actix_web::test]
async fn it_ends_with_its_token() {
    let world = World::new();
    let bearer = world.bearer().await;
    let mut stream = open(&world, &[bearer]).await;
    assert!(stream.next().await.is_some());
    world.clock.advance(TimeDelta::seconds(911));
    assert_eq!(stream.next().await, None);
}

#[actix_web::test]
async fn it_ends_with_its_session_before_another_event() {
    let world = World::new();
    let bearer = world.bearer().await;
    let other = world.bearer().await;
    let mut stream = open(&world, std::slice::from_ref(&bearer)).await;
    assert!(stream.next().await.is_some());
    let logout = TestRequest::post().uri("/api/v1/partner/logout");
    let reply = world.call(logout.insert_header(bearer)).await;
    assert_eq!(reply.status, 200);
    // Nobody has read for a while; what was said meanwhile is not heard any more.
    assert_eq!(world.share(&other, &lead_of(1)).await.status, 200);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(stream.next().await, None);
}

#[actix_web::test]
async fn it_ends_with_the_server() {
    let world = World::new();
    let mut stream = open(&world, &[world.bearer().await]).await;
    assert!(stream.next().await.is_some());
    world.api.live.end();
    assert_eq!(stream.next().await, None);
    let refused = world.get(&world.bearer().await, STREAM).await;
    assert_eq!(refused.refusal(), (503, 5030));
    assert!(refused.header("retry-after").is_some());
}

#[actix_web::test]
async fn who_must_encrypt_hears_it_in_the_dashboard_only() {
    let world = World::new();
    let bearer = world.bearer().await;
    let mut plain = open(&world, std::slice::from_ref(&bearer)).await;
    assert!(plain.next().await.is_some());
    let dashboard = [
        bearer.clone(),
        ("X-Dashboard-Request", "true".to_owned()),
        ("Sec-Fetch-Site", "same-origin".to_owned()),
    ];
    let mut own = open(&world, &dashboard).await;
    assert!(own.next().await.is_some());

    let enrolment = Enrolment {
        partner: world.partner.partner.id,
        key: FakeCipher::key("partner"),
        policy: PolicyChange::Set {
            policy: Policy::Required,
            form: Some(None),
        },
        nonce: None,
    };
    let keys = &world.harness.partner_keys;
    let now = world.clock.now();
    keys.enrol(&enrolment, Actor::Operator, now)
        .expect("enrolled");
    assert_eq!(plain.next().await, None);
    let refused = world.get(&bearer, STREAM).await;
    assert_eq!(refused.refusal(), (403, 4125));
    assert_eq!(open(&world, &dashboard).await.reply.status(), 200);
    // The dashboard's own hears on.
    let person = testkit::Person::numbered(1);
    let reference = kernel::LeadReference::draw(&testkit::SeededEntropy::new(1));
    let request = testkit::share_of(world.partner.partner.id, &person, reference, now);
    world.harness.leads.share(request).expect("shared");
    let lead = own.next().await.expect("the lead");
    assert!(lead.starts_with("event: lead\n"), "{lead}");
}

#[actix_web::test]
async fn it_is_for_partners_only() {
    let world = World::new();
    let refused = world.call(TestRequest::get().uri(STREAM)).await;
    assert_eq!(refused.refusal(), (401, 4114));
    let service = world.get(&world.service_bearer(), STREAM).await;
    assert_eq!(service.refusal(), (401, 4118));
}
