//! What each command does.

mod completions;
mod config_check;
mod demo;
mod doctor;
mod import;
mod migrate;
mod openapi;
mod partner;
mod serve;
mod service_token;

pub use completions::completions;
pub use config_check::config_check;
pub use demo::demo;
pub use doctor::doctor;
pub use import::import_file;
pub use migrate::migrate;
pub use openapi::openapi;
pub use partner::partner;
pub use serve::serve;
pub use service_token::create_service_token;
