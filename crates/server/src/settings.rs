//! What a deployment may choose (contract `cli-and-config.md`).
//!
//! [`Sources::load`] lays the files and environment variables over one another
//! and reports everything that is wrong with them; [`Rules`] is what the values
//! mean to the domain.

mod choices;
mod embedded;
mod layer;
mod limits;
mod load;
mod mail;
mod model;
mod payout;
mod payout_rules;
mod problems;
mod rules;
mod secret;
mod show;
mod variables;
mod webhooks;
mod words;

pub use choices::{Environment, LogFormat, ReviewMode};
pub use limits::LimitRules;
pub use load::{Loaded, Sources};
pub use mail::{MailRoute, MailRules, Smtp};
pub use model::{
    Auth, Business, Clock, Crypto, Database, Dedupe, Feed, Funnel, Log, Metrics, Onboarding,
    RateLimit, Redis, Server, Settings, Support, Utm, Validation, Webhooks,
};
pub use payout::{Dated, Gst, Payout, Tax, Tds};
pub use problems::{Problem, Problems};
pub use rules::Rules;
pub use secret::{DatabaseUrl, SecretSetting, SecretSettings};
pub use show::Shown;
pub use webhooks::WebhookRules;
pub use words::Words;

#[cfg(test)]
mod tests;
