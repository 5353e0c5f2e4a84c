//! Answers, sealed.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use envelope::{Correspondent, Fingerprint};

use crate::auth::api;
use crate::error::{Code, Refusal};
use crate::observe::write_refusal;

/// The longest text that is sealed, in bytes: an export of about 200 000 leads.
const LONGEST: usize = 32 * 1024 * 1024;

/// The fingerprint of the partner's key an answer is encrypted to.
static ENCRYPTED_TO: HeaderName = HeaderName::from_static("x-encrypted-to");

/// The `kid` of the platform's key that signed it.
static SIGNED_BY: HeaderName = HeaderName::from_static("x-signed-by");

/// How the answer to a request is sealed; kept with the request.
#[derive(Clone)]
pub(super) enum AnswerSeal {
    /// For this partner.
    For(Arc<Correspondent>),
    /// It must be and cannot be: 5000, never plain text.
    Impossible(String),
}

/// Lets the answer go out in plain text after all.
pub(crate) fn answer_in_plain(request: &HttpRequest) {
    request.extensions_mut().remove::<AnswerSeal>();
}

/// The innermost layer of every partner's route: seals whatever comes out of the
/// handler, refusals included, if the request asks for it.
pub(crate) async fn seal_answer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let reply = next.call(request).await?.map_into_boxed_body();
    let seal = reply.request().extensions().get::<AnswerSeal>().cloned();
    let Some(seal) = seal else {
        return Ok(reply);
    };
    if refused_before_opening(&reply) {
        return Ok(reply);
    }
    let request = reply.request().clone();
    Ok(match sealed(reply, seal).await {
        Ok(reply) => reply,
        Err(refusal) => ServiceResponse::from_err(refusal, request),
    })
}

/// These say that there is no envelope to answer.
fn refused_before_opening(reply: &ServiceResponse) -> bool {
    let refusal = reply
        .response()
        .error()
        .and_then(|error| error.as_error::<Refusal>());
    refusal.is_some_and(|refusal| {
        matches!(
            refusal.code,
            Code::EncryptionNotSetUp | Code::EnvelopeRefused | Code::EncryptionRequired
        )
    })
}

async fn sealed(reply: ServiceResponse, seal: AnswerSeal) -> Result<ServiceResponse, Refusal> {
    let to = match seal {
        AnswerSeal::For(to) => to,
        AnswerSeal::Impossible(cause) => return Err(Refusal::caused(Code::Internal, &cause)),
    };
    let api = api(reply.request())?.clone();
    let (request, reply) = write_refusal(reply).into_parts();
    let (mut reply, body) = reply.into_parts();
    let plain = to_bytes_limited(body, LONGEST)
        .await
        .map_err(|_| cannot("longer than can be sealed"))?
        .map_err(|_| cannot("broken off before it was whole"))?;
    let names = [to.key.fingerprint, to.own];
    let lane = api.rsa.clone();
    let json = lane
        .seal(move || {
            api.envelopes
                .seal(&to, &plain)
                .map(|sealed| sealed.to_json())
        })
        .await?;
    name_keys(reply.headers_mut(), &names)?;
    let reply = reply.set_body(BoxBody::new(json));
    Ok(ServiceResponse::new(request, reply))
}

/// Says what the body is now, and which keys it takes to read it: during a rotation
/// either side may have two.
fn name_keys(headers: &mut HeaderMap, [to, by]: &[Fingerprint; 2]) -> Result<(), Refusal> {
    headers.remove(CONTENT_DISPOSITION);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, key) in [(&ENCRYPTED_TO, to), (&SIGNED_BY, by)] {
        let value = HeaderValue::from_str(&key.to_string())
            .map_err(|error| Refusal::caused(Code::Internal, &error))?;
        headers.insert(name.clone(), value);
    }
    Ok(())
}

fn cannot(why: &'static str) -> Refusal {
    Refusal::caused(Code::Internal, &format_args!("an answer is {why}"))
}
