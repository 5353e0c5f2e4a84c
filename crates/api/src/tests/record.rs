//! What a request leaves behind: one log line and its counts, and in neither a
//! mobile number, a PAN, a token or a raw address.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::test::TestRequest;
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use tracing::field::{Field, Visit};
use tracing::span;

use super::world::{World, lead_of};

/// Keeps every event as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!(" {}={value:?}", field.name());
        self.0.push_str(&text);
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("api")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        self.0.lock().expect("no panic").push(line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Keeps how often each key was counted or measured.
#[derive(Clone, Default)]
struct Counts(Arc<Mutex<Vec<Named>>>);

type Named = (String, Arc<Cell>);

#[derive(Default)]
struct Cell(AtomicU64);

impl CounterFn for Cell {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }
}

impl HistogramFn for Cell {
    fn record(&self, _: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Counts {
    fn cell(&self, key: &Key) -> Arc<Cell> {
        let labels: Vec<String> = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()))
            .collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        let cell = Arc::new(Cell::default());
        let mut cells = self.0.lock().expect("no panic");
        cells.push((name, Arc::clone(&cell)));
        cell
    }

    fn of(&self, name: &str) -> u64 {
        let cells = self.0.lock().expect("no panic");
        let same = cells.iter().filter(|(known, _)| known == name);
        same.map(|(_, cell)| cell.0.load(Ordering::Relaxed)).sum()
    }
}

impl Recorder for Counts {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.cell(key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.cell(key))
    }
}

#[actix_web::test]
async fn a_request_leaves_one_line_that_names_its_route_and_partner() {
    let world = World::new();
    let bearer = world.bearer().await;
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let path = "/api/v1/partner/dashboard/lead/77?search=9876543210";
    let request = TestRequest::get()
        .uri(path)
        .insert_header(bearer)
        .insert_header(("x-request-id", "r-1"));
    world.call(request).await;
    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    for part in [
        "api::access",
        "method=\"GET\"",
        "route=\"/api/v1/partner/dashboard/lead/{leadId}\"",
        "status=404",
        "code=4040",
        "latency_us=",
        "request_id=\"r-1\"",
        "partner_id=1",
    ] {
        assert!(lines[0].contains(part), "{part} is not in {}", lines[0]);
    }
}

#[actix_web::test]
async fn no_line_has_personal_data_tokens_or_addresses() {
    let world = World::new();
    let bearer = world.bearer().await;
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    world.share(&bearer, &lead_of(1)).await;
    world
        .share(&bearer, "{\"mobile_number\":\"7000000001\"")
        .await;
    world
        .get(&bearer, "/api/v1/partner/dashboard/leads?search=7000000001")
        .await;
    world.get(&bearer, "/unknown/7000000001").await;
    let lines = log.lines();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].contains("code=2005") && lines[1].contains("code=2003"));
    assert!(lines[3].contains("route=\"unmatched\""));
    let token = bearer.1.trim_start_matches("Bearer ");
    for line in lines {
        for secret in ["7000000001", "TSTAA0001P", "Bhuvan", token] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

#[actix_web::test]
async fn an_unforeseen_failure_is_logged_with_its_cause_and_answered_without() {
    let mut leads = leads::MockLeadRepository::new();
    leads
        .expect_stats()
        .returning(|_| Err(kernel::PortFailure::corrupt("leads.verdict")));
    let world = World::with_leads(leads);
    let bearer = world.bearer().await;
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let reply = world.get(&bearer, "/api/v1/partner/dashboard/stats").await;
    assert_eq!(reply.refusal(), (500, 5000));
    assert!(!reply.text().contains("verdict"));
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("corrupt data: leads.verdict"),
        "{}",
        lines[0]
    );
}

#[actix_web::test]
async fn requests_and_verdicts_are_counted_by_route() {
    let world = World::new();
    let bearer = world.bearer().await;
    let counts = Counts::default();
    let _guard = metrics::set_default_local_recorder(&counts);
    world.share(&bearer, &lead_of(1)).await;
    world.share(&bearer, "{}").await;
    world.get(&bearer, "/api/v1/partner/dashboard/lead/1").await;
    world.get(&bearer, "/api/v1/partner/dashboard/lead/2").await;
    let odd = actix_web::http::Method::from_bytes(b"BREW").expect("a method");
    world
        .call(TestRequest::default().method(odd).uri("/tea"))
        .await;
    let check = "/api/v1/partner/lead-dedupe-check";
    let lead = "/api/v1/partner/dashboard/lead/{leadId}";
    for (name, count) in [
        (
            format!("http_requests_total{{route={check},method=POST,status=200}}"),
            1,
        ),
        (
            format!("http_requests_total{{route={check},method=POST,status=400}}"),
            1,
        ),
        (
            format!("http_requests_total{{route={lead},method=GET,status=200}}"),
            1,
        ),
        (
            format!("http_requests_total{{route={lead},method=GET,status=404}}"),
            1,
        ),
        (
            "http_requests_total{route=unmatched,method=other,status=404}".to_owned(),
            1,
        ),
        (format!("http_request_duration_seconds{{route={check}}}"), 2),
        (format!("http_request_duration_seconds{{route={lead}}}"), 2),
        ("leads_judged_total{verdict=fresh_lead}".to_owned(), 1),
    ] {
        assert_eq!(counts.of(&name), count, "{name}");
    }
}
