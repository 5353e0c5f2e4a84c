//! The handlers, by what they are about.

pub(crate) mod docs;
pub(crate) mod export;
pub(crate) mod feed;
pub(crate) mod leads;
pub(crate) mod operations;
pub(crate) mod session;
pub(crate) mod share;
