//! The request's name, in its reply and in the log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use kernel::Entropy;

/// `X-Request-Id`.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request id that is taken over.
const LONGEST: usize = 128;

/// The caller's id, if it sent a sane one, else a fresh uuid.
pub(crate) fn request_id(headers: &HeaderMap, entropy: &dyn Entropy) -> HeaderValue {
    match headers.get(&X_REQUEST_ID) {
        Some(given) if is_sane(given.as_bytes()) => given.clone(),
        _ => fresh(entropy),
    }
}

/// 1–128 of `A-Za-z0-9._-`: nothing that could break a log line or a header.
fn is_sane(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn fresh(entropy: &dyn Entropy) -> HeaderValue {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    let mut text = uuid::Uuid::encode_buffer();
    let uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
    let id: &str = uuid.hyphenated().encode_lower(&mut text);
    // Hexadecimal digits and hyphens are always a header value.
    HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("unnamed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    fn id_for(given: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(given).expect("a header value");
        headers.insert(X_REQUEST_ID.clone(), value);
        request_id(&headers, &Sevens)
            .to_str()
            .expect("ASCII")
            .to_owned()
    }

    const FRESH: &str = "07070707-0707-4707-8707-070707070707";

    #[test]
    fn a_sane_id_is_echoed() {
        for id in ["a", "A.b_c-9", &"x".repeat(128)] {
            assert_eq!(id_for(id.as_bytes()), id);
        }
    }

    #[test]
    fn anything_else_gets_a_fresh_uuid() {
        for id in ["", "a b", "a\tb", "id;x", "\u{e9}", "{}", &"x".repeat(129)] {
            assert_eq!(id_for(id.as_bytes()), FRESH, "for {id:?}");
        }
        assert_eq!(request_id(&HeaderMap::new(), &Sevens), FRESH);
    }
}
