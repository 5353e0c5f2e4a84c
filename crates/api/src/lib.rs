//! The HTTP surface (contract `partner-api.md` and `lender-feed.md`): routes,
//! extractors, views, the one error table, the `OpenAPI` document. It knows the
//! use cases and nothing of where data is kept or how it is protected.
//!
//! The server builds an [`Api`] and hands it to [`serve`]. A request travels:
//! `observe` (its name, its log line) → `Authorized<..>` (who, and what they may
//! do) → the body, opened if it is an envelope (`sealed`) and parsed into domain types
//! → one `blocking` hop → a view, sealed again where the request was.

mod administration;
mod api;
mod audit_desk;
mod audit_query;
mod auth;
mod batch;
mod blocking;
mod body;
mod candidate_auth;
mod candidate_desk;
mod csv_export;
mod csv_line;
mod cursor;
mod dashboard;
mod error;
mod error_reply;
mod feed_body;
mod fields;
mod forwarded;
mod invite_desk;
mod json;
mod lead_body;
mod limits;
mod list_query;
mod live;
mod maintenance;
mod meter;
mod multipart;
mod observe;
mod onboarding;
mod openapi;
mod partner_account;
mod partner_or_staff;
mod pdf;
mod people;
mod person_auth;
mod practice_desk;
mod query;
mod reply;
mod request_id;
mod routes;
mod sealed;
mod server;
mod service_health;
mod session_cookie;
mod staff_auth;
mod statement_pdf;
mod strict_body;
mod table;
mod usage_book;
mod usage_desk;
mod usage_query;
mod views;
mod webhook_desk;

pub use api::{Api, ApiOptions, Health, MetricsAccess, RenderMetrics};
pub use audit_desk::AuditDesk;
pub use candidate_desk::{CandidateDesk, CandidateUploads};
pub use forwarded::{ForwardedHeader, NetworkError, TrustedProxies};
pub use invite_desk::InviteDesk;
pub use limits::{CallLimits, CallRates};
pub use live::Live;
pub use maintenance::MaintenanceDesk;
pub use multipart::UploadSpace;
pub use onboarding::Onboarding;
pub use openapi::openapi;
pub use people::People;
pub use practice_desk::PracticeDesk;
pub use routes::doctor::DoctorsHours;
#[cfg(any(test, feature = "fuzzing"))]
pub use sealed::check_reading;
pub use sealed::{RsaLane, is_object};
pub use server::{Pages, metrics_server, serve};
pub use service_health::{Overview, Part, ServiceHealth};
pub use table::{Route, route_table};
pub use usage_book::UsageBook;
pub use usage_desk::UsageDesk;
pub use webhook_desk::WebhookDesk;

#[cfg(test)]
mod tests;
