//! The calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Serialize;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::answer::{Answer, Expected};
use crate::sealing::Sealing;
use crate::session::{Credentials, Desk, Tokens};
use crate::{Error, LeadList, LeadQuery, LeadRow, NewLead, Stats, Verdict};

/// A partner's connection to the platform.
#[derive(Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Arc<str>,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) tokens: Arc<Mutex<Option<Tokens>>>,
    /// `None` as long as nothing is encrypted.
    pub(crate) sealing: Option<Arc<Sealing>>,
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
            sealing: None,
        })
    }

    /// Shares a lead and returns the verdict.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn share(&self, lead: &NewLead) -> Result<Verdict, Error> {
        self.send("/lead-dedupe-check", lead, |request| request)
            .await?
            .verdict()
    }

    /// Shares a lead under an idempotency key: repeated within 24 hours with the
    /// same lead, it gets the same answer. Each time it goes in a new envelope, if in
    /// any.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn share_once(&self, lead: &NewLead, key: &str) -> Result<Verdict, Error> {
        self.send("/lead-dedupe-check", lead, |request| {
            request.header("Idempotency-Key", key)
        })
        .await?
        .verdict()
    }

    /// Lists the partner's leads.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn leads(&self, query: &LeadQuery) -> Result<LeadList, Error> {
        self.get("/dashboard/leads", |request| request.query(query))
            .await?
            .data()
    }

    /// One of the partner's leads.
    ///
    /// # Errors
    /// See [`Error`]; code 4040 when the partner has no such lead.
    pub async fn lead(&self, id: i64) -> Result<LeadRow, Error> {
        let path = format!("/dashboard/lead/{id}");
        self.get(&path, |request| request).await?.data()
    }

    /// The partner's totals.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stats(&self) -> Result<Stats, Error> {
        self.get("/dashboard/stats", |request| request)
            .await?
            .data()
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
        Answer::of(request.send().await?, self.expected(false))
            .await?
            .done()
    }

    pub(crate) async fn get(
        &self,
        path: &str,
        complete: impl Fn(RequestBuilder) -> RequestBuilder + Send,
    ) -> Result<Answer, Error> {
        let complete = move |request| Ok(complete(request));
        self.call(Method::GET, path, false, complete).await
    }

    /// Posts `body`, sealed where the client encrypts.
    pub(crate) async fn send(
        &self,
        path: &str,
        body: &impl Serialize,
        complete: impl Fn(RequestBuilder) -> RequestBuilder + Send,
    ) -> Result<Answer, Error> {
        let plain = serde_json::to_vec(body).map(Zeroizing::new);
        let plain = plain.map_err(|_| Error::Unexpected("a request that is no JSON"))?;
        let json = HeaderValue::from_static("application/json");
        let complete = move |request: RequestBuilder| {
            let body = match &self.sealing {
                Some(sealing) => sealing.seal(&plain)?.into_bytes(),
                None => plain.to_vec(),
            };
            let request = request.header(CONTENT_TYPE, &json).body(body);
            Ok(complete(request))
        };
        let sealed = self.sealing.is_some();
        self.call(Method::POST, path, sealed, complete).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        sealed: bool,
        complete: impl Fn(RequestBuilder) -> Result<RequestBuilder, Error> + Send,
    ) -> Result<Answer, Error> {
        let url = format!("{}{path}", self.base);
        let token = self.access_token(None).await?;
        let request = self.http.request(method.clone(), &url).bearer_auth(&token);
        let response = complete(request)?.send().await?;
        let refused = response.status() == StatusCode::UNAUTHORIZED;
        let answer = Answer::of(response, self.expected(sealed)).await?;
        if !refused {
            return Ok(answer);
        }
        match answer.done() {
            Err(error) if error.code().is_some_and(|code| RENEWABLE.contains(&code)) => {}
            Err(error) => return Err(error),
            Ok(()) => return Err(Error::Unexpected("401 without a refusal")),
        }
        let token = self.access_token(Some(&token)).await?;
        let request = self.http.request(method, &url).bearer_auth(&token);
        let response = complete(request)?.send().await?;
        Answer::of(response, self.expected(sealed)).await
    }

    fn expected(&self, sealed: bool) -> Expected<'_> {
        Expected {
            sealing: self.sealing.as_deref(),
            sealed,
        }
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
            None => self.desk().sign_in().await?,
        };
        let access_token = renewed.access_token.clone();
        *tokens = Some(renewed);
        Ok(access_token)
    }

    async fn renew(&self, refresh_token: &str) -> Result<Tokens, Error> {
        match self.desk().refresh(refresh_token).await {
            Err(error) if error.code() == Some(4118) => self.desk().sign_in().await,
            outcome => outcome,
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            http: &self.http,
            base: &self.base,
            credentials: &self.credentials,
            sealing: self.sealing.as_deref(),
        }
    }
}
