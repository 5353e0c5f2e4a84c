//! Reading argument values.

use accounts::{PartnerHandle, ServiceScope};
use kernel::RateBps;

pub(super) fn handle(text: &str) -> Result<PartnerHandle, &'static str> {
    PartnerHandle::parse(text).ok_or("is neither a client id nor a uuid nor a slug")
}

pub(super) fn rate(text: &str) -> Result<RateBps, &'static str> {
    const REASON: &str = "must be 0 to 10000 basis points";
    let bps = text.parse().map_err(|_| REASON)?;
    RateBps::new(bps).map_err(|_| REASON)
}

pub(super) fn scope(text: &str) -> Result<ServiceScope, &'static str> {
    text.parse().map_err(|_| "is not a scope: try internal")
}

pub(super) fn label(text: &str) -> Result<String, &'static str> {
    let label = text.trim();
    let sane = (1..=100).contains(&label.chars().count()) && !label.chars().any(char::is_control);
    if sane {
        Ok(label.to_owned())
    } else {
        Err("must have 1 to 100 characters and no control characters")
    }
}
