//! Tokens and how they are renewed.

use serde::Deserialize;

use crate::Error;
use crate::answer::{Answer, Expected};
use crate::sealing::Sealing;

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

/// Where tokens come from.
pub(crate) struct Desk<'a> {
    pub(crate) http: &'a reqwest::Client,
    pub(crate) base: &'a str,
    pub(crate) credentials: &'a Credentials,
    pub(crate) sealing: Option<&'a Sealing>,
}

impl Desk<'_> {
    /// Signs in.
    pub(crate) async fn sign_in(&self) -> Result<Tokens, Error> {
        self.ask(self.http.post(format!("{}/login", self.base)))
            .await
    }

    /// Exchanges the refresh token for the next pair.
    pub(crate) async fn refresh(&self, refresh_token: &str) -> Result<Tokens, Error> {
        let request = self.http.post(format!("{}/refresh-token", self.base));
        self.ask(request.header("refresh-token", refresh_token))
            .await
    }

    /// These requests have no body to seal; their answers are sealed all the same
    /// for a partner that must encrypt.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Tokens, Error> {
        let Credentials {
            client_id,
            client_secret,
        } = self.credentials;
        let request = request.basic_auth(client_id, Some(client_secret));
        let expected = Expected {
            sealing: self.sealing,
            sealed: false,
        };
        Answer::of(request.send().await?, expected).await?.data()
    }
}
