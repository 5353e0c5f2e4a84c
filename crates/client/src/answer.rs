//! Answers: opened where they are sealed, judged by their codes.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use zeroize::Zeroizing;

use crate::sealing::{Sealed, Sealing};
use crate::{Error, Verdict};

/// How an answer has to come.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    /// What opens it.
    pub(crate) sealing: Option<&'a Sealing>,
    /// Whether the request was sealed.
    pub(crate) sealed: bool,
}

/// An answer in clear.
pub(crate) struct Answer {
    status: StatusCode,
    retry_after: Option<u64>,
    body: Zeroizing<Vec<u8>>,
}

/// The fields of any answer.
#[derive(Deserialize)]
struct Fields<T> {
    code: u16,
    message: String,
    request_id: Option<String>,
    data: Option<T>,
    lead_id: Option<i64>,
    utm_link: Option<String>,
}

/// What the platform says before it has opened an envelope, and therefore in plain
/// text: the envelope itself (4122, 4123, 4125), a header (4124), the token, the path,
/// the body's size or type, its own troubles.
fn precedes_opening(status: StatusCode, code: u16) -> bool {
    const CODES: [u16; 4] = [4122, 4123, 4124, 4125];
    const STATUSES: [u16; 7] = [401, 403, 404, 405, 413, 415, 429];
    CODES.contains(&code) || STATUSES.contains(&status.as_u16()) || status.is_server_error()
}

impl Answer {
    /// Reads the answer to its end and opens it. The length is the server's to bound:
    /// it seals nothing over 32 MiB.
    pub(crate) async fn of(response: Response, expected: Expected<'_>) -> Result<Self, Error> {
        let status = response.status();
        let retry_after = response
            .headers()
            .get(reqwest::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.parse().ok());
        let body = response.bytes().await?;
        Ok(Self {
            status,
            retry_after,
            body: in_clear(status, body.into(), expected)?,
        })
    }

    /// The data of a 2000, or the refusal.
    pub(crate) fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let fields = self.read::<T>()?;
        fields.data.ok_or(Error::Unexpected("no data"))
    }

    /// Nothing but that the call succeeded.
    pub(crate) fn done(&self) -> Result<(), Error> {
        self.read::<IgnoredAny>().map(|_| ())
    }

    /// The verdict of a shared lead, or the refusal.
    pub(crate) fn verdict(&self) -> Result<Verdict, Error> {
        let fields = self.read::<IgnoredAny>()?;
        let lead_id = fields.lead_id.ok_or(Error::Unexpected("no lead_id"))?;
        let link = fields.utm_link.ok_or(Error::Unexpected("no utm_link"));
        match fields.code {
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

    fn read<T: DeserializeOwned>(&self) -> Result<Fields<T>, Error> {
        if self.status.is_success() {
            return fields(&self.body);
        }
        let refusal = fields::<IgnoredAny>(&self.body)?;
        Err(Error::Refused {
            code: refusal.code,
            message: refusal.message,
            status: self.status.as_u16(),
            request_id: refusal.request_id,
            retry_after: self.retry_after,
        })
    }
}

fn fields<T: DeserializeOwned>(body: &[u8]) -> Result<Fields<T>, Error> {
    serde_json::from_slice(body).map_err(|_| Error::Unexpected("not the API's envelope"))
}

/// What `body` says. A plain one is enough where the request was plain, and where the
/// platform could not have sealed it.
fn in_clear(
    status: StatusCode,
    body: Vec<u8>,
    expected: Expected<'_>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    match (Sealed::find(&body), expected.sealing) {
        (Some(sealed), Some(sealing)) => sealing.open(&sealed),
        (Some(_), None) => Err(Error::Unexpected("an encrypted answer, and no keys here")),
        (None, _) if !expected.sealed => Ok(Zeroizing::new(body)),
        (None, _) => {
            let code = fields::<IgnoredAny>(&body).map_or(0, |fields| fields.code);
            if status.is_success() || !precedes_opening(status, code) {
                return Err(Error::Unsealed);
            }
            Ok(Zeroizing::new(body))
        }
    }
}

#[cfg(test)]
mod tests;
