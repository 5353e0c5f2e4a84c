//! What is counted. Handles are looked up once and kept per worker, for looking
//! them up costs more than counting.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use dedupe::Verdict;
use envelope::Step;
use metrics::{Counter, Histogram, Label, Unit};
use usage::Limit;

/// The route a request matched, as its pattern; never the path itself.
#[derive(Clone)]
pub(crate) struct MatchedRoute(pub(crate) Arc<str>);

/// What the route of an unknown path is called.
pub(crate) const UNMATCHED: &str = "unmatched";

/// Route, method and status.
type Answer = (Arc<str>, &'static str, u16);

/// One worker's handles.
#[derive(Default)]
pub(crate) struct Meter {
    requests: RefCell<HashMap<Answer, Counter>>,
    durations: RefCell<HashMap<Arc<str>, Histogram>>,
}

impl Meter {
    /// Counts a request that was answered.
    pub(crate) fn answered(
        &self,
        route: &Arc<str>,
        method: &Method,
        status: StatusCode,
        took: Duration,
    ) {
        let method = known(method);
        self.requests
            .borrow_mut()
            .entry((Arc::clone(route), method, status.as_u16()))
            .or_insert_with(|| requests(route, method, status))
            .increment(1);
        self.durations
            .borrow_mut()
            .entry(Arc::clone(route))
            .or_insert_with(|| {
                let labels = vec![Label::new("route", route.to_string())];
                metrics::histogram!("http_request_duration_seconds", labels)
            })
            .record(took.as_secs_f64());
    }
}

fn requests(route: &str, method: &'static str, status: StatusCode) -> Counter {
    let labels = vec![
        Label::new("route", route.to_owned()),
        Label::new("method", method),
        Label::new("status", status.as_str().to_owned()),
    ];
    metrics::counter!("http_requests_total", labels)
}

/// Callers may invent methods; labels must not grow with them.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Counts a lead that was judged anew.
pub(crate) fn judged(verdict: Verdict) {
    metrics::counter!("leads_judged_total", "verdict" => verdict.as_str()).increment(1);
}

/// Counts an envelope that was refused, by the step that failed.
pub(crate) fn envelope_refused(step: Step) {
    metrics::counter!("envelopes_refused_total", "step" => step.as_str()).increment(1);
}

/// Counts a call that was refused because there were too many, by what they were counted
/// with and which limit it was.
pub(crate) fn limited(by: &'static str, of: Limit) {
    let of = match of {
        Limit::Rate => "rate",
        Limit::Quota => "quota",
    };
    metrics::counter!("calls_limited_total", "by" => by, "of" => of).increment(1);
}

/// Counts a stream that is open from now on.
pub(crate) fn stream_opened() {
    metrics::gauge!(STREAMS).increment(1.0);
}

/// Counts a stream no more.
pub(crate) fn stream_ended() {
    metrics::gauge!(STREAMS).decrement(1.0);
}

const STREAMS: &str = "dashboard_streams_open";

/// Tells the recorder what the numbers mean.
pub(crate) fn describe() {
    metrics::describe_counter!(
        "http_requests_total",
        "Requests answered, by route, method and status"
    );
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        Unit::Seconds,
        "Time from a request's head to its reply's head, by route"
    );
    metrics::describe_counter!("leads_judged_total", "Leads judged, by verdict");
    metrics::describe_counter!(
        "envelopes_refused_total",
        "Envelopes refused, by the step that failed"
    );
    metrics::describe_counter!(
        "calls_limited_total",
        "Calls refused because there were too many, by whom they were counted with and the limit"
    );
    metrics::describe_counter!(
        crate::usage_book::LOST,
        "Calls of partners that could not be counted: too many different ones wait to be written"
    );
    metrics::describe_gauge!(STREAMS, "Dashboards that are told of changes right now");
}
