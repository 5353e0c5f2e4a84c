//! What a caller shows in `Authorization`.

use accounts::ClientSecret;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::error::{Code, Refusal};

/// The token of `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    credentials(headers, "bearer").ok_or_else(|| Code::TokenRequired.into())
}

/// User and secret of `Authorization: Basic` (RFC 7617). Only the first colon
/// separates them; the secret may contain more.
pub(crate) fn basic(headers: &HeaderMap) -> Result<(String, ClientSecret), Refusal> {
    decoded(headers).ok_or_else(|| Code::AuthenticationFailed.into())
}

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded(headers: &HeaderMap) -> Option<(String, ClientSecret)> {
    let encoded = credentials(headers, "basic")?;
    let text = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (user, secret) = text.split_once(':')?;
    Some((user.to_owned(), ClientSecret::presented(secret)))
}

/// What follows the scheme, whose case does not matter (RFC 9110, section 11.1).
fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (given, rest) = value.trim().split_once(' ')?;
    let rest = rest.trim();
    (given.eq_ignore_ascii_case(scheme) && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests;
