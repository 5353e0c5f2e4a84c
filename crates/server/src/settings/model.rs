//! The settings, key by key; `config/default.toml` says more and holds the
//! defaults.

use std::path::PathBuf;

use serde::Deserialize;

use super::{
    DatabaseUrl, Environment, LogFormat, Payout, ReviewMode, SecretSetting, SecretSettings, Smtp,
    Tax, Words,
};

/// Every setting, as read. [`super::Rules`] is what they mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the process runs.
    pub environment: Environment,
    /// Files of the process's own; relative to the working directory.
    pub data_dir: PathBuf,
    /// The lender's application, which links lead to.
    pub app_url: String,
    /// Where this server is reached from outside; empty for where it listens.
    pub public_url: String,
    /// `server.*`
    pub server: Server,
    /// `database.*`
    pub database: Database,
    /// `support.*`
    pub support: Support,
    /// `smtp.*`
    pub smtp: Smtp,
    /// `business.*`
    pub business: Business,
    /// `onboarding.*`
    pub onboarding: Onboarding,
    /// `auth.*`
    pub auth: Auth,
    /// `crypto.*`
    pub crypto: Crypto,
    /// `payout.*`
    pub payout: Payout,
    /// `tax.*`
    pub tax: Tax,
    /// `validation.*`
    pub validation: Validation,
    /// `utm.*`
    pub utm: Utm,
    /// `funnel.*`
    pub funnel: Funnel,
    /// `dedupe.*`
    pub dedupe: Dedupe,
    /// `feed.*`
    pub feed: Feed,
    /// `log.*`
    pub log: Log,
    /// `clock.*`
    pub clock: Clock,
    /// `metrics.*`
    pub metrics: Metrics,
    /// `rate_limit.*`
    pub rate_limit: RateLimit,
    /// `redis.*`
    pub redis: Redis,
    /// `webhooks.*`
    pub webhooks: Webhooks,
}

/// Listening.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address or host name.
    pub host: String,
    /// TCP port; 0 takes any free one.
    pub port: u16,
    /// Threads, 0–256; 0 takes one for each processor.
    pub workers: u16,
    /// Seconds from "not ready" to the end of listening, 0–20.
    pub drain_seconds: u64,
    /// Networks of proxies whose [`Server::forwarded_header`] counts.
    pub trusted_proxies: Words,
    /// `x-forwarded-for` or `forwarded`.
    pub forwarded_header: String,
}

/// Where everything is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://PATH` or `postgres://…`; `{data_dir}` stands for [`Settings::data_dir`].
    pub url: DatabaseUrl,
    /// Connections that read (`SQLite`) or connections in all (`PostgreSQL`), 1–128.
    pub readers: u32,
}

/// Help.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// E-mail address printed in the API reference and in mails.
    pub email: String,
}

/// The lender's business.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Business {
    /// IANA name of the zone in which days are counted.
    pub time_zone: String,
}

/// Partners that find their way in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onboarding {
    /// Who looks at a partner before it goes live.
    pub review: ReviewMode,
}

/// Tokens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Signs tokens; at least 32 bytes.
    pub jwt_secret: SecretSetting,
    /// The secret before.
    pub previous_jwt_secret: SecretSetting,
}

/// Personal data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crypto {
    /// Key of the indexes; 32 bytes as hexadecimal or base64.
    pub index_key: SecretSetting,
    /// The index key before, under which secrets were hashed.
    pub previous_index_key: SecretSetting,
    /// Key that chains the audit log; the index key where there is none.
    pub audit_key: SecretSetting,
    /// Key that seals; 32 bytes as hexadecimal or base64.
    pub data_key: SecretSetting,
    /// Keys that still open.
    pub previous_data_keys: SecretSettings,
    /// File of the platform's RSA private key, PEM, closed to others; empty for none.
    pub envelope_private_key_file: PathBuf,
    /// The key itself, PEM, instead of a file.
    pub envelope_private_key: SecretSetting,
    /// Files of private keys that still open.
    pub previous_envelope_private_key_files: Words,
}

/// How strict requests are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Raise a PAN in lower case instead of refusing it.
    pub accept_lowercase_pan: bool,
}

/// Links.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Utm {
    /// `documented` or `opaque`.
    pub campaign: String,
}

/// The basic funnel check.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// Lowest age in whole years, inclusive, 0–150.
    pub min_age: u32,
    /// Highest age in whole years, inclusive, 0–150.
    pub max_age: u32,
    /// Lowest monthly salary in rupees, inclusive.
    pub min_monthly_salary: String,
    /// The employment that passes.
    pub employment_type: String,
    /// Words of which a payment mode must contain one.
    pub payment_words: Words,
}

/// The verdict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dedupe {
    /// States in which a loan makes its user "active".
    pub active_loan_statuses: Words,
}

/// The lender's feed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// The largest accepted amount in rupees.
    pub max_amount: String,
}

/// Logs, to standard output.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For people or for machines.
    pub format: LogFormat,
    /// A level, or directives as `info,api=debug`.
    pub level: String,
}

/// The process's idea of time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Seconds away from the machine's clock; 0 in production.
    pub offset_seconds: i64,
}

/// `GET /metrics`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// A port of its own; 0 for none.
    pub port: u16,
    /// Opens metrics on the main port; at least 32 bytes.
    pub token: SecretSetting,
}

/// How much may be called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Whether callers are limited at all.
    pub enabled: bool,
    /// Calls a second of a partner, 1–10 000.
    pub partner_per_second: u32,
    /// Calls at once of a partner, 1–100 000.
    pub partner_burst: u32,
    /// Calls a second from an address, 1–10 000.
    pub address_per_second: u32,
    /// Calls at once from an address, 1–100 000.
    pub address_burst: u32,
    /// Attempts a second to sign in from an address, 1–10 000.
    pub sign_in_per_second: u32,
    /// Attempts at once to sign in from an address, 1–100 000.
    pub sign_in_burst: u32,
    /// Calls a month of a partner.
    pub monthly_quota: u64,
}

/// A Redis that several processes share.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// `redis://…`; empty for none. May have a password.
    pub url: SecretSetting,
}

/// Webhooks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Seconds until a receiver must have answered, 1–15.
    pub timeout_seconds: u64,
    /// Deliveries on their way at once, 1–1024.
    pub concurrency: u32,
}

impl Settings {
    /// Puts [`Settings::data_dir`] where `database.url` says `{data_dir}`.
    pub(super) fn expand_data_dir(&mut self) {
        let directory = self.data_dir.to_string_lossy();
        let url = self.database.url.expose().replace("{data_dir}", &directory);
        self.database.url = url.into();
    }
}
