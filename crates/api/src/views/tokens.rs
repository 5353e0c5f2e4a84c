//! Tokens on the wire.

use accounts::TokenPair;
use serde::Serialize;

const BEARER: &str = "Bearer";

/// The first pair.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Tokens {
    /// Opens the API.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    access_token: String,
    /// Gets the next pair. The dashboard finds it in its cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..."
    )]
    refresh_token: Option<String>,
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
    /// Replaces the one presented. The dashboard finds it in its cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..."
    )]
    refresh_token: Option<String>,
}

impl Tokens {
    /// `pair` for whoever keeps its own tokens.
    pub(crate) fn of(pair: &TokenPair) -> Self {
        Self {
            refresh_token: Some(pair.refresh.clone()),
            ..Self::without_refresh(pair)
        }
    }

    /// `pair` for the dashboard.
    pub(crate) fn without_refresh(pair: &TokenPair) -> Self {
        Self {
            access_token: pair.access.clone(),
            refresh_token: None,
            token_type: BEARER,
            expires_in: pair.expires_in,
        }
    }
}

impl RefreshedTokens {
    /// `pair` for whoever keeps its own tokens.
    pub(crate) fn of(pair: &TokenPair) -> Self {
        Self {
            refresh_token: Some(pair.refresh.clone()),
            ..Self::without_refresh(pair)
        }
    }

    /// `pair` for the dashboard.
    pub(crate) fn without_refresh(pair: &TokenPair) -> Self {
        Self {
            access_token: pair.access.clone(),
            token_type: BEARER,
            expires_in: pair.expires_in,
            refresh_token: None,
        }
    }
}
