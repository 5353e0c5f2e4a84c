//! The product's main job: share a lead, get a verdict.

use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use leads::{IdempotencyKey, Replayable, ShareCommand, ShareError, ShareOutcome};

use crate::Api;
use crate::auth::{Authorized, LeadsWrite};
use crate::blocking::blocking;
use crate::body;
use crate::error::Refusal;
use crate::json::{Object, Value};
use crate::lead_body::{LeadShare, share_command};
use crate::meter;
use crate::reply::{SUCCESS, json_bytes};
use crate::sealed::{PartnerBody, received};
use crate::views::{VerdictReply, write_verdict};

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Judges a person and keeps the lead. Unknown fields are ignored.
#[utoipa::path(
    post, path = "/api/v1/partner/lead-dedupe-check", tag = "Leads",
    security(("partner" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters: for 24 h the same key and body get the same reply")),
    request_body = LeadShare,
    responses((status = 200, description = "2005 fresh, 2004 registered, 2006 active", body = VerdictReply<'static>,
        examples(
            ("2005" = (summary = "Fresh Lead", value = json!({"status": true, "code": 2005, "message": "Fresh Lead Registered Successfully!", "utm_link": "https://pocketcredit.in?utm_source=partner_uuid&utm_medium=partner_api&utm_campaign=lead_9876543210_1234567890", "redirect_url": "https://pocketcredit.in?utm_source=partner_uuid&utm_medium=partner_api&utm_campaign=lead_9876543210_1234567890", "lead_id": 1}))),
            ("2004" = (summary = "Registered User", value = json!({"status": true, "code": 2004, "message": "Registered User", "utm_link": "https://pocketcredit.in?utm_source=partner_uuid&utm_medium=partner_api&utm_campaign=lead_9876543210_1234567890", "redirect_url": "https://pocketcredit.in?utm_source=partner_uuid&utm_medium=partner_api&utm_campaign=lead_9876543210_1234567890", "lead_id": 1}))),
            ("2006" = (summary = "Active User", value = json!({"status": false, "code": 2006, "message": "Active Loan User", "lead_id": 1}))),
        ),
    )),
)]
pub(crate) async fn lead_dedupe_check(
    caller: Authorized<LeadsWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let key = idempotency_key(request.headers())?;
    let body = received(&caller, &request, payload, body::SMALL).await?;
    let command = match command(&caller, &api, &body, key) {
        Ok(command) => command,
        Err(refusal) => {
            body.spend(&request, caller.sender.id).await?;
            return Err(refusal);
        }
    };
    let outcome = blocking(move || shared(&api, &command)).await?;
    Ok(reply(&outcome))
}

fn command(
    caller: &Authorized<LeadsWrite>,
    api: &Api,
    body: &PartnerBody,
    key: Option<IdempotencyKey>,
) -> Result<ShareCommand, Refusal> {
    let lowercase = api.options.accept_lowercase_pan;
    let object = body::object(&body.bytes)?;
    let mut command = share_command(&caller.session, &object, lowercase)?;
    command.idempotency = key.map(|key| replayable(key, &body.bytes));
    command.mark = body.mark;
    Ok(command)
}

/// Shares the lead. An envelope that never came as far as the lead's transaction is
/// taken all the same.
fn shared(api: &Api, command: &ShareCommand) -> Result<ShareOutcome, Refusal> {
    let error = match api.share.execute(command) {
        Ok(outcome) => return Ok(outcome),
        Err(error) => error,
    };
    if let (ShareError::Funnel(_), Some(mark)) = (&error, command.mark)
        && !api.envelopes.spend(command.partner, &mark)?
    {
        return Err(ShareError::MarkSpent.into());
    }
    Err(error.into())
}

fn reply(outcome: &ShareOutcome) -> HttpResponse {
    let body = write_verdict(outcome);
    let code = match outcome {
        ShareOutcome::Judged { verdict, .. } => {
            meter::judged(*verdict);
            verdict.code()
        }
        ShareOutcome::Replayed(kept) => code_of(kept),
    };
    json_bytes(code, body)
}

/// The code of a reply that was kept as bytes; for the log only.
fn code_of(kept: &[u8]) -> u16 {
    let object = Object::parse(kept).ok();
    let code = object.as_ref().and_then(|object| object.get("code"));
    match code {
        Some(Value::Number(code)) => code.parse().unwrap_or(SUCCESS),
        _ => SUCCESS,
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Refusal> {
    let bad = || Refusal::parameter(IDEMPOTENCY_KEY);
    let mut given = headers.get_all(IDEMPOTENCY_KEY);
    let (first, second) = (given.next(), given.next());
    if second.is_some() {
        return Err(bad());
    }
    first
        .map(|value| {
            let text = value.to_str().map_err(|_| bad())?;
            IdempotencyKey::parse(text).map_err(|_| bad())
        })
        .transpose()
}

fn replayable(key: IdempotencyKey, body: &Bytes) -> Replayable {
    Replayable {
        key,
        body: body.to_vec(),
        write: Arc::new(write_verdict),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(keys: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for key in keys {
            let name = HeaderName::from_static("idempotency-key");
            headers.append(name, HeaderValue::from_str(key).expect("a header value"));
        }
        headers
    }

    #[test]
    fn an_idempotency_key_is_optional_and_judged() {
        assert_eq!(idempotency_key(&headers(&[])), Ok(None));
        let key = IdempotencyKey::parse("k-1").expect("a key");
        assert_eq!(idempotency_key(&headers(&["k-1"])), Ok(Some(key)));
        let long = "k".repeat(256);
        for bad in [&["a b"][..], &[""], &["k\u{e9}"], &[&long], &["k", "k"]] {
            let refusal = idempotency_key(&headers(bad));
            assert_eq!(
                refusal,
                Err(Refusal::parameter("Idempotency-Key")),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_replayed_reply_is_logged_under_its_own_code() {
        assert_eq!(code_of(br#"{"status":false,"code":2006}"#), 2006);
        assert_eq!(code_of(b"damaged"), SUCCESS);
    }
}
