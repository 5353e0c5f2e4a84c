//! The calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response};
use tokio::sync::Mutex;

use crate::session::{self, Credentials, Tokens};
use crate::{Error, LeadList, LeadQuery, LeadRow, NewLead, Stats, Verdict, api};

/// A partner's connection to the platform.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Arc<str>,
    credentials: Arc<Credentials>,
    tokens: Arc<Mutex<Option<Tokens>>>,
}

/// Hides credentials and tokens.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

/// Codes that a new access token mends: 4114, 4117, 4118.
const RENEWABLE: [u16; 3] = [4114, 4117, 4118];

impl Client {
    /// A client of the platform at `origin` (scheme and host, without a path),
    /// for the partner with this client id (or slug) and secret. Each call gives
    /// up after 10 seconds.
    ///
    /// # Errors
    /// [`Error::Transport`] when the HTTP client cannot be set up.
    pub fn new(origin: &str, client_id: &str, client_secret: &str) -> Result<Self, Error> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            http,
            base: format!("{}/api/v1/partner", origin.trim_end_matches('/')).into(),
            credentials: Arc::new(Credentials {
                client_id: client_id.to_owned(),
                client_secret: client_secret.to_owned(),
            }),
            tokens: Arc::new(Mutex::new(None)),
        })
    }

    /// Shares a lead and returns the verdict.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn share(&self, lead: &NewLead) -> Result<Verdict, Error> {
        let response = self
            .call(Method::POST, "/lead-dedupe-check", |request| {
                request.json(lead)
            })
            .await?;
        api::verdict(response).await
    }

    /// Shares a lead under an idempotency key: repeated within 24 hours with the
    /// same lead, it gets the same answer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn share_once(&self, lead: &NewLead, key: &str) -> Result<Verdict, Error> {
        let response = self
            .call(Method::POST, "/lead-dedupe-check", |request| {
                request.json(lead).header("Idempotency-Key", key)
            })
            .await?;
        api::verdict(response).await
    }

    /// Lists the partner's leads.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn leads(&self, query: &LeadQuery) -> Result<LeadList, Error> {
        let response = self
            .call(Method::GET, "/dashboard/leads", |request| {
                request.query(query)
            })
            .await?;
        api::data(response).await
    }

    /// One of the partner's leads.
    ///
    /// # Errors
    /// See [`Error`]; code 4040 when the partner has no such lead.
    pub async fn lead(&self, id: i64) -> Result<LeadRow, Error> {
        let path = format!("/dashboard/lead/{id}");
        api::data(self.call(Method::GET, &path, |request| request).await?).await
    }

    /// The partner's totals.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stats(&self) -> Result<Stats, Error> {
        let response = self
            .call(Method::GET, "/dashboard/stats", |request| request)
            .await?;
        api::data(response).await
    }

    /// Ends the session; the next call signs in anew.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn sign_out(&self) -> Result<(), Error> {
        let Some(tokens) = self.tokens.lock().await.take() else {
            return Ok(());
        };
        let request = self
            .http
            .post(format!("{}/logout", self.base))
            .bearer_auth(&tokens.access_token);
        api::done(request.send().await?).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        complete: impl Fn(RequestBuilder) -> RequestBuilder + Send,
    ) -> Result<Response, Error> {
        let url = format!("{}{path}", self.base);
        let token = self.access_token(None).await?;
        let request = self.http.request(method.clone(), &url).bearer_auth(&token);
        let response = complete(request).send().await?;
        if response.status() != reqwest::StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        match api::done(response).await {
            Err(error) if error.code().is_some_and(|code| RENEWABLE.contains(&code)) => {}
            Err(error) => return Err(error),
            Ok(()) => return Err(Error::Unexpected("401 without a refusal")),
        }
        let token = self.access_token(Some(&token)).await?;
        let request = self.http.request(method, &url).bearer_auth(&token);
        Ok(complete(request).send().await?)
    }

    /// The access token to use, renewed if it is still the `refused` one. The
    /// lock makes simultaneous callers renew once.
    async fn access_token(&self, refused: Option<&str>) -> Result<String, Error> {
        let mut tokens = self.tokens.lock().await;
        let renewed = match tokens.as_ref() {
            Some(kept) if refused != Some(kept.access_token.as_str()) => {
                return Ok(kept.access_token.clone());
            }
            Some(kept) => self.renew(&kept.refresh_token).await?,
            None => session::sign_in(&self.http, &self.base, &self.credentials).await?,
        };
        let access_token = renewed.access_token.clone();
        *tokens = Some(renewed);
        Ok(access_token)
    }

    async fn renew(&self, refresh_token: &str) -> Result<Tokens, Error> {
        match session::refresh(&self.http, &self.base, &self.credentials, refresh_token).await {
            Err(error) if error.code() == Some(4118) => {
                session::sign_in(&self.http, &self.base, &self.credentials).await
            }
            outcome => outcome,
        }
    }
}
