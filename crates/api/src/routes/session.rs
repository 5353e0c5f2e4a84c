//! Login, refresh, logout.

use accounts::{ProvenPartner, TokenPair};
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::Api;
use crate::auth::{Authorized, SessionEnd, basic};
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::json::Value;
use crate::reply::{Done, Envelope, done, success};
use crate::sealed::{Looks, Sender, expect_sealed_answer, looks_sealed, opened};

/// The first pair.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Tokens {
    /// Opens the API.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    access_token: String,
    /// Gets the next pair.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    refresh_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds the access token lives.
    #[schema(example = 900)]
    expires_in: i64,
}

/// A next pair: the documented fields, then the rotated refresh token.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RefreshedTokens {
    /// Opens the API.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds the access token lives.
    #[schema(example = 900)]
    expires_in: i64,
    /// Replaces the one presented.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    refresh_token: String,
}

/// Exchanges client id (or slug) and secret for tokens. A body is not needed and
/// not looked at.
#[utoipa::path(
    post, path = "/api/v1/partner/login", tag = "Session",
    security(("basic" = [])),
    responses((status = 200, description = "Signed in", body = Envelope<Tokens>)),
)]
pub(crate) async fn login(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    let (user, secret) = basic(request.headers())?;
    let pair = match api.sign_in.from_memory(&user, &secret)? {
        Some(pair) => pair,
        None => blocking(move || api.sign_in.execute(&user, &secret)).await?,
    };
    let sender = Sender::proven(&request, &pair.partner).await?;
    expect_sealed_answer(&request, &sender)?;
    taken(&request, &sender, &body).await?;
    success(Tokens {
        access_token: pair.access,
        refresh_token: pair.refresh,
        token_type: "Bearer",
        expires_in: pair.expires_in,
    })
}

/// Exchanges a refresh token for the next pair. The old refresh token stays
/// usable until the new one is first used.
#[utoipa::path(
    post, path = "/api/v1/partner/refresh-token", tag = "Session",
    security(("basic" = [])),
    params(
        ("refresh_token" = Option<String>, Header, description = "The refresh token, with or without `Bearer `. Also read from `refresh-token`, `x-refresh-token` and the body."),
        ("refresh-token" = Option<String>, Header, description = "For callers behind proxies that drop underscores."),
        ("x-refresh-token" = Option<String>, Header, description = "The same."),
    ),
    request_body(content = Option<RefreshBody>, description = "Only looked at when no header has the token"),
    responses((status = 200, description = "The next pair", body = Envelope<RefreshedTokens>)),
)]
pub(crate) async fn refresh_token(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    let (user, secret) = basic(request.headers())?;
    let partner = {
        let api = api.clone();
        blocking(move || api.sign_in.prove(&user, &secret)).await?
    };
    let partner = ProvenPartner::of(&partner);
    let sender = Sender::proven(&request, &partner).await?;
    expect_sealed_answer(&request, &sender)?;
    let body = match taken(&request, &sender, &body).await? {
        Some(opened) => opened,
        None => plain_refresh(request.headers(), &sender, body)?,
    };
    let token = presented(request.headers(), &body)?;
    let pair = blocking(move || api.refresh.exchange(partner.id, &token)).await?;
    success(next_pair(pair))
}

/// What was in the envelope, if the body is one: opened and taken.
async fn taken(
    request: &HttpRequest,
    sender: &Sender,
    body: &Bytes,
) -> Result<Option<Bytes>, Refusal> {
    if looks_sealed(body) == Looks::Plain {
        body::SMALL.holds(body.len())?;
        return Ok(None);
    }
    let opened = opened(request, sender, body).await?;
    opened.spend(request, sender.id).await?;
    Ok(Some(opened.bytes))
}

/// A body that is no envelope. A partner that must encrypt may not put its token
/// there.
fn plain_refresh(headers: &HeaderMap, sender: &Sender, body: Bytes) -> Result<Bytes, Refusal> {
    let looked_at = in_header(headers).is_none() && !body.trim_ascii().is_empty();
    if looked_at && sender.must_encrypt() {
        return Err(Code::EncryptionRequired.into());
    }
    Ok(body)
}

/// Ends the login of the presented access token: its access and refresh tokens
/// stop counting within a second.
#[utoipa::path(
    post, path = "/api/v1/partner/logout", tag = "Session",
    security(("partner" = [])),
    responses((status = 200, description = "Signed out", body = Done)),
)]
pub(crate) async fn logout(
    caller: Authorized<SessionEnd>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    taken(&request, &caller.sender, &body).await?;
    blocking(move || api.sign_out.execute(&caller.session)).await?;
    done()
}

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

fn presented(headers: &HeaderMap, body: &[u8]) -> Result<String, Refusal> {
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

fn in_header(headers: &HeaderMap) -> Option<String> {
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

fn next_pair(pair: TokenPair) -> RefreshedTokens {
    RefreshedTokens {
        access_token: pair.access,
        token_type: "Bearer",
        expires_in: pair.expires_in,
        refresh_token: pair.refresh,
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
