//! The partner's dashboard: pages that a browser runs, served from the binary
//! (`docs/adr/0019-dashboard.md`).
//!
//! There is no data here and no way to it. The pages call the public API with a Bearer
//! token like any other client; this crate knows neither partners nor leads, and what
//! it answers is the same for everybody. The files lie in `assets/`; `build.rs` writes
//! them into the crate.

mod answer;
mod coding;
mod pages;

pub use pages::pages;

/// A file as it is embedded.
pub(crate) struct Asset {
    /// Below the assets' directory.
    pub(crate) path: &'static str,
    /// Its `Content-Type`.
    pub(crate) kind: &'static str,
    /// Names its bytes.
    pub(crate) tag: &'static str,
    /// As it is.
    pub(crate) plain: &'static [u8],
    /// Compressed, where that is smaller.
    pub(crate) gzip: Option<&'static [u8]>,
    /// The same with brotli.
    pub(crate) brotli: Option<&'static [u8]>,
}

/// What `build.rs` wrote.
mod embedded {
    use super::Asset;

    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

#[cfg(test)]
mod tests;
