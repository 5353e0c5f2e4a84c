//! The refresh token of a request, wherever its caller put it.

use actix_web::http::header::HeaderMap;

use crate::body;
use crate::error::{Code, Refusal};
use crate::json::Value;

/// Where a caller that sets no header puts its refresh token.
#[derive(utoipa::ToSchema)]
#[expect(
    dead_code,
    reason = "read field by field from the JSON; this is its description"
)]
pub(crate) struct RefreshBody {
    /// The refresh token.
    refresh_token: Option<String>,
    /// The refresh token.
    #[schema(rename = "refreshToken")]
    refresh_token_camel: Option<String>,
}

/// The headers a refresh token may come in; proxies drop underscores.
const HEADERS: [&str; 3] = ["refresh_token", "refresh-token", "x-refresh-token"];

/// The body's fields it may come in.
const FIELDS: [&str; 2] = ["refresh_token", "refreshToken"];

/// The token, from a header or else from the body.
pub(super) fn presented(headers: &HeaderMap, body: &[u8]) -> Result<String, Refusal> {
    if let Some(token) = in_header(headers) {
        return Ok(token);
    }
    if body.trim_ascii().is_empty() {
        return Err(Code::TokenRequired.into());
    }
    if !body::has_type(headers, body::JSON) {
        return Err(Code::UnsupportedMediaType.into());
    }
    let body = body::object(body)?;
    FIELDS
        .into_iter()
        .find_map(|field| match body.get(field)? {
            Value::Text(text) => bare(text),
            Value::Null | Value::Number(_) | Value::Flag(_) | Value::Other => None,
        })
        .ok_or_else(|| Code::TokenRequired.into())
}

/// The token, if a header has it.
pub(super) fn in_header(headers: &HeaderMap) -> Option<String> {
    HEADERS
        .into_iter()
        .find_map(|name| bare(headers.get(name)?.to_str().ok()?))
}

/// The token without blanks around and `Bearer` before it.
fn bare(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    match words.as_slice() {
        [scheme, token] if scheme.eq_ignore_ascii_case("bearer") => Some((*token).to_owned()),
        [token] if !token.eq_ignore_ascii_case("bearer") => Some((*token).to_owned()),
        // Blanks inside are in no token; the use case refuses it as invalid.
        [_, _, ..] => Some(text.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        pairs.collect()
    }

    const JSON: (&str, &str) = ("content-type", "application/json");

    #[test]
    fn a_refresh_token_is_found_in_every_place_it_may_be_in() {
        for name in HEADERS {
            assert_eq!(
                presented(&headers(&[(name, "abc")]), b""),
                Ok("abc".to_owned())
            );
            let with_scheme = headers(&[(name, "Bearer abc")]);
            assert_eq!(presented(&with_scheme, b""), Ok("abc".to_owned()));
        }
        for body in [
            r#"{"refresh_token":"abc"}"#,
            r#"{"refreshToken":"Bearer abc"}"#,
            r#"{"refresh_token":null,"refreshToken":" abc "}"#,
        ] {
            let found = presented(&headers(&[JSON]), body.as_bytes());
            assert_eq!(found, Ok("abc".to_owned()), "in {body}");
        }
    }

    #[test]
    fn a_missing_refresh_token_is_required() {
        let required: Result<String, Refusal> = Err(Code::TokenRequired.into());
        assert_eq!(presented(&headers(&[]), b" \n"), required);
        assert_eq!(
            presented(&headers(&[("refresh_token", " ")]), b""),
            required
        );
        assert_eq!(
            presented(&headers(&[("refresh_token", "Bearer ")]), b""),
            required
        );
        assert_eq!(presented(&headers(&[JSON]), b"{}"), required);
        assert_eq!(
            presented(&headers(&[JSON]), br#"{"refresh_token":7}"#),
            required
        );
    }

    #[test]
    fn a_body_that_is_looked_at_must_be_strict_json() {
        let code = |headers, body: &[u8]| presented(&headers, body).expect_err("refused").code;
        let twice = br#"{"refresh_token":"a","refresh_token":"b"}"#;
        assert_eq!(code(headers(&[JSON]), twice), Code::MissingParameters);
        assert_eq!(code(headers(&[JSON]), b"[]"), Code::MissingParameters);
        assert_eq!(code(headers(&[]), b"token=a"), Code::UnsupportedMediaType);
    }
}
