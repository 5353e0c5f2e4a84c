//! The handlers, by what they are about.

pub(crate) mod admin_disputes;
pub(crate) mod admin_runs;
pub(crate) mod credentials;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod encryption;
pub(crate) mod export;
pub(crate) mod feed;
pub(crate) mod leads;
pub(crate) mod operations;
pub(crate) mod payout;
pub(crate) mod profile;
pub(crate) mod session;
pub(crate) mod share;
pub(crate) mod staff;
pub(crate) mod statement_files;
pub(crate) mod statements;
pub(crate) mod stream;
