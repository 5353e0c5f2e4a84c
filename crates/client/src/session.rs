//! Tokens and how they are renewed.

use serde::Deserialize;

use crate::{Error, api};

/// Client id (or slug) and secret.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

/// The newest tokens.
#[derive(Clone, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

/// Signs in.
pub(crate) async fn sign_in(
    http: &reqwest::Client,
    base: &str,
    credentials: &Credentials,
) -> Result<Tokens, Error> {
    let request = http
        .post(format!("{base}/login"))
        .basic_auth(&credentials.client_id, Some(&credentials.client_secret));
    api::data(request.send().await?).await
}

/// Exchanges the refresh token for the next pair.
pub(crate) async fn refresh(
    http: &reqwest::Client,
    base: &str,
    credentials: &Credentials,
    refresh_token: &str,
) -> Result<Tokens, Error> {
    let request = http
        .post(format!("{base}/refresh-token"))
        .basic_auth(&credentials.client_id, Some(&credentials.client_secret))
        .header("refresh-token", refresh_token);
    api::data(request.send().await?).await
}
