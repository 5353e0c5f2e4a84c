//! What each command does.

mod admin;
mod audit;
mod completions;
mod config_check;
mod demo;
mod doctor;
mod import;
mod keys;
mod keys_generate;
mod keys_index;
mod migrate;
mod openapi;
mod partner;
mod partner_keys;
mod partner_tax;
mod serve;
mod service_token;

pub use admin::admin;
pub use audit::audit_verify;
pub use completions::completions;
pub use config_check::config_check;
pub use demo::demo;
pub use doctor::doctor;
pub use import::import_file;
pub use keys::rotate_keys;
pub use keys_generate::generate_keys;
pub use migrate::migrate;
pub use openapi::openapi;
pub use partner::partner;
pub use serve::serve;
pub use service_token::create_service_token;
