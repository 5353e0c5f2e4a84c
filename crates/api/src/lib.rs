//! The HTTP surface (contract `partner-api.md` and `lender-feed.md`): routes,
//! extractors, views, the one error table, the `OpenAPI` document. It knows the
//! use cases and nothing of where data is kept or how it is protected.
//!
//! The server builds an [`Api`] and hands it to [`serve`]. A request travels:
//! `observe` (its name, its log line) → `Authorized<..>` (who, and what they may
//! do) → the body, opened if it is an envelope (`sealed`) and parsed into domain types
//! → one `blocking` hop → a view, sealed again where the request was.

mod api;
mod auth;
mod batch;
mod blocking;
mod body;
mod csv_line;
mod cursor;
mod dashboard;
mod error;
mod error_reply;
mod feed_body;
mod fields;
mod json;
mod lead_body;
mod list_query;
mod live;
mod meter;
mod observe;
mod openapi;
mod pdf;
mod query;
mod reply;
mod request_id;
mod routes;
mod sealed;
mod server;
mod session_cookie;
mod staff_auth;
mod statement_pdf;
mod strict_body;
mod table;
mod views;

pub use api::{Api, ApiOptions, Health, MetricsAccess, RenderMetrics};
pub use live::Live;
pub use openapi::openapi;
pub use routes::doctor::DoctorsHours;
#[cfg(any(test, feature = "fuzzing"))]
pub use sealed::check_reading;
pub use sealed::{RsaLane, is_object};
pub use server::{Pages, metrics_server, serve};
pub use table::{Route, route_table};

#[cfg(test)]
mod tests;
