//! What came of it.

use std::error::Error;
use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Response;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use webhooks::AttemptOutcome;

use crate::courier::LARGEST_ANSWER;
use crate::names::Refused;

/// Longer than that no receiver is left alone for the asking.
const LONGEST_REST: TimeDelta = TimeDelta::days(1);

/// Reads an answer to its end, and keeps nothing of it but its status.
pub(crate) async fn read(mut answer: Response, now: DateTime<Utc>) -> AttemptOutcome {
    let status = answer.status().as_u16();
    let retry_after = match status {
        429 | 503 => retry_after(answer.headers(), now),
        _ => None,
    };
    let mut left = LARGEST_ANSWER;
    loop {
        match answer.chunk().await {
            Ok(None) => break,
            Ok(Some(chunk)) => match left.checked_sub(chunk.len()) {
                Some(rest) => left = rest,
                None => return AttemptOutcome::Failed("answer_too_large"),
            },
            Err(error) => return AttemptOutcome::Failed(word(&error)),
        }
    }
    AttemptOutcome::Answered {
        status,
        retry_after,
    }
}

/// `Retry-After` (RFC 9110, 10.2.3): seconds or a date, which counts from `now`.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let asked = if text.bytes().all(|digit| digit.is_ascii_digit()) && !text.is_empty() {
        // What no integer holds is long.
        text.parse::<u32>()
            .map_or(LONGEST_REST, |seconds| TimeDelta::seconds(seconds.into()))
    } else {
        DateTime::parse_from_rfc2822(text).ok()?.to_utc() - now
    };
    (asked > TimeDelta::zero()).then(|| asked.min(LONGEST_REST))
}

/// One word for why there was no answer. Errors of the client name the address, so they
/// end here.
pub(crate) fn word(error: &reqwest::Error) -> &'static str {
    if causes(error).any(<dyn Error>::is::<Refused>) {
        "address_refused"
    } else if error.is_timeout() {
        "timeout"
    } else if error.is_dns() {
        "unresolved"
    } else if error.is_connect() {
        connecting(error)
    } else {
        "broken"
    }
}

/// The TLS library's refusals come as invalid data.
fn connecting(error: &reqwest::Error) -> &'static str {
    let mut errors = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    if errors.any(is_invalid_data) {
        "tls"
    } else {
        "connect"
    }
}

/// Whether `error` is, or wraps, invalid data; what it wraps is not among its causes.
fn is_invalid_data(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || inner.is_some_and(is_invalid_data)
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let first: &'a (dyn Error + 'static) = error;
    std::iter::successors(Some(first), |error| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_and_a_day_at_most() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("0", None),
            ("86401", Some(86_400)),
            ("99999999999999999999", Some(86_400)),
            ("Sat, 21 Nov 2026 10:05:00 GMT", Some(300)),
            ("Sat, 21 Nov 2026 09:05:00 GMT", None),
            ("Fri, 21 Nov 2036 10:05:00 GMT", Some(86_400)),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            let asked = retry_after(&headers, now).map(|asked| asked.num_seconds());
            assert_eq!(asked, seconds, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
