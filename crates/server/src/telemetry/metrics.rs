//! Counters and histograms for Prometheus.

use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::process;
use crate::failure::Failure;

/// Upper bounds of latency buckets, in seconds.
const LATENCY: &[f64] = &[
    0.000_5, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 5.0,
];

/// Upper bounds of buckets of counts, such as writes in a commit.
const SIZES: &[f64] = &[
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0,
];

/// The process's metrics. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts collecting for the whole process, once.
    ///
    /// # Errors
    /// When it was started before.
    pub fn start(started_at: DateTime<Utc>) -> Result<Self, Failure> {
        let told = |_| Failure::told("metrics cannot be collected");
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), LATENCY)
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Suffix("_size".to_owned()), SIZES)
            })
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(told)?;
        process::describe(started_at);
        Ok(Self(handle))
    }

    /// Everything in the Prometheus text format, the process itself included.
    pub fn render(&self) -> String {
        process::observe();
        self.0.render()
    }

    /// Drains what was observed since, so that it does not pile up when nobody
    /// asks. To be called every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}
