//! Webhooks that the platform sends: whether they are its own.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// How far the clock of the platform may be from the receiver's, and how long a webhook may
/// be on its way: five minutes, as Standard Webhooks advise.
pub const TOLERANCE: Duration = Duration::from_mins(5);

/// Why a webhook is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The secret is not one as the platform shows it: `whsec_` and base64.
    #[error("the secret is not one of a webhook endpoint")]
    Secret,
    /// One of the three headers is not there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// The time is no whole number of seconds.
    #[error("webhook-timestamp is not a time")]
    Timestamp,
    /// It was sent more than [`TOLERANCE`] ago, or will be sent; somebody may have kept it.
    #[error("webhook-timestamp is too far from now")]
    Stale,
    /// No signature was made with this secret over this content.
    #[error("no signature fits")]
    Signature,
}

/// Whether a request with these headers and this `body`, as its bytes came, was sent by who
/// knows `secret`; its `webhook-id` then, which stays the same when an event comes again,
/// so keep it and pass over what was seen. `header` finds the value of a header by its name
/// in lower case.
///
/// ```
/// # fn receive(headers: &std::collections::BTreeMap<&str, &str>, body: &[u8])
/// # -> Result<(), client::webhook::WebhookError> {
/// # let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/// # let now = std::time::UNIX_EPOCH;
/// let header = |name: &str| headers.get(name).copied();
/// let id = client::webhook::verify(secret, header, body, now)?;
/// # let _ = id; Ok(()) }
/// ```
///
/// Signatures are compared in constant time. During a rotation the platform sends two; one
/// that fits is enough.
///
/// # Errors
/// See [`WebhookError`]; answer 400 then, and do nothing else.
pub fn verify<'a>(
    secret: &str,
    header: impl Fn(&str) -> Option<&'a str>,
    body: &[u8],
    now: SystemTime,
) -> Result<&'a str, WebhookError> {
    let key = secret.strip_prefix("whsec_").ok_or(WebhookError::Secret)?;
    let key = STANDARD.decode(key).map_err(|_| WebhookError::Secret)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let find = |name| header(name).ok_or(WebhookError::Missing(name));
    let (id, timestamp) = (find("webhook-id")?, find("webhook-timestamp")?);
    let signatures = find("webhook-signature")?;
    let seconds = timestamp.parse().map_err(|_| WebhookError::Timestamp)?;
    let sent = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    let sent = sent.ok_or(WebhookError::Timestamp)?;
    let apart = now
        .duration_since(sent)
        .unwrap_or_else(|ahead| ahead.duration());
    if apart > TOLERANCE {
        return Err(WebhookError::Stale);
    }
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let fits = |signature: &str| {
        let encoded = signature.strip_prefix("v1,").unwrap_or_default();
        let tag = STANDARD.decode(encoded).unwrap_or_default();
        hmac::verify(&key, &signed, &tag).is_ok()
    };
    // Each is looked at, so that the time does not tell which one fits.
    let fitting = signatures.split(' ').filter(|one| fits(one)).count();
    if fitting == 0 {
        return Err(WebhookError::Signature);
    }
    Ok(id)
}

#[cfg(test)]
mod tests;
