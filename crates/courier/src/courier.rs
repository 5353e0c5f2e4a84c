//! Carries one webhook to its receiver.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use kernel::{Reach, WebAddress};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use webhooks::{AttemptOutcome, Parcel};

use crate::answer;
use crate::names::{Judging, Names};
use crate::sign::headers;

/// The largest answer that is read, in bytes: 64 KB.
pub const LARGEST_ANSWER: usize = 64 * 1024;

/// As what it introduces itself.
const USER_AGENT: &str = concat!("partner-api-webhooks/", env!("CARGO_PKG_VERSION"));

/// How it goes about it.
pub struct CourierOptions {
    /// How far addresses may lead.
    pub reach: Reach,
    /// From looking the name up to the last byte of the answer.
    pub timeout: Duration,
    /// Where names lead.
    pub names: Arc<dyn Names>,
}

/// It could not be made: the TLS library refuses, or finds no authorities to believe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourierError;

impl std::fmt::Display for CourierError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TLS cannot be set up: are there certificates of authorities?")
    }
}

impl std::error::Error for CourierError {}

/// Carries webhooks. Cheap to clone; needs a tokio runtime with time and I/O.
#[derive(Clone)]
pub struct Courier {
    client: Client,
    reach: Reach,
    timeout: Duration,
}

impl Courier {
    /// A courier.
    ///
    /// # Errors
    /// See [`CourierError`].
    pub fn new(options: CourierOptions) -> Result<Self, CourierError> {
        let CourierOptions {
            reach,
            timeout,
            names,
        } = options;
        let client = Client::builder()
            .user_agent(USER_AGENT)
            // A connection that is kept would be one whose address nobody judged again.
            .pool_max_idle_per_host(0)
            .http1_only()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .dns_resolver(Judging { names, reach })
            .build()
            .map_err(|_| CourierError)?;
        Ok(Self {
            client,
            reach,
            timeout,
        })
    }

    /// Tries `parcel` once, at `at`, which its receiver is told. Redirects are answers, not
    /// followed. Nothing of address, body or headers is in what comes back.
    pub async fn carry(&self, parcel: &Parcel, at: DateTime<Utc>) -> AttemptOutcome {
        // The client asks nobody about literals, so they are judged here, and names that
        // lead nowhere with them. What the rules were when the endpoint was made is over.
        let Ok(address) = WebAddress::target(&parcel.url, self.reach) else {
            return AttemptOutcome::Failed("address_refused");
        };
        let mut request = self
            .client
            .post(address.as_str())
            .header(CONTENT_TYPE, "application/json")
            .body(parcel.body.clone());
        for (name, value) in headers(parcel, at) {
            request = request.header(name, value);
        }
        let attempt = async {
            match request.send().await {
                Ok(answer) => answer::read(answer, at).await,
                Err(error) => AttemptOutcome::Failed(answer::word(&error)),
            }
        };
        tokio::time::timeout(self.timeout, attempt)
            .await
            .unwrap_or(AttemptOutcome::Failed("timeout"))
    }
}
