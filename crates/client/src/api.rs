//! The envelopes on the wire.

use reqwest::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Error, Verdict};

/// Any answer.
#[derive(Deserialize)]
struct Envelope<T> {
    code: u16,
    message: String,
    request_id: Option<String>,
    data: Option<T>,
    lead_id: Option<i64>,
    utm_link: Option<String>,
}

/// The data of a 2000, or the refusal.
pub(crate) async fn data<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let envelope = read::<T>(response).await?;
    envelope.data.ok_or(Error::Unexpected("no data"))
}

/// Nothing but that the call succeeded.
pub(crate) async fn done(response: Response) -> Result<(), Error> {
    read::<serde::de::IgnoredAny>(response).await.map(|_| ())
}

/// The verdict of a shared lead, or the refusal.
pub(crate) async fn verdict(response: Response) -> Result<Verdict, Error> {
    let envelope = read::<serde::de::IgnoredAny>(response).await?;
    let lead_id = envelope.lead_id.ok_or(Error::Unexpected("no lead_id"))?;
    let link = envelope.utm_link.ok_or(Error::Unexpected("no utm_link"));
    match envelope.code {
        2005 => Ok(Verdict::Fresh {
            lead_id,
            link: link?,
        }),
        2004 => Ok(Verdict::Registered {
            lead_id,
            link: link?,
        }),
        2006 => Ok(Verdict::Active { lead_id }),
        _ => Err(Error::Unexpected("no verdict")),
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<Envelope<T>, Error> {
    let status = response.status();
    let retry_after = response
        .headers()
        .get(reqwest::header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let body = response.bytes().await?;
    let envelope: Envelope<T> =
        serde_json::from_slice(&body).map_err(|_| Error::Unexpected("not the API's envelope"))?;
    if status.is_success() {
        return Ok(envelope);
    }
    Err(Error::Refused {
        code: envelope.code,
        message: envelope.message,
        status: status.as_u16(),
        request_id: envelope.request_id,
        retry_after,
    })
}
