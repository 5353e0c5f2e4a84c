//! A token's three parts, in the order they must be judged.

use accounts::Claims;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::wire_claims::Read;

/// A token in compact form (RFC 7515 section 3.1) of which nothing is proven.
pub(crate) struct WireToken<'a> {
    signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

/// The payload of a token whose signature is right.
pub(crate) struct Genuine<'a>(&'a str);

#[derive(Deserialize)]
struct JoseHeader {
    alg: Algorithm,
    kid: String,
    /// Extensions that must be understood; this platform has none.
    crit: Option<IgnoredAny>,
}

impl<'a> WireToken<'a> {
    /// Splits `token` at its dots; `None` unless there are exactly two.
    pub(crate) fn split(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        (!payload.contains('.')).then_some(Self {
            signed,
            header,
            payload,
            signature,
        })
    }

    /// The name of the secret; `None` unless the header has one, says HS256 and
    /// asks for no extension.
    pub(crate) fn kid(&self) -> Option<String> {
        let header = URL_SAFE_NO_PAD.decode(self.header).ok()?;
        let header: JoseHeader = serde_json::from_slice(&header).ok()?;
        (header.alg == Algorithm::HS256 && header.crit.is_none()).then_some(header.kid)
    }

    /// The payload, if the signature is HS256 under `key`.
    pub(crate) fn signed_by(&self, key: &DecodingKey) -> Option<Genuine<'a>> {
        jsonwebtoken::crypto::verify(
            self.signature,
            self.signed.as_bytes(),
            key,
            Algorithm::HS256,
        )
        .ok()?
        .then_some(Genuine(self.payload))
    }
}

impl Genuine<'_> {
    /// The claims; `None` unless every one is there and makes sense, and they are
    /// meant for `issuer` and `audience`.
    pub(crate) fn claims(&self, issuer: &str, audience: &str) -> Option<Claims> {
        let payload = URL_SAFE_NO_PAD.decode(self.0).ok()?;
        serde_json::from_slice::<Read<'_>>(&payload)
            .ok()?
            .into_claims(issuer, audience)
    }
}
