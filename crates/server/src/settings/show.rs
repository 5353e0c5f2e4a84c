//! The effective settings, fit to be shown.

use serde_json::{Value, json};

use super::{SecretSetting, Settings};

/// Every setting by dotted key; a secret as "set" or "missing".
#[derive(Debug, Clone)]
pub struct Shown(Vec<(&'static str, Value)>);

impl Shown {
    /// `settings`, with secrets hidden.
    pub fn new(settings: &Settings) -> Self {
        let mut shown = general(settings);
        shown.extend(secrets(settings));
        shown.extend(business(settings));
        shown.extend(operations(settings));
        shown.extend(limits(settings));
        Self(shown)
    }

    /// Each key and its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// Replaces the value of `key`.
    pub fn set(&mut self, key: &str, value: &Value) {
        for (found, shown) in &mut self.0 {
            if *found == key {
                shown.clone_from(value);
            }
        }
    }

    /// One JSON object, flat.
    pub fn to_json(&self) -> Value {
        Value::Object(
            self.iter()
                .map(|(key, value)| (key.to_owned(), value.clone()))
                .collect(),
        )
    }
}

fn general(s: &Settings) -> Vec<(&'static str, Value)> {
    vec![
        ("environment", json!(s.environment.as_str())),
        ("data_dir", json!(s.data_dir.display().to_string())),
        ("app_url", json!(s.app_url)),
        ("public_url", json!(s.public_url)),
        ("server.host", json!(s.server.host)),
        ("server.port", json!(s.server.port)),
        ("server.workers", json!(s.server.workers)),
        ("server.drain_seconds", json!(s.server.drain_seconds)),
        (
            "server.trusted_proxies",
            json!(s.server.trusted_proxies.as_slice()),
        ),
        ("server.forwarded_header", json!(s.server.forwarded_header)),
        ("database.url", json!(s.database.url.to_string())),
        ("database.readers", json!(s.database.readers)),
        ("support.email", json!(s.support.email)),
        ("smtp.host", json!(s.smtp.host)),
        ("smtp.port", json!(s.smtp.port)),
        ("smtp.tls", json!(s.smtp.tls)),
        ("smtp.username", json!(s.smtp.username)),
        ("smtp.password", json!(s.smtp.password.to_string())),
        ("smtp.from", json!(s.smtp.from)),
        ("smtp.timeout_seconds", json!(s.smtp.timeout_seconds)),
        ("business.time_zone", json!(s.business.time_zone)),
        ("onboarding.review", json!(s.onboarding.review.as_str())),
    ]
}

fn secrets(s: &Settings) -> Vec<(&'static str, Value)> {
    let state = |secret: &SecretSetting| json!(secret.to_string());
    let previous: Vec<Value> = s.crypto.previous_data_keys.iter().map(state).collect();
    vec![
        ("auth.jwt_secret", state(&s.auth.jwt_secret)),
        (
            "auth.previous_jwt_secret",
            state(&s.auth.previous_jwt_secret),
        ),
        ("crypto.index_key", state(&s.crypto.index_key)),
        (
            "crypto.previous_index_key",
            state(&s.crypto.previous_index_key),
        ),
        ("crypto.audit_key", state(&s.crypto.audit_key)),
        ("crypto.data_key", state(&s.crypto.data_key)),
        ("crypto.previous_data_keys", json!(previous)),
        (
            "crypto.envelope_private_key_file",
            json!(s.crypto.envelope_private_key_file.display().to_string()),
        ),
        (
            "crypto.envelope_private_key",
            state(&s.crypto.envelope_private_key),
        ),
        (
            "crypto.previous_envelope_private_key_files",
            json!(s.crypto.previous_envelope_private_key_files.as_slice()),
        ),
    ]
}

fn business(s: &Settings) -> Vec<(&'static str, Value)> {
    vec![
        ("payout.window_days", json!(s.payout.window_days)),
        ("payout.rate_bps", json!(s.payout.rate_bps)),
        ("payout.attribution", json!(s.payout.attribution)),
        ("payout.grades", json!(s.payout.grades.as_slice())),
        ("payout.rule_version", json!(s.payout.rule_version)),
        ("payout.lender", json!(s.payout.lender)),
        ("tax.tds", json!(s.tax.shown_tds())),
        ("tax.gst", json!(s.tax.shown_gst())),
        (
            "validation.accept_lowercase_pan",
            json!(s.validation.accept_lowercase_pan),
        ),
        ("utm.campaign", json!(s.utm.campaign)),
        ("funnel.min_age", json!(s.funnel.min_age)),
        ("funnel.max_age", json!(s.funnel.max_age)),
        (
            "funnel.min_monthly_salary",
            json!(s.funnel.min_monthly_salary),
        ),
        ("funnel.employment_type", json!(s.funnel.employment_type)),
        (
            "funnel.payment_words",
            json!(s.funnel.payment_words.as_slice()),
        ),
        (
            "dedupe.active_loan_statuses",
            json!(s.dedupe.active_loan_statuses.as_slice()),
        ),
        ("feed.max_amount", json!(s.feed.max_amount)),
    ]
}

fn operations(s: &Settings) -> Vec<(&'static str, Value)> {
    vec![
        ("log.format", json!(s.log.format.as_str())),
        ("log.level", json!(s.log.level)),
        ("clock.offset_seconds", json!(s.clock.offset_seconds)),
        ("metrics.port", json!(s.metrics.port)),
        ("metrics.token", json!(s.metrics.token.to_string())),
        ("redis.url", json!(s.redis.url.to_string())),
        (
            "webhooks.timeout_seconds",
            json!(s.webhooks.timeout_seconds),
        ),
        ("webhooks.concurrency", json!(s.webhooks.concurrency)),
    ]
}

fn limits(s: &Settings) -> Vec<(&'static str, Value)> {
    let it = &s.rate_limit;
    vec![
        ("rate_limit.enabled", json!(it.enabled)),
        (
            "rate_limit.partner_per_second",
            json!(it.partner_per_second),
        ),
        ("rate_limit.partner_burst", json!(it.partner_burst)),
        (
            "rate_limit.address_per_second",
            json!(it.address_per_second),
        ),
        ("rate_limit.address_burst", json!(it.address_burst)),
        (
            "rate_limit.sign_in_per_second",
            json!(it.sign_in_per_second),
        ),
        ("rate_limit.sign_in_burst", json!(it.sign_in_burst)),
        ("rate_limit.monthly_quota", json!(it.monthly_quota)),
    ]
}
